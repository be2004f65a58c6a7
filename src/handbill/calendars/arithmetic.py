"""Calendars that are pure arithmetic: Solar Hijri, Ethiopic, and the tabular Islamic one.

Days are counted as `date.toordinal` does (Rata Die: 1 is 1 January of the year 1). A year, month or day
that the calendar has not raises ValueError.

Source: Reingold and Dershowitz, Calendrical Calculations (4th ed.), chapters 4, 7 and 15; the 33-year
cycle of leap years agrees with the equinox in Tehran for the years 1278-1500.
"""

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple


class CalendarDate(NamedTuple):
    """A day as its own calendar counts it; months from 1."""

    year: int
    month: int
    day: int


ETHIOPIC_EPOCH = 2796
ISLAMIC_EPOCH = 227015
PERSIAN_EPOCH = 226894
PERSIAN_YEARS = range(1278, 1501)
_YEAR = 365.2425


def ethiopic_to_gregorian(year: int, month: int, day: int) -> dt.date:
    """Return the day of a date of the Ethiopic calendar, era of grace (ዓ.ም.); thirteen months.

    >>> ethiopic_to_gregorian(2019, 1, 1)
    datetime.date(2026, 9, 11)
    """
    last = 30 if month <= 12 else 5 + (year % 4 == 3)
    _require(year >= 1 and 1 <= month <= 13 and 1 <= day <= last)
    return dt.date.fromordinal(ETHIOPIC_EPOCH + 365 * (year - 1) + year // 4 + 30 * (month - 1) + day - 1)


def ethiopic_from_gregorian(day: dt.date) -> CalendarDate:
    """Return the Ethiopic date of *day*, which must lie after August of the year 8."""
    return _searched(day, (day.toordinal() - ETHIOPIC_EPOCH) / 365.25, 13, ethiopic_to_gregorian)


def persian_to_gregorian(year: int, month: int, day: int) -> dt.date:
    """Return the day of a Solar Hijri date; the years 1278-1500 (1899-2122).

    >>> persian_to_gregorian(1405, 1, 1)
    datetime.date(2026, 3, 21)
    """
    _require(year in PERSIAN_YEARS and 1 <= month <= 12)
    last = 31 if month <= 6 else 30 if month <= 11 or (25 * year + 11) % 33 < 8 else 29
    _require(1 <= day <= last)
    before = 31 * (month - 1) if month <= 7 else 30 * (month - 1) + 6
    return dt.date.fromordinal(PERSIAN_EPOCH + 365 * (year - 1) + (8 * year + 21) // 33 + before + day)


def persian_from_gregorian(day: dt.date) -> CalendarDate:
    """Return the Solar Hijri date of *day*, which must lie in 1899-2122."""
    return _searched(day, (day.toordinal() - PERSIAN_EPOCH) / _YEAR, 12, persian_to_gregorian)


def tabular_to_gregorian(year: int, month: int, day: int) -> dt.date:
    """Return the day of an Islamic date by the civil table: 30 and 29 days in turn, 11 leap years in 30.

    The sighting of the moon may differ by a day or two.
    """
    last = 30 if month % 2 or (month == 12 and (11 * year + 14) % 30 < 11) else 29
    _require(year >= 1 and 1 <= month <= 12 and 1 <= day <= last)
    before = 354 * (year - 1) + (3 + 11 * year) // 30 + 29 * (month - 1) + month // 2
    return dt.date.fromordinal(ISLAMIC_EPOCH + before + day - 1)


def tabular_from_gregorian(day: dt.date) -> CalendarDate:
    """Return the Islamic date of *day* by the civil table."""
    return _searched(day, (day.toordinal() - ISLAMIC_EPOCH) / 354.3667, 12, tabular_to_gregorian)


def _require(exists: bool) -> None:
    if not exists:
        raise ValueError("the calendar has no such day")


def _searched(
    day: dt.date, years: float, months: int, to_gregorian: Callable[[int, int, int], dt.date]
) -> CalendarDate:
    """Return the date whose month begins last before *day*; *years* have passed since the epoch, about."""
    for year in range(int(years) + 2, int(years) - 1, -1):
        for month in range(months, 0, -1):
            try:
                first = to_gregorian(year, month, 1)
            except ValueError:
                continue
            if first <= day:
                return CalendarDate(year, month, (day - first).days + 1)
    raise ValueError("outside the range of the calendar")
