"""What public pages ask of a browser, and what they need of the server."""

import contextlib
import http.client
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser
from tests.browser.conftest import Listing
from tests.browser.people import publish, reader
from tests.browser.sites import Site, running_site, saturday_ahead

pytestmark = pytest.mark.browser


def test_public_pages_ask_no_other_host_and_set_no_cookie(
    browser: Browser, site: Site, listing: Listing
) -> None:
    page = reader(browser)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    for path in ("/", "/calls/", "/cities/", "/about/", "/tell/", listing.call, listing.event, listing.city):
        answer = page.goto(f"{site.address}{path}", wait_until="networkidle")
        assert answer is not None
        assert (answer.status, answer.header_value("set-cookie")) == (200, None)

    assert {urlsplit(url).netloc for url in asked} == {urlsplit(site.address).netloc}
    assert page.context.cookies() == []


def test_published_pages_answer_with_the_database_moved_away(browser: Browser, tmp_path: Path) -> None:
    var, away = tmp_path / "var", tmp_path / "away"
    away.mkdir()
    with running_site(var) as site:
        event = publish(browser, site, "Night of Open Boathouses", saturday_ahead(4))
        for file in var.glob("handbill.sqlite3*"):
            file.rename(away / file.name)

        paths = ("/", event, "/cities/birmingham-gb/", "/cities/birmingham-gb/calendar.ics", "/calendar.ics")
        assert [status(site, path) for path in paths] == [200] * len(paths)
        # The database is really gone: what needs it fails.
        assert status(site, "/tell/receipt/8d3c1a52-9f4e-4d0b-8a57-5a1f0c7d2e61/") == 500


def status(site: Site, path: str) -> int:
    """Return the status of the answer to a GET of one's own, without a browser and its cache."""
    host = urlsplit(site.address).netloc
    with contextlib.closing(http.client.HTTPConnection(host, timeout=20)) as connection:
        connection.request("GET", path)
        return connection.getresponse().status
