"""A date of any calendar as a program or a person types it: "5787-05L-03", "1447/9/1", "reiwa 8-05-01"."""

import re
from collections.abc import Mapping

from handbill.calendars.eras import JAPANESE_ERAS, SHIFTS, japanese_year
from handbill.calendars.systems import CalendarDate
from handbill.calendars.systems import calendar as calendar_named
from handbill.errors import NoSuchDate

_DATE = re.compile(
    r"\s*(?P<era>[^\W\d]+)?\s*(?P<year>-?\d{1,5})\s*[-/.]\s*(?P<month>\d{1,2})(?P<leap>L?)\s*[-/.]\s*(?P<day>\d{1,2})\s*",
    re.IGNORECASE,
)
_ERA_NAMES: Mapping[str, str] = {
    name: era
    for era, names in {
        "meiji": "meiji m 明治",
        "taisho": "taisho taishō t 大正",
        "showa": "showa shōwa s 昭和",
        "heisei": "heisei h 平成",
        "reiwa": "reiwa r 令和",
    }.items()
    for name in names.split()
}


def parse_date(text: str, calendar: str) -> CalendarDate:
    """Read a date written year-month-day in a calendar, and see that it exists.

    Digits may be of any script; "/" and "." may stand for "-"; "L" behind the month says that it is a leap
    month. In the Japanese calendar an era may stand before its year: as a word, a letter or in kanji.

    Raises: NoSuchDate (a ValueError), UnknownCalendar.

    >>> parse_date("5787-05L-03", "hebrew")
    CalendarDate(year=5787, month=5, day=3, leap=True)
    >>> parse_date("reiwa 8-05-01", "japanese")
    CalendarDate(year=2026, month=5, day=1, leap=False)
    """
    known = calendar_named(calendar)
    match = _DATE.fullmatch(text)
    if match is None:
        raise NoSuchDate(f"{text!r} is not written year-month-day, such as 1447-09-01 or 5787-05L-03")
    year, month, day = (int(match[name]) for name in ("year", "month", "day"))
    era = _era(match["era"], known.rscale)
    date = CalendarDate(year + (SHIFTS[era] if era else 0), month, day, bool(match["leap"]))
    gregorian = known.to_gregorian(date.year, month, day, leap=date.leap)
    if era and (gregorian < JAPANESE_ERAS[era] or japanese_year(gregorian)[0] != era):
        raise NoSuchDate(f"{text!r}: {gregorian} is not in the era {era}")
    return date


def _era(name: str | None, rscale: str) -> str:
    """Return the era that a word names, empty for none; NoSuchDate for one that the calendar has not."""
    if not name:
        return ""
    era = _ERA_NAMES.get(name.lower(), "") if rscale == "japanese" else ""
    if not era:
        raise NoSuchDate(f"the {rscale} calendar has no era {name!r} that we know")
    return era
