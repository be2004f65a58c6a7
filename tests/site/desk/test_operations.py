"""What each act on a case writes, and how it is taken back."""

import datetime as dt
from typing import Any

import pytest
from tests.site.desk.making import case, light, said
from tests.site.listing.making import NOW, delivery, found, walk

from handbill.values import Comparison
from handbill_site.desk import operations
from handbill_site.desk.errors import CannotUndo, StaleCase
from handbill_site.desk.models import Case
from handbill_site.desk.values import draft_of
from handbill_site.ledger.models import Entry
from handbill_site.listing.errors import IncompleteDraft
from handbill_site.listing.models import Event
from handbill_site.listing.operations import create_call
from handbill_site.listing.operations import publish as list_event
from handbill_site.listing.values import event_of

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(hours=1)


def decision(of: Case, **more: Any) -> dict[str, Any]:
    usual = {"draft": draft_of(of), "fields": {}, "pinned": [], "calls": [], "version": 0}
    return usual | {"by": "user:ana", "at": LATER} | more


def publish(of: Case, **more: Any) -> Event:
    return operations.publish_case(of, **decision(of, **more))


def now(of: Case) -> tuple[str, int, str]:
    row = Case.objects.get(pk=of.pk)
    return row.state, row.version, row.decided_by


def verbs(of: Case) -> list[str]:
    return list(Entry.objects.filter(subject=f"case:{of.pk}").values_list("verb", flat=True))


def listed() -> Event:
    return list_event(walk(), delivery=delivery("r-listed"), draft_index=0, by="policy", at=NOW)


def test_opening_keeps_draft_and_comparison_and_enters_why() -> None:
    waits = case(comparison=Comparison("unsure", "u", 0.6, ("name_alike",)), calls=["day-of-lanterns"])

    row = Case.objects.get()
    assert (draft_of(row), row.calls, row.state) == (light(), ["day-of-lanterns"], "open")
    entry = Entry.objects.get(subject=f"case:{waits.pk}")
    assert (entry.verb, entry.facts) == (
        "case.opened",
        {"why": ["first_time_sender", "prose", "homonym_city"], "delivery": "receipt-1"},
    )


def test_publishing_lists_the_event_with_pins_and_calls_and_enters_the_seconds() -> None:
    create_call(
        "lanterns",
        titles={"en": "Lanterns"},
        first_day=dt.date(2026, 11, 1),
        last_day=dt.date(2026, 11, 30),
        by="user:ada",
        at=NOW,
    )
    waits = case()

    event = publish(waits, fields={"venue": "Roundhouse"}, pinned=["venue"], calls=["lanterns"], seconds=14)

    assert (event.pinned, event_of(event).calls) == (["venue"], ("lanterns",))
    assert now(waits) == ("published", 1, "user:ana")
    entry = Entry.objects.get(verb="case.published")
    assert entry.facts == {"seconds": 14, "event": event.uid, "fields": ["venue"]}
    assert Entry.objects.filter(verb="listing.published").count() == 1


def test_an_incomplete_draft_leaves_the_case_waiting() -> None:
    waits = case()

    with pytest.raises(IncompleteDraft):
        publish(waits, draft=light(place=None, city=None))

    assert (now(waits), Event.objects.count(), verbs(waits)) == (("open", 0, ""), 0, ["case.opened"])


def test_a_second_press_publishes_nothing() -> None:
    waits = case()
    publish(waits)

    with pytest.raises(StaleCase) as stale:
        publish(waits)

    assert (stale.value.case.state, Event.objects.count()) == ("published", 1)


@pytest.mark.parametrize("act", ["publish", "reject", "split", "later", "undo"])
def test_a_version_that_is_gone_is_refused_by_every_act(act: str) -> None:
    waits = case()
    signed = {"version": 7, "by": "user:bo", "at": LATER}
    acts = {
        "publish": lambda: publish(waits, version=7),
        "reject": lambda: operations.reject_case(waits, "spam", **signed),
        "split": lambda: operations.split_case(waits, fields={}, **signed),
        "later": lambda: operations.put_later(waits, fields={}, **signed),
        "undo": lambda: operations.undo(waits, **signed),
    }

    with pytest.raises(StaleCase):
        acts[act]()

    assert (now(waits), verbs(waits)) == (("open", 0, ""), ["case.opened"])


def test_applying_updates_the_listed_event_and_pins_what_the_editor_set() -> None:
    event = listed()
    waits = case(light(venue=said("Roundhouse")), comparison=Comparison("unsure", event.uid, 0.6))

    event = operations.apply_case(waits, event, **decision(waits, pinned=["venue"], fields={"venue": "x"}))

    assert (event.venue, event.sequence, event.pinned) == ("Roundhouse", 1, ["venue"])
    assert now(waits) == ("updated", 1, "user:ana")
    assert verbs(waits) == ["case.opened", "case.updated"]


def test_rejecting_needs_a_known_reason_and_lists_nothing() -> None:
    waits = case()

    with pytest.raises(ValueError, match="boring"):
        operations.reject_case(waits, "boring", version=0, by="user:ana", at=LATER)
    operations.reject_case(waits, "past", version=0, by="user:ana", at=LATER, seconds=3)

    assert (now(waits), Event.objects.count()) == (("rejected", 1, "user:ana"), 0)
    assert Entry.objects.get(verb="case.rejected").facts == {"reason": "past", "seconds": 3}


def test_splitting_makes_two_cases_with_what_was_entered_in_the_place_of_the_first() -> None:
    waits = case()

    parts = operations.split_case(waits, fields={"venue": "Roundhouse"}, version=0, by="user:ana", at=LATER)

    assert [(part.fields, draft_of(part), part.opened, part.state) for part in parts] == [
        ({"venue": "Roundhouse"}, light(), waits.opened, "open")
    ] * 2
    assert now(waits) == ("split", 1, "user:ana")
    assert Entry.objects.get(verb="case.split").facts == {"parts": [part.pk for part in parts]}


def test_two_parts_publish_two_events_of_one_draft() -> None:
    first, second = operations.split_case(case(), fields={}, version=0, by="user:ana", at=LATER)

    publish(first)
    publish(second)

    assert Event.objects.count() == 2


def test_what_is_put_off_keeps_what_was_entered_and_can_be_published() -> None:
    waits = case()

    operations.put_later(waits, fields={"venue": "Roundhouse"}, version=0, by="user:ana", at=LATER)
    kept = Case.objects.get(pk=waits.pk).fields
    publish(waits, version=1)

    assert kept == {"venue": "Roundhouse"}
    assert now(waits) == ("published", 2, "user:ana")


def test_undoing_a_publication_withdraws_the_event_and_opens_the_case() -> None:
    waits = case()
    event = publish(waits, fields={"venue": "Roundhouse"})

    operations.undo(waits, version=1, by="user:ana", at=LATER)

    event.refresh_from_db()
    row = Case.objects.get()
    assert (event.listed, row.state, row.version, row.event, row.fields) == (
        False,
        "open",
        2,
        None,
        {"venue": "Roundhouse"},
    )
    last = list(Entry.objects.order_by("-number").values_list("verb", "facts__act")[:2])
    assert last == [("case.undone", "published"), ("listing.withdrawn", None)]


def test_undoing_an_update_restores_the_event() -> None:
    event = listed()
    before = event_of(event)
    waits = case(light(venue=said("Roundhouse")), comparison=Comparison("unsure", event.uid, 0.6))
    operations.apply_case(waits, event, **decision(waits))

    operations.undo(waits, version=1, by="user:ana", at=LATER)

    after = event_of(Event.objects.get())
    assert (after.venue, after.previous_venue, after.sequence) == (before.venue, "", 2)
    assert now(waits) == ("open", 2, "")
    assert Entry.objects.filter(verb="listing.restored").count() == 1


@pytest.mark.parametrize("state", ["rejected", "later", "split"])
def test_undoing_what_listed_nothing_opens_the_case(state: str) -> None:
    waits = case()
    signed = {"version": 0, "by": "user:ana", "at": LATER}
    if state == "rejected":
        operations.reject_case(waits, "spam", **signed)
    elif state == "later":
        operations.put_later(waits, fields={}, **signed)
    else:
        operations.split_case(waits, fields={}, **signed)

    operations.undo(waits, version=1, by="user:ana", at=LATER)

    assert (now(waits), Case.objects.count()) == (("open", 2, ""), 1)


def test_an_update_by_others_since_is_not_undone_with_it() -> None:
    first = case(number=1)
    event = publish(first)
    second = case(light(venue=said("Roundhouse")), number=2)
    operations.apply_case(second, event, **decision(second))

    with pytest.raises(CannotUndo) as refused:
        operations.undo(first, version=1, by="user:ana", at=LATER)

    assert refused.value.code == "changed_since"
    operations.undo(second, version=1, by="user:ana", at=LATER)
    operations.undo(first, version=1, by="user:ana", at=LATER)
    assert Event.objects.get().listed is False


def test_a_split_with_a_decided_part_is_not_undone() -> None:
    waits = case()
    first, _ = operations.split_case(waits, fields={}, version=0, by="user:ana", at=LATER)
    publish(first)

    with pytest.raises(CannotUndo) as refused:
        operations.undo(waits, version=1, by="user:ana", at=LATER)

    assert (refused.value.code, Case.objects.count()) == ("parts_decided", 3)


def test_what_waits_has_nothing_to_undo() -> None:
    with pytest.raises(CannotUndo):
        operations.undo(case(), version=0, by="user:ana", at=LATER)


def test_a_correction_of_a_published_case_is_undone_alone() -> None:
    waits = case()
    event = publish(waits)
    operations.apply_case(
        waits, event, **decision(waits, draft=light(venue=found("Roundhouse")), pinned=["venue"], version=1)
    )

    operations.undo(waits, version=2, by="user:ana", at=LATER)

    event.refresh_from_db()
    assert (event.venue, event.listed, now(waits)) == (
        "Gas Street Basin",
        True,
        ("published", 3, "user:ana"),
    )
    operations.undo(waits, version=3, by="user:ana", at=LATER)
    event.refresh_from_db()
    assert event.listed is False
