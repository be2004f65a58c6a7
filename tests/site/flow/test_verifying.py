"""An organiser asks in a message to be verified, and changes what another account announced."""

import datetime as dt

import pytest
from pytest_django import Settings
from tests.site.answering.test_answering import Sends, answered_by
from tests.site.flow.test_changes import AUTUMN, LATER, outcome
from tests.site.flow.test_flow import Finds
from tests.site.listing.making import found, walk
from tests.site.listing.proving import ADA, EVE, FILE, SITE, Web, heard, in_head, lightkeepers, listed

from handbill.values import Draft
from handbill_site.desk.models import Case
from handbill_site.flow import run_once
from handbill_site.intake.models import Delivery, Source
from handbill_site.listing.models import Event, Proof
from handbill_site.listing.proofs import ask_proof, withdraw_proof

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sends(monkeypatch: pytest.MonkeyPatch) -> Sends:
    return answered_by(monkeypatch, Source.Kind.MAIL, Source.Kind.X)


def work(*drafts: Draft, text: str = "Lanterns", web: Web | None = None, at: dt.datetime = AUTUMN) -> None:
    run_once(now=at, reader=Finds(*drafts, text=text), fetch=(web or Web()).fetch)


def announced(sender: str = ADA, kind: str = "mail") -> Event:
    """The walk, announced by *sender* and listed."""
    delivery = heard(sender, kind)
    Delivery.objects.filter(pk=delivery.pk).update(state="routed")
    return listed(delivery)


@pytest.mark.parametrize(
    "text",
    [
        f"verify {SITE}",
        f"Verify: {SITE}",
        "Hello,\n\nVERIFIZIEREN canallight.example\n\nAda",
        f"vérifier {SITE}",
        f"verificar {SITE}",
        f"توثيق {SITE}",
        f"> Verify <{SITE}>".removeprefix("> "),
    ],
)
def test_who_announced_asks_in_a_message_and_is_told_code_and_places(sends: Sends, text: str) -> None:
    announced()
    heard(text="verify")
    work(text=text)
    proof = Proof.objects.get()
    assert (proof.url, proof.organizer, proof.source) == (SITE, lightkeepers(), Source.objects.get())
    [reply] = sends.sent
    assert (reply.to, proof.code in reply.text) == (ADA, True)
    assert "/.well-known/handbill-verify.txt" in reply.text
    assert SITE not in reply.text, "From: may be forged, and we carry nobody's link to a third person"
    assert not Case.objects.exists()


def test_it_is_told_when_the_code_is_found_and_once(sends: Sends) -> None:
    announced("river@club.example")
    listed(heard("700700", "x"), dtstart=found(dt.datetime(2026, 11, 21, 17, 0)))
    Delivery.objects.update(state="routed")
    heard("700700", "x", text="verify")
    work(text=f"verify {SITE}")
    web = Web()
    web.put(SITE, in_head(Proof.objects.get()))
    for minutes in (11, 22, 33):
        work(web=web, at=AUTUMN + dt.timedelta(minutes=minutes))
    assert Proof.objects.get().state == "verified"
    assert ["verified organiser from now on" in reply.text for reply in sends.sent] == [False, True]


@pytest.mark.parametrize("who", ["nobody known", "somebody with two organisers"])
def test_where_it_is_not_clear_who_asks_a_person_sees_it(sends: Sends, who: str) -> None:
    if who != "nobody known":
        delivery = heard(EVE)
        Delivery.objects.update(state="routed")
        listed(delivery, organizers=(found("Canal Lightkeepers"), found("Brum Walks Slowly")))
    heard(EVE, text="verify")
    work(text=f"verify {SITE}")
    assert (Proof.objects.count(), Case.objects.get().why) == (0, ["nothing_found"])


def test_of_several_organisers_it_is_the_one_whose_host_others_made_known(sends: Sends) -> None:
    """What the sender itself announced makes no host known."""
    first = heard(EVE)
    third = heard("river@club.example")
    Delivery.objects.update(state="routed")
    listed(first)
    choir = (found("Rivers Choir"),)
    listed(first, organizers=choir, urls=(), dtstart=found(dt.datetime(2026, 11, 21, 17, 0)))
    heard(EVE, text="verify")
    work(text=f"verify {SITE}")
    assert (Proof.objects.count(), Case.objects.count()) == (0, 1)
    listed(third, dtstart=found(dt.datetime(2026, 11, 28, 17, 0)))
    heard(EVE, text="verify again")
    work(text=f"verify {SITE}")
    assert Proof.objects.get().organizer == lightkeepers()


@pytest.mark.parametrize(
    "text", ["Please verify https://canallight.example", "verify", "verify nothing", "verify\nus"]
)
def test_other_words_ask_for_nothing(sends: Sends, text: str) -> None:
    announced()
    heard(text="other")
    work(text=text)
    assert Proof.objects.count() == 0


def test_an_announcement_that_also_asks_is_read_too(sends: Sends) -> None:
    announced()
    heard(text="both")
    drums = walk(name=found("Drums at dawn"), dtstart=found(dt.datetime(2026, 12, 5, 6, 0)), urls=())
    work(drums, text=f"verify {SITE}\nDrums at dawn")
    assert (Proof.objects.count(), Case.objects.count()) == (1, 1)
    code = Proof.objects.get().code
    assert [(code in reply.text, "Drums at dawn" in reply.text) for reply in sends.sent] == [
        (True, False),
        (False, True),
    ]


def test_what_an_answer_to_us_quotes_is_not_announced_anew(sends: Sends) -> None:
    event = announced()
    heard(text="both", about=f"event:{event.uid}")
    drums = walk(name=found("Drums at dawn"), dtstart=found(dt.datetime(2026, 12, 5, 6, 0)), urls=())
    work(drums, text=f"verify {SITE}\n\n> Drums at dawn")
    assert (Proof.objects.count(), Case.objects.count(), len(sends.sent)) == (1, 0, 1)


def test_the_mark_comes_to_the_public_pages_with_the_proof_and_goes_with_it(
    sends: Sends, settings: Settings
) -> None:
    event = announced(ADA)
    Delivery.objects.update(proven=True)

    def marks() -> tuple[int, int]:
        pages = (f"events/{event.slug}", f"cities/{event.city.slug}") if event.city else ()
        texts = [(settings.EDITION / "current" / page / "index.html").read_text("utf-8") for page in pages]
        return texts[0].count("verified organiser"), texts[1].count("✓ verified")

    work()
    assert marks() == (0, 0)
    proof = ask_proof(lightkeepers(), SITE, by="user:ed", at=AUTUMN, confirmed=True)
    web = Web()
    web.put(FILE, proof.code, "text/plain")
    work(web=web)
    assert marks() == (2, 1)
    withdraw_proof(proof, by="user:ed", at=AUTUMN)
    work(web=web)
    assert marks() == (0, 0)


def test_threat_9_a_verified_account_changes_what_another_announced(sends: Sends) -> None:
    event = announced("river@club.example")
    proof = ask_proof(lightkeepers(), SITE, by="user:ed", at=AUTUMN, confirmed=True)
    web = Web()
    web.put(FILE, proof.code, "text/plain")
    work(web=web)
    heard(ADA, text="later", proven=True)
    work(LATER)
    assert outcome(event) == ("18:00:00", "scheduled", [])


def test_threat_21_a_forged_from_of_a_verified_domain_changes_nothing(sends: Sends) -> None:
    event = announced("river@club.example")
    proof = ask_proof(lightkeepers(), SITE, by="user:ed", at=AUTUMN, confirmed=True)
    web = Web()
    web.put(FILE, proof.code, "text/plain")
    work(web=web)
    heard(ADA, text="later", proven=False)
    heard(ADA, text="named", proven=False, about=f"event:{event.uid}")
    work(LATER)
    start, status, waiting = outcome(event)
    assert (start, status) == ("17:00:00", "scheduled")
    assert ["unproven_sender" in why or "names_verified" in why for _, why in waiting] == [True, True]


def test_a_verified_organiser_of_another_event_changes_nothing(sends: Sends) -> None:
    event = announced("river@club.example")
    other = listed(
        heard(EVE), organizers=(found("Rivers Choir"),), dtstart=found(dt.datetime(2026, 11, 28, 17, 0))
    )
    Delivery.objects.update(state="routed")
    choir = other.organizers.get()
    proof = ask_proof(choir, "https://rivers.example/", by="user:ed", at=AUTUMN, confirmed=True)
    web = Web()
    web.put("https://rivers.example/.well-known/handbill-verify.txt", proof.code, "text/plain")
    work(web=web)
    assert Proof.objects.get().state == "verified"
    heard(EVE, text="later", proven=True)
    work(LATER)
    start, _, waiting = outcome(event)
    assert (start, len(waiting)) == ("17:00:00", 1)


def test_verified_is_not_trusted_and_soon_is_looked_at(sends: Sends) -> None:
    announced("river@club.example")
    proof = ask_proof(lightkeepers(), SITE, by="user:ed", at=AUTUMN, confirmed=True)
    web = Web()
    web.put(FILE, proof.code, "text/plain")
    work(web=web)
    heard(ADA, text="new", proven=True)
    work(walk(name=found("Drums at dawn"), dtstart=found(dt.datetime(2026, 12, 5, 6, 0)), urls=()))
    assert (Event.objects.count(), Case.objects.count()) == (1, 1)


def test_row_38_a_look_alike_of_a_known_organiser_is_a_case_even_from_a_trusted_source(sends: Sends) -> None:
    announced("river@club.example")
    heard(EVE, text="fake", proven=True)
    Source.objects.filter(address=EVE).update(trusted=True)
    fake = walk(
        name=found("Drums at dawn"),
        dtstart=found(dt.datetime(2026, 12, 5, 6, 0)),
        organizers=(found("Саnal Lightkeepers"),),
        urls=(),
    )
    run_once(now=AUTUMN, reader=Finds(fake, stated=True), fetch=Web().fetch)
    assert Case.objects.get().why == ["looks_alike"]
    assert Event.objects.count() == 1
