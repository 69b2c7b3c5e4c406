"""The call records of the Anonymous Bank, 1999 (I. Guedj and A. Mandelbaum, Technion), read into stays and agents."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from intervals import local_instant
from records import SECOND, Agent, Stay

BANK = ZoneInfo("Asia/Jerusalem")
# Service types, in the program's words.
SERVICES = {
    "PS": "private", "PE": "english", "IN": "internet", "NE": "stocks", "NW": "prospect", "TT": "callback", "AA": "other",
}  # fmt: skip


def bank_clock(text):
    hours, minutes, seconds = (int(word) for word in text.split(":"))
    return hours * 3600 + minutes * 60 + seconds


def read_bank(raw):
    stays, agents = [], {}
    for text in raw.decode("utf-8", "replace").splitlines():
        words = text.split("\t")
        if len(words) != 17 or not words[5].isdecimal():
            continue
        stay = bank_stay(words)
        if stay is None:
            continue
        stays.append(stay)
        if stay.exit == "answered":
            agent = agents.setdefault(stay.agent, Agent())
            agent.answered.append(stay.answered_at)
            agent.handled.append(stay.ended)
            agent.talks.append((stay.ended - stay.talk, stay.ended))
    return stays, agents


def bank_stay(words):
    outcome = words[12]
    if outcome not in ("AGENT", "HANG"):
        return None
    midnight = datetime.strptime("19" + words[5], "%Y%m%d")
    vru_entry, vru_exit, q_start, ser_start, ser_exit = (bank_clock(words[n]) for n in (6, 7, 9, 13, 14))

    def instant(clock):
        """A time of day much before the call came is of the next day."""
        next_day = timedelta(days=clock + 43200 < vru_entry)
        return local_instant(midnight + next_day + timedelta(seconds=clock), BANK)

    stay = Stay(SERVICES[words[4]], over=True)
    queued = q_start != 0
    stay.offered = instant(q_start if queued else vru_exit if outcome == "AGENT" else vru_entry)
    stay.wait = int(words[11]) * SECOND
    if outcome == "HANG":
        stay.exit = "abandoned" if queued else "abandoned_in_greeting"
        return stay
    server = words[16]
    stay.agent = server.split("~")[1] if "~" in server else server
    stay.exit, stay.talk = "answered", int(words[15]) * SECOND
    stay.answered_at = instant(ser_start) if ser_start else stay.offered + stay.wait
    stay.ended = instant(ser_exit) if ser_exit else stay.answered_at + stay.talk
    return stay
