"""ICU as the second source for calendars: what PyICU says of a date, in our numbering of months.

PyICU is built by `make test` where Debian's ICU can be had; without it, tests that ask here are skipped,
and say so. Months that ICU itself has wrong are listed where they are compared (test_peer.py).
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

DAY = 86400.0
IS_LEAP_MONTH = 22
"""ICU's UCAL_IS_LEAP_MONTH, which PyICU does not name."""
_EPOCH = dt.date(1970, 1, 1).toordinal()
_ICU_NAMES = {"ethioaa": "ethiopic-amete-alem", "julian": "gregorian"}
_RELATED = {"chinese": -2637, "dangi": -2333}
"""What to add to ICU's extended year (from 2637 and 2333 B.C.E.) for the Gregorian one in which it begins."""


def icu() -> Any:  # Any: PyICU has no types
    """Return the module of PyICU; skip the asking test, with the reason, where it is not installed."""
    reason = "PyICU is not built here, see `make test`: requirements/icu.txt, Debian's g++ and libicu-dev"
    return pytest.importorskip("icu", reason=reason, exc_type=ImportError)


def icu_72() -> Any:
    """Return PyICU where it stands on Debian 12's ICU, whose names and errors are written down; else skip."""
    pyicu = icu()
    if pyicu.ICU_VERSION.partition(".")[0] != "72":
        pytest.skip(f"ICU {pyicu.ICU_VERSION} may have other names and errors than ICU 72")
    return pyicu


def icu_calendar(rscale: str) -> Any:
    """Return a calendar of ICU in UTC, set to no particular day."""
    pyicu = icu()
    locale = pyicu.Locale(f"en@calendar={_ICU_NAMES.get(rscale, rscale)}")
    found = pyicu.Calendar.createInstance(pyicu.TimeZone.getGMT(), locale)
    if rscale in ("julian", "gregorian"):
        found = pyicu.GregorianCalendar(pyicu.TimeZone.getGMT(), pyicu.Locale("en"))
        # the day of the change of 1582 put before or after every day there is
        found.setGregorianChange(8e12 if rscale == "julian" else -8e12)
    return found


def icu_fields(rscale: str, day: dt.date, calendar: Any = None) -> tuple[int, int, bool, int]:
    """Return (year, month, leap, day) of a Gregorian day; *calendar*, of `icu_calendar`, saves making one."""
    fields = icu().UCalendarDateFields
    own = calendar or icu_calendar(rscale)
    own.setTime((day.toordinal() - _EPOCH) * DAY)
    month, leap = _month_out(rscale, own.get(fields.MONTH), bool(own.get(IS_LEAP_MONTH)))
    return _year_out(rscale, own, fields), month, leap, own.get(fields.DAY_OF_MONTH)


def icu_date(rscale: str, year: int, month: int, day: int, leap: bool = False) -> dt.date:
    """Return the Gregorian day of a date; ValueError where ICU's calendar has none such."""
    fields = icu().UCalendarDateFields
    own = icu_calendar(rscale)
    own.clear()
    own.set(fields.EXTENDED_YEAR, _year_in(rscale, year))
    own.set(fields.MONTH, _month_in(rscale, month, leap))
    own.set(IS_LEAP_MONTH, int(leap and rscale in _RELATED))
    own.set(fields.DAY_OF_MONTH, day)
    found = dt.date.fromordinal(_EPOCH + round(own.getTime() // DAY))
    if icu_fields(rscale, found) != (year, month, leap, day):
        raise ValueError(f"ICU has no {rscale} {year}-{month}{'L' if leap else ''}-{day}")
    return found


def icu_month_starts(
    rscale: str, first: dt.date, last: dt.date
) -> Iterator[tuple[tuple[int, int, bool], dt.date]]:
    """Give ((year, month, leap), first day) of each month that begins in *first*..*last*."""
    fields = icu().UCalendarDateFields
    own = icu_calendar(rscale)
    day = first
    while day <= last:
        year, month, leap, of_month = icu_fields(rscale, day, own)
        if of_month == 1:
            yield (year, month, leap), day
        length = own.getActualMaximum(fields.DAY_OF_MONTH)
        # ICU's own length of a Chinese month is no safe step
        day += dt.timedelta(max(1, (28 if rscale in _RELATED else length) - of_month + 1))


def _year_out(rscale: str, own: Any, fields: Any) -> int:
    if rscale in _RELATED:
        return own.get(fields.EXTENDED_YEAR) + _RELATED[rscale]  # type: ignore[no-any-return]
    if rscale == "roc":
        return own.get(fields.YEAR) if own.get(fields.ERA) else 1 - own.get(fields.YEAR)
    return own.get(fields.EXTENDED_YEAR if rscale == "japanese" else fields.YEAR)  # type: ignore[no-any-return]


def _year_in(rscale: str, year: int) -> int:
    return year - {"buddhist": 543, "roc": -1911, "ethioaa": 5500}.get(rscale, _RELATED.get(rscale, 0))


def _month_out(rscale: str, month: int, leap: bool) -> tuple[int, bool]:
    """ICU counts from 0; its Hebrew year always has place 5 for Adar I."""
    if rscale != "hebrew":
        return month + 1, leap
    return (5, True) if month == 5 else (month + 1 if month < 5 else month, False)


def _month_in(rscale: str, month: int, leap: bool) -> int:
    if rscale != "hebrew":
        return month - 1
    return 5 if leap else month - 1 if month <= 5 else month
