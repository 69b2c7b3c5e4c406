#!/usr/bin/env python3
"""Writes a queue_log that is hard to read, always the same one for a seed: `nasty.py --seed N > queue_log`.

A few hours of a call centre around a midnight, the end of a month or a change of clocks, written in the layout of an old or a new Asterisk.
Then it is spoiled: head and tail are cut off (also within a line), seconds are out of order, lines stand twice, names are in other
encodings, the clock is set back, blanks stand around separators, rubbish stands between the lines. Some agents never sign off, some never
sign on, Asterisk is restarted in the middle.
"""

import argparse
import random
import sys
from datetime import datetime, timezone

# Just before a midnight, the end of a month or a year, or a change of clocks, in one zone of the tests or another.
BEGINNINGS = [
    "2024-02-29T14:00", "2024-03-31T00:00", "2024-10-26T23:30", "2024-12-31T13:00", "2024-03-28T22:30", "2024-10-26T21:00", "2023-06-30T20:15",
]  # fmt: skip
QUEUES = ["hotline", "sales", "12345", "热线"]
NAMES = ["SIP/201", "PJSIP/agent2", "Agent/1001", "Local/2005@from-internal/n", "张三", "Müller", "Ben", "Anna O'Neill"]
REASONS = ["", "lunch", "training", "午休", "fire drill"]
RUBBISH = [
    b"", b"not a queue log line", b"whenever|1.1|sales|NONE|ENTERQUEUE||", b"\xff\xfe\x00rubbish", b"1700000000|1.1|sales",
    b"[2024-03-31 02:30:00] WARNING[1]: app_queue.c: something", b"-5|x|sales|NONE|ENTERQUEUE||1|1", b"||||",
]  # fmt: skip


class Centre:
    """Lines of a call centre, before they are spoiled."""

    def __init__(self, dice):
        self.dice = dice
        self.old = dice.random() < 0.4
        start = datetime.fromisoformat(dice.choice(BEGINNINGS)).replace(tzinfo=timezone.utc)
        self.start, self.end = int(start.timestamp()), int(start.timestamp()) + dice.randint(4, 9) * 3600
        self.lines, self.calls = [], 0
        self.restart = dice.randint(self.start, self.end) if dice.random() < 0.5 else None
        self.queues = dice.sample(QUEUES, dice.randint(1, len(QUEUES)))

    def write(self, at, call, queue, agent, event, *data):
        data = list(map(str, data))
        if self.dice.random() < 0.1:
            # As a database writes it.
            data += [""] * (5 - len(data))
        self.lines.append((at, "|".join([str(at), call, queue, agent, event, *(data or [""])])))

    def run(self):
        for name in self.dice.sample(NAMES, self.dice.randint(2, 6)):
            self.shift(name)
        for _ in range(self.dice.randint(10, 60)):
            self.lost_call()
        if self.restart:
            self.write(self.restart, "NONE", "NONE", "NONE", "QUEUESTART")
        # Lines of one second stay in the order in which they were written.
        self.lines.sort(key=lambda line: line[0])
        return [text for _, text in self.lines]

    def shift(self, agent):
        """An agent's working time: on, calls and pauses one after the other, off."""
        now = self.start + self.dice.randint(0, 3600)
        queues = self.dice.sample(self.queues, self.dice.randint(1, len(self.queues)))
        kind = self.dice.choice(["login", "callback", "member", "member", "both", "unknown"])
        began = now
        self.sign_on(now, agent, queues, kind)
        while now < self.end - 900:
            now += self.dice.randint(1, 900)
            act = self.dice.random()
            if act < 0.55:
                now = self.call(now, agent, self.dice.choice(queues))
            elif act < 0.7:
                rang = self.dice.randint(0, 20)
                self.write(now + rang, self.new_call(now), self.dice.choice(queues), agent, "RINGNOANSWER", rang * 1000)
                now += rang
            else:
                now = self.pause(now, agent, queues)
        if self.dice.random() < 0.6:
            self.sign_off(now + 1, began, agent, queues, kind)

    def sign_on(self, now, agent, queues, kind):
        if kind in ("login", "both"):
            self.write(now, f"login-{now}", "NONE", agent, "AGENTLOGIN", "SIP/1-0001")
        if kind == "callback":
            self.write(now, "NONE", "NONE", agent, "AGENTCALLBACKLOGIN", "1001@default")
        if kind in ("member", "both"):
            for queue in queues:
                self.write(now + self.dice.randint(0, 2), "MANAGER", queue, agent, "ADDMEMBER", "")

    def sign_off(self, now, began, agent, queues, kind):
        if kind in ("member", "both"):
            for queue in queues:
                self.write(now + self.dice.randint(0, 2), "MANAGER", queue, agent, "REMOVEMEMBER", "")
        if kind in ("login", "both"):
            self.write(now + 2, f"login-{began}", "NONE", agent, "AGENTLOGOFF", "SIP/1-0001", now + 2 - began)
        if kind == "callback":
            self.write(now + 2, "NONE", "NONE", agent, "AGENTCALLBACKLOGOFF", "1001@default", now + 2 - began, "CommandLogoff")

    def pause(self, now, agent, queues):
        reason, until = self.dice.choice(REASONS), now + self.dice.randint(0, 1800)
        if self.dice.random() < 0.7:
            self.pause_all(now, agent, queues, reason)
            if self.dice.random() < 0.2:
                self.pause_all(now + (until - now) // 2, agent, queues, self.dice.choice(REASONS))
            self.write(until, "NONE", "NONE", agent, "UNPAUSEALL", "")
            for queue in queues:
                self.write(until, "NONE", queue, agent, "UNPAUSE", "")
            return until
        some = self.dice.sample(queues, self.dice.randint(1, len(queues)))
        for queue in some:
            self.write(now + self.dice.randint(0, 3), "NONE", queue, agent, "PAUSE", reason)
        for queue in some:
            self.write(until + 3, "NONE", queue, agent, "UNPAUSE", "")
        return until + 3

    def pause_all(self, now, agent, queues, reason):
        self.write(now, "NONE", "NONE", agent, "PAUSEALL", reason)
        for queue in queues:
            self.write(now, "NONE", queue, agent, "PAUSE", reason)

    def new_call(self, now):
        self.calls += 1
        return f"{now}.{self.calls}"

    def enter(self, now, call, queue):
        caller = f"0555{self.dice.randint(0, 9999):04}"
        self.write(now, call, queue, "NONE", "ENTERQUEUE", "", caller, *([] if self.old else [1]))

    def call(self, now, agent, queue):
        """A call for this agent, who answers now; returns when it is over."""
        call, waited, rang = self.new_call(now), self.dice.choice([0, 1, 5, 20, 21, 300]), self.dice.randint(0, 12)
        talked = self.dice.choice([0, 1, 30, 200, 1900])
        self.enter(now - waited, call, queue)
        if self.restart and now - waited <= self.restart < now:
            return now
        self.write(now, call, queue, agent, "CONNECT", waited, *([] if self.old else [f"{call}9", rang]))
        if self.restart and now <= self.restart <= now + talked:
            return now + talked
        if talked > 20 and self.dice.random() < 0.2:
            # Asked for during the talk, so it begins after it.
            self.write(now + 10, "NONE", "NONE", agent, "PAUSEALL", "after this")
            self.write(now + talked + self.dice.randint(0, 400), "NONE", "NONE", agent, "UNPAUSEALL", "")
        self.hang_up(now + talked, call, queue, agent, waited, talked)
        return now + talked + 1

    def hang_up(self, at, call, queue, agent, waited, talked):
        kind = self.dice.random()
        if kind < 0.8:
            event = self.dice.choice(["COMPLETEAGENT", "COMPLETECALLER"])
            self.write(at, call, queue, agent, event, waited, talked, *([] if self.old else [1]))
        elif self.old:
            self.write(at, call, queue, agent, "TRANSFER", "2000", "from-internal", waited, talked)
        elif kind < 0.9:
            self.write(at, call, queue, agent, "BLINDTRANSFER", "2000", "from-internal", waited, talked, 1)
        else:
            self.write(at, call, queue, agent, "ATTENDEDTRANSFER", "BRIDGE", "0000-11", waited, talked, 1)

    def lost_call(self):
        """A call that reaches no agent; some enter another queue after it."""
        now, call = self.dice.randint(self.start, self.end), f"lost-{self.dice.randint(0, 10**9)}"
        for queue in self.dice.sample(self.queues, self.dice.choice([1, 1, 1, min(2, len(self.queues))])):
            now = self.leave(now, call, queue)
            if now is None:
                return

    def leave(self, now, call, queue):
        event = self.dice.choice(["ABANDON"] * 8 + ["EXITWITHTIMEOUT", "EXITEMPTY", "EXITWITHKEY", "WITHDRAW", "SYSCOMPAT", "FULL", "JOINEMPTY", "CLOSED"])
        if event in ("FULL", "JOINEMPTY", "CLOSED"):
            self.write(now, call, queue, "NONE", event, "")
            return now
        waited = self.dice.choice([0, 1, 4, 5, 6, 20, 75, 400])
        self.enter(now, call, queue)
        if self.restart and now <= self.restart <= now + waited:
            return None
        told = {"EXITWITHKEY": [1, 1] if self.old else [1, 1, 1, waited], "SYSCOMPAT": [], "EXITWITHTIMEOUT": [1] if self.old else [1, 1, waited]}
        told["WITHDRAW"] = [1, 1, waited, "by the lead"]
        self.write(now + waited, call, queue, "NONE", event, *told.get(event, [1, 1, waited]))
        if event == "EXITEMPTY" and self.dice.random() < 0.5:
            self.write(now + waited, call, queue, "NONE", "LEAVEEMPTY", "")
        return now + waited


def encoded(line, encodings):
    """The line's bytes: a name is written in one way everywhere, but names of one log in several."""
    return b"|".join(column.encode(encodings.get(column, "utf-8")) for column in line.split("|"))


def set_back(lines, dice):
    """From some line on, the clock is late."""
    place, late = dice.randrange(len(lines)), dice.choice([1, 60, 3600])
    for n in range(place, len(lines)):
        at, rest = lines[n].split("|", 1)
        lines[n] = f"{int(at) - late}|{rest}"


def reorder(lines, dice):
    """Neighbours that are a second apart change places."""
    for n in range(len(lines) - 1):
        near = abs(int(lines[n].split("|")[0]) - int(lines[n + 1].split("|")[0])) <= 1
        calls = [line.split("|")[1] for line in lines[n : n + 2]]
        # Of lines of one call, an answer may stand above the entrance, but no end above the answer.
        same = calls[0] == calls[1] and "|ENTERQUEUE|" not in lines[n]
        if near and dice.random() < 0.3 and "NONE" not in calls and not same:
            lines[n], lines[n + 1] = lines[n + 1], lines[n]


def spoil(lines, dice):
    if dice.random() < 0.3:
        set_back(lines, dice)
    if dice.random() < 0.7:
        reorder(lines, dice)
    encodings = {name: dice.choice(["utf-8", "gbk"]) for name in ("张三", "热线", "午休")}
    encodings["Müller"] = dice.choice(["utf-8", "latin-1"])
    spoiled = []
    for line in lines:
        raw = encoded(line, encodings)
        if dice.random() < 0.03:
            raw = raw.replace(b"|", b" | ")
        spoiled.append(raw)
        if dice.random() < 0.03:
            spoiled.append(raw)
        if dice.random() < 0.02:
            spoiled.append(dice.choice(RUBBISH))
    whole = dice.choice([b"\n", b"\n", b"\r\n"]).join(spoiled) + b"\n"
    head = dice.choice([0, 0, dice.randrange(len(whole) // 3)])
    tail = dice.choice([0, 0, dice.randrange(len(whole) // 3)])
    return whole[head : len(whole) - tail]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seed", type=int, required=True)
    dice = random.Random(parser.parse_args().seed)
    sys.stdout.buffer.write(spoil(Centre(dice).run(), dice))


if __name__ == "__main__":
    main()
