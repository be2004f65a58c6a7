"""Reads of the desk."""

import datetime as dt
import statistics
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from handbill.matching import name_key
from handbill.values import Comparison
from handbill_site.desk.models import Case
from handbill_site.desk.operations import WAITING
from handbill_site.desk.values import draft_of
from handbill_site.intake.models import Delivery
from handbill_site.intake.slower import in_tray
from handbill_site.ledger.models import Entry
from handbill_site.listing.models import Organizer, Proof, Sighting
from handbill_site.listing.queries import comparison_of

State = Case.State
_HEAVY = ("reading__value", "reading__announcement__text", "reading__announcement__value", "undo")
DECISIONS = ("case.published", "case.updated", "case.rejected")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases wait, are put off, and were decided since a given instant.

    Attributes:
        open, later: Without those of the slower queue, which are counted in `slow`.
    """

    open: int
    later: int
    slow: int
    decided: int


def whole() -> QuerySet[Case]:
    """Return the cases with delivery, source, event and text: what the page of a case shows."""
    return _with_origin(Case.objects.all()).select_related("event")


def with_origin(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Return *cases* with delivery and source, but of the text only the beginning: what a line shows."""
    return _with_origin(cases).defer(*_HEAVY)


def waiting(*, state: str = "", call: str = "", slow: bool = False) -> QuerySet[Case]:
    """Return the cases that wait, oldest first, those put off last.

    Args:
        slow: Those of the slower queue, which stand in a lane of their own, instead of all others.
        state: "open" or "later"; "" for both.
        call: Slug of a call that they are offered to; "" for all. "-" for those offered to none.
    """
    states = [state] if state in WAITING else WAITING
    cases = Case.objects.filter(state__in=states, slow=slow)
    if call:
        cases = cases.filter(pk__in=_offered_to("" if call == "-" else call))
    # "open" > "later", as it happens: the queue wants the open ones first
    return cases.order_by("-state", "opened", "id")


def counts(*, since: dt.datetime) -> Counts:
    """Count cases for the head of the queue."""
    found = Case.objects.aggregate(
        open=Count("pk", filter=Q(state=State.OPEN, slow=False)),
        later=Count("pk", filter=Q(state=State.LATER, slow=False)),
        slow=Count("pk", filter=Q(state__in=WAITING, slow=True)),
        decided=Count("pk", filter=Q(decided__gte=since) & ~Q(state__in=WAITING)),
    )
    return Counts(**found)


def recently_decided(limit: int = 8) -> QuerySet[Case]:
    """Return the last decided cases, newest first."""
    return Case.objects.exclude(state__in=WAITING).order_by("-decided", "-id")[:limit]


def last_act_of(actor: str) -> Case | None:
    """Return the case of the last act of *actor* that can be taken back; None without any."""
    return Case.objects.filter(decided_by=actor).exclude(state=State.OPEN).order_by("-decided", "-id").first()


def next_case(after: Case | None = None) -> Case | None:
    """Return the open case after *after* in the order of its queue, else the first one, else one put off.

    Those of the slower queue come after all others, so that whoever begins at the front never meets them
    while anything else is open.
    """
    cases = Case.objects.only("pk", "opened", "slow").order_by("opened", "id")
    if after is not None:
        cases = cases.exclude(pk=after.pk)
        later = Q(opened__gt=after.opened) | Q(opened=after.opened, pk__gt=after.pk)
        if found := cases.filter(later, state=State.OPEN, slow=after.slow).first():
            return found
    for lane in ({"slow": False}, {"slow": True}):
        if found := cases.filter(state=State.OPEN, **lane).first():
            return found
    return cases.filter(state=State.LATER).order_by("slow", "opened", "id").first()


def tray(limit: int = 50) -> QuerySet[Delivery]:
    """Return the deliveries that could not be opened or read, newest first, the slower queue's last."""
    return in_tray()[:limit]


def tray_count() -> int:
    """Return how many deliveries could not be opened or read."""
    return Delivery.objects.filter(state=Delivery.State.TRAY).count()


def organizers(asked: str = "", limit: int = 200) -> QuerySet[Organizer]:
    """Return organisers with their proofs and how many events they call: those with proofs first, by name.

    Args:
        asked: Words that their names hold; "" for all.
    """
    rows = Organizer.objects.annotate(
        events_called=Count("events", distinct=True), asked_for=Count("proofs", distinct=True)
    )
    if asked:
        rows = rows.filter(Q(name__icontains=asked) | Q(key__contains=name_key(asked)))
    return rows.prefetch_related("proofs").order_by("-asked_for", "name", "pk")[:limit]


def proofs_waiting() -> int:
    """Return how many proofs of organisers want a person: found and not confirmed, or lapsed."""
    return Proof.objects.filter(state__in=(Proof.State.FOUND, Proof.State.LAPSED)).count()


def is_first_time(case: Case) -> bool:
    """Whether the listing holds nothing that the source of *case* ever spoke of."""
    source = case.reading.announcement.delivery.source_id
    return not Sighting.objects.filter(delivery__source=source).exists()


def comparison_now(case: Case) -> Comparison:
    """Set the draft of *case* beside the listing as it is now: what it repeats may have been listed since.

    The other part of a split case is another event by the word of an editor, whatever the text is like.
    """
    comparison = comparison_of(draft_of(case))
    siblings = Case.objects.filter(parent__isnull=False, parent=case.parent_id)
    if comparison.uid and siblings.filter(event__uid=comparison.uid).exists():
        return Comparison("new")
    return comparison


def retention_stopped() -> Entry | None:
    """Return the entry by which the last run of retention was refused; None where it was not."""
    run = Entry.objects.filter(verb__in=("retention.done", "retention.refused")).order_by("-number").first()
    return run if run and run.verb == "retention.refused" else None


def median_seconds(last: int = 100) -> int | None:
    """Return the median of an editor's seconds over the last decisions that were timed; None without."""
    facts = (
        Entry.objects.filter(verb__in=DECISIONS).order_by("-number").values_list("facts", flat=True)[:last]
    )
    seconds = [each["seconds"] for each in facts if "seconds" in each]
    return round(statistics.median(seconds)) if seconds else None


def _offered_to(call: str) -> list[int]:
    """Return the ids of waiting cases offered to *call*. JSON lists cannot be searched on SQLite."""
    cases = Case.objects.filter(state__in=WAITING).values_list("pk", "calls")
    return [pk for pk, calls in cases if (call in calls if call else not calls)]


def _with_origin(cases: QuerySet[Case]) -> QuerySet[Case]:
    beginning = F("reading__announcement__beginning")
    return cases.select_related("reading__announcement__delivery__source").annotate(beginning=beginning)
