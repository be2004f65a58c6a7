"""What every calendar is here: years of months, months of days, each day with one Gregorian date.

Days are counted as `date.toordinal` does: 1 is 1 January of the year 1 in the Gregorian calendar. A day is
named by its daylight part, also where it began at the sunset before (Hebrew, Islamic).
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from handbill.errors import NoSuchDate


class Month(NamedTuple):
    """One month of one year.

    Attributes:
        number: That of RFC 7529 section 4.2 and of CLDR's month codes, from 1.
        leap: True for an added month, which bears the number of the one that it follows (Chinese) or
            precedes (Hebrew: "5L" is Adar I, between Shevat 5 and Adar 6).
        first: `date.toordinal` of its first day.
        length: Days that it has.
    """

    number: int
    leap: bool
    first: int
    length: int


class CalendarDate(NamedTuple):
    """A day as its own calendar counts it; months as in `Month`."""

    year: int
    month: int
    day: int
    leap: bool = False


class Disagreement(NamedTuple):
    """A month whose first day another kept table has elsewhere.

    Attributes:
        other: Days by which the other table has it later (negative: earlier).
        source: Whose table that is.
    """

    year: int
    month: int
    leap: bool
    other: int
    source: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """One calendar, whole years of it.

    Attributes:
        rscale: Its name in CLDR, which RFC 7529 takes over for RSCALE; lower case.
        first_year, last_year: The years that can be asked for, both included.
        mean: Days of a year on average, by which a year is guessed.
        reckon: Year in that range -> its months in order.
        observed: True where months begin with a sighting, so that a computed day may be one off.
        listed: Gives the months that sources begin on different days.
    """

    rscale: str
    first_year: int
    last_year: int
    mean: float
    reckon: Callable[[int], tuple[Month, ...]]
    observed: bool = False
    listed: Callable[[], tuple[Disagreement, ...]] = tuple
    _known: dict[int, tuple[Month, ...]] = field(default_factory=dict, repr=False, compare=False)
    _disputed: dict[tuple[int, int, bool], Disagreement] = field(
        default_factory=dict, repr=False, compare=False
    )

    def months(self, year: int) -> tuple[Month, ...]:
        """Return the months of *year* in order, kept once reckoned; NoSuchDate (ValueError) out of range."""
        found = self._known.get(year)
        if found is None:
            if not self.first_year <= year <= self.last_year:
                raise NoSuchDate(
                    f"the {self.rscale} calendar is kept for its years {self.first_year}-{self.last_year}, "
                    f"not for {year}"
                )
            found = self._known[year] = self.reckon(year)
        return found

    def year_of(self, ordinal: int) -> int:
        """Return the year that holds a day, given by its `date.toordinal`; NoSuchDate out of range."""
        since = ordinal - self.months(self.first_year)[0].first
        if since < 0 or ordinal > self._last():
            raise NoSuchDate(
                f"the {self.rscale} calendar is kept for its years {self.first_year}-{self.last_year}, "
                f"which do not reach {_named(ordinal)}"
            )
        year = min(max(self.first_year, self.first_year + int(since / self.mean)), self.last_year)
        while ordinal < self.months(year)[0].first:
            year -= 1
        while ordinal >= sum(self.months(year)[-1][2:]):
            year += 1
        return year

    def _last(self) -> int:
        """Return the ordinal of the last day that the calendar is kept for."""
        return sum(self.months(self.last_year)[-1][2:]) - 1

    def month_of(self, year: int, month: int, *, leap: bool = False) -> Month:
        """Return one month of a year; NoSuchDate for one that this year has not."""
        for found in self.months(year):
            if found.number == month and found.leap == leap:
                return found
        raise NoSuchDate(f"the {self.rscale} year {year} has no month {month}{'L' if leap else ''}")

    def to_gregorian(self, year: int, month: int, day: int, *, leap: bool = False) -> dt.date:
        """Return the Gregorian day of a date; NoSuchDate (a ValueError) where the calendar has none such."""
        found = self.month_of(year, month, leap=leap)
        if not 1 <= day <= found.length:
            named = f"month {month}{'L' if leap else ''} of the {self.rscale} year {year}"
            raise NoSuchDate(f"{named} has {found.length} days, no day {day}")
        return dt.date.fromordinal(found.first + day - 1)

    def from_gregorian(self, day: dt.date) -> CalendarDate:
        """Return the date of a Gregorian day; NoSuchDate (a ValueError) out of range."""
        ordinal = day.toordinal()
        year = self.year_of(ordinal)
        number, leap, first, _ = next(m for m in reversed(self.months(year)) if m.first <= ordinal)
        return CalendarDate(year, number, ordinal - first + 1, leap)

    def disputed(self, day: dt.date) -> bool:
        """Tell whether sources disagree on the date of *day*; False out of range.

        That is so in a month which they begin on different days, and on the day before it begins.
        """
        try:
            around = {self.from_gregorian(day), self.from_gregorian(day + dt.timedelta(1))}
        except (ValueError, OverflowError):
            return False
        return any((date.year, date.month, date.leap) in self.disagreements for date in around)

    @property
    def disagreements(self) -> dict[tuple[int, int, bool], Disagreement]:
        """The months that sources begin on different days, by (year, month, leap)."""
        if not self._disputed:
            self._disputed.update({(row.year, row.month, row.leap): row for row in self.listed()})
        return self._disputed


def _named(ordinal: int) -> str:
    """Return a day for a message; ordinals beyond the years 1-9999 stay numbers."""
    try:
        return dt.date.fromordinal(ordinal).isoformat()
    except (ValueError, OverflowError):
        return f"day {ordinal}"


def months_from(first: int, lengths: Iterable[int], *, leap_after: int = 0) -> tuple[Month, ...]:
    """Return months in a row, numbered from 1.

    Args:
        first: Ordinal of the first day of the first month.
        leap_after: Number of the month that is followed by a leap month of the same number; 0 for none.
    """
    found: list[Month] = []
    number = 0
    for length in lengths:
        leap = bool(leap_after) and number == leap_after and not found[-1].leap
        number += not leap
        found.append(Month(number, leap, first, length))
        first += length
    return tuple(found)
