"""Changes by those who announced: who may, and what still needs a person."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from tests.site.flow.test_flow import Finds
from tests.site.listing.making import NOW, found, walk

from handbill.values import Draft, Problem
from handbill_site.desk.models import Case
from handbill_site.desk.operations import publish_case
from handbill_site.desk.values import draft_of
from handbill_site.flow import run_once
from handbill_site.intake.channels import FORM, MAIL, X
from handbill_site.intake.incoming import Incoming
from handbill_site.intake.keeping import keep
from handbill_site.intake.models import Delivery
from handbill_site.listing.models import Event

pytestmark = pytest.mark.django_db(transaction=True)
ADA, EVE = "ada@lanterns.example", "eve@rivers.example"
AUTUMN = NOW - dt.timedelta(days=20)
"""Long before the walk of 14 November."""
LATER = walk(dtstart=found(dt.datetime(2026, 11, 14, 18, 0)))


def write(text: str, sender: str = ADA, *, now: dt.datetime = AUTUMN, **fields: Any) -> Delivery:
    given = {"sender": sender, "external_id": f"<{text}>", "proven": False, **fields}
    return MAIL.keep(Incoming(text.encode(), "text/plain", **given), now=now).delivery


def work(*drafts: Draft, text: str = "Lanterns") -> None:
    run_once(now=AUTUMN, reader=Finds(*drafts, text=text))


@pytest.fixture
def event() -> Event:
    """A walk that Ada announced by mail and an editor listed."""
    write("first")
    work(walk())
    case = Case.objects.get()
    more = {"fields": {}, "pinned": (), "calls": (), "version": case.version, "by": "user:ed", "at": AUTUMN}
    return publish_case(case, draft_of(case), **more)


def outcome(event: Event) -> tuple[str, str, list[tuple[Any, list[str]]]]:
    """Return start and status of the event, and what waits: beside which event, and why."""
    event.refresh_from_db()
    waiting = Case.objects.filter(state="open")
    return event.dtstart[-8:], event.status, [(case.comparison.get("uid"), case.why) for case in waiting]


def test_who_announced_it_changes_it_by_the_address_that_only_they_were_told(event: Event) -> None:
    write("later", about=f"event:{event.uid}")
    work(LATER)
    assert outcome(event) == ("18:00:00", "scheduled", [])
    assert event.sequence == 1


def test_the_address_of_the_message_leads_to_its_event(event: Event) -> None:
    first = Delivery.objects.get()
    write("later", about=f"delivery:{first.uid}")
    work(LATER)
    assert outcome(event) == ("18:00:00", "scheduled", [])


def test_who_was_not_told_the_address_is_a_case_whatever_the_from_says(event: Event) -> None:
    write("later")
    work(LATER)
    start, status, [(uid, why)] = outcome(event)
    assert (start, status, uid) == ("17:00:00", "scheduled", event.uid)
    assert "untrusted_sender" in why


def test_who_knows_the_address_but_is_somebody_else_is_a_case(event: Event) -> None:
    write("later", EVE, about=f"event:{event.uid}")
    work(LATER)
    assert outcome(event) == ("17:00:00", "scheduled", [(event.uid, ["unproven_sender"])])


def test_a_sender_whose_domain_signed_needs_no_address(event: Event) -> None:
    write("later", proven=True)
    work(LATER)
    assert outcome(event) == ("18:00:00", "scheduled", [])


def test_a_proven_sender_changes_no_event_of_others(event: Event) -> None:
    write("later", EVE, proven=True)
    work(LATER)
    start, _, waiting = outcome(event)
    assert (start, len(waiting)) == ("17:00:00", 1)


def test_the_form_is_many_people_and_proves_nothing(event: Event) -> None:
    source = FORM.source("tell", now=AUTUMN)
    keep(Incoming(b"Lanterns", "text/plain"), source=source, now=AUTUMN)
    work(LATER)
    start, _, waiting = outcome(event)
    assert (start, len(waiting)) == ("17:00:00", 1)


def test_the_word_cancel_alone_cancels_and_is_its_own_evidence(event: Event) -> None:
    write("cancel", about=f"event:{event.uid}")
    work(text="Re: Evening of lanterns\nCANCEL.\n\nAda")
    assert outcome(event) == ("17:00:00", "cancelled", [])


@pytest.mark.parametrize("word", ["Abgesagt", "ANNULÉ", "cancelado", "إلغاء"])
def test_it_is_known_in_the_languages_that_answers_are_written_in(event: Event, word: str) -> None:
    write("cancel", about=f"event:{event.uid}")
    work(text=f"{word}\n")
    assert outcome(event)[1] == "cancelled"


def test_a_sentence_that_holds_the_word_is_read_by_a_person(event: Event) -> None:
    write("cancel", about=f"event:{event.uid}")
    work(text="Do not cancel it, please\n")
    assert outcome(event) == ("17:00:00", "scheduled", [(event.uid, ["nothing_found"])])


def test_the_word_without_an_address_cancels_nothing(event: Event) -> None:
    write("cancel")
    work(text="CANCEL\n")
    assert outcome(event)[1] == "scheduled"


def test_a_cancellation_by_somebody_else_is_a_case(event: Event) -> None:
    write("cancel", EVE, about=f"event:{event.uid}")
    work(text="CANCEL\n")
    assert outcome(event) == ("17:00:00", "scheduled", [(event.uid, ["unproven_sender"])])


def test_a_change_shortly_before_is_looked_at(event: Event) -> None:
    write("later", about=f"event:{event.uid}", now=dt.datetime(2026, 11, 13, 9, tzinfo=dt.UTC))
    work(LATER)
    assert outcome(event) == ("17:00:00", "scheduled", [(event.uid, ["soon"])])


def test_another_event_in_an_answer_does_not_overwrite_the_first(event: Event) -> None:
    write("next", about=f"event:{event.uid}")
    other = walk(
        name=found("Winter soup for everybody"),
        dtstart=found(dt.datetime(2027, 1, 20, 12, 0)),
        venue=found("Market Hall"),
        organizers=(found("Soup Kitchen of the East"),),
        urls=(),
    )
    work(other)
    assert outcome(event) == ("17:00:00", "scheduled", [(event.uid, ["changes_listed"])])


def test_what_is_unsure_in_a_change_is_looked_at(event: Event) -> None:
    write("later", about=f"event:{event.uid}")
    work(replace(LATER, problems=(Problem("dtstart.weekday_mismatch"),)))
    assert outcome(event) == ("17:00:00", "scheduled", [(event.uid, ["dtstart.weekday_mismatch"])])


def test_the_same_again_changes_nothing(event: Event) -> None:
    write("again", about=f"event:{event.uid}")
    work(walk())
    assert outcome(event) == ("17:00:00", "scheduled", [])
    assert event.sequence == 0


def direct(text: str, sender: str, *, now: dt.datetime = AUTUMN) -> Delivery:
    """A message in a channel that names none that it answers."""
    incoming = Incoming(text.encode(), "text/plain", sender=sender, external_id=f"{sender}-{text}")
    return X.keep(incoming, now=now).delivery


def announced_at_x(*starts: dt.datetime) -> None:
    for number, start in enumerate(starts):
        direct(f"first {number}", "700700")
        work(walk(dtstart=found(start), urls=()))
        case = Case.objects.get(state="open")
        more = {"fields": {}, "pinned": (), "calls": (), "version": case.version}
        publish_case(case, draft_of(case), by="user:ed", at=AUTUMN, **more)


SATURDAY, SUNDAY = dt.datetime(2026, 11, 14, 17, 0), dt.datetime(2026, 11, 22, 17, 0)


@pytest.mark.parametrize(
    ("starts", "sender", "statuses", "waiting"),
    [
        ((SATURDAY,), "700700", ["cancelled"], 0),
        ((SATURDAY, SUNDAY), "700700", ["scheduled", "scheduled"], 1),
        ((SATURDAY,), "666", ["scheduled"], 1),
    ],
)
def test_a_bare_cancel_without_reference_is_for_the_one_event_of_that_account(
    starts: tuple[dt.datetime, ...], sender: str, statuses: list[str], waiting: int
) -> None:
    announced_at_x(*starts)
    direct("cancel", sender)
    work(text="CANCEL")
    assert [event.status for event in Event.objects.order_by("pk")] == statuses
    assert Case.objects.filter(state="open").count() == waiting
