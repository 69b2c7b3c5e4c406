"""What the definitions give for small logs, counted by hand: `recompute.py --self-test`."""

import os
import tempfile

T = 1_720_000_000  # 2024-07-03T09:46:40Z


def log(*lines):
    """A queue_log of lines whose time is told as seconds after T."""
    rows = [line.split("|", 1) for line in lines]
    return "".join(f"{T + float(at):.6f}|{rest}\n" for at, rest in rows).encode()


CALL = ["0|1|q|NONE|ENTERQUEUE||07|1", "20|1|q|A|CONNECT|20|1.2|3", "80|1|q|A|COMPLETEAGENT|20|60|1"]

QUEUES = {
    "an answered call, at the limit": (CALL, dict(offered=1, answered=1, answered_within=1, handled=1, talk_s=60, asa_s=20, aht_s=60)),
    "each of its lines twice": ([line for line in CALL for _ in "12"], dict(offered=1, answered=1, handled=1, talk_s=60)),
    "CONNECT above ENTERQUEUE": ([CALL[1], CALL[0], CALL[2]], dict(offered=1, answered=1, handled=1, in_progress=0)),
    "no CONNECT": ([CALL[0], CALL[2]], dict(offered=1, answered=1, answered_within=1, handled=1)),
    "no end": (CALL[:2], dict(offered=1, answered=1, handled=0, in_progress=0, aht_s=None, asa_s=20)),
    "a short abandonment, at the limit": (
        ["0|1|q|NONE|ENTERQUEUE||07|1", "9|1|q|NONE|ABANDON|1|1|5"],
        dict(offered=1, abandoned=1, short_abandoned=1, patience_s=5, longest_wait_s=5, service_level_abandons_met=1,
             service_level_abandons_out=None, abandon_rate_without_short=None, asa_s=None),
    ),  # fmt: skip
    "an exit in the old layout waits by the clock": (
        ["0|1|q|NONE|ENTERQUEUE||07", "30|1|q|NONE|EXITWITHTIMEOUT|1"],
        dict(offered=1, timed_out=1, longest_wait_s=30, abandoned=0),
    ),
    "left empty, said twice": (
        ["0|1|q|NONE|ENTERQUEUE||07|1", "1|1|q|NONE|EXITEMPTY|1|1|1", "1|1|q|NONE|LEAVEEMPTY|"],
        dict(offered=1, left_empty=1),
    ),
    "refused": (["0|1|q|NONE|JOINEMPTY|", "1|2|q|NONE|FULL|", "2|3|q|NONE|CLOSED|"], dict(offered=0, refused=3, answer_rate=None)),
    "a restart": (
        [CALL[0], CALL[1], "2|2|q|NONE|ENTERQUEUE||07|1", "30|NONE|NONE|NONE|QUEUESTART|", "40|3|q|NONE|ENTERQUEUE||07|1"],
        dict(offered=3, answered=1, failed=1, handled=0, in_progress=1, longest_wait_s=28),
    ),
    "transferred": ([*CALL[:2], "80|1|q|A|BLINDTRANSFER|2000|ctx|20|60|1"], dict(answered=1, handled=1, transferred=1, talk_s=60)),
    "rubbish and blanks": (["5|nonsense", "0 | 1 | q | NONE | ENTERQUEUE || 07 | 1", "1|1|q|A|CONNECT|?"], dict(offered=1, in_progress=1)),
}

AGENTS = {
    "signed in, paused after the talk": (
        ["0|x|NONE|A|AGENTLOGIN|c", *CALL[:2], "50|NONE|NONE|A|PAUSEALL|tea", CALL[2], "90|NONE|NONE|A|UNPAUSEALL|", "100|x|NONE|A|AGENTLOGOFF|c|100"],
        dict(signed_in_s=100, talk_s=60, paused_s=10, pauses={"tea": 10}, ringing_s=3, ready_s=27, answered=1, rings=1, rna=0,
             utilisation=0.6, occupancy=60 / 87, pause_share=0.1, transfer_rate=0, rna_rate=0),
    ),  # fmt: skip
    "no sign-in is known": (
        [*CALL, "90|2|q|A|RINGNOANSWER|4000"],
        dict(signed_in_s=0, ready_s=0, ringing_s=0, utilisation=None, occupancy=None, pause_share=None, rings=2, rna=1, rna_rate=0.5),
    ),
    "member, never removed": (["0|M|q|A|ADDMEMBER|", "60|2|q|A|RINGNOANSWER|4000"], dict(signed_in_s=60, ready_s=56)),
    "a logoff alone": (["0|1|q|NONE|CLOSED|", "60|x|NONE|A|AGENTLOGOFF|c|40"], dict(signed_in_s=40)),
    "a logoff alone that tells nothing": (["0|1|q|NONE|CLOSED|", "60|x|NONE|A|AGENTLOGOFF|c"], dict(signed_in_s=60)),
    "paused in one queue of two": (
        ["0|M|q|A|ADDMEMBER|", "0|M|r|A|ADDMEMBER|", "10|NONE|q|A|PAUSE|tea", "30|NONE|r|A|PAUSE|tea", "40|NONE|q|A|UNPAUSE|",
         "60|M|q|A|REMOVEMEMBER|", "60|M|r|A|REMOVEMEMBER|"],
        dict(signed_in_s=60, paused_s=10, pauses={"tea": 10}),
    ),  # fmt: skip
    "another reason, and the same again": (
        ["0|x|NONE|A|AGENTLOGIN|c", "10|NONE|NONE|A|PAUSEALL|tea", "15|NONE|NONE|A|PAUSEALL|tea", "20|NONE|NONE|A|PAUSEALL|talk", "50|x|NONE|A|AGENTLOGOFF|c|50"],
        dict(signed_in_s=50, pauses={"tea": 10, "talk": 30}, ready_s=10),
    ),
}


def expect(name, row, wanted):
    for key, value in wanted.items():
        assert row[key] == value, f"{name}: {key} is {row[key]}, not {value}"


def run(report):
    """`report` takes the arguments of the command and gives its rows."""
    with tempfile.TemporaryDirectory() as folder:

        def rows(kind, text, *more, interval="all", zone="UTC"):
            path = os.path.join(folder, str(len(os.listdir(folder))))
            with open(path, "wb") as file:
                file.write(text)
            return report(kind, "--log", path, "--log-format", "queue-log", "--interval", interval, "--tz", zone, *more)

        for name, (lines, wanted) in QUEUES.items():
            expect(name, *rows("queues", log(*lines)), wanted)
        for name, (lines, wanted) in AGENTS.items():
            expect(name, *rows("agents", log(*lines)), wanted)
        assert rows("agents", log("50|x|NONE|A|AGENTLOGIN|c", "10|x|NONE|A|AGENTLOGOFF|c|5")) == [], "a clock set back"
        cut_at_borders(rows)
        offered_in_the_hour(rows)
    print("as counted by hand")


def cut_at_borders(rows):
    """A talk over the midnight before a day of 23 hours."""
    night = 1_711_839_600  # 2024-03-31 in Berlin
    lines = f"{night - 10}|1|q|A|CONNECT|0\n{night + 20}|1|q|A|COMPLETEAGENT|0|30\n".encode()
    days = rows("agents", lines, interval="1d", zone="Europe/Berlin")
    assert [(day["interval_start"], day["talk_s"], day["answered"], day["handled"]) for day in days] == [
        ("2024-03-30T00:00:00+01:00", 10, 1, 0),
        ("2024-03-31T00:00:00+01:00", 20, 0, 1),
    ], days
    (day,) = rows("agents", lines, "--from", "2024-03-31", "--to", "2024-04-01", interval="1d", zone="Europe/Berlin")
    assert (day["talk_s"], day["answered"]) == (20, 0), day


def offered_in_the_hour(rows):
    """An abandonment without ENTERQUEUE was offered by its wait before, and the repeated hour is two intervals."""
    twice = 1_729_990_800  # 2024-10-27T02:00+01:00 in Berlin, for the second time
    lines = f"{twice + 10}|1|q|NONE|ABANDON|1|1|20\n{twice}|2|q|NONE|ENTERQUEUE|\n".encode()
    halves = [row["interval_start"] for row in rows("queues", lines, interval="30m", zone="Europe/Berlin")]
    assert halves == ["2024-10-27T02:30:00+02:00", "2024-10-27T02:00:00+01:00"], halves
