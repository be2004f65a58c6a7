"""One schema.org Event to a draft; each property kept is written out as a line, its evidence."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import TypeVar

from handbill.formats.clean import one_line
from handbill.formats.icalendar.zones import zone_of
from handbill.formats.limits import LONGEST_VALUE
from handbill.formats.links import web_address
from handbill.formats.markup import plain_words
from handbill.formats.schemaorg.items import (
    SOURCE,
    Item,
    all_of,
    first_of,
    shown_spans,
    types_of,
    words_in,
)
from handbill.formats.schemaorg.location import where_of
from handbill.formats.schemaorg.schedules import rule_of
from handbill.formats.schemaorg.times import Stated, ends_of, stated_time
from handbill.formats.sheet import Record, Sheet
from handbill.values import Draft, EventStatus, Finding, Problem, Span, WallTime

V = TypeVar("V")

_STATUS: dict[str, EventStatus] = {
    "EventCancelled": "cancelled",
    "EventMovedOnline": "changed",
    "EventPostponed": "postponed",
    "EventRescheduled": "postponed",
    "EventScheduled": "scheduled",
}
_KINDS = {
    "BusinessEvent": "meeting",
    "ComedyEvent": "other",
    "CourseInstance": "workshop",
    "DanceEvent": "other",
    "EducationEvent": "talk",
    "ExhibitionEvent": "exhibition",
    "Festival": "festival",
    "Hackathon": "workshop",
    "LiteraryEvent": "talk",
    "MusicEvent": "concert",
    "SaleEvent": "fair",
    "SportsEvent": "sport",
    "VisualArtsEvent": "exhibition",
}
_SOURCES = {"microformats": ("microformats", 1.0), "opengraph": ("opengraph", 0.7), "time": ("time", 0.6)}
"""Syntax -> first word of the rules, and how sure it is. JSON-LD, microdata and RDFa are schema.org's own."""
UID = "iCalendar UID"
SEQUENCE = "iCalendar SEQUENCE"
"""`propertyID` of the identifiers (PropertyValue) by which an event says its UID and SEQUENCE."""
_LONGEST_NAME = 300
_MOST_ORGANIZERS = 20
_MOST_SPANS = 8
_ADDRESS = re.compile(r"(?<!\S)\S+@\S+")
_COUNTRY = re.compile(r"[A-Z]{2}$")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$")


def draft_of(item: Item, sheet: Sheet, url: str) -> Draft | None:
    """Write the event *item* on *sheet* and return it; None where it has no date that can be read.

    Args:
        url: Address of the page, against which its links are resolved.
    """
    start = stated_time(words_in(item.get("startDate")))
    schedule = first_of(item.get("eventSchedule"))
    start = start or stated_time(words_in(schedule.get("startDate")) if isinstance(schedule, dict) else "")
    if start is None:
        sheet.problems.append(Problem("schemaorg.no_date", detail=_short(words_in(item.get("name")))))
        return None
    with sheet.data() as record:
        return _Writer(item, record, url).draft(start)


def _short(words: str) -> str:
    return one_line(plain_words(words[:LONGEST_VALUE]), limit=_LONGEST_NAME)


def _moment(words: str) -> dt.datetime | None:
    """Return an instant in UTC; None where *words* name no zone or are none."""
    try:
        moment = dt.datetime.fromisoformat(words)
        return moment.astimezone(dt.UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


class _Writer:
    """Writes the properties of one event, in the order in which a person would ask."""

    def __init__(self, item: Item, record: Record, url: str) -> None:
        self._item = item
        self._record = record
        self._url = url
        self._problems: list[Problem] = []
        self._source, self._sureness = _SOURCES.get(str(item.get(SOURCE)), ("schemaorg", 1.0))

    def draft(self, start: Stated) -> Draft:
        """Return the event, which begins at *start*."""
        name = self._said("name", _short(words_in(self._item.get("name"))))
        dtstart, dtend, tzid = self._times(start)
        venue, city, country_code = self._location()
        return Draft(
            name=name,
            dtstart=dtstart,
            dtend=dtend,
            tzid=tzid,
            previous_start=self._previous_start(),
            rrule=self._said("eventSchedule", rule_of(first_of(self._item.get("eventSchedule")))),
            venue=venue,
            city=city,
            country_code=country_code,
            status=self._status(),
            kind=self._kind(),
            organizers=tuple(self._organizers()),
            urls=tuple(self._urls()),
            description=self._description(),
            language=self._language(),
            uid=self._identifier(UID) or None,
            sequence=self._sequence(),
            last_modified=_moment(words_in(self._item.get("dateModified"))),
            problems=tuple(self._problems),
        )

    def _said(self, key: str, value: str) -> Finding[str] | None:
        """Write *value* as it is, and return it; None where it is empty."""
        return self._found(key, value, self._record.line(key, value)) if value else None

    def _found(self, key: str, value: V, line: Span) -> Finding[V]:
        """Return *value* with the words of the page that show it (microdata), else its *line*."""
        seen = shown_spans(self._item, key)[:_MOST_SPANS]
        shown = sorted(dict.fromkeys(seen), key=lambda span: span.start - span.end)
        span, *others = (*shown, line)
        return Finding(value, span, f"{self._source}.{key}", self._sureness, also=tuple(others))

    def _times(
        self, start: Stated
    ) -> tuple[Finding[WallTime], Finding[WallTime] | None, Finding[str] | None]:
        start_words = words_in(self._item.get("startDate")) or start.wall.isoformat()
        span = self._record.line("startDate", start_words)
        end_words = words_in(self._item.get("endDate"))
        end_span = self._record.line("endDate", end_words) if end_words else None
        first, last, problem = ends_of(start, stated_time(end_words))
        if problem:
            self._problems.append(Problem(problem, end_span))
        if start.is_unsure:
            self._problems.append(Problem("dtstart.utc_or_local", span))
        dtend = self._found("endDate", last, end_span) if last is not None and end_span else None
        return self._found("startDate", first, span), dtend, self._zone(start, span)

    def _zone(self, start: Stated, span: Span) -> Finding[str] | None:
        """Return the zone where the schedule names it, or the time ends with "Z"; an offset is no zone."""
        schedule = first_of(self._item.get("eventSchedule"))
        stated = words_in(schedule.get("scheduleTimezone")) if isinstance(schedule, dict) else ""
        if stated and zone_of(stated) is not None:
            return self._said("scheduleTimezone", stated)
        return Finding("UTC", span, f"{self._source}.startDate", self._sureness) if start.is_utc else None

    def _previous_start(self) -> Finding[WallTime] | None:
        words = words_in(self._item.get("previousStartDate"))
        stated = stated_time(words)
        if stated is None:
            return None
        return self._found("previousStartDate", stated.wall, self._record.line("previousStartDate", words))

    def _location(self) -> tuple[Finding[str] | None, Finding[str] | None, Finding[str] | None]:
        where = where_of(self._item.get("location"), event_name=words_in(self._item.get("name")))
        venue = self._said("location", where.venue)
        city = self._said("addressLocality", where.city)
        self._said("addressRegion", where.region)
        country = self._said("addressCountry", where.country)
        return venue, city, country if _COUNTRY.match(where.country) else None

    def _status(self) -> Finding[EventStatus] | None:
        stated = words_in(self._item.get("eventStatus")).rpartition("/")[2].strip()
        if stated not in _STATUS:
            return None
        return self._found("eventStatus", _STATUS[stated], self._record.line("eventStatus", stated))

    def _kind(self) -> Finding[str] | None:
        """Return the kind where the type is more than "Event"."""
        stated = next((kind for kind in types_of(self._item) if kind in _KINDS), "")
        return self._found("@type", _KINDS[stated], self._record.line("@type", stated)) if stated else None

    def _organizers(self) -> Iterator[Finding[str]]:
        for each in all_of(self._item.get("organizer"))[:_MOST_ORGANIZERS]:
            name = _ADDRESS.sub("", _short(words_in(each))).strip(" ,;<>()")
            if name and not web_address(name) and (finding := self._said("organizer", name)):
                yield finding

    def _urls(self) -> Iterator[Finding[str]]:
        for each in all_of(self._item.get("url"))[:_MOST_ORGANIZERS]:
            href = web_address(words_in(each), self._url)
            if href and (finding := self._said("url", href)):
                yield finding

    def _description(self) -> Finding[str] | None:
        value = plain_words(words_in(self._item.get("description"))[:LONGEST_VALUE])
        return self._said("description", value)

    def _identifier(self, name: str) -> str:
        """Return the identifier of this `propertyID`, as `handbill.formats.feeds` writes it; "" for none."""
        for each in all_of(self._item.get("identifier")):
            if isinstance(each, dict) and each.get("propertyID") == name:
                return one_line(words_in(each.get("value")), limit=_LONGEST_NAME)
        return ""

    def _sequence(self) -> int | None:
        stated = self._identifier(SEQUENCE)
        return int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 8 else None

    def _language(self) -> str:
        stated = first_of(self._item.get("inLanguage"))
        tag = words_in(stated.get("alternateName", stated)) if isinstance(stated, dict) else words_in(stated)
        return tag if _LANGUAGE.match(tag) else ""
