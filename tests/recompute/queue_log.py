"""Asterisk's queue_log, read into stays and agents."""

from dataclasses import dataclass

from records import SECOND, Agent, Stay

ENDS = {
    "ABANDON": "abandoned",
    "EXITWITHKEY": "key_exit",
    "EXITWITHTIMEOUT": "timed_out",
    "EXITEMPTY": "left_empty",
    "LEAVEEMPTY": "left_empty",
    "WITHDRAW": "withdrawn",
    "SYSCOMPAT": "failed",
    "AGENTDUMP": "failed",
}
REFUSALS = {"FULL", "CLOSED", "JOINEMPTY", "DIVERT_CA_RATIO", "DIVERT_HOLDTIME"}
# Which data field tells the wait, and which the talk, in seconds.
WAIT_AT = {
    "ABANDON": 2, "EXITWITHTIMEOUT": 2, "EXITEMPTY": 2, "LEAVEEMPTY": 2, "WITHDRAW": 2, "EXITWITHKEY": 3,
    "CONNECT": 0, "COMPLETEAGENT": 0, "COMPLETECALLER": 0, "TRANSFER": 2, "BLINDTRANSFER": 2, "ATTENDEDTRANSFER": 2,
}  # fmt: skip
TALK_AT = {"COMPLETEAGENT": 1, "COMPLETECALLER": 1, "TRANSFER": 3, "BLINDTRANSFER": 3, "ATTENDEDTRANSFER": 3}
LOGINS = {"AGENTLOGIN", "AGENTCALLBACKLOGIN"}
LOGOFFS = {"AGENTLOGOFF", "AGENTCALLBACKLOGOFF"}


@dataclass
class Line:
    at: int
    call: str
    queue: str
    agent: str
    event: str
    data: list

    def number(self, place):
        """The whole number in this data field; None if it is missing."""
        word = self.data[place] if place is not None and place < len(self.data) else ""
        return int(word) if word else None

    def told(self, places):
        seconds = self.number(places.get(self.event))
        return None if seconds is None else seconds * SECOND


def parse_line(text):
    """A line of queue_log; None if it is none, or a number in it cannot be read."""
    words = [word.strip() for word in text.split("|")]
    if len(words) < 5:
        return None
    whole, _, part = words[0].partition(".")
    if not whole.isdecimal() or not (part == "" or part.isdecimal()):
        return None
    milliseconds = int((part + "000")[:3])
    line = Line(int(whole) * SECOND + milliseconds * 1_000, *(word or "NONE" for word in words[1:4]), words[4], words[5:])
    try:
        line.told(WAIT_AT), line.told(TALK_AT), ring_of(line), logged_of(line)
    except ValueError:
        return None
    return line


def ring_of(line):
    """How long it rang; None if the line tells nothing of it."""
    if line.event == "RINGNOANSWER":
        told = line.number(0)
        return None if told is None else told * 1000
    told = line.number(2) if line.event == "CONNECT" else None
    return None if told is None else told * SECOND


def logged_of(line):
    told = line.number(1) if line.event in LOGOFFS else None
    return None if told is None else told * SECOND


class QueueLog:
    """Stays and agents of a queue_log, line by line, in the order of the file."""

    def __init__(self, lines, to=None):
        self.stays, self.agents = [], {}
        self.current = {}  # (call, queue) -> the latest stay
        self.watches = {}
        self.seen = set()
        self.start = min((line.at for line in lines), default=0)
        end = max((line.at for line in lines), default=0) if to is None else to
        for line in lines:
            self.read(line)
        for name, watch in self.watches.items():
            watch.close(end)
            self.agent(name).signed_in, self.agent(name).pauses = watch.signed_in, watch.pauses
            self.agent(name).known, self.agent(name).found_out = watch.known, watch.found_out

    def agent(self, name):
        return self.agents.setdefault(name, Agent())

    def watch(self, name):
        return self.watches.setdefault(name, Watch(self.start))

    def read(self, line):
        if line.call not in ("NONE", "MANAGER", "REALTIME"):
            key = (line.at, line.call, line.queue, line.agent, line.event, *line.data)
            if key in self.seen:
                return
            self.seen.add(key)
        if line.event == "QUEUESTART":
            self.restart(line.at)
        elif line.event == "ENTERQUEUE":
            self.enter(line)
        elif line.event in REFUSALS:
            self.stays.append(Stay(line.queue, offered=line.at, exit="refused", over=True))
        elif line.event in WAIT_AT or line.event in ENDS:
            self.move(line)
        elif line.event == "RINGNOANSWER":
            self.ring_in_vain(line)
        elif line.agent != "NONE":
            self.duty(line)

    def enter(self, line):
        stay = self.current.get((line.call, line.queue))
        if stay and stay.headless and (not stay.over or line.at <= stay.last):
            stay.offered, stay.headless = line.at, False
            return
        self.current[line.call, line.queue] = Stay(line.queue, offered=line.at)
        self.stays.append(self.current[line.call, line.queue])

    def move(self, line):
        """CONNECT, and all that ends a stay."""
        stay = self.current.get((line.call, line.queue))
        if stay and stay.over:
            return
        if stay is None:
            offered = line.at - (line.told(WAIT_AT) or 0) - (line.told(TALK_AT) or 0)
            stay = self.current[line.call, line.queue] = Stay(line.queue, offered=offered, headless=True)
            self.stays.append(stay)
        stay.last = line.at
        if line.event in ENDS:
            self.leave(stay, line)
            return
        if stay.exit is None:
            self.connect(stay, line)
        if line.event in TALK_AT:
            self.hang_up(stay, line)

    def leave(self, stay, line):
        stay.over = True
        if stay.exit is None:
            stay.exit = ENDS[line.event]
            stay.wait = self.wait(stay, line)

    def wait(self, stay, line):
        told = line.told(WAIT_AT)
        return max(0, line.at - stay.offered) if told is None else told

    def connect(self, stay, line):
        stay.exit, stay.agent, stay.wait = "answered", line.agent, self.wait(stay, line)
        stay.answered_at = line.at - (line.told(TALK_AT) or 0)
        agent = self.agent(line.agent)
        agent.answered.append(stay.answered_at)
        if line.event == "CONNECT":
            agent.rings.append(line.at)
            self.ring(line)
        self.watch(line.agent).talk(line.at, stay, begins=True)

    def hang_up(self, stay, line):
        stay.over, stay.ended = True, line.at
        told = line.told(TALK_AT)
        stay.talk = max(0, line.at - stay.answered_at) if told is None else told
        stay.transferred = line.event.endswith("TRANSFER")
        agent = self.agent(stay.agent)
        agent.handled.append(line.at)
        agent.talks.append((line.at - stay.talk, line.at))
        if stay.transferred:
            agent.transferred.append(line.at)
        self.watch(stay.agent).talk(line.at, stay, begins=False)

    def ring(self, line):
        rang = ring_of(line)
        if rang:
            self.agent(line.agent).ringing.append((line.at - rang, line.at))

    def ring_in_vain(self, line):
        self.agent(line.agent).rna.append(line.at)
        self.agent(line.agent).rings.append(line.at)
        self.ring(line)

    def restart(self, at):
        for stay in self.current.values():
            if stay.over:
                continue
            stay.over = True
            if stay.exit is None:
                stay.exit, stay.wait = "failed", max(0, at - stay.offered)
            else:
                self.watch(stay.agent).talk(at, stay, begins=False)

    def duty(self, line):
        """Lines about an agent alone."""
        watch = self.watch(line.agent)
        reason = (line.data[0] if line.data else "") or "none"
        if line.event in LOGINS:
            watch.sign(line.at, True)
        elif line.event in LOGOFFS:
            watch.sign(line.at, False, logged_of(line))
        elif line.event in ("ADDMEMBER", "REMOVEMEMBER"):
            watch.member(line.at, line.queue, line.event == "ADDMEMBER")
            if line.event == "ADDMEMBER" and reason == "PAUSED":
                watch.pause(line.at, line.queue, "none")
        elif line.event in ("PAUSEALL", "UNPAUSEALL"):
            watch.pause(line.at, None, reason if line.event == "PAUSEALL" else None)
        elif line.event in ("PAUSE", "UNPAUSE"):
            watch.pause(line.at, line.queue, reason if line.event == "PAUSE" else None)


class Watch:
    """An agent's sign-in and pauses as they unfold."""

    def __init__(self, start):
        self.start = start
        self.signed_in, self.pauses = [], []
        self.found_out = []  # signed in, as nobody knew before the logoff
        self.known = None  # the time since when it is known whether he is signed in
        self.by_login = False
        self.since = None  # signed in since
        self.queues, self.paused_in = set(), {}  # None stands for all queues
        self.pause_from, self.pause_reason = None, None
        self.talks = []

    def sign(self, at, on, logged=None):
        if not on and self.since is None:
            # No login is known of: the head of the log is missing.
            if logged is not None:
                self.found_out.append((at - logged, at))
            elif self.known is None:
                self.found_out.append((min(self.start, at), at))
        self.learn(at)
        self.by_login = True
        self.switch(at, on)

    def learn(self, at):
        self.known = at if self.known is None else self.known

    def switch(self, at, on):
        if on and self.since is None:
            self.since = at
        elif not on and self.since is not None:
            self.signed_in.append((self.since, at))
            self.since = None

    def member(self, at, queue, joins):
        was_member = queue in self.queues
        (self.queues.add if joins else self.queues.discard)(queue)
        if not joins:
            self.paused_in.pop(queue, None)
            # Who is in no queue any more is gone.
            self.paused_in = self.paused_in if self.queues or self.by_login else {}
            if not was_member:
                return self.update(at)
        self.learn(at)
        if not self.by_login:
            self.switch(at, bool(self.queues))
        self.update(at)

    def pause(self, at, queue, reason):
        if reason is None:
            # Who may be called again in one queue is not paused in all.
            self.paused_in.pop(queue, None)
            self.paused_in.pop(None, None)
        else:
            self.paused_in[queue] = reason
        self.update(at)

    def wanted(self):
        """The reason of the pause that holds now; None if there is none."""
        everywhere = self.queues and self.queues <= self.paused_in.keys()
        anywhere = not self.queues and self.paused_in
        if None in self.paused_in:
            return self.paused_in[None]
        return next(iter(self.paused_in.values())) if everywhere or anywhere else None

    def update(self, at):
        wanted = self.wanted()
        if wanted == self.pause_reason or (wanted is not None and self.talks):
            return
        if self.pause_reason is not None:
            self.pauses.append((self.pause_from, at, self.pause_reason))
        self.pause_from, self.pause_reason = at, wanted

    def talk(self, at, stay, begins):
        if begins:
            self.talks.append(stay)
        else:
            self.talks = [other for other in self.talks if other is not stay]
            self.update(at)

    def close(self, end):
        self.switch(end, False)
        if self.pause_reason is not None:
            self.pauses.append((self.pause_from, end, self.pause_reason))


def read_queue_log(raw, to=None):
    lines = [parse_line(text) for text in raw.decode("utf-8", "replace").split("\n")]
    log = QueueLog([line for line in lines if line], to)
    return log.stays, log.agents
