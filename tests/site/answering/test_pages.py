"""Editors see what senders are told, and write other sentences."""

import datetime as dt

import pytest
from django.test import Client
from tests.site.listing.making import delivery

from handbill_site.answering.models import Answer, Wording
from handbill_site.answering.wording import ours, sentence
from handbill_site.ledger.models import Entry
from handbill_site.people.models import User

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2027, 4, 20, 12, tzinfo=dt.UTC)


@pytest.fixture
def ada() -> Client:
    client = Client()
    client.force_login(User.objects.create_user("ada"))
    return client


@pytest.mark.parametrize("page", ["/answers/", "/answers/en/"])
def test_nobody_else_sees_them(client: Client, page: str) -> None:
    assert client.get(page)["Location"] == f"/people/login/?next={page}"
    assert client.post(page, {"hello": "Hi"}).status_code in (302, 405)
    assert Wording.objects.count() == 0


def test_a_sentence_is_changed_and_given_back(ada: Client) -> None:
    page = ada.get("/answers/de/").content.decode()
    assert "Guten Tag," in page
    whole = dict(ours("de"))
    assert ada.post("/answers/de/", {**whole, "hello": "Moin,", "nonsense": "x"}).status_code == 303
    assert (sentence("hello", "de"), Wording.objects.get().changed_by) == ("Moin,", "user:ada")
    assert Entry.objects.get().facts == {"keys": ["hello"]}
    ada.post("/answers/de/", whole)
    assert (sentence("hello", "de"), Wording.objects.count()) == ("Guten Tag,", 0)
    ada.post("/answers/de/", whole)
    assert Entry.objects.count() == 2


def test_a_language_that_has_none_is_begun(ada: Client) -> None:
    ada.post("/answers/eu/", {"hello": "Kaixo,", "reasons.past": "Eguna pasa da."})
    assert (sentence("hello", "eu"), sentence("reasons.past", "eu")) == ("Kaixo,", "Eguna pasa da.")
    assert ada.get("/answers/..%2Fx/").status_code == 404


def test_what_went_out_is_shown_as_text_alone(ada: Client) -> None:
    row = {"kind": "arrived", "channel": "mail", "to": "eve@rivers.example", "language": "en"}
    times = {"created": NOON, "not_before": NOON}
    Answer.objects.create(entry=1, delivery=delivery(), text="<script>alert(1)</script>", **row, **times)
    page = ada.get("/answers/").content.decode()
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "eve@rivers.example" not in page
