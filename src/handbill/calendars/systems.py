"""Every calendar we read beside the Gregorian: to a Gregorian day and back, under one name each.

The libraries are opened when first asked, since most texts hold no such date.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from handbill.calendars.arithmetic import (
    CalendarDate,
    ethiopic_from_gregorian,
    ethiopic_to_gregorian,
    persian_from_gregorian,
    persian_to_gregorian,
    tabular_from_gregorian,
    tabular_to_gregorian,
)
from handbill.calendars.chinese import chinese_from_gregorian, chinese_to_gregorian

ONE_DAY = dt.timedelta(days=1)
UMM_AL_QURA = (dt.date(1924, 8, 1), dt.date(2077, 11, 16))
"""First and last day of the published table: 1 Muharram 1343 to 30 Dhu al-Hijjah 1500."""


@dataclass(frozen=True, slots=True)
class System:
    """One calendar.

    Attributes:
        rscale: Its name in CLDR, which RFC 7529 takes over for RSCALE.
        to_gregorian: (year, month, day) -> day; ValueError for one that does not exist or is out of range.
        from_gregorian: Day -> (year, month, day); ValueError out of range.
        months: The greatest number of months in a year.
        observed: True where months begin with a sighting, so that a computed day may be one off.
    """

    rscale: str
    to_gregorian: Callable[[int, int, int], dt.date]
    from_gregorian: Callable[[dt.date], CalendarDate]
    months: int = 12
    observed: bool = False


def hijri_to_gregorian(year: int, month: int, day: int) -> dt.date:
    """Return the day of an Islamic date by the Umm al-Qura table; by the civil table outside 1343-1500.

    Source: the calendar of Saudi Arabia as packed in hijridate.

    >>> hijri_to_gregorian(1447, 9, 1)
    datetime.date(2026, 2, 18)
    """
    from hijridate import Hijri

    if not 1343 <= year <= 1500:
        return tabular_to_gregorian(year, month, day)
    return dt.date(*Hijri(year, month, day).to_gregorian().datetuple())


def hijri_from_gregorian(day: dt.date) -> CalendarDate:
    """Return the Islamic date of *day*, by the same tables as `hijri_to_gregorian`."""
    from hijridate import Gregorian

    if not UMM_AL_QURA[0] <= day <= UMM_AL_QURA[1]:
        return tabular_from_gregorian(day)
    return CalendarDate(*Gregorian(day.year, day.month, day.day).to_hijri().datetuple())


def hebrew_to_gregorian(year: int, month: int, day: int) -> dt.date:
    """Return the day (its daylight part) of a Hebrew date.

    Months count from Nisan: 7 is Tishri, with which the year begins; 12 is Adar I of a leap year, 13 the
    Adar in which Purim falls, which is the only one of a common year.

    Source: pyluach.

    >>> hebrew_to_gregorian(5786, 2, 28)
    datetime.date(2026, 5, 15)
    """
    from pyluach.dates import HebrewDate
    from pyluach.hebrewcal import Year

    if month == 13 and not Year(year).leap:
        month = 12
    return HebrewDate(year, month, day).to_pydate()  # type: ignore[no-any-return]


def hebrew_from_gregorian(day: dt.date) -> CalendarDate:
    """Return the Hebrew date of the daylight part of *day*; the Adar of a common year is 12."""
    from pyluach.dates import HebrewDate

    found = HebrewDate.from_pydate(day)
    return CalendarDate(found.year, found.month, found.day)


def _shifted_to(years: int, year: int, month: int, day: int) -> dt.date:
    return dt.date(year + years, month, day)


def _shifted_from(years: int, day: dt.date) -> CalendarDate:
    return CalendarDate(day.year - years, day.month, day.day)


BUDDHIST_YEARS, MINGUO_YEARS = -543, 1911
"""What to add to a year to make it a Gregorian one. The Buddhist year began in April before 1941."""

SYSTEMS: Mapping[str, System] = {
    "hijri": System("islamic-umalqura", hijri_to_gregorian, hijri_from_gregorian, observed=True),
    "persian": System("persian", persian_to_gregorian, persian_from_gregorian),
    "hebrew": System("hebrew", hebrew_to_gregorian, hebrew_from_gregorian, months=13),
    "ethiopic": System("ethiopic", ethiopic_to_gregorian, ethiopic_from_gregorian, months=13),
    "chinese": System("chinese", chinese_to_gregorian, chinese_from_gregorian),
    "buddhist": System(
        "buddhist", partial(_shifted_to, BUDDHIST_YEARS), partial(_shifted_from, BUDDHIST_YEARS)
    ),
    "minguo": System("roc", partial(_shifted_to, MINGUO_YEARS), partial(_shifted_from, MINGUO_YEARS)),
}


def system_day(name: str, year: int, month: int, day: int) -> dt.date | None:
    """Return the Gregorian day of a date in the calendar *name*; None where that date does not exist.

    In a calendar of sightings a month of 29 days may turn out to have 30: that day is the one after.

    >>> system_day("persian", 1405, 13, 1) is None
    True
    """
    system = SYSTEMS[name]
    try:
        return system.to_gregorian(year, month, day)
    except (ValueError, OverflowError):
        pass
    try:
        return system.to_gregorian(year, month, 29) + ONE_DAY if system.observed and day == 30 else None
    except (ValueError, OverflowError):
        return None


def days_around(name: str, month: int, day: int, *, near: dt.date) -> Iterator[dt.date]:
    """Give the days of a month and day in the years around *near*, from four before to eight after."""
    try:
        year = SYSTEMS[name].from_gregorian(near).year
    except (ValueError, OverflowError):
        return
    for candidate in range(year - 4, year + 9):
        found = system_day(name, candidate, month, day)
        if found is not None:
            yield found


def is_current(name: str, year: int, *, near: dt.date) -> bool:
    """Tell whether a number may be a year of this calendar in a text written at *near*.

    That is from eighty years before to fifteen after; as a Gregorian year it would be far from it.

    >>> is_current("buddhist", 2569, near=dt.date(2026, 5, 1))
    True
    """
    try:
        running = SYSTEMS[name].from_gregorian(near).year
    except (ValueError, OverflowError):
        return False
    return running - 80 <= year <= running + 15
