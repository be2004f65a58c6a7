"""Which deliveries are due: all that they led to is over since so many days, and nobody is at them."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from handbill.values import day_of
from handbill_site.answering.models import Answer
from handbill_site.desk.models import Case, PageCopy
from handbill_site.intake.models import Delivery, Import
from handbill_site.listing.models import Event, Sighting
from handbill_site.listing.occurrences import last_day_of
from handbill_site.listing.parts import dates_of
from handbill_site.listing.values import wall_time_of

WAITING = (Case.State.OPEN, Case.State.LATER)
AT_HAND = (Import.State.WAITS, Import.State.LOOKED, Import.State.CONFIRMED, Import.State.UNDOING)
UNSENT = (Answer.State.QUEUED, Answer.State.SENDING)


@dataclass(frozen=True, slots=True)
class Due:
    """What is held, and what of it is due.

    Attributes:
        held: Deliveries whose contents we hold, and copies of pages.
        ids: Primary keys of those that are due, oldest first.
        copies: Primary keys of copies of pages that are due.
        waits: Why the others are not, by word: "young", "tray", "unread", "case", "answer", "import",
            "event", "page".
    """

    held: int
    ids: tuple[int, ...]
    waits: Counter[str]
    copies: tuple[int, ...] = ()

    @property
    def number(self) -> int:
        """How much is due."""
        return len(self.ids) + len(self.copies)


def days() -> dt.timedelta:
    """Return how long contents are held after the event."""
    return dt.timedelta(days=settings.RETENTION_DAYS)


def due(*, now: dt.datetime) -> Due:
    """Return what is due at *now*.

    A delivery is due when it came, and all its events were over, more than settings.RETENTION_DAYS ago. One
    that led to no event is due so long after it came. Those wait that nobody has read, that lie in the tray
    or in an open case, or whose answer is not out; those of an event that is to come, a series without end
    among them; and a link while its page waits, since its sender is told what becomes of that.
    """
    before = now - days()
    held = Delivery.objects.filter(forgotten=None).order_by("received", "pk")
    in_cases = _deliveries(Case.objects.filter(state__in=WAITING), "reading__announcement__delivery_id")
    unsent = _deliveries(Answer.objects.filter(state__in=UNSENT), "delivery_id")
    imports = _deliveries(_imports_at_hand(), "delivery_id")
    events = events_to_come(before)
    to_come = _deliveries(Sighting.objects.filter(event__in=events), "delivery_id")
    rows = list(held.values_list("pk", "state", "received", "page"))
    ids: dict[int, int | None] = {}
    waits = Counter[str]()
    for pk, state, received, page in rows:
        if received >= before:
            waits["young"] += 1
        elif state == Delivery.State.TRAY:
            waits["tray"] += 1
        elif state != Delivery.State.ROUTED:
            waits["unread"] += 1
        elif pk in in_cases:
            waits["case"] += 1
        elif pk in unsent:
            waits["answer"] += 1
        elif pk in imports:
            waits["import"] += 1
        elif pk in to_come:
            waits["event"] += 1
        else:
            ids[pk] = page
    if waiting := _take_out_waiting(ids, held={row[0] for row in rows}):
        waits["page"] = waiting
    copies = tuple(_copies_due(before, now.date(), events))
    return Due(len(rows) + PageCopy.objects.count(), tuple(ids), waits, copies)


def _imports_at_hand() -> QuerySet[Import]:
    """Imports that are not done with, or any of whose rows we hold: their file stays."""
    rows = Delivery.objects.filter(source=OuterRef("source"), forgotten=None)
    return Import.objects.filter(Q(state__in=AT_HAND) | Exists(rows))


def _copies_due(before: dt.datetime, today: dt.date, events: set[int]) -> Iterator[int]:
    """Yield the copies that nobody keeps as evidence any more, and that belong to nothing that is to come."""
    yield from PageCopy.objects.filter(until__lt=today).values_list("pk", flat=True)
    rows = PageCopy.objects.filter(until=None, kept__lt=before).exclude(case__state__in=WAITING)
    for pk, *of in rows.values_list("pk", "event", "case__event"):
        if not events.intersection(of):
            yield pk


def _take_out_waiting(pages: dict[int, int | None], *, held: set[int]) -> int:
    """Take out of *pages*, the page of each delivery that is due, those whose page waits; return how many."""
    before = len(pages)
    while waiting := [pk for pk, page in pages.items() if page in held and page not in pages]:
        for pk in waiting:
            del pages[pk]
    return before - len(pages)


def events_to_come(before: dt.datetime) -> set[int]:
    """Return the primary keys of events that were not over at *before*.

    A withdrawn event is over when it was withdrawn.
    """
    day = before.date()
    withdrawn = Q(listed=False, last_modified__gte=before)
    dated = Q(listed=True, occurrences__last_day__gte=day)
    found = set(Event.objects.filter(withdrawn | dated).values_list("pk", flat=True))
    series = Event.objects.filter(listed=True).exclude(rrule="", rdates=[]).exclude(pk__in=found)
    return found | {event.pk for event in series if _goes_on(event, day)}


def _goes_on(event: Event, day: dt.date) -> bool:
    """Tell whether a series has a date on *day* or after: only a year of them is written out."""
    if event.status == Event.Status.CANCELLED:
        return False
    if event.rrule and not any(end in event.rrule.upper() for end in ("UNTIL=", "COUNT=")):
        return True
    if any(day_of(wall_time_of(wall)) >= day for wall in event.rdates):
        return True
    return any(last_day_of(each) >= day for each in dates_of(event, day))


def _deliveries(rows: QuerySet[Any], column: str) -> set[int]:
    return set(rows.values_list(column, flat=True))
