"""Who sends a lone link hears what became of its page, once for each decision."""

import datetime as dt
from typing import Any

import pytest
from tests.site.answering.test_answering import ADA, SOON, Sends, answered_by, publish
from tests.site.flow.test_flow import Finds
from tests.site.listing.making import NOW, walk

from handbill.errors import NotFetched
from handbill.fetch import Fetched
from handbill.values import Draft
from handbill_site.desk.models import Case
from handbill_site.desk.operations import reject_case
from handbill_site.flow import run_once
from handbill_site.intake.channels import FORM, MAIL, X
from handbill_site.intake.incoming import LINK, Incoming
from handbill_site.intake.keeping import keep
from handbill_site.intake.models import Delivery, Source
from handbill_site.listing.models import Event

pytestmark = pytest.mark.django_db(transaction=True)
URL = "https://lanterns.example/evening"
LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def sends(monkeypatch: pytest.MonkeyPatch) -> Sends:
    return answered_by(monkeypatch, Source.Kind.MAIL, Source.Kind.X)


def send(number: int, sender: str = "700700", *, channel: Any = X, url: str = URL) -> Delivery:
    given = {"sender": sender, "external_id": str(number), "conversation": sender}
    return channel.keep(Incoming(f"{url}\r\n".encode(), LINK, **given), now=NOW).delivery


def work(*drafts: Draft, at: dt.datetime = NOW, page: str = "<p>Lanterns</p>", stated: bool = False) -> None:
    def fetch(url: str) -> Fetched:
        if not page:
            raise NotFetched(url, "the server answered 404", permanent=True)
        return Fetched(url, "text/html", page.encode())

    run_once(now=at, reader=Finds(*drafts, stated=stated), fetch=fetch)


def test_the_sender_of_a_link_is_told_what_its_page_says_and_where_it_is_listed(sends: Sends) -> None:
    send(7)
    work(walk())
    [arrived] = sends.sent
    assert (arrived.to, arrived.conversation, arrived.in_reply_to) == ("700700", "700700", "7")
    assert "Light the Canal, Saturday 14 November 2026 17:00" in arrived.text
    assert "A person will look at it" in arrived.text
    event = publish(Case.objects.get())
    for minutes in (3, 6):
        work(at=NOW + dt.timedelta(minutes=minutes))
    assert [f"/events/{event.slug}/" in reply.text for reply in sends.sent] == [False, True]


def test_each_sender_of_a_link_is_told_once_for_each_decision(sends: Sends) -> None:
    send(7)
    send(8)
    send(9, ADA, channel=MAIL)
    work(walk())
    assert sorted(reply.to for reply in sends.sent) == ["700700", ADA]
    assert len({reply.uid for reply in sends.sent}) == 2
    publish(Case.objects.get())
    work(at=NOW + SOON)
    assert sorted(reply.to for reply in sends.sent) == ["700700", "700700", ADA, ADA]


def test_a_link_to_a_page_that_is_known_is_answered_at_once(sends: Sends) -> None:
    send(7)
    work(walk())
    event = publish(Case.objects.get())
    work(at=NOW + SOON)
    send(8, "800800")
    work(at=LATER)
    assert sends.sent[-1].to == "800800"
    assert f"It was in the listing already: http://127.0.0.1:8000/events/{event.slug}/" in sends.sent[-1].text
    assert len(sends.sent) == 3
    assert Event.objects.count() == 1


@pytest.mark.parametrize(("reason", "said"), [("scope", 1), ("spam", 0)])
def test_a_link_to_a_page_that_was_declined_is_told_why_but_for_spam(
    sends: Sends, reason: str, said: int
) -> None:
    send(7)
    work(walk())
    case = Case.objects.get()
    reject_case(case, reason, version=case.version, by="user:ed", at=NOW)
    work(at=NOW + SOON)
    before = len(sends.sent)
    send(8, "800800")
    work(at=LATER)
    told = ["It is outside what this listing is about." in reply.text for reply in sends.sent[before:]]
    assert told == [True] * said


def test_a_link_whose_page_is_not_there_is_told_so(sends: Sends) -> None:
    send(7)
    work(page="")
    assert ["We could not open the page behind your link." in reply.text for reply in sends.sent] == [True]
    work(page="", at=LATER)
    assert len(sends.sent) == 1


def test_a_page_without_an_event_is_a_case_when_a_person_sent_its_link(sends: Sends) -> None:
    send(7)
    work()
    assert Case.objects.get().why == ["nothing_found"]
    assert "We found no event in it. A person will look at it." in sends.sent[0].text


def test_the_form_gives_its_contact_one_answer(sends: Sends) -> None:
    source = FORM.source("tell", now=NOW)
    keep(Incoming(f"{URL}\r\n".encode(), LINK, contact=ADA), source=source, now=NOW)
    work(walk())
    assert [reply.to for reply in sends.sent] == [ADA]


def test_who_sent_the_link_is_not_who_announced_and_may_change_nothing_unseen(sends: Sends) -> None:
    first = send(7)
    work(walk())
    event = publish(Case.objects.get())
    from tests.site.listing.making import found

    later = walk(dtstart=found(dt.datetime(2026, 11, 14, 18, 0)))
    answered = {"sender": "700700", "external_id": "9", "edits": first.external_id}
    kept = X.keep(Incoming(b"It begins at 6", "text/plain", **answered), now=NOW).delivery
    assert kept.about == f"delivery:{first.uid}"
    work(later)
    event.refresh_from_db()
    waiting = Case.objects.get(state="open")
    assert (event.dtstart[-8:], waiting.comparison["uid"]) == ("17:00:00", event.uid)
    assert "unproven_sender" in waiting.why
