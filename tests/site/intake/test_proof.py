"""Proof of work of the form: solved, it goes into the ordinary queue; else into the slower one."""

import base64
import datetime as dt
import json
from typing import Any

import altcha
import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from tests.site.flow.test_flow import Finds

from handbill_site.desk.models import Case
from handbill_site.desk.queries import next_case, waiting
from handbill_site.flow import run_once
from handbill_site.intake.channels.form import proof
from handbill_site.intake.channels.form.proof import LASTS, MARGIN, new_challenge, trouble_with
from handbill_site.intake.errors import TryLater
from handbill_site.intake.incoming import Incoming
from handbill_site.intake.keeping import keep
from handbill_site.intake.models import Delivery, Source, SpentProof
from handbill_site.intake.operations import source_of
from handbill_site.intake.slower import let_in
from handbill_site.listing.models import Event

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 10, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def easy_work(settings: Settings) -> None:
    """A test proves nothing by working long."""
    settings.PROOF_COST = 1


def solved(challenge: str = "", **put_over: Any) -> str:
    """What a browser sends for *challenge*, by another implementation than the one of /static."""
    made = altcha.Challenge.from_dict(json.loads(challenge or new_challenge(now=timezone.now())))
    solution = altcha.solve_challenge(made)
    assert solution is not None
    payload: dict[str, Any] = altcha.Payload(made, solution).to_dict()
    for path, value in put_over.items():
        inner, name = path.split("__")
        payload[inner][name] = value
    return base64.b64encode(json.dumps(payload).encode()).decode()


def told(text: str, **fields: str) -> Delivery:
    response = Client(enforce_csrf_checks=True).post("/tell/", {"text": text, **fields})
    assert response.status_code == 303
    return Delivery.objects.get(uid=response["Location"].split("/")[-2])


def test_a_solved_form_goes_into_the_ordinary_queue() -> None:
    delivery = told("Lanterns", altcha=solved())
    assert (delivery.slow, delivery.state) == ("", "kept")


def test_the_challenge_of_the_page_is_the_one_to_solve() -> None:
    page = Client().get("/tell/").text
    challenge = page.partition('data-challenge="')[2].partition('"')[0].replace("&#34;", '"')
    assert told("Lanterns", altcha=solved(challenge)).slow == ""


def test_a_form_without_a_proof_is_kept_with_a_receipt_that_says_so() -> None:
    delivery = told("Lanterns")
    assert (delivery.slow, delivery.state) == ("unsolved", "slow")
    receipt = Client().get(f"/tell/receipt/{delivery.uid}/").text
    assert "waits in a slower queue" in receipt
    assert "Nothing of it is lost" in receipt


def test_a_proof_counts_once() -> None:
    proof_of_one = solved()
    assert told("Lanterns", altcha=proof_of_one).slow == ""
    assert told("Reeds", altcha=proof_of_one).slow == "used"
    assert SpentProof.objects.count() == 1


def test_the_same_message_sent_twice_stays_in_its_queue() -> None:
    proof_of_one = solved()
    assert told("Lanterns", altcha=proof_of_one) == told("Lanterns", altcha=proof_of_one)
    assert Delivery.objects.get().slow == ""


def test_a_proof_that_is_too_old_does_not_count() -> None:
    old = solved(new_challenge(now=timezone.now() - LASTS - dt.timedelta(seconds=2)))
    assert told("Lanterns", altcha=old).slow == "expired"


@pytest.mark.parametrize(
    "said",
    [
        "x",
        "e30=",
        "W10=",
        base64.b64encode(b"[" * 2000).decode(),
        base64.b64encode(b'{"challenge": {"parameters": []}, "solution": 1}').decode(),
        base64.b64encode(
            b'{"challenge": {"parameters": {"algorithm": 1, "nonce": [], "salt": {}, "cost": 1e400}},'
            b' "solution": {"counter": NaN, "derivedKey": null}}'
        ).decode(),
        "A" * 4001,
        "\ud83d".encode("utf-8", "replace").decode(),
    ],
)
def test_what_is_no_proof_does_not_count_and_loses_nothing(said: str) -> None:
    delivery = told("Lanterns", altcha=said)
    assert (delivery.slow, delivery.state) == ("invalid", "slow")


@pytest.mark.parametrize(
    "forged",
    [
        {"challenge__signature": "0" * 64},
        {"challenge__signature": None},
        {"solution__counter": -1},
        {"solution__counter": True},
        {"solution__derivedKey": "00" * 32},
    ],
)
def test_a_forged_proof_does_not_count(forged: dict[str, Any]) -> None:
    assert trouble_with(solved(**forged), now=timezone.now()) == "invalid"


def test_an_easier_challenge_is_not_ours() -> None:
    challenge = json.loads(new_challenge(now=timezone.now()))
    challenge["parameters"]["keyPrefix"] = ""
    assert trouble_with(solved(json.dumps(challenge)), now=timezone.now()) == "invalid"


def test_a_challenge_of_another_site_is_not_ours() -> None:
    expires = timezone.now() + LASTS
    other = altcha.create_challenge(proof.ALGORITHM, 1, expires_at=expires, hmac_secret="theirs")
    assert trouble_with(solved(json.dumps(other.to_dict())), now=timezone.now()) == "invalid"


def test_spent_proofs_are_remembered_until_they_have_expired_and_forgotten_after() -> None:
    now = timezone.now()
    first = solved()
    assert trouble_with(first, now=now) == ""
    assert trouble_with(solved(), now=now + LASTS) == ""
    assert trouble_with(first, now=now + LASTS) == "used"
    assert trouble_with(solved(), now=now + LASTS + MARGIN + dt.timedelta(minutes=1)) == ""
    assert SpentProof.objects.count() == 1


def slow_ones(number: int, *, at: dt.datetime = NOW) -> Source:
    """Keep *number* posts of a program, as the form does."""
    source = source_of(Source.Kind.FORM, "tell", name="Public form", now=at)
    for each in range(number):
        keep(Incoming(f"junk {each} {at}".encode(), "text/plain", slow="unsolved"), source=source, now=at)
    return source


def test_the_slower_queue_is_let_in_at_a_bounded_rate(settings: Settings) -> None:
    settings.SLOW_HOUR = 3
    slow_ones(8)
    assert [let_in(now=NOW + HOUR * hours) for hours in (0, 0.5, 1, 1.5, 2, 3)] == [3, 0, 3, 0, 2, 0]


def test_a_full_slower_queue_shuts_nobody_else_out(settings: Settings) -> None:
    settings.SLOW_MOST_WAITING = 2
    source = slow_ones(2)
    with pytest.raises(TryLater):
        keep(Incoming(b"junk", "text/plain", slow="unsolved"), source=source, now=NOW)
    assert keep(Incoming(b"Lanterns", "text/plain"), source=source, now=NOW).is_new


def test_the_slower_queue_leaves_more_of_the_disk_free(settings: Settings) -> None:
    """By a bound that this disk cannot meet five times over, and can once."""
    from handbill_site.intake.pressure import free_bytes

    settings.INTAKE_FREE_BYTES = free_bytes(settings.SPOOL) // 3
    source = source_of(Source.Kind.FORM, "tell", name="Public form", now=NOW)
    with pytest.raises(TryLater):
        keep(Incoming(b"junk", "text/plain", slow="unsolved"), source=source, now=NOW)
    assert keep(Incoming(b"Lanterns", "text/plain"), source=source, now=NOW).is_new


@pytest.mark.django_db(transaction=True)
def test_a_page_behind_a_slow_link_is_slow_too(settings: Settings) -> None:
    from handbill.fetch import Fetched

    source = source_of(Source.Kind.FORM, "tell", name="Public form", now=NOW)
    link = Incoming(b"https://lanterns.example/\r\n", "text/uri-list", slow="unsolved")
    keep(link, source=source, now=NOW)
    page = Fetched("https://lanterns.example/", "text/html", b"<h1>Lanterns</h1>")
    run_once(now=NOW, reader=Finds(), fetch=lambda _: page)
    assert [(d.source.kind, d.slow) for d in Delivery.objects.order_by("pk")] == [
        ("form", "unsolved"),
        ("url", "unsolved"),
    ]


@pytest.mark.django_db(transaction=True)
def test_two_thousand_junk_posts_do_not_drown_twenty_people(client: Client, settings: Settings) -> None:
    """The form is trusted here, so that policy would publish: what was not proven it never does."""
    from tests.site.listing.making import walk

    from handbill_site.people.models import Role, User

    source = slow_ones(2000, at=timezone.now() - HOUR)
    for number in range(20):
        told(f"Lanterns {number}", altcha=solved())
    run_once(now=timezone.now(), reader=Finds(walk()))

    client.force_login(User.objects.create_user("ana", role=Role.EDITOR))
    page = client.get("/desk/")
    shown = [Case.objects.get(pk=pk) for pk in waiting().values_list("pk", flat=True)[:50]]
    raw = {case.reading.announcement.delivery.slow for case in shown}
    assert (len(shown), raw) == (20, {""})
    assert "20 waiting" in page.text
    assert "60 in the slower queue" in page.text
    assert next_case() == shown[0]
    assert Delivery.objects.filter(state="slow").count() == 1940
    assert source.deliveries.count() == 2020
    assert Event.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_policy_publishes_nothing_of_the_slower_queue() -> None:
    """A control with the same data of the same trusted source without the mark is published."""
    from tests.site.listing.making import found, walk

    source = slow_ones(1)
    Source.objects.update(trusted=True)
    run_once(now=NOW, reader=Finds(walk(), stated=True))
    assert [(case.slow, case.why) for case in Case.objects.all()] == [(True, ["slower_queue"])]
    assert Event.objects.count() == 0

    keep(Incoming(b"Lanterns", "text/plain"), source=source, now=NOW)
    run_once(now=NOW, reader=Finds(walk(name=found("Another walk"), venue=found("Elsewhere")), stated=True))
    assert Event.objects.count() == 1
