"""Rows of the listing become frozen values here and nowhere else."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet

from handbill import values
from handbill.values import EventStatus, Place, WallTime
from handbill_site.listing.models import City, Event


def wall_time_of(text: str) -> WallTime:
    """Return the wall time that a column holds.

    >>> wall_time_of("2027-05-01")
    datetime.date(2027, 5, 1)
    """
    return dt.datetime.fromisoformat(text) if len(text) > 10 else dt.date.fromisoformat(text)


def wall_text(value: WallTime | None) -> str:
    """Return a wall time as columns hold it: ISO 8601 to the second, "" for None.

    >>> wall_text(dt.datetime(2027, 5, 1, 14, 0))
    '2027-05-01T14:00:00'
    """
    if isinstance(value, dt.datetime):
        return value.replace(microsecond=0).isoformat()
    return value.isoformat() if value else ""


def place_of(city: City) -> Place:
    """Return the city as the gazetteer knows it."""
    return Place(
        geonameid=city.geonameid,
        name=city.name,
        country_code=city.country_code,
        admin1_code=city.admin1_code,
        admin1_name=city.admin1_name,
        timezone=city.timezone,
        population=city.population,
        latitude=city.latitude,
        longitude=city.longitude,
    )


def whole(rows: QuerySet[Event]) -> QuerySet[Event]:
    """Return *rows* with all that `event_of` reads: six queries for any number of events."""
    return rows.select_related("city").prefetch_related(
        "organizing_set__organizer", "links", "occurrences", "calls"
    )


def events_of(rows: QuerySet[Event]) -> list[values.Event]:
    """Return the values of *rows*, in their order."""
    return [event_of(row) for row in whole(rows)]


def event_of(row: Event) -> values.Event:
    """Return what the listing holds true of one event. Rows of `whole` cost no query."""
    return values.Event(
        uid=row.uid,
        name=row.name,
        dtstart=wall_time_of(row.dtstart),
        tzid=row.tzid,
        created=row.created,
        last_modified=row.last_modified,
        sequence=row.sequence,
        status=_status_of(row),
        dtend=_optional(row.dtend),
        fold=row.fold,
        place=place_of(row.city) if row.city else None,
        city=row.city_name,
        venue=row.venue,
        kind=row.kind,
        description=row.description,
        language=row.language,
        organizers=_organizers_of(row),
        links=tuple(link.url for link in row.links.all()),
        rrule=row.rrule or None,
        exdates=_days(row.exdates),
        rdates=tuple(map(wall_time_of, row.rdates)),
        occurrences=_occurrences_of(row),
        calls=tuple(sorted(call.slug for call in row.calls.all())),
        previous_start=_optional(row.previous_start),
        previous_venue=row.previous_venue,
        foreign_uid=row.foreign_uid,
        foreign_sequence=row.foreign_sequence,
    )


def _status_of(row: Event) -> EventStatus:
    status: EventStatus = row.status  # type: ignore[assignment]  # the column's choices are the same five
    return status


def _optional(text: str) -> WallTime | None:
    return wall_time_of(text) if text else None


def _days(texts: Iterable[str]) -> tuple[dt.date, ...]:
    return tuple(dt.date.fromisoformat(text) for text in texts)


def _organizers_of(row: Event) -> tuple[values.Organizer, ...]:
    organizers = (each.organizer for each in row.organizing_set.all())
    return tuple(values.Organizer(name=each.name, url=each.url) for each in organizers)


def _occurrences_of(row: Event) -> tuple[values.Occurrence, ...]:
    return tuple(
        values.Occurrence(wall_time_of(each.dtstart), _optional(each.dtend), each.starts_at)
        for each in row.occurrences.all()
    )
