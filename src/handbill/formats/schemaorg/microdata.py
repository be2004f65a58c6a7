"""Microdata (HTML Living Standard, section 5) in the shape of JSON-LD, with the words that show it.

Walked here and not by extruct: its import takes a second and a half (it brings an RDF library), and it gives
values without their elements, so that nobody could be shown the words that a value stands on. What is shown
matters: pages write "10 AM" for the eye and UTC without a sign into `content`.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from handbill.formats.limits import LONGEST_VALUE
from handbill.formats.schemaorg.items import SOURCE, SPANS, Item
from handbill.formats.schemaorg.walk import shown_words
from handbill.values import Span

if TYPE_CHECKING:
    from lxml.etree import _Element

_ADDRESS_IN = {"a": "href", "area": "href", "link": "href", "img": "src", "object": "data", "iframe": "src"}
_MOST_NAMES = 20


def items_of(root: "_Element", spans: "Mapping[_Element, Span]", text: str) -> list[Item]:
    """Return the top-level items under *root*, in order.

    Args:
        spans: Where the words of elements stand in *text*, for those that are seen.
    """
    if not root.xpath("boolean(//@itemscope)"):
        return []
    scopes: dict[_Element, Item] = {}
    referring = _referring(root)
    top: list[Item] = []
    owned: dict[_Element, Item] = {}
    for element in root.iter():
        parent = element.getparent()
        scope = owned.get(parent) if parent is not None else None
        if (by_reference := referring.get(element.get("id", ""))) is not None:
            scope = scopes.setdefault(by_reference, _item(by_reference))
        names = element.get("itemprop", "").split()[:_MOST_NAMES]
        if element.get("itemscope") is not None:
            item = scopes.setdefault(element, _item(element))
            top += [] if names and scope is not None else [item]
            owned[element] = item
        elif scope is not None:
            owned[element] = scope
        if names and scope is not None:
            value = scopes.get(element) or _value(element, spans, text)
            _add(scope, names, value, spans.get(element))
    return top


def _referring(root: "_Element") -> "dict[str, _Element]":
    """Return the elements that other items take in by `itemref`: id -> element of the item."""
    return {
        name: element
        for element in root.iter()
        if element.get("itemscope") is not None
        for name in element.get("itemref", "").split()[:_MOST_NAMES]
    }


def _item(element: "_Element") -> Item:
    return {"@type": element.get("itemtype", "").split(), SPANS: {}, SOURCE: "microdata"}


def _add(item: Item, names: list[str], value: object, span: Span | None) -> None:
    for name in names:
        item.setdefault(name, []).append(value)
        if span is not None:
            item[SPANS].setdefault(name, []).append(span)


def _value(element: "_Element", spans: "Mapping[_Element, Span]", text: str) -> str:
    """Return the value of a property (section 5.2.4), `content` read on any element, as pages write it."""
    stated = element.get("content") or element.get(_ADDRESS_IN.get(str(element.tag), "datetime"))
    if stated or element.tag == "meta":
        return (stated or "")[:LONGEST_VALUE]
    return shown_words(element, spans, text)
