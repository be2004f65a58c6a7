"""Where people meet: the venue of an event, with the rule that found it."""

import re
from dataclasses import replace

from handbill.reading.addresses import HOUSE_NUMBER, STREET, Address
from handbill.reading.cards import Card
from handbill.reading.parts import Part, all_capitalised, mostly_capitalised
from handbill.reading.pieces import trim
from handbill.reading.segments import Segment
from handbill.reading.sentences import place_in, plain_place_in
from handbill.reading.telling import is_generic, without_small_ends
from handbill.values import Draft, Finding, Span, name_key

_LONGEST_PLACE = 9
_SHORTEST = 3
"""Letters of a name that needs its article."""
_SENTENCE_END = re.compile(r"(?<=[^\W_]{3})[.!?]\s+(?=[^\W\d_a-z])")
_LONGEST_ROOM = 3
_LONGEST_STREET = 4
"""Words of a place, and of what goes on with it behind a comma."""


def venue_of(card: Card, named: Finding[str] | None) -> Finding[str] | None:
    """Return the meeting place, with the street where it follows.

    A room of a body's own house gets the address of the house, where the page prints just one.

    Args:
        named: What the event is called; the words of its name are not taken for a place.
    """
    found, house = _venue_of(card, named), card.address
    found = found and _without_city(card, found)
    if house is None or (found and STREET.search(found.value)):
        return found
    if found is None:
        return None if house.in_cell else house.finding
    if not _is_in(found, house):
        return found
    spans = (*found.also, *([house.finding.span] if house.finding.span else []))
    return replace(found, value=f"{found.value}, {house.finding.value}", also=spans, confidence=0.6)


def at_same_place(draft: Draft, before: Draft, card: Card) -> Draft:
    """Return *draft* where the one *before* it is, where it says so: "at the same place"."""
    said = card.vocabulary.same.search(card.text, *card.entry.part)
    if said is None or before.venue is None:
        return draft
    same = Span(*said.span())
    if draft.venue and draft.venue.span and not draft.venue.span.overlaps(same):
        return draft
    also = (before.venue.span,) if before.venue.span else ()
    return replace(draft, venue=replace(before.venue, span=same, rule="venue.same", also=also))


def _without_city(card: Card, found: Finding[str]) -> Finding[str]:
    """Return a place without the city behind it: "Guildhall in Norwich"."""
    if found.span is None or found.also or found.rule == "venue.label":
        return found
    for at in card.vocabulary.inner_at.finditer(card.text, found.span.start + 1, found.span.end):
        if card.localities.exactly(Span(at.end() + 1, found.span.end)):
            span = trim(card.text, Span(found.span.start, at.start()))
            return replace(found, value=" ".join(span.of(card.text).split()), span=span)
    return found


def _is_in(found: Finding[str], house: Address) -> bool:
    """Whether a place is in the *house* of the body: a room without a number, or one that names the house."""
    if house.building and name_key(house.building) in name_key(found.value):
        return True
    if house.in_cell or any(letter.isdigit() for letter in found.value):
        return False
    return len(found.value.split()) <= _LONGEST_ROOM and found.rule.endswith(
        ("standing", "house", "line", "card")
    )


def _venue_of(card: Card, named: Finding[str] | None) -> Finding[str] | None:
    if "where" in card.entry.cells:
        span = trim(card.text, card.entry.cells["where"])
        return Finding(span.of(card.text), span, "venue.cell", 0.9) if span.end > span.start else None
    for segment in card.lines:
        if segment.role == "where" and not segment.times:  # "Meet: 9 am, Weir Yard"
            return _labelled_venue(card, segment)
    return (
        (_listed_place(card, named) if card.untitled else None)
        or _own_place(card, named)
        or _plain_place(card)
        or (None if card.house else _unnamed_words(card, named))
        or _venue_run(card, _headings_last(_unnamed(card.others, named)), "venue.card")
        or _place_of_poster(card, named)
        or _place_of_heading(card)
        or _standing_place(card)
    )


def _place_of_heading(card: Card) -> Finding[str] | None:
    """The place that the heading of an entry says behind its name: "The Mudlarks @ Shelby Landing"."""
    parts = card.parts(card.heading) if card.heading else []
    return _venue_run(card, [part for part in parts if part.piece.mark == " "], "venue.card")


def _place_of_poster(card: Card, named: Finding[str] | None) -> Finding[str] | None:
    """The place on a line of its own below the hour, where the lines of a poster are all headings."""
    lines = [line for line in card.below if line.span.of(card.text).isupper()]
    if not lines or not (card.entry.anchor.is_heading or not card.own):
        return None
    parts = [part for line in lines for part in card.parts(line)]
    return _venue_run(card, _unnamed(parts, named), "venue.poster")


def _unnamed(parts: list[Part], named: Finding[str] | None) -> list[Part]:
    """The *parts* beside what an event is called: "Coal Road Drums" is no road."""
    span = named.span if named else None
    return [part for part in parts if span is None or not part.piece.span.overlaps(span)]


def _headings_last(parts: list[Part]) -> list[Part]:
    """The lines of a card before its heading: "BARTON STREET TREES" is what it is about."""
    return sorted(parts, key=lambda part: part.segment.is_heading)


def _listed_place(card: Card, named: Finding[str] | None) -> Finding[str] | None:
    """The place in a line of a list that says where and when only: its first words beside these."""
    parts = [
        part
        for part in card.own
        if part.seems in ("text", "venue")
        and part.piece.mark not in ("(", "（")
        and not (named and named.span and part.piece.span.overlaps(named.span))
    ]
    parts = [part for part in parts if not _says_no_place(card, part)]
    if not parts or len(parts[0].piece.span.of(card.text).split()) > _LONGEST_PLACE:
        return None
    span = _venue_words(card, parts[0])
    for part in parts[1:]:
        between = card.text[span.end : part.piece.span.start].strip()
        if between != "," or len(part.piece.span.of(card.text).split()) > _LONGEST_STREET:
            break
        span = Span(span.start, part.piece.span.end)
    return Finding(" ".join(span.of(card.text).split()), span, "venue.list", 0.75)


def _own_place(card: Card, named: Finding[str] | None) -> Finding[str] | None:
    """The first place that the entry's own line names, besides what it calls the event."""
    name = named.span if named and named.rule != "name.list_heading" else None
    others = [part for part in card.own if not (name and name.holds(part.piece.span))]
    run = _venue_run(card, others or card.own, "venue.line")
    told = _sentence_place(card, card.entry.anchor, "venue.sentence") if card.is_prose() else None
    if run and told and run.span and told.span:
        return min(run, told, key=lambda found: found.span or Span(0, 0))
    return told or run


def _sentence_place(card: Card, segment: Segment, rule: str) -> Finding[str] | None:
    span = place_in(card.text, segment.span, card.vocabulary, card.reader.time_spans(segment))
    return Finding(" ".join(span.of(card.text).split()), span, rule, 0.75) if span else None


def _plain_place(card: Card) -> Finding[str] | None:
    """A place without a name in the sentence of the entry: "in the school library"."""
    anchor = card.entry.anchor
    if not card.is_prose():
        return None
    span = plain_place_in(card.text, card.entry.part, card.vocabulary, card.reader.time_spans(anchor))
    return Finding(" ".join(span.of(card.text).split()), span, "venue.plain", 0.5) if span else None


def _standing_place(card: Card) -> Finding[str] | None:
    """The place of the sentence that holds for all days of a schedule."""
    if card.entry.standing is None:
        return card.house
    labelled = next((s for s in card.beside_standing if s.role == "where"), None)
    if labelled:
        return _labelled_venue(card, labelled)
    return (
        _sentence_place(card, card.entry.standing, "venue.standing")
        or _venue_run(card, card.parts(card.entry.standing), "venue.standing")
        or card.house
    )


def _unnamed_words(card: Card, named: Finding[str] | None) -> Finding[str] | None:
    """What a line says beside time, city and name: "Paris, TX - Cleanup / 8am; north boat ramp"."""
    if card.is_prose():
        return None
    for part in card.own:
        if (
            part.seems == "text"
            and part.piece.mark not in ("(", "（")
            and named
            and named.span
            and not part.piece.span.overlaps(named.span)
            and _may_be_place(card, part.piece.span)
        ):
            words = part.piece.span.of(card.text)
            return Finding(words, part.piece.span, "venue.rest", 0.5) if len(words) <= 60 else None
    return None


def _may_be_place(card: Card, span: Span) -> bool:
    """Whether words that are left over may name a place: no lead-in to a date, nothing generic."""
    words = span.of(card.text)
    if is_generic(words, card.vocabulary) or card.vocabulary.meets.search(words):
        return False
    kinds = (card.vocabulary.any_kind, card.vocabulary.stage)
    if card.vocabulary.any_status.search(words) or any(kind.fullmatch(words) for kind in kinds):
        return False
    if without_small_ends(card.text, span, card.vocabulary) != span:
        return False
    if card.vocabulary.venue.search(words):
        return True
    return mostly_capitalised(words) and not (words.islower() and any(c.isdigit() for c in words))


def _says_no_place(card: Card, part: Part) -> bool:
    """Whether words say how things stand, or what the hour is of ("Assemble")."""
    words = part.piece.span.of(card.text)
    return bool(card.vocabulary.any_status.search(words) or card.vocabulary.stage.fullmatch(words))


def _labelled_venue(card: Card, segment: Segment) -> Finding[str] | None:
    end = _SENTENCE_END.search(card.text, segment.body.start, segment.body.end)
    span = trim(card.text, Span(segment.body.start, end.start()) if end else segment.body)
    if span.end == span.start:
        return None
    found = Finding(" ".join(span.of(card.text).split()), span, "venue.label", 0.9)
    return _with_street_below(card, found, segment)


def _with_street_below(card: Card, found: Finding[str], segment: Segment) -> Finding[str]:
    """The place behind a label, with the house and street on the line below where it says no number."""
    below = next((line for line in card.lines if line.place == segment.place + 1), None)
    if below is None or below.role or below.moments or HOUSE_NUMBER.search(found.value):
        return found
    street = next(iter(card.parts(below)), None)
    if street is None or street.seems != "venue":
        return found
    span = street.piece.span
    if not span.of(card.text)[:1].isdigit():
        return found
    return replace(found, value=f"{found.value}, {span.of(card.text)}", also=(span,))


def _venue_run(card: Card, parts: list[Part], rule: str) -> Finding[str] | None:
    start = next((i for i, part in enumerate(parts) if part.seems == "venue"), None)
    if start is None:
        return None
    first = parts[start]
    span = _venue_words(card, first)
    for part in parts[start + 1 :]:
        between = card.text[span.end : part.piece.span.start]
        if part.segment is not first.segment or len(between.strip()) > 1 or not _continues(card, part):
            break
        span = Span(span.start, part.piece.span.end)
    return Finding(" ".join(span.of(card.text).split()), span, rule, 0.75)


def _continues(card: Card, part: Part) -> bool:
    """Whether a part behind a comma goes on with the address: "Drill Shed, Broadgate"."""
    words = part.piece.span.of(card.text)
    short = part.piece.mark == "," and len(words.split()) <= 3 and all_capitalised(words)
    return part.seems == "venue" or (part.seems == "text" and short and words[:1].isupper())


def _venue_words(card: Card, part: Part) -> Span:
    """The place within a piece: preposition and article before it, and the goal behind it, left out."""
    span = part.piece.span
    lead = card.vocabulary.at.match(span.of(card.text))
    start = span.start + (lead.end() if lead else 0)
    article = card.vocabulary.article.match(card.text[start : span.end])
    if article and not _is_of_name(card.text[start : span.end], article.end()):
        start += article.end() if start + article.end() < span.end else 0
    goal = card.vocabulary.goal.search(card.text, start + 1, span.end)
    return trim(card.text, Span(start, goal.start() if goal and lead else span.end))


def _is_of_name(words: str, end: int) -> bool:
    """Whether an article that ends at *end* belongs to a name that is nothing without it: "The Ark"."""
    name = words[end:]
    return words[:1].isupper() and name[:1].isupper() and not name.isupper() and len(name) <= _SHORTEST
