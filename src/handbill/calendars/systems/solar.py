"""Calendars of the sun, all of them arithmetic: the Gregorian and its renumberings, Julian, Persian,
Ethiopic, Coptic, Indian.

Source: Reingold and Dershowitz, Calendrical Calculations (4th ed.), chapters 2-4, 15 and 20.
"""

import datetime as dt
from functools import partial

from handbill.calendars.systems.base import Calendar, Month, months_from

_COMMON = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LEAP = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
COPTIC_EPOCH, ETHIOPIC_EPOCH, PERSIAN_EPOCH = 103605, 2796, 226895
"""Ordinal of the first day of the year 1."""
BUDDHIST_YEARS, MINGUO_YEARS, INDIAN_YEARS = -543, 1911, 78
"""What to add to a year to make it a Gregorian one. The Buddhist year began in April before 1941."""
AMETE_ALEM_YEARS = 5500
"""What to add to an Ethiopic year of grace to make it one of the world."""


def is_leap(year: int) -> bool:
    """Tell whether a Gregorian year has 366 days."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def gregorian_months(shift: int, year: int) -> tuple[Month, ...]:
    """Return the months of the Gregorian year *year* + *shift*."""
    year += shift
    return months_from(dt.date(year, 1, 1).toordinal(), _LEAP if is_leap(year) else _COMMON)


def julian_months(year: int) -> tuple[Month, ...]:
    """Return the months of a Julian year, which begins with January."""
    return months_from(-1 + 365 * (year - 1) + (year - 1) // 4, _COMMON if year % 4 else _LEAP)


def alexandrian_months(epoch: int, shift: int, year: int) -> tuple[Month, ...]:
    """Return twelve months of 30 days and one of 5 or 6: the year *year* - *shift* since *epoch*.

    The sixth day comes in the year before a Julian leap year.
    """
    year -= shift
    first = epoch + 365 * (year - 1) + year // 4
    return months_from(first, (*(30,) * 12, 5 + (year % 4 == 3)))


def persian_months(year: int) -> tuple[Month, ...]:
    """Return the months of a Solar Hijri year by the 33-year cycle of leap years.

    The law of 1925 has the year begin with the day whose noon in Tehran follows the equinox; the cycle
    gives that same day for all years of our range. Before 1925 the months had other lengths in use.
    """
    first = PERSIAN_EPOCH + 365 * (year - 1) + (8 * year + 21) // 33
    last = 30 if (25 * year + 11) % 33 < 8 else 29
    return months_from(first, (*(31,) * 6, *(30,) * 5, last))


def indian_months(year: int) -> tuple[Month, ...]:
    """Return the months of a year of the Indian national calendar (Saka era), in law since 1957."""
    leap = is_leap(year + INDIAN_YEARS)
    first = dt.date(year + INDIAN_YEARS, 3, 21 if leap else 22).toordinal()
    return months_from(first, (30 + leap, *(31,) * 5, *(30,) * 6))


_GREGORIAN, _JULIAN = 365.2425, 365.25

SOLAR = (
    Calendar("gregorian", 1, 9999, _GREGORIAN, partial(gregorian_months, 0)),
    Calendar("japanese", 1, 9999, _GREGORIAN, partial(gregorian_months, 0)),
    Calendar(
        "buddhist",
        1 - BUDDHIST_YEARS,
        9999 - BUDDHIST_YEARS,
        _GREGORIAN,
        partial(gregorian_months, BUDDHIST_YEARS),
    ),
    Calendar(
        "roc", 1 - MINGUO_YEARS, 9999 - MINGUO_YEARS, _GREGORIAN, partial(gregorian_months, MINGUO_YEARS)
    ),
    Calendar("julian", 2, 9998, _JULIAN, julian_months),
    Calendar("persian", 1278, 1501, _GREGORIAN, persian_months),
    Calendar("ethiopic", 1, 9990, _JULIAN, partial(alexandrian_months, ETHIOPIC_EPOCH, 0)),
    Calendar(
        "ethioaa",
        1 + AMETE_ALEM_YEARS,
        9990 + AMETE_ALEM_YEARS,
        _JULIAN,
        partial(alexandrian_months, ETHIOPIC_EPOCH, AMETE_ALEM_YEARS),
    ),
    Calendar("coptic", 1, 9714, _JULIAN, partial(alexandrian_months, COPTIC_EPOCH, 0)),
    Calendar("indian", 1, 9920, _GREGORIAN, indian_months),
)
