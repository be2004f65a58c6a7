"""The dates of an event, so that days can be asked for. Bounded: a rule from outside may say anything."""

import datetime as dt
from collections.abc import Iterable

from handbill import calendars
from handbill.calendars.recurrence import Rule
from handbill.errors import UnreadableRule
from handbill.values import Occurrence, Problem, WallTime, day_of

HORIZON = dt.timedelta(days=366)
"""How far ahead the dates of a series are listed."""
LONGEST = 300
"""Characters of a rule, as many as its column holds."""
LISTED = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
"""No gathering begins anew by the hour."""


def occurrences(
    dtstart: WallTime,
    dtend: WallTime | None,
    tzid: str,
    *,
    today: dt.date,
    rrule: str = "",
    exdates: Iterable[dt.date] = (),
    rdates: Iterable[WallTime] = (),
    fold: int = 0,
) -> tuple[Occurrence, ...]:
    """Return the dates of an event from *today* to a year ahead, in order.

    An event without a rule or further dates has one, whenever it is; so has a series none of whose dates is
    near. *fold* says of a single date which of two is meant (PEP 495).
    """
    further = tuple(wall for wall in rdates if type(wall) is type(dtstart))
    ruled = _ruled(dtstart, tzid, rrule, today) if rrule or further else ()
    left_out = set(exdates)
    first = max(min(map(day_of, (dtstart, *further))), today)
    starts = {
        wall
        for wall in (*ruled, *further)
        if first <= day_of(wall) <= first + HORIZON and day_of(wall) not in left_out
    }
    found = sorted(starts) or (dtstart,)
    return tuple(_occurrence(start, dtstart, dtend, tzid, fold) for start in found)


def last_day_of(occurrence: Occurrence) -> dt.date:
    """Return the last day of an occurrence; a night belongs to the day on which it begins."""
    end = occurrence.dtend
    if end is None:
        return day_of(occurrence.dtstart)
    if isinstance(end, dt.datetime):
        end = end - dt.timedelta(hours=6)
    return max(day_of(end), day_of(occurrence.dtstart))


def refusal(rrule: str) -> str:
    """Return why *rrule* is not written out as dates, as the code of a problem; "" for one that is."""
    if len(rrule) > LONGEST:
        return "rrule.too_long"
    try:
        rule = Rule.parse(rrule)
    except UnreadableRule as refused:
        return refused.code
    return "" if rule.freq in LISTED else "rrule.frequency"


def never(rrule: str, dtstart: WallTime, tzid: str) -> bool:
    """Tell whether a rule that could be listed never says a day (30 February)."""
    if not rrule or refusal(rrule):
        return False
    first = day_of(dtstart)
    return isinstance(
        calendars.occurrences(rrule, dtstart, first=first, last=first + HORIZON, tzid=tzid), Problem
    )


def _ruled(dtstart: WallTime, tzid: str, rrule: str, today: dt.date) -> tuple[WallTime, ...]:
    """Return the dates of the rule that are near; DTSTART alone without a rule, or with a hostile one."""
    if not rrule or refusal(rrule):
        return (dtstart,)
    first = max(day_of(dtstart), today)
    found = calendars.occurrences(rrule, dtstart, first=first, last=first + HORIZON, tzid=tzid)
    return (dtstart,) if isinstance(found, Problem) else found


def _occurrence(
    start: WallTime, dtstart: WallTime, dtend: WallTime | None, tzid: str, fold: int
) -> Occurrence:
    end = start + (dtend - dtstart) if dtend and type(dtend) is type(dtstart) else dtend
    instant = calendars.localize(start, tzid).meant(fold) if isinstance(start, dt.datetime) else None
    return Occurrence(start, end, instant)
