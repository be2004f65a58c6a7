"""Dates, countries and languages as readers write them. The table comes from tools/build_written.py."""

import datetime as dt
import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from handbill.calendars import localize
from handbill.values import WallTime

ENGLISH_DAY = "EEEE d MMMM y"
"""As in most of the world; CLDR's own pattern for plain "en" is that of the United States."""
_TOKEN = re.compile(r"'([^']*)'|(E+|c+|d+|M+|y+|G+)")


def day(of: dt.date, tag: str = "en", *, year: bool = True) -> str:
    """Return a day with its weekday in the language *tag*, or in English where CLDR lacks it.

    Args:
        year: False leaves the year out; English only.

    >>> day(dt.date(2026, 4, 7), "ja")
    '2026年4月7日火曜日'
    >>> day(dt.date(2026, 4, 7), year=False)
    'Tuesday 7 April'
    """
    language = _language(tag) or _language("en")
    pattern = ENGLISH_DAY if language is _language("en") else language["day"]
    shown = pattern if year else pattern.removesuffix(" y")
    text = _TOKEN.sub(lambda token: _part(token, of, language), shown).strip()
    return text.translate(_digits(language["digits"]))


def short(of: dt.date) -> str:
    """Return weekday and day of the month in English, for lists that stand under their month.

    >>> short(dt.date(2026, 4, 7))
    'Tue 7'
    """
    return f"{day(of)[:3]} {of.day}"


def month(of: dt.date) -> str:
    """Return the English name of a day's month.

    >>> month(dt.date(2026, 4, 7))
    'April'
    """
    return str(_language("en")["months"][of.month - 1])


def span(first: dt.date, last: dt.date) -> str:
    """Return the days from *first* to *last*, both included, in English.

    >>> span(dt.date(2026, 4, 7), dt.date(2026, 4, 19))
    'Tuesday 7 to Sunday 19 April 2026'
    """
    if first == last:
        return day(first)
    same_month = (first.year, first.month) == (last.year, last.month)
    start = day(first, year=first.year != last.year)
    return f"{start.rpartition(' ')[0] if same_month else start} to {day(last)}"


def hours(start: WallTime, end: WallTime | None, tzid: str = "", fold: int = 0) -> str:
    """Return the time of day, from and to where the end is known; "" for whole days.

    A start that the clock of *tzid* shows twice carries its offset, that of the second where *fold* is 1.

    >>> hours(dt.datetime(2026, 4, 7, 22), dt.datetime(2026, 4, 8, 2))
    '22:00–02:00'
    >>> hours(dt.datetime(2026, 10, 25, 2, 30), None, "Europe/Rome", 1)
    '02:30 (UTC+1)'
    """
    if not isinstance(start, dt.datetime):
        return ""
    within_a_day = isinstance(end, dt.datetime) and start < end < start + dt.timedelta(hours=24)
    told = f"{start:%H:%M}–{end:%H:%M}" if within_a_day else f"{start:%H:%M}"
    return f"{told} ({offset(start, tzid, fold)})" if is_shown_twice(start, tzid) else told


def is_shown_twice(wall: WallTime, tzid: str) -> bool:
    """Tell whether the clock of *tzid* shows a wall time twice; False for days and for unknown zones.

    >>> is_shown_twice(dt.datetime(2026, 10, 25, 2, 30), "Europe/Rome")
    True
    """
    try:
        return bool(tzid) and isinstance(wall, dt.datetime) and localize(wall, tzid).status == "fold"
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def moment(at: dt.datetime) -> str:
    """Return an aware moment to the minute in UTC.

    >>> moment(dt.datetime(2026, 4, 6, 21, 14, tzinfo=dt.UTC))
    '6 April 2026, 21:14 UTC'
    """
    utc = at.astimezone(dt.UTC)
    return f"{day(utc.date()).partition(' ')[2]}, {utc:%H:%M} UTC"


def offset(wall: dt.datetime, tzid: str, fold: int = 0) -> str:
    """Return the offset from UTC in *tzid* at that wall time, of two the first (*fold* 0) or the second.

    >>> offset(dt.datetime(2026, 4, 7, 17, 30), "Asia/Kolkata")
    'UTC+5:30'
    """
    there = wall.replace(tzinfo=ZoneInfo(tzid), fold=fold)
    minutes = round((there.utcoffset() or dt.timedelta()).total_seconds() / 60)
    hour, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return f"UTC{sign}{hour}{f':{rest:02}' if rest else ''}" if minutes else "UTC"


def country(code: str) -> str:
    """Return the English name of an ISO 3166 country, the code itself where CLDR has none.

    >>> country("TR")
    'Türkiye'
    """
    return str(_table()["countries"].get(code, code))


def language_name(tag: str) -> str:
    """Return what a language calls itself, the tag where CLDR does not say.

    >>> language_name("pt-BR")
    'português'
    """
    language = _language(tag)
    return str(language["name"]) if language else tag


def direction(tag: str) -> str:
    """Return "rtl" or "ltr", or "auto" where CLDR does not know the language.

    >>> direction("ar-EG"), direction("")
    ('rtl', 'auto')
    """
    language = _language(tag)
    return str(language["direction"]) if language else "auto"


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(
        files("handbill_site.edition").joinpath("written.json").read_text("utf-8")
    )
    return table


def _language(tag: str) -> Mapping[str, Any]:
    """Return what is kept of *tag* or of its nearest base ("zh-Hant-TW" → "zh-Hant"), else nothing."""
    languages: dict[str, Mapping[str, Any]] = _table()["languages"]
    while tag and tag not in languages:
        tag = tag.rpartition("-")[0]
    return languages.get(tag, {})


def _part(token: re.Match[str], of: dt.date, language: Mapping[str, Any]) -> str:
    """Return the text of one field of a CLDR date pattern (UTS 35); eras are left out."""
    field = token[2]
    if not field:
        return token[1]
    if field[0] in "Ec":
        return str(language["weekdays"][of.weekday()])
    if field[0] == "M" and len(field) > 2:
        return str(language["months"][of.month - 1])
    numbers = {"d": of.day, "M": of.month, "y": of.year}
    return str(numbers[field[0]]).zfill(len(field)) if field[0] in numbers else ""


def _digits(digits: str) -> dict[int, str]:
    return {ord("0") + value: digit for value, digit in enumerate(digits)}
