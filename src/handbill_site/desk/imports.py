"""Taking an import back: what it listed, what it changed, what it laid before the desk."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from handbill_site.desk.models import Case
from handbill_site.desk.operations import UNDONE, WAITING, reject_case
from handbill_site.intake.models import Delivery, Import
from handbill_site.ledger.models import Entry
from handbill_site.listing import operations as listing
from handbill_site.listing import parts
from handbill_site.listing.models import Event


def take_back(made: Import, *, at: dt.datetime) -> None:
    """Undo an import that is UNDOING, event by event; what others changed or announced is left and named.

    Rows that are not read yet never will be, its cases are closed, events that it made are withdrawn, and
    updates that were applied from it are reverted where the event is still as they left it. Each step is a
    transaction with its entry; stopped in the middle, it goes on where it was. Then it is UNDONE.
    """
    by = made.undone_by
    rows = Delivery.objects.filter(source=made.source_id)
    rows.exclude(state=Delivery.State.ROUTED).update(
        state=Delivery.State.ROUTED, trouble="its import was undone"
    )
    for case in _cases(made).filter(state__in=WAITING).order_by("pk"):
        reject_case(case, UNDONE, version=case.version, by=by, at=at)
    uids = set(rows.values_list("uid", flat=True))
    events = Event.objects.filter(sightings__delivery__source=made.source_id).distinct().order_by("pk")
    left = [event for event in events if not _take_back_event(event, made, uids, at=at)]
    Import.objects.filter(pk=made.pk).update(
        state=Import.State.UNDONE, left=[{"slug": event.slug, "name": event.name} for event in left]
    )


@transaction.atomic
def _take_back_event(event: Event, made: Import, uids: set[str], *, at: dt.datetime) -> bool:
    """Withdraw or revert one event; False where others changed or announced it, so that it is left."""
    entries = _since_undone(made, list(Entry.objects.filter(subject=f"event:{event.uid}").order_by("number")))
    own = [entry for entry in entries if entry.facts.get("delivery") in uids and _changes(entry)]
    if not own:  # it only spoke of the event; or it is taken back already
        return True
    is_ours = own[0].verb == "listing.published"
    if any(_is_by_others(entry, uids, is_ours) for entry in entries if entry.number > own[0].number):
        return not event.listed and is_ours
    if is_ours and event.sightings.exclude(delivery__source=made.source_id).exists():
        return False  # somebody else announced it too, and was told that it is listed
    if is_ours:
        listing.withdraw(event, by=made.undone_by, at=at)
        return True
    return _revert(event, made, at=at)


def _since_undone(made: Import, entries: Sequence[Entry]) -> list[Entry]:
    """Return *entries*; none where the last of them is what undoing wrote, when it was stopped before."""
    undone = Entry.objects.filter(subject=f"import:{made.uid}", verb="import.undone").latest("number")
    done = entries and entries[-1].number > undone.number and entries[-1].actor == made.undone_by
    return [] if done and entries[-1].verb in ("listing.withdrawn", "listing.restored") else list(entries)


def _changes(entry: Entry) -> bool:
    """Whether an entry changed the event; old news and further sightings do not."""
    return entry.verb != "listing.updated" or bool(entry.facts.get("changed"))


def _is_by_others(entry: Entry, uids: set[str], is_ours: bool) -> bool:
    """Whether an entry after the first of the import is no work of the import.

    An event that the import made and a person corrected is that person's work since, though its case, and
    so the delivery of the entry, is the import's.
    """
    if not _changes(entry):
        return False
    return entry.facts.get("delivery") not in uids or (is_ours and entry.actor.startswith("user:"))


def _revert(event: Event, made: Import, *, at: dt.datetime) -> bool:
    """Give an event back what it was before the import's rows were applied; False where it is no more so."""
    acts = list(_applied(event, made))
    if not acts or not parts.is_still(event, acts[-1]["after"]):
        return False
    listing.restore(event, acts[0]["before"], by=made.undone_by, at=at)
    return True


def _applied(event: Event, made: Import) -> Iterator[dict[str, Any]]:
    """Yield the event before and after each act by which a row was applied to it, in their order."""
    cases = _cases(made).filter(state=Case.State.UPDATED, event=event).order_by("decided", "pk")
    return (case.undo for case in cases if case.undo and case.undo["before"] is not None)


def _cases(made: Import) -> QuerySet[Case]:
    return Case.objects.filter(reading__announcement__delivery__source=made.source_id)
