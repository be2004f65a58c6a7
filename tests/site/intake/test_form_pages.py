"""The public form as a browser without scripts and cookies meets it."""

import hashlib
import re
from html import unescape
from unittest.mock import patch

import pytest
from django.conf import settings
from django.test import Client

from handbill_site.intake import spool
from handbill_site.intake.errors import NotKept
from handbill_site.intake.models import Delivery
from handbill_site.intake.operations import raw_of
from handbill_site.ledger.models import Entry

pytestmark = pytest.mark.django_db
TOLD = {
    "what": "Evening of lanterns",
    "when": "Friday 30 April 2027, 8 pm",
    "contact": "ada@lanterns.example",
}


@pytest.fixture
def visitor() -> Client:
    """A browser; CSRF checks are on, as for a real one."""
    return Client(enforce_csrf_checks=True)


def test_the_form_sets_no_cookie_and_runs_no_script_but_our_own(visitor: Client) -> None:
    response = visitor.get("/tell/")
    assert response.status_code == 200
    assert response.cookies == {}
    assert re.findall(r"<script[^>]*>", response.text) == ['<script src="/static/proof.js" defer>']
    assert re.search(r"\son\w+=|javascript:", response.text) is None
    policy = response["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "worker-src 'self'"} <= set(policy)


def test_what_is_told_is_on_disk_before_the_receipt_is_given(visitor: Client) -> None:
    response = visitor.post("/tell/", TOLD)
    delivery = Delivery.objects.get()
    assert (response.status_code, response["Location"]) == (303, f"/tell/receipt/{delivery.uid}/")
    assert response.cookies == {}
    assert raw_of(delivery) == b"What: Evening of lanterns\nWhen: Friday 30 April 2027, 8 pm\n"
    assert delivery.sha256 == hashlib.sha256(raw_of(delivery)).hexdigest()
    assert (delivery.media_type, delivery.contact, delivery.source.kind) == (
        "text/plain",
        "ada@lanterns.example",
        "form",
    )


def test_the_receipt_says_what_was_kept_and_not_who_sent_it(visitor: Client) -> None:
    where = visitor.post("/tell/", TOLD)["Location"]
    response = visitor.get(where)
    text = unescape(response.text)
    number = Entry.objects.get(verb="intake.received").number
    assert response.status_code == 200
    assert "What: Evening of lanterns\nWhen: Friday 30 April 2027, 8 pm" in text
    assert f"number <strong>{number}</strong>" in text
    assert Delivery.objects.get().sha256 in text
    assert "ada@lanterns.example" not in text
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"


def test_there_is_no_receipt_for_what_did_not_come_through_the_form(visitor: Client) -> None:
    assert visitor.get("/tell/receipt/00000000-0000-4000-8000-000000000000/").status_code == 404


def test_what_was_typed_stays_when_something_is_missing(visitor: Client) -> None:
    response = visitor.post("/tell/", {"what": "Lanterns \"<&'", "note": "with\nlines", "city": "Łódź"})
    text = response.text
    assert response.status_code == 400
    assert 'value="Lanterns &#34;&lt;&amp;&#39;"' in text
    assert 'value="Łódź"' in text
    assert "with\nlines</textarea>" in text
    assert 'href="#when"' in text
    assert 'id="when-error"' in text
    assert Delivery.objects.count() == 0


def test_a_disk_that_refuses_gives_no_receipt_and_keeps_what_was_typed(visitor: Client) -> None:
    with patch.object(spool, "keep", side_effect=NotKept("no space left")):
        response = visitor.post("/tell/", TOLD)
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert 'value="Evening of lanterns"' in response.text
    assert "no space left" not in response.text
    assert Delivery.objects.count() == 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}, 303),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Origin": "http://testserver"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://testserver.evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_only_our_own_page_may_send_the_form(visitor: Client, headers: dict[str, str], status: int) -> None:
    settings.ALLOWED_HOSTS.append("testserver")
    assert visitor.post("/tell/", TOLD, headers=headers).status_code == status
    assert Delivery.objects.count() == (status == 303)


def test_a_form_with_a_thousand_and_one_fields_is_refused(visitor: Client) -> None:
    assert visitor.post("/tell/", TOLD | {f"f{n}": "x" for n in range(1000)}).status_code == 400
    assert Delivery.objects.count() == 0


def test_markup_that_was_sent_is_shown_as_text(visitor: Client) -> None:
    where = visitor.post("/tell/", {"text": "<script>alert(1)</script><img src=//evil.example>"})["Location"]
    text = visitor.get(where).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_the_link_of_the_fields_is_the_address_of_the_delivery(visitor: Client) -> None:
    visitor.post("/tell/", TOLD | {"link": "https://lanterns.example/evening"})
    assert Delivery.objects.get().url == "https://lanterns.example/evening"
