"""An announcement: the text inside a delivery, with the structure that its container gave it."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal, TypeAlias

from handbill.values.draft import Draft
from handbill.values.text import Problem, Span

BlockKind: TypeAlias = Literal[
    "heading", "paragraph", "item", "row", "term", "definition", "data", "quote", "signature"
]
"""`item` a list item; `row` a table row with cells; `data` structured data written out as text;
`quote` an older message quoted; `signature` what follows "-- "."""

LEGIBLE = 0.6
"""Confidence of a word in a picture from which it counts as legible."""

Region: TypeAlias = Literal["main", "header", "navigation", "aside", "footer"]
"""Which part of a page a block stands in (HTML sectioning elements, ARIA landmarks)."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table row.

    Attributes:
        span: Its text. A cell that spans rows (rowspan) has the same span in each of them.
        column: 0-based, colspan counted.
        header: Whether it is a header cell (`th`).
    """

    span: Span
    column: int
    header: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the text that its container sets apart. Blocks are in order and do not overlap.

    Attributes:
        level: 1-6 for a heading, nesting depth for an item, else 0.
        group: Blocks of one list or one table share a number; 0 for none.
        path: Numbers of the containers it stands in, outermost first (elements of a page, sections and
            blank-line groups of a plain text). The largest container that holds one date and no other
            is the card of one event.
    """

    kind: BlockKind
    span: Span
    level: int = 0
    region: Region = "main"
    group: int = 0
    path: tuple[int, ...] = ()
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A hyperlink: absolute http(s) `href`, and the words it stands on."""

    span: Span
    href: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """Machine-readable time of visible words, as in `<time datetime="2027-01-09T19:00">19 Uhr</time>`."""

    span: Span
    datetime: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A clean copy of a picture in the delivery: pixels only, upright, made anew by us.

    Attributes:
        page: 1-based, in the order in which their words stand in the text.
        width, height: In pixels; regions count in them, from the upper left corner.
        encoded: The file of `media_type` in base64; "" where the copy is kept elsewhere.
    """

    page: int
    width: int
    height: int
    media_type: str
    encoded: str = ""


@dataclass(frozen=True, slots=True)
class PictureRegion:
    """Where words of the text stand in a picture, and how surely they were made out.

    Attributes:
        page: Of the `Picture`.
        box: x, y, width and height in pixels of the clean copy.
        confidence: 0..1, as the recognition says it; no measured share of anything.
    """

    span: Span
    page: int
    box: tuple[int, int, int, int]
    confidence: float

    @property
    def is_legible(self) -> bool:
        """Whether the words were made out well: below it, one word in three is another one."""
        return self.confidence >= LEGIBLE


@dataclass(frozen=True, slots=True)
class Announcement:
    """What was inside a delivery.

    Attributes:
        text: All of it as plain text, NFC, lines ended by "\\n"; every span counts in this text.
            Table cells are parted by " | "; structured data stands at the end, one "key: value" a line.
        received: When it was sent or, failing that, received; wall time of the sender, naive.
        home: ISO 3166 country of the sender, None where unknown.
        languages: BCP 47 tags the container declares (HTML lang, Content-Language), best first.
        title: Page title or mail subject, with its span in `text` where it stands there.
        sender: Display name of who sent it, never an address.
        stated: Events that structured data in it states (VEVENT, schema.org); their spans too
            point into `text`.
        pictures: Clean copies of the pictures that words were taken from, by page.
        regions: Where those words stand, one a word, in the order of the text.
    """

    text: str
    blocks: tuple[Block, ...]
    received: dt.datetime
    media_type: str = "text/plain"
    home: str | None = None
    languages: tuple[str, ...] = ()
    title: str = ""
    sender: str = ""
    url: str = ""
    links: tuple[Link, ...] = ()
    stamps: tuple[Stamp, ...] = ()
    stated: tuple[Draft, ...] = ()
    problems: tuple[Problem, ...] = ()
    pictures: tuple[Picture, ...] = ()
    regions: tuple[PictureRegion, ...] = ()
