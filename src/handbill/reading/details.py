"""What an announcement says beside what, when and where: how to attend, what it costs, access, whom to ask.

All is read from the card of the entry alone: what a page says of its office or of another item is not of
this one.
"""

import re
from collections.abc import Iterator, Sequence

from handbill.reading.cards import Card
from handbill.reading.pieces import trim
from handbill.reading.segments import Segment
from handbill.reading.vocabulary import Vocabulary
from handbill.values import AttendanceMode, Draft, Finding, Span
from handbill.values.copies import replace

_AMOUNT = re.compile(
    r"(?:[€£$¥₹₺₽₩₪฿₫₦₱]|(?<!\w)(?:R\$|A\$|C\$|NZ\$|US\$|KSh|Ksh|TSh|USh|Rs\.?|Rp\.?|EUR|USD|GBP|CHF|Fr\.|"
    r"RM|R)(?=\s?\d))\s?\d(?:[\d.,]*\d)?(?:\s?[-–/]\s?\d(?:[\d.,]*\d)?)?"
    r"|(?<![\w.,])\d(?:[\d.,]*\d)?(?:\s?(?:[-–/]|to|bis|à|a|do|tot)\s?\d(?:[\d.,]*\d)?)?\s?"
    r"(?:[€£₹₺₽₩₪฿₫]|(?:EUR|USD|CHF|euros?|Euro|Kč|zł|kr|lei|ft|Ft|лв|грн|руб|TL|лей|дин|元|円|원)(?!\w))|(?<![\w.,])\d\dp(?!\w)"
)
_SUM = re.compile(
    r"[€£$]\s?(?:\d{4,}|\d{1,3}[.,]\d{3}|[\d.,]+\s?(?:m|bn|million|billion)\b)|[\d.,]+\s?(?:mio|mrd)", re.I
)
"""Money that nobody pays at a door: budgets, donations."""
_MARK = re.compile(r"[.;|()\n!?•]\s|[()|\n•]|$")
_COMMA = re.compile(r",\s")
_LONGEST = 60
_PHONE = re.compile(r"(?<![\w.])\+?\(?\d[\d\s()/.-]{5,18}\d(?!\w)")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
_PIECE = re.compile(r"[,.;:|()!?\n•]|\s[-–—]\s")
_HEAD = 3
"""Lines that speak of the whole announcement."""
_NEAR = 4
"""Words before "free" or "online" that may say what is meant by it."""


def with_details(draft: Draft, card: Card, afar: Span | None = None) -> Draft:
    """Return *draft* with how to attend, cost, access and contact, as its card says them.

    Args:
        afar: Where the announcement says of all its events that one joins from afar.
    """
    of_all: Finding[AttendanceMode] | None = Finding("online", afar, "attendance.page", 0.7) if afar else None
    return replace(
        draft,
        event_attendance_mode=attendance_of(card, draft.venue) or of_all,
        offers=offers_of(card),
        accessibility=accessibility_of(card, draft.name),
        contact=contact_of(card),
    )


def _lines(card: Card) -> Iterator[tuple[Segment, Span]]:
    """The lines of the card, and those behind it in its container, with what of them is its own."""
    container = card.entry.anchor.path[:-1]
    behind = (segment for segment in card.entry.after if segment.path[:-1] == container)
    for segment in (*card.entry.card, *behind):
        yield segment, card.entry.part if segment is card.entry.anchor else segment.span


def attendance_of(card: Card, venue: Finding[str] | None) -> Finding[AttendanceMode] | None:
    """Return whether one joins from afar or may do either; None where nothing says so."""
    both = next(_found(card, card.vocabulary.hybrid), None)
    if both:
        return Finding("mixed", both, "attendance.hybrid", 0.85)
    afar = _said_online(card)
    if afar is None:
        return None
    placed = venue is not None and _names_place(venue.value, card.vocabulary)
    return Finding("mixed" if placed else "online", afar, "attendance.online", 0.75)


def online_throughout(text: str, segments: Sequence[Segment], vocabulary: Vocabulary) -> Span | None:
    """Where the head of an announcement, or a line about all of it, says that one joins from afar."""
    lines = (*segments[:_HEAD], *(s for s in segments[_HEAD:] if vocabulary.everywhere.search(text, *s.span)))
    others = (vocabulary.hybrid, vocabulary.signup, vocabulary.paid)
    for line in lines:
        said = vocabulary.online.search(text, *line.span)
        if said and not any(other.search(text, *line.span) for other in others):
            return Span(*said.span())
    return None


def is_online(card: Card, *, all_are: bool = False) -> bool:
    """Whether the event is online only: it says so, and names no place one could go to.

    Args:
        all_are: Whether the announcement says so of all its events.
    """
    if next(_found(card, card.vocabulary.hybrid), None) or not (all_are or _said_online(card)):
        return False
    vocabulary = card.vocabulary
    stated = [span for key, span in card.entry.cells.items() if key == "where"]
    stated += [segment.body for segment in card.lines if segment.role == "where"]
    if stated:
        return not any(_names_place(span.of(card.text), vocabulary) for span in stated)
    parts = [part for part in (*card.own, *card.others) if part.seems == "venue"]
    if all_are:  # what follows the card may be the address of the office
        parts = [part for part in parts if part.segment in card.entry.card]
    return not any(_names_place(part.piece.span.of(card.text), vocabulary) for part in parts)


def _said_online(card: Card) -> Span | None:
    """Where the card says that one joins from afar; tickets and forms online are no such thing."""
    label = next((s.span for s in card.lines if s.role == "online"), None)
    return label or next(
        (hit for hit in _found(card, card.vocabulary.online) if not _is_of_tickets(hit, card)), None
    )


def _is_of_tickets(hit: Span, card: Card) -> bool:
    before = _PIECE.split(card.text[max(0, hit.start - 40) : hit.start])[-1]
    after = _PIECE.split(card.text[hit.end : hit.end + 30])[0]
    words = f"{' '.join(before.split()[-_NEAR:])} {' '.join(after.split()[:2])}"
    return bool(card.vocabulary.paid.search(words) or card.vocabulary.signup.search(words))


def _names_place(words: str, vocabulary: Vocabulary) -> bool:
    """Whether anything is left of *words* without what says "online"; an address of the web is no place."""
    rest = vocabulary.online.sub(" ", vocabulary.hybrid.sub(" ", words))
    rest = vocabulary.small.sub(" ", re.sub(r"https?://\S+|www\.\S+", " ", rest))
    return sum(c.isalpha() for c in rest) >= 3 and not vocabulary.platform.fullmatch(rest.strip(" .,:;()-–"))


def _found(card: Card, pattern: re.Pattern[str]) -> Iterator[Span]:
    """Where *pattern*, one of those that the vocabulary's `any_manner` stands for, matches in the card."""
    for _, span in _lines(card):
        if card.reader.tells_manner(span):
            for hit in pattern.finditer(card.text, span.start, span.end):
                yield Span(*hit.span())


def offers_of(card: Card) -> Finding[str] | None:
    """Return what it costs in the words of the page: behind a label, an amount, or that it is free."""
    for segment, _ in _lines(card):
        body = trim(card.text, segment.body)
        if segment.role == "cost" and body.end > body.start:
            return _finding(card.text, body, "offers.label", 0.9)
    for _, span in _lines(card):
        if found := _amounts(card.text, span, card.vocabulary):
            return found
        if card.reader.tells_manner(span) and (found := _free(card.text, span, card.vocabulary)):
            return found
    return None


def _finding(text: str, span: Span, rule: str, confidence: float) -> Finding[str]:
    return Finding(" ".join(span.of(text).split()), span, rule, confidence)


def _amounts(text: str, span: Span, vocabulary: Vocabulary) -> Finding[str] | None:
    """The first amount of money, with what follows in its clause: "6 € a team", "£8/£5"."""
    first = _AMOUNT.search(text, span.start, span.end)
    if first is None or _SUM.match(first.group() + text[first.end() : first.end() + 9]):
        return None
    mark = _MARK.search(text, first.end(), min(span.end, first.end() + _LONGEST))
    end = mark.start() if mark else min(span.end, first.end() + _LONGEST)
    comma = _COMMA.search(text, first.end(), end)
    more = comma and (
        _AMOUNT.search(text, comma.end(), end) or vocabulary.free.search(text, comma.end(), end)
    )
    if comma and not more:
        end = comma.start()
    if len(text[first.end() : end].split()) > 2 * _NEAR:
        end = first.end()
    return _finding(text, trim(text, Span(first.start(), end)), "offers.amount", 0.75)


def _free(text: str, span: Span, vocabulary: Vocabulary) -> Finding[str] | None:
    """Words that say it costs nothing; a single one only where it stands alone."""
    for hit in vocabulary.free.finditer(text, span.start, span.end):
        before = _PIECE.split(text[span.start : hit.start()])[-1]
        after = _PIECE.split(text[hit.end() : span.end])[0]
        single = len(hit.group().split()) == 1 and hit.group().isascii()
        led = vocabulary.paid.search(" ".join(before.split()[-_NEAR:])) is not None
        ends = not after.strip()[:1].isalpha() or vocabulary.small.match(after.strip()) is not None
        alone = not before.strip() and len(after.split()) <= _NEAR and ends
        if not before.endswith("-") and (not single or led or alone):
            return _finding(text, Span(*hit.span()), "offers.free", 0.8)
    return None


def accessibility_of(card: Card, name: Finding[str] | None) -> tuple[Finding[str], ...]:
    """Return what is said for people with needs, each once; "March for the Creche" only names one."""
    called = name.span if name and name.span else Span(0, 0)
    found: dict[str, Finding[str]] = {}
    for segment, span in _lines(card):
        body = trim(card.text, segment.body)
        if segment.role == "access" and body.end > body.start:
            finding = _finding(card.text, body, "accessibility.label", 0.9)
            found.setdefault(finding.value.casefold(), finding)
            continue
        if not card.reader.tells_manner(span):
            continue
        for hit in card.vocabulary.access.finditer(card.text, span.start, span.end):
            finding = Finding(hit.group(), Span(*hit.span()), "accessibility.word", 0.8)
            if not called.overlaps(Span(*hit.span())):
                found.setdefault(hit.group().casefold(), finding)
    return tuple(found.values())


def contact_of(card: Card) -> Finding[str] | None:
    """Return whom to ask: a telephone number or mail address behind a label for it."""
    for segment, span in _lines(card):
        if segment.role == "contact" and (found := _reached(card.text, segment.body)):
            return found
        if not card.reader.tells_manner(span):
            continue
        for label in card.vocabulary.contact.finditer(card.text, span.start, span.end):
            end = min(span.end, label.end() + _LONGEST)
            found = _reached(card.text, Span(label.end(), end))
            if found and found.span and not _PIECE.search(card.text, label.end() + 2, found.span.start):
                return found
    return None


def _reached(text: str, span: Span) -> Finding[str] | None:
    hits = [hit for pattern in (_PHONE, _ADDRESS) if (hit := pattern.search(text, span.start, span.end))]
    first = min(hits, key=lambda hit: hit.start(), default=None)
    return Finding(first.group(), Span(*first.span()), "contact.label", 0.8) if first else None
