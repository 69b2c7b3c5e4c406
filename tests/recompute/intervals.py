"""Intervals of reports, as the clocks and calendars of a zone have them."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from records import SECOND

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def local_instant(moment, zone):
    """Microseconds of a local time without zone: the earlier one of two, the later side of a gap."""
    aware = moment.replace(tzinfo=zone, fold=0)
    return (aware.astimezone(timezone.utc) - EPOCH) // timedelta(microseconds=1)


def local(instant, zone):
    return (EPOCH + timedelta(microseconds=instant)).astimezone(zone)


class Intervals:
    def __init__(self, name, zone, start=None):
        self.name, self.zone, self.start = name, ZoneInfo(zone), start
        self.minutes = {"15m": 15, "30m": 30, "1h": 60}.get(name)
        self.days = {}  # interval of a day, week or month -> its first instant

    def of(self, instant):
        """The first instant of the interval that holds this instant; None for the whole."""
        if self.name == "all":
            return None
        here = local(instant, self.zone)
        if self.minutes:
            past = timedelta(minutes=here.minute % self.minutes, seconds=here.second, microseconds=here.microsecond)
            return instant - past // timedelta(microseconds=1)
        return self.midnight(self.first_day(here.date()))

    def first_day(self, day):
        if self.name == "1w":
            return day - timedelta(days=day.weekday())
        return day.replace(day=1) if self.name == "1mo" else day

    def midnight(self, day):
        if day not in self.days:
            self.days[day] = local_instant(datetime(day.year, day.month, day.day), self.zone)
        return self.days[day]

    def after(self, start):
        """Where the interval that begins here ends."""
        if self.minutes:
            # Clocks change by multiples of the longest interval of minutes here, in the zones of our tests.
            return start + self.minutes * 60 * SECOND
        day = local(start, self.zone).date()
        long = {"1d": 1, "1w": 7, "1mo": 32}[self.name]
        return self.midnight(self.first_day(day + timedelta(days=long)))

    def cut(self, span):
        """Parts of a span as (interval, from, to)."""
        start, end = span
        while start < end and self.name != "all":
            interval = self.of(start)
            border = min(end, self.after(interval))
            yield interval, start, border
            start = border
        if start < end:
            yield None, start, end

    def words(self, interval):
        """RFC 3339 with the zone's offset."""
        instant = self.start if interval is None else interval
        return None if instant is None else local(instant, self.zone).isoformat()
