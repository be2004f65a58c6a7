"""A draft without its evidence: the flat record that other programs take."""

import datetime as dt
from typing import Any

from handbill.values.draft import Draft
from handbill.values.text import Finding, WallTime


def plain_draft(draft: Draft) -> dict[str, Any]:
    """Return the values of *draft* under their field names, None or [] where it says nothing.

    Wall times are "YYYY-MM-DDTHH:MM", or "YYYY-MM-DD" where no time of day is stated.
    """
    return {
        "name": _value(draft.name),
        "dtstart": _wall(draft.dtstart),
        "dtend": _wall(draft.dtend),
        "tzid": _value(draft.tzid),
        "city": _value(draft.city),
        "country_code": _value(draft.country_code),
        "geonameid": draft.place.value.geonameid if draft.place else None,
        "venue": _value(draft.venue),
        "organizers": [organizer.value for organizer in draft.organizers],
        "urls": [url.value for url in draft.urls],
        "rrule": _value(draft.rrule),
        "exdates": [day.value.isoformat() for day in draft.exdates],
        "rdates": [_wall(start) for start in draft.rdates],
        "status": _value(draft.status) or "scheduled",
        "kind": _value(draft.kind),
        "door_time": _wall(draft.door_time),
        "event_attendance_mode": _value(draft.event_attendance_mode),
        "offers": _value(draft.offers),
        "accessibility": [fact.value for fact in draft.accessibility],
        "contact": _value(draft.contact),
        "language": draft.language or None,
        "previous_start": _wall(draft.previous_start),
        "previous_venue": _value(draft.previous_venue),
    }


def wall_text(value: WallTime) -> str:
    """Return *value* to the minute, or the day.

    >>> wall_text(dt.datetime(2027, 5, 1, 14, 0))
    '2027-05-01T14:00'
    """
    return value.isoformat("T", "minutes") if isinstance(value, dt.datetime) else value.isoformat()


def _value(finding: Finding[Any] | None) -> Any:
    return finding.value if finding else None


def _wall(finding: Finding[WallTime] | None) -> str | None:
    return wall_text(finding.value) if finding else None
