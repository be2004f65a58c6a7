"""An event as the listing holds it true, and a draft set beside it."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal, TypeAlias

from handbill.values.draft import EventStatus
from handbill.values.place import Place
from handbill.values.text import WallTime

Verdict: TypeAlias = Literal["same", "update", "unsure", "new"]


@dataclass(frozen=True, slots=True)
class Organizer:
    """Who calls or hosts: a name in public use and, where known, a public page."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date of an event: wall time of the place and the instant in UTC (None for whole days)."""

    dtstart: WallTime
    dtend: WallTime | None = None
    starts_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """What the listing holds true.

    Attributes:
        uid: Given once, never derived from title or date.
        sequence: Raised when time, place or status changes (RFC 5545 3.8.7.4).
        dtstart, dtend: Wall time in `tzid`; for dates, dtend is the last day itself.
        place: City of the gazetteer; None for an event that is only online.
        city: Its name as the listing writes it, in the event's language.
        exdates, rdates: Days that the rule leaves out, further starts; of the type of dtstart.
        fold: Which is meant where the clock shows dtstart twice: 0 the first, 1 the second (PEP 495); always
            0 for a series.
        links: The organisers' own posts, best first.
        created, last_modified: Aware, UTC.
        calls: Slugs of the calls it answers.
        previous_start, previous_venue: Before the last move, while it is worth saying.
        foreign_uid, foreign_sequence: UID and SEQUENCE in the organisers' own calendar, by which
            its updates are known; "" and None for an event that came as prose.
    """

    uid: str
    name: str
    dtstart: WallTime
    tzid: str
    created: dt.datetime
    last_modified: dt.datetime
    sequence: int = 0
    status: EventStatus = "scheduled"
    dtend: WallTime | None = None
    fold: int = 0
    place: Place | None = None
    city: str = ""
    venue: str = ""
    kind: str = "other"
    description: str = ""
    language: str = ""
    organizers: tuple[Organizer, ...] = ()
    links: tuple[str, ...] = ()
    rrule: str | None = None
    exdates: tuple[dt.date, ...] = ()
    rdates: tuple[WallTime, ...] = ()
    occurrences: tuple[Occurrence, ...] = ()
    calls: tuple[str, ...] = ()
    previous_start: WallTime | None = None
    previous_venue: str = ""
    foreign_uid: str = ""
    foreign_sequence: int | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A draft beside a listed event.

    Attributes:
        verdict: `same` nothing new; `update` same event, other facts; `unsure` a person must look;
            `new` no listed event comes near (uid is then None).
        score: 0..1 likeness to the nearest event.
        reasons: Codes that explain the score, strongest first ("uid", "same_day", "name_alike").
        changed: Names of fields in which the draft differs from the event.
    """

    verdict: Verdict
    uid: str | None = None
    score: float = 0.0
    reasons: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
