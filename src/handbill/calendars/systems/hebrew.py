"""The Hebrew calendar by its fixed arithmetic of Hillel II.

Source: Reingold and Dershowitz, Calendrical Calculations (4th ed.), chapter 8.
"""

from handbill.calendars.systems.base import Calendar, Month, months_from

HEBREW_EPOCH = -1373427
"""Ordinal that `elapsed_days` counts from: 1 Tishri of the year 1 was 7 October 3761 B.C.E. (Julian)."""
_PARTS = 25920
"""Parts (halakim) of a day, in which the molad moves by 29 days and 13753 parts a month."""


def is_leap(year: int) -> bool:
    """Tell whether a year has thirteen months: seven in nineteen."""
    return (7 * year + 1) % 19 < 7


def elapsed_days(year: int) -> int:
    """Return the days from the epoch to the new year, put off where it would fall on Sun, Wed or Fri.

    The molad is that of Tishri; a postponement for one at noon or later is in the constant 12084.
    """
    months = (235 * year - 234) // 19
    days = 29 * months + (12084 + 13753 * months) // _PARTS
    return days + (3 * (days + 1) % 7 < 3)


def new_year(year: int) -> int:
    """Return the ordinal of 1 Tishri, with the two postponements that keep years to their six lengths."""
    before, this, after = (elapsed_days(y) for y in (year - 1, year, year + 1))
    late = 2 if after - this == 356 else 1 if this - before == 382 else 0
    return HEBREW_EPOCH + this + late


def hebrew_months(year: int) -> tuple[Month, ...]:
    """Return the months from Tishri (1) to Elul (12); Adar I of a leap year is (5, leap).

    The length of the year tells whether Heshvan has 30 days (355, 385) and Kislev 29 (353, 383).
    """
    first = new_year(year)
    rest = (new_year(year + 1) - first) % 10
    leap = is_leap(year)
    before = (30, 30 if rest == 5 else 29, 29 if rest == 3 else 30, 29, 30)
    return months_from(
        first, (*before, *((30,) if leap else ()), 29, 30, 29, 30, 29, 30, 29), leap_after=5 if leap else 0
    )


HEBREW = Calendar("hebrew", 3762, 9999, 365.2468, hebrew_months)
