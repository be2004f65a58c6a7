"""The order of the steps, from announcement to reading."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from handbill.errors import UnknownPlace
from handbill.languages import known_tag, words_for
from handbill.places import gazetteer
from handbill.reading.addresses import address_of_page
from handbill.reading.answers import at_new_hours, quotes_anything, with_quotes
from handbill.reading.assembly import Assembler, after_midnight, with_zone
from handbill.reading.certainty import with_certainty
from handbill.reading.containers import with_labelled_lines
from handbill.reading.entries import Entry
from handbill.reading.hosts import hosts_of_all
from handbill.reading.impossible import with_impossible
from handbill.reading.labels import with_labels_above
from handbill.reading.legibility import with_legibility
from handbill.reading.localities import Localities
from handbill.reading.merging import settled, told_once, with_stated
from handbill.reading.named_days import without_named_days
from handbill.reading.outline import MOST_ENTRIES, entries_of
from handbill.reading.plausible import Crowd, is_plausible, is_vacancy
from handbill.reading.posters import without_asides
from handbill.reading.proposals import Proposer
from handbill.reading.proposing import with_proposals
from handbill.reading.segments import segments_of
from handbill.reading.stages import without_stages
from handbill.reading.standing import house_of, house_of_page, is_schedule
from handbill.reading.status import with_days_settled
from handbill.reading.stretches import as_far_as_read
from handbill.reading.tongues import tongues_of
from handbill.reading.vocabulary import vocabulary
from handbill.values import Announcement, Draft, Problem, Reading, Span
from handbill.values.copies import replace

FALLBACK = "en"
"""Vocabulary where neither text nor home tell a language that has one: digits and ISO dates still read."""


def read(announcement: Announcement, proposer: Proposer | None = None) -> Reading:
    """Read *announcement* and return its drafts in the order of the text.

    Always returns: trouble in the text is in `problems`, of the reading or of a draft. Older mail that it
    quotes is read where the rest tells of no event.

    Args:
        proposer: Asked at the end for what the rules did not find; by default nobody is.
    """
    found = _read(announcement, proposer)
    if found.drafts or not quotes_anything(announcement):
        return found
    return _read(with_quotes(announcement), proposer)


def _read(announcement: Announcement, proposer: Proposer | None) -> Reading:
    tongues = tongues_of(announcement)
    language, read_in = tongues.main, tongues.tags or (_spoken_at(announcement.home),)
    words, reading_words = words_for(read_in[0]), vocabulary(*read_in)
    segments = without_named_days(segments_of(announcement, words, reading_words, tongues))
    segments = with_labels_above(segments, announcement.text, reading_words)
    segments = with_days_settled(segments, announcement, reading_words)
    places = gazetteer()
    spans = [as_far_as_read(block.span) for block in announcement.blocks if block.region != "navigation"]
    localities = Localities(
        announcement, places, tongues.tags, spans, reading_words.venue, reading_words.inner_at
    )
    found = entries_of(segments, announcement.text, reading_words, localities)
    found = at_new_hours(found, segments, announcement.text, reading_words)
    found = without_stages(found, announcement.text, reading_words)
    found = without_asides(found, announcement.text, reading_words)
    found = [] if is_vacancy(announcement, reading_words) else found
    crowd = Crowd(found)
    entries = [entry for entry in found if is_plausible(entry, crowd, announcement, reading_words)]
    if len(entries) < len(found):
        entries = with_labelled_lines(entries, segments)
    hosts = hosts_of_all(announcement, segments, entries, reading_words, localities)
    house = address = None
    if is_schedule(entries):
        house = house_of(segments, announcement.text, reading_words)
        days = {day.span.start for segment in segments for day in segment.dates if day.span}
        address = address_of_page(announcement, reading_words, days)
    if entries and house is None:
        first = min(segment.place for entry in entries for segment in (entry.anchor, *entry.card))
        house = house_of_page(segments, first, announcement.text, reading_words)
    assembler = Assembler(
        announcement, reading_words, localities, places, tongues, hosts, segments, house, address
    )
    drafts = told_once(
        after_midnight(entries, assembler.drafts(entries)), language, alternating=tongues.alternates
    )
    stated = [_stated(draft, announcement, localities, language) for draft in announcement.stated]
    drafts = with_stated(stated, drafts)
    drafts = [with_legibility(with_certainty(draft), announcement) for draft in drafts]
    asked, impossible = with_impossible(announcement.text, words.tag, drafts, home=announcement.home)
    reading = Reading(language, asked, (*announcement.problems, *_problems(language, found), *impossible))
    if proposer is None:
        return reading
    return with_proposals(reading, proposer, announcement, words, reading_words, localities)


def _spoken_at(home: str | None) -> str:
    """Return the language most spoken at *home*, where we have its words, else the fallback."""
    try:
        spoken = gazetteer().languages_of(home) if home else ()
    except UnknownPlace:
        return FALLBACK
    return known_tag(spoken[0]) or FALLBACK if spoken else FALLBACK


def _stated(draft: Draft, announcement: Announcement, localities: Localities, language: str) -> Draft:
    whole = Span(0, len(announcement.text))
    draft = replace(settled(draft, localities, whole), language=draft.language or language)
    return _without_idle_doubt(with_zone(draft, None, announcement, localities.gazetteer))


def _without_idle_doubt(draft: Draft) -> Draft:
    """Drop the doubt whether an hour is UTC or local where both are the same, as in Accra."""
    if not draft.tzid or not draft.dtstart or not isinstance(draft.dtstart.value, dt.datetime):
        return draft
    offset = draft.dtstart.value.replace(tzinfo=ZoneInfo(draft.tzid.value)).utcoffset()
    if offset:
        return draft
    return replace(draft, problems=tuple(p for p in draft.problems if p.code != "dtstart.utc_or_local"))


def _problems(language: str, entries: Sequence[Entry]) -> tuple[Problem, ...]:
    unknown = () if language else (Problem("language.unknown"),)
    return (*unknown, Problem("reading.too_many_events")) if len(entries) >= MOST_ENTRIES else unknown
