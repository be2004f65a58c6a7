"""A page being built from the blocks of a document, in their order."""

from collections.abc import Sequence

from lxml import etree
from lxml.etree import _Element

from handbill.formats.tabular.rows import names_columns


def add(parent: _Element, tag: str, **attributes: str) -> _Element:
    """Add an element at the end of *parent*."""
    return etree.SubElement(parent, tag, dict(attributes))


def say(element: _Element, words: str) -> None:
    """Add words at the end of *element*. What no XML may hold is left out."""
    words = "".join(c for c in words if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff"))
    if len(element):
        element[-1].tail = (element[-1].tail or "") + words
    else:
        element.text = (element.text or "") + words


def new_page(title: str, language: str) -> tuple[_Element, _Element]:
    """Return an empty page and its body."""
    page = etree.Element("html", {"lang": language} if language else {})
    if title:
        say(add(add(page, "head"), "title"), title)
    return page, add(page, "body")


class Blocks:
    """Adds blocks to an element. Paragraphs without an empty one between them are one container.

    That is how documents set announcements apart, and a container with one date is the card of one event.
    """

    def __init__(self, parent: _Element):
        self._parent = parent
        self._group: _Element | None = None
        self._lists: list[_Element] = []

    def gap(self) -> None:
        """An empty paragraph, or the end of a page."""
        self._group, self._lists = None, []

    def heading(self, level: int) -> _Element:
        """Begin a heading, which begins a container too."""
        self.gap()
        return add(self._open(), f"h{min(max(level, 1), 6)}")

    def paragraph(self) -> _Element:
        """Begin a paragraph."""
        self._lists = []
        return add(self._open(), "p")

    def item(self, depth: int) -> _Element:
        """Begin an item of a list, *depth* lists deep, from 0."""
        depth = min(max(depth, 0), 8)
        del self._lists[depth + 1 :]
        while len(self._lists) <= depth:
            inside = self._lists[-1] if self._lists else self._open()
            last = inside[-1] if self._lists and len(inside) else inside
            self._lists.append(add(last, "ul"))
        return add(self._lists[-1], "li")

    def table(self) -> _Element:
        """Begin a table."""
        self.gap()
        return add(self._parent, "table")

    def inside(self) -> "Blocks":
        """Begin a container of its own, such as a text box."""
        self.gap()
        return Blocks(add(self._parent, "div"))

    def _open(self) -> _Element:
        if self._group is None:
            self._group = add(self._parent, "div")
        return self._group


def name_columns(table: _Element, *, stated: int = 0) -> None:
    """Make the first rows of *table* names of columns: *stated* ones, or the first where it looks so."""
    rows = table.findall("tr")
    words = [[" ".join("".join(map(str, cell.itertext())).split()) for cell in row] for row in rows[:30]]
    named: Sequence[_Element] = rows[:stated] or (rows[:1] if names_columns(words) else ())
    for row in named:
        for cell in row:
            cell.tag = "th"
