"""Who enters the desk, and what no browser or cache keeps of it."""

import re

import pytest
from django.test import Client
from tests.site.desk.browsing import seen
from tests.site.desk.making import case
from tests.site.listing.making import source

from handbill_site.ledger.models import Entry

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    ["", "next/", "cases/1/", "calls/", "calls/new/", "sources/", "ledger/", "deliveries/x/raw/"],
)
def test_nobody_enters_without_a_login(client: Client, path: str) -> None:
    answer = client.get(f"/desk/{path}")

    assert (answer.status_code, answer["Location"]) == (302, f"/people/login/?next=/desk/{path}")


@pytest.mark.parametrize("path", ["cases/1/", "cases/1/undo/", "undo/", "sources/1/trust/", "calls/new/"])
def test_a_form_from_elsewhere_is_refused(editor: Client, path: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = editor.cookies

    assert strict.post(f"/desk/{path}", {"act": "publish", "version": "0"}).status_code == 403


@pytest.mark.parametrize("path", ["calls/new/", "calls/lanterns/"])
def test_calls_are_made_by_admins_only(editor: Client, path: str) -> None:
    assert editor.get(f"/desk/{path}").status_code == 403


def test_sources_are_trusted_by_admins_only(editor: Client, admin: Client) -> None:
    desk = source()

    assert editor.post(f"/desk/sources/{desk.pk}/trust/", {"trusted": "yes"}).status_code == 403
    admin.post(f"/desk/sources/{desk.pk}/trust/", {"trusted": "yes"})

    desk.refresh_from_db()
    assert desk.trusted is True
    assert Entry.objects.values_list("verb", "actor", "facts").get() == (
        "source.trusted",
        "user:ada",
        {"trusted": True},
    )
    assert "No longer trust" in seen(admin, "/desk/sources/")
    assert "No longer trust" not in seen(editor, "/desk/sources/")


def test_pages_are_never_stored_and_run_no_inline_script(editor: Client) -> None:
    answer = editor.get(f"/desk/cases/{case().pk}/")

    assert "no-store" in answer["Cache-Control"]
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    page = answer.content.decode()
    assert re.findall(r"<script[^>]*>", page) == ['<script src="/static/desk.js" defer>']
    assert not re.search(r"<style|\sstyle=|\son\w+=", page)
