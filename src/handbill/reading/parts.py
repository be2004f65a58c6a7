"""Lines cut into parts, each with what it seems to be: city, organizer, venue, quoted, text or filler."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from handbill.reading.formerly import former_phrases
from handbill.reading.localities import Localities
from handbill.reading.pieces import Piece, pieces_of, trim
from handbill.reading.segments import Found, Segment, is_feast
from handbill.reading.vocabulary import Vocabulary
from handbill.values import Announcement, Span

_STREET = re.compile(
    r"\d{1,5}[a-z]?\s+(?:[^\W\d_]|\d+(?:st|nd|rd|th)\b)|[^\d,]{4,40}\s\d{1,4}[a-z]?$", re.IGNORECASE
)
_STREET_NAME = re.compile(r"(?: (?:[^\W\d_a-z][\w.'’]*|\d+(?:st|nd|rd|th))){2,4}")
_ABBREVIATED_NUMBER = re.compile(r"\s[^\W\dA-Z_]{2,3}\.\s\d{1,4}$")
"""A number behind an abbreviation: that of an hour ("från kl. 10"), where no word for a place stands."""
_POSTAL = re.compile(r"\s+\d{4,6}(?:-\d{4})?$")
_LONGEST_PLACE, _SHORT_PLACE = 9, 3
"""Words behind a preposition that may be a place; so few need no capital ("i samlingssalen")."""
_LONGEST_TITLE = 6
"""Words of a title that has a place in it."""
_FARTHEST = 300
"""Characters behind a preposition within which a place ends."""
_WORDS_BEFORE_KIND = 3
_LONGEST_FILLER = 300
"""Characters; what is longer says something, and a line of a megabyte is not to be searched through."""
_PRICED = re.compile(r"[€£$¥₹₺₽₩₪฿₫₦₱]\s?\d")
_ADDRESS = re.compile(r"https?://|www\.|\S{1,64}@\S{1,255}\.\w")  # RFC 5321, 4.5.3.1


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a line with what it seems to be: city, organizer, venue, quoted, text or filler."""

    piece: Piece
    seems: str
    segment: Segment


_ALNUM = re.compile(r"[^\W_]")
_WORD_BEHIND = re.compile(r"[^\W\d_][\w'’-]*[ -]$")
_WORD_AHEAD = re.compile(r"[ -][^\W\d_][\w'’]*")


class PartReader:
    """Cuts the lines of one announcement; each line once, however many events lean on it."""

    def __init__(self, announcement: Announcement, vocabulary: Vocabulary, localities: Localities):
        self.text, self.vocabulary, self.localities = announcement.text, vocabulary, localities
        links = [link.span for link in announcement.links]
        self._links = sorted((span.start, place) for place, span in enumerate(links))
        self._addresses = sorted(span for span in links if _ADDRESS.match(span.of(announcement.text)))
        self._longest = max((span.end - span.start for span in self._addresses), default=0)
        self._read: dict[tuple[int, Span], list[Part]] = {}
        self._times: dict[Span, list[Span]] = {}
        self._manners: dict[Span, bool] = {}

    def parts(self, segment: Segment, within: Span | None = None) -> list[Part]:
        """Return the pieces of *segment* beside its times and addresses, each with what it seems to be.

        *within* narrows it to a part of the segment, such as one cell of a row.
        """
        span = within or (segment.body if segment.role else segment.span)
        key = (segment.place, span)
        if key not in self._read:
            self._read[key] = self._with_title_whole(list(self._parts(segment, span)), segment)
        return self._read[key]

    def _parts(self, segment: Segment, span: Span) -> Iterator[Part]:
        holes = [*self.time_spans(segment), *self._addresses_in(span)]
        for piece in pieces_of(self.text, span, without=holes):
            for part in self.parted(piece):
                yield Part(part, self._seems(part), segment)

    def _with_title_whole(self, parts: list[Part], segment: Segment) -> list[Part]:
        """Keep "Brass in the Park" whole before the day of a line that names its place behind the day."""
        day = next((m.span for m in segment.dates if m.span), None)
        if day is None or len(parts) < 3 or parts[1].piece.mark != " " or parts[1].seems != "venue":
            return parts
        what, where = parts[0].piece, parts[1].piece
        title = Span(what.span.start, where.span.end)
        whole = title.of(self.text)
        later = any(p.seems == "venue" and p.piece.span.start > day.end for p in parts[2:])
        short = len(whole.split()) <= _LONGEST_TITLE and mostly_capitalised(whole)
        if not (later and short and title.end <= day.start and parts[0].seems == "text"):
            return parts
        return [Part(replace(what, span=title), "text", segment), *parts[2:]]

    def links_in(self, span: Span) -> list[int]:
        """Return the places among the links of the announcement of those that begin in *span*."""
        first, last = (bisect_left(self._links, (at,)) for at in span)
        return [place for _, place in self._links[first:last]]

    def _addresses_in(self, span: Span) -> list[Span]:
        first = bisect_left(self._addresses, (span.start - self._longest,))
        last = bisect_left(self._addresses, (span.end,))
        return [address for address in self._addresses[first:last] if address.overlaps(span)]

    def tells_manner(self, span: Span) -> bool:
        """Whether *span* may say how to attend, that it is free, what access there is or whom to ask."""
        if span not in self._manners:
            found = self.vocabulary.any_manner.search(self.text, span.start, span.end)
            self._manners[span] = found is not None
        return self._manners[span]

    def parted(self, piece: Piece) -> Iterator[Piece]:
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
                place = Span(at.end(), span.end)
                crossing = at.group() == "@" and self._is_venue(what.of(self.text))  # "Green Rd @ Mill Dr"
                found = self._is_place(place) or self._is_at_sign(at, place)
                if found and what.end - what.start >= 3 and not crossing:
                    yield replace(piece, span=what)
                    yield Piece(where, mark=" ")
                    return
        yield piece

    def _is_at_sign(self, at: re.Match[str], span: Span) -> bool:
        """Whether "@" stands for "at" before a short name, be there a word for places in it or not."""
        words = span.of(self.text)
        return at.group() == "@" and len(words.split()) <= _SHORT_PLACE and mostly_capitalised(words)

    def _is_place(self, span: Span) -> bool:
        """Whether words behind a preposition are a place: a word for one stands among their first."""
        if span.end - span.start > _FARTHEST:
            return False
        words = span.of(self.text).split()
        head = " ".join(words[:5])
        found = self.vocabulary.venue.search(head)
        if found is None or len(words) > _LONGEST_PLACE:
            return False
        return len(words) <= _SHORT_PLACE or head[:1].isupper() or mostly_capitalised(head)

    def time_spans(self, segment: Segment) -> list[Span]:
        """Return where *segment* speaks of time, or of a place that no longer holds.

        "2079 East 9th Street" is a house, no year.
        """
        if segment.span not in self._times:
            times = [
                self._without_session(m.span, segment)
                for m in segment.moments
                if m.span and not self._is_house_number(m) and not self._is_of_a_name(m, segment)
            ]
            times += [m.span for m in segment.loose if m.span]
            former = former_phrases(self.text, segment.span, self.vocabulary, times)
            self._times[segment.span] = sorted([*times, *former])
        return self._times[segment.span]

    def _without_session(self, span: Span, segment: Segment) -> Span:
        """The hour of "Quiz night, 7pm", where the part of the day belongs to the name before it."""
        said = self.vocabulary.session.match(self.text, *span)
        before = _WORD_BEHIND.search(self.text, max(segment.span.start, span.start - 30), span.start)
        if said is None or before is None:
            return span
        if self.vocabulary.small.fullmatch(before.group().strip()) or said.end() >= span.end:
            return span
        return Span(said.end(), span.end)

    def _is_of_a_name(self, moment: Found, segment: Segment) -> bool:
        """Whether a feast, a weekday or a month is one word of several: "Fix-It Sunday", "APRIL OF SEEDS"."""
        span = moment.span
        if span is None or any(c.isdigit() for c in span.of(self.text)):
            return False
        if not is_feast(moment):
            if moment.value.start or moment not in segment.noise or not span.of(self.text)[:1].isupper():
                return False
            if moment.value.weekday is None and moment.value.precision != "month":
                return False  # "TOMORROW" is no name
        before = _WORD_BEHIND.search(self.text, max(segment.span.start, span.start - 30), span.start)
        after = _WORD_AHEAD.match(self.text, span.end, segment.span.end)
        beside = [found.group().strip() for found in (before, after) if found]
        return any(self.vocabulary.small.fullmatch(word) is None for word in beside)

    def _is_house_number(self, moment: Found) -> bool:
        if moment.value.precision != "year" or moment.span is None or not moment.span.of(self.text).isdigit():
            return False
        following = _STREET_NAME.match(self.text, moment.span.end)
        return following is not None and self.vocabulary.venue.search(following.group()) is not None

    def _seems(self, piece: Piece) -> str:
        words = piece.span.of(self.text)
        if self.is_filler(words) or _ADDRESS.search(words) or self._says_nothing(words):
            return "filler"
        city = self.localities.exactly(piece.span)
        if (city and self.localities.is_at_hand(city)) or self._is_region(words):
            return "city"
        if self.vocabulary.organizer_before.match(words):
            return "organizer"
        if piece.quoted:
            return "quoted"
        return "venue" if self._is_venue(words) else "text"

    def is_filler(self, words: str) -> bool:
        """Whether words name nothing: too few letters, or only a word that stands between others."""
        if len(words) > _LONGEST_FILLER:
            return False
        letters = len(list(islice(filter(str.isalpha, words), 3)))
        return (
            letters < 2
            or self.vocabulary.stages["doors"].fullmatch(words) is not None
            or (letters < 3 and words.isascii())
            or self.vocabulary.filler.fullmatch(words) is not None
            or not _ALNUM.search(self.vocabulary.small.sub("", words))
        )

    def _says_nothing(self, words: str) -> bool:
        """Whether words that are no filler leave nothing but papers and what stands before a date."""
        if _PRICED.match(words):
            return True
        if len(words) > _LONGEST_FILLER:
            return False
        rest = self.vocabulary.deadline.sub("", self.vocabulary.documents.sub("", words))
        return (rest != words and self.is_filler(rest)) or self._is_label_or_status(words)

    def _is_label_or_status(self, words: str) -> bool:
        """Whether words only label what follows ("Date") or say how it stands ("CANCELLED")."""
        if words.casefold() in self.vocabulary.labels and self.vocabulary.labels[words.casefold()] != "what":
            return True
        return any(status.fullmatch(words) for status in self.vocabulary.status.values())

    def _is_region(self, words: str) -> bool:
        """A division by its code ("PE"), or with a postal code ("Ohio 44114-3204")."""
        divisions = self.localities.gazetteer.subdivisions_named
        name = _POSTAL.sub("", words)
        if name != words:
            return bool(divisions(name))
        return len(words) <= 3 and words.isupper() and bool(divisions(words))

    def _is_venue(self, words: str) -> bool:
        if self.vocabulary.at.match(words) and len(words.split()) <= 9:
            return True
        if len(words.split()) > 9 or self._is_event_of_place(words):
            return False
        if not mostly_capitalised(words):
            return False
        return self._is_street(words) or any(
            not self._is_platform_aside(found, words) for found in self.vocabulary.venue.finditer(words)
        )

    def _is_platform_aside(self, found: re.Match[str], words: str) -> bool:
        """Whether a name of a platform is a plain word that others follow: "Teams of six"."""
        return found.end() < len(words) and self.vocabulary.platform.fullmatch(found.group()) is not None

    def _is_event_of_place(self, words: str) -> bool:
        """Whether a word for a place only says which: "Church fair", "Village Hall Quiz"."""
        *which, last = words.split()
        return (
            self.vocabulary.kind_last
            and 0 < len(which) <= _WORDS_BEFORE_KIND
            and self.vocabulary.any_kind.fullmatch(last) is not None
            and self.vocabulary.venue.search(last) is None
            and not any(self.vocabulary.small.fullmatch(word) for word in which)
        )

    def _is_street(self, words: str) -> bool:
        """Whether words and a number are a street and a house; "92 min" and "Session 3" are none."""
        if words.islower() or self.vocabulary.any_kind.match(words):
            return False
        if _ABBREVIATED_NUMBER.search(words) and not self.vocabulary.venue.search(words):
            return False
        return len(words.split()) <= 6 and _STREET.match(words) is not None


def mostly_capitalised(words: str) -> bool:
    """Whether the longer words have capitals, where the script has them."""
    cased = [w for w in words.split() if len(w) > 3 and (w[0].islower() or w[0].isupper())]
    return not cased or sum(w[0].isupper() for w in cased) * 2 >= len(cased)


def all_capitalised(words: str) -> bool:
    """Whether each word of more than three letters begins with a capital."""
    return all(w[0].isupper() or len(w) <= 3 for w in words.split())
