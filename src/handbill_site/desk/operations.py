"""What may be done with a case. Each act is one transaction with one entry `case.*` in the ledger.

Every act names the version that the person saw; another one is refused (StaleCase), so that a second
click or a second editor never decides twice. Entries of decisions carry `seconds`, from the page being
served to the act, where that is known.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from handbill.values import Comparison, Draft, to_json
from handbill_site.desk.errors import CannotUndo, StaleCase
from handbill_site.desk.models import Case
from handbill_site.intake.models import Delivery, ReadingRow, Source
from handbill_site.ledger.operations import enter
from handbill_site.listing import operations as listing
from handbill_site.listing import parts
from handbill_site.listing.models import Call, Event

State = Case.State
WAITING = (State.OPEN, State.LATER)
LISTED = (State.PUBLISHED, State.UPDATED)
REASONS = ("not_event", "past", "double", "spam", "scope", "other")
UNDONE = "undone"
"""Why a case is closed whose import was undone; nobody chooses it."""


@transaction.atomic
def open_case(
    reading: ReadingRow,
    draft_index: int,
    draft: Draft,
    comparison: Comparison,
    *,
    why: Iterable[str],
    by: str,
    at: dt.datetime,
    calls: Iterable[str] = (),
) -> Case:
    """Put *draft* before a person. *calls* are the slugs it is offered to. Writes `case.opened`."""
    case = Case.objects.create(
        reading=reading,
        draft_index=draft_index,
        draft=to_json(draft),
        comparison=to_json(comparison),
        why=list(why),
        calls=list(calls),
        slow=bool(reading.announcement.delivery.slow),
        opened=at,
    )
    _enter("case.opened", case, by=by, at=at, why=case.why, delivery=_delivery_of(case).uid)
    return case


@transaction.atomic
def publish_case(
    case: Case,
    draft: Draft,
    *,
    fields: Mapping[str, str],
    pinned: Iterable[str],
    calls: Iterable[str],
    version: int,
    by: str,
    at: dt.datetime,
    seconds: int | None = None,
) -> Event:
    """List *draft*, the case's own with what the person entered in *fields*, as a new event.

    Args:
        pinned: Fields of the draft that the person changed; later updates leave them alone.
        calls: Slugs of the calls it answers.

    Writes the event and `case.published`.

    Raises:
        StaleCase: It was decided or changed since *version*.
        IncompleteDraft: It lacks what the listing needs. Nothing is written.
    """
    case = _waiting(case, version)
    event = listing.publish(
        draft,
        delivery=_delivery_of(case),
        draft_index=case.draft_index,
        calls=Call.objects.filter(slug__in=list(calls)),
        pinned=pinned,
        by=by,
        at=at,
    )
    undo = {"before": None, "after": parts.snapshot_of(event)}
    _decide(case, State.PUBLISHED, by=by, at=at, fields=fields, event=event, undo=undo)
    _enter("case.published", case, by=by, at=at, seconds=seconds, event=event.uid, fields=sorted(fields))
    return event


@transaction.atomic
def apply_case(
    case: Case,
    event: Event,
    draft: Draft,
    *,
    fields: Mapping[str, str],
    pinned: Iterable[str],
    calls: Iterable[str],
    version: int,
    by: str,
    at: dt.datetime,
    seconds: int | None = None,
) -> Event:
    """Apply *draft* to the listed *event* that it speaks of; the calls in *calls* are joined.

    A case that was published or applied already may be applied again, to correct its own event.
    Writes the event and `case.updated`. Raises: StaleCase.
    """
    case = _at_version(case, version)
    if case.state not in (*WAITING, *LISTED):
        raise StaleCase(case)
    before = parts.snapshot_of(event)
    event = listing.update(
        event,
        draft,
        delivery=_delivery_of(case),
        draft_index=case.draft_index,
        pinned=pinned,
        by_hand=True,
        by=by,
        at=at,
    )
    for call in Call.objects.filter(slug__in=list(calls)).exclude(events=event):
        listing.join_call(event, call, by=by, at=at)
    undo = {"before": before, "after": parts.snapshot_of(event), "case": _held(case)}
    _decide(case, State.UPDATED, by=by, at=at, fields=fields, event=event, undo=undo)
    _enter("case.updated", case, by=by, at=at, seconds=seconds, event=event.uid, fields=sorted(fields))
    return event


@transaction.atomic
def reject_case(
    case: Case, reason: str, *, version: int, by: str, at: dt.datetime, seconds: int | None = None
) -> None:
    """Close *case* for one of REASONS, or as UNDONE; nothing is listed. Writes `case.rejected`.

    Raises: StaleCase; ValueError for a reason that is none.
    """
    if reason not in (*REASONS, UNDONE):
        raise ValueError(reason)
    case = _waiting(case, version)
    _decide(case, State.REJECTED, by=by, at=at, reason=reason)
    _enter("case.rejected", case, by=by, at=at, reason=reason, seconds=seconds)


@transaction.atomic
def split_case(
    case: Case, *, fields: Mapping[str, str], version: int, by: str, at: dt.datetime
) -> tuple[Case, Case]:
    """Replace *case* by two with its draft and what was entered so far, each to be made one event.

    They take its place in the queue. Writes `case.split`. Raises: StaleCase.
    """
    case = _waiting(case, version)
    first, second = (_part_of(case, fields) for _ in range(2))
    _decide(case, State.SPLIT, by=by, at=at, fields=fields)
    _enter("case.split", case, by=by, at=at, parts=[first.pk, second.pk])
    return first, second


@transaction.atomic
def put_later(case: Case, *, fields: Mapping[str, str], version: int, by: str, at: dt.datetime) -> None:
    """Put *case* behind the others, with what was entered so far. Writes `case.later`. Raises: StaleCase."""
    case = _waiting(case, version)
    _decide(case, State.LATER, by=by, at=at, fields=fields)
    _enter("case.later", case, by=by, at=at)


@transaction.atomic
def undo(case: Case, *, version: int, by: str, at: dt.datetime) -> Case:
    """Take back the last act of *case* wholly: the case waits again, its event is as it was.

    What was entered stays entered. Writes `case.undone` beside what the listing writes.

    Raises:
        StaleCase: It is not at *version*.
        CannotUndo: It waits already, its event was changed by others since, or a part is decided.
    """
    case = _at_version(case, version)
    taken = case.state
    if taken == State.OPEN:
        raise CannotUndo("open")
    _take_back_event(case, by=by, at=at)
    _take_back_parts(case)
    _reopen(case)
    _enter("case.undone", case, by=by, at=at, act=taken)
    return case


@transaction.atomic
def set_trust(source: Source, trusted: bool, *, by: str, at: dt.datetime) -> None:
    """Let policy publish structured data of *source*, or no longer. Writes `source.trusted`."""
    Source.objects.filter(pk=source.pk).update(trusted=trusted)
    enter("source.trusted", f"source:{source.pk}", by=by, at=at, trusted=trusted)


def _at_version(case: Case, version: int) -> Case:
    """Return *case* locked; StaleCase when it is not at *version*."""
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if locked.version != version:
        raise StaleCase(locked)
    return locked


def _waiting(case: Case, version: int) -> Case:
    locked = _at_version(case, version)
    if locked.state not in WAITING:
        raise StaleCase(locked)
    return locked


def _decide(case: Case, state: Case.State, *, by: str, at: dt.datetime, **columns: Any) -> None:
    for name, value in columns.items():
        setattr(case, name, dict(value) if name == "fields" else value)
    case.state, case.decided, case.decided_by = state, at, by
    case.version += 1
    case.save()


def _held(case: Case) -> dict[str, Any] | None:
    """What a correction of a listed case must give back to it on undo."""
    if case.state in WAITING:
        return None
    decided = case.decided.isoformat() if case.decided else None
    return {"state": case.state, "by": case.decided_by, "at": decided, "undo": case.undo}


def _reopen(case: Case) -> None:
    held = (case.undo or {}).get("case")
    case.version += 1
    case.reason = ""
    if held:
        case.state, case.decided_by, case.undo = held["state"], held["by"], held["undo"]
        case.decided = dt.datetime.fromisoformat(held["at"])
    else:
        case.state, case.decided, case.decided_by = State.OPEN, None, ""
        case.event = case.undo = None
    case.save()


def _take_back_event(case: Case, *, by: str, at: dt.datetime) -> None:
    if case.event is None or not case.undo:
        return
    if not parts.is_still(case.event, case.undo["after"]):
        raise CannotUndo("changed_since")
    if case.undo["before"] is None:
        listing.withdraw(case.event, by=by, at=at)
    else:
        listing.restore(case.event, case.undo["before"], by=by, at=at)


def _take_back_parts(case: Case) -> None:
    if case.parts.exclude(state__in=WAITING).exists():
        raise CannotUndo("parts_decided")
    case.parts.all().delete()


def _part_of(case: Case, fields: Mapping[str, str]) -> Case:
    return Case.objects.create(
        reading=case.reading,
        draft_index=case.draft_index,
        draft=case.draft,
        fields=dict(fields),
        comparison=case.comparison,
        why=case.why,
        calls=case.calls,
        parent=case,
        slow=case.slow,
        opened=case.opened,
    )


def _delivery_of(case: Case) -> Delivery:
    return case.reading.announcement.delivery


def _enter(verb: str, case: Case, *, by: str, at: dt.datetime, **facts: Any) -> None:
    enter(verb, f"case:{case.pk}", by=by, at=at, **{k: v for k, v in facts.items() if v is not None})
