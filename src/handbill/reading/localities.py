"""Which city the words mean: every place name of the page, decided together."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from handbill.languages import words_for_all
from handbill.places import Choice, Gazetteer, Mention, PlaceContext, choose
from handbill.reading.pieces import trim
from handbill.values import Announcement, Finding, Place, Span

_REGION = re.compile(r"\s*(?:,|\(|\s[-–—]\s|/)\s*([^\W\d_][\w.'’ -]{0,40}?)\s*(?=$|[,;:.)\n|(]|\s[-–—]\s)")
_CODE = re.compile(r"\s*,?\s*([A-Z]{2,3})(?![\w'’])")
"""A division by its code, with or without a comma: "Boise,ID", "Rapid City SD"."""
_BEFORE = re.compile(r"(?:^|[\s|(])([A-Z]{2,3})\s*(?:[-–—/,:|])\s*$")
_LONGEST_LEAD = 60
"""Letters of a city, with its region, at the head of a line."""
_ENDS_LEAD = re.compile(r"[ \u00a0]*(?:$|[\n,:;()|•·/.–—：；，、（｜・-]|\d|[ \t]{2})", re.MULTILINE)
_OF = re.compile(r"de la|de|du|des|d['’]|di|da|do|dos|das|del|della|of|von|van", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*\([^()\n]{2,20}\)")
_NAMED_FOR = re.compile(r"([^\W\d_]+)\s+(?:de la|de|du|des|d['’]|di|da|do|del|della|of|von|van)\s*$")
_SMALL_BEFORE = re.compile(r"(?<!\w)([^\W\dA-Z_]{3,}) $")
_MOST_MENTIONS = 3000
"""Place names of one announcement that are looked at."""
_SURE = 0.75
_WEIGHTY = 0.5
_WEIGHTY_APART = 0.25
_KNOWN_ABROAD, _KNOWN_NEXT_DOOR = 200_000, 50_000
"""Inhabitants of a city that a page need not explain, far away and in a country next to its own."""
_UNDER_REGION = 0.9
_MARKS_BEFORE = ("", *"\n|,:;(–—-•/！。、，（：፦፣")
_MARKS_AFTER = ("", *"\n|,:;)–—-.!•/。、，）：፣።")
_IN_TITLE = 0.15
_FIRST_BLOCKS = 60
_EMBEDDED = 0.4
"""What is left of the weight of a name inside a longer one."""
_NEXT_WORD = re.compile(r"[ \u00a0-](?!(?:and|or|und|et|y|e)\b)[^\W\d_a-z][^\W\d_A-Z]+")
_WORD_BEFORE = re.compile(r"(?<![.!?:] )\b[^\W\d_a-z][^\W\d_A-Z]+[ -]$")
_OF_SOMEBODY = re.compile(r"['’][sS]\b")
_CAPITALS_BEFORE = re.compile(r"[^\W\d_]{2,}[ -]$")
_CAPITALS_NEXT = re.compile(r"[ \u00a0-][^\W\d_]{2,}")
_PREPOSITION, _BEHIND_IN = 24, 0.2
"""Letters before a name that may be a preposition of place, and the weight that it then needs."""
STATED = "stated_region"


@dataclass(frozen=True, slots=True)
class Locality:
    """A city as written, and the place it means.

    Attributes:
        written: Its base form on the page.
        span: The name alone; `whole` also the region written beside it ("Birmingham, AL").
        weight: 0..1, how much the word alone speaks for a place.
        apart: Marks or line ends stand on both sides of it, so that it is more than a word of a sentence.
    """

    written: str
    span: Span
    whole: Span
    place: Place
    confidence: float
    weight: float
    rule: str
    others: tuple[Place, ...] = ()
    apart: bool = False

    def city(self, rule: str) -> Finding[str]:
        """The finding of the written name."""
        return Finding(self.written, self.span, f"city.{rule}", self.confidence)

    def finding(self, rule: str) -> Finding[Place]:
        """The finding of the place, its homonyms as alternatives."""
        return Finding(
            self.place, self.whole, f"city.{rule}.{self.rule}", self.confidence, (), self.others[:4]
        )


class _Named(NamedTuple):
    """A place name with what its neighbours on the page say, before it is decided which place it means."""

    mention: Mention
    places: tuple[Place, ...]
    whole: Span
    stated: bool
    weight: float
    apart: bool


class Localities:
    """The place names of an announcement, each decided by all of them.

    A first pass takes what is sure (a region stated, a single bearer, by far the largest at home); the
    second lets these decide the homonyms beside them.
    """

    def __init__(
        self,
        announcement: Announcement,
        gazetteer: Gazetteer,
        languages: Sequence[str],
        spans: Iterable[Span],
        venue: re.Pattern[str] | None = None,
        inner_at: re.Pattern[str] | None = None,
    ):
        self.text, self.gazetteer = announcement.text, gazetteer
        self.venue, self.inner_at = venue, inner_at
        self.titles = [b.span for b in announcement.blocks[:_FIRST_BLOCKS] if b.kind == "heading"]
        self.titles += [b.span for b in announcement.blocks[:1]]
        self.context = PlaceContext(home=announcement.home, languages=tuple(languages))
        cities = words_for_all(*languages).section("cities") if languages else {}
        endings, self._before = cities.get("endings", ()), frozenset(cities.get("before", ()))
        self._choices: dict[tuple[str, tuple[int, ...]], Choice] = {}
        found = (m for span in spans for m in gazetteer.mentions(self.text, span=span, endings=endings))
        mentions = list(islice(found, _MOST_MENTIONS))
        named = [self._undecided(mention) for mention in mentions]
        sure = [self._decided(one) for one in named]
        known = tuple(dict.fromkeys(x.place for x in sure if x.confidence >= _SURE and x.weight >= 0.5))
        if known:
            self.context = replace(self.context, others=known[:40])
            self._choices.clear()
            sure = [
                self._decided(one) if len(one.places) > 1 else first
                for one, first in zip(named, sure, strict=True)
            ]
        self.all = sorted(sure, key=lambda locality: locality.span)
        self._starts = [locality.span.start for locality in self.all]

    def within(self, span: Span) -> list[Locality]:
        """Return the localities that stand inside *span*, in order."""
        first = bisect_left(self._starts, span.start)
        last = bisect_left(self._starts, span.end)
        return [x for x in self.all[first:last] if x.span.end <= span.end]

    def exactly(self, span: Span) -> Locality | None:
        """Return the locality that *span* is, but for marks, its region and a few letters of grammar."""
        bare = trim(self.text, span)
        for locality in self.within(bare):
            end = bare.end - 1
            if locality.whole.end < end and _IN_BRACKETS.fullmatch(self.text, locality.whole.end, bare.end):
                end = locality.whole.end  # "Halle (Saale)", "Frankfurt (Oder)"
            if locality.whole.start <= bare.start + 1 and locality.whole.end >= end:
                return locality
        return None

    def leading(self, span: Span) -> Locality | None:
        """Return the locality that *span* begins with, where a mark, a figure or the end of it follows."""
        for locality in self.within(Span(span.start, min(span.end, span.start + _LONGEST_LEAD))):
            if locality.whole.start > span.start + 1:
                break
            if _ENDS_LEAD.match(self.text, max(locality.span.end, locality.whole.end)):
                return locality if self.is_at_hand(locality) else None
        return None

    def is_region(self, span: Span) -> bool:
        """Whether *span* is the name or code of a country or of a first-level division, and nothing else."""
        words = trim(self.text, span).of(self.text)
        if len(words) > _LONGEST_LEAD or len(words) < 2:
            return False
        divisions = self.gazetteer.subdivisions_named(words.title() if words.isupper() else words)
        return bool(
            divisions or self.gazetteer.subdivisions_named(words) or self.gazetteer.country_named(words)
        )

    def named(self, name: str, span: Span, *, country: str | None = None) -> Locality | None:
        """Return the locality of a city that structured data names, None where it is unknown."""
        places = self.gazetteer.named(name, country=country)
        if not places:
            return None
        choice = choose(places, self.context)
        return Locality(
            name, span, span, choice.place, choice.confidence, 1.0, choice.reasons[0], choice.others
        )

    @cached_property
    def commonest(self) -> Locality | None:
        """The locality that the page names most, addresses before bare names; None for none."""
        credible = [x for x in self.all if self.is_credible(x)] or self._in_titles()
        credible = credible or [x for x in self.all if self.stands_behind_in(x)]
        credible = credible or self._named_again()
        stated = [x for x in credible if x.rule == STATED]
        counts = Counter(x.place.geonameid for x in stated or credible)
        return max(stated or credible, key=lambda x: counts[x.place.geonameid], default=None)

    def _named_again(self) -> list[Locality]:
        """Large names at home that several bodies or houses of the page bear: "Ayr Library", "Ayr Watch"."""
        home = self.context.home
        at_home = [x for x in self.all if x.place.country_code == home and x.weight >= _IN_TITLE]
        large = [x for x in at_home if x.place.population >= _KNOWN_NEXT_DOOR]
        counts = Counter(x.place.geonameid for x in large)
        return [x for x in large if counts[x.place.geonameid] > 1]

    def _in_titles(self) -> list[Locality]:
        """Names at home within the headings, where no line speaks for a city: "Ludlow Small Press Fest"."""
        home = self.context.home
        return [
            x
            for x in self.all
            if x.place.country_code == home
            and x.weight >= _IN_TITLE
            and any(title.holds(x.span) for title in self.titles)
        ]

    def is_credible(self, locality: Locality) -> bool:
        """Whether the words speak for a city even where no line says that they do.

        A region beside the name settles it; else it must not be an everyday word, and lie at home or
        be large enough to be known abroad.
        """
        least = _WEIGHTY_APART if locality.apart else _WEIGHTY
        home, place = self.context.home, locality.place
        if home and place.country_code != home and locality.rule != STATED:
            known = place.population >= _KNOWN_ABROAD and locality.weight >= least
            return known and (not self._speaks_of_home or self._stands_as_city(locality))
        return locality.rule == STATED or locality.weight >= least

    @cached_property
    def _speaks_of_home(self) -> bool:
        """Whether the page names a city at home: far ones then need more than a word of a longer name."""
        home = self.context.home
        return any(x.place.country_code == home and x.weight >= _WEIGHTY for x in self.all)

    def _stands_as_city(self, locality: Locality) -> bool:
        """Whether marks or a preposition set a name apart: not in "the Brooklyn wind turbine car park"."""
        return locality.apart or self._is_behind_in(locality.span)

    def stands_behind_in(self, locality: Locality) -> bool:
        """Whether a name at home stands right behind a preposition of place: "у Львові", "in Ely"."""
        home = self.context.home
        if locality.weight < _BEHIND_IN or (home and locality.place.country_code != home):
            return False
        return self._is_behind_in(locality.span)

    def _is_behind_in(self, span: Span) -> bool:
        before = self.text[max(0, span.start - _PREPOSITION) : span.start]
        words = before.split()
        if words and before[-1:].isspace() and words[-1].casefold() in self._before:
            return True
        if self.inner_at is None:
            return False
        found = list(self.inner_at.finditer(before))
        if not found or before[found[-1].end() :].strip():
            return False
        if _OF.fullmatch(found[-1].group().strip()) is None:
            return True
        words = before[: found[-1].start()].split()
        title_case = bool(words) and words[-1][:1].isupper() and not words[-1].isupper()
        return not title_case  # "Praça da República"

    def is_at_hand(self, locality: Locality) -> bool:
        """Whether a name that fills its piece of a line may be a city: with its region, at home, or large."""
        home, place = self.context.home, locality.place
        if home is None or place.country_code == home or locality.rule == STATED:
            return True
        beside = place.country_code in self.gazetteer.neighbours_of(home)
        return place.population >= (_KNOWN_NEXT_DOOR if beside else _KNOWN_ABROAD)

    def in_region(self, locality: Locality, region: Span) -> Locality:
        """Return *locality* as its bearer in the country or division that *region* names, where one is."""
        bearers = (locality.place, *locality.others)
        within = self.gazetteer.narrowed(bearers, trim(self.text, region).of(self.text))
        if not within or within[0] == locality.place:
            return locality
        others = tuple(place for place in bearers if place != within[0])
        return replace(locality, place=within[0], others=others, rule=STATED, confidence=_UNDER_REGION)

    def _undecided(self, mention: Mention) -> _Named:
        places, whole, stated = self._with_region(mention)
        weight = mention.weight * (_EMBEDDED if self._is_embedded(mention.span) else 1)
        return _Named(mention, places, whole, stated, weight, self._stands_apart(whole))

    def _decided(self, named: _Named) -> Locality:
        mention, choice = named.mention, self._choice(named.places, named.mention.name)
        confidence = 0.97 if named.stated else choice.confidence
        rule = STATED if named.stated else (choice.reasons[0] if choice.reasons else "population")
        return Locality(
            mention.name,
            mention.span,
            named.whole,
            choice.place,
            confidence,
            named.weight,
            rule,
            choice.others,
            named.apart,
        )

    def _choice(self, places: tuple[Place, ...], name: str) -> Choice:
        """The place meant; the same name again and again means the same, as long as nothing else is known."""
        key = (name, tuple(place.geonameid for place in places))
        if key not in self._choices:
            self._choices[key] = choose(places, self.context, name=name)
        return self._choices[key]

    def _is_embedded(self, span: Span) -> bool:
        """Whether a capitalised word goes on directly: "Aurora Lights" and "Coro da Aurora" are no city."""
        line_start = self.text.rfind("\n", 0, span.start) + 1
        if _OF_SOMEBODY.match(self.text, span.end) or self._is_among_capitals(span, line_start):
            return True
        after = _NEXT_WORD.match(self.text, span.end)
        before = _WORD_BEFORE.search(self.text, max(line_start, span.start - 40), span.start)
        if after is not None or (before is not None and before.start() > line_start):
            return True
        return self._is_name_of_venue(span, line_start)

    def _is_among_capitals(self, span: Span, line_start: int) -> bool:
        """Whether a line in capitals goes on beside it, so that they set no name apart: "NEW SALE HALL"."""
        if not span.of(self.text).isupper() or self._is_behind_in(span):
            return False
        before = _CAPITALS_BEFORE.search(self.text, max(line_start, span.start - 40), span.start)
        after = _CAPITALS_NEXT.match(self.text, span.end)
        beside = [found.group().strip(" -") for found in (before, after) if found]
        return any(word.isupper() for word in beside)

    def _is_name_of_venue(self, span: Span, line_start: int) -> bool:
        """Whether a place is named for the city: "halle de Verdun", "gare de Lyon", "via Ferrara"."""
        if self.venue is None:
            return False
        before = _NAMED_FOR.search(self.text, max(line_start, span.start - 40), span.start)
        before = before or _SMALL_BEFORE.search(self.text, max(line_start, span.start - 20), span.start)
        return before is not None and self.venue.fullmatch(before.group(1)) is not None

    def _stands_apart(self, span: Span) -> bool:
        before = self.text[max(0, span.start - 2) : span.start].rstrip(" ")[-1:]
        after = self.text[span.end : span.end + 2].lstrip(" ")[:1]
        return before in _MARKS_BEFORE and after in _MARKS_AFTER

    def _with_region(self, mention: Mention) -> tuple[tuple[Place, ...], Span, bool]:
        """Narrow the bearers of a name by the country or division written after or before it."""
        code = _CODE.match(self.text, mention.span.end, min(len(self.text), mention.span.end + 8))
        if code and (within := self.gazetteer.narrowed(mention.places, code.group(1))):
            return within, Span(mention.span.start, code.end(1)), True
        after = _REGION.match(self.text, mention.span.end, min(len(self.text), mention.span.end + 60))
        if after and (within := self.gazetteer.narrowed(mention.places, after.group(1).strip())):
            return within, Span(mention.span.start, after.end(1)), True
        before = _BEFORE.search(self.text, max(0, mention.span.start - 8), mention.span.start)
        if before and (within := self.gazetteer.narrowed(mention.places, before.group(1))):
            return within, Span(before.start(1), mention.span.end), True
        return mention.places, mention.span, False
