"""What an event is called: as the nearest words say it, else as its list says."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from handbill.reading.cards import Card
from handbill.reading.noise import sentence_of
from handbill.reading.openings import (
    is_head_of,
    name_before_place,
    opening_part,
    part_before_hours,
    part_behind_day,
)
from handbill.reading.parts import Part
from handbill.reading.phrases import kind_phrases
from handbill.reading.pieces import pieces_of, quotations, trim
from handbill.reading.segments import Segment
from handbill.reading.subjects import subject_in
from handbill.reading.telling import (
    SENTENCE_ENDS,
    in_brackets,
    is_generic,
    is_numbered_kind,
    of_the_page,
    opens_with_status,
    subject_of,
    without_papers,
    without_small_ends,
)
from handbill.values import Finding, Span

_LONGEST_NAME = 140
_LONGEST_CELL = 60
"""Letters of a cell that is a name as a whole, with the quotation in it."""
_LONGEST_LINE = 100
_NEAREST = 12
"""Lines on either side that may name an event."""
_LAST = re.compile(r"\s*(?:>|\Z)")


def name_of(card: Card) -> Finding[str] | None:
    """Return what the event is called, as the nearest words say it."""
    return next(_names(card), None)


def _names(card: Card) -> Iterator[Finding[str]]:
    yield from _labelled_names(card, "what", "name.label", 0.9)
    if "what" in card.entry.cells:
        yield from _cell_name(card, card.entry.cells["what"])
    if card.untitled:
        yield from _title_of_list(card)
        return
    prose = card.is_prose()
    if prose:
        yield from _quoted(card, card.entry.anchor, "name.quoted", 0.75)
        yield from _title_case(card, card.entry.anchor)
        yield from _of_part(card, part_before_hours(card), "name.before_hours", 0.7)
    else:
        yield from _of_part(card, part_behind_day(card), "name.behind_day", 0.75)
    above = [*_card_headings(card), *([card.heading] if card.heading else [])]
    above = [line for line in above if not _only_sorts(card, line)]
    if any(_is_of_paper(card, line) for line in above):
        yield from _sentence_subject(card)
    headings = list(_headings(card, above, "name.heading", 0.85))
    yield from (name for name in headings if _is_telling(card, name))
    if prose:
        yield from _of_part(card, opening_part(card), "name.opening", 0.6)
    yield from _sentence_subject(card)
    yield from _first_line_of_card(card)
    yield from _line_of_day(card)
    if not prose and not card.entry.anchor.role:
        yield from _own_names(card)
    yield from _column_head(card)
    yield from _of_part(card, part_before_hours(card), "name.before_hours", 0.7)
    yield from _lines_near(card)
    yield from _standing_subject(card)
    yield from _kind_phrase(card, card.entry.vicinity)
    for segment in card.entry.card if card.entry.anchor.role else ():
        if not segment.role:
            yield from _kind_phrase(card, segment.span)
    yield from _names_of_list(card)
    yield from headings
    for segment in reversed(card.entry.card[: card.entry.anchor.place - card.entry.card[0].place]):
        yield from _kind_phrase(card, segment.span, segment)  # "… the vigil. We meet again"


def _is_telling(card: Card, name: Finding[str]) -> bool:
    """Whether a heading names something, rather than a list, or how the things below it stand."""
    words = name.span.of(card.text) if name.span else name.value
    return not (is_generic(name.value, card.vocabulary) or opens_with_status(words, card.vocabulary))


def _names_of_list(card: Card) -> Iterator[Finding[str]]:
    """What the headings above name; those that could head any list last."""
    listed = [*_headings(card, _list_headings(card), "name.list_heading", 0.6), *_document_title(card)]
    yield from (name for name in listed if _is_telling(card, name))
    yield from listed


def _title_of_list(card: Card) -> Iterator[Finding[str]]:
    """What the whole list is about, where its lines say where and when only."""
    if card.names_itself():
        yield from _own_names(card)
    for name in _names_of_list(card):
        yield replace(name, confidence=0.75)


def _column_head(card: Card) -> Iterator[Finding[str]]:
    """What heads the column of a bare day: "Finance Committee" over a list of its days."""
    head = card.entry.column
    if head and not is_generic(head.of(card.text), card.vocabulary):
        yield _short(card, trim(card.text, head), "name.column", 0.7)


def _standing_subject(card: Card) -> Iterator[Finding[str]]:
    """Who meets, as the sentence over a schedule says it: "The Canal Board meets at 9 am in …"."""
    standing = card.entry.standing
    subject = standing and subject_of(card.text, standing.span, card.vocabulary)
    if subject:
        yield _short(card, subject, "name.standing", 0.7)


def _is_of_paper(card: Card, line: Segment) -> bool:
    """Whether a heading opens the whole text and names no kind: "ST AIDAN'S NEWS"."""
    return line.place == 0 and card.vocabulary.any_kind.search(card.text, *line.span) is None


def _sentence_subject(card: Card) -> Iterator[Finding[str]]:
    """What the sentence of its day says of: "The jumble sale is on Saturday 6 March"."""
    anchor = card.entry.anchor
    if anchor.block.kind == "row" or anchor.role or anchor.is_heading:
        return
    said = next((m.span for m in (card.entry.day, card.entry.time) if m and anchor.span.holds(m.span)), None)
    around = sentence_of(said, card.text, card.entry.part) if said else card.entry.part
    subject = subject_in(card.text, around, card.vocabulary, card.reader.time_spans(anchor))
    if subject:
        yield _short(card, subject, "name.sentence_subject", 0.6)


def _own_names(card: Card) -> Iterator[Finding[str]]:
    """The first words of the anchor that tell what it is; papers, and who meets, taken for themselves."""
    for part in _own_parts(card):
        if part.piece.quoted and not is_generic(part.piece.span.of(card.text), card.vocabulary):
            yield _part_name(card, part, "name.first_words", 0.75)
            continue
        subject = subject_of(card.text, part.piece.span, card.vocabulary)
        if subject:
            yield _short(card, subject, "name.subject", 0.7)
            continue
        span = without_small_ends(
            card.text, without_papers(card.text, part.piece.span, card.vocabulary), card.vocabulary
        )
        if span == part.piece.span:
            yield _short(card, span, "name.first_words", 0.75)
        elif not is_generic(span.of(card.text), card.vocabulary):
            yield _short(card, span, "name.beside_papers", 0.6)


def _own_parts(card: Card) -> list[Part]:
    """Parts of the anchor that may name the event."""
    start = card.entry.part.start
    parts = [part for part in card.own if part.seems in ("text", "quoted")]
    parts = [part for part in parts if not in_brackets(card.text, start, part.piece.span.start)]
    first = name_before_place(card)
    if not parts and card.entry.standing and card.own and card.own[0].seems == "venue":
        return [card.own[0]]  # the place of all is said elsewhere: "Harbour of Salt (2019, 112 mins)"
    if first is not None and (not parts or card.entry.lead.place or card.entry.lead.timed):
        parts = [first, *(part for part in parts if part is not first)]
    if len(parts) > 1 and is_head_of(card, parts[0], parts[1]):
        parts = [parts[1], parts[0], *parts[2:]]  # "Talk: Names on the old maps"
    return parts


def _labelled_names(card: Card, role: str, rule: str, confidence: float) -> Iterator[Finding[str]]:
    for segment in card.lines:
        span = trim(card.text, segment.body)
        if segment.role == role and span.end > span.start:
            yield _short(card, span, rule, confidence)


def _cell_name(card: Card, span: Span) -> Iterator[Finding[str]]:
    quotes = _titles_quoted(card, span) if span.end - span.start > _LONGEST_CELL else []
    if quotes:
        yield Finding(quotes[0].of(card.text), quotes[0], "name.cell_quoted", 0.85)
    for piece in pieces_of(card.text, span, without=card.reader.time_spans(card.entry.anchor)):
        first = next(card.reader.parted(piece))
        if not card.reader.is_filler(first.span.of(card.text)):
            yield _short(card, first.span, "name.cell", 0.85)


def _card_headings(card: Card) -> list[Segment]:
    """Headings of the card that stand before its anchor, the nearest first."""
    lines = card.entry.card
    place = card.entry.anchor.place - lines[0].place
    return [s for s in reversed(lines[:place]) if s.is_heading] + (
        [card.entry.anchor] if card.entry.anchor.is_heading else []
    )


def _headings(
    card: Card, segments: Iterator[Segment] | Sequence[Segment], rule: str, confidence: float
) -> Iterator[Finding[str]]:
    for segment in segments:
        if _is_woven(card, segment):
            yield _short(card, trim(card.text, segment.body), rule, confidence)
            continue
        parts = [p for p in card.parts(segment) if p.seems in ("text", "quoted", "venue")]
        if parts:
            yield _joined(card, parts, rule, confidence)


def _is_woven(card: Card, segment: Segment) -> bool:
    """Whether a date in a heading is part of its sentence, as in "1 Mayıs'ta nerede buluşuyoruz?"."""
    ends = [m.span.end for m in segment.moments if m.span and m.span.start <= segment.body.start + 1]
    return any(card.text[end : end + 1] in ("'", "’") for end in ends)


def _joined(card: Card, parts: list[Part], rule: str, confidence: float) -> Finding[str]:
    """A heading keeps its commas and colons: all its words from the first to the last of one run."""
    first, last = parts[0].piece.span, parts[0].piece.span
    for part in parts[1:]:
        between = card.text[last.end : part.piece.span.start]
        if len(between.strip()) > 2 or part.seems == "venue":
            break
        last = part.piece.span
    return _short(card, Span(first.start, last.end), rule, confidence)


def _of_part(card: Card, part: Part | None, rule: str, confidence: float) -> Iterator[Finding[str]]:
    if part is not None:
        yield _part_name(card, part, rule, confidence)


def _part_name(card: Card, part: Part, rule: str, confidence: float) -> Finding[str]:
    return _short(card, part.piece.span, rule, confidence)


def _only_sorts(card: Card, line: Segment) -> bool:
    """Whether a line is a kind and nothing else, over one that says its title before its day: "TALKS"."""
    day = card.entry.day.span
    if day is None or not card.vocabulary.any_kind.fullmatch(line.span.of(card.text).strip(" :*")):
        return False
    told = [part for part in card.own if part.seems in ("text", "quoted")]
    return bool(told) and told[0].piece.span.end <= day.start and not card.is_prose()


def _first_line_of_card(card: Card) -> Iterator[Finding[str]]:
    """The title that opens a block of lines: "Birmingham, AL - Stand Up for the Cahaba"."""
    lines = card.entry.card
    first = lines[0]
    if (
        first is card.entry.anchor
        or first.role
        or first.dates
        or first.path[:1] != card.entry.anchor.path[:1]
        or _only_sorts(card, first)
        or (first.noise and first.span.of(card.text).rstrip().endswith(SENTENCE_ENDS))  # tells of last week
    ):
        return
    if first.span.end - first.span.start <= _LONGEST_LINE and first.span < card.entry.anchor.span:
        parts = card.parts(first)
        named = [p for p in parts if p.seems in ("text", "quoted")] or [
            p for p in parts if p.seems == "venue"
        ]
        if len(named) > 1 and is_numbered_kind(named[0].piece.span.of(card.text), card.vocabulary):
            named = named[1:]
        names = (_part_name(card, part, "name.first_line", 0.8) for part in named[:1])
        yield from (name for name in names if _is_telling(card, name))


def _line_of_day(card: Card) -> Iterator[Finding[str]]:
    """The line above that says the day, where the anchor only tells how to come.

    "Lantern Walk, 14 December / Meet at the Mill, 6pm. Bring a lamp."
    """
    day, place = card.entry.day.span, card.entry.anchor.place - card.entry.card[0].place
    above = card.entry.card[place - 1] if place > 0 else None
    if day is None or above is None or not above.span.start <= day.start < above.span.end:
        return
    own = [part.piece.span.start for part in _own_parts(card)]
    told = card.text[card.entry.part.start : min(own, default=card.entry.part.end)]
    if own and not any(mark in told for mark in SENTENCE_ENDS):
        return
    for part in card.parts(above):
        if part.seems in ("text", "quoted"):
            name = _part_name(card, part, "name.line_of_day", 0.7)
            if _is_telling(card, name):
                yield name
            return


def _lines_near(card: Card) -> Iterator[Finding[str]]:
    """Short lines before and after the anchor, nearest first; no sentences."""
    lines = card.entry.card
    place = card.entry.anchor.place - lines[0].place
    before, behind = lines[max(0, place - _NEAREST) : place], lines[place + 1 : place + 1 + _NEAREST]
    for segment in (*reversed(before), *behind, *card.entry.after[:1]):
        words = segment.span.of(card.text).rstrip()
        idle = words.lstrip().startswith("#") or _is_signature(card, segment)
        if segment.role or idle or len(words) > _LONGEST_LINE or words.endswith(SENTENCE_ENDS):
            continue
        for part in card.parts(segment):
            if part.seems in ("text", "quoted"):
                yield _part_name(card, part, "name.line", 0.6)
                break


def _is_signature(card: Card, segment: Segment) -> bool:
    """Whether it is one word at the end, or above a quotation, that names no kind: who signs, "Pat"."""
    words = segment.span.of(card.text).split()
    last = len(words) == 1 and _LAST.match(card.text, segment.span.end) is not None
    below = last and segment.place > card.entry.anchor.place
    return below and card.vocabulary.any_kind.search(words[0]) is None


def _list_headings(card: Card) -> list[Segment]:
    """Headings that hold for the entry, nearest first; under a day, those above the day come first.

    Headings between the day and its items part them by region or kind and name no event.
    """
    region = card.entry.anchor.block.region
    titles = [t for t in reversed(card.entry.context.titles) if t.block.region in ("main", region)]
    day = card.entry.day.span
    if card.entry.inherits_day and day:
        return sorted(titles, key=lambda title: title.span.start > day.end)
    return titles


def _kind_phrase(card: Card, part: Span, segment: Segment | None = None) -> Iterator[Finding[str]]:
    """The words around the kind of event that a sentence names: "a silent vigil for the pier"."""
    for phrase in kind_phrases(card, part, segment or card.entry.anchor):
        yield _short(card, phrase, "name.kind_phrase", 0.55)


def _quoted(card: Card, segment: Segment, rule: str, confidence: float) -> Iterator[Finding[str]]:
    for span in _titles_quoted(card, segment.span):
        yield Finding(span.of(card.text), span, rule, confidence)


def _titles_quoted(card: Card, span: Span) -> list[Span]:
    """Quotations in *span*, but for names of organisers."""
    return [
        quote
        for quote in quotations(card.text, span)
        if not card.vocabulary.organizer_before.search(
            card.text, max(span.start, quote.start - 25), quote.start
        )
        and not _is_of_a_place(card, quote)
    ]


def _is_of_a_place(card: Card, quote: Span) -> bool:
    """Whether a word for a place stands right before a quotation: "in the square «Old Pier»"."""
    before = card.text[max(0, quote.start - 25) : quote.start].rstrip("«»“”„\"'‘’ ")
    words = before.split()[-1:]
    return bool(words) and card.vocabulary.venue.fullmatch(words[0]) is not None


def _title_case(card: Card, segment: Segment) -> Iterator[Finding[str]]:
    """Capitalised words behind a colon in a sentence: "we walk: Light the Canal, 5pm from …"."""
    for part in card.parts(segment):
        words = part.piece.span.of(card.text).split()
        if (
            part.piece.mark in (":", "：")
            and len(words) >= 2
            and words[0][:1].isupper()
            and words[-1][:1].isupper()
        ):
            yield _part_name(card, part, "name.title_case", 0.7)


def _document_title(card: Card) -> Iterator[Finding[str]]:
    title = card.announcement.title
    if title:
        matter = of_the_page(title, card.vocabulary)
        start = card.text.find(matter)
        span = Span(start, start + len(matter)) if start >= 0 else None
        yield Finding(matter[:_LONGEST_NAME], span, "name.document", 0.5)


def _short(card: Card, span: Span, rule: str, confidence: float) -> Finding[str]:
    words = span.of(card.text)
    if len(words) > _LONGEST_NAME:
        cut = words.rfind(" ", 0, _LONGEST_NAME)
        span = Span(span.start, span.start + (cut if cut > 20 else _LONGEST_NAME))
    return Finding(" ".join(span.of(card.text).split()), span, rule, confidence)
