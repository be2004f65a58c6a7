"""Words and elements of a page, in order, to lines, blocks, rows, links and times on a sheet."""

import re
from dataclasses import dataclass

from lxml.etree import _Element

from handbill.formats.clean import displayable
from handbill.formats.html import tables
from handbill.formats.html.elements import (
    CONTENT,
    LINE_BREAKS,
    SPACED,
    heading_level,
    is_block,
    keeps_lines,
    region_of,
)
from handbill.formats.html.inline import stand_apart
from handbill.formats.html.quoted import quoted_kind
from handbill.formats.limits import MOST_CHARACTERS, MOST_ELEMENTS
from handbill.formats.links import web_address
from handbill.formats.sheet import Sheet
from handbill.values import Block, BlockKind, Link, Region, Span, Stamp
from handbill.values.copies import replace

_DEEPEST_PATH = 60
_PROPERTY_CLASS = re.compile(
    r"(?<!\S)(?:p|dt|e)-[a-z]|(?<!\S)(?:description|dtend|dtstart|fn|locality|location|org|organizer|summary)(?!\S)"
)
_BLANKS = re.compile(r"[ \t\n]+")


@dataclass(slots=True)
class Item:
    """A list item being set: only its first line is an `item`, its further lines are paragraphs."""

    begun: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What holds inside an element: the kind, level, group, containers and part of the page of its lines."""

    kind: BlockKind = "paragraph"
    level: int = 0
    depth: int = 0
    group: int = 0
    path: tuple[int, ...] = ()
    region: Region = "main"
    item: Item | None = None
    verbatim: bool = False
    in_content: bool = False
    grid: tables.Grid | None = None


@dataclass(slots=True)
class Mark:
    """A link, a time or a property being set; `start` is None until its first word stands."""

    element: _Element
    href: str = ""
    datetime: str = ""
    start: int | None = None


class PageSetting:
    """Takes the elements and words of a page in order (`begin`, `say`, `end`) and sets them on a sheet.

    Attributes:
        properties: Where the words of elements stand that structured data may name.
    """

    def __init__(self, sheet: Sheet, base: str, *, mail: bool) -> None:
        self._sheet = sheet
        self._base = base
        self._mail = mail
        self.properties: dict[_Element, Span] = {}
        self._elements = 0
        self._frames = [Frame()]
        self._marks: list[Mark] = []
        self._line: int | None = None  # where the line being set begins
        self._cell: int | None = None  # where the cell being set begins
        self._due = 2  # line feeds before the next line
        self._containers = 0  # block elements so far, by which a path is numbered
        self._blank = False  # a blank before the next word
        self._ended: _Element | None = None  # inline elements that meet here
        self._begun: _Element | None = None

    @property
    def is_full(self) -> bool:
        """Whether no more elements or words of the page are read."""
        return self._elements > MOST_ELEMENTS or self._sheet.length > MOST_CHARACTERS

    def begin(self, element: _Element) -> None:
        """Begin *element*."""
        self._elements += 1
        if is_block(element):
            self._break(2 if element.tag in SPACED else 1)
        elif element.tag in LINE_BREAKS:
            self._break(2 if element.tag == "hr" else 1)
        else:
            self._begun = element
        self._frames.append(self._frame_of(element))
        self._begin_table_part(element)
        self._begin_mark(element)

    def end(self, element: _Element) -> None:
        """End *element*, the last that was begun."""
        if is_block(element):
            self._break(2 if element.tag in SPACED else 1)
        else:
            self._ended, self._begun = element, None
        self._end_mark(element)
        self._end_table_part(element)
        self._frames.pop()

    def pass_over(self, element: _Element) -> None:
        """Take note of an *element* that is not set; of pictures in links and headings the words are."""
        if element.tag == "img" and (self._frames[-1].kind == "heading" or any(m.href for m in self._marks)):
            self.say(element.get("alt"))

    def say(self, words: str | None) -> None:
        """Set *words* of the page, blanks and line ends as HTML means them."""
        grid = self._frames[-1].grid
        between_cells = grid is not None and grid.row is not None and self._cell is None
        if not words or between_cells:
            return
        if self._frames[-1].verbatim:
            self._say_lines(displayable(words))
        else:
            self._say_inline(_BLANKS.sub(" ", displayable(words)))

    def _say_lines(self, words: str) -> None:
        for place, line in enumerate(words.split("\n")):
            if place:
                self._break(min(self._due + 1, 2) if self._line is None else 1)
            self._say_inline(_BLANKS.sub(" ", line))

    def _say_inline(self, words: str) -> None:
        self._blank = self._blank or words.startswith(" ")
        if body := words.strip(" "):
            self._put(body)
            self._blank = words.endswith(" ")

    def _put(self, words: str) -> None:
        """Write *words*, after what parts them from the words before."""
        row = self._frames[-1].grid if self._cell is not None else None
        if self._line is None and row is None:
            self._sheet.space(self._due)
            self._line = self._sheet.length
        elif self._line is None:
            self._sheet.write("\n" if self._sheet.length > (self._cell or 0) else "")
            self._line = self._sheet.length
        elif self._blank or self._stand_apart(words):
            self._sheet.write(" ")
        for mark in self._marks:
            mark.start = self._sheet.length if mark.start is None else mark.start
        self._sheet.write(words)
        self._blank, self._ended, self._begun = False, None, None

    def _stand_apart(self, words: str) -> bool:
        if self._ended is None or self._begun is None:
            return False
        return stand_apart(self._ended, self._begun, self._sheet.last(), words)

    def _break(self, line_feeds: int) -> None:
        """End the line being set, if any; *line_feeds* are due before the next."""
        if self._line is None:
            self._due = max(self._due, line_feeds)
        else:
            self._end_line()
            self._due = line_feeds
        self._blank, self._ended, self._begun = False, None, None

    def _end_line(self) -> None:
        frame, start = self._frames[-1], self._line
        self._line = None
        if start is None or self._cell is not None:
            return
        kind = frame.kind
        if frame.item is not None:
            kind = "paragraph" if frame.item.begun and kind == "item" else kind
            frame.item.begun = True
        level = {"heading": frame.level, "item": frame.depth}.get(kind, 0)
        span = Span(start, self._sheet.length)
        self._sheet.blocks.append(Block(kind, span, level, frame.region, frame.group, frame.path))

    def _frame_of(self, element: _Element) -> Frame:
        around = self._frames[-1]
        path = self._path_of(element, around)
        region = region_of(element, around.region, in_content=around.in_content)
        verbatim = around.verbatim or keeps_lines(element)
        in_content = around.in_content or element.tag in CONTENT
        changed = (path, region, verbatim, in_content)
        frame = around
        if changed != (around.path, around.region, around.verbatim, around.in_content):
            frame = replace(around, path=path, region=region, verbatim=verbatim, in_content=in_content)
        if self._mail and (kind := quoted_kind(element)):
            return replace(frame, kind=kind)
        return frame if around.kind in {"quote", "signature"} else self._kind_of(element, frame)

    def _path_of(self, element: _Element, around: Frame) -> tuple[int, ...]:
        """Return the blocks around the lines of *element*; those that nest very deeply have no number."""
        if len(around.path) >= _DEEPEST_PATH or not is_block(element):
            return around.path
        self._containers += 1
        return (*around.path, self._containers)

    def _kind_of(self, element: _Element, frame: Frame) -> Frame:
        tag = element.tag
        if level := heading_level(element):
            return replace(frame, kind="heading", level=level)
        if tag in {"ul", "ol", "menu", "dir"}:
            return replace(frame, depth=min(frame.depth + 1, 6), group=frame.group or self._sheet.new_group())
        if tag == "li":
            return replace(frame, kind="item", depth=max(frame.depth, 1), item=Item())
        if tag == "dl":
            return replace(frame, group=self._sheet.new_group())
        if tag in {"dt", "dd"}:
            return replace(frame, kind="term" if tag == "dt" else "definition", item=None)
        if tag == "table":
            return self._frame_of_table(element, frame)
        return frame

    def _frame_of_table(self, table: _Element, frame: Frame) -> Frame:
        if frame.grid is not None or not tables.is_data(table):
            return frame
        group = self._sheet.new_group()
        return replace(frame, grid=tables.Grid(group), group=group)

    def _begin_table_part(self, element: _Element) -> None:
        grid = self._frames[-1].grid
        if grid is None:
            return
        if element.tag == "tr" and grid.row is None:
            self._sheet.space(self._due)
            grid.begin_row(element, self._sheet.length)
        elif element.tag in {"td", "th"} and element.getparent() is grid.row:
            if grid.is_parted:
                self._sheet.write(" | ")
            self._cell = self._sheet.length

    def _end_table_part(self, element: _Element) -> None:
        grid = self._frames[-1].grid
        if grid is None:
            return
        if self._cell is not None and element.getparent() is grid.row:
            grid.add(element, Span(self._cell, self._sheet.length))
            self._cell = None
        elif element is grid.row:
            self._end_row(grid)

    def _end_row(self, grid: tables.Grid) -> None:
        """Set the row, without the bars of its empty last cells; a row without words leaves nothing."""
        own_end = grid.end_of_words()
        self._sheet.erase(max(own_end, grid.row_start))
        cells = grid.end_row()
        if own_end > grid.row_start:
            span, frame = Span(grid.row_start, own_end), self._frames[-1]
            self._sheet.blocks.append(Block("row", span, 0, frame.region, grid.group, frame.path, cells))
            self._due = 1

    def _begin_mark(self, element: _Element) -> None:
        href = web_address(element.get("href", ""), self._base) if element.tag == "a" else ""
        stamp = _stamp(element)
        if href or stamp or _is_property(element):
            self._marks.append(Mark(element, href, stamp))

    def _end_mark(self, element: _Element) -> None:
        if not self._marks or self._marks[-1].element is not element:
            return
        mark = self._marks.pop()
        if mark.start is None:
            return
        span = Span(mark.start, self._sheet.length)
        if _is_property(element):
            self.properties[element] = span
        if mark.href:
            self._sheet.links.append(Link(span, mark.href))
        if mark.datetime:
            self._sheet.stamps.append(Stamp(span, mark.datetime))


def _is_property(element: _Element) -> bool:
    """Tell whether microdata, RDFa or a microformat may take the words of *element* for a value."""
    if element.get("itemprop") or element.get("property") or element.tag == "time" or heading_level(element):
        return True
    return bool(_PROPERTY_CLASS.search(element.get("class", "")))


def _stamp(element: _Element) -> str:
    """Return the machine-readable time of *element*: `time`, microformats' titles, microdata's contents."""
    if element.tag == "time":
        return element.get("datetime", "").strip()[:100]
    if element.get("itemprop") in {"startDate", "endDate"}:
        return (element.get("content") or element.get("datetime") or "").strip()[:100]
    classes = element.get("class", "")
    if "dtstart" in classes or "dtend" in classes or "value-title" in classes:
        return element.get("title", "").strip()[:100]
    return ""
