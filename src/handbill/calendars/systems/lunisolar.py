"""The Chinese and the Korean (dangi) lunar calendars, from tables of their months.

A year is named by the Gregorian one in which it begins. Korea reckons by the same rules an hour ahead, so
that some months begin a day later there (the leap month of 2012 was the third, in China the fourth).

Source: chinese.json and dangi.json, written by tools/build_lunar.py. The Chinese months are those of
GB/T 33661-2017; the Korean ones to 2050 those of the Korea Astronomy and Space Science Institute. The
`disagreements` are new moons so close to midnight that a minute decides.
"""

import datetime as dt
import json
from functools import lru_cache, partial
from importlib.resources import files
from typing import Any

from handbill.calendars.systems.base import Calendar, Disagreement, Month, months_from


@lru_cache(maxsize=2)
def _table(name: str) -> dict[str, Any]:
    text = files("handbill.calendars.systems").joinpath(f"{name}.json").read_text("utf-8")
    return json.loads(text)  # type: ignore[no-any-return]


def lunisolar_months(name: str, year: int) -> tuple[Month, ...]:
    """Return the months of a year; a leap month bears the number of the one before it."""
    offset, leap, lengths = _table(name)[str(year)]
    first = dt.date(year, 1, 1).toordinal() + offset
    return months_from(first, (30 if letter == "L" else 29 for letter in lengths), leap_after=leap)


def lunisolar_disagreements(name: str) -> tuple[Disagreement, ...]:
    """Return the months on which sources disagree."""
    return tuple(Disagreement(*row) for row in _table(name)["disagreements"])


LUNISOLAR = tuple(
    Calendar(
        name,
        1890,
        2150,
        365.2425,
        partial(lunisolar_months, name),
        listed=partial(lunisolar_disagreements, name),
    )
    for name in ("chinese", "dangi")
)
