"""The card of one entry: the lines that speak of one event, and their parts."""

import re

from handbill.reading.addresses import Address
from handbill.reading.entries import Entry
from handbill.reading.parts import Part, PartReader
from handbill.reading.pieces import trim
from handbill.reading.segments import Segment
from handbill.values import Announcement, Finding

_MOST_LINKS = 5
_GOES_ON = re.compile(r" [a-zß-öø-ÿа-яёα-ω]{2,} [^\W\d_]")
"""A small word behind a date with no mark between: the sentence goes on."""


class Card:
    """The lines that speak of one event, cut into parts.

    Attributes:
        own: Parts of the anchor; `others` those of all other lines.
        lines: All segments, those that follow the container included.
        beside_standing: Lines around the sentence that holds for all days of its list.
        house: Where the body meets whose schedule the page is; None on pages that are none.
        address: The street of that body, where its page prints one.
        below: Headings right below, where a poster sets each thing that it says on a line of its own.
        heading: The heading right above, where it heads this entry alone.
        untitled: Whether its line says where and when only, as the lines around it do: a city, a square,
            an hour. What they are about is said once above.
    """

    untitled = False
    heading: Segment | None = None

    def __init__(
        self,
        entry: Entry,
        announcement: Announcement,
        reader: PartReader,
        *,
        beside_standing: tuple[Segment, ...] = (),
        house: Finding[str] | None = None,
        address: Address | None = None,
        below: tuple[Segment, ...] = (),
    ):
        self.beside_standing, self.house, self.address = beside_standing, house, address
        self.below = below
        self.entry, self.announcement, self.reader = entry, announcement, reader
        self.text, self.vocabulary, self.localities = reader.text, reader.vocabulary, reader.localities
        self.own = [part for part in self.parts(entry.anchor) if not self._is_town(part)]
        self.lines = (*entry.card, *entry.after)
        self.others = [p for s in self.lines if s is not entry.anchor for p in self.parts(s)]

    def _is_town(self, part: Part) -> bool:
        cell, town = self.entry.cells.get("city"), self.entry.lead.town
        if cell and cell.holds(part.piece.span):
            return part.seems != "city"
        return town is not None and self.entry.context.shared and part.piece.span.overlaps(town)

    def says_what(self) -> bool:
        """Whether the first words of its line name a kind of gathering, or a title in quotation marks."""
        first = next((part for part in self.own if part.seems in ("text", "quoted", "venue")), None)
        if first is None or first.seems == "venue":  # "Memorial Hall" remembers nobody
            return False
        span = first.piece.span
        kind = self.vocabulary.any_kind
        return first.piece.quoted or kind.search(self.text, span.start, span.end) is not None

    def names_itself(self) -> bool:
        """Whether it says what, and not by a proper name, which "Targ Węglowy", the coal market, is."""
        first = next((part for part in self.own if part.seems in ("text", "quoted")), None)
        if first is None or not self.says_what():
            return False
        words = first.piece.span.of(self.text).split()
        return first.piece.quoted or len(words) < 2 or not all(word[:1].isupper() for word in words)

    def is_terse(self) -> bool:
        """Whether its line has one piece beside city, hour and what stands in brackets."""
        telling = [
            part
            for part in self.own
            if part.seems not in ("city", "filler") and part.piece.mark not in ("(", "（", ",", "，", "、")
        ]
        return len(telling) <= 1

    def is_parted(self) -> bool:
        """Whether bars part what from where, as in a table: "14-18 h | Flea market | Corn Square"."""
        told = [part for part in self.own if part.seems not in ("city", "filler")]
        return len(told) > 1 and told[1].piece.mark == "|"

    def is_prose(self) -> bool:
        """Whether the anchor is a sentence rather than a line of a list, which begins with its date."""
        anchor = self.entry.anchor
        words = self.entry.part.of(self.text).split()
        if len(words) < 12 or anchor.block.kind == "row" or self._begins_with_moment():
            return False
        if self.entry.lead.place:
            return False
        cased = [word for word in words if word[:1].islower() or word[:1].isupper()]
        return not cased or sum(word[:1].islower() for word in cased) >= len(cased) * 0.5

    def _begins_with_moment(self) -> bool:
        """Whether an item's day or hour stands first; "Sunday the 7th is for singing" is a sentence."""
        start = trim(self.text, self.entry.anchor.body).start
        first = next(
            (m.span for m in self.entry.anchor.moments if m.span and m.span.start <= start + 1), None
        )
        return first is not None and not _GOES_ON.match(self.text, first.end)

    def urls(self) -> tuple[Finding[str], ...]:
        """Return the links that stand in the card, first mention first."""
        found: dict[str, Finding[str]] = {}
        places = {place for line in self.lines for place in self.reader.links_in(line.span)}
        for link in (self.announcement.links[place] for place in sorted(places)):
            found.setdefault(link.href, Finding(link.href, link.span, "url.card", 0.8))
        return tuple(found.values())[:_MOST_LINKS]

    def parts(self, segment: Segment) -> list[Part]:
        """Return the parts of *segment*; of the anchor in a table, those of the entry's own cells."""
        is_part = segment is self.entry.anchor and (
            segment.block.kind == "row" or self.entry.part != segment.span
        )
        return self.reader.parts(segment, self.entry.part if is_part else None)
