"""Whether an event is off, moved in time or place, or not yet sure; and when and where it was to be.

A word of status belongs to the item it stands in; only in the title of a single announcement does it speak
of the event below. "Not cancelled" and "cancelled if it rains" say nothing of the kind.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from handbill.reading.cards import Card
from handbill.reading.entries import Entry
from handbill.reading.formerly import former_places
from handbill.reading.segments import Found, Segment
from handbill.reading.vocabulary import Vocabulary
from handbill.values import Announcement, Draft, EventStatus, Finding, Span
from handbill.values.copies import replace

_CLAUSE = re.compile(r"[.!?;:。！？]\s|\n\n|[()（）]|\s[-–—]\s")
_NEGATED = 3
"""Words before a word of status in which a "not" may stand."""
_REACH = 60
"""Characters behind "moved to" in which the day stands."""
_NEXT = 3
"""Lines behind a postponement in which its new day may stand."""


def with_status(draft: Draft, card: Card, *, alone: bool, former: Found | None = None) -> Draft:
    """Return *draft* with its status, and the day and place that no longer hold.

    Args:
        alone: Whether it is the only event of the announcement, so that titles speak of it.
        former: The day it was to be on, where one expression says both days.
    """
    spans = list(_spans(card))
    titles = [b.span for b in card.announcement.blocks if b.kind == "heading"] if alone else []
    titles += [card.heading.span] if card.heading and not alone else []
    status = status_in(card.text, [*spans, *titles], card.vocabulary, _times(card))
    if status and status.value == "tentative" and _fills_cell(card, status.span):
        status = None  # "TBC" in a cell of its own stands for an hour or a place
    if former:
        status = Finding("postponed", former.span, "status.moved_day", 0.8)
    former = former or _former_day(card)
    place = next(iter(former_places(card.text, _whole(card), card.vocabulary, _times(card))), None)
    if former and former.value.first:
        old = _at(former.value.first, former.value.start or _hour(draft))
        moved = draft.dtstart is None or old != draft.dtstart.value
        previous = Finding(old, former.span, "previous_start.former", 0.7) if moved else None
        draft = replace(draft, previous_start=previous)
        status = status or (Finding("postponed", former.span, "status.former_date", 0.6) if moved else None)
    if place and place.span:
        status = status or Finding("changed", place.span, "status.former_place", 0.6)
        draft = replace(draft, previous_venue=place)
    return replace(draft, status=status) if status else draft


def _spans(card: Card) -> Iterator[Span]:
    """The entry's own words, then the other lines of its card that name no other day."""
    yield card.entry.vicinity
    for segment in card.entry.card:
        if segment is not card.entry.anchor:
            yield segment.span
    yield from (s.span for s in card.entry.after if s.block is card.entry.anchor.block and not s.dates)


def _fills_cell(card: Card, span: Span | None) -> bool:
    cells = (cell.span.of(card.text).strip(" |") for cell in card.entry.anchor.block.cells)
    return span is not None and span.of(card.text) in cells


def _whole(card: Card) -> Span:
    """The entry's own part with the lines of its card behind it: wrapped sentences run over them."""
    if card.entry.part != card.entry.anchor.span:
        return card.entry.part
    behind = (s for s in card.entry.card if s.place > card.entry.anchor.place)
    return Span(card.entry.part.start, max((s.span.end for s in behind), default=card.entry.part.end))


def _times(card: Card) -> list[Span]:
    return [m.span for s in card.lines for m in (*s.dates, *s.times, *s.former) if m.span]


def status_in(
    text: str, spans: Sequence[Span], vocabulary: Vocabulary, times: Sequence[Span] = ()
) -> Finding[EventStatus] | None:
    """Return the status that the words in *spans* say, the gravest one; None where they say none.

    Args:
        times: Where days and hours stand: what is "moved to" one of them is postponed, else changed.
    """
    said: dict[EventStatus, Finding[EventStatus]] = {}
    for span in spans:
        for status, word in _words(text, span, vocabulary):
            if status in ("postponed", "changed") and vocabulary.moved.fullmatch(word.group()):
                status = "postponed" if _goes_to_time(text, word, span, times) else "changed"
            if status != "tentative" or _stands_alone(text, Span(*word.span()), span):
                said.setdefault(status, Finding(status, Span(*word.span()), "status.word", 0.8))
    return next((said[status] for status in vocabulary.status if status in said), None)


def _words(text: str, span: Span, vocabulary: Vocabulary) -> Iterator[tuple[EventStatus, re.Match[str]]]:
    if not vocabulary.any_status.search(text, span.start, span.end):
        return
    for status, pattern in vocabulary.status.items():
        for word in pattern.finditer(text, span.start, span.end):
            if not _is_unsaid(text, word, span, vocabulary):
                yield status, word


def _is_unsaid(text: str, word: re.Match[str], span: Span, vocabulary: Vocabulary) -> bool:
    """Whether its clause takes a word of status back: "not cancelled", "if cancelled", "cancelled if wet"."""
    before, after = _clause(text, word, span)
    near = " ".join(before.split()[-_NEGATED:])
    return bool(vocabulary.denied.search(near) or vocabulary.supposed.search(f"{before} {after}"))


def _clause(text: str, word: re.Match[str], span: Span) -> tuple[str, str]:
    before = _CLAUSE.split(text[span.start : word.start()])[-1]
    return before, _CLAUSE.split(text[word.end() : span.end])[0]


def _goes_to_time(text: str, word: re.Match[str], span: Span, times: Sequence[Span]) -> bool:
    """Whether a day or an hour follows within the sentence, before any place could."""
    end = min(span.end, word.end() + len(_clause(text, word, span)[1]), word.end() + _REACH)
    follows = [time for time in times if word.end() - 1 <= time.start < end]
    return bool(follows) and len(text[word.end() : follows[0].start].split()) <= _NEXT


def _stands_alone(text: str, word: Span, span: Span) -> bool:
    """Whether no other words stand before it between marks; "speaker tbc" is of the speaker."""
    before = re.split(r"[,;:.!?()|\n\[\]*]|\s[-–—]\s", text[span.start : word.start])[-1]
    return not any(c.isalpha() for c in before)


def _former_day(card: Card) -> Found | None:
    own = [m for s in card.entry.card for m in s.former]
    return next((m for m in own if m.value.first), None)


def _at(day: dt.date, hour: dt.time | None) -> dt.date | dt.datetime:
    return dt.datetime.combine(day, hour) if hour else day


def _hour(draft: Draft) -> dt.time | None:
    start = draft.dtstart.value if draft.dtstart else None
    return start.time() if isinstance(start, dt.datetime) else None


def with_days_settled(
    segments: Sequence[Segment], announcement: Announcement, vocabulary: Vocabulary
) -> list[Segment]:
    """Tell new days from old ones where the words around them do not.

    "Postponed from 6 March to the 14th" puts the old day first. "The picnic planned for 5 June is cancelled"
    tells of an event on 5 June, unless the lines behind a postponement name the new day.
    """
    text = announcement.text
    return [_settled(segment, segments, text, vocabulary) for segment in segments]


def _settled(segment: Segment, segments: Sequence[Segment], text: str, vocabulary: Vocabulary) -> Segment:
    if len(segment.dates) < 2 and (segment.dates or not segment.former):
        return segment
    found = status_in(text, [segment.span], vocabulary)
    if found is None or found.value not in ("cancelled", "postponed"):
        return segment
    if segment.dates:
        first, second = segment.dates[:2]
        if found.value == "postponed" and _leads_to(first, second, text, vocabulary):
            return replace(segment, dates=segment.dates[1:], former=(*segment.former, first))
        return segment
    following = segments[segment.place + 1 : segment.place + 1 + _NEXT]
    if found.value == "postponed" and any(other.dates for other in following):
        return segment
    return replace(segment, dates=segment.former, former=())


def _leads_to(first: Found, second: Found, text: str, vocabulary: Vocabulary) -> bool:
    """Whether nothing but "to the" stands between two days."""
    if first.span is None or second.span is None:
        return False
    between = text[first.span.end : second.span.start]
    joined = vocabulary.joins.search(between) is not None or "," in between
    return bool(between.strip()) and not joined and not vocabulary.small.sub("", between).strip()


def settled_move(entry: Entry, text: str, vocabulary: Vocabulary) -> tuple[Entry, Found | None]:
    """Part a move that reads like a run of days: "moved from Friday 5 to Saturday 6 March".

    Returns the entry on its new day, and the day it was to be on; None for an entry that was not moved so.
    """
    value, span = entry.day.value, entry.day.span
    if span is None or value.rrule or entry.first == entry.last or value.first is None:
        return entry, None
    before = _CLAUSE.split(text[max(entry.anchor.span.start, span.start - 30) : span.start])[-1]
    moved = [m for p in (vocabulary.moved, vocabulary.status["postponed"]) for m in p.finditer(before)]
    if not moved or len(before[max(m.end() for m in moved) :].split()) > 1:
        return entry, None
    old = Finding(replace(value, last=value.first), span, "date.moved_from", entry.day.confidence)
    return replace(entry, first=entry.last), old
