"""A day as a reader writes it: in their calendar, language and digits.

Source: names/<language>.json, CLDR's long pattern and names, written by tools/build_calendar_names.py. What
CLDR has not translated stays as it has it, such as "M06bis" for a Chinese leap month in most of Europe. A
year of a Chinese calendar that it counts within the cycle of sixty is written as the Gregorian one instead.
CLDR has no Julian calendar: its dates are written like Gregorian ones, and whoever shows them must say so.
"""

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from handbill.calendars.eras import japanese_year
from handbill.calendars.hebrew_numerals import hebrew_numeral
from handbill.calendars.systems import Calendar, CalendarDate
from handbill.calendars.systems import calendar as calendar_named
from handbill.errors import UnknownDigits, UnknownLanguage

_ZEROS: Mapping[str, str] = {
    "latn": "0", "arab": "٠", "arabext": "۰", "beng": "০", "deva": "०", "gujr": "૦", "guru": "੦", "khmr": "០",
    "knda": "೦", "laoo": "໐", "mlym": "൦", "mymr": "၀", "orya": "୦", "tamldec": "௦", "telu": "౦", "thai": "๐",
    "tibt": "༠",
}  # fmt: skip
"""CLDR's decimal numbering systems with consecutive digits -> the digit zero."""
_HAN = "〇一二三四五六七八九"
_HAN_TENS = ("初", "十", "廿", "三")
_FIELD = re.compile(r"'(?:[^']|'')*'|([A-Za-z])\1*")
_SAME_NAMES: Mapping[str, str] = {
    "julian": "gregorian",
    "islamic-civil": "islamic-umalqura",
    "islamic-tbla": "islamic-umalqura",
}
_HANT_REGIONS = ("zh-tw", "zh-hk", "zh-mo")


def write_date(day: dt.date, *, calendar: str, language: str, digits: str | None = None) -> str:
    """Write a Gregorian *day* as a date of a calendar, in CLDR's long form without the weekday.

    Args:
        calendar: CLDR name or alias, as for `systems.calendar`.
        language: BCP 47; a region falls back to its language.
        digits: CLDR numbering system ("latn", "arab", "deva" ...); None for the one usual in the language.
            Hebrew letters and the names of days in Chinese calendars are kept where no digits are given.

    Raises: UnknownCalendar, UnknownLanguage, UnknownDigits; NoSuchDate where the calendar does not go so far.

    >>> write_date(dt.date(2026, 3, 20), calendar="persian", language="fa")
    '۲۹ اسفند ۱۴۰۴'
    >>> write_date(dt.date(2026, 3, 3), calendar="hebrew", language="he")
    'י״ד באדר תשפ״ו'
    """
    known = calendar_named(calendar)
    date = known.from_gregorian(day)
    table = _table(language)
    rscale = "gregorian" if known.rscale == "japanese" and not _has_era(day) else known.rscale
    kept = table[_SAME_NAMES.get(rscale, rscale)]
    months = kept.get("months") or table["gregorian"].get("months", {})
    numerals = kept.get("numerals", "") if digits is None else ""
    writer = _Writer(known, day, date, kept, months, numerals, digits or table["numbering"])
    return "".join(writer.part(match) for match in _pieces(kept["pattern"]))


def date_text(date: CalendarDate) -> str:
    """Write a date of any calendar as year-month-day, a leap month with L, as `parsing.parse_date` reads it.

    >>> date_text(CalendarDate(5787, 5, 3, leap=True))
    '5787-05L-03'
    """
    return f"{date.year}-{date.month:02}{'L' if date.leap else ''}-{date.day:02}"


def localized(number: int, digits: str, width: int = 1) -> str:
    """Write a number in the digits of a CLDR numbering system; UnknownDigits for one that we have not.

    >>> localized(2026, "deva"), localized(3, "latn", 2)
    ('२०२६', '03')
    """
    text = f"{number:0{width}}"
    if digits == "hanidec":
        return "".join(_HAN[int(letter)] if letter.isdigit() else letter for letter in text)
    if digits not in _ZEROS:
        raise UnknownDigits(digits, (*_ZEROS, "hanidec"))
    zero = ord(_ZEROS[digits])
    return "".join(chr(zero + int(letter)) if letter.isdigit() else letter for letter in text)


@dataclass(frozen=True, slots=True)
class _Writer:
    """The fields of one date.

    Attributes:
        known, day, date: The calendar, the Gregorian day and its date there.
        kept: What CLDR has for the calendar in the language.
        months: Month code -> name; empty where months are numbers.
        numerals: "hebr", "hanidays" or "hanidec" where the pattern wants such; else empty.
        digits: CLDR numbering system of everything else.
    """

    known: Calendar
    day: dt.date
    date: CalendarDate
    kept: Mapping[str, Any]
    months: Mapping[str, str]
    numerals: str
    digits: str

    def part(self, piece: str) -> str:
        """Return a field of the pattern as text, a quoted piece without its quotes, any other as it is."""
        if piece.startswith("'"):
            return piece[1:-1].replace("''", "'") or "'"
        match piece[0]:
            case "d":
                return self._day(len(piece))
            case "M" | "L":
                return self._month(len(piece))
            case "y":
                return self._year()
            case "r":
                return localized(self.date.year, self.digits)
            case "U":
                return str(self.kept["cycle"][(self.date.year - 1984) % 60])
            case "G":
                return self._era()
        return piece

    def _day(self, width: int) -> str:
        if self.numerals == "hebr":
            return _hebrew(self.date.day)
        if self.numerals == "hanidays":
            return _han_day(self.date.day)
        return localized(self.date.day, self.numerals or self.digits, min(width, 2))

    def _month(self, width: int) -> str:
        code = f"{self.date.month}{'L' if self.date.leap else ''}"
        if self.known.rscale == "hebrew":
            return self._hebrew_month(code, width)
        name = self.months.get(str(self.date.month), "") if width >= 3 else ""
        name = name or localized(self.date.month, self.digits, min(width, 2))
        return str(self.kept["leap"]).format(name) if self.date.leap else name

    def _hebrew_month(self, code: str, width: int) -> str:
        """Adar of a leap year is the second; as a number a month is the place in its year."""
        months = self.known.months(self.date.year)
        if width >= 3 and self.months:
            return self.months["6L" if code == "6" and len(months) == 13 else code]
        place = [(month.number, month.leap) for month in months].index((self.date.month, self.date.leap)) + 1
        return localized(place, self.digits, min(width, 2))

    def _year(self) -> str:
        year = self.date.year
        if self.known.rscale == "japanese" and _has_era(self.day):
            year = japanese_year(self.day)[1]
            if year == 1 and "first_year" in self.kept:
                return str(self.kept["first_year"])
        if self.known.rscale == "roc" and year < 1:
            year = 1 - year
        return _hebrew(year % 1000) if self.numerals == "hebr" else localized(year, self.digits)

    def _era(self) -> str:
        eras = self.kept["eras"]
        if self.known.rscale == "japanese" and _has_era(self.day):
            return str(eras[japanese_year(self.day)[0]])
        return str(eras["before" if self.known.rscale == "roc" and self.date.year < 1 else ""])


def _pieces(pattern: str) -> list[str]:
    """Return fields, quoted pieces and what is between them, in order."""
    found, at = [], 0
    for match in _FIELD.finditer(pattern):
        found += [pattern[at : match.start()], match.group()]
        at = match.end()
    return [piece for piece in (*found, pattern[at:]) if piece]


def _has_era(day: dt.date) -> bool:
    """Tell whether a day has an era of modern Japan; days before are written as Gregorian ones."""
    try:
        japanese_year(day)
    except ValueError:
        return False
    return True


def _hebrew(number: int) -> str:
    return hebrew_numeral(number).replace('"', "״").replace("'", "׳")


def _han_day(day: int) -> str:
    """初一 to 三十: the names of the days of a lunar month."""
    if day in (10, 20, 30):
        return {10: "初十", 20: "二十", 30: "三十"}[day]
    return _HAN_TENS[day // 10] + _HAN[day % 10]


def _table(language: str) -> dict[str, Any]:
    candidate = "zh-Hant" if language.lower().startswith(_HANT_REGIONS) else language
    while candidate:
        if candidate in _languages():
            return _read(candidate)
        candidate = candidate.rpartition("-")[0]
    raise UnknownLanguage(language)


@lru_cache(maxsize=1)
def _languages() -> frozenset[str]:
    names = (path.name for path in files("handbill.calendars").joinpath("names").iterdir())
    return frozenset(name.removesuffix(".json") for name in names if name.endswith(".json"))


@lru_cache(maxsize=64)
def _read(tag: str) -> dict[str, Any]:
    text = files("handbill.calendars").joinpath("names", f"{tag}.json").read_text("utf-8")
    return json.loads(text)  # type: ignore[no-any-return]
