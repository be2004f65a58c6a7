"""Repetitions: RRULE values (RFC 5545 3.3.10) made from what words say, and their dates."""

import datetime as dt
import itertools
import re

from handbill.values import Problem

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MAX_OCCURRENCES = 1000
MAX_LENGTH = 500
_ALLOWED = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_LIST_LIMIT = 60


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


def hostile(rule: str) -> Problem | None:
    """Return what is wrong with a rule that we will not expand: too fine, too long, or no rule at all."""
    parts = dict(part.partition("=")[::2] for part in rule.upper().split(";"))
    if len(rule) > MAX_LENGTH or any(value.count(",") > _LIST_LIMIT for value in parts.values()):
        return Problem("rrule.too_long", detail=rule[:MAX_LENGTH])
    if parts.get("FREQ") not in _ALLOWED:
        return Problem("rrule.frequency", detail=parts.get("FREQ", ""))
    if not re.fullmatch(r"[1-9]\d{0,3}", parts.get("INTERVAL", "1")):
        return Problem("rrule.interval", detail=parts["INTERVAL"])
    if {"BYHOUR", "BYMINUTE", "BYSECOND", "RSCALE"} & set(parts):
        return Problem("rrule.unsupported", detail=rule)
    return None


def occurrences(
    rule: str,
    dtstart: dt.date | dt.datetime,
    *,
    first: dt.date,
    last: dt.date,
    exdates: tuple[dt.date, ...] = (),
) -> tuple[dt.date | dt.datetime, ...] | Problem:
    """Return the occurrences of a rule between two days, both included, at most `MAX_OCCURRENCES`.

    Args:
        rule: RRULE value without the name.
        dtstart: First occurrence, wall time; the answers are of its type.

    Returns:
        A Problem, "rrule.*", where the rule is hostile or cannot be read.
    """
    from dateutil.rrule import rrulestr

    trouble = hostile(rule)
    if trouble:
        return trouble
    start = dtstart if isinstance(dtstart, dt.datetime) else dt.datetime.combine(dtstart, dt.time())
    begin, end = dt.datetime.combine(first, dt.time()), dt.datetime.combine(last, dt.time.max)
    try:
        found = rrulestr(_plain_until(rule, start), dtstart=start).xafter(begin, inc=True)
        days = list(itertools.islice(itertools.takewhile(lambda day: day <= end, found), MAX_OCCURRENCES))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as cause:
        return Problem("rrule.unreadable", detail=str(cause))
    kept = [day for day in days if day.date() not in exdates]
    return tuple(kept if isinstance(dtstart, dt.datetime) else [day.date() for day in kept])


def _plain_until(rule: str, start: dt.datetime) -> str:
    """Drop the Z of UNTIL: our starts are wall times, and a rule of a day must include that day."""
    until = re.search(r"UNTIL=(\d{8})(T\d{6})?Z?", rule, re.IGNORECASE)
    if not until:
        return rule
    return rule.replace(until.group(), f"UNTIL={until[1]}{until[2] or 'T235959' if start else ''}")


def first_on_or_after(rule: str, day: dt.date) -> dt.date | None:
    """Return the first date of a rule that has no start of its own; None where five years have none.

    >>> first_on_or_after("FREQ=MONTHLY;BYDAY=-1MO", dt.date(2027, 2, 1))
    datetime.date(2027, 2, 22)
    """
    from dateutil.rrule import rrulestr

    if hostile(rule):
        return None
    start = dt.datetime.combine(day, dt.time())
    last = start + dt.timedelta(days=5 * 366)
    try:
        found = next(rrulestr(_plain_until(rule, start), dtstart=start).xafter(start, inc=True), None)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        return None
    return found.date() if found and found <= last else None
