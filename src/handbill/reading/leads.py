"""What a line begins with: a city, an hour, or both; lists of a day's gatherings are built of such lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handbill.reading.localities import Localities, Locality
from handbill.reading.segments import Segment
from handbill.values import Span

_MARKS = re.compile(r"[\W_]*")
_NUMBER = re.compile(r"\d{1,3}[.)]\s+[\W_]*")
_TOWN = re.compile(
    r"((?:(?:Mt|St|Ste|San|El|La|Le|Los)\.?[ ])?[^\W\d_a-zß-öø-ÿ][\w'’.-]*"
    r"(?:[ -][^\W\d_a-zß-öø-ÿ][\w'’-]*){0,3})"
    r"[ \u00a0]*(?:[:/|•·–—]|-\s|--|[ ]{2,}|(?=\d)|,\s*(?=\d)|\.\s+(?=\d))"
)
"""Capitalised words before a mark or a figure, in the place where its neighbours have a city."""
_SENTENCE = 30
"""Words from which a line is running text, and begins with no city of a list."""


@dataclass(frozen=True, slots=True)
class Lead:
    """What a line begins with.

    Attributes:
        place: The city at its head, None where none of the gazetteer is.
        town: The words that stand where a city would, for towns that no gazetteer knows.
        timed: Whether a time of day stands at its head, before or after the city.
    """

    place: Locality | None = None
    town: Span | None = None
    timed: bool = False


def leads_of(segments: Sequence[Segment], text: str, localities: Localities) -> list[Lead]:
    """Return for each of *segments* what it begins with."""
    return [_lead(segment, text, localities) for segment in segments]


def _lead(segment: Segment, text: str, localities: Localities) -> Lead:
    span = segment.body if segment.role == "where" else segment.span
    if segment.role not in ("", "city", "where") or segment.is_grid_day:
        return Lead()
    starts = {m.span.start: m.span.end for m in segment.moments if m.span}
    start = _behind_marks(text, span)
    if start not in starts:
        start = _behind_number(text, Span(start, span.end))
    timed = start in starts
    while start in starts:
        start = _behind_marks(text, Span(starts[start], span.end))
    rest = Span(start, span.end)
    if len(rest.of(text).split()) > _SENTENCE and segment.block.kind != "row":
        return Lead(timed=timed)
    place = localities.leading(rest) or (None if timed else localities.exactly(segment.body))
    if place:
        return Lead(place, place.whole, timed)
    town = None if timed else _TOWN.match(text, start, span.end)
    return Lead(None, Span(*town.span(1)) if town else None, timed)


def _behind_marks(text: str, span: Span) -> int:
    marks = _MARKS.match(text, span.start, span.end)
    return marks.end() if marks else span.start


def _behind_number(text: str, span: Span) -> int:
    number = _NUMBER.match(text, span.start, span.end)
    return number.end() if number else span.start
