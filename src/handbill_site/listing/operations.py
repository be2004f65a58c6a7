"""What may be done to the listing. Each act is one transaction with one entry in the ledger.

Actors are "user:NAME", "source:ID" or "policy"; times are aware. The facts of every `listing.*` entry
name the pages it touches: `slug`, and the cities, calls and days (ISO) before and after the act.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from handbill.values import Draft, Problem
from handbill_site.intake.models import Delivery
from handbill_site.ledger.operations import enter
from handbill_site.listing import parts
from handbill_site.listing.calls import change_call, create_call
from handbill_site.listing.columns import COLUMNS, MOVES, columns_of, lacks_fold, problems_of
from handbill_site.listing.errors import IncompleteDraft
from handbill_site.listing.models import Call, City, Event, Sighting
from handbill_site.listing.slugs import event_slug
from handbill_site.listing.values import wall_text, wall_time_of

__all__ = [
    "change_call",
    "create_call",
    "is_old_news",
    "join_call",
    "leave_call",
    "move",
    "publish",
    "require_complete",
    "restore",
    "retime",
    "touched_by",
    "update",
    "withdraw",
]

Touched = dict[str, list[str]]


@transaction.atomic
def publish(
    draft: Draft,
    *,
    delivery: Delivery,
    draft_index: int,
    by: str,
    at: dt.datetime,
    calls: Iterable[Call] = (),
    pinned: Iterable[str] = (),
) -> Event:
    """List *draft* as a new event that answers *calls*; fields in *pinned* were set by a person.

    Writes the event with its city, organisers, links, dates and sighting, and `listing.published`.

    Raises:
        IncompleteDraft: name, start, zone, or city (or "online") is missing; nothing is written.
    """
    require_complete(draft)
    event = Event(uid=_new_uid(), created=at, last_modified=at, pinned=sorted(set(pinned)))
    parts.keep_city(draft)
    _set(event, columns_of(draft) | _origin_of(draft))
    event.fold = parts.fold_of(event)
    event.slug = event_slug(event)
    event.save()
    parts.set_organizers(event, draft.organizers)
    parts.set_links(event, [link.value for link in draft.urls])
    event.calls.set(calls)
    parts.set_occurrences(event, at.date())
    _sight(event, delivery, draft_index, at)
    _enter("listing.published", event, {}, by=by, at=at, delivery=delivery.uid, sequence=event.sequence)
    return event


@transaction.atomic
def update(
    event: Event,
    draft: Draft,
    *,
    delivery: Delivery,
    draft_index: int,
    by: str,
    at: dt.datetime,
    pinned: Iterable[str] = (),
    by_hand: bool = False,
) -> Event:
    """Apply to *event* what *draft* states; silence changes nothing.

    Fields that a person pinned stay as they are and are named in the entry as `kept`, unless this act
    pins them anew (*pinned*). SEQUENCE is raised when time, place or status change, and a move keeps
    the former time or venue. A draft from the calendar that the event came from, with the same or a
    lower SEQUENCE, is old news: only the sighting is kept, unless a person applies it (*by_hand*). Which of
    two showings of an hour was meant (`fold`) holds, pinned or not, until the event has another hour.

    Writes the event and `listing.updated` with `changed` and `kept`.

    Raises:
        IncompleteDraft: It moves to an hour that the clock shows twice, and nobody has said which is meant.
    """
    event = Event.objects.select_for_update().get(pk=event.pk)
    before, pins = touched_by(event), set(pinned)
    _sight(event, delivery, draft_index, at)
    if not by_hand and is_old_news(draft, event):
        _enter("listing.updated", event, before, by=by, at=at, changed=[], kept=[], delivery=delivery.uid)
        return event
    kept = set(event.pinned) - pins
    if _has_other_hour(event, draft, kept):
        if lacks_fold(draft):
            raise IncompleteDraft((Problem("fold.missing"),))
        kept.discard("fold")
    changed = _apply(event, draft, kept=kept, pins=pins, at=at)
    event.pinned = sorted(kept | pins)
    event.save()
    facts = {"changed": sorted(changed), "kept": _kept_fields(event, draft, kept)}
    _enter("listing.updated", event, before, by=by, at=at, delivery=delivery.uid, **facts)
    return event


@transaction.atomic
def move(event: Event, shift: dt.timedelta, *, by: str, at: dt.datetime, **facts: str) -> Event:
    """Move *event* by whole days; its former start is kept, SEQUENCE is raised.

    Writes the event and `listing.updated`; *facts* say why.
    """
    event = Event.objects.select_for_update().get(pk=event.pk)
    before, former = touched_by(event), {"dtstart": event.dtstart}
    times = {column: getattr(event, column) for column in ("dtstart", "dtend")}
    changed = _set(event, {key: wall_text(wall_time_of(wall) + shift) for key, wall in times.items() if wall})
    event.fold = parts.fold_of(event)
    _set(event, _moved_from(former, set(changed)))
    event.sequence += bool(changed)
    event.last_modified = at
    event.save()
    parts.set_occurrences(event, at.date())
    _enter("listing.updated", event, before, by=by, at=at, changed=sorted(changed), kept=[], **facts)
    return event


@transaction.atomic
def retime(event: Event, *, by: str, at: dt.datetime, tzdata: str) -> None:
    """Count the instants of *event* anew by the zone data of that version; its wall time stays as it is.

    Writes its dates and `listing.updated`, which names the version.
    """
    before = touched_by(event)
    Event.objects.filter(pk=event.pk).update(last_modified=at)
    parts.set_occurrences(event, at.date())
    _enter("listing.updated", event, before, by=by, at=at, changed=["starts_at"], kept=[], tzdata=tzdata)


@transaction.atomic
def withdraw(event: Event, *, by: str, at: dt.datetime) -> Event:
    """Take *event* from the listing. Its uid and slug are never given again.

    Writes `listing.withdrawn`; an event already withdrawn stays so.
    """
    event = Event.objects.select_for_update().get(pk=event.pk)
    event.listed, event.last_modified = False, at
    event.save()
    _enter("listing.withdrawn", event, touched_by(event), by=by, at=at)
    return event


@transaction.atomic
def restore(event: Event, snapshot: Mapping[str, Any], *, by: str, at: dt.datetime) -> Event:
    """Make *event* again what `parts.snapshot_of` saw, listed or not.

    SEQUENCE does not go back, since calendars that took the later state ignore lower ones.
    Writes `listing.restored`.
    """
    event = Event.objects.select_for_update().get(pk=event.pk)
    before = touched_by(event)
    moved = MOVES & set(_set(event, parts.ADDED | snapshot["columns"]))
    event.sequence += bool(moved)
    event.last_modified = at
    event.save()
    parts.put_back(event, snapshot)
    parts.set_occurrences(event, at.date())
    _enter("listing.restored", event, before, by=by, at=at, sequence=event.sequence)
    return event


@transaction.atomic
def join_call(event: Event, call: Call, *, by: str, at: dt.datetime) -> None:
    """Let *event* answer *call*. Writes `listing.updated`."""
    before = touched_by(event)
    event.calls.add(call)
    _change_calls(event, before, by=by, at=at)


@transaction.atomic
def leave_call(event: Event, call: Call, *, by: str, at: dt.datetime) -> None:
    """Let *event* no longer answer *call*. Writes `listing.updated`."""
    before = touched_by(event)
    event.calls.remove(call)
    _change_calls(event, before, by=by, at=at)


def require_complete(draft: Draft) -> None:
    """Raise IncompleteDraft, with the blocking `.problems`, unless *draft* can be listed."""
    if problems := problems_of(draft):
        raise IncompleteDraft(problems)


def is_old_news(draft: Draft, event: Event) -> bool:
    """Whether *draft* is a VEVENT that *event* holds already, by UID and SEQUENCE (RFC 5546 2.1.5)."""
    if not draft.uid or draft.uid != event.foreign_uid:
        return False
    return (draft.sequence or 0) <= (event.foreign_sequence or 0)


def touched_by(event: Event) -> Touched:
    """Return the cities, calls and days whose pages show *event* now."""
    days = {day.isoformat() for each in event.occurrences.all() for day in (each.day, each.last_day)}
    city = City.objects.filter(events=event).values_list("slug", flat=True)
    calls = event.calls.values_list("slug", flat=True)
    return {"cities": list(city), "calls": sorted(calls), "days": sorted(days)}


def _apply(event: Event, draft: Draft, *, kept: set[str], pins: set[str], at: dt.datetime) -> set[str]:
    """Set what *draft* states, but for fields in *kept*; return the names of changed columns."""
    parts.keep_city(draft)
    locked = {column for field in kept for column in COLUMNS.get(field, ())}
    stated = {key: value for key, value in columns_of(draft).items() if key not in locked}
    former = {"dtstart": event.dtstart, "venue": event.venue or event.city_name}
    changed = set(_set(event, stated | _emptied(draft, pins)))
    changed |= set(_set(event, {"fold": parts.fold_of(event)}))
    changed |= parts.apply_organizers(event, draft, kept=kept, replace="organizers" in pins)
    changed |= parts.apply_links(event, draft, kept=kept, replace="urls" in pins)
    _set(event, _origin_of(draft) | _moved_from(former, changed))
    if changed:
        event.last_modified = at
    event.sequence += bool(changed & MOVES)
    event.save()
    parts.set_occurrences(event, at.date())
    return changed


def _has_other_hour(event: Event, draft: Draft, kept: set[str]) -> bool:
    """Whether *draft* gives *event* another start or zone, fields in *kept* aside."""
    stated = columns_of(draft)
    hour = {"dtstart", "tzid"} & set(stated) - kept
    return any(stated[column] != getattr(event, column) for column in hour)


def _moved_from(former: dict[str, str], changed: set[str]) -> dict[str, str]:
    """The columns that say where a moved event was before."""
    columns = {}
    if "dtstart" in changed:
        columns["previous_start"] = former["dtstart"]
    if changed & {"venue", "city_id"}:
        columns["previous_venue"] = former["venue"]
    return columns


def _emptied(draft: Draft, pins: set[str]) -> dict[str, str | None]:
    """Columns that a person emptied: pinned, and the draft that was entered says nothing there."""
    stated = columns_of(draft)
    clearable = {"dtend", "venue", "rrule", "description", "city_id", "city_name"}
    columns = {column for field in pins for column in COLUMNS.get(field, ())}
    gone = (columns & clearable) - set(stated)
    return {column: None if column == "city_id" else "" for column in gone}


def _kept_fields(event: Event, draft: Draft, kept: set[str]) -> list[str]:
    """The pinned fields that *draft* would have changed."""
    stated = columns_of(draft)
    differs = {column for column, value in stated.items() if getattr(event, column) != value}
    return sorted(field for field in kept if differs & set(COLUMNS.get(field, ())))


def _origin_of(draft: Draft) -> dict[str, Any]:
    """The columns by which a calendar's own updates are known, where the draft comes from one."""
    if not draft.uid:
        return {}
    return {"foreign_uid": draft.uid[:300], "foreign_sequence": draft.sequence or 0}


def _set(event: Event, columns: Mapping[str, Any]) -> list[str]:
    """Set *columns* and return the names of those that had another value."""
    changed = [name for name, value in columns.items() if getattr(event, name) != value]
    for name in changed:
        setattr(event, name, columns[name])
    return changed


def _sight(event: Event, delivery: Delivery, draft_index: int, at: dt.datetime) -> None:
    key = {"event": event, "delivery": delivery, "draft_index": draft_index}
    Sighting.objects.get_or_create(**key, defaults={"at": at})


def _change_calls(event: Event, before: Touched, *, by: str, at: dt.datetime) -> None:
    Event.objects.filter(pk=event.pk).update(last_modified=at)
    _enter("listing.updated", event, before, by=by, at=at, changed=["calls"], kept=[])


def _enter(verb: str, event: Event, before: Touched, *, by: str, at: dt.datetime, **facts: Any) -> None:
    """Enter what was done to *event*, with the pages that show it now or did *before*."""
    after = Event.objects.get(pk=event.pk)
    pages = {key: sorted({*before.get(key, []), *now}) for key, now in touched_by(after).items()}
    enter(verb, f"event:{event.uid}", by=by, at=at, slug=event.slug, **pages, **facts)


def _new_uid() -> str:
    return f"{uuid.uuid4()}@{urlsplit(settings.BASE_URL).hostname or 'localhost'}"
