"""Calls and the ledger."""

import re

import pytest
from django.test import Client
from tests.site.desk.browsing import seen
from tests.site.desk.making import case

from handbill_site.ledger.models import Entry

pytestmark = pytest.mark.django_db


def test_an_admin_makes_and_changes_a_call(admin: Client) -> None:
    sent = {
        "slug": "day-of-lanterns",
        "first_day": "2026-11-13",
        "last_day": "2026-11-15",
        "names": "Day of Lanterns\r\n#lanterns\r\n",
        "tag-1": "en",
        "title-1": "Day of Lanterns",
        "statement-1": "We walk.",
        "tag-2": "pt",
        "title-2": "Dia das Lanternas",
        "tag-3": "",
    }

    admin.post("/desk/calls/new/", sent)
    admin.post("/desk/calls/day-of-lanterns/", sent | {"last_day": "2026-11-16", "slug": "other"})

    page = seen(admin, "/desk/calls/")
    assert "2026-11-13 – 2026-11-16" in page
    assert list(Entry.objects.values_list("verb", "subject", "actor")) == [
        ("call.created", "call:day-of-lanterns", "user:ada"),
        ("call.changed", "call:day-of-lanterns", "user:ada"),
    ]


def test_a_call_that_cannot_be_kept_names_what_is_wrong(admin: Client) -> None:
    answer = admin.post("/desk/calls/new/", {"slug": "No Slug", "tag-1": "en", "statement-1": "We walk."})

    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("Small letters", "language tag", "Two days"):
        assert words in page
    assert "We walk." in page


def test_the_ledger_is_paged_backwards(editor: Client) -> None:
    for number in range(101):
        case(number=number)

    first = seen(editor, "/desk/ledger/")
    older = seen(editor, "/desk/ledger/?before=2")

    assert re.findall(r"<tr><td>(\d+)</td>", first)[::99] == ["101", "2"]
    assert 'href="?before=2"' in first
    assert re.findall(r"<tr><td>(\d+)</td>", older) == ["1"]
