"""A day or a run of days as words state it, before and after its year is known."""

import datetime as dt
from dataclasses import dataclass, replace

from handbill.calendars import (
    SYSTEMS,
    Choice,
    civil_year,
    days_around,
    full_year,
    is_current,
    month_span,
    nearest_month,
    nearest_of,
    nearest_weekday,
    nearest_year,
    system_day,
)
from handbill.calendars.eras import SHIFTS
from handbill.reading.moments.grammar import Context
from handbill.reading.moments.values import Precision


@dataclass(frozen=True, slots=True)
class Days:
    """Days resolved, with the pieces that were said, so that a neighbour can complete them.

    Attributes:
        first, last: Both included.
        year, month, day, weekday: As said; None where not.
        agrees: Whether the stated weekday is that of the day.
        others: Other days that the words could mean, best first.
        start, end: Times of day, where the words count hours or minutes ("in 20 minutes").
        last_begins: First day of the last day or period that a run names.
        rrule: Repetition, of which `first` is the first date.
        exdates: Days taken out of it.
        system: Calendar by which the day was said, where it is not the Gregorian.
        deadline, open_end: Only the end, only the start of a stretch was said.
        edge: "start", "middle" or "end", where only that of a period was said.
    """

    first: dt.date
    last: dt.date
    precision: Precision = "day"
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    agrees: bool = True
    relative: bool = False
    approximate: bool = False
    others: tuple[dt.date, ...] = ()
    start: dt.time | None = None
    end: dt.time | None = None
    last_begins: dt.date | None = None
    edge: str = ""
    rrule: str | None = None
    exdates: tuple[dt.date, ...] = ()
    deadline: bool = False
    open_end: bool = False
    system: str = ""


def single(day: dt.date, **known: object) -> Days:
    """Return one day counted from another: "tomorrow"."""
    return replace(Days(day, day, relative=True), **known)  # type: ignore[arg-type]


def calendar_day(
    context: Context, day: int, month: int | None = None, year: int | None = None, weekday: int | None = None
) -> Days | None:
    """Resolve a day of which month, year and weekday may be missing; None for one that does not exist."""
    year = civil(context, year)
    if year is not None and month is not None:
        try:
            found = dt.date(year, month, day)
        except ValueError:
            return None
        agrees = weekday is None or found.weekday() == weekday
        return Days(found, found, year=year, month=month, day=day, weekday=weekday, agrees=agrees)
    if month is not None and context.year is not None:
        choice = nearest_year(month, day, near=dt.date(context.year, 7, 1), weekday=weekday, centred=True)
    elif month is not None:
        choice = nearest_year(month, day, near=context.today, weekday=weekday)
    else:
        near, centred = context.near or context.today, context.near is not None
        choice = nearest_month(day, near=near, weekday=weekday, centred=centred)
    if choice is None:
        return None
    return Days(
        choice.day,
        choice.day,
        month=month,
        day=day,
        weekday=weekday,
        agrees=choice.agrees,
        others=choice.others,
    )


def weekday_alone(context: Context, weekday: int) -> Days:
    """Resolve a weekday: the first one on or after the day of writing, or nearest to the heading."""
    near = context.near or context.today
    day = nearest_weekday(weekday, near=near, centred=context.near is not None)
    return Days(day, day, weekday=weekday, relative=context.near is None)


def calendar_month(context: Context, month: int, year: int | None = None) -> Days:
    """Resolve a month: of the stated year, else the running or next one, or the lately past."""
    year = civil(context, year)
    if year is None:
        near = context.near or context.today
        ahead = (month - near.month) % 12
        chosen = near.year + (near.month + ahead - 1) // 12
        first, last = month_span(chosen - 1 if ahead >= 11 else chosen, month)
    else:
        first, last = month_span(year, month)
    return Days(first, last, "month", year=year, month=month)


def calendar_year(year: int) -> Days:
    """Return a whole year."""
    return Days(dt.date(year, 1, 1), dt.date(year, 12, 31), "year", year=year)


def year_of(context: Context, number: int | None, digits: int = 4) -> int | None:
    """Return the year that a number of two or four digits means; None passes through."""
    if number is None or digits == 4 or number > 99:
        return number
    return full_year(number, near=context.today)


def system_days(
    context: Context, system: str, day: int, month: int, year: int | None = None, weekday: int | None = None
) -> Days | None:
    """Resolve a date of another calendar, whose year may be missing; None for one that does not exist.

    Day and month are not kept: they count otherwise than those of the dates beside them.
    """
    sighted = SYSTEMS[system].observed
    if year is not None:
        found = system_day(system, year, month, day)
        choice = found and Choice(found)
    else:
        near = dt.date(context.year, 7, 1) if context.year else context.today
        around = list(days_around(system, month, day, near=near))
        said = None if sighted else weekday
        choice = nearest_of(around, near=near, weekday=said, centred=context.year is not None)
    if not choice:
        return None
    days = Days(choice.day, choice.day, approximate=sighted, system=system)
    if year is not None:
        days = replace(days, year=choice.day.year)
    return days if weekday is None else on_weekday(days, weekday)


def on_weekday(days: Days, weekday: int) -> Days:
    """Return the day of another calendar with the weekday said beside it, which is surer than a sighting."""
    apart = (weekday - days.first.weekday() + 3) % 7 - 3
    if SYSTEMS[days.system].observed and abs(apart) == 1:
        moved = days.first + dt.timedelta(apart)
        return replace(days, first=moved, last=moved, weekday=weekday)
    return replace(days, weekday=weekday, agrees=apart == 0)


def civil(context: Context, year: int | None) -> int | None:
    """Return the Gregorian year of one that the language counts from another beginning (2569, 民國 115)."""
    if year is None:
        return None
    for system in context.words.time.calendars:
        if system in SHIFTS and is_current(system, year, near=context.today):
            return civil_year(system, year)
    return year


def completed(context: Context, days: Days, other: Days) -> Days:
    """Return *days* with the month and year that only *other*, said in the same breath, has."""
    month = days.month if days.month is not None else other.month
    year = days.year if days.year is not None else other.year
    if days.day is not None:
        return calendar_day(context, days.day, month, year, days.weekday) or days
    if days.month is not None and days.precision == "month":
        return calendar_month(context, days.month, year)
    return days


def run_of_days(context: Context, first: Days, last: Days) -> Days | None:
    """Return the days from one date to another, each lending the other what it leaves out.

    None where the end lies before the start in every reading.
    """
    if first.year is None and last.year is not None and first.month is not None:
        first = completed(context, first, last)
        if first.first > last.last and first.year is not None:
            first = completed(context, replace(first, year=first.year - 1), last)
    elif first.month is None and first.day is not None and last.month is not None:
        first = completed(context, first, last)
    if last.year is None and (last.month is not None or last.day is not None):
        last = _after(context, first, last)
    if last.weekday is not None and last.day is None and last.last < first.first:
        last = replace(last, first=last.first + dt.timedelta(7), last=last.last + dt.timedelta(7))
    if last.last < first.first:
        return None
    if first.precision == last.precision == "month" and first.year is None and last.year is None:
        first = _before(context, first, last)
    first, last = _bound(first), _bound(last)
    begins = last.first if last.precision != "days" or last.last_begins is None else last.last_begins
    return Days(
        first.first, last.last, "days", year=last.year or first.year, month=last.month, weekday=first.weekday,
        agrees=first.agrees and last.agrees, relative=first.relative or last.relative, last_begins=begins,
        approximate=first.approximate or last.approximate, start=first.start, end=last.end,
        system=first.system or last.system,
    )  # fmt: skip


def _before(context: Context, first: Days, last: Days) -> Days:
    """Return the first month of a run in the last year in which it does not lie after the end."""
    month = first.month or 1
    year = last.first.year if month <= last.first.month else last.first.year - 1
    return replace(calendar_month(context, month, year), year=None)


def _bound(days: Days) -> Days:
    """Return the days with which an edge of a period bounds a run: its first, its middle, its end."""
    if days.edge == "start":
        return replace(days, last=days.first)
    if days.edge == "middle":
        middle = days.first + (days.last - days.first) // 2
        return replace(days, first=middle, last=middle)
    if days.edge == "end":
        return replace(days, last_begins=days.last + dt.timedelta(1))
    return days


def _after(context: Context, first: Days, last: Days) -> Days:
    """Return the end of a run in the first year or month in which it does not lie before the start."""
    month = last.month if last.month is not None else first.month if first.month else first.first.month
    for year in (first.first.year, first.first.year + 1):
        if last.day is not None:
            found = calendar_day(context, last.day, month, year, last.weekday)
        else:
            found = calendar_month(context, month, year)
        if found and found.last >= first.first:
            return replace(found, year=first.year if first.year else None)
    return last
