"""How long something lasts: "lasts two hours", "Dauer: ca. 90 Minuten", "(90 min)"."""

import datetime as dt
import re
from functools import lru_cache

from handbill.languages import words_for
from handbill.reading.vocabulary import Vocabulary
from handbill.values import Finding, Span

_SHORTEST, _LONGEST = dt.timedelta(minutes=20), dt.timedelta(hours=14)
_OPENS = re.compile(r"(?:^|[.,;(|–—\n-]\s*)$")
_CLOSES = re.compile(r"\s*(?:$|[.,;)|–—\n-])")


def duration_in(text: str, span: Span, vocabulary: Vocabulary) -> Finding[dt.timedelta] | None:
    """Return how long the event of *span* lasts; None where no word says it.

    A number of hours or minutes counts behind a word for lasting, minutes also alone between two marks:
    "five minutes from the station" is none.

    >>> from handbill.reading.vocabulary import vocabulary
    >>> said = "Lasts about 90 minutes."
    >>> str(duration_in(said, Span(0, len(said)), vocabulary("en")).value)
    '1:30:00'
    """
    tags = (vocabulary.tag, *vocabulary.others)
    return next((found for tag in tags if (found := _in_language(tag, text, span, vocabulary))), None)


def _in_language(tag: str, text: str, span: Span, vocabulary: Vocabulary) -> Finding[dt.timedelta] | None:
    pattern, values = _pattern(tag)
    for found in pattern.finditer(text, span.start, span.end):
        length = _length(found, values)
        if not _SHORTEST <= length <= _LONGEST:
            continue
        head = text[max(span.start, found.start() - 30) : found.start()]
        minutes = found.group("hours") is None  # "15 h" alone is a time of day
        alone = minutes and _OPENS.search(head) and _CLOSES.match(text[found.end() : span.end])
        if alone or _is_led(head, vocabulary):
            return Finding(length, Span(*found.span()), "dtend.duration", 0.75)
    return None


def _is_led(head: str, vocabulary: Vocabulary) -> bool:
    leads = list(vocabulary.stages["lasting"].finditer(head))
    return bool(leads) and len(head[leads[-1].end() :].split()) <= 2


def _length(found: re.Match[str], values: dict[str, float]) -> dt.timedelta:
    number = found.group("number").casefold()
    amount = values.get(number)
    if amount is None:
        amount = float(number.replace("½", "").replace(",", ".") or 0) + (0.5 if "½" in number else 0)
    hours = found.group("hours") is not None
    length = dt.timedelta(hours=amount) if hours else dt.timedelta(minutes=amount)
    return length + dt.timedelta(minutes=int(found.group("rest") or 0))


@lru_cache(maxsize=64)
def _pattern(tag: str) -> tuple[re.Pattern[str], dict[str, float]]:
    """The pattern of an amount of hours or minutes, with the value of each written-out number."""
    time = words_for(tag).time
    values = {word.casefold(): float(value) for value, words in time.numbers.items() for word in words}
    written = "|".join(re.escape(word) for word in sorted(values, key=len, reverse=True))
    number = rf"\d{{1,3}}(?:[.,]5|½)?|½{'|' + written if written else ''}"
    hours = "|".join(re.escape(w) for w in sorted((*time.units.get("hour", ()), "h"), key=len, reverse=True))
    minutes = "|".join(
        re.escape(w) for w in sorted((*time.units.get("minute", ()), "min"), key=len, reverse=True)
    )
    approximate = (
        "|".join(re.escape(word) for word in sorted(time.approximate, key=len, reverse=True)) or "(?!)"
    )
    pattern = (
        rf"(?<![\w.:])(?:(?:{approximate})\s*)?(?P<number>{number})\s?-?"
        rf"(?:(?P<hours>{hours})\.?(?:\s?(?P<rest>\d\d)(?:\s?(?:{minutes})\.?)?)?|(?:{minutes})\.?)(?!\w)"
    )
    return re.compile(pattern, re.IGNORECASE), values
