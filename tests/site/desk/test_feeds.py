"""Feeds on the page of sources."""

import datetime as dt

import pytest
from django.test import Client
from tests.site.desk.browsing import seen

from handbill_site.intake.channels import state
from handbill_site.intake.models import Source, Subscription
from handbill_site.ledger.models import Entry

pytestmark = pytest.mark.django_db
PAGE = "/desk/sources/"
NOON = dt.datetime(2027, 4, 1, 12, tzinfo=dt.UTC)


def add(browser: Client, address: str = "webcal://lanterns.example/a.ics", **more: str) -> int:
    return browser.post("/desk/sources/feeds/", {"address": address, **more}).status_code


def test_an_editor_subscribes_and_the_page_says_how_it_stands(editor: Client) -> None:
    assert add(editor, name="Lanterns", home="PT", trusted="yes") == 302
    source = Source.objects.get()
    assert (source.address, source.name, source.home) == ("https://lanterns.example/a.ics", "Lanterns", "PT")
    assert source.trusted is False, "trust is an admin's to give"
    assert "not asked yet" in seen(editor, PAGE)
    state.went_well(Source.Kind.FEED, source.address, at=NOON, said="it gives no event to come, usual are 12")
    page = seen(editor, PAGE)
    assert "look at it:" in page
    assert "it gives no event to come, usual are 12" in page


def test_an_admin_may_trust_at_once(admin: Client) -> None:
    add(admin, trusted="yes")
    assert Source.objects.get().trusted is True


def test_what_cannot_be_subscribed_to_is_said_and_stays_in_the_form(editor: Client) -> None:
    answer = editor.post("/desk/sources/feeds/", {"address": "http://10.0.0.1/<b>", "name": "Lanterns"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Not subscribed:" in page
    assert 'value="http://10.0.0.1/&lt;b&gt;"' in page
    assert 'value="Lanterns"' in page
    assert Subscription.objects.count() == 0


def test_a_feed_is_removed_and_its_source_stays(editor: Client) -> None:
    add(editor)
    number = Subscription.objects.get().pk
    assert editor.get(f"{PAGE}feeds/{number}/remove/").status_code == 405
    assert editor.post(f"{PAGE}feeds/{number}/remove/").status_code == 302
    assert (Subscription.objects.count(), Source.objects.count()) == (0, 1)
    assert list(Entry.objects.values_list("verb", flat=True)) == ["feed.subscribed", "feed.unsubscribed"]
    assert editor.post(f"{PAGE}feeds/{number}/remove/").status_code == 404


@pytest.mark.parametrize("path", ["feeds/", "feeds/1/remove/"])
def test_nobody_else_adds_or_removes(editor: Client, path: str) -> None:
    assert Client().post(f"{PAGE}{path}")["Location"].startswith("/people/login/")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = editor.cookies
    assert strict.post(f"{PAGE}{path}").status_code == 403


def test_many_feeds_take_no_more_queries_than_one(editor: Client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            editor.get(PAGE)
        return len(caught)

    add(editor)
    one = queries()
    for number in range(3):
        add(editor, f"https://lanterns.example/{number}")
    assert queries() == one
