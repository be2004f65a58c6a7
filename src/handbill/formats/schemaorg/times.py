"""Dates and times as structured data writes them (ISO 8601, and what plugins make of it)."""

import datetime as dt
import re
from typing import NamedTuple

from handbill.values import WallTime

_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_STATED = re.compile(
    r"(?P<year>\d{4})(?P<dash>-?)(?P<month>\d\d|(?<=-)\d(?=-))(?P=dash)(?P<day>\d\d|(?<=-)\d)(?!\d)"
    r"(?:(?:T|\s+)(?P<hour>\d{1,2}):?(?P<minute>\d{2})?(?::?(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"\s*(?P<offset>Z|[+\-−]\d{1,2}(?::?\d{2})?(?::?\d{2})?)?)?$",
    re.IGNORECASE,
)
_ZERO = re.compile(r"[+\-−][0:]+$")


class Stated(NamedTuple):
    """A time as stated, on the clocks of the place whatever offset it names.

    Attributes:
        is_utc: It ends with "Z".
        is_unsure: Its offset is zero, which plugins write both for UTC and for no zone at all.
    """

    wall: WallTime
    is_utc: bool = False
    is_unsure: bool = False


def stated_time(words: str) -> Stated | None:
    """Return the date or time that *words* are; None where they are none, or of no year we list.

    The offset is left out: a page writes the wall time of its place and, often wrongly, an offset to it.

    >>> stated_time("2027-05-01T19:30:00+02:00").wall
    datetime.datetime(2027, 5, 1, 19, 30)
    """
    found = _STATED.match(words.strip()[:60])
    if found is None or not _FIRST_YEAR <= int(found["year"]) <= _LAST_YEAR:
        return None
    try:
        day = dt.date(int(found["year"]), int(found["month"]), int(found["day"]))
        if found["hour"] is None:
            return Stated(day)
        clock = dt.time(int(found["hour"]), int(found["minute"] or 0))
    except ValueError:  # 31 February, 25 o'clock
        return None
    offset = (found["offset"] or "").upper()
    return Stated(dt.datetime.combine(day, clock), offset == "Z", bool(_ZERO.match(offset)))


def ends_of(start: Stated, end: Stated | None) -> tuple[WallTime, WallTime | None, str]:
    """Return first and last moment of an event, and the code of what is wrong with them, "" for nothing.

    Midnight without an end, or to midnight or 23:59, is how calendar plugins write whole days: such an event
    has dates. A date as the end of a time on the same day says nothing.
    """
    first, last = start.wall, end.wall if end else None
    if _is_whole_days(first, last):
        first, last = _day(first), _last_day(last)
    if isinstance(first, dt.datetime) != isinstance(last, dt.datetime) and last is not None:
        same_day = _day(first) == _day(last)
        return first, None, "" if same_day else "dtend.no_time"
    if last is not None and last < first:
        return first, None, "dtend.before_dtstart"
    return first, None if last == first else last, ""


def _is_whole_days(first: WallTime, last: WallTime | None) -> bool:
    if not isinstance(first, dt.datetime) or first.time() != dt.time():
        return False
    return not isinstance(last, dt.datetime) or last.time() in {dt.time(), dt.time(23, 59)}


def _last_day(last: WallTime | None) -> dt.date | None:
    return None if last is None else _day(last)


def _day(wall: WallTime) -> dt.date:
    return wall.date() if isinstance(wall, dt.datetime) else wall
