"""VTIMEZONE (RFC 5545 3.6.5) from the zone database.

Not by icalendar 7.3, whose onset of summer time stands in the new offset, while the clause asks for the
wall time in TZOFFSETFROM: every reader would change its clocks an hour late.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from handbill.formats.icalendar.lines import date_time, line, offset, text

DAY = dt.timedelta(days=1)


class Onset(NamedTuple):
    """A change of offset: from when (aware, UTC, to the minute), from what to what, and its name."""

    at: dt.datetime
    offset_from: dt.timedelta
    offset_to: dt.timedelta
    name: str
    daylight: bool

    @property
    def wall(self) -> dt.datetime:
        """When the clocks of the old offset show it, naive."""
        return (self.at + self.offset_from).replace(tzinfo=None)


def zone_of(tzid: str) -> ZoneInfo | None:
    """Return the zone called *tzid*; None where the zone database has no such zone.

    >>> zone_of("Mars/Olympus") is None
    True
    """
    try:
        return ZoneInfo(tzid)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # "", "../etc" and folders are not zones
        return None


@lru_cache(maxsize=512)
def vtimezone(tzid: str, first_year: int, last_year: int) -> str:
    """Return the VTIMEZONE that holds from the first to the last of these years, both included.

    Raises: zoneinfo.ZoneInfoNotFoundError.
    """
    onsets = sorted(onsets_of(ZoneInfo(tzid), first_year, last_year), key=_sameness)
    kinds = [list(alike) for _, alike in groupby(onsets, key=_sameness)]
    observances = "".join(_observance(alike) for alike in sorted(kinds))
    return f"{line('BEGIN', 'VTIMEZONE')}{line('TZID', tzid)}{observances}{line('END', 'VTIMEZONE')}"


def onsets_of(zone: ZoneInfo, first_year: int, last_year: int) -> Iterator[Onset]:
    """Yield what holds when the first year begins, and every change until the last year ends."""
    moment = dt.datetime(first_year, 1, 1, tzinfo=dt.UTC) - DAY
    yield _onset(zone, moment, moment)
    end = dt.datetime(last_year + 1, 1, 1, tzinfo=dt.UTC)
    while moment < end:
        if _kind(zone, moment) != _kind(zone, moment + DAY):
            change = _first_minute(zone, moment, moment + DAY)
            yield _onset(zone, change - dt.timedelta(minutes=1), change)
        moment += DAY


def years_of(days: Iterable[dt.date]) -> tuple[int, int]:
    """Return the first and the last year of *days*, kept where a zone can be asked.

    Raises: ValueError when there are none.
    """
    years = [min(max(day.year, 1901), 9990) for day in days]
    return min(years), max(years)


def _kind(zone: ZoneInfo, moment: dt.datetime) -> tuple[dt.timedelta | None, str | None]:
    there = moment.astimezone(zone)
    return there.utcoffset(), there.tzname()


def _first_minute(zone: ZoneInfo, before: dt.datetime, after: dt.datetime) -> dt.datetime:
    """Return the first minute that is as *after* is, by halving."""
    while after - before > dt.timedelta(minutes=1):
        middle = before + dt.timedelta(minutes=(after - before) // dt.timedelta(minutes=2))
        if _kind(zone, middle) == _kind(zone, after):
            after = middle
        else:
            before = middle
    return after


def _onset(zone: ZoneInfo, before: dt.datetime, at: dt.datetime) -> Onset:
    old, new = before.astimezone(zone), at.astimezone(zone)
    none = dt.timedelta()
    return Onset(at, old.utcoffset() or none, new.utcoffset() or none, new.tzname() or "", bool(new.dst()))


def _sameness(onset: Onset) -> tuple[dt.timedelta, dt.timedelta, str, bool]:
    return onset.offset_from, onset.offset_to, onset.name, onset.daylight


def _observance(alike: list[Onset]) -> str:
    """Return a STANDARD or DAYLIGHT part for onsets that differ in nothing but when."""
    first, *later = alike
    kind = "DAYLIGHT" if first.daylight else "STANDARD"
    rdate = line("RDATE", ",".join(date_time(onset.wall) for onset in later)) if later else ""
    return (
        f"{line('BEGIN', kind)}{line('DTSTART', date_time(first.wall))}{rdate}"
        f"{line('TZOFFSETFROM', offset(first.offset_from))}{line('TZOFFSETTO', offset(first.offset_to))}"
        f"{line('TZNAME', text(first.name))}{line('END', kind)}"
    )
