"""The journey of an announcement, stage by stage. The one module that knows all neighbours.

    import    a table             ─▶  its preview, then a delivery a row      intake.importing (in a child)
    let in    one that waits in   ─▶  a kept one, at a bounded rate           intake.slower
              the slower queue
    fetch     a kept link         ─▶  its page, a delivery of its own         intake.fetching
    pictures  linked pictures     ─▶  the message with them, likewise         intake.fetching
    read      a kept delivery     ─▶  announcement, reading with drafts       intake.reading (in a child)
    route     a read delivery     ─▶  each draft an event, an update, a case  listing, desk.policy, desk
    prove     pages of organisers ─▶  who is verified, and who no longer      listing.proving
    follow    the ledger's end    ─▶  the edition: pages and feeds            edition.follow
    answer    the ledger's end    ─▶  answers to senders, sent with retries   answering

Each stage pulls the rows that it has not handled yet and moves them on, one transaction a delivery. So
it may be stopped anywhere and repeated: what was done is not done twice, what was not is found again.
"""

import contextlib
import datetime as dt
import fcntl
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from handbill.fetch import Fetched, fetch
from handbill.formats.tabular.stated import ROW
from handbill.values import Announcement, Comparison, Draft, Problem
from handbill_site.answering.sending import answer
from handbill_site.desk.changes import cancellation_in, change_of, decide_change, named_event
from handbill_site.desk.imports import take_back
from handbill_site.desk.operations import open_case
from handbill_site.desk.policy import Decision, decide, rests_on_picture
from handbill_site.desk.verifying import (
    BORROWS_NAME,
    LOOKS_ALIKE,
    borrows_name,
    lookalikes,
    organizer_of,
    page_in,
)
from handbill_site.edition.follow import follow
from handbill_site.intake.channels import BY_KIND
from handbill_site.intake.child import Reader
from handbill_site.intake.errors import ReaderUnavailable
from handbill_site.intake.fetching import add_pictures, follow_link
from handbill_site.intake.importing import look_at, rows_to_read, take_rows
from handbill_site.intake.incoming import LINK
from handbill_site.intake.models import Delivery, Import, ReadingRow, Source
from handbill_site.intake.operations import mark_routed, put_in_tray
from handbill_site.intake.reading import read_delivery
from handbill_site.intake.slower import let_in
from handbill_site.intake.values import announcement_of, reading_of
from handbill_site.listing import operations as listing
from handbill_site.listing.errors import IncompleteDraft, NotProvable
from handbill_site.listing.models import Event, Sighting
from handbill_site.listing.proofs import ask_proof
from handbill_site.listing.proving import check_due
from handbill_site.listing.queries import calls_joined, calls_offered, comparison_of

BY = "policy"
State = Delivery.State
Progress = Callable[[str, int, int], None]
"""Told after each delivery: the stage, how many it has handled, of how many."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Counts:
    """What one pass did.

    Attributes:
        by: How many, by word: fetched, waiting (links whose site did not answer yet), read, tray,
            drafts, and what became of those: published, updated, known, cases; proofs that were looked for.
        seconds: How long each stage took.
        edition: Number of the ledger's entry that the edition stands at.
    """

    by: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)
    edition: int = 0

    @contextlib.contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Add what is done within to the seconds of a stage."""
        began = perf_counter()
        yield
        self.seconds[stage] = self.seconds.get(stage, 0.0) + perf_counter() - began


def run_once(
    *,
    now: dt.datetime,
    reader: Reader | None = None,
    fetch: Callable[[str], Fetched] = fetch,
    progress: Progress | None = None,
) -> Counts:
    """Take everything through all stages once.

    Args:
        now: Aware; the time of every entry that is written.
        reader: Kept by callers that come again soon; without one, a child is started for this pass.
        fetch: Another way to a page than through the guard, for tests.

    One pass at a time on one machine; a second one waits.
    """
    counts = Counts()
    with _alone(), contextlib.ExitStack() as stack:
        child = reader or stack.enter_context(Reader())
        let_in(now=now)
        _import(child, now=now, by=counts.by)
        rows = Delivery.objects.filter(pk__in=rows_to_read())
        stages = (
            ("fetch", _links(), partial(follow_link, fetch=fetch)),
            ("pictures", Delivery.objects.filter(state=State.FETCH), add_pictures),
            ("read", _kept(), partial(_read, reader=child)),
            ("read", rows, partial(_read, reader=child)),
            ("route", Delivery.objects.filter(state=State.READ), _route),
        )
        for name, rows, step in stages:
            with counts.timed(name):
                _each(name, rows, partial(step, now=now, by=counts.by), progress=progress, now=now)
        with counts.timed("prove"):
            if checked := check_due(now=now, fetch=fetch):
                counts.by["proofs"] += checked
        with counts.timed("follow"):
            counts.edition = follow(now=now)
        with counts.timed("answer"):
            counts.by.update(answer(now=now))
    return counts


def _links() -> QuerySet[Delivery]:
    return Delivery.objects.filter(state=State.KEPT, media_type=LINK)


def _kept() -> QuerySet[Delivery]:
    return Delivery.objects.filter(state=State.KEPT).exclude(media_type__in=(LINK, ROW))


def _import(reader: Reader, *, now: dt.datetime, by: Counter[str]) -> None:
    """Look at the tables that wait, take the rows of those that are confirmed, undo what is to be undone."""
    steps: dict[str, Callable[[Import], object]] = {
        Import.State.WAITS: partial(look_at, reader=reader),
        Import.State.CONFIRMED: partial(take_rows, reader=reader, now=now),
        Import.State.UNDOING: partial(take_back, at=now),
    }
    for made in (
        Import.objects.filter(state__in=steps).select_related("delivery__source", "source").order_by("pk")
    ):
        try:
            steps[made.state](made)
        except ReaderUnavailable as error:
            log.error("%s; import %s waits", error, made.uid)
            return
        except Exception:  # one table must not stop what others send; the log has the whole story
            log.exception("import %s failed", made.uid)
            Import.objects.filter(pk=made.pk).update(trouble="a fault of ours, see the log")
        by["imports"] += 1


def _each(
    stage: str,
    rows: QuerySet[Delivery],
    step: Callable[[Delivery], None],
    *,
    progress: Progress | None,
    now: dt.datetime,
) -> None:
    """Take each row through one stage, oldest first, those of the slower queue after all others.

    One that breaks our own code goes to the tray.
    """
    found = rows.order_by("received", "pk").values_list("pk", "slow")
    keys = [key for key, _ in sorted(found, key=lambda row: bool(row[1]))]
    for done, key in enumerate(keys, start=1):
        delivery = Delivery.objects.select_related("source").get(pk=key)
        try:
            step(delivery)
        except ReaderUnavailable as error:
            log.error("%s; %s deliveries wait", error, len(keys) - done + 1)
            return
        except Exception:  # one delivery must not stop the others; the log has the whole story
            log.exception("%s of delivery %s failed", stage, delivery.uid)
            put_in_tray(delivery, f"a fault of ours, see the log ({stage})", by=BY, at=now)
        if progress:
            progress(stage, done, len(keys))


def _read(delivery: Delivery, *, reader: Reader, now: dt.datetime, by: Counter[str]) -> None:
    while not read_delivery(delivery, reader=reader, now=now):
        log.warning("the reader died over delivery %s: %s", delivery.uid, delivery.trouble)
    delivery.refresh_from_db(fields=["state"])
    by["tray" if delivery.state == State.TRAY else "read"] += 1


@transaction.atomic
def _route(delivery: Delivery, *, now: dt.datetime, by: Counter[str]) -> None:
    """Match every draft of one delivery with the listing and let policy decide, all or nothing."""
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("source").get(pk=delivery.pk)
    if delivery.state != State.READ:
        return
    row = ReadingRow.objects.filter(announcement__delivery=delivery).latest("pk")
    announcement = announcement_of(row.announcement)
    became: Counter[str] = Counter()
    asked = _ask_proof(announcement, delivery, now=now)
    became.update(asked)
    drafts = reading_of(row).drafts or cancellation_in(announcement, delivery)
    if asked:  # an answer quotes what we said, and a page's address may look like a date
        drafts = () if delivery.about else tuple(draft for draft in drafts if draft.dtstart)
    for index, draft in enumerate(drafts):
        became[_route_draft(draft, index, row, announcement, delivery, now=now)] += 1
    if not became and _is_heard(delivery):
        _open_empty_case(row, delivery, now=now)
        became["cases"] += 1
    mark_routed(delivery, by=BY, at=now, **became)
    by.update(became + Counter(drafts=row.drafts))


def _is_heard(delivery: Delivery) -> bool:
    """Tell whether a person sent it, or the link that led to it."""
    kinds = [delivery.source.kind, *delivery.askers.values_list("source__kind", flat=True)]
    return any(BY_KIND[Source.Kind(kind)].heard for kind in kinds)


def _ask_proof(announcement: Announcement, delivery: Delivery, *, now: dt.datetime) -> list[str]:
    """Begin to look for a proof where the message asks for one; return the words of `Counts.by` for it.

    Where it is not clear for whom it speaks, or nothing more can be looked for, a person sees the message.
    """
    page = page_in(announcement, delivery)
    organizer = organizer_of(delivery, page) if page else None
    if organizer is None:
        return []
    try:
        ask_proof(organizer, page, by=f"source:{delivery.source_id}", at=now, delivery=delivery)
    except NotProvable:
        return []
    return ["proofs_asked"]


def _route_draft(
    draft: Draft,
    index: int,
    row: ReadingRow,
    announcement: Announcement,
    delivery: Delivery,
    *,
    now: dt.datetime,
) -> str:
    """Do with one draft what policy decides; return the word of `Counts.by` for it."""
    comparison, decision = _decided(draft, announcement, delivery)
    decision = _warned(decision, draft, delivery)
    done = partial(_done, draft, index, delivery, comparison, now=now)
    why = decision.why
    if decision.action != "case":
        try:
            return done(decision.action)
        except IncompleteDraft as incomplete:
            why = tuple(problem.code for problem in incomplete.problems)
    calls = [call.slug for call in calls_offered(draft, delivery.source, announcement.text)]
    open_case(row, index, draft, comparison, why=why, calls=calls, by=BY, at=now)
    return "cases"


def _decided(draft: Draft, announcement: Announcement, delivery: Delivery) -> tuple[Comparison, Decision]:
    comparison = comparison_of(draft)
    today = delivery.received.date()  # not when it was sent: an old mail's "tomorrow" may be past
    trusted = delivery.source.trusted and delivery.proven
    change = None if trusted or delivery.slow else change_of(draft, delivery, comparison)
    pictured = rests_on_picture(draft, announcement)
    if change:
        return change.comparison, decide_change(draft, change, today=today, pictured=pictured)
    return comparison, decide(
        draft,
        comparison,
        trusted=trusted,
        structured=is_structured(draft, announcement),
        pictured=pictured,
        first_time=not Sighting.objects.filter(delivery__source=delivery.source).exists(),
        slow=bool(delivery.slow),
        today=today,
    )


def _warned(decision: Decision, draft: Draft, delivery: Delivery) -> Decision:
    """Let a person look at names that look like others'; say so too where a verified name is borrowed."""
    if decision.action in ("publish", "case") and lookalikes(draft):
        return Decision("case", (LOOKS_ALIKE, *decision.why))
    if decision.action == "case" and borrows_name(draft, delivery):
        return Decision("case", (*decision.why, BORROWS_NAME))
    return decision


def _done(
    draft: Draft, index: int, delivery: Delivery, comparison: Comparison, action: str, *, now: dt.datetime
) -> str:
    """Publish, update, or only note that the delivery speaks of a listed event. Raises: IncompleteDraft."""
    if action == "publish":
        calls = calls_joined(draft, delivery.source)
        listing.publish(draft, delivery=delivery, draft_index=index, calls=calls, by=BY, at=now)
        return "published"
    event = Event.objects.get(uid=comparison.uid)
    if action == "update":
        listing.update(event, draft, delivery=delivery, draft_index=index, by=BY, at=now)
        return "updated"
    Sighting.objects.get_or_create(event=event, delivery=delivery, draft_index=index, defaults={"at": now})
    return "known"


def is_structured(draft: Draft, announcement: Announcement) -> bool:
    """Tell whether the start of *draft* is one that structured data states, as opposed to prose.

    The reading may add words of the page that say the same as further evidence; the rule stays. Facts that
    are not sure (OpenGraph) count as prose.
    """
    facts = [stated.dtstart for stated in announcement.stated if stated.dtstart]
    starts = [start for start in facts if start.confidence == 1]
    return draft.dtstart is not None and (draft.dtstart.value, draft.dtstart.rule) in [
        (start.value, start.rule) for start in starts
    ]


def _open_empty_case(row: ReadingRow, delivery: Delivery, *, now: dt.datetime) -> None:
    """Let a person read what somebody took the trouble to send, though no event was found in it.

    Whatever kept us from reading it (a sealed part, a day that does not exist) is among the reasons.
    """
    problems = reading_of(row).problems
    draft = Draft(problems=(Problem("draft.nothing_found"), *problems))
    event = named_event(delivery)
    beside = Comparison("update", event.uid) if event else Comparison("new")
    why = ("nothing_found", *dict.fromkeys(problem.code for problem in problems))
    open_case(row, 0, draft, beside, why=why, by=BY, at=now)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Wait until no other pass runs on this machine."""
    settings.VAR.mkdir(parents=True, exist_ok=True)
    with open(settings.VAR / "work.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
