"""The postal address that a page prints of the house of a body, over one line or several."""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from handbill.reading.vocabulary import Vocabulary
from handbill.values import Announcement, Finding, Span, name_key

STREET = re.compile(r"(?<![^\s,;])\d{1,5}[a-z]?\s+(?:[NSEW]\.?\s+)?(?:[^\W\d_a-z]|\d+(?:st|nd|rd|th)\b)")
"""A house number and the first letter of its street; "92 min" is none."""
HOUSE_NUMBER = re.compile(r"\b\d+[a-z]?\b")
"""A number that may be that of a house; "2nd Floor" has none."""
_POSTAL = re.compile(
    r"[^\W\d_][\w .'’-]{1,30},?\s(?:(?:[^\W\d_]{2,14}\.?\s+)?\d{4,5}(?:-\d{4})?|"
    r"[A-Z]{1,2}\d[\dA-Z]?\s\d[A-Z]{2})$"
)
"""A town with its postal code: "Hexham NE46 1AB", "Hobart TAS 7000", "Akron, Ohio 44308-1802"."""
_LONGEST = 80
"""Characters of the line of a street."""
_LONGEST_FLOOR = 20
_MOST_LINES = 2
"""Lines of an address below its street."""
_SAME = 10
"""First letters by which two spellings of a street are the same."""


@dataclass(frozen=True, slots=True)
class Address:
    """The house of a body.

    Attributes:
        finding: Street, floor and town as the page prints them.
        building: What stands before the street on its line ("City Hall"), "" for nothing.
        in_cell: Whether it stands in a table, which may tell of other houses than that of the body.
    """

    finding: Finding[str]
    building: str
    in_cell: bool = False


def address_of_page(
    announcement: Announcement, vocabulary: Vocabulary, dates: Container[int] = ()
) -> Address | None:
    """Return the one street address that a page prints at the end of a line; None for none or several.

    Where it stands in several places, that with the most words. One in a cell counts only with its building
    before it.

    Args:
        dates: Where days begin in the text: "6 May Harbour of Salt" is no house.
    """
    lines = list(_lines(announcement))
    found: dict[str, Address] = {}
    for place, (span, in_cell) in enumerate(lines):
        address = _address_at(announcement.text, lines, place, vocabulary, dates)
        long = span.end - span.start > _LONGEST
        if address is None or long or (in_cell and not address.building):
            continue
        key = name_key(address.finding.value)[:_SAME]
        known = found.get(key)
        if known is None or len(known.finding.value) < len(address.finding.value):
            building = address.building or (known.building if known else "")
            found[key] = Address(address.finding, building, in_cell and (known is None or known.in_cell))
    return next(iter(found.values())) if len(found) == 1 else None


def _lines(announcement: Announcement) -> Iterator[tuple[Span, bool]]:
    """Yield the lines of all blocks and cells, each with whether it stands in a cell."""
    for block in announcement.blocks:
        for span in [cell.span for cell in block.cells] or [block.span]:
            start = span.start
            for line in span.of(announcement.text).split("\n"):
                yield Span(start, start + len(line)), bool(block.cells)
                start += len(line) + 1


def _address_at(
    text: str,
    lines: Sequence[tuple[Span, bool]],
    place: int,
    vocabulary: Vocabulary,
    dates: Container[int],
) -> Address | None:
    """The address whose street stands on the line at *place*, with the lines below that go on with it."""
    line = lines[place][0]
    street = STREET.search(text, line.start, line.end)
    if (
        street is None
        or street.start() in dates
        or not vocabulary.venue.search(text, street.start(), line.end)
    ):
        return None
    before = text[line.start : street.start()].strip()
    if before and not before.endswith(","):
        return None
    if ": " in text[street.start() : line.end]:
        return None  # "14 Uhr: Tausch im Hof, Lindenstr. 8" begins with an hour
    end, parts = line.end, [text[street.start() : line.end].strip(" ,")]
    for below, _ in lines[place + 1 : place + 1 + _MOST_LINES]:
        words = below.of(text).strip()
        floor = len(words) <= _LONGEST_FLOOR and any(c.isdigit() for c in words[-4:])
        if not _POSTAL.fullmatch(words) and not (floor and vocabulary.venue.match(words)):
            break
        parts.append(words)
        end = below.end
        if _POSTAL.fullmatch(words):
            break
    building = before.rstrip(", ").rsplit(",")[-1].strip()
    value = " ".join(", ".join(parts).split())
    return Address(Finding(value, Span(street.start(), end), "venue.address", 0.5), building)
