"""In which city an event is, with the rule that chose it; and towns that no gazetteer knows."""

from collections.abc import Sequence

from handbill.reading.addresses import HOUSE_NUMBER
from handbill.reading.cards import Card
from handbill.reading.localities import STATED, Locality
from handbill.reading.parts import PartReader, all_capitalised
from handbill.reading.pieces import trim
from handbill.reading.segments import Segment
from handbill.reading.telling import is_generic
from handbill.values import Finding, Span

_LIKELY = 0.25
"""Weight of a name at home that may be the city of an address."""
_LONGEST_TOWN = 4
"""Words."""
_HEAD = 3
"""Lines at the head of a page that may say where all is."""
_PARTS_OF_ADDRESS = 3


def town_of(card: Card) -> Finding[str] | None:
    """Return a town that no gazetteer knows, where the form of the page says that a town stands there.

    That is a column of cities, a label ("City: Kurow"), the head of a line where the lines beside it have
    a city at theirs, or the end of a labelled address ("Where: Weir Works, 4 Mill Lane, Kurow").
    """
    entry = card.entry
    cell = entry.cells.get("city")
    label = next((s.body for s in card.lines if s.role == "city"), None)
    lead = entry.lead.town if entry.context.shared and entry.lead.place is None else None
    for span, rule in ((cell, "cell_city"), (label, "label"), (lead, "lead")):
        if span is None:
            continue
        words = trim(card.text, span)
        written = " ".join(words.of(card.text).split())
        if card.localities.within(words) or not _may_be_town(written):
            return None
        return Finding(written, words, f"city.{rule}.unlisted", 0.6)
    return _town_of_address(card)


def _town_of_address(card: Card) -> Finding[str] | None:
    """The end of a labelled address of house, street with its number, and a name that is no other place."""
    label = next((s.body for s in card.lines if s.role == "where" and not s.times), None)
    if label is None or "\n" in label.of(card.text) or card.entry.cells:
        return None
    head, _, last = label.of(card.text).rpartition(",")
    span = trim(card.text, Span(label.start + len(head) + 1, label.end))
    words = span.of(card.text)
    if (
        len(head.split(",")) < _PARTS_OF_ADDRESS - 1
        or not HOUSE_NUMBER.search(head)
        or not _may_be_town(words)
    ):
        return None
    if card.vocabulary.venue.search(words.rsplit(" ", 1)[0] if " " in words else words) or not last.strip():
        return None
    if (
        _in_address(card, label)
        or card.localities.within(span)
        or card.localities.is_region(span)
        or not all_capitalised(words)
    ):
        return None
    return Finding(words, span, "city.address.unlisted", 0.5)


def town_of_title(segments: Sequence[Segment], reader: PartReader) -> Finding[str] | None:
    """Return a town that no gazetteer knows from the head of a page, where the page names no other.

    It ends a first line in capitals ("ST MARY'S PARISH, KNOCKREE"), or stands beside the days of a programme
    ("PONTE DA EIRA · 4 to 7 September").
    """
    for segment in segments[:_HEAD]:
        days = any(m.value.first and m.value.last != m.value.first for m in segment.moments)
        if not (days if segment.place else segment.span.of(reader.text).isupper()):
            continue
        parts = [part for part in reader.parts(segment) if part.seems != "filler"]
        ends = len(parts) > 1 and parts[-1].piece.mark == ","
        if not parts or not (len(parts) == 1 if segment.place else ends):
            continue
        words = parts[-1].piece.span.of(reader.text)
        idle = is_generic(words, reader.vocabulary) or reader.vocabulary.any_kind.search(words)
        if parts[-1].seems == "text" and _may_be_town(words) and all_capitalised(words) and not idle:
            return Finding(" ".join(words.split()), parts[-1].piece.span, "city.title.unlisted", 0.4)
    return None


def _may_be_town(words: str) -> bool:
    if not words or words[:1].islower() or any(letter.isdigit() for letter in words):
        return False
    return len(words.split()) <= _LONGEST_TOWN


def locality_of(card: Card) -> tuple[Locality, str] | None:
    """Return the city of the event with the rule that chose it; in the region of its heading, if named."""
    found, region = _locality_of(card), card.entry.context.region
    if found is None or region is None:
        return found
    return card.localities.in_region(found[0], region), found[1]


def _locality_of(card: Card) -> tuple[Locality, str] | None:
    for key, choice in (("city", _first), ("where", _in_address)):
        if key in card.entry.cells and (found := choice(card, card.entry.cells[key])):
            return found, f"cell_{key}"
    for segment in card.lines:
        if segment.role == "city" and (found := _first(card, segment.body)):
            return found, "label"
    if card.entry.lead.place:
        return card.entry.lead.place, "lead"
    own = next((p for p in card.own if p.seems == "city"), None)
    if own and (found := _first(card, own.piece.span)) and _may_stand(card, found):
        return found, "line"
    for segment in card.lines:
        if segment.role == "where" and (found := _in_address(card, segment.body)):
            return found, "venue"
    own_lines = {segment.place for segment in card.entry.card}
    cities = (p for p in card.others if p.seems == "city" and p.segment.place in own_lines)
    card_city = next(cities, None)
    if card_city and (found := _first(card, card_city.piece.span)):
        return found, "card"
    return _inherited_locality(card)


def _may_stand(card: Card, found: Locality) -> bool:
    """Under the heading of a city, only a name with its region beside it means another one."""
    return card.entry.context.place is None or found.rule == STATED


def _inherited_locality(card: Card) -> tuple[Locality, str] | None:
    inside = _last_weighty(card, card.entry.part)
    if inside and (card.is_prose() or not card.entry.context.place):
        return inside, "line"
    if card.entry.context.place:
        return card.entry.context.place, "heading"
    for segment in card.entry.card:
        if found := _last_weighty(card, segment.span):
            return found, "card"
    for title in reversed(card.entry.context.titles):
        if found := _last_weighty(card, title.span):
            return found, "title"
    common = card.localities.commonest
    return (common, "page") if common else None


def _first(card: Card, span: Span) -> Locality | None:
    return next(iter(card.localities.within(span)), None)


def _in_address(card: Card, span: Span) -> Locality | None:
    """The city of an address: the last name that speaks for one, else the first that lies at home."""
    home = card.localities.context.home
    at_home = (
        x
        for x in card.localities.within(span)
        if home and x.place.country_code == home and x.weight >= _LIKELY
    )
    return _last_weighty(card, span) or next(at_home, None)


def _last_weighty(card: Card, span: Span) -> Locality | None:
    """The last name in *span* that speaks for a city: addresses end with it."""
    within = card.localities.within(span)
    weighty = [x for x in within if card.localities.is_credible(x) or card.localities.stands_behind_in(x)]
    stated = [x for x in weighty if x.rule == STATED]
    return (stated or weighty)[-1] if weighty else None
