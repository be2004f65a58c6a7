"""Several items on one line: "18:30 supper, mill yard; 21:00 concert, quay"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from handbill.reading.segments import Found, Segment
from handbill.reading.vocabulary import Vocabulary
from handbill.values import Span

_STRONG = re.compile(r"[;/•·|]|//|\.\s|\n|(?<=\s)(?:[-–—])\s")
_WEAK = re.compile(r"[;/•·|,]|\.\s|\n|(?<=\s)(?:[-–—])\s")
_WORD = re.compile(r"[^\W\d_]{3,}")
_LEAST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Hour:
    """The hour of one item, and what of the line is about it."""

    time: Found
    part: Span


def hours_of_items(segment: Segment, text: str, vocabulary: Vocabulary) -> list[Hour]:
    """Return the hours in *segment* that begin an item each, with their parts; [] where it says no hour."""
    hours = [hour for hour in segment.times if hour.value.start and not hour.value.deadline]
    hours = hours or list(segment.times[:1]) or list(segment.loose[:1])
    return items_at(hours, segment.span, text, vocabulary)


def items_at(hours: Sequence[Found], span: Span, text: str, vocabulary: Vocabulary) -> list[Hour]:
    """Return those of *hours* that begin an item each, with their parts of *span*.

    The first hour always counts; a later one where it stands at the head of its piece and words of its
    own follow: what stands inside a piece is an end, a door or a stage.
    """
    if not hours or hours[0].span is None:
        return []
    leads_line = not _WORD.search(text, span.start, hours[0].span.start)
    marks = _WEAK if leads_line else _STRONG
    heads: list[tuple[Found, int]] = [(hours[0], span.start)]
    for before, hour in pairwise(hours):
        if before.span is None or hour.span is None:
            continue
        cut = _head_of_piece(text, before.span.end, hour.span.start, marks, vocabulary)
        if cut is not None and has_own_words(text, hour.span.end, span.end, vocabulary):
            heads.append((hour, cut))
    ends = [start for _, start in heads[1:]] + [span.end]
    return [Hour(hour, Span(start, end)) for (hour, start), end in zip(heads, ends, strict=True)]


def _head_of_piece(
    text: str, start: int, end: int, marks: re.Pattern[str], vocabulary: Vocabulary
) -> int | None:
    """Return where the piece begins at whose head *end* is, small words between; None for inside."""
    cuts = [mark.start() for mark in marks.finditer(text, start, end)]
    joins = [word.start() for word in vocabulary.joins.finditer(text, start, end)]
    cut = max((*cuts, *joins), default=None)
    if cut is None:
        return None
    between = vocabulary.small.sub(" ", vocabulary.joins.sub(" ", text[cut:end]))
    return None if _WORD.search(between) else cut


def has_own_words(text: str, start: int, end: int, vocabulary: Vocabulary) -> bool:
    """Whether what stands behind an hour tells of an item, and not which stage the hour is of."""
    words = text[start:end].lstrip(" :,.–—-")
    first = _WORD.search(words)
    if first is None or vocabulary.stage.match(words):
        return False
    return len(_WORD.findall(words)) >= 2 or bool(vocabulary.venue.search(words))
