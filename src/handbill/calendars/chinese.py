"""The Chinese lunar calendar, from a table of its months for the years 1901-2100.

Source: lunar.json, written by tools/build_lunar.py. A year is named by the Gregorian one in which it begins;
a repeated (leap) month bears the negative number of the month before it.
"""

import datetime as dt
import json
from functools import lru_cache
from importlib.resources import files

from handbill.calendars.arithmetic import CalendarDate


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[int, int, str]]:
    return json.loads(files("handbill.calendars").joinpath("lunar.json").read_text("utf-8"))  # type: ignore[no-any-return]


@lru_cache(maxsize=64)
def _months(year: int) -> tuple[tuple[int, dt.date, int], ...]:
    """Return (number, first day, length) of each month of a year; ValueError for one not in the table."""
    row = _table().get(str(year))
    if row is None:
        raise ValueError("outside the range of the calendar")
    offset, leap, lengths = row
    found: list[tuple[int, dt.date, int]] = []
    first, number = dt.date(year, 1, 1) + dt.timedelta(offset), 0
    for letter in lengths:
        repeats = leap and number == leap and found[-1][0] > 0
        number = number if repeats else number + 1
        found.append((-number if repeats else number, first, 30 if letter == "L" else 29))
        first += dt.timedelta(found[-1][2])
    return tuple(found)


def chinese_to_gregorian(year: int, month: int, day: int) -> dt.date:
    """Return the day of a Chinese lunar date; ValueError for one that does not exist.

    >>> chinese_to_gregorian(2026, 8, 15)
    datetime.date(2026, 9, 25)
    """
    for number, first, length in _months(year):
        if number == month and 1 <= day <= length:
            return first + dt.timedelta(day - 1)
    raise ValueError("the calendar has no such day")


def chinese_from_gregorian(day: dt.date) -> CalendarDate:
    """Return the Chinese lunar date of *day*; ValueError outside 19 February 1901 - January 2101."""
    year = day.year if day.year == 1901 or day >= _new_year(day.year) else day.year - 1
    for number, first, length in _months(year):
        if 0 <= (day - first).days < length:
            return CalendarDate(year, number, (day - first).days + 1)
    raise ValueError("outside the range of the calendar")


def _new_year(year: int) -> dt.date:
    """Return the first day of a year; the last of December where the table has ended."""
    return _months(year)[0][1] if str(year) in _table() else dt.date(year, 12, 31)
