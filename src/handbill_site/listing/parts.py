"""The rows around an event: its city, organisers, links and dates, and how to put them back."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from handbill import values
from handbill.calendars import localize
from handbill.matching import name_key, skeleton
from handbill.values import Draft, Finding, day_of
from handbill_site.listing.columns import plain
from handbill_site.listing.models import Call, City, Event, Occurrence, Organizer, Organizing, SourceLink
from handbill_site.listing.occurrences import last_day_of, occurrences
from handbill_site.listing.slugs import city_slug
from handbill_site.listing.values import wall_text, wall_time_of

SNAPSHOT = (
    "status", "listed", "name", "language", "dtstart", "dtend", "tzid", "fold", "rrule", "exdates", "rdates",
    "city_id", "city_name", "venue", "kind", "description", "pinned", "previous_start", "previous_venue",
    "foreign_uid", "foreign_sequence",
)  # fmt: skip
"""Columns that an act may change. SEQUENCE is not among them: it never goes back."""
ADDED = {"fold": 0}
"""Columns that earlier snapshots lack, and what they were then."""


def keep_city(draft: Draft) -> City | None:
    """Return the row of the draft's city, made when it is the first event there."""
    if draft.place is None:
        return None
    place = draft.place.value
    known = City.objects.filter(geonameid=place.geonameid).first()
    return known or City.objects.create(
        geonameid=place.geonameid,
        name=place.name,
        slug=city_slug(place),
        country_code=place.country_code,
        admin1_code=place.admin1_code,
        admin1_name=place.admin1_name,
        timezone=place.timezone,
        population=place.population,
        latitude=place.latitude,
        longitude=place.longitude,
    )


def set_organizers(event: Event, organizers: Iterable[Finding[str]]) -> None:
    """Let exactly *organizers* call *event*, in their order; one row a name, however it is spelt."""
    named = {name_key(each.value)[:200]: plain(each.value)[:200] for each in reversed([*organizers])}
    _link_organizers(event, [(key, name, "") for key, name in reversed(named.items()) if key])


def apply_organizers(event: Event, draft: Draft, *, kept: set[str], replace: bool) -> set[str]:
    """Add the draft's organisers (or *replace* all); return {"organizers"} when that changed anything."""
    if "organizers" in kept or not (draft.organizers or replace):
        return set()
    before = _organizer_names(event)
    old = [] if replace else [Finding(name, None, "listing") for name in before]
    set_organizers(event, [*old, *draft.organizers])
    return {"organizers"} if _organizer_names(event) != before else set()


def set_links(event: Event, urls: Sequence[str]) -> None:
    """Let *event* have exactly the http(s) links in *urls*, in their order."""
    event.links.all().delete()
    wanted = [
        url for url in dict.fromkeys(urls) if url.startswith(("https://", "http://")) and len(url) <= 2000
    ]
    SourceLink.objects.bulk_create(
        SourceLink(event=event, url=url, position=position) for position, url in enumerate(wanted)
    )


def apply_links(event: Event, draft: Draft, *, kept: set[str], replace: bool) -> set[str]:
    """Add the draft's links (or *replace* all); return {"urls"} when that changed anything."""
    if "urls" in kept or not (draft.urls or replace):
        return set()
    before = list(event.links.values_list("url", flat=True))
    set_links(event, [*([] if replace else before), *(link.value for link in draft.urls)])
    return {"urls"} if list(event.links.values_list("url", flat=True)) != before else set()


def set_occurrences(event: Event, today: dt.date) -> None:
    """Write out the dates of *event* from *today* to a year ahead."""
    event.occurrences.all().delete()
    Occurrence.objects.bulk_create(
        Occurrence(
            event=event,
            day=day_of(each.dtstart),
            last_day=last_day_of(each),
            dtstart=wall_text(each.dtstart),
            dtend=wall_text(each.dtend),
            starts_at=each.starts_at,
        )
        for each in dates_of(event, today)
    )


def dates_of(event: Event, today: dt.date) -> tuple[values.Occurrence, ...]:
    """Return the dates of *event* from *today* to a year ahead; its start where none is near."""
    return occurrences(
        wall_time_of(event.dtstart),
        wall_time_of(event.dtend) if event.dtend else None,
        event.tzid,
        today=today,
        rrule=event.rrule,
        exdates=[dt.date.fromisoformat(day) for day in event.exdates],
        rdates=[wall_time_of(wall) for wall in event.rdates],
        fold=event.fold,
    )


def fold_of(event: Event) -> int:
    """Return the `fold` that holds for *event* as it is now: 0 for a series, and for an hour shown once."""
    start = wall_time_of(event.dtstart)
    if not event.fold or event.rrule or event.rdates or not isinstance(start, dt.datetime):
        return 0
    return event.fold if localize(start, event.tzid).status == "fold" else 0


def snapshot_of(event: Event) -> dict[str, Any]:
    """Return all of *event* that an act may change, as JSON, for `operations.restore`."""
    organizers = event.organizing_set.values_list("organizer__key", "organizer__name")
    return {
        "columns": {column: getattr(event, column) for column in SNAPSHOT},
        "organizers": [[*each, ""] for each in organizers],  # their pages are not the event's to put back
        "links": list(event.links.values_list("url", flat=True)),
        "calls": sorted(event.calls.values_list("slug", flat=True)),
    }


def is_still(event: Event, snapshot: Mapping[str, Any]) -> bool:
    """Tell whether *event* is as `snapshot_of` saw it then."""
    return snapshot_of(event) == {**snapshot, "columns": ADDED | snapshot["columns"]}


def put_back(event: Event, snapshot: Mapping[str, Any]) -> None:
    """Give *event* the organisers, links and calls of *snapshot*."""
    _link_organizers(event, [tuple(each) for each in snapshot["organizers"]])
    set_links(event, snapshot["links"])
    event.calls.set(Call.objects.filter(slug__in=snapshot["calls"]))


def _organizer_names(event: Event) -> list[str]:
    return list(event.organizing_set.values_list("organizer__name", flat=True))


def _link_organizers(event: Event, named: Iterable[tuple[str, str, str]]) -> None:
    event.organizing_set.all().delete()
    for position, (key, name, url) in enumerate(named):
        row, _ = Organizer.objects.get_or_create(
            key=key, defaults={"name": name, "url": url, "skeleton": skeleton(name)[:200]}
        )
        Organizing.objects.create(event=event, organizer=row, position=position)
