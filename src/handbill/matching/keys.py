"""Keys: who could be the same. Two that share no key are never compared."""

from collections.abc import Iterable, Iterator

from handbill.values import Draft, Event, WallTime, day_of


def keys_of_draft(draft: Draft) -> frozenset[str]:
    """Return the keys of *draft*: its UID, its links, and day with city. Empty for one without a date."""
    place = draft.place.value if draft.place else None
    start = draft.dtstart.value if draft.dtstart else None
    links = (link.value for link in draft.urls)
    return frozenset(_keys(draft.uid, links, start, place.geonameid if place else None))


def keys_of_event(event: Event) -> frozenset[str]:
    """Return the keys of a listed *event*, as `keys_of_draft` does, and those of its former date."""
    city = event.place.geonameid if event.place else None
    keys = set(_keys(event.uid, event.links, event.dtstart, city))
    keys.update(_keys(event.foreign_uid, (), None, None))
    if event.previous_start:
        keys.update(_keys(None, (), event.previous_start, city))
    return frozenset(keys)


def _keys(uid: str | None, links: Iterable[str], start: WallTime | None, city: int | None) -> Iterator[str]:
    if uid:
        yield f"uid:{uid}"
    for link in links:
        yield f"url:{link.rstrip('/')}"
    if start:
        yield f"day:{day_of(start).isoformat()}:{city or ''}"
