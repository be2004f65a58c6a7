"""What of a line belongs to one of its dates, and what it says beside time."""

import re

from handbill.reading.segments import Found, Segment
from handbill.values import Span

_FAR = 400
"""Characters beside one of several days in a line that still speak of it."""
_PARTING = tuple(
    re.compile(mark) for mark in (r"\n", "//", r"\|", ";", "[•·]", r"\s/\s", r"[.!?]\s+(?=[^\Wa-z])")
)
"""Marks between two dated items on one line, the strongest first."""


def part_of(segment: Segment, day: Found, text: str) -> Span:
    """What of the segment belongs to *day*: its cell or piece where several dates are said, else all."""
    cells = {cell.span for cell in segment.block.cells}
    dated = [c for c in cells if any(c.holds(d.span) for d in segment.dates)]
    if len(dated) > 1:
        return next(c for c in dated if c.holds(day.span))
    if segment.block.kind == "row" or len(segment.dates) < 2 or day.span is None:
        return segment.span
    return _piece_of(segment, day.span, text)


def _piece_of(segment: Segment, day: Span, text: str) -> Span:
    """The piece of a line around *day*, where the strongest mark on either side parts it from other dates."""
    spans = [d.span for d in segment.dates if d.span]
    before = max((span.end for span in spans if span.end <= day.start), default=None)
    after = min((span.start for span in spans if span.start >= day.end), default=None)
    start = _cut(text, before, day.start) if before is not None else segment.span.start
    end = _cut(text, day.end, after) if after is not None else segment.span.end
    start, end = start or segment.span.start, end or segment.span.end
    return Span(max(start, day.start - _FAR), min(end, day.end + _FAR))


def _cut(text: str, start: int, end: int) -> int | None:
    """Return where the strongest mark between two dates stands; None where none parts them."""
    for mark in _PARTING:
        found = mark.search(text, start, end)
        if found:
            return found.start()
    return None


def words_beside(segment: Segment, text: str) -> str:
    """Return the words of a segment that speak of no time, marks and small words left out."""
    spans = [m.span for m in segment.moments if m.span]
    rest, start = [], segment.span.start
    for span in spans:
        rest.append(text[start : max(start, span.start)])
        start = max(start, span.end)
    rest.append(text[start : segment.span.end])
    letters = "".join(c if c.isalnum() else " " for c in " ".join(rest))
    least = {True: 4, False: 2}  # letters that a word needs; scripts other than ASCII say more with fewer
    return " ".join(word for word in letters.split() if len(word) >= least[word.isascii()])


def begins_with_date(segment: Segment) -> bool:
    """Whether a segment begins with a day that says no hour."""
    first = segment.dates[0].span
    return first is not None and first.start - segment.span.start <= 2 and not segment.dates[0].value.start
