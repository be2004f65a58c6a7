#!/usr/bin/env python3
"""Write how each language writes a date in each calendar, one JSON file a language.

    .venv/bin/python tools/build_calendar_names.py

Source: CLDR as packed in ICU, asked through PyICU (requirements/icu.txt), since Babel has the Gregorian names
alone. Kept are the long pattern, the names and the eras in the form that this pattern wants, how a leap month
is marked, the sixty names of years, and numerals that are no plain digits; months that are those of the
Gregorian calendar stand there alone. Where CLDR has only "ERA0" or "ERA1", a language has no name for the
era, and the calendar's name stands for it.
"""

import datetime as dt
import json
import pathlib
import re
from typing import Any

import icu

from handbill.calendars.eras import JAPANESE_ERAS
from handbill.calendars.systems import calendar

ROOT = pathlib.Path(__file__).resolve().parent.parent / "src/handbill"
TARGET = ROOT / "calendars/names"
CALENDARS = (
    "gregorian", "buddhist", "chinese", "coptic", "dangi", "ethioaa", "ethiopic", "hebrew", "indian",
    "islamic-umalqura", "japanese", "persian", "roc",
)  # fmt: skip
ICU_NAMES = {"ethioaa": "ethiopic-amete-alem"}
YEARS = {
    "gregorian": 2026, "buddhist": 2569, "chinese": 2026, "coptic": 1742, "dangi": 2026, "ethioaa": 7519,
    "ethiopic": 2019, "hebrew": 5786, "indian": 1948, "islamic-umalqura": 1447, "japanese": 2026,
    "persian": 1405, "roc": 115,
}  # fmt: skip
"""A year without a leap month in each calendar."""
LEAP_MONTHS = {"chinese": (2025, 6), "dangi": (2025, 6)}
ERAS = {("am", "ethiopic"): "ዓ.ም."}
"""By hand: the era of grace in its own country, which this CLDR lacks."""
PAST = {"roc": {"before": dt.date(1911, 5, 5)}, "japanese": {}}
FIELD = re.compile(r"'[^']*'|([A-Za-z])\1*")


def locale_of(tag: str, name: str) -> Any:
    """Return ICU's locale of a language and one of our calendars."""
    base = icu.Locale.forLanguageTag(tag).getName()
    return icu.Locale(f"{base}@calendar={ICU_NAMES.get(name, name)}")


def written(form: Any, day: dt.date) -> str:
    """Return a day as ICU writes it."""
    form.setTimeZone(icu.TimeZone.getGMT())
    return str(form.format((day.toordinal() - dt.date(1970, 1, 1).toordinal()) * 86400.0))


def months_of(name: str, field: str, locale: Any) -> dict[str, str]:
    """Return month code -> name; the last Adar of a Hebrew leap year is "6L"."""
    known, form = calendar(name), icu.SimpleDateFormat(field, locale)
    found = {
        str(month.number): written(form, dt.date.fromordinal(month.first))
        for month in known.months(YEARS[name])
    }
    if name == "hebrew":
        found["5L"] = written(form, known.to_gregorian(5787, 5, 1, leap=True))
        found["6L"] = written(form, known.to_gregorian(5787, 6, 1))
    return found


def leap_mark(name: str, field: str, locale: Any) -> str:
    """Return how a month is written as a leap one: "{0}bis"."""
    year, month = LEAP_MONTHS[name]
    known, form = calendar(name), icu.SimpleDateFormat(field, locale)
    plain, leap = (written(form, known.to_gregorian(year, month, 1, leap=leap)) for leap in (False, True))
    return leap.replace(plain, "{0}")


def eras_of(name: str, field: str, locale: Any) -> dict[str, str]:
    """Return the names of eras, "" for that of today in a calendar with one."""
    form = icu.SimpleDateFormat(field, locale)
    if name == "japanese":
        return {era: written(form, first) for era, first in JAPANESE_ERAS.items()}
    days = {"": dt.date(2026, 5, 5)} | PAST.get(name, {})
    found = {era: written(form, day) for era, day in days.items()}
    if found[""][-1].isdigit():
        names = icu.LocaleDisplayNames.createInstance(icu.Locale(locale.getBaseName()))
        found[""] = ERAS.get((locale.getLanguage(), name)) or names.keyValueDisplayName(
            "calendar", ICU_NAMES.get(name, name)
        )
    return found


def numerals(name: str, form: Any, tag: str) -> str:
    """Return the CLDR name of the numerals of a pattern's day, where they are no plain digits."""
    day = calendar(name).to_gregorian(YEARS[name], 3, 2)
    text = written(form, day)
    if name in ("chinese", "dangi"):
        return "hanidays" if "初二" in text else "hanidec" if "二日" in text else ""
    return "hebr" if tag == "he" and "ב׳" in text else ""


def calendar_of(tag: str, name: str) -> dict[str, Any]:
    """Return what we keep of one calendar in one language."""
    locale = locale_of(tag, name)
    form = icu.DateFormat.createDateInstance(icu.DateFormat.kLong, locale)
    kept: dict[str, Any] = {"pattern": form.toPattern()}
    for match in FIELD.finditer(kept["pattern"]):
        field, letter = match.group(), match.group(1)
        if letter in ("M", "L"):
            if len(field) >= 3:
                kept["months"] = months_of(name, field, locale)
            if name in LEAP_MONTHS:
                kept["leap"] = leap_mark(name, field, locale)
        elif letter == "G":
            kept["eras"] = eras_of(name, field, locale)
        elif letter == "U":
            cycle = icu.SimpleDateFormat("U", locale)
            kept["cycle"] = [written(cycle, dt.date(1984 + n, 7, 1)) for n in range(60)]
    special = numerals(name, form, tag)
    if special:
        kept["numerals"] = special
    if name == "japanese" and "元年" in written(form, dt.date(2019, 5, 2)):
        kept["first_year"] = "元"
    return kept


def main() -> None:
    """Write the files anew."""
    TARGET.mkdir(exist_ok=True)
    tags = sorted(path.parent.name for path in (ROOT / "languages").glob("*/words.toml"))
    for tag in tags:
        digits = icu.NumberingSystem.createInstance(icu.Locale.forLanguageTag(tag)).getName()
        head = {"source": f"ICU {icu.ICU_VERSION}", "numbering": digits}
        kept = {name: calendar_of(tag, name) for name in CALENDARS}
        for name in CALENDARS[1:]:
            if kept[name].get("months") == kept["gregorian"].get("months"):
                kept[name].pop("months", None)
        lines = [f'"{key}":{json.dumps(value)}' for key, value in head.items()] + [
            f'"{name}":{json.dumps(kept[name], ensure_ascii=False, separators=(",", ":"))}'
            for name in CALENDARS
        ]
        (TARGET / f"{tag}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
    print(len(tags), "languages in", TARGET.name)


if __name__ == "__main__":
    main()
