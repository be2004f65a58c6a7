"""The tables generated from CLDR by tools/build_cldr.py, read one locale at a time."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from handbill.errors import UnknownLanguage

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class CldrTable:
    """Names of one locale.

    Attributes:
        source: Versions of CLDR and Babel.
        months: 1-12 -> spellings, wide first.
        weekdays: 0 (Monday) - 6 -> spellings.
        day_periods: "am", "noon", "morning1" ... -> words (UTS 35, day periods).
        day_period_hours: "morning1" -> (from, before) in minutes after midnight.
        units: "minute" ... "year" -> counted forms.
        order: Of day, month and year in the short date: "mdy", "dmy" or "ymd".
        first_day: 0 Monday - 6 Sunday.
        numbering: Default digits: "latn", "arab", "deva" ...
    """

    tag: str
    source: str
    months: Mapping[int, tuple[str, ...]]
    weekdays: Mapping[int, tuple[str, ...]]
    day_periods: Mapping[str, tuple[str, ...]]
    day_period_hours: Mapping[str, tuple[int, int]]
    units: Mapping[str, tuple[str, ...]]
    order: str
    first_day: int
    numbering: str


@lru_cache(maxsize=64)
def cldr_table(tag: str) -> CldrTable:
    """Return the CLDR table of *tag*, or of its base language where the region adds nothing.

    Raises: UnknownLanguage, where CLDR has neither.

    >>> cldr_table("de-CH").months[1]
    ('Januar', 'Jan.', 'Jan')
    """
    folder = files("handbill.languages").joinpath("cldr")
    candidate = tag
    while candidate:
        path = folder.joinpath(f"{candidate}.json")
        if path.is_file():
            return _table(candidate, json.loads(path.read_text("utf-8")))
        candidate = candidate.rpartition("-")[0]
    raise UnknownLanguage(tag)


def _table(tag: str, kept: dict[str, Any]) -> CldrTable:
    return CldrTable(
        tag=tag,
        source=kept["source"],
        months={int(number): tuple(names) for number, names in kept["months"].items()},
        weekdays={WEEKDAYS.index(day): tuple(names) for day, names in kept["weekdays"].items()},
        day_periods={key: tuple(words) for key, words in kept["day_periods"].items()},
        day_period_hours={key: (hours[0], hours[1]) for key, hours in kept["day_period_hours"].items()},
        units={unit: tuple(forms) for unit, forms in kept["units"].items()},
        order=kept["order"],
        first_day=WEEKDAYS.index(kept["first_day"]),
        numbering=kept["numbering"],
    )


def numeric_order(tag: str, home: str | None) -> str:
    """Return how people write 3/4: "mdy", "dmy" or "ymd", for a language and the sender's country.

    Args:
        tag: BCP 47 tag.
        home: ISO 3166 country; None takes the habit of the language at large.

    >>> numeric_order("en", "GB"), numeric_order("en", None)
    ('dmy', 'mdy')
    """
    base = tag.partition("-")[0]
    return cldr_table(f"{base}-{home.upper()}" if home else tag).order
