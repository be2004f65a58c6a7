#!/usr/bin/env python3
"""Write the month, weekday and day-period names of every CLDR locale, one small JSON file each.

    .venv/bin/python tools/build_cldr.py

Source: the Common Locale Data Repository as packed in Babel; the versions of both stand at the head
of each file. A regional locale gets a file only where it differs from its base language. Babel keeps
no relative words ("tomorrow"): those are in `languages/<tag>/words.toml`.
"""

import json
import pathlib
import sys

import babel
from babel import localedata
from babel.core import Locale, UnknownLocaleError, get_cldr_version
from babel.localedata import locale_identifiers

TARGET = pathlib.Path(__file__).resolve().parent.parent / "src/handbill/languages/cldr"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
UNITS = ("minute", "hour", "day", "week", "month", "year")


def names(locale: Locale, field: str) -> dict[int, list[str]]:
    """Return every spelling of the months (1-12) or weekdays (0 Monday - 6 Sunday), longest width first."""
    spellings: dict[int, list[str]] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated", "short"):
            for number, name in dict(locale._data[field].get(context, {}).get(width, {})).items():
                if name not in spellings.setdefault(number, []) and not name.isdigit():
                    spellings[number].append(name)
    return spellings


def day_periods(locale: Locale) -> dict[str, list[str]]:
    """Return the words for am, pm, noon, midnight, morning1 ... in all widths but the narrow one."""
    words: dict[str, list[str]] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for key, word in dict(locale.day_periods.get(context, {}).get(width, {})).items():
                if word not in words.setdefault(key, []):
                    words[key].append(word)
    return words


def day_period_hours(locale: Locale) -> dict[str, list[int]]:
    """Return [from, before] of each day period in minutes after midnight (UTS 35, dayPeriodRuleSet)."""
    rules = dict(locale.day_period_rules.get(None, {}))
    return {
        key: [rule["from"] // 60, rule["before"] // 60]
        for key, (rule, *_) in rules.items()
        if "from" in rule and "before" in rule
    }


def units(locale: Locale) -> dict[str, list[str]]:
    """Return the counted forms of the calendar units ("day", "days"), where the number stands apart."""
    found: dict[str, list[str]] = {}
    for unit in UNITS:
        patterns = dict(locale._data["unit_patterns"].get(f"duration-{unit}", {}).get("long", {}))
        texts = [text for count, text in patterns.items() if count != "per" and "{0}" in str(text)]
        found[unit] = sorted({text.replace("{0}", "").strip() for text in texts})
    return found


def order(locale: Locale) -> str:
    """Return the order of day, month and year in the short date pattern: "mdy", "dmy", "ymd"."""
    pattern = locale.date_formats["short"].pattern
    return "".join(sorted("dmy", key=lambda letter: pattern.lower().find(letter)))


def table(locale: Locale) -> dict[str, object]:
    """Return what we keep of one locale."""
    return {
        "months": {str(number): words for number, words in sorted(names(locale, "months").items())},
        "weekdays": {WEEKDAYS[number]: words for number, words in sorted(names(locale, "days").items())},
        "day_periods": day_periods(locale),
        "day_period_hours": day_period_hours(locale),
        "units": units(locale),
        "order": order(locale),
        "first_day": WEEKDAYS[locale.first_week_day],
        "numbering": locale.default_numbering_system,
    }


def tag_of(identifier: str) -> str:
    """Return the BCP 47 tag of a Babel identifier: "pt_BR" -> "pt-BR"."""
    return identifier.replace("_", "-")


def write(identifier: str, kept: dict[str, object]) -> None:
    """Write one file, its sources at the head."""
    head = {"source": f"CLDR {get_cldr_version()} in Babel {babel.__version__}"}
    text = json.dumps(head | kept, ensure_ascii=False, separators=(",", ":"))
    (TARGET / f"{tag_of(identifier)}.json").write_text(text + "\n", "utf-8")


def main() -> None:
    """Write all locales anew and print how many."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for old in TARGET.glob("*.json"):
        old.unlink()
    tables: dict[str, dict[str, object]] = {}
    for identifier in sorted(locale_identifiers(), key=len):
        localedata._cache.clear()  # Babel's aliases write names of one locale into the tables of another
        try:
            kept = table(Locale.parse(identifier))
        except (UnknownLocaleError, KeyError, ValueError) as trouble:
            print(f"{identifier}: left out, {trouble}", file=sys.stderr)
            continue
        base = identifier.rsplit("_", 1)[0]
        while base not in tables and "_" in base:
            base = base.rsplit("_", 1)[0]
        if identifier == base or kept != tables.get(base):
            tables[identifier] = kept
            write(identifier, kept)
    print(f"{len(tables)} locales in {TARGET}")


if __name__ == "__main__":
    main()
