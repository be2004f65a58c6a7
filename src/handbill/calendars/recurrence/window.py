"""Rules made from what words say, and rules within a window of days."""

import datetime as dt
import itertools
from functools import lru_cache

from handbill.calendars.recurrence.instants import instances
from handbill.calendars.recurrence.rule import DAYS, Rule
from handbill.calendars.recurrence.sets import MAX_OCCURRENCES
from handbill.errors import UnreadableRule
from handbill.values import Problem, day_of


def weekly_rule(weekdays: tuple[int, ...], *, interval: int = 1, until: dt.date | None = None) -> str:
    """Return the rule of "every Tuesday and Friday".

    >>> weekly_rule((5,))
    'FREQ=WEEKLY;BYDAY=SA'
    """
    days = ",".join(DAYS[day] for day in weekdays)
    return "FREQ=WEEKLY" + _interval(interval) + f";BYDAY={days}" + _until(until)


def monthly_rule(
    weekday: int, nths: tuple[int, ...], *, interval: int = 1, until: dt.date | None = None
) -> str:
    """Return the rule of "the first and third Monday of each month"; -1 is the last.

    >>> monthly_rule(0, (-1,))
    'FREQ=MONTHLY;BYDAY=-1MO'
    """
    days = ",".join(f"{nth}{DAYS[weekday]}" for nth in nths)
    return "FREQ=MONTHLY" + _interval(interval) + f";BYDAY={days}" + _until(until)


def _interval(interval: int) -> str:
    return f";INTERVAL={interval}" if interval > 1 else ""


def _until(until: dt.date | None) -> str:
    return f";UNTIL={until:%Y%m%d}" if until else ""


@lru_cache(maxsize=512)
def _rule(text: str) -> Rule:
    return Rule.parse(text)


def occurrences(
    rule: str,
    dtstart: dt.date | dt.datetime,
    *,
    first: dt.date,
    last: dt.date,
    exdates: tuple[dt.date, ...] = (),
    tzid: str = "",
) -> tuple[dt.date | dt.datetime, ...] | Problem:
    """Return the occurrences of a rule between two days, both included.

    Args:
        rule: RRULE value without the name.
        dtstart: Start of the series, wall time; the answers are of its type.
        tzid: As for `instances`.

    Returns:
        A Problem, "rrule.*", where the rule is hostile or cannot be read: "rrule.too_many" for more than
        `MAX_OCCURRENCES` in the window, "rrule.no_instance" for one that never says a day.
    """
    try:
        found = instances(_rule(rule), dtstart, after=first, tzid=tzid)
        window = itertools.takewhile(lambda each: day_of(each) <= last, found)
        days = list(itertools.islice((each for each in window if day_of(each) >= first), MAX_OCCURRENCES + 1))
    except UnreadableRule as refused:
        return Problem(refused.code, detail=refused.detail)
    if len(days) > MAX_OCCURRENCES:
        return Problem("rrule.too_many", detail=rule[:40])
    return tuple(each for each in days if day_of(each) not in exdates)


def first_on_or_after(rule: str, day: dt.date) -> dt.date | None:
    """Return the first date of a rule that has no start of its own; None where five years have none.

    >>> first_on_or_after("FREQ=MONTHLY;BYDAY=-1MO", dt.date(2027, 2, 1))
    datetime.date(2027, 2, 22)
    """
    try:
        found = next(instances(_rule(rule), day), None)
    except UnreadableRule:
        return None
    return found if found is not None and (found - day).days <= 5 * 366 else None
