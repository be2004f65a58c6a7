"""Events as plain JSON for other programs. Keys are stable: new ones may come, none goes or changes.

    {"version": 1, "name", "url", "page", "updated",
     "events": [{"uid", "sequence", "status", "url", "name", "language", "kind",
                 "start", "end", "timezone", "all_day", "previous_start", "previous_venue",
                 "rrule", "exdates", "rdates", "occurrences": [{"start", "end"}],
                 "venue", "city", "country", "admin1", "geonameid", "latitude", "longitude",
                 "organizers": [{"name", "url"}], "links", "description", "calls",
                 "created", "last_modified"}]}

`start` and `end` are dates for whole days (`end` the last day itself), else ISO 8601 with UTC offset;
what is not known is null, "" or []. Moments are UTC.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterable
from typing import Any

from handbill.formats.clean import displayable, one_line
from handbill.formats.icalendar.write import first_link
from handbill.formats.links import web_address
from handbill.formats.schemaorg.write import with_offset
from handbill.values import Event, Organizer, WallTime

VERSION = 1


def write_json(
    events: Iterable[Event],
    *,
    name: str,
    url: str,
    page: str,
    page_of: Callable[[Event], str] = first_link,
) -> bytes:
    """Return the listing of *events*, ordered by start and uid whatever order they come in."""
    ordered = sorted(events, key=lambda event: (event.dtstart.isoformat(), event.uid))
    listing = {
        "version": VERSION,
        "name": name,
        "url": url,
        "page": page,
        "updated": max((_stamp(event.last_modified) for event in ordered), default=None),
        "events": [plain_event(event, url=page_of(event)) for event in ordered],
    }
    return json.dumps(listing, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def plain_event(event: Event, *, url: str) -> dict[str, Any]:
    """Return one event under the keys that the module's docstring lists."""
    return {
        "uid": event.uid,
        "sequence": event.sequence,
        "status": event.status,
        "url": url,
        "name": one_line(event.name, limit=300),
        "language": event.language,
        "kind": event.kind,
        **_times(event),
        **_place(event),
        "organizers": [_organizer(each) for each in event.organizers],
        "links": [link for link in map(web_address, event.links) if link],
        "description": displayable(event.description),
        "calls": list(event.calls),
        "created": _stamp(event.created),
        "last_modified": _stamp(event.last_modified),
    }


def _organizer(organizer: Organizer) -> dict[str, str]:
    return {"name": one_line(organizer.name, limit=200), "url": web_address(organizer.url)}


def _times(event: Event) -> dict[str, Any]:
    return {
        "start": _wall(event.dtstart, event.tzid, event.fold),
        "end": _wall(event.dtend, event.tzid, event.fold),
        "timezone": event.tzid,
        "all_day": not isinstance(event.dtstart, dt.datetime),
        "previous_start": _wall(event.previous_start, event.tzid),
        "previous_venue": event.previous_venue,
        "rrule": event.rrule,
        "exdates": [day.isoformat() for day in event.exdates],
        "rdates": [_wall(wall, event.tzid) for wall in event.rdates],
        "occurrences": [
            {
                "start": _wall(each.dtstart, event.tzid, event.fold),
                "end": _wall(each.dtend, event.tzid, event.fold),
            }
            for each in event.occurrences
        ],
    }


def _place(event: Event) -> dict[str, Any]:
    place = event.place
    return {
        "venue": one_line(event.venue, limit=300),
        "city": event.city,
        "country": place.country_code if place else None,
        "admin1": place.admin1_name if place else None,
        "geonameid": place.geonameid if place else None,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
    }


def _wall(wall: WallTime | None, tzid: str, fold: int = 0) -> str | None:
    return with_offset(wall, tzid, fold) if wall else None


def _stamp(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
