"""A draft beside the listed events: the same, an update, unsure, or new, and why.

The score is a sum of likenesses that a person can follow: what has the same name in the same city on
the same day is one event; what moved is known by its UID, its link, or by saying that it moved.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from handbill.values import Comparison, Draft, Event, Verdict, day_of, name_key

SURE = 0.8
"""From here on a draft is taken for the event."""
UNSURE = 0.5
"""From here on a person looks."""

_MOVED = ("postponed", "changed", "cancelled")


@dataclass(frozen=True, slots=True)
class _Sign:
    reason: str
    weight: float


def compare(draft: Draft, events: Iterable[Event]) -> Comparison:
    """Set *draft* beside *events* and return the nearest, judged.

    Args:
        draft: A draft; fields that it lacks neither speak for nor against.
        events: Listed events that could be the same (`keys_of_event`), few.

    Returns:
        The comparison with the likest event; `new` with uid None where none comes near.
    """
    best = max((_beside(draft, event) for event in events), key=lambda c: c.score, default=None)
    if best is None or best.score < UNSURE:
        return Comparison("new", score=best.score if best else 0.0)
    return best


def _beside(draft: Draft, event: Event) -> Comparison:
    signs = sorted(_signs(draft, event), key=lambda sign: -abs(sign.weight))
    score = min(1.0, max(0.0, sum(sign.weight for sign in signs)))
    changed = changed_fields(draft, event)
    verdict: Verdict = "unsure" if score < SURE else ("update" if changed else "same")
    return Comparison(verdict, event.uid, round(score, 3), tuple(sign.reason for sign in signs), changed)


def _signs(draft: Draft, event: Event) -> list[_Sign]:
    signs = [*_identity_signs(draft, event), *_time_signs(draft, event), *_place_signs(draft, event)]
    likeness = _name_likeness(draft, event)
    if likeness >= 0.9:
        signs.append(_Sign("same_name", 0.45))
    elif likeness >= 0.6:
        signs.append(_Sign("name_alike", 0.45 * likeness))
    elif draft.name:
        signs.append(_Sign("other_name", -0.25))
    return signs


def _identity_signs(draft: Draft, event: Event) -> list[_Sign]:
    signs = []
    if draft.uid and draft.uid in (event.uid, event.foreign_uid):
        signs.append(_Sign("uid", 2.0))  # outweighs all that speaks against it: data that moved is still it
    if {link.value.rstrip("/") for link in draft.urls} & {link.rstrip("/") for link in event.links}:
        signs.append(_Sign("same_link", 0.3))
    theirs = {name_key(organizer.name) for organizer in event.organizers}
    if theirs & {name_key(organizer.value) for organizer in draft.organizers}:
        signs.append(_Sign("same_organizer", 0.15))
    return signs


def _time_signs(draft: Draft, event: Event) -> list[_Sign]:
    if draft.dtstart is None:
        return []
    days = {day_of(event.dtstart)} | {day_of(o.dtstart) for o in event.occurrences}
    if event.previous_start:
        days.add(day_of(event.previous_start))
    day = day_of(draft.dtstart.value)
    if day in days:
        same = draft.dtstart.value == event.dtstart
        return [_Sign("same_time", 0.35)] if same else [_Sign("same_day", 0.25)]
    former = draft.previous_start
    if former and day_of(former.value) in days:
        return [_Sign("same_former_day", 0.25)]
    if draft.status and draft.status.value in _MOVED and abs((day - day_of(event.dtstart)).days) <= 60:
        return [_Sign("says_it_moved", 0.15)]
    return [_Sign("other_day", -0.6)]


def _place_signs(draft: Draft, event: Event) -> list[_Sign]:
    signs = []
    if draft.place and event.place:
        same = draft.place.value.geonameid == event.place.geonameid
        signs.append(_Sign("same_city", 0.15) if same else _Sign("other_city", -0.5))
    return [*signs, *_venue_signs(draft, event)]


def _venue_signs(draft: Draft, event: Event) -> list[_Sign]:
    """Two rallies may share a city and an hour, and even the name "Rally": then the venue decides."""
    if not draft.venue or not event.venue:
        return []
    if _likeness(draft.venue.value, event.venue) >= 0.6:
        return [_Sign("same_venue", 0.2)]
    former = draft.previous_venue
    if former and _likeness(former.value, event.venue) >= 0.6:
        return [_Sign("same_former_venue", 0.2)]
    return [_Sign("other_venue", -0.2)]


def _name_likeness(draft: Draft, event: Event) -> float:
    return _likeness(draft.name.value, event.name) if draft.name else 0.0


def _likeness(a: str, b: str) -> float:
    from rapidfuzz import fuzz

    return float(fuzz.token_set_ratio(name_key(a), name_key(b))) / 100


def changed_fields(draft: Draft, event: Event) -> tuple[str, ...]:
    """Return the names of fields that *draft* states otherwise than *event*; silence is no change."""
    pairs = {
        "dtstart": (draft.dtstart, event.dtstart),
        "dtend": (draft.dtend, event.dtend),
        "tzid": (draft.tzid, event.tzid),
        "fold": (draft.fold, event.fold),
        "status": (draft.status, event.status),
        "rrule": (draft.rrule, event.rrule),
    }
    changed = [field for field, (read, held) in pairs.items() if read and read.value != held]
    if draft.place and (not event.place or draft.place.value.geonameid != event.place.geonameid):
        changed.append("place")
    texts = {"name": (draft.name, event.name), "venue": (draft.venue, event.venue)}
    changed += [field for field, (read, held) in texts.items() if read and _says_else(read.value, held)]
    return tuple(changed)


def _says_else(read: str, held: str) -> bool:
    """Whether *read* is more than another spelling, or a part, of *held*."""
    read, held = name_key(read), name_key(held)
    return read not in held and _likeness(read, held) < 0.9
