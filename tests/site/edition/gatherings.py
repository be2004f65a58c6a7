"""Events for the edition's tests, entered through the listing's own operations. All names are invented."""

import datetime as dt
import itertools
from typing import Any

from handbill.values import Draft, Finding, Place, WallTime
from handbill_site.intake.models import Delivery, Source
from handbill_site.listing.models import Event
from handbill_site.listing.operations import publish, update

NOW = dt.datetime(2026, 4, 6, 12, 0, tzinfo=dt.UTC)

PADOVA = Place(3171728, "Padova", "IT", "20", "Veneto", "Europe/Rome", 203725, 45.40797, 11.88586)
SAPPORO = Place(2128295, "Sapporo", "JP", "12", "Hokkaido", "Asia/Tokyo", 1883027, 43.06667, 141.35)
TRIPOLI = Place(266826, "Tripoli", "LB", "09", "Liban-Nord", "Asia/Beirut", 229398, 34.43352, 35.84415)
WHANGANUI = Place(2179670, "Whanganui", "NZ", "F3", "", "Pacific/Auckland", 40268, -39.93333, 175.05)
NAIROBI = Place(184745, "Nairobi", "KE", "30", "Nairobi Area", "Africa/Nairobi", 4397073, -1.28333, 36.81667)
OAKLAND = Place(
    5378538, "Oakland", "US", "CA", "California", "America/Los_Angeles", 419267, 37.80437, -122.2708
)
PLACES = (PADOVA, SAPPORO, TRIPOLI, WHANGANUI, NAIROBI, OAKLAND)

_numbers = itertools.count(1)


def found(value: Any) -> Finding[Any] | None:
    """Return *value* as a finding without evidence; None for None."""
    return None if value is None else Finding(value, None, "test")


def draft(name: str, dtstart: WallTime, place: Place | None = PADOVA, **stated: Any) -> Draft:
    """Return a draft; *stated* gives further fields as plain values."""
    fields: dict[str, Any] = {"city": place.name if place else None, **stated}
    wrapped = {
        key: value if key in {"language", "uid", "sequence"} else _wrapped(value)
        for key, value in fields.items()
        if value is not None
    }
    tzid = stated.get("tzid") or (place.timezone if place else "UTC")
    wrapped |= {"name": found(name), "dtstart": found(dtstart), "tzid": found(tzid), "place": found(place)}
    return Draft(**wrapped)


def _wrapped(value: Any) -> Any:
    return tuple(found(each) for each in value) if isinstance(value, tuple) else found(value)


def delivery(at: dt.datetime = NOW) -> Delivery:
    """Return a delivery to which sightings can point."""
    source, _ = Source.objects.get_or_create(
        kind="upload", address="test", defaults={"name": "Test", "created": at}
    )
    uid = f"delivery-{next(_numbers)}"
    return Delivery.objects.create(
        uid=uid, source=source, received=at, path=uid, sha256="0" * 64, size=1, media_type="text/plain"
    )


def listed(of: Draft, at: dt.datetime = NOW, **options: Any) -> Event:
    """Publish a draft."""
    return publish(of, delivery=delivery(at), draft_index=0, by="user:test", at=at, **options)


def changed(event: Event, to: Draft, at: dt.datetime = NOW) -> Event:
    """Update an event from a newer draft."""
    return update(event, to, delivery=delivery(at), draft_index=0, by="user:test", at=at)
