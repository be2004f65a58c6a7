"""The dates of an event, so that days can be asked for. Bounded: a rule from outside may say anything."""

import datetime as dt
import itertools
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from handbill.values import Occurrence, WallTime
from handbill_site.listing.values import day_of

HORIZON = dt.timedelta(days=366)
"""How far ahead the dates of a series are listed."""
MOST = 400
"""More dates than that within the horizon are no gathering but a mistake."""
SERIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
"""What gatherings repeat by. HOURLY and below only keep a machine busy."""


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
    starts = _starts(dtstart, rrule, today, frozenset(exdates)) if rrule else []
    return tuple(_occurrence(start, dtstart, dtend, tzid) for start in starts or [dtstart])


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
    parts = dict(part.split("=", 1) for part in rrule.upper().split(";") if "=" in part)
    simple = parts.get("FREQ") in SERIES and parts.get("INTERVAL", "1").strip("0").isdigit()
    return simple and "RSCALE" not in parts and len(rrule) <= 300


def _starts(dtstart: WallTime, rrule: str, today: dt.date, exdates: frozenset[dt.date]) -> list[WallTime]:
    if not expandable(rrule):
        return []
    whole_day = not isinstance(dtstart, dt.datetime)
    first = dtstart if isinstance(dtstart, dt.datetime) else dt.datetime.combine(dtstart, dt.time())
    since = max(first, dt.datetime.combine(today, dt.time()))
    try:
        # "Z" in UNTIL is for zoned starts; ours are wall times
        rule = rrulestr(rrule.upper().replace("Z", ""), dtstart=first)
    except (ValueError, TypeError):
        return []
    near = itertools.takewhile(lambda start: start <= since + HORIZON, rule.xafter(since, inc=True))
    kept = (start for start in itertools.islice(near, MOST) if start.date() not in exdates)
    return [start.date() if whole_day else start for start in kept]


def _occurrence(start: WallTime, dtstart: WallTime, dtend: WallTime | None, tzid: str) -> Occurrence:
    end = start + (dtend - dtstart) if dtend and type(dtend) is type(dtstart) else dtend
    instant = (
        start.replace(tzinfo=ZoneInfo(tzid)).astimezone(dt.UTC) if isinstance(start, dt.datetime) else None
    )
    return Occurrence(start, end, instant)
