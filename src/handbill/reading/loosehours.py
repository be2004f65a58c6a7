"""Figures that are an hour only because a day stands above them: "12-2", "3.30", "2 till 5"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from handbill.values import Span

_HOUR = r"([01]?\d|2[0-4])(?:[.:]([0-5]\d))?"
_PIECE = re.compile(
    rf"(?=\d)(?:(?<=^)|(?<=[•·|/;–—]\s)|(?<=[•·|/;])|(?<=\s\s)|(?<=^\s)|(?<=^[-–*]\s)|(?<=[^\W\d_]\s)|(?<=,\s))"
    rf"{_HOUR}(?:\s?(?:-|–|to|till|til|until|bis|à|a)\s?{_HOUR})?"
    r"(?=\s{2,}|\s?[•·|/;,]|\s+[^\W\d_]|\.?\s*$)",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class LooseHour:
    """An hour, or a run of them, and how it would be written in full ("12:00-2:00")."""

    span: Span
    written_out: str


def loose_hours(text: str, span: Span) -> Iterator[LooseHour]:
    """Yield the figures of a line that may be hours: at its head or alone in a piece of it.

    A single figure without minutes is none; it counts with minutes, or as one end of a run.

    >>> [hour.written_out for hour in loose_hours("Spokane, WA•12-2•Riverpark Square", Span(0, 33))]
    ['12:00-2:00']
    """
    for found in _PIECE.finditer(text[span.start : span.end]):
        hour, minutes, last, last_minutes = found.groups()
        if minutes is None and last is None:
            continue
        end = f"-{last}:{last_minutes or '00'}" if last else ""
        written = f"{hour}:{minutes or '00'}{end}"
        yield LooseHour(Span(span.start + found.start(), span.start + found.end()), written)
