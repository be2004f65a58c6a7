"""The dates of a text as the command `handbill dates --jsonl` gives them."""

import datetime as dt
from typing import Any

from handbill.languages import LanguageWords
from handbill.reading.moments.finding import find_moments
from handbill.reading.moments.values import Moment

ONE_DAY = dt.timedelta(days=1)


def answers(
    text: str, words: LanguageWords, received: dt.datetime, *, home: str | None = None
) -> list[dict[str, Any]]:
    """Return each date of *text* as {"dtstart", "dtend", "span"}; times of day without a date are none.

    A moment has dtstart alone, a run dtend too: the day after its last one, or its last minute. A run
    from one month or year to another ends where the last one begins.
    """
    found = find_moments(text, words, received=received, home=home)
    return [answer(f.value) | {"span": list(f.span)} for f in found if f.value.first and f.span]


def answer(moment: Moment) -> dict[str, Any]:
    """Return {"dtstart", "dtend"} of one moment; dtend only for runs."""
    if moment.first is None or moment.last is None:
        raise ValueError("a time of day alone has no date")
    if moment.start is not None or moment.end is not None:
        start = f"{moment.first}T{moment.start or dt.time():%H:%M}"
        return {"dtstart": start} | ({"dtend": f"{moment.last}T{moment.end:%H:%M}"} if moment.end else {})
    if moment.precision == "day":
        return {"dtstart": str(moment.first)}
    return {"dtstart": str(moment.first), "dtend": str(moment.last_begins or moment.last + ONE_DAY)}
