"""The calendars as the vocabularies of reading name them and count their months (words.toml).

Hebrew months count from Nisan: 7 is Tishri, with which the year begins; 12 is Adar I of a leap year, 13 the
Adar in which Purim falls, which is the only one of a common year. A Chinese leap month bears the negative
number of the month before it.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from handbill.calendars.systems.base import Calendar
from handbill.calendars.systems.registry import CALENDARS

ONE_DAY = dt.timedelta(days=1)
MonthCode = tuple[int, bool]
"""Number and leap, as in `Month`."""


class NamedDate(NamedTuple):
    """A day with its month as words.toml counts it."""

    year: int
    month: int
    day: int


def _plain(month: int) -> MonthCode:
    return month, False


def _from_plain(_year: int, month: int, _leap: bool) -> int:
    return month


def _negative(month: int) -> MonthCode:
    return abs(month), month < 0


def _from_negative(_year: int, month: int, leap: bool) -> int:
    return -month if leap else month


def _nisan(month: int) -> MonthCode:
    """Nisan 1 -> 7, Elul 6 -> 12, Tishri 7 -> 1, Shevat 11 -> 5, Adar I 12 -> 5L, Adar 13 -> 6."""
    if month <= 6:
        return month + 6, False
    return (5, True) if month == 12 else (min(month - 6, 6), False)


def _from_nisan(year: int, month: int, leap: bool) -> int:
    """The only Adar of a common year is 12 here, as printed calendars count it."""
    if month == 6:
        return len(CALENDARS["hebrew"].months(year))
    return 12 if leap else month - 6 if month > 6 else month + 6


@dataclass(frozen=True, slots=True)
class System:
    """One calendar as words.toml counts it.

    Attributes:
        calendar: What it is a view of.
        code: Month of words.toml -> number and leap.
        named: Year, number, leap -> month of words.toml.
    """

    calendar: Calendar
    code: Callable[[int], MonthCode] = _plain
    named: Callable[[int, int, bool], int] = _from_plain

    @property
    def rscale(self) -> str:
        """Its name in CLDR."""
        return self.calendar.rscale

    @property
    def observed(self) -> bool:
        """True where months begin with a sighting, so that a computed day may be one off."""
        return self.calendar.observed

    def to_gregorian(self, year: int, month: int, day: int) -> dt.date:
        """Return the day of a date; ValueError for one that does not exist or is out of range."""
        number, leap = self.code(month)
        if leap and self.rscale == "hebrew" and len(self.calendar.months(year)) == 12:
            number, leap = 6, False  # Adar, where there is only one
        return self.calendar.to_gregorian(year, number, day, leap=leap)

    def from_gregorian(self, day: dt.date) -> NamedDate:
        """Return the date of a day; ValueError out of range."""
        year, month, of_month, leap = self.calendar.from_gregorian(day)
        return NamedDate(year, self.named(year, month, leap), of_month)


SYSTEMS: Mapping[str, System] = {
    "hijri": System(CALENDARS["islamic-umalqura"]),
    "persian": System(CALENDARS["persian"]),
    "hebrew": System(CALENDARS["hebrew"], _nisan, _from_nisan),
    "ethiopic": System(CALENDARS["ethiopic"]),
    "chinese": System(CALENDARS["chinese"], _negative, _from_negative),
    "buddhist": System(CALENDARS["buddhist"]),
    "minguo": System(CALENDARS["roc"]),
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
