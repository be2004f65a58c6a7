"""Parts of periods and days: the end of June, the rest of the week, the weekend of a feast."""

import datetime as dt
from dataclasses import replace

from handbill.calendars import add_months, week_span, weekend_span
from handbill.reading.moments.dates import given
from handbill.reading.moments.days import Days, single
from handbill.reading.moments.grammar import Built, Match, Rule
from handbill.reading.moments.units import DAY, unit_days


def edge(match: Match) -> Built | None:
    """end of June, mid March, early this year, the rest of the week."""
    days: Days = match.value("p", "DATE")
    role = match.value("e", "edge")
    if days.precision == "day":
        return given(replace(days, start=dt.time(23, 59))) if role == "end" else None
    today = match.context.today
    if role in ("first_half", "second_half"):
        return given(_half(days, role))
    if role == "early" and days.first <= today <= days.last and days.relative:
        end = max(days.first, today - DAY)
        middle = days.first + 3 * DAY
        return given(
            replace(
                days,
                last=middle - DAY if days.precision == "week" and today == days.first else end,
                precision="days",
            )
        )
    if role in ("late", "rest") and days.first <= today <= days.last:
        return given(replace(days, first=today, precision="days"))
    if role == "to_date":
        return given(replace(days, last=max(days.first, today - DAY), precision="days"))
    return given(
        replace(_third(days, role), approximate=True, edge={"early": "start", "late": "end"}.get(role, role))
    )


def _half(days: Days, role: str) -> Days:
    if days.precision == "week":
        middle = days.first + 3 * DAY
    else:
        months = {"year": 6, "quarter": 1, "month": 0}.get(days.precision, 0)
        middle = add_months(days.first, months) if months else days.first + 15 * DAY
    first, last = (days.first, middle - DAY) if role == "first_half" else (middle, days.last)
    return replace(days, first=first, last=last, precision="days")


def _third(days: Days, role: str | None) -> Days:
    """Return the period as an edge of it bounds a range: the start of it, the middle, its last day."""
    if role in ("start", "early"):
        return replace(days, last=days.first + (days.last - days.first) // 3, precision="days")
    if role == "middle":
        middle = days.first + ((days.last - days.first) + DAY) // 2
        return replace(days, first=middle - 5 * DAY, last=middle + 5 * DAY, precision="days")
    return replace(days, first=days.last - (days.last - days.first) // 3, precision="days")


def to_date(match: Match) -> Built | None:
    """year to date."""
    days = unit_days(match.value("u", "unit"), match.context.today, 0)
    return (
        None
        if days is None
        else given(replace(days, last=max(days.first, match.context.today - DAY), precision="days"))
    )


def week_of_day(match: Match) -> Built | None:
    """the week of 4 February."""
    days = match.value("p", "DATE")
    first, last = week_span(days.first)
    return given(replace(days, first=first, last=last, precision="week", day=None, month=None))


def weekend_of_day(match: Match) -> Built | None:
    """the weekend of Halloween, Labor Day weekend: the nearest one."""
    days = match.value("p", "DATE")
    first, last = weekend_span(days.first - (days.first.weekday() == 0) * DAY)
    return given(
        replace(days, first=first, last=last, precision="weekend", day=None, month=None, weekday=None)
    )


def end_of_day(match: Match) -> Built | None:
    """end of day: of the day said, else of the running one."""
    days = match.value("p", "DATE") or single(match.context.today)
    return given(replace(days, start=dt.time(23, 59))) if days.precision == "day" else None


RULES: tuple[Rule, ...] = (
    Rule("period.to_date", "u=unit OF edge.to_date", to_date),
    Rule("period.week_of", "unit.week/edge.week_of OF p=DAY", week_of_day),
    Rule("period.weekend_of", "unit.weekend OF p=DAY", weekend_of_day),
    Rule("period.weekend_after", "p=DAY unit.weekend", weekend_of_day),
    Rule("period.week_of_after", "p=DAY OF e=edge.week_of", week_of_day),
    Rule("edge", "e=edge OF p=DATE", edge),
    Rule("edge.after", "p=PERIOD OF e=edge", edge),
    Rule("edge.end_after", "p=DAY OF e=edge.end", edge),
    Rule("day.end_of", "clock.end_of_day OF p=DAY", end_of_day),
    Rule("day.end_after", "p=DAY OF clock.end_of_day", end_of_day),
    Rule("day.end", "clock.end_of_day", end_of_day),
)
"""Applied when all dates stand."""
