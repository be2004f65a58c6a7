"""The dates of an event, so that days can be asked for. Bounded: a rule from outside may say anything."""

import datetime as dt
from collections.abc import Iterable

from handbill import calendars
from handbill.calendars.recurrence import hostile
from handbill.values import Occurrence, Problem, WallTime
from handbill_site.listing.values import day_of

HORIZON = dt.timedelta(days=366)
"""How far ahead the dates of a series are listed."""
OLDEST = dt.timedelta(days=60 * 366)
"""A series that began before that is a default date of some program; counting it through takes long."""
LONGEST = 300
"""Characters of a rule, as many as its column holds."""
_ALWAYS = {"FREQ", "COUNT", "UNTIL", "WKST"}
_PICKS = _ALWAYS | {"INTERVAL", "BYDAY", "BYMONTH"}


def occurrences(
    dtstart: WallTime,
    dtend: WallTime | None,
    tzid: str,
    *,
    today: dt.date,
    rrule: str = "",
    exdates: Iterable[dt.date] = (),
) -> tuple[Occurrence, ...]:
    """Return the dates of an event from *today* to a year ahead, in order.

    An event without a rule has one, whenever it is; so has a series none of whose dates is near.
    """
    starts = _starts(dtstart, rrule, today, exdates) or (dtstart,)
    return tuple(_occurrence(start, dtstart, dtend, tzid) for start in starts)


def last_day_of(occurrence: Occurrence) -> dt.date:
    """Return the last day of an occurrence; a night belongs to the day on which it begins."""
    end = occurrence.dtend
    if end is None:
        return day_of(occurrence.dtstart)
    if isinstance(end, dt.datetime):
        end = end - dt.timedelta(hours=6)
    return max(day_of(end), day_of(occurrence.dtstart))


def expandable(rrule: str) -> bool:
    """Whether *rrule* is one that the listing writes out as dates."""
    return bool(rrule) and len(rrule) <= LONGEST and hostile(rrule) is None and _always_matches(rrule)


def _always_matches(rrule: str) -> bool:
    """Whether a daily or weekly rule is of a form that finds a date soon.

    One that never does ("daily, on 30 February") is tried day by day to the year 9999: 14 s. Monthly and
    yearly rules are there in half a second, whatever they pick.
    """
    parts = dict(part.partition("=")[::2] for part in rrule.upper().split(";"))
    if parts["FREQ"] == "DAILY" and parts.get("INTERVAL", "1") != "1":
        return set(parts) <= _ALWAYS | {"INTERVAL"}
    return parts["FREQ"] in ("MONTHLY", "YEARLY") or set(parts) <= _PICKS


def _starts(
    dtstart: WallTime, rrule: str, today: dt.date, exdates: Iterable[dt.date]
) -> tuple[WallTime, ...]:
    first = max(day_of(dtstart), today)
    if not expandable(rrule) or today - day_of(dtstart) > OLDEST:
        return ()
    found = calendars.occurrences(
        rrule.upper(), dtstart, first=first, last=first + HORIZON, exdates=tuple(exdates)
    )
    return () if isinstance(found, Problem) else found


def _occurrence(start: WallTime, dtstart: WallTime, dtend: WallTime | None, tzid: str) -> Occurrence:
    end = start + (dtend - dtstart) if dtend and type(dtend) is type(dtstart) else dtend
    instant = calendars.localize(start, tzid).earlier if isinstance(start, dt.datetime) else None
    return Occurrence(start, end, instant)
