"""What an element of a microformat says: value class pattern, titles of abbreviations, `datetime`."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from handbill.formats.clean import one_line

if TYPE_CHECKING:
    from lxml.etree import _Element

_MOST_INSIDE = 200
"""Elements of a property that are searched for pieces of its value."""
_LONGEST = 200
_DATE = re.compile(r"\d{4}-?\d\d-?\d\d")
_CLOCK = re.compile(
    r"(?:(?<=T)|(?<![\d:+-]))(2[0-4]|[01]?\d)(?::?(\d\d))?(?::?\d\d)?(?!\d)\s*(?:([ap])\.?m\b\.?)?",
    re.IGNORECASE,
)
_ZONE = re.compile(r"(?:Z|[+-]\d\d:?\d\d)$", re.IGNORECASE)


def words_of(element: "_Element", shown: str) -> str:
    """Return the words that *element* says for a reader or, where it hides others, for machines."""
    pieces = [words for words in _pieces(element) if words]
    return " ".join(pieces) if pieces else _own_value(element) or shown


def link_of(element: "_Element", shown: str) -> str:
    """Return the address that *element* links to, else what it says."""
    return element.get("href") or element.get("src") or words_of(element, shown)


def moment_of(element: "_Element", shown: str) -> str:
    """Return the date or time that *element* states, in ISO 8601; the hour of an end may stand alone.

    The value class pattern parts date, time and zone over several elements, in any order (microformats.org,
    value-class-pattern, "date and time parsing").
    """
    pieces = [words for words in _pieces(element) if words] or [_own_value(element) or shown]
    return _joined([one_line(piece, limit=_LONGEST) for piece in pieces])


def _pieces(element: "_Element") -> Iterator[str]:
    """Yield the pieces of a value that stand in elements of the class "value" or "value-title"."""
    for inside in islice(element.iterdescendants(), _MOST_INSIDE):
        classes = inside.get("class", "").split()
        if "value-title" in classes:
            yield inside.get("title", "")
        elif "value" in classes:
            yield _own_value(inside) or "".join(map(str, islice(inside.itertext(), _MOST_INSIDE)))


def _own_value(element: "_Element") -> str:
    """Return what an attribute of *element* says in place of its words, "" for nothing."""
    name = {"abbr": "title", "data": "value", "del": "datetime", "img": "alt", "input": "value",
            "ins": "datetime", "link": "title", "time": "datetime"}.get(str(element.tag), "")  # fmt: skip
    return element.get(name, "").strip() if name else ""


def _joined(pieces: list[str]) -> str:
    """Return "2027-05-01 19:30" of its pieces; the first date and the first clock count."""
    day = clock = zone = ""
    for piece in pieces:
        found = _DATE.search(piece)
        rest = piece[: found.start()] + piece[found.end() :] if found else piece
        day = day or (found[0] if found else "")
        zone = zone or ("".join(_ZONE.findall(rest)[:1]))
        clock = clock or _clock(_ZONE.sub("", rest))
    return " ".join(part for part in (day, clock) if part) + (zone if clock else "")


def _clock(words: str) -> str:
    """Return the time of day in *words*, 24-hour; "" where there is none."""
    found = _CLOCK.search(words)
    if found is None or not (found[2] or found[3]):
        return ""
    hour = int(found[1])
    if found[3]:
        hour = hour % 12 + (12 if found[3].lower() == "p" else 0)
    return f"{hour:02}:{found[2] or '00'}"
