#!/usr/bin/env python3
"""Numbers of call reports, computed a second time: from the raw log, in another language, from the definitions alone.

    recompute.py queues|agents|intervals|exits|states --log FILE --log-format queue-log|bank [--from T] [--to T]
        --interval 15m|30m|1h|1d|1w|1mo|all --tz ZONE [--service-level 20s] [--short-abandon 5s]
    recompute.py --batch        arguments come as lines of json on standard input, rows go out as a line for each
    recompute.py --self-test

It prints the rows that `hotdesk report ... --format json` prints. It is slow, keeps everything in memory and shares no code with the
program, so that both are wrong in the same way only if a definition is. Times are whole microseconds inside, seconds outside;
what a log tells below a millisecond is cut off.

Calls (a call in a queue is one stay: a call that enters another queue, or the same one again, is offered again)
  offered           ENTERQUEUE; its time decides the interval, whenever the call ends. A stay without ENTERQUEUE was offered at the time
                    of its first line minus its wait. A CONNECT above its ENTERQUEUE (reordered lines) is the same stay.
  wait, talk        the told ones; where none is told, by the clock, never below 0. CONNECT's wait goes before COMPLETE's.
  answered          CONNECT, COMPLETEAGENT, COMPLETECALLER, TRANSFER, BLINDTRANSFER, ATTENDEDTRANSFER
  answered_within   answered with wait <= T (--service-level)
  transferred       TRANSFER, BLINDTRANSFER, ATTENDEDTRANSFER
  handled           answered, and the talk is over
  abandoned         ABANDON; short_abandoned: of them, those with wait <= s (--short-abandon)
  abandoned_in_greeting   bank: hung up before the queue. It is not offered.
  key_exit, timed_out, left_empty, withdrawn    EXITWITHKEY, EXITWITHTIMEOUT, EXITEMPTY and LEAVEEMPTY, WITHDRAW
  failed            SYSCOMPAT, AGENTDUMP; and who waited at QUEUESTART (who talked then stays answered, and is not handled)
  refused           FULL, CLOSED, JOINEMPTY, DIVERT_CA_RATIO, DIVERT_HOLDTIME: never entered, not offered
  in_progress       offered, and neither answered nor out of the queue: it waits
  An end without an ENTERQUEUE since the stay's end (EXITEMPTY, then LEAVEEMPTY) says nothing new. A repeated line of a call counts once.
  service_level = answered_within / offered; _of_answered = answered_within / answered;
  _abandons_out = answered_within / (offered - abandoned with wait <= T); _abandons_met = (answered_within + those) / offered
  answer_rate = answered / offered; abandon_rate = abandoned / offered; _without_short = (abandoned - short) / (offered - short)
  asa_s = sum of waits of answered / answered; patience_s = sum of waits of abandoned / abandoned; longest_wait_s of all that ended
  aht_s = (talk + hold + wrap) / handled; neither log tells of hold and wrap

Agents (a span of time is cut at the borders of intervals and to [from, to); what happens at an instant belongs to its interval)
  answered, rings, rna    CONNECT; CONNECT + RINGNOANSWER; RINGNOANSWER. handled, transferred: when the talk ended
  talk_s            [end - told talk, end]
  signed_in_s       AGENTLOGIN, AGENTCALLBACKLOGIN to AGENTLOGOFF, AGENTCALLBACKLOGOFF; before the first of these, member of any queue
                    (ADDMEMBER to REMOVEMEMBER). Open: to --to, else to the log's end. A logoff first: its told duration, else all before.
  paused_s, pauses  PAUSEALL to UNPAUSEALL, or to UNPAUSE in a queue; or PAUSE (ADDMEMBER with PAUSED) in all queues of the agent, in any if
                    membership is not known. One asked for during a talk begins after it; another reason begins a new part, that of
                    PAUSEALL goes before a queue's; only while signed in, once sign-in is known
  ringing_s         told times of RINGNOANSWER (ms) and CONNECT (s) before the line, if by then known to
                    be signed in, and not paused
  aht_s             told talks of the calls handled / handled
  ready_s           signed_in - talk - hold - wrap - ringing - paused, at least 0; 0 if sign-in is not known
  utilisation = (talk + hold) / signed_in; occupancy = (talk + hold + wrap) / (talk + hold + wrap + ready), both null if sign-in is not
  known; pause_share = paused / signed_in; rna_rate = rna / rings; transfer_rate = transferred / handled

Bank (the mapping is told in data/bank1999/README.md): queue = service type, local time of Jerusalem, PHANTOM ignored. An agent's answer is
at ser_start (where there is none: after the wait), the talk ends at ser_exit.
"""

import argparse
import gzip
import json
import sys
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bank import read_bank
from intervals import EPOCH, Intervals, local_instant
from queue_log import read_queue_log
from records import SECOND

FOREVER = 10**18


def ratio(part, whole):
    return part / whole if whole else None


def seconds(microseconds):
    whole, part = divmod(microseconds, SECOND)
    return microseconds / SECOND if part else whole


EXITS = ("abandoned", "abandoned_in_greeting", "key_exit", "timed_out", "left_empty", "withdrawn", "refused", "failed")
OUTSIDE = ("abandoned_in_greeting", "refused")


def queue_row(stays, target, short):
    """Numbers of these stays."""
    count = {name: sum(stay.exit == name for stay in stays) for name in ("answered", *EXITS)}
    offered = [stay for stay in stays if stay.exit not in OUTSIDE]
    answered = [stay for stay in stays if stay.exit == "answered"]
    abandoned = [stay for stay in stays if stay.exit == "abandoned"]
    within = sum(stay.wait <= target for stay in answered)
    left_within = sum(stay.wait <= target for stay in abandoned)
    short_ones = sum(stay.wait <= short for stay in abandoned)
    handled = sum(stay.ended is not None for stay in answered)
    talk = sum(stay.talk for stay in answered)
    return {
        "offered": len(offered),
        **count,
        "answered_within": within,
        "short_abandoned": short_ones,
        "in_progress": sum(stay.exit is None for stay in offered),
        "transferred": sum(stay.transferred for stay in answered),
        "handled": handled,
        "service_level": ratio(within, len(offered)),
        "service_level_of_answered": ratio(within, len(answered)),
        "service_level_abandons_out": ratio(within, len(offered) - left_within),
        "service_level_abandons_met": ratio(within + left_within, len(offered)),
        "answer_rate": ratio(len(answered), len(offered)),
        "abandon_rate": ratio(len(abandoned), len(offered)),
        "abandon_rate_without_short": ratio(len(abandoned) - short_ones, len(offered) - short_ones),
        "asa_s": ratio(seconds(sum(stay.wait for stay in answered)), len(answered)),
        "patience_s": ratio(seconds(sum(stay.wait for stay in abandoned)), len(abandoned)),
        "longest_wait_s": seconds(max((stay.wait for stay in offered if stay.exit), default=0)),
        "talk_s": seconds(talk),
        "hold_s": 0,
        "wrap_s": 0,
        "aht_s": ratio(seconds(talk), handled),
    }


def inside(stays, start, end):
    return [stay for stay in stays if (start is None or stay.offered >= start) and (end is None or stay.offered < end)]


def grouped(stays, key):
    groups = {}
    for stay in stays:
        groups.setdefault(key(stay), []).append(stay)
    return groups


def queues(stays, intervals, target, short):
    groups = grouped(stays, lambda stay: (intervals.of(stay.offered), stay.queue))
    return [
        {"queue": queue, "interval_start": intervals.words(interval), **queue_row(group, target, short)}
        for (interval, queue), group in groups.items()
    ]


CENTRE = (
    "offered", "answered", *EXITS, "answered_within", "short_abandoned", "service_level", "service_level_of_answered", "answer_rate",
    "abandon_rate", "asa_s", "longest_wait_s",
)  # fmt: skip


def centre(stays, intervals, target, short):
    """All queues together. A call that enters two of them counts twice here, and once in the program's report."""
    rows = []
    for interval, group in grouped(stays, lambda stay: intervals.of(stay.offered)).items():
        row = queue_row(group, target, short)
        entered = row["offered"] + row["abandoned_in_greeting"] + row["refused"]
        shares = {"entered": entered, "self_served": 0, "centre_answer_rate": ratio(row["answered"], entered)}
        rows.append({"interval_start": intervals.words(interval), **{key: row[key] for key in CENTRE}, **shares})
    return rows


def exits(stays, intervals, target, short):
    """A row for each way out that was taken; a call that never entered the queue has no share in it."""
    return [
        {
            "queue": row["queue"],
            "interval_start": row["interval_start"],
            "exit": exit,
            "calls": row[exit],
            "share": None if exit in OUTSIDE else row[exit] / row["offered"],
        }
        for row in queues(stays, intervals, target, short)
        for exit in ("answered", *EXITS, "in_progress")
        if row[exit]
    ]


def union(spans):
    """Spans without overlap."""
    merged = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def common(span, spans):
    """Parts of a span that lie in these spans, which do not overlap."""
    parts = ((max(span[0], start), min(span[1], end)) for start, end in spans)
    return [part for part in parts if part[0] < part[1]]


def holds(spans, instant):
    return any(start < instant <= end for start, end in spans)


class Hours:
    """An agent's numbers in an interval."""

    def __init__(self):
        self.counts = dict.fromkeys(("answered", "rings", "rna", "handled", "transferred"), 0)
        self.signed_in = self.talk = self.ringing = 0
        self.handled_talk = 0  # whole, of the calls that ended here
        self.pauses = {}

    def row(self, known):
        paused = sum(self.pauses.values())
        ready = max(0, self.signed_in - self.talk - self.ringing - paused) if known else 0
        return {
            "signed_in_s": seconds(self.signed_in),
            "ready_s": seconds(ready),
            "talk_s": seconds(self.talk),
            "hold_s": 0,
            "wrap_s": 0,
            "ringing_s": seconds(self.ringing),
            "paused_s": seconds(paused),
            "pauses": {reason: seconds(time) for reason, time in self.pauses.items()},
            **self.counts,
            **dict.fromkeys(("placed", "placed_connected", "tickets"), 0),
            "aht_s": ratio(seconds(self.handled_talk), self.counts["handled"]),
            "utilisation": ratio(self.talk, self.signed_in) if known else None,
            "occupancy": ratio(self.talk, self.talk + ready) if known else None,
            "pause_share": ratio(paused, self.signed_in) if known else None,
            "rna_rate": ratio(self.counts["rna"], self.counts["rings"]),
            "transfer_rate": ratio(self.counts["transferred"], self.counts["handled"]),
        }


def hours_of(agent, intervals, window):
    """The agent's numbers, by interval."""
    rows = {}

    def at(interval):
        return rows.setdefault(interval, Hours())

    for name in ("answered", "rings", "rna", "handled", "transferred"):
        for instant in getattr(agent, name):
            if window[0] <= instant < window[1]:
                at(intervals.of(instant)).counts[name] += 1

    def cut(spans):
        for span in spans:
            for part in common(span[:2], [window]):
                yield from intervals.cut(part)

    signed_in = union([*agent.signed_in, *agent.found_out])
    known = FOREVER if agent.known is None else agent.known
    duty = union([*signed_in, (-FOREVER, known)])
    for interval, start, end in cut(signed_in):
        at(interval).signed_in += end - start
    for interval, start, end in cut(agent.talks):
        at(interval).talk += end - start
    for start, end in agent.talks:
        if window[0] <= end < window[1]:
            at(intervals.of(end)).handled_talk += end - start
    paused = []
    for start, end, reason in agent.pauses:
        for part in common((start, end), duty):
            paused.append(part)
            for interval, start, end in cut([part]):
                pauses = at(interval).pauses
                pauses[reason] = pauses.get(reason, 0) + end - start
    free = [end for _, end in agent.ringing if holds(agent.signed_in, end) and not holds(paused, end)]
    rings = [span for span in agent.ringing if span[1] in free]
    for interval, start, end in cut(rings):
        at(interval).ringing += end - start
    return rows


def agents(people, intervals, window):
    return [
        {"agent": name, "interval_start": intervals.words(interval), **hours.row(agent.known is not None)}
        for name, agent in people.items()
        for interval, hours in hours_of(agent, intervals, window).items()
    ]


def states(people, intervals, window):
    """A row for each state and reason in which an agent spent time."""
    rows = []
    for row in agents(people, intervals, window):
        times = {("ready", None): row["ready_s"], ("ringing", None): row["ringing_s"], ("talking", None): row["talk_s"]}
        times |= {("paused", reason): time for reason, time in row["pauses"].items()}
        for (state, reason), time in times.items():
            if time:
                about = {"agent": row["agent"], "interval_start": row["interval_start"], "state": state, "reason": reason}
                rows.append({**about, "seconds": time, "share": ratio(time, row["signed_in_s"])})
    return rows


def duration(text):
    units = {"s": 1, "m": 60, "h": 3600}
    return int(text[:-1]) * units[text[-1]] * SECOND


def moment(text, zone):
    """A day, or a time with or without offset, in this zone."""
    if text is None:
        return None
    parsed = datetime.fromisoformat(text.replace("Z", "+00:00"))
    parsed = parsed.replace(microsecond=parsed.microsecond // 1_000 * 1_000)
    if parsed.tzinfo is None:
        return local_instant(parsed, ZoneInfo(zone))
    return (parsed - EPOCH) // timedelta(microseconds=1)


@lru_cache(maxsize=2)
def read(log, log_format, end):
    with open(log, "rb") as file:
        raw = file.read()
    raw = gzip.decompress(raw) if log.endswith(".gz") else raw
    return read_bank(raw) if log_format == "bank" else read_queue_log(raw, end)


def report(args):
    start, end = moment(args.start, args.tz), moment(args.end, args.tz)
    stays, people = read(args.log, args.log_format, end)
    intervals = Intervals(args.interval, args.tz, start)
    if args.kind in ("agents", "states"):
        window = (-FOREVER if start is None else start, FOREVER if end is None else end)
        return (agents if args.kind == "agents" else states)(people, intervals, window)
    rows = {"queues": queues, "intervals": centre, "exits": exits}[args.kind]
    return rows(inside(stays, start, end), intervals, duration(args.service_level), duration(args.short_abandon))


def parser():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("kind", choices=["queues", "agents", "intervals", "exits", "states"])
    parser.add_argument("--log", required=True)
    parser.add_argument("--log-format", choices=["queue-log", "bank"], required=True)
    parser.add_argument("--from", dest="start")
    parser.add_argument("--to", dest="end")
    parser.add_argument("--interval", required=True)
    parser.add_argument("--tz", required=True)
    parser.add_argument("--service-level", default="20s")
    parser.add_argument("--short-abandon", default="5s")
    return parser


def answer(words):
    json.dump(report(parser().parse_args(words)), sys.stdout, ensure_ascii=False)
    print(flush=True)


def main():
    if sys.argv[1:] == ["--self-test"]:
        import self_test

        self_test.run(lambda *words: report(parser().parse_args(words)))
    elif sys.argv[1:] == ["--batch"]:
        for line in sys.stdin:
            answer(json.loads(line))
    else:
        answer(sys.argv[1:])


if __name__ == "__main__":
    main()
