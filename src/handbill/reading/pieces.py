"""A line cut at its own marks: bars, dashes, commas, brackets, quotation marks, sentence ends."""

import re
import sys
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handbill.values import Span

_MARKS = re.compile(
    r"""
    \s*[|•·¦►▶→⇒]\s*                      # bars and bullets
  | \s+[-‐‑–—―~]{1,2}\s+ | (?<=\w)\s*[–—―]\s+   # dashes with room around them
  | \s*[;；、，፣፤]\s* | ,\s+ | ,(?=[^\d\s])
  | :\s+ | [：፦]\s*                           # a colon is a mark only where a blank follows (not 10:30)
  | (?<![sS]tr)(?<=[^\W\d_]{4})[.!?]+\s+(?=[^\W_a-z])  # a sentence end: not after "St.", "Lindenstr."
  | (?<=[\d)\]"”’»])[.!?]+\s+(?=[^\W\d_a-z])
  | \s*[。！？።।۔]\s*
  | [ \t]{6,}                                # columns set with blanks
  | \s*\n\s*
  | \s*[()\[\]（）【】]\s*
    """,
    re.VERBOSE,
)
_QUOTED = re.compile(
    r"“[^”\n]{2,120}”|„[^“”\n]{2,120}[“”]|«\s?[^»\n]{2,120}\s?»|「[^」\n]{2,120}」|『[^』\n]{2,120}』"
    r"|(?<!\w)\"[^\"\n]{2,120}\"(?!\w)|(?<!\w)‘[^’\n]{2,120}’(?!\w)|(?<!\w)'[^'\n]{3,120}'(?!\w)"
)
_ABBREVIATION = re.compile(r"\b[^\W\d_]{1,3}\.$")
_EDGE = " \t\n,;:|-–—―~•·*_>«»“”„\"'‘’.!¡¿。、，：；፦፣።→►▶#()[]（）【】\u200e\u200f"
_CLOSERS = {")": "(", "]": "[", "»": "«", "«": "»", "”": "“", "“": "„", "’": "‘", '"': '"', "）": "（"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line, without the marks around it.

    Attributes:
        quoted: It stood in quotation marks.
        mark: The mark before it ("" at the start of a line), so that brackets and colons can be told.
    """

    span: Span
    quoted: bool = False
    mark: str = ""


def pieces_of(text: str, span: Span, *, without: Iterable[Span] = ()) -> list[Piece]:
    """Cut *span* of *text* at its marks and at the spans in *without* (dates, links), which drop out.

    A quotation stays whole, and is a piece of its own where marks or nothing else stand around it.
    """
    holes = sorted(hole for hole in without if hole.start < span.end and hole.end > span.start)
    quotes = [Span(*match.span()) for match in _QUOTED.finditer(text, span.start, span.end)]
    quotes = [quote for quote in quotes if not any(quote.overlaps(hole) for hole in holes)]
    found: list[Piece] = []
    for part in _between(span, holes):
        found += _cut(text, part, quotes)
    return found


def _between(span: Span, holes: list[Span]) -> Iterator[Span]:
    start = span.start
    for hole in holes:
        if hole.start > start:
            yield Span(start, hole.start)
        start = max(start, hole.end)
    if start < span.end:
        yield Span(start, span.end)


def _cut(text: str, part: Span, quotes: list[Span]) -> Iterator[Piece]:
    start, mark = part.start, ""
    for cut in _MARKS.finditer(text, part.start, part.end):
        if _quote_at(quotes, cut.start()):
            continue
        yield from _trimmed(text, Span(start, cut.start()), quotes, mark)
        start, mark = cut.end(), cut.group().strip() or cut.group()
    yield from _trimmed(text, Span(start, part.end), quotes, mark)


def _trimmed(text: str, span: Span, quotes: list[Span], mark: str) -> Iterator[Piece]:
    trimmed = trim(text, span)
    if trimmed.start >= trimmed.end:
        return
    head = next(iter(quotes[bisect_left(quotes, (span.start,)) :][:1]), None)
    if head and head.start < trimmed.start and head.end < trimmed.end:
        yield Piece(trim(text, head), True, mark)
        yield from _trimmed(text, Span(head.end, span.end), quotes, " ")
        return
    around = _quote_at(quotes, trimmed.start)
    yield Piece(trimmed, around is not None and trimmed.end <= around.end, mark)


def _quote_at(quotes: list[Span], at: int) -> Span | None:
    """Return which of *quotes*, in order, holds the character *at*."""
    place = bisect_right(quotes, (at, sys.maxsize)) - 1
    return quotes[place] if place >= 0 and at < quotes[place].end else None


def quotations(text: str, span: Span) -> list[Span]:
    """Return the spans inside quotation marks within *span*, the marks left out."""
    found = _QUOTED.finditer(text, span.start, span.end)
    return [trim(text, Span(match.start() + 1, match.end() - 1)) for match in found]


def trim(text: str, span: Span) -> Span:
    """Return *span* without blanks and marks at its edges; a closing bracket keeps its partner."""
    start, end = span
    if start < end and text[start].isalnum() and text[end - 1].isalnum():
        return span  # as most pieces are
    while start < end and (text[start] in _EDGE or _is_sign(text[start])):
        start += 1
    while (
        end > start and (text[end - 1] in _EDGE or _is_sign(text[end - 1])) and not _closes(text, start, end)
    ):
        end -= 1
    return Span(start, end)


def _is_sign(letter: str) -> bool:
    """Whether an emoji, or a part of one: such stand around words and say nothing, as the marks do."""
    return letter > "\u2000" and (
        letter in "\u200d\ufe0f\u20e3" or unicodedata.category(letter) in ("So", "Sk")
    )


def _closes(text: str, start: int, end: int) -> bool:
    """Whether the last character is a needed one: a partner of an opener inside, or the dot of "St."."""
    last = text[end - 1]
    if last == ".":
        word = _ABBREVIATION.search(text[max(start, end - 5) : end])
        return word is not None and end - start > len(word.group())
    opener = _CLOSERS.get(last)
    return opener is not None and opener in text[start : end - 1]
