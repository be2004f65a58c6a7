"""A sheet: the text of an announcement while it is set, line by line, with what is known of each span."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from handbill.formats.clean import one_line
from handbill.formats.limits import LONGEST_VALUE
from handbill.values import (
    Announcement,
    Block,
    Cell,
    Draft,
    Link,
    Picture,
    PictureRegion,
    Problem,
    Span,
    Stamp,
)


@dataclass(frozen=True, slots=True)
class Origin:
    """What came with the delivery rather than inside it; `received` is naive, `url` absolute or ""."""

    received: dt.datetime
    home: str | None = None
    url: str = ""
    sender: str = ""


class Sheet:
    """Collects the text and its parts. Writers only ever add to its end (or erase from there).

    Attributes:
        length: Characters so far.
        ends: Line feeds at the end so far; 2 at the start of an empty sheet.
        sent: When the container says it was sent, naive wall time of the sender.
        home, spoken: Country and languages of the sender, where the channel knows them: what words in
            pictures are looked for in.
        looked: Seconds that looking at pictures has taken so far.
    """

    def __init__(self, *, home: str | None = None, spoken: tuple[str, ...] = ()) -> None:
        self.home = home
        self.spoken = spoken
        self.looked = 0.0
        self._pieces: list[str] = []
        self.length = 0
        self.ends = 2
        self.groups = 0
        self.title = ""
        self.sender = ""
        self.sent: dt.datetime | None = None
        self.languages: list[str] = []
        self.blocks: list[Block] = []
        self.links: list[Link] = []
        self.stamps: list[Stamp] = []
        self.stated: list[Draft] = []
        self.problems: list[Problem] = []
        self.pictures: list[Picture] = []
        self.regions: list[PictureRegion] = []

    def write(self, words: str) -> Span:
        """Add *words* to the end and return where they stand."""
        start = self.length
        if not words:
            return Span(start, start)
        self._pieces.append(words)
        self.length += len(words)
        trailing = len(words) - len(words.rstrip("\n"))
        self.ends = self.ends + trailing if trailing == len(words) else trailing
        return Span(start, self.length)

    def space(self, line_feeds: int) -> None:
        """See that the text ends with *line_feeds* or more (1 new line, 2 blank line), unless it is empty."""
        if self.ends < line_feeds:
            self.write("\n" * (line_feeds - self.ends))

    def erase(self, length: int) -> None:
        """Cut the text back to *length*; what points into the cut part is the caller's to drop."""
        while self.length > length:
            piece = self._pieces.pop()
            self.length -= len(piece)
            if self.length < length:
                self.write(piece[: length - self.length])
        tail = "".join(self._pieces[-3:])
        self.ends = len(tail) - len(tail.rstrip("\n")) if self._pieces else 2

    def last(self) -> str:
        """Return the last character so far, "" on an empty sheet."""
        return next((piece[-1] for piece in reversed(self._pieces) if piece), "")

    def is_seen(self) -> bool:
        """Tell whether it is of a picture in which no words were made out: a person may look at it."""
        return bool(self.pictures) or any(problem.code.startswith("picture.") for problem in self.problems)

    def new_group(self) -> int:
        """Return the number of the next list or table, counted from 1."""
        self.groups += 1
        return self.groups

    def text(self) -> str:
        """Return the text set so far."""
        if len(self._pieces) > 1:
            self._pieces = ["".join(self._pieces)]
        return self._pieces[0] if self._pieces else ""

    def compose(self) -> Callable[[Span], Span]:
        """Make the text NFC where pieces that met compose (a letter, then its accent in bold).

        Returns what takes a span of the text before to the same words now. Spans of stated drafts are not
        moved: they are written last, in pieces that are whole lines.
        """
        text = self.text()
        if unicodedata.is_normalized("NFC", text):
            return lambda span: span
        moved = _moves(text)
        self._pieces = [unicodedata.normalize("NFC", text)]
        self.length = len(self._pieces[0])
        self._move_spans(moved)
        return moved

    def _move_spans(self, moved: Callable[[Span], Span]) -> None:
        self.blocks = [
            replace(
                block,
                span=moved(block.span),
                cells=tuple(Cell(moved(cell.span), cell.column, cell.header) for cell in block.cells),
            )
            for block in self.blocks
        ]
        self.links = [replace(link, span=moved(link.span)) for link in self.links]
        self.stamps = [replace(stamp, span=moved(stamp.span)) for stamp in self.stamps]
        self.regions = [replace(region, span=moved(region.span)) for region in self.regions]

    @contextmanager
    def data(self) -> Iterator["Record"]:
        """Open a `data` block at the end of the text: one "key: value" a line."""
        self.space(2)
        start = self.length
        yield Record(self)
        if self.length > start:
            self.blocks.append(Block("data", Span(start, self.length - self.ends)))

    def announcement(self, origin: Origin, media_type: str) -> Announcement:
        """Return all of it as the value that the reading takes."""
        return Announcement(
            text=self.text(),
            blocks=tuple(self.blocks),
            received=self.sent or origin.received,
            media_type=media_type,
            home=origin.home,
            languages=tuple(dict.fromkeys(self.languages)),
            title=self.title,
            sender=origin.sender or self.sender,
            url=origin.url,
            links=tuple(sorted(self.links, key=lambda link: link.span)),
            stamps=tuple(sorted(self.stamps, key=lambda stamp: stamp.span)),
            stated=tuple(self.stated),
            problems=tuple(self.problems),
            pictures=tuple(self.pictures),
            regions=tuple(self.regions),
        )


class Record:
    """One event of structured data being written out."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def line(self, key: str, value: str) -> Span:
        """Write "key: value" as a line and return the span of the value."""
        self._sheet.space(1)
        self._sheet.write(f"{one_line(key, limit=100)}: ")
        span = self._sheet.write(one_line(value, limit=LONGEST_VALUE))
        self._sheet.write("\n")
        return span


def _moves(text: str) -> Callable[[Span], Span]:
    """Return what takes a span of *text* to the span of the same words in its NFC.

    Nothing composes across a blank or a line feed, so only the words that change are counted.
    """
    shifts = list(_shifts(text))

    def moved(place: int) -> int:
        shift = 0
        for start, end, shrunk in shifts:
            if place <= start:
                break
            inside = min(place, end)
            word = text[start:inside]
            shift = shrunk if place >= end else shift + len(unicodedata.normalize("NFC", word)) - len(word)
        return place + shift

    return lambda span: Span(moved(span.start), max(moved(span.start), moved(span.end)))


def _shifts(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield start and end of each word of *text* that NFC changes, and by how much all up to it has grown."""
    grown = 0
    for word in re.finditer(r"[^\n ]+", text):
        if not unicodedata.is_normalized("NFC", word[0]):
            grown += len(unicodedata.normalize("NFC", word[0])) - len(word[0])
            yield word.start(), word.end(), grown
