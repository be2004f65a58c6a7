"""What was found in a text, and where."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, NamedTuple, TypeAlias, TypeVar

T_co = TypeVar("T_co", covariant=True)

WallTime: TypeAlias = dt.date | dt.datetime
"""Wall time of the place: a naive datetime, or a date where no time of day is stated."""

_NOT_LETTERS = re.compile(r"[\W_]+")
_UNSEEN = re.compile(
    r"[\xad\u034f\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    r"\U000e0000-\U000e01ef]"
)
"""Letters without a shape. The joiners are not among them: in Persian they part words as a blank does."""


@lru_cache(maxsize=8192)
def name_key(name: str) -> str:
    """Fold *name* for comparison: NFKD, marks removed, case folded, letters and digits only.

    >>> name_key("Café  “Zoë”, 2nd floor")
    'cafe zoe 2nd floor'
    """
    seen = _UNSEEN.sub("", name)
    plain = "".join(c for c in unicodedata.normalize("NFKD", seen) if not unicodedata.combining(c))
    return _NOT_LETTERS.sub(" ", plain.casefold()).strip()


def day_of(value: WallTime) -> dt.date:
    """Return the calendar day of a wall time.

    >>> day_of(dt.datetime(2027, 4, 7, 8, 0))
    datetime.date(2027, 4, 7)
    """
    return value.date() if isinstance(value, dt.datetime) else value


class Span(NamedTuple):
    """Half-open range of characters in the text of an announcement."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words of *text* that this span covers.

        >>> Span(0, 6).of("Friday noon")
        'Friday'
        """
        return text[self.start : self.end]

    def overlaps(self, other: "Span") -> bool:
        """Return whether the two share a character.

        >>> Span(0, 6).overlaps(Span(6, 9))
        False
        """
        return self.start < other.end and other.start < self.end

    def holds(self, other: "Span | None") -> bool:
        """Return whether *other* begins inside; None does nowhere.

        >>> Span(0, 6).holds(Span(5, 9)), Span(0, 6).holds(Span(6, 9)), Span(0, 6).holds(None)
        (True, False, False)
        """
        return other is not None and self.start <= other.start < self.end

    def shifted(self, by: int) -> "Span":
        """Return the same span in a text that has *by* characters more before it."""
        return Span(self.start + by, self.end + by)


@dataclass(frozen=True, slots=True)
class Finding(Generic[T_co]):
    """A value, the words it was read from, and the rule that read them.

    Attributes:
        span: The words that say it; None only where the value came with the delivery
            (the sender's country) and no word of the text says it.
        rule: Name of the rule, dotted: "date.day_month", "city.heading", "icalendar.DTSTART".
        confidence: 0..1, how often this rule is right; 1 for structured data.
        also: Further spans that took part, such as the date heading above a time.
        alternatives: Other readings of the same words, best first.
    """

    value: T_co
    span: Span | None
    rule: str
    confidence: float = 1.0
    also: tuple[Span, ...] = ()
    alternatives: tuple[T_co, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Trouble in a text: `code` is dotted and stable, the site's templates translate it.

    >>> Problem("dtstart.weekday_mismatch", Span(0, 17)).code
    'dtstart.weekday_mismatch'
    """

    code: str
    span: Span | None = None
    detail: str = ""
