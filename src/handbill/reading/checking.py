"""Whether the text bears out what is proposed: its words stand there, and our rules read them so."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from handbill.calendars import first_on_or_after
from handbill.languages import KINDS, LanguageWords
from handbill.places import Gazetteer
from handbill.reading.assembly import with_zone
from handbill.reading.evidence import told_spans, words_at
from handbill.reading.localities import Localities, Locality
from handbill.reading.moments import Moment, find_moments
from handbill.reading.noise import is_former, is_noise
from handbill.reading.proposals import Proposal, Said
from handbill.reading.vocabulary import Vocabulary
from handbill.values import Announcement, Draft, EventStatus, Finding, Problem, Span, WallTime

CONFIDENCE = 0.5
_LONGEST = {"name": 140, "venue": 140, "organizers": 80, "offers": 140}
_DAYS = ("day", "days", "weekend")
_PRIVATE = re.compile(r"\S@\S|://")
_GUESSED = ("tzid.home", "country.home")


class Check:
    """Holds proposals against one announcement.

    Attributes:
        runs: The text that was sent, and in which words are looked for.
        refused: "field: reason" of what did not hold.
    """

    def __init__(
        self,
        announcement: Announcement,
        language: str,
        words: LanguageWords,
        vocabulary: Vocabulary,
        localities: Localities,
    ):
        self.announcement, self.language, self.words = announcement, language, words
        self.vocabulary, self.localities = vocabulary, localities
        self.text = announcement.text
        self.runs = told_spans(announcement)
        self.refused: list[str] = []
        self._readers: Mapping[str, Callable[[Said, Span], Any]] = {
            "name": self._text,
            "venue": self._text,
            "organizers": self._text,
            "offers": self._text,
            "kind": self._kind,
            "status": self._status,
        }

    def refuse(self, field: str, reason: str) -> None:
        """Note that a proposed *field* was not taken."""
        self.refused.append(f"{field}: {reason}")

    def begun(self, proposal: Proposal) -> Draft | None:
        """Return a draft with the start and name of a new event; None unless the text bears out both."""
        name = self._one(proposal, "name", None)
        if not any(said.field == "name" for said in proposal.said):
            self.refuse("name", "a new event needs one")
        start = self._start(proposal, name.span if name else None)
        if name is None or start is None:
            return None
        moment, dtstart = start
        draft = Draft(dtstart=dtstart, name=name, language=self.language, problems=_doubts(moment))
        if moment.value.rrule:
            rrule = Finding(moment.value.rrule, moment.span, "model.rrule", CONFIDENCE)
            draft = replace(draft, rrule=rrule)
        return replace(draft, dtend=_end(moment.value, dtstart))

    def filled(self, draft: Draft, proposal: Proposal) -> Draft:
        """Return *draft* with those of its empty fields that *proposal* fills."""
        near = draft.dtstart.span if draft.dtstart else None
        for field in ("name", "venue", "offers", "kind", "status"):
            if getattr(draft, field) is None and (finding := self._one(proposal, field, near)):
                draft = replace(draft, **{field: finding})  # type: ignore[arg-type]
        if not draft.organizers:
            draft = replace(draft, organizers=tuple(self._all(proposal, "organizers", near)))
        return self._with_city(draft, proposal, near)

    def _one(self, proposal: Proposal, field: str, near: Span | None) -> Finding[Any] | None:
        return next(self._all(proposal, field, near), None)

    def _all(self, proposal: Proposal, field: str, near: Span | None) -> Iterator[Finding[Any]]:
        for said in proposal.said:
            if said.field == field and (span := self._found(said, near)):
                finding = self._readers[field](said, span)
                if finding is not None:
                    yield finding

    def _found(self, said: Said, near: Span | None) -> Span | None:
        span = words_at(self.text, said.words, self.runs, near)
        if span is None:
            self.refuse(said.field, "its words are not in the text")
        return span

    def _text(self, said: Said, span: Span) -> Finding[str] | None:
        """The words themselves; nobody's address or link."""
        words = " ".join(span.of(self.text).split())
        if len(words) > _LONGEST[said.field] or not any(c.isalpha() for c in words):
            self.refuse(said.field, "its words are too long, or hold no letter")
            return None
        if _PRIVATE.search(words):
            self.refuse(said.field, "its words hold an address")
            return None
        return Finding(words, span, f"model.{said.field}", CONFIDENCE)

    def _kind(self, said: Said, span: Span) -> Finding[str] | None:
        if said.value not in KINDS or not any(c.isalpha() for c in span.of(self.text)):
            self.refuse(said.field, "no such kind")
            return None
        return Finding(said.value, span, "model.kind", CONFIDENCE)

    def _status(self, said: Said, span: Span) -> Finding[EventStatus] | None:
        """The status that our vocabulary reads in the words: a false "cancelled" keeps people at home."""
        for status, pattern in self.vocabulary.status.items():
            if status == said.value and pattern.search(self.text, span.start, span.end):
                return Finding(status, span, "model.status", CONFIDENCE)
        self.refuse(said.field, "its words do not say so")
        return None

    def _start(
        self, proposal: Proposal, near: Span | None
    ) -> tuple[Finding[Moment], Finding[WallTime]] | None:
        """Return the moment that the words of `date` say, and the start that `time` makes of it."""
        day = self._moment(proposal, "date", near)
        if day is None or day.value.first is None:
            return None
        value = day.value
        if value.rrule:
            first = first_on_or_after(value.rrule, self.announcement.received.date())
            value = replace(value, first=first or value.first, last=first or value.first)
        hour = self._moment(proposal, "time", day.span)
        if hour is not None and hour.value.start:
            value = replace(value, start=hour.value.start, end=hour.value.end)
        moment = replace(day, value=value)
        assert value.first is not None  # noqa: S101 - asked above
        start = dt.datetime.combine(value.first, value.start) if value.start else value.first
        also = (hour.span,) if hour and hour is not day and hour.span else ()
        return moment, Finding(start, day.span, "model.dtstart", CONFIDENCE, also)

    def _moment(self, proposal: Proposal, field: str, near: Span | None) -> Finding[Moment] | None:
        """Return the one moment that our own rules find in the words of *field*."""
        said = next((said for said in proposal.said if said.field == field), None)
        if said is None:
            if field == "date":
                self.refuse(field, "a new event needs one")
            return None
        span = self._found(said, near)
        found = self._moments_in(span) if span else ()
        fitting = [m for m in found if (m.value.first if field == "date" else m.value.start) is not None]
        if field == "date":
            fitting = [m for m in fitting if m.value.precision in _DAYS]
        if span and len(fitting) != 1:
            self.refuse(field, "its words say none, or several")
        return self._as_its_line_says(fitting[0], field) if len(fitting) == 1 else None

    def _moments_in(self, span: Span) -> Sequence[Finding[Moment]]:
        announcement = self.announcement
        return find_moments(
            self.text, self.words, received=announcement.received, home=announcement.home, span=span
        )

    def _as_its_line_says(self, moment: Finding[Moment], field: str) -> Finding[Moment] | None:
        """Return the moment that our rules find there in the whole line: with year and half of the day.

        None where the line says another day or hour ("1 May" of "1 May 1990"), or that it is no day of an
        event: a deadline, opening hours, the past.
        """
        assert moment.span is not None  # noqa: S101 - found in the text
        line = _line_around(self.text, moment.span)
        around = [m for m in self._moments_in(line) if m.span and m.span.overlaps(moment.span)]
        told = next((m for m in around if _agree(moment.value, m.value)), None)
        if told is None:
            self.refuse(field, "its line says another")
        elif field == "date" and self._is_no_day_of_an_event(told, line):
            self.refuse(field, "its line says that it is no day of an event")
            return None
        return told

    def _is_no_day_of_an_event(self, moment: Finding[Moment], line: Span) -> bool:
        received, timed = self.announcement.received, moment.value.start is not None
        return is_former(moment, self.text, line, self.vocabulary) or is_noise(
            moment, self.text, line, self.vocabulary, received, timed=timed
        )

    def _with_city(self, draft: Draft, proposal: Proposal, near: Span | None) -> Draft:
        said = next((said for said in proposal.said if said.field == "city"), None)
        if said is None or draft.place or draft.city:
            return draft if draft.tzid else with_zone(draft, None, self.announcement, self.gazetteer)
        span = self._found(said, near)
        locality = self._locality(said, span) if span else None
        if span and locality is None:
            self.refuse("city", "the gazetteer knows none of that name")
        if locality:
            draft = _without_guesses(replace(draft, **_city(locality)))
        had = (draft.tzid, draft.country_code)
        draft = with_zone(draft, None, self.announcement, self.gazetteer)
        return draft if locality is None else _as_proposed(draft, had)

    def _locality(self, said: Said, span: Span) -> Locality | None:
        """Return the city that the words are or hold, or that they name in a form we did not see."""
        within = sorted(self.localities.within(span), key=lambda locality: -locality.weight)
        return (
            self.localities.exactly(span)
            or next(iter(within), None)
            or self.localities.named(" ".join(said.words.split()), span)
        )

    @property
    def gazetteer(self) -> Gazetteer:
        """Where cities are looked up."""
        return self.localities.gazetteer


def _agree(said: Moment, told: Moment) -> bool:
    """Whether what some words say holds in their line, which may add to it, or tell morning from evening."""
    if said.first not in (None, told.first):
        return False
    if said.start is None or said.start == told.start:
        return True
    return said.half_day_open and told.start is not None and told.start.hour % 12 == said.start.hour % 12


def _line_around(text: str, span: Span) -> Span:
    end = text.find("\n", span.end)
    return Span(text.rfind("\n", 0, span.start) + 1, end if end >= 0 else len(text))


def _city(locality: Locality) -> dict[str, Any]:
    sure = min(CONFIDENCE, locality.confidence)
    place = replace(locality.finding("model"), rule="model.place", confidence=sure)
    return {"city": replace(locality.city("model"), rule="model.city", confidence=sure), "place": place}


def _without_guesses(draft: Draft) -> Draft:
    """Drop zone and country that came from the sender's home alone: no word of the text says them."""
    tzid, country = draft.tzid, draft.country_code
    return replace(
        draft,
        tzid=None if tzid and tzid.rule in _GUESSED else tzid,
        country_code=None if country and country.rule in _GUESSED else country,
    )


def _as_proposed(draft: Draft, had: tuple[Finding[str] | None, Finding[str] | None]) -> Draft:
    """Return *draft*, zone and country named as proposed where the proposed city gave them."""
    tzid, country = draft.tzid, draft.country_code
    if tzid and had[0] is None:
        tzid = replace(tzid, rule="model.tzid")
    if country and had[1] is None:
        country = replace(country, rule="model.country_code")
    return replace(draft, tzid=tzid, country_code=country)


def _doubts(moment: Finding[Moment]) -> tuple[Problem, ...]:
    return () if moment.value.weekday_agrees else (Problem("dtstart.weekday_mismatch", moment.span),)


def _end(moment: Moment, start: Finding[WallTime]) -> Finding[WallTime] | None:
    """Return the end that the same words say: an hour, or the last of several days."""
    first, last = moment.first, moment.last
    if first is None or last is None:
        return None
    if moment.start and moment.end:
        day = last + dt.timedelta(days=1) if last == first and moment.end <= moment.start else last
        end: WallTime = dt.datetime.combine(day, moment.end)
        return replace(start, value=end, rule="model.dtend")
    return replace(start, value=last, rule="model.dtend") if last > first and not moment.start else None
