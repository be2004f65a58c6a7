"""An announcement as passages and pieces: what a draft was read from, marked in the text. Pure.

Spans of fields may overlap (a heading gives city and name): the text is cut at every border, and each
piece carries all fields that it is evidence of.
"""

import itertools
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handbill.values import Announcement, Draft, Finding, Span

COLOURS = {
    "name": "name",
    "dtstart": "when",
    "dtend": "when",
    "rrule": "when",
    "exdates": "when",
    "rdates": "when",
    "tzid": "when",
    "previous_start": "when",
    "city": "where",
    "place": "where",
    "country_code": "where",
    "venue": "where",
    "previous_venue": "where",
    "organizers": "who",
    "urls": "what",
    "kind": "what",
    "status": "what",
}
"""Field of a draft -> colour of its words. A description is most of the text: marking it shows nothing."""

SHORT = 2400
"""Characters up to which an announcement is shown whole."""
AROUND = 300
"""Characters shown on each side of the evidence of a longer one."""
LEAST = 150
"""Characters that are worth folding; fewer stay in sight."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that are evidence of the same fields; of none in between.

    Attributes:
        anchor: Id of the element, the same for every page of this case; "" where not marked.
    """

    text: str
    fields: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """Pieces that stand together; one that is not `near` the evidence is shown folded."""

    pieces: tuple[Piece, ...]
    near: bool

    @property
    def length(self) -> int:
        """Characters in it."""
        return sum(len(piece.text) for piece in self.pieces)


def passages(text: str, draft: Draft, records: Sequence[Span] = ()) -> tuple[Passage, ...]:
    """Return *text* whole, in order, cut into what stands near the evidence of *draft* and the rest.

    Args:
        text: The announcement.
        draft: Whose evidence is marked.
        records: Where *text* has structured data written out, one event each. Such lines stand at its
            end: evidence in them is shown as its whole record, with the rest folded however short it is.
    """
    marks = marked(draft, len(text))
    near = _near(text, [span for _, span in marks], records)
    return tuple(Passage(_pieces(text, span, marks), shown) for span, shown in near)


def records_of(announcement: Announcement) -> tuple[Span, ...]:
    """Return where *announcement* has structured data written out as text."""
    return tuple(block.span for block in announcement.blocks if block.kind == "data")


def marked(draft: Draft, length: int) -> list[tuple[str, Span]]:
    """Return the spans of each field of *draft* that lie within a text of *length* characters."""
    spans = [(field, span) for field, finding in findings(draft) for span in _spans_of(finding)]
    return [(field, span) for field, span in spans if 0 <= span.start < span.end <= length]


def findings(draft: Draft) -> Iterator[tuple[str, Finding[object]]]:
    """Yield the findings of *draft* that have a colour, by field; several of one field in order."""
    for field in COLOURS:
        held = getattr(draft, field)
        for finding in held if isinstance(held, tuple) else (held,):
            if finding is not None:
                yield field, finding


def words_of(finding: Finding[object], text: str, longest: int = 90) -> str:
    """Return the words that *finding* was read from, on one line, shortened; "" when none say it."""
    words = " … ".join(" ".join(span.of(text).split()) for span in _spans_of(finding))
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"


def anchor_of(finding: Finding[object]) -> str:
    """Return the id of the first piece of *finding* in the text; "" when no words say it."""
    return f"e{finding.span.start}" if finding.span else ""


def visible(text: str) -> str:
    """Return *text* with the characters that reorder or hide others written out, as an editor must see them.

    >>> visible("poster" + chr(0x202E) + "gpj.exe")
    'poster‹U+202E›gpj.exe'
    """
    return "".join(f"‹U+{ord(c):04X}›" if _hides(c) else c for c in text)


def _spans_of(finding: Finding[object]) -> list[Span]:
    return [span for span in (finding.span, *finding.also) if span is not None]


def _pieces(text: str, whole: Span, marks: Sequence[tuple[str, Span]]) -> tuple[Piece, ...]:
    inside = [(field, span) for field, span in marks if span.start < whole.end and whole.start < span.end]
    borders = {whole.start, whole.end}.union(*((span.start, span.end) for _, span in inside))
    cuts = sorted(cut for cut in borders if whole.start <= cut <= whole.end)
    return tuple(_piece(text, Span(*cut), inside) for cut in itertools.pairwise(cuts))


def _piece(text: str, cut: Span, marks: Sequence[tuple[str, Span]]) -> Piece:
    fields = tuple(dict.fromkeys(f for f, span in marks if span.start <= cut.start and cut.end <= span.end))
    colours = tuple(dict.fromkeys(COLOURS[field] for field in fields))
    return Piece(visible(cut.of(text)), fields, colours, f"e{cut.start}" if fields else "")


def _near(text: str, spans: Sequence[Span], records: Sequence[Span]) -> list[tuple[Span, bool]]:
    """Cut the whole of *text* into ranges near *spans* and ranges between them, at ends of lines."""
    from_data = any(_record_of(span, records) for span in spans)
    if not spans or (len(text) <= SHORT and not from_data):
        return [(Span(0, len(text)), True)] if text else []
    ranges: list[tuple[Span, bool]] = []
    end = 0
    for near in _joined([_record_of(span, records) or _widened(text, span) for span in spans], len(text)):
        if near.start > end:
            ranges.append((Span(end, near.start), False))
        ranges.append((near, True))
        end = near.end
    return [*ranges, (Span(end, len(text)), False)] if end < len(text) else ranges


def _joined(spans: Sequence[Span], length: int) -> list[Span]:
    """Return *spans* in order, joined where too little to fold parts them, or parts them from an end."""
    joined: list[Span] = []
    for span in sorted(spans):
        before = joined.pop() if joined and span.start <= joined[-1].end + LEAST else span
        joined.append(Span(before.start, max(before.end, span.end)))
    first = joined[0]
    joined[0] = Span(0 if first.start <= LEAST else first.start, first.end)
    last = joined[-1]
    joined[-1] = Span(last.start, length if length - last.end <= LEAST else last.end)
    return joined


def _record_of(span: Span, records: Sequence[Span]) -> Span | None:
    return next((each for each in records if each.start <= span.start and span.end <= each.end), None)


def _widened(text: str, span: Span) -> Span:
    start = text.rfind("\n", 0, max(0, span.start - AROUND)) + 1
    end = text.find("\n", min(len(text), span.end + AROUND))
    return Span(
        max(start, span.start - 2 * AROUND, 0), min(len(text) if end < 0 else end + 1, span.end + 2 * AROUND)
    )


def _hides(character: str) -> bool:
    """Whether it is a format or control character; line breaks, tabs and the joiners of scripts are not."""
    return unicodedata.category(character) in ("Cc", "Cf") and character not in "\n\t\u200c\u200d\u00ad"
