"""The fields of one draft, from the card of an entry: name, venue, city, organisers, links."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from handbill.reading.entries import Entry
from handbill.reading.localities import STATED, Localities, Locality
from handbill.reading.organizers import organizers_in, organizers_listed
from handbill.reading.pieces import Piece, pieces_of, quotations, trim
from handbill.reading.segments import Segment
from handbill.reading.vocabulary import Vocabulary
from handbill.values import Announcement, Finding, Span

_STREET = re.compile(
    r"\d{1,5}[a-z]?\s+(?:[^\W\d_]|\d+(?:st|nd|rd|th)\b)|[^\d,]{4,40}\s\d{1,4}[a-z]?$", re.IGNORECASE
)
_POSTAL = re.compile(r"\s+\d{4,6}(?:-\d{4})?$")
_TO = re.compile(r"\s(?:to the|to|until|till|bis|zum|zur|jusqu|hasta|fino|até|naar)\s", re.IGNORECASE)
_FILLER = re.compile(
    r"^(?:and|or|et|und|y|e|at|on|in|the|from|meet|h|uhr|hrs|hours|pm|am|tbd|tba|more info|rsvp|free)$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://|www\.|\S+@\S+\.\w")
_LONGEST_NAME = 140
_LONGEST_LINE = 100
_SENTENCE_ENDS = (".", "!", "?", "。", "؟", "！", "？")
_PHRASE_END = re.compile(r"[.,;:!?()\n|«“„\"。、，؟]|\s[–—-]\s|\d")


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a card with what it seems to be: venue, city, organizer, text, filler."""

    piece: Piece
    seems: str
    segment: Segment


class Card:
    """Reads the fields of one entry; each method returns findings with their evidence."""

    def __init__(
        self, entry: Entry, announcement: Announcement, vocabulary: Vocabulary, localities: Localities
    ):
        self.entry, self.announcement, self.vocabulary = entry, announcement, vocabulary
        self.text, self.localities = announcement.text, localities
        self.places_only = False
        self.own = self._parts(entry.anchor)
        self.lines = (*entry.card, *entry.after)
        self.others = [p for s in self.lines if s is not entry.anchor for p in self._parts(s)]

    # -- name ---------------------------------------------------------------------------------

    def name(self) -> Finding[str] | None:
        """Return what the event is called, as the nearest words say it."""
        return next(self._names(), None)

    def _names(self) -> Iterator[Finding[str]]:
        yield from self._labelled_names("what", "name.label", 0.9)
        if "what" in self.entry.cells:
            yield from self._cell_name(self.entry.cells["what"])
        prose = self._is_prose()
        if prose:
            yield from self._quoted(self.entry.anchor, "name.quoted", 0.75)
            yield from self._title_case(self.entry.anchor)
        yield from self._headings(self._card_headings(), "name.heading", 0.85)
        yield from self._first_line_of_card()
        if not prose and not self.entry.anchor.role:
            yield from (self._part_name(part, "name.first_words", 0.75) for part in self._own_names())
        yield from self._lines_near()
        yield from self._kind_phrase()
        yield from self._headings(self._list_headings(), "name.list_heading", 0.6)
        yield from self._document_title()

    def _own_names(self) -> list[_Part]:
        """Parts of the anchor that may name the event: none where its list names places only."""
        parts = [
            part
            for part in self.own
            if part.seems in ("text", "quoted") and part.piece.mark not in ("(", "（")
        ]
        return [] if len(parts) == 1 and self.places_only and parts[0].seems == "text" else parts

    def _labelled_names(self, role: str, rule: str, confidence: float) -> Iterator[Finding[str]]:
        for segment in self.lines:
            span = trim(self.text, segment.body)
            if segment.role == role and span.end > span.start:
                yield self._short(span, rule, confidence)

    def _cell_name(self, span: Span) -> Iterator[Finding[str]]:
        quotes = self._titles_quoted(span)
        if quotes:
            yield Finding(quotes[0].of(self.text), quotes[0], "name.cell_quoted", 0.85)
        for piece in pieces_of(self.text, span, without=self._time_spans(self.entry.anchor)):
            first = next(self._parted(piece))
            if not _is_filler(first.span.of(self.text)):
                yield self._short(first.span, "name.cell", 0.85)

    def _card_headings(self) -> list[Segment]:
        """Headings of the card that stand before its anchor, the nearest first."""
        card = list(self.entry.card)
        place = card.index(self.entry.anchor) if self.entry.anchor in card else 0
        return [s for s in reversed(card[:place]) if s.is_heading] + (
            [self.entry.anchor] if self.entry.anchor.is_heading else []
        )

    def _headings(
        self, segments: Iterator[Segment] | Sequence[Segment], rule: str, confidence: float
    ) -> Iterator[Finding[str]]:
        for segment in segments:
            if self._is_woven(segment):
                yield self._short(trim(self.text, segment.body), rule, confidence)
                continue
            parts = [p for p in self._parts(segment) if p.seems in ("text", "quoted", "venue")]
            if parts:
                yield self._joined(parts, rule, confidence)

    def _is_woven(self, segment: Segment) -> bool:
        """Whether a date in a heading is part of its sentence, as in "1 Mayıs'ta nerede buluşuyoruz?"."""
        ends = [m.span.end for m in segment.moments if m.span and m.span.start <= segment.body.start + 1]
        return any(self.text[end : end + 1] in ("'", "’") for end in ends)

    def _joined(self, parts: list[_Part], rule: str, confidence: float) -> Finding[str]:
        """A heading keeps its commas and colons: all its words from the first to the last of one run."""
        first, last = parts[0].piece.span, parts[0].piece.span
        for part in parts[1:]:
            between = self.text[last.end : part.piece.span.start]
            if len(between.strip()) > 2 or part.seems == "venue":
                break
            last = part.piece.span
        return self._short(Span(first.start, last.end), rule, confidence)

    def _part_name(self, part: _Part, rule: str, confidence: float) -> Finding[str]:
        return self._short(part.piece.span, rule, confidence)

    def _first_line_of_card(self) -> Iterator[Finding[str]]:
        """The title that opens a block of lines: "Birmingham, AL - Stand Up for the Cahaba"."""
        card = self.entry.card
        first = card[0] if card else self.entry.anchor
        if first is self.entry.anchor or first.role or first.path[:1] != self.entry.anchor.path[:1]:
            return
        if first.span.end - first.span.start <= _LONGEST_LINE and first.span < self.entry.anchor.span:
            parts = self._parts(first)
            named = [p for p in parts if p.seems in ("text", "quoted")] or [
                p for p in parts if p.seems == "venue"
            ]
            yield from (self._part_name(part, "name.first_line", 0.8) for part in named[:1])

    def _lines_near(self) -> Iterator[Finding[str]]:
        """Short lines before and after the anchor, nearest first; no sentences."""
        card = list(self.entry.card)
        place = card.index(self.entry.anchor)
        for segment in (*reversed(card[:place]), *card[place + 1 :], *self.entry.after[:1]):
            words = segment.span.of(self.text).rstrip()
            if segment.role or len(words) > _LONGEST_LINE or words.endswith(_SENTENCE_ENDS):
                continue
            for part in self._parts(segment):
                if part.seems in ("text", "quoted"):
                    yield self._part_name(part, "name.line", 0.6)
                    break

    def _list_headings(self) -> list[Segment]:
        """Headings that hold for the entry, nearest first; under a day, those above the day come first.

        Headings between the day and its items part them by region or kind and name no event.
        """
        titles = list(reversed(self.entry.context.titles))
        day = self.entry.day.span
        if self.entry.inherits_day and day:
            return sorted(titles, key=lambda title: title.span.start > day.end)
        return titles

    def _kind_phrase(self) -> Iterator[Finding[str]]:
        """The words around the kind of event that a sentence names: "a silent vigil for the pier"."""
        part = self.entry.part
        if self.entry.anchor.role or self.entry.anchor.block.kind == "row":
            return
        for pattern in self.vocabulary.kinds.values():
            match = pattern.search(self.text, part.start, part.end)
            if match and not any(
                _overlap(Span(*match.span()), time) for time in self._time_spans(self.entry.anchor)
            ):
                end = _PHRASE_END.search(self.text, match.end(), part.end)
                span = trim(self.text, Span(match.start(), end.start() if end else part.end))
                yield self._short(span, "name.kind_phrase", 0.5)

    def _quoted(self, segment: Segment, rule: str, confidence: float) -> Iterator[Finding[str]]:
        for span in self._titles_quoted(segment.span):
            yield Finding(span.of(self.text), span, rule, confidence)

    def _titles_quoted(self, span: Span) -> list[Span]:
        """Quotations in *span*, but for names of organisers."""
        return [
            quote
            for quote in quotations(self.text, span)
            if not self.vocabulary.organizer_before.search(
                self.text, max(span.start, quote.start - 25), quote.start
            )
        ]

    def _title_case(self, segment: Segment) -> Iterator[Finding[str]]:
        """Capitalised words behind a colon in a sentence: "we walk: Light the Canal, 5pm from …"."""
        for part in self._parts(segment):
            words = part.piece.span.of(self.text).split()
            if (
                part.piece.mark in (":", "：")
                and len(words) >= 2
                and words[0][:1].isupper()
                and words[-1][:1].isupper()
            ):
                yield self._part_name(part, "name.title_case", 0.7)

    def _document_title(self) -> Iterator[Finding[str]]:
        title = self.announcement.title
        if title:
            start = self.text.find(title)
            span = Span(start, start + len(title)) if start >= 0 else None
            yield Finding(title[:_LONGEST_NAME], span, "name.document", 0.5)

    def _short(self, span: Span, rule: str, confidence: float) -> Finding[str]:
        words = span.of(self.text)
        if len(words) > _LONGEST_NAME:
            cut = words.rfind(" ", 0, _LONGEST_NAME)
            span = Span(span.start, span.start + (cut if cut > 20 else _LONGEST_NAME))
        return Finding(" ".join(span.of(self.text).split()), span, rule, confidence)

    def _is_prose(self) -> bool:
        """Whether the anchor is a sentence rather than a line of a list, which begins with its date."""
        anchor = self.entry.anchor
        words = self.entry.part.of(self.text).split()
        if len(words) < 12 or anchor.block.kind == "row" or self._begins_with_moment():
            return False
        cased = [word for word in words if word[:1].islower() or word[:1].isupper()]
        return not cased or sum(word[:1].islower() for word in cased) >= len(cased) * 0.5

    def _begins_with_moment(self) -> bool:
        start = trim(self.text, self.entry.anchor.body).start
        return any(m.span and m.span.start <= start + 1 for m in self.entry.anchor.moments)

    # -- place --------------------------------------------------------------------------------

    def venue(self) -> Finding[str] | None:
        """Return the meeting place, with the street where it follows."""
        if "where" in self.entry.cells:
            span = trim(self.text, self.entry.cells["where"])
            return Finding(span.of(self.text), span, "venue.cell", 0.9) if span.end > span.start else None
        for segment in self.lines:
            if segment.role == "where":
                return self._labelled_venue(segment)
        standing = self._parts(self.entry.standing) if self.entry.standing else []
        return (
            self._venue_run(self.own, "venue.line")
            or self._unnamed_words()
            or self._venue_run(self.others, "venue.card")
            or self._venue_run(standing, "venue.standing")
        )

    def _unnamed_words(self) -> Finding[str] | None:
        """What a line says beside time, city and name: "Paris, TX - Cleanup / 8am; north boat ramp"."""
        if self._is_prose():
            return None
        named = self.name()
        for part in self.own:
            if (
                part.seems == "text"
                and part.piece.mark not in ("(", "（")
                and named
                and named.span
                and not _overlap(part.piece.span, named.span)
            ):
                words = part.piece.span.of(self.text)
                return Finding(words, part.piece.span, "venue.rest", 0.5) if len(words) <= 60 else None
        return None

    def _labelled_venue(self, segment: Segment) -> Finding[str] | None:
        span = trim(self.text, segment.body)
        if span.end == span.start:
            return None
        return Finding(" ".join(span.of(self.text).split()), span, "venue.label", 0.9)

    def _venue_run(self, parts: list[_Part], rule: str) -> Finding[str] | None:
        start = next((i for i, part in enumerate(parts) if part.seems == "venue"), None)
        if start is None:
            return None
        first = parts[start]
        span = self._venue_words(first)
        for part in parts[start + 1 :]:
            between = self.text[span.end : part.piece.span.start]
            if part.segment is not first.segment or len(between.strip()) > 1 or not self._continues(part):
                break
            span = Span(span.start, part.piece.span.end)
        return Finding(" ".join(span.of(self.text).split()), span, rule, 0.75)

    def _continues(self, part: _Part) -> bool:
        """Whether a part behind a comma goes on with the address: "Drill Shed, Broadgate"."""
        words = part.piece.span.of(self.text)
        short = part.piece.mark == "," and len(words.split()) <= 3 and _all_capitalised(words)
        return part.seems == "venue" or (part.seems == "text" and short and words[:1].isupper())

    def _venue_words(self, part: _Part) -> Span:
        """The place within a piece: preposition and article before it, and the goal behind it, left out."""
        span = part.piece.span
        lead = self.vocabulary.at.match(span.of(self.text))
        start = span.start + (lead.end() if lead else 0)
        article = self.vocabulary.article.match(self.text[start : span.end])
        start += article.end() if article and start + article.end() < span.end else 0
        goal = _TO.search(self.text, start + 1, span.end)
        return trim(self.text, Span(start, goal.start() if goal and lead else span.end))

    def locality(self) -> tuple[Locality, str] | None:
        """Return the city of the event with the rule that chose it."""
        for key in ("city", "where"):
            if key in self.entry.cells and (found := self._first(self.entry.cells[key])):
                return found, f"cell_{key}"
        for segment in self.lines:
            if segment.role == "city" and (found := self._first(segment.body)):
                return found, "label"
        own = next((p for p in self.own if p.seems == "city"), None)
        if own and (found := self._first(own.piece.span)) and self._may_stand(found):
            return found, "line"
        for segment in self.lines:
            if segment.role == "where" and (found := self._last_weighty(segment.body)):
                return found, "venue"
        card_city = next((p for p in self.others if p.seems == "city" and p.segment in self.entry.card), None)
        if card_city and (found := self._first(card_city.piece.span)):
            return found, "card"
        return self._inherited_locality()

    def _may_stand(self, found: Locality) -> bool:
        """Under the heading of a city, only a name with its region beside it means another one."""
        return self.entry.context.place is None or found.rule == STATED

    def _inherited_locality(self) -> tuple[Locality, str] | None:
        inside = self._last_weighty(self.entry.part)
        if inside and (self._is_prose() or not self.entry.context.place):
            return inside, "line"
        if self.entry.context.place:
            return self.entry.context.place, "heading"
        for segment in self.entry.card:
            if found := self._last_weighty(segment.span):
                return found, "card"
        for title in reversed(self.entry.context.titles):
            if found := self._last_weighty(title.span):
                return found, "title"
        common = self.localities.commonest()
        return (common, "page") if common else None

    def _first(self, span: Span) -> Locality | None:
        return next(iter(self.localities.within(span)), None)

    def _last_weighty(self, span: Span) -> Locality | None:
        """The last name in *span* that speaks for a city: addresses end with it."""
        weighty = [x for x in self.localities.within(span) if self.localities.is_credible(x)]
        stated = [x for x in weighty if x.rule == STATED]
        return (stated or weighty)[-1] if weighty else None

    # -- who, links ---------------------------------------------------------------------------

    def organizers(self) -> tuple[Finding[str], ...]:
        """Return those who call or host, as the card says, else as the page says of all."""
        if "who" in self.entry.cells:
            return organizers_listed(self.text, self.entry.cells["who"], self.vocabulary, "organizer.cell")
        labelled = [s for s in self.lines if s.role == "who"]
        if labelled:
            return tuple(
                finding
                for segment in labelled
                for finding in organizers_listed(self.text, segment.body, self.vocabulary, "organizer.label")
            )
        found = [f for s in self.lines for f in organizers_in(self.text, s.span, self.vocabulary)]
        return tuple({finding.value.casefold(): finding for finding in found}.values()) or self._bracketed()

    def _bracketed(self) -> tuple[Finding[str], ...]:
        """A name in brackets at the end of an item: "(Street Memorial Circle)"."""
        for part in reversed(self.own):
            words = part.piece.span.of(self.text)
            if part.piece.mark in ("(", "（") and part.seems in ("text", "venue") and _is_group(words):
                return (Finding(words, part.piece.span, "organizer.brackets", 0.6),)
        return ()

    def urls(self) -> tuple[Finding[str], ...]:
        """Return the links that stand in the card, first mention first."""
        found: dict[str, Finding[str]] = {}
        for link in self.announcement.links:
            if any(s.span.start <= link.span.start < s.span.end for s in self.lines):
                found.setdefault(link.href, Finding(link.href, link.span, "url.card", 0.8))
        return tuple(found.values())[:5]

    # -- parts --------------------------------------------------------------------------------

    def _parts(self, segment: Segment) -> list[_Part]:
        holes = self._time_spans(segment)
        holes += [link.span for link in self.announcement.links if _ADDRESS.match(link.span.of(self.text))]
        span = segment.body if segment.role else segment.span
        if segment is self.entry.anchor and segment.block.kind == "row":
            span = self.entry.part
        return [
            _Part(part, self._seems(part), segment)
            for piece in pieces_of(self.text, span, without=holes)
            for part in self._parted(piece)
        ]

    def _parted(self, piece: Piece) -> Iterator[Piece]:
        """Part what is done from where: "Cena de sobaquillo en la plaza de Albornoz"."""
        span = piece.span
        host = self.vocabulary.organizer_before.search(self.text, span.start + 2, span.end)
        if host and not piece.quoted and trim(self.text, Span(span.start, host.start())).end > span.start:
            yield replace(piece, span=trim(self.text, Span(span.start, host.start())))
            yield Piece(Span(host.start(), span.end), mark=" ")
            return
        if not piece.quoted:
            for at in self.vocabulary.inner_at.finditer(self.text, span.start + 1, span.end):
                where = Span(at.start(), span.end)
                what = trim(self.text, Span(span.start, at.start()))
                if self._is_place(Span(at.end(), span.end)) and what.end - what.start >= 3:
                    yield replace(piece, span=what)
                    yield Piece(where, mark=" ")
                    return
        yield piece

    def _is_place(self, span: Span) -> bool:
        """Whether words behind a preposition are a place: a word for one stands among their first."""
        words = span.of(self.text).split()
        head = " ".join(words[:5])
        found = self.vocabulary.venue.search(head)
        return len(words) <= 9 and found is not None and (head[:1].isupper() or _mostly_capitalised(head))

    def _time_spans(self, segment: Segment) -> list[Span]:
        return [m.span for m in segment.moments if m.span]

    def _seems(self, piece: Piece) -> str:
        words = piece.span.of(self.text)
        if (
            _is_filler(words)
            or _ADDRESS.search(words)
            or _is_filler(self.vocabulary.documents.sub("", words))
        ):
            return "filler"
        if self.localities.exactly(piece.span) or self._is_region(words):
            return "city"
        if self.vocabulary.organizer_before.match(words):
            return "organizer"
        if piece.quoted:
            return "quoted"
        return "venue" if self._is_venue(words) else "text"

    def _is_region(self, words: str) -> bool:
        return (
            len(words) <= 3 and words.isupper() and bool(self.localities.gazetteer.subdivisions_named(words))
        )

    def _is_venue(self, words: str) -> bool:
        if self.vocabulary.at.match(words) and len(words.split()) <= 9:
            return True
        if len(words.split()) > 9:
            return False
        return _mostly_capitalised(words) and bool(self.vocabulary.venue.search(words) or _is_street(words))


def _overlap(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


def _is_street(words: str) -> bool:
    return len(words.split()) <= 6 and _STREET.match(words) is not None


def _is_filler(words: str) -> bool:
    letters = sum(c.isalpha() for c in words)
    return letters < 2 or bool(_FILLER.match(words)) or (letters < 3 and words.isascii())


def _mostly_capitalised(words: str) -> bool:
    """Whether the longer words have capitals, where the script has them."""
    cased = [w for w in words.split() if len(w) > 3 and (w[0].islower() or w[0].isupper())]
    return not cased or sum(w[0].isupper() for w in cased) * 2 >= len(cased)


def _is_group(words: str) -> bool:
    """Whether bracketed words look like the name of a group: several, all with capitals, no number."""
    return len(words.split()) >= 2 and _all_capitalised(words) and not any(c.isdigit() for c in words)


def _all_capitalised(words: str) -> bool:
    return all(w[0].isupper() or len(w) <= 3 for w in words.split())
