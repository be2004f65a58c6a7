"""Which words of a line name the event by where they stand: at its head, behind its day, before its hours."""

from handbill.reading.cards import Card
from handbill.reading.parts import Part
from handbill.reading.telling import is_kind_alone

_QUOTES = " *_\"'»”“’"
_JUST_BEHIND, _LONGEST = 4, 8
"""Characters between a name and the city or day behind it, and words that it may have."""
_MARKS = 12
"""Characters that may stand between a day and the name behind it."""


def opening_part(card: Card) -> Part | None:
    """Return what opens a paragraph before a mark and the city or day: "Fix-It Sunday, Ely, 13 May. …"."""
    told = [part for part in card.own if part.seems != "filler"]
    first = told[0] if told else None
    if first is None or first.seems not in ("text", "quoted") or first.piece.mark:
        return None
    words, end = first.piece.span.of(card.text).split(), first.piece.span.end
    cities = [part.piece.span.start for part in told[1:2] if part.seems == "city"]
    days = [m.span.start for m in card.entry.anchor.moments if m.span and m.span.start >= end]
    following = min([*cities, *days], default=None)
    if following is None or following - end > _JUST_BEHIND:
        return None
    marked = card.text[end : end + 2].strip(_QUOTES) in (",", "،", "，", "–", "-", ".")
    return first if marked and len(words) <= _LONGEST and words[0][:1].isupper() else None


def part_behind_day(card: Card) -> Part | None:
    """Return what stands behind the day and a colon, and names a kind: "TOMORROW, Sat: CANOE PARADE, 9am"."""
    first = next((part for part in card.own if part.seems not in ("filler", "city")), None)
    if first is None or first.seems not in ("text", "quoted") or first.piece.mark not in (":", "："):
        return None
    start = first.piece.span.start
    before = card.text[max(0, start - _MARKS) : start]
    end = start - len(before) + len(before.rstrip(_QUOTES).rstrip(":："))
    if end not in {day.span.end for day in card.entry.anchor.moments if day.span}:
        return None
    return first if card.vocabulary.any_kind.search(card.text, *first.piece.span) else None


def part_before_hours(card: Card) -> Part | None:
    """Return what stands before a colon and the hours: "Drums for the road: 5-8 pm, Polo Park. Bring …"."""
    hour = card.entry.time.span if card.entry.time else None
    line = next((s for s in card.lines if s.span.holds(hour)), None)
    if hour is None or line is None or line.role:
        return None
    first = next((part for part in card.parts(line) if part.seems in ("text", "quoted", "venue")), None)
    if first is None or first.piece.span.end > hour.start:
        return None
    return first if card.text[first.piece.span.end : hour.start].strip(_QUOTES) in (":", "：") else None


def name_before_place(card: Card) -> Part | None:
    """What looks like a place at the head of a line, where another one follows behind more than a comma.

    "noon: Peace Corner, James Street", "07:00 | Round the lake | Hangzhou, park gate".
    """
    told = [part for part in card.own if part.seems not in ("filler", "city")]
    if not told or told[0].seems != "venue" or told[0].piece.mark in ("(", "（"):
        return None
    if card.vocabulary.at.match(told[0].piece.span.of(card.text)):  # "@ Baker's Vaults" is where
        return None
    places = [part for part in told if part.seems == "venue"]
    if len(places) < 2:
        return None
    if places[0].piece.mark == ":":
        return places[0]
    between = card.text[places[0].piece.span.end : places[1].piece.span.start].strip(" ")
    return None if between in ("", ",", "، ", "，") else places[0]


def is_head_of(card: Card, first: Part, second: Part) -> bool:
    """Whether a colon stands between the two, and what follows it is what happens: "North branch: vigil"."""
    between = card.text[first.piece.span.end : second.piece.span.start].strip(" *_")
    if between not in (":", "："):
        return False
    told = second.piece.span
    kind = card.vocabulary.any_kind
    return is_kind_alone(first.piece.span.of(card.text), card.vocabulary) or (
        not first.piece.quoted
        and kind.search(card.text, *first.piece.span) is None
        and kind.search(card.text, *told) is not None
    )
