"""The editors' way in, and the tray."""

import datetime as dt
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from handbill_site.intake import spool
from handbill_site.intake.errors import NotKept
from handbill_site.intake.models import Delivery
from handbill_site.intake.operations import put_in_tray, raw_of
from handbill_site.ledger.models import Entry
from handbill_site.people.models import User

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2027, 4, 20, 12, tzinfo=dt.UTC)


@pytest.fixture
def ada() -> Client:
    client = Client()
    client.force_login(User.objects.create_user("ada"))
    return client


def handed_in(ada: Client, **fields: object) -> Delivery:
    assert ada.post("/intake/upload/", {"text": "Lanterns on Friday", **fields}).status_code == 303
    return Delivery.objects.latest("pk")


@pytest.mark.parametrize("page", ["/intake/upload/", "/intake/tray/"])
def test_nobody_else_sees_these_pages(client: Client, page: str) -> None:
    response = client.get(page)
    assert (response.status_code, response["Location"]) == (302, f"/people/login/?next={page}")
    assert client.post("/intake/upload/", {"text": "Lanterns"}).status_code == 302
    assert Delivery.objects.count() == 0


def test_a_pasted_text_is_kept_with_what_the_editor_knows_about_it(ada: Client) -> None:
    delivery = handed_in(ada, sent="2027-04-01 18:30", home="TR")
    assert (raw_of(delivery), delivery.media_type, delivery.sent, delivery.source.home) == (
        b"Lanterns on Friday",
        "text/plain",
        dt.datetime(2027, 4, 1, 18, 30, tzinfo=dt.UTC),
        "TR",
    )
    assert Entry.objects.get(verb="intake.received").actor == "user:ada"


def test_a_pasted_link_is_kept_as_one(ada: Client) -> None:
    delivery = handed_in(ada, text="https://lanterns.example/evening")
    assert (raw_of(delivery), delivery.media_type) == (
        b"https://lanterns.example/evening\r\n",
        "text/uri-list",
    )


def test_each_file_is_a_delivery_of_its_own(ada: Client) -> None:
    files = [
        SimpleUploadedFile("may.ics", b"BEGIN:VCALENDAR\r\n"),
        SimpleUploadedFile("../post\u202e.HTML", b"<p>"),
        SimpleUploadedFile("days.CSV", b"day,what\n"),
        SimpleUploadedFile("days.xlsx", b"PK\x03\x04"),
        SimpleUploadedFile("flyer.pdf", b"%PDF-1.7"),
        SimpleUploadedFile("club.md", b"# Club"),
    ]
    ada.post("/intake/upload/", {"documents": files})
    assert [(d.file_name, d.media_type, raw_of(d)) for d in Delivery.objects.all()] == [
        ("may.ics", "text/calendar", b"BEGIN:VCALENDAR\r\n"),
        ("post.HTML", "text/html", b"<p>"),
        ("days.CSV", "text/csv", b"day,what\n"),
        ("days.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK\x03\x04"),
        ("flyer.pdf", "application/pdf", b"%PDF-1.7"),
        ("club.md", "text/markdown", b"# Club"),
    ]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [("poster.exe", b"MZ", "poster.exe: only"), ("big.txt", b"x" * (5 * 2**20 + 1), "at most 5,242,880")],
)
def test_a_file_that_is_not_taken_is_named(ada: Client, name: str, content: bytes, reason: str) -> None:
    response = ada.post(
        "/intake/upload/", {"text": "and a text", "documents": SimpleUploadedFile(name, content)}
    )
    assert response.status_code == 400
    assert reason in response.text
    assert "and a text</textarea>" in response.text
    assert Delivery.objects.count() == 0


def test_an_empty_form_asks_for_something(ada: Client) -> None:
    response = ada.post("/intake/upload/", {})
    assert response.status_code == 400
    assert "Paste a text or a link, or choose a file." in response.text


def test_a_disk_that_refuses_is_said_so(ada: Client) -> None:
    with patch.object(spool, "keep", side_effect=NotKept("no space left")):
        response = ada.post("/intake/upload/", {"text": "Lanterns"})
    assert (response.status_code, response["Retry-After"]) == (503, "60")


def test_the_tray_shows_what_went_wrong_and_lets_a_person_decide(ada: Client) -> None:
    for act, state in (("again", "kept"), ("settle", "routed")):
        delivery = handed_in(ada)
        put_in_tray(delivery, "it was not read within 20 seconds", by="policy", at=NOON)
        assert "it was not read within 20 seconds" in ada.get("/intake/tray/").text
        ada.post(f"/intake/tray/{delivery.uid}/", {"act": act})
        delivery.refresh_from_db()
        assert delivery.state == state
        assert "Nothing needs a person here" in ada.get("/intake/tray/").text


def test_raw_bytes_are_a_file_to_keep_and_never_a_page(ada: Client) -> None:
    delivery = handed_in(ada, text="<script>alert(1)</script>")
    response = ada.get(f"/intake/raw/{delivery.uid}/")
    assert response.content == b"<script>alert(1)</script>"
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_foreign_page_cannot_make_an_editor_hand_something_in() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_user("ada"))
    assert client.post("/intake/upload/", {"text": "Lanterns"}).status_code == 403
    assert Delivery.objects.count() == 0
