"""Answers that leave what they speak of to the mail quoted below: "the evening is now 6.30, was 7.30"."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from handbill.formats.quoting import is_attribution
from handbill.reading.entries import Entry
from handbill.reading.segments import Found, Segment
from handbill.reading.vocabulary import Vocabulary
from handbill.values import Announcement, Block, Span
from handbill.values.copies import replace

_LINE = re.compile(r"[ \t>]*(?P<words>[^\n]*)\n?")
_BULLET = re.compile(r"(?:[-*•·–]|\d{1,2}[.)])\s+")


def quotes_anything(announcement: Announcement) -> bool:
    """Whether older mail is quoted in it."""
    return any(block.kind == "quote" for block in announcement.blocks)


def with_quotes(announcement: Announcement) -> Announcement:
    """Return *announcement* with the older mail that it quotes as text like any."""
    blocks = (told for block in announcement.blocks for told in _told(block, announcement.text))
    return replace(announcement, blocks=tuple(blocks))


def _told(block: Block, text: str) -> Iterator[Block]:
    """Yield *block*; a quoted one as its paragraphs and items, without who wrote it and when."""
    if block.kind != "quote":
        yield block
        return
    for number, paragraph in enumerate(_paragraphs(text, block.span)):
        if not is_attribution(" ".join(paragraph.of(text).split())):
            yield replace(
                block, kind="paragraph", span=paragraph, path=(*block.path, block.span.start, number)
            )


def _paragraphs(text: str, span: Span) -> Iterator[Span]:
    """Cut a quotation at its blank lines and before its bullets."""
    start, end = span.start, span.start
    for line in _LINE.finditer(text, span.start, span.end):
        at = line.start("words")
        words = line.group("words").strip()
        if (not words or _BULLET.match(words)) and end > start:
            yield Span(start, end)
            start = end = at
        if words:
            start = at if end <= start else start
            end = at + len(line.group("words").rstrip())
    if end > start:
        yield Span(start, end)


@dataclass(frozen=True, slots=True)
class NewHour:
    """An hour that takes the place of another: "now 6.30pm, was 7.30pm"."""

    new: Found
    old: dt.time
    place: int


def at_new_hours(
    entries: Sequence[Entry], segments: Sequence[Segment], text: str, vocabulary: Vocabulary
) -> list[Entry]:
    """Return *entries*, those below a line that changes their hour, and says no day, at the new one."""
    changes = [change for segment in segments for change in _changes(segment, text, vocabulary)]
    return [_moved(entry, changes) for entry in entries] if changes else list(entries)


def _changes(segment: Segment, text: str, vocabulary: Vocabulary) -> Iterator[NewHour]:
    hours = [] if segment.dates or segment.former else [m for m in segment.times if m.value.start and m.span]
    for new, old in pairwise(hours):
        between = text[new.span.end : old.span.start] if new.span and old.span else ""
        before = vocabulary.before_old.search(between)
        if before and not between[before.end() :].strip(" (") and old.value.start:
            yield NewHour(new, old.value.start, segment.place)


def _moved(entry: Entry, changes: Sequence[NewHour]) -> Entry:
    hour = entry.time.value.start if entry.time else None
    new = next((c.new for c in changes if c.old == hour and c.place < entry.anchor.place), None)
    return replace(entry, time=new) if new else entry
