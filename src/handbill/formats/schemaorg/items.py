"""Items of structured data as plain dicts: JSON-LD and microdata brought to one shape, events picked out."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from handbill.values import Span

Item: TypeAlias = dict[str, Any]
"""Property name -> value or list of values; "@type" holds the types as written."""

SPANS = "@spans"
"""Key of an item under which its visible properties have their spans: property name -> [Span]."""
SOURCE = "@source"
"""Key of an item that does not come from JSON-LD: the name of its syntax."""

_WRAPPING = re.compile(r"^(?://)?\s*(?:<!\[CDATA\[|<!--)|(?://\s*)?(?:\]\]>|-->)$")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_LINE_COMMENT = re.compile(r"^[^\S\n]*//.*$", re.MULTILINE)
_TYPE = re.compile(r"(?:https?://(?:www\.)?schema\.org/|schema:)?(\w+)$")

_EVENT_TYPES = frozenset({"Festival", "Hackathon", "CourseInstance", "EventSeries"})
_NOT_GATHERINGS = frozenset({"BroadcastEvent", "OnDemandEvent", "PublicationEvent"})
_INHERITED = ("location", "organizer", "inLanguage")
_MOST_VALUES = 50_000


def json_in(text: str) -> Any:
    """Return the JSON value of *text*, forgiving what pages get wrong about it.

    Forgiven: CDATA and comments around it, trailing commas, line ends inside strings, entities, a semicolon
    at the end.

    Raises:
        json.JSONDecodeError: It is no JSON all the same.
        RecursionError: It nests too deeply.
    """
    bare = _WRAPPING.sub("", text.strip()).strip().rstrip(";").lstrip("\ufeff")
    try:
        return json.loads(bare, strict=False)
    except json.JSONDecodeError:
        repaired = _TRAILING_COMMA.sub(r"\1", _LINE_COMMENT.sub("", bare))
        repaired = html.unescape(repaired) if "&quot;" in repaired else repaired
        return json.loads(repaired, strict=False)


def events_in(values: list[Any]) -> Iterator[Item]:
    """Yield the events among *values* and inside them, in their order, parts of events after the whole.

    A part without a place or organiser of its own has those of the whole. A series that lists its events
    only holds them together.
    """
    named = _named_items(values)
    path: list[tuple[Any, Item | None]] = [(value, None) for value in reversed(values)]
    visited = 0
    while path and visited < _MOST_VALUES:
        value, whole = path.pop()
        visited += 1
        if isinstance(value, list):
            path += [(each, whole) for each in reversed(value)]
        elif isinstance(value, dict):
            item = _plain(value, named)
            if _is_gathering(item):
                item = _with_inherited(item, whole)
                yield item
                whole = item
            path += [(each, whole) for key, each in reversed(list(item.items())) if key != "superEvent"]


def shown_spans(item: Item, name: str) -> list[Span]:
    """Return where the page shows the property *name*; JSON may hold the same key, but never a span."""
    held = item.get(SPANS)
    listed = held.get(name) if isinstance(held, dict) else None
    return [span for span in listed if isinstance(span, Span)] if isinstance(listed, list) else []


def types_of(item: Item) -> list[str]:
    """Return the schema.org types of *item* without the vocabulary's address."""
    stated = item.get("@type", [])
    found = (_TYPE.match(str(each).strip()) for each in (stated if isinstance(stated, list) else [stated]))
    return [match[1] for match in found if match]


def is_of(item: Any, *types: str) -> bool:
    """Tell whether *item* is an item of one of these schema.org types."""
    return isinstance(item, dict) and bool(set(types_of(item)) & set(types))


def first_of(value: Any) -> Any:
    """Return *value*, or the first of a list of values; None for an empty list."""
    if isinstance(value, list):
        return value[0] if value else None
    return value


def all_of(value: Any) -> list[Any]:
    """Return the values of a property as a list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def words_in(value: Any) -> str:
    """Return the text of a property: a string, a number, {"@value": ...} or the name of an item."""
    value = first_of(value)
    if isinstance(value, dict):
        value = first_of(value.get("@value", value.get("name")))
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _plain(value: Item, named: dict[str, Item]) -> Item:
    """Return *value* without prefixes ("schema:name"), what it refers to by "@id" in its place."""
    return {
        key if key.startswith("@") else key.rpartition(":")[2]: [_resolved(part, named) for part in each]
        if isinstance(each, list)
        else _resolved(each, named)
        for key, each in value.items()
    }


def _resolved(value: Any, named: dict[str, Item]) -> Any:
    if isinstance(value, dict) and set(value) == {"@id"}:
        return named.get(str(value["@id"]), value)
    return value


def _named_items(values: list[Any]) -> dict[str, Item]:
    """Return the items of graphs that have an "@id" and say more than it."""
    named: dict[str, Item] = {}
    path, visited = list(values), 0
    while path and visited < _MOST_VALUES:
        value = path.pop()
        visited += 1
        if isinstance(value, list):
            path += value
        elif isinstance(value, dict):
            if isinstance(value.get("@id"), str) and len(value) > 1:
                named[value["@id"]] = value
            path += value.values()
    return named


def _is_gathering(item: Item) -> bool:
    types = set(types_of(item))
    starts = {words_in(each) for each in all_of(item.get("startDate"))}
    if (
        len(starts) > 1
        or types & _NOT_GATHERINGS
        or not any(kind.endswith("Event") or kind in _EVENT_TYPES for kind in types)
    ):
        return False
    return not (types & {"EventSeries"} and item.get("subEvent"))


def _with_inherited(item: Item, whole: Item | None) -> Item:
    inherited = {key: whole[key] for key in _INHERITED if whole and key in whole}
    return {**inherited, **item}
