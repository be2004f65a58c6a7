"""Events as schema.org Event in JSON-LD (schema.org 29, and what search engines ask of it)."""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from handbill.formats.clean import displayable, one_line
from handbill.formats.links import web_address
from handbill.languages.kinds import schema_type
from handbill.values import Event, Place, WallTime

STATUS: Mapping[str, str] = MappingProxyType({"cancelled": "EventCancelled", "postponed": "EventPostponed"})
VOCABULARY = "https://schema.org"


def event_jsonld(event: Event, *, url: str) -> dict[str, Any]:
    """Return the JSON-LD object of *event*; keys of which nothing is known are left out.

    Times carry the UTC offset of the place at that time; whole days are dates, `endDate` the last day.

    Args:
        url: The event's page.
    """
    stated = {
        "@context": VOCABULARY,
        "@type": schema_type(event.kind),
        "@id": url,
        "identifier": event.uid,
        "name": one_line(event.name, limit=300),
        "startDate": with_offset(event.dtstart, event.tzid, event.fold),
        "endDate": with_offset(event.dtend, event.tzid, event.fold) if event.dtend else "",
        "previousStartDate": with_offset(event.previous_start, event.tzid) if event.previous_start else "",
        "eventStatus": f"{VOCABULARY}/{_status(event)}",
        "eventAttendanceMode": f"{VOCABULARY}/{_attendance(event)}",
        "location": _location(event, url),
        "organizer": [_organizer(each.name, each.url) for each in event.organizers],
        "description": displayable(event.description).strip(),
        "inLanguage": event.language,
        "url": url,
        "sameAs": [link for link in map(web_address, event.links) if link],
    }
    return {key: value for key, value in stated.items() if value}


def with_offset(wall: WallTime, tzid: str, fold: int = 0) -> str:
    """Return *wall* in ISO 8601 to the minute with the UTC offset in *tzid*; a date as it is.

    A zone that the database does not know gives no offset. Where the clock shows *wall* twice, *fold* says
    which is meant (PEP 495).

    >>> with_offset(dt.datetime(2027, 7, 1, 19, 30), "Europe/Rome")
    '2027-07-01T19:30+02:00'
    """
    if not isinstance(wall, dt.datetime):
        return wall.isoformat()
    try:
        return wall.replace(tzinfo=ZoneInfo(tzid), fold=fold).isoformat(timespec="minutes")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return wall.isoformat(timespec="minutes")


def _status(event: Event) -> str:
    """Return the member of EventStatusType; one with a new day known is rescheduled, not postponed."""
    if event.status != "cancelled" and event.previous_start:
        return "EventRescheduled"
    return STATUS.get(event.status, "EventScheduled")


def _attendance(event: Event) -> str:
    return "OfflineEventAttendanceMode" if event.place else "OnlineEventAttendanceMode"


def _location(event: Event, url: str) -> dict[str, Any]:
    if event.place is None:
        links = map(web_address, (event.venue, *event.links))
        return {"@type": "VirtualLocation", "url": next(filter(None, links), url)}
    name = one_line(event.venue, limit=300) or event.city or event.place.name
    return {"@type": "Place", "name": name, "address": _address(event, event.place)}


def _address(event: Event, place: Place) -> dict[str, str]:
    stated = {
        "@type": "PostalAddress",
        "streetAddress": one_line(event.venue, limit=300),
        "addressLocality": event.city or place.name,
        "addressRegion": place.admin1_name,
        "addressCountry": place.country_code,
    }
    return {key: value for key, value in stated.items() if value}


def _organizer(name: str, url: str) -> dict[str, str]:
    stated = {"@type": "Organization", "name": one_line(name, limit=200), "url": web_address(url)}
    return {key: value for key, value in stated.items() if value}
