"""What a draft says, as columns of an event. Pure: no row is read or written here."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from handbill.calendars import localize
from handbill.values import Draft, Finding, Problem, WallTime, day_of
from handbill_site.listing.occurrences import LONGEST, never
from handbill_site.listing.values import wall_text

NAME_LENGTH = 200
YEARS = range(1970, 2200)
"""Of what is listed. At the ends of the calendar a zone, a week or a rule runs out of it."""
ONLINE = "online"
"""The venue of an event that has no city."""

COLUMNS = {
    "name": ("name",),
    "dtstart": ("dtstart",),
    "dtend": ("dtend",),
    "tzid": ("tzid",),
    "fold": ("fold",),
    "city": ("city_id", "city_name"),
    "venue": ("venue",),
    "rrule": ("rrule",),
    "exdates": ("exdates",),
    "rdates": ("rdates",),
    "status": ("status",),
    "kind": ("kind",),
    "description": ("description",),
    "language": ("language",),
}
"""The columns that hold each field of a draft. Organisers and links have rows of their own."""

_REORDERING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Bidirectional embeddings, overrides and isolates (UAX 9): nothing that the listing shows needs them."""

MOVES = frozenset(
    {"dtstart", "dtend", "tzid", "fold", "rrule", "exdates", "rdates", "city_id", "venue", "status"}
)
"""Columns of time, place and status: their change raises SEQUENCE (RFC 5545 3.8.7.4)."""


def problems_of(draft: Draft) -> tuple[Problem, ...]:
    """Return what keeps *draft* from being listed; empty when nothing does."""
    codes = {
        "name.missing": not (draft.name and draft.name.value.strip()),
        "name.too_long": bool(draft.name and len(draft.name.value) > NAME_LENGTH),
        "dtstart.missing": draft.dtstart is None,
        "city.missing": not (draft.place or is_online(draft)),
        "tzid.missing": not zone_of(draft),
        "tzid.unknown": bool(zone_of(draft)) and not _is_zone(zone_of(draft)),
        "dtend.before_dtstart": ends_before_start(draft),
        "dtstart.outside": not all(day_of(wall).year in YEARS for wall in _walls(draft)),
        "dtstart.skipped": _status(draft) == "gap",
        "fold.missing": lacks_fold(draft),
    }
    return tuple(Problem(code) for code, found in codes.items() if found)


def lacks_fold(draft: Draft) -> bool:
    """Whether the clock shows the start of *draft* twice and nobody has said which is meant."""
    return draft.fold is None and bool(shown_twice(draft))


def shown_twice(draft: Draft) -> tuple[str, ...]:
    """Return the two offsets of a start that the clock of the place shows twice; () for one that it does not.

    Such as ("UTC-04:00", "UTC-05:00"), the first instant first. A series has the first (RFC 5545 3.3.5): its
    rule needs the zone, which can say no other.
    """
    if draft.rrule or draft.rdates or draft.dtstart is None or _status(draft) != "fold":
        return ()
    start, zone = draft.dtstart.value, ZoneInfo(zone_of(draft))
    assert isinstance(start, dt.datetime)  # noqa: S101 - a day is not shown twice
    return tuple(f"UTC{start.replace(tzinfo=zone, fold=fold).isoformat()[-6:]}" for fold in (0, 1))


def never_happens(draft: Draft) -> bool:
    """Whether *draft* repeats by a rule that never says a day."""
    if not (draft.rrule and draft.dtstart) or day_of(draft.dtstart.value).year not in YEARS:
        return False
    tzid = zone_of(draft)
    return never(draft.rrule.value, draft.dtstart.value, tzid if _is_zone(tzid) else "")


def _status(draft: Draft) -> str:
    """Return `calendars.Wall.status` of the start, "" for whole days and where zone or year are unusable."""
    start = draft.dtstart.value if draft.dtstart else None
    tzid = zone_of(draft)
    if not isinstance(start, dt.datetime) or start.year not in YEARS or not (tzid and _is_zone(tzid)):
        return ""
    return localize(start, tzid).status


def _walls(draft: Draft) -> list[WallTime]:
    said = (draft.dtstart, draft.dtend, draft.previous_start, *draft.rdates)
    return [finding.value for finding in said if finding]


def is_online(draft: Draft) -> bool:
    """Whether *draft* takes place nowhere: no city, and a venue that is a link or says "online"."""
    if draft.place or not draft.venue:
        return False
    venue = draft.venue.value.strip().casefold()
    return venue == ONLINE or venue.startswith(("https://", "http://"))


def zone_of(draft: Draft) -> str:
    """Return the zone that *draft* states, else its city's; "" where neither is known."""
    if draft.tzid:
        return draft.tzid.value
    return draft.place.value.timezone if draft.place else ""


def ends_before_start(draft: Draft) -> bool:
    """Whether *draft* ends before it starts; a day and a time are compared as days."""
    if not (draft.dtstart and draft.dtend):
        return False
    start, end = draft.dtstart.value, draft.dtend.value
    if isinstance(start, dt.datetime) and isinstance(end, dt.datetime):
        return end < start
    return wall_text(end)[:10] < wall_text(start)[:10]


def columns_of(draft: Draft) -> dict[str, Any]:
    """Return the columns that *draft* states; what it is silent about is left out."""
    rrule = _text(draft.rrule)  # a piece of one would be another rule
    texts = {
        "name": _text(draft.name, NAME_LENGTH),
        "venue": _text(draft.venue, 300),
        "rrule": rrule if len(rrule) <= LONGEST else "",
        "kind": _text(draft.kind, 32),
        "status": _text(draft.status, 16),
        "description": _text(draft.description),
        "tzid": zone_of(draft),
        "language": draft.language,
        "dtstart": wall_text(draft.dtstart.value) if draft.dtstart else "",
        "dtend": wall_text(draft.dtend.value) if draft.dtend else "",
    }
    stated: dict[str, Any] = {column: text for column, text in texts.items() if text}
    if draft.fold:
        stated["fold"] = draft.fold.value
    if draft.exdates:
        stated["exdates"] = sorted({day.value.isoformat() for day in draft.exdates})
    if draft.rdates:
        stated["rdates"] = sorted({wall_text(wall.value) for wall in draft.rdates})
    return stated | _city_columns(draft)


def _city_columns(draft: Draft) -> dict[str, Any]:
    if draft.place is None:
        return {}
    place = draft.place.value
    return {"city_id": place.geonameid, "city_name": _text(draft.city, 200) or place.name}


def plain(text: str) -> str:
    """Return *text* without the characters that reorder what stands beside them, and without edges.

    >>> plain(" poster" + chr(0x202E) + "gpj.exe ")
    'postergpj.exe'
    """
    return text.translate(_REORDERING).strip()


def _text(finding: Finding[Any] | None, longest: int | None = None) -> str:
    return plain(str(finding.value))[:longest] if finding else ""


def _is_zone(tzid: str) -> bool:
    try:
        ZoneInfo(tzid)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
