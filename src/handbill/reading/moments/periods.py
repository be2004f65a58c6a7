"""Weeks, months, quarters and years: named after the running one, or numbered within a longer one."""

import datetime as dt
from dataclasses import replace
from typing import Any

from handbill.calendars import add_months, month_span, nth_weekday, week_span
from handbill.reading.moments.amounts import (
    CLOCK_UNITS,
    MONTH_UNITS,
    Amount,
    counted_units,
    inside_amount,
    minute_of,
    stretch,
)
from handbill.reading.moments.dates import given
from handbill.reading.moments.days import Days, calendar_year, single
from handbill.reading.moments.grammar import Built, Match, Rule
from handbill.reading.moments.units import DAY, OFFSETS, unit_days


def moved_unit(match: Match) -> Built | None:
    """next week, this month, last year; "next hour" runs from the moment of writing."""
    unit, role = match.value("u", "unit"), match.value("mod", "mod")
    offset = OFFSETS.get(role, 0)
    if unit in CLOCK_UNITS:
        return stretch(match, Amount(((1, unit),)), role) if offset else None
    if unit == "weekend" and role == "past" and match.context.today.weekday() < 5:
        offset = -1
    return given(unit_days(unit, match.context.today, offset))


def running_unit(match: Match) -> Built | None:
    """the week, of the year: the running one."""
    unit = match.value("u", "unit")
    if unit in CLOCK_UNITS or unit in ("day", "workday", "century", "decade", "quarter"):
        return None
    return given(unit_days(unit, match.context.today, 0))


def part_of_period(match: Match) -> Built | None:
    """the first week of May, the third quarter of 2016, the 9th month of next year, last Monday of March."""
    days: Days | None = match.value("p", "DATE")
    nth = match.n("o") or (-1 if match.value("l", "mod") in ("last", "past") else 0)
    if days is None:
        days = unit_days("year", match.context.today, 0)
    if days is None or not nth or days.precision not in ("month", "year", "quarter", "decade", "century"):
        return None
    weekday = match.value("wd", "weekday")
    if weekday is not None:
        day = (
            nth_weekday(days.first.year, days.first.month, weekday, nth)
            if days.precision == "month"
            else None
        )
        return (
            None
            if day is None
            else given(Days(day, day, relative=days.relative, year=days.year, month=days.month, day=day.day))
        )
    return given(nth_unit(match.value("u", "unit"), nth, days))


def nth_unit(unit: str | None, nth: int, days: Days) -> Days | None:
    """Return the nth day, week, weekend, month or quarter of a period, -1 the last."""
    if unit == "week":
        return _within(days, _nth_week(nth, days), "week")
    if unit == "weekend" and days.precision == "month":
        saturday = nth_weekday(days.first.year, days.first.month, 5, nth)
        return _within(days, (saturday, saturday + DAY), "weekend") if saturday else None
    if unit in ("month", "quarter"):
        size = 1 if unit == "month" else 3
        first = add_months(days.first if nth > 0 else days.last + DAY, (nth - 1 if nth > 0 else nth) * size)
        return _within(days, (first, add_months(first, size) - DAY), unit)
    if unit in ("day", "workday"):
        day = days.first + (nth - 1) * DAY if nth > 0 else days.last
        return _within(days, (day, day), "day")
    return None


def _nth_week(nth: int, days: Days) -> tuple[dt.date, dt.date]:
    """Return the nth week by ISO 8601: the first is that of the first Thursday."""
    if nth < 0:
        return week_span(
            days.last - (0 if days.last.weekday() >= 3 or days.precision == "month" else 7) * DAY
        )
    fourth = days.first + 3 * DAY
    return week_span(fourth, nth - 1)


def _within(days: Days, span: tuple[dt.date, dt.date], precision: Any) -> Days | None:
    return replace(
        days, first=span[0], last=span[1], precision=precision, month=None, day=None, year=days.year
    )


def several_of_period(match: Match) -> Built | None:
    """the first 2 weeks of 2021, the last 3 weeks of this year."""
    days, said = match.value("p", "DATE"), match.value("t", "AMOUNT")
    count, unit = said.parts[0]
    last = match.value("l", "mod") in ("last", "past") or match.n("o") == -1
    if not last and match.n("o") != 1:
        return None
    one = nth_unit(unit, -1 if last else 1, days)
    if one is None:
        return None
    size = {"week": 7, "day": 1}.get(unit)
    if last:
        first = (
            one.last - (count * size - 1) * DAY
            if size
            else add_months(one.last + DAY, -count * MONTH_UNITS.get(unit, 1))
        )
        return given(replace(one, first=first, precision="days"))
    end = (
        one.first + (count * size - 1) * DAY
        if size
        else add_months(one.first, count * MONTH_UNITS.get(unit, 1)) - DAY
    )
    return given(replace(one, last=end, precision="days"))


def now(match: Match) -> Built | None:
    """now, at present."""
    received = match.context.received
    return given(single(received.date(), start=minute_of(received), precision="instant"))


def numbered_week(match: Match) -> Built | None:
    """week 31, week 3 of 2027."""
    days = match.value("p", "DATE") or unit_days("year", match.context.today, 0)
    number = match.n("w") or match.n("o") or 0
    if days is None or days.precision != "year" or not 1 <= number <= 53:
        return None
    return given(nth_unit("week", number, days))


def numbered_quarter(match: Match) -> Built | None:
    """Q1 2017, 2019 H2."""
    year = match.n("y")
    days: Days | None = match.value("p", "YEAR") or (calendar_year(year) if year else None)
    days = days or unit_days("year", match.context.today, 0)
    number = match.n("q") or 0
    half = match.token("half") is not None
    if days is None or not 1 <= number <= (2 if half else 4):
        return None
    months = 6 if half else 3
    first = add_months(days.first, (number - 1) * months)
    return given(
        replace(
            days, first=first, last=add_months(first, months) - DAY, precision="days" if half else "quarter"
        )
    )


def century(match: Match) -> Built | None:
    """the 15th century."""
    number = match.n("o") or 0
    ranked = match.token("o")
    if (
        ranked is not None
        and "ord" not in ranked.values
        and match.context.words.time.spaced
        and match.value("o", "form") != "ordinal"
    ):
        return None  # "2 centuries" is an amount
    first = (number - 1) * 100 or 1
    return (
        given(Days(dt.date(first, 1, 1), dt.date(first + 99, 12, 31), "century"))
        if 1 <= number <= 30
        else None
    )


def decade(match: Match) -> Built | None:
    """the 1990s, the 90s."""
    number = match.n("y") or 0
    year = number if number > 99 else 1900 + number if number >= 30 else 2000 + number
    return (
        given(Days(dt.date(year, 1, 1), dt.date(year + 9, 12, 31), "decade"))
        if year % 10 == 0 and year > 0
        else None
    )


def weekday_of_week(match: Match) -> Built | None:
    """Tuesday of next week, next week on Tuesday, 来週の月曜日."""
    week, weekday = match.value("p", "DATE"), match.value("wd", "weekday")
    if week.precision not in ("week", "weekend"):
        return None
    day = week_span(week.first)[0] + weekday * DAY
    return given(Days(day, day, weekday=weekday, relative=True))


def day_of_month(match: Match) -> Built | None:
    """the 21st of this month, next month on the 15th."""
    month, day = match.value("p", "DATE"), match.n("d")
    if month.precision != "month" or day is None or not month.relative:
        return None
    try:
        found = month.first.replace(day=day)
    except ValueError:
        return None
    return given(Days(found, found, month=found.month, day=day, relative=True, year=found.year))


def moved_month(match: Match) -> Built | None:
    """this September, next May."""
    days, role, today = match.value("p", "DATE"), match.value("mod", "mod"), match.context.today
    if days.precision != "month" or days.year is not None or days.month is None:
        return None
    year = {"this": today.year, "next": today.year + 1, "last": today.year - 1}.get(role)
    if role in ("next", "coming") and days.month > today.month:
        year = today.year
    if role in ("last", "past") and days.month < today.month:
        year = today.year
    if year is None:
        return None
    first, last = month_span(year, days.month)
    return given(replace(days, first=first, last=last, relative=True))


def month_in_year(match: Match) -> Built | None:
    """April next year, June in 2017, 来年の2月."""
    days, year = match.value("m", "DATE"), match.value("p", "YEAR")
    if (
        days.month is None
        or days.year is not None
        or year.precision != "year"
        or days.precision not in ("month", "day")
    ):
        return None
    if days.day is not None:
        try:
            day = dt.date(year.first.year, days.month, days.day)
        except ValueError:
            return None
        return given(
            replace(
                days, first=day, last=day, year=year.first.year, agrees=days.weekday in (None, day.weekday())
            )
        )
    first, last = month_span(year.first.year, days.month)
    return given(replace(days, first=first, last=last, year=year.first.year))


EARLY_RULES: tuple[Rule, ...] = (
    Rule("quarter.y", "mark.quarter q=num (?: dash | comma/glue ){0,6} y=y4", numbered_quarter),
    Rule("century", "o=num/ord u=unit.century", century),
    Rule("decade", "y=num apos? glued.decade", decade),
    Rule("decade.marked", "y=num mark.decade", decade),
    Rule("decade.named", "mark.before_decade apos? y=num", decade),
    Rule("quarter.year_first", "y=y4 dash? mark.quarter q=num", numbered_quarter),
    Rule("half.year_last", "half=mark.halfyear q=num (?: dash | comma/glue ){0,6} y=y4", numbered_quarter),
    Rule("half.year_first", "y=y4 dash? half=mark.halfyear q=num", numbered_quarter),
)
"""Quarters, decades and centuries, before their numbers are taken for months."""

PERIOD_RULES: tuple[Rule, ...] = (
    Rule("now", "clock.now", now),
    Rule("quarter.numbered", "p=YEAR (?: dash )? mark.quarter q=num", numbered_quarter),
    Rule("quarter.year", "mark.quarter q=num OF dash? p=YEAR?", numbered_quarter),
    Rule("half.numbered", "p=YEAR dash? half=mark.halfyear q=num", numbered_quarter),
    Rule("half.year", "half=mark.halfyear q=num OF dash? p=YEAR?", numbered_quarter),
    Rule("period.last_of", "l=mod.last OF u=unit.week/unit.weekend/unit.day OF p=MONTH/YEAR", part_of_period),
    Rule("period.last_in", "p=MONTH/YEAR glue? l=mod.last u=unit.week/unit.weekend/unit.day", part_of_period),
    Rule("period.moved", "mod=mod OF u=unit", moved_unit),
    Rule("period.moved_after", "u=unit OF mod=mod", moved_unit),
    Rule("month.moved", "mod=mod OF p=MONTH", moved_month),
    Rule("month.moved_after", "p=MONTH OF mod=mod (?! unit )", moved_month),
    Rule("period.running", "mark.the u=unit (?! offset/w )", running_unit),
    Rule("month.in_year", "m=DATE OF offset.in? OF p=YEAR", month_in_year),
    Rule("month.year_first", "p=YEAR OF m=MONTH/DAY", month_in_year),
    Rule("period.several", "o=ord OF t=AMOUNT OF p=PERIOD", several_of_period),
    Rule("period.several_last", "l=mod.last OF t=AMOUNT OF p=PERIOD", several_of_period),
    Rule("amount.next", "mod=mod OF t=AMOUNT", counted_units),
    Rule("amount.next_after", "t=AMOUNT OF mod=mod (?! unit )", counted_units),
    Rule("amount.next_inside", "n=num OF mod=mod OF u=unit", inside_amount),
    Rule("period.nth", "o=ord OF u=unit OF p=PERIOD", part_of_period),
    Rule("period.nth_last", "l=mod.last OF u=unit OF p=PERIOD", part_of_period),
    Rule("period.nth_after", "p=PERIOD OF o=ord OF u=unit", part_of_period),
    Rule("period.last_after", "p=PERIOD OF l=mod.last OF u=unit", part_of_period),
    Rule("period.nth_weekday", "o=ord OF wd=weekday OF p=MONTH", part_of_period),
    Rule("period.last_weekday", "l=mod.last OF wd=weekday OF p=MONTH", part_of_period),
    Rule("period.nth_weekday_after", "p=MONTH OF o=ord OF wd=weekday", part_of_period),
    Rule("period.last_weekday_after", "p=MONTH OF l=mod.last OF wd=weekday", part_of_period),
    Rule("week.numbered", "u=unit.week w=w (?: OF p=YEAR )? (?! colon/SEP )", numbered_week),
    Rule("week.numbered_before", "(?: p=YEAR OF )? o=ord u=unit.week", numbered_week),
    Rule("quarter.ordinal", "o=ord u=unit.quarter (?: OF dash? OF p=YEAR )?", part_of_period),
    Rule("weekday.of_week", "wd=weekday OF (?: offset.in )? p=WEEK", weekday_of_week),
    Rule(
        "weekday.week_first",
        "p=WEEK (?: comma/glue/dash/mark.before/mark.on ){0,6} wd=weekday",
        weekday_of_week,
    ),
)
"""Periods named after the running one, counted, or numbered within a longer one."""

MONTH_DAY_RULES: tuple[Rule, ...] = (
    Rule("day.of_month", "(?: mark.before )? d=d (?: mark.day/unit.day )? OF p=MONTH", day_of_month),
    Rule(
        "day.month_first",
        "p=MONTH OF (?: mark.before )? d=d (?: mark.day )? (?! colon/HOUR/unit )",
        day_of_month,
    ),
)
"""A day of a month that is counted from the running one."""
