"""One walk for the syntaxes that mark elements (RDFa, microformats): whose property is each?"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from handbill.formats.clean import displayable
from handbill.formats.limits import LONGEST_VALUE
from handbill.formats.schemaorg.items import SPANS, Item
from handbill.values import Span

if TYPE_CHECKING:
    from lxml.etree import _Element


SHOWN = "@shown"
"""Key of an item that is the value of a property: its words."""


class Syntax(Protocol):
    """How a page marks what it states."""

    def item(self, element: "_Element", around: Item | None) -> Item | None:
        """Return the item that *element* begins inside the item *around*; None where it begins none."""

    def names(self, element: "_Element", around: Item) -> list[str]:
        """Return the properties of *around*, in schema.org terms, whose value *element* is."""

    def value(self, element: "_Element", name: str, shown: str) -> str:
        """Return what *element* says; *shown* are its words."""


def marked_items(root: "_Element", syntax: Syntax, spans: "Mapping[_Element, Span]", text: str) -> list[Item]:
    """Return the items under *root* that are no property of another, in order.

    Args:
        spans: Where the words of elements stand in *text*, for those that are seen.
    """
    top: list[Item] = []
    owner: dict[_Element, Item] = {}
    for element in root.iter():
        parent = element.getparent()
        around = owner.get(parent) if parent is not None else None
        names = syntax.names(element, around) if around is not None else []
        item = syntax.item(element, around)
        if item is not None:
            owner[element] = item
            top += [] if names else [item]
        elif around is not None:
            owner[element] = around
        if around is not None and names:
            shown = shown_words(element, spans, text)
            if item is not None:
                item[SHOWN] = shown
            for name in names:
                _add(around, name, item or syntax.value(element, name, shown), spans.get(element))
    return top


def shown_words(element: "_Element", spans: "Mapping[_Element, Span]", text: str) -> str:
    """Return the words of *element* as they stand in *text*; those nobody sees as in the source."""
    if element in spans:
        return text[spans[element].start : min(spans[element].end, spans[element].start + LONGEST_VALUE)]
    pieces, room = [], LONGEST_VALUE
    for words in element.itertext():
        if words.strip():
            pieces.append(str(words)[:room])
            room -= len(words)
        if room <= 0:
            break
    return displayable(" ".join(pieces))


def _add(item: Item, name: str, value: object, span: Span | None) -> None:
    item.setdefault(name, []).append(value)
    if span is not None:
        item[SPANS].setdefault(name, []).append(span)
