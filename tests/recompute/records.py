"""What both logs are read into. Times are whole microseconds since 1970."""

from dataclasses import dataclass, field

SECOND = 1_000_000


@dataclass
class Stay:
    """A call in a queue."""

    queue: str
    offered: int = None
    wait: int = None
    exit: str = None  # how it left the queue: answered, abandoned, ...; None while it waits
    agent: str = None
    answered_at: int = None
    ended: int = None  # when the talk was over
    talk: int = 0
    transferred: bool = False
    over: bool = False
    headless: bool = False  # its ENTERQUEUE has not been read
    last: int = None  # the time of its latest other line


@dataclass
class Agent:
    """What happened to an agent: instants, and spans as (from, to)."""

    answered: list = field(default_factory=list)
    rings: list = field(default_factory=list)
    rna: list = field(default_factory=list)
    handled: list = field(default_factory=list)
    transferred: list = field(default_factory=list)
    talks: list = field(default_factory=list)
    ringing: list = field(default_factory=list)
    signed_in: list = field(default_factory=list)
    found_out: list = field(default_factory=list)  # signed in, as only a later line told
    pauses: list = field(default_factory=list)  # (from, to, reason)
    known: int = None  # since when it is known whether he is signed in; None if never
