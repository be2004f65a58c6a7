"""One event as read."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal, TypeAlias

from handbill.values.place import Place
from handbill.values.text import Finding, Problem, WallTime

EventStatus: TypeAlias = Literal["scheduled", "cancelled", "postponed", "changed", "tentative"]
"""`postponed`: moved in time, dtstart is the new time (or the old one while no new one is known);
`changed`: moved in place or altered otherwise."""

AttendanceMode: TypeAlias = Literal["offline", "online", "mixed"]
"""schema.org EventAttendanceModeEnumeration."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One event as read; each field points to its evidence.

    Attributes:
        name: Short, as stated; the heading of the list where the item has no title of its own.
        dtstart, dtend: Wall time of the place. For dates, dtend is the last day itself.
        tzid: IANA zone, stated or taken from the place.
        fold: Which is meant where the clock there shows dtstart twice: 0 the first, 1 the second (PEP 495).
            Only where an instant was stated, or a person chose.
        city: As written on the page, in its base form. `place` is the city of the gazetteer it means.
        country_code: ISO 3166-1 alpha-2.
        venue: Meeting place within the city, with street address where stated.
        rrule: RFC 5545 RRULE value without the "RRULE:" prefix.
        exdates, rdates: Days that the rule leaves out, further starts beside dtstart and the rule.
        door_time: When doors open, where the start is said beside it (schema.org doorTime).
        event_attendance_mode: Whether one goes there, joins from afar, or may do either.
        offers: What it costs, in the words of the page ("free", "5 to 10 €").
        accessibility: What is said for people with needs ("step-free", "sign language").
        contact: Whom to ask: a telephone number or an address. Never public without its owner's word.
        kind: Of the vocabulary in `handbill.languages.KINDS` ("march", "vigil", ...).
        uid, sequence, last_modified: From structured data only (RFC 5545 3.8.4.7, 3.8.7).
    """

    dtstart: Finding[WallTime] | None = None
    dtend: Finding[WallTime] | None = None
    name: Finding[str] | None = None
    tzid: Finding[str] | None = None
    city: Finding[str] | None = None
    place: Finding[Place] | None = None
    country_code: Finding[str] | None = None
    venue: Finding[str] | None = None
    organizers: tuple[Finding[str], ...] = ()
    urls: tuple[Finding[str], ...] = ()
    rrule: Finding[str] | None = None
    exdates: tuple[Finding[dt.date], ...] = ()
    rdates: tuple[Finding[WallTime], ...] = ()
    status: Finding[EventStatus] | None = None
    kind: Finding[str] | None = None
    description: Finding[str] | None = None
    door_time: Finding[WallTime] | None = None
    event_attendance_mode: Finding[AttendanceMode] | None = None
    offers: Finding[str] | None = None
    accessibility: tuple[Finding[str], ...] = ()
    contact: Finding[str] | None = None
    language: str = ""
    previous_start: Finding[WallTime] | None = None
    previous_venue: Finding[str] | None = None
    uid: str | None = None
    sequence: int | None = None
    last_modified: dt.datetime | None = None
    problems: tuple[Problem, ...] = ()
    fold: Finding[int] | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What an announcement says: its drafts, in the order of the text, and its problems.

    Attributes:
        language: BCP 47 tag of the vocabulary that read most of it; "" where none did.
    """

    language: str
    drafts: tuple[Draft, ...] = ()
    problems: tuple[Problem, ...] = ()
