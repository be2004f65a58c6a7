"""How much is looked at as one: a sentence, a row, a stretch of what nobody wrote as one line."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from handbill.values import Block, Span

_SENTENCE_END = re.compile(
    r"(?<=[^\W\d_]{3})[.!?…]+[\"”’»)]?\s+(?=[^a-z\s])|[。！？।۔።]|(?<=[\d)])\.\s+(?=[^\W\d_a-z])|;\s+"
)
_LONGEST, _MOST_STRETCHES = 2_000, 10
"""Characters that are looked at as one, and how often: nobody writes more without a line end."""


def bounded(block: Block) -> Block:
    """Return a row as far as it is read; other long blocks are read stretch by stretch."""
    end = block.span.start + _LONGEST
    if block.kind != "row" or block.span.end <= end:
        return block
    cells = (
        replace(cell, span=Span(cell.span.start, min(cell.span.end, end)))
        for cell in block.cells
        if cell.span.start < end
    )
    return replace(block, span=Span(block.span.start, end), cells=tuple(cells))


def as_far_as_read(span: Span) -> Span:
    """Return the part of a block that is read."""
    end = span.start + _LONGEST * _MOST_STRETCHES
    return span if span.end <= end else Span(span.start, end)


def stretches(text: str, span: Span) -> Iterator[Span]:
    """Cut what is too long to be one line; what nobody would read to its end is left out."""
    start, last = as_far_as_read(span)
    while last - start > _LONGEST:
        end = _end_of_stretch(text, start + _LONGEST // 2, start + _LONGEST)
        yield trim_end(text, Span(start, end))
        start = end
    yield Span(start, last)


def _end_of_stretch(text: str, start: int, end: int) -> int:
    """Return where the last sentence ends between *start* and *end*, else the last word, else *end*."""
    ends = [found.end() for found in _SENTENCE_END.finditer(text, start, end)]
    return ends[-1] if ends else text.rfind(" ", start, end) + 1 or end


def trim_end(text: str, span: Span) -> Span:
    """Return *span* without blanks at its ends; marks stay: a bullet or a bracket may mean something."""
    words = span.of(text)
    return Span(span.start + len(words) - len(words.lstrip()), span.end - (len(words) - len(words.rstrip())))


def sentences_of(text: str, span: Span, whole: Sequence[Span]) -> Iterator[Span]:
    """Cut *span* at the ends of its sentences, never inside the spans in *whole* ("18. April").

    The spans in *whole* are in order and do not overlap.
    """
    start = span.start
    ends = [part.end for part in whole]
    for end in _SENTENCE_END.finditer(text, span.start, span.end):
        place = bisect_right(ends, end.start())
        inside = place < len(whole) and whole[place].start < end.end()
        if end.start() > start and not inside:
            yield Span(start, end.end())
            start = end.end()
    if text[start : span.end].strip():
        yield Span(start, span.end)
