"""The calendar units around a day: its week, its month, the quarter after next."""

import datetime as dt
from typing import Any

from handbill.calendars import add_months, month_span, quarter_span, week_span, weekend_span
from handbill.reading.moments.days import Days

DAY = dt.timedelta(days=1)


OFFSETS = {"this": 0, "next": 1, "last": -1, "past": -1, "coming": 1, "after_next": 2, "before_last": -2}


def span_of(unit: str, today: dt.date, offset: int) -> tuple[dt.date, dt.date] | None:
    """Return first and last day of the calendar unit that is *offset* after the running one."""
    if unit in ("day", "workday"):
        return (today + offset * DAY,) * 2
    if unit == "week":
        return week_span(today, offset)
    if unit == "fortnight":
        return week_span(today, offset * 2)[0], week_span(today, offset * 2 + 1)[1]
    if unit == "weekend":
        return weekend_span(today, offset)
    return _long_span(unit, today, offset)


def _long_span(unit: str, today: dt.date, offset: int) -> tuple[dt.date, dt.date] | None:
    if unit == "month":
        day = add_months(today.replace(day=1), offset)
        return month_span(day.year, day.month)
    if unit == "quarter":
        day = add_months(today.replace(day=1), offset * 3)
        return quarter_span(day.year, (day.month + 2) // 3)
    years = {"year": 1, "decade": 10, "century": 100}.get(unit)
    if years is None:
        return None
    first = today.year // years * years + offset * years
    return (dt.date(first, 1, 1), dt.date(first + years - 1, 12, 31)) if 0 < first < 9900 else None


def unit_days(unit: str, today: dt.date, offset: int) -> Days | None:
    """Return the calendar unit as days, with its precision."""
    span = span_of(unit, today, offset)
    if span is None:
        return None
    precision: Any = {"workday": "day", "fortnight": "days"}.get(unit, unit)
    return Days(span[0], span[1], precision, relative=True)
