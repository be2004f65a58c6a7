"""Readable addresses, given once."""

import secrets

from django.utils.text import slugify

from handbill.values import Place
from handbill_site.listing.models import City, Event


def event_slug(event: Event) -> str:
    """Return an address for a new event: its name and date, or kind, city and date, and a short id.

    A name in letters without ASCII forms gives nothing readable, so kind and city stand in for it.
    """
    words = slugify(event.name)[:60].strip("-")
    if len(words) < 3:
        words = "-".join(filter(None, (slugify(event.kind), slugify(event.city.name) if event.city else "")))
    return "-".join(filter(None, (words, event.dtstart[:10], secrets.token_hex(3))))


def city_slug(place: Place) -> str:
    """Return an address for a new city: "birmingham-gb"; where homonyms meet, "birmingham-alabama-us"."""
    name = slugify(place.name) or f"city-{place.geonameid}"
    parts = (name, slugify(place.admin1_name) or slugify(place.admin1_code), place.country_code.lower())
    candidates = (f"{parts[0]}-{parts[2]}", "-".join(filter(None, parts)), f"{name}-{place.geonameid}")
    taken = set(City.objects.filter(slug__in=candidates).values_list("slug", flat=True))
    return next(slug for slug in candidates if slug not in taken)
