"""What public pages ask of a browser, and what they need of the server."""

import contextlib
import http.client
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser
from tests.browser.conftest import Listing
from tests.browser.people import reader
from tests.browser.sites import DATABASE, Site, copy_of, running_site

pytestmark = pytest.mark.browser


def test_public_pages_ask_no_other_host_and_set_no_cookie(
    browser: Browser, site: Site, listing: Listing
) -> None:
    page = reader(browser)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    pages = ("/", "/calls/", "/cities/", "/observances/", "/observances/may-day/", "/about/", "/tell/")
    for path in (*pages, listing.call, listing.event, listing.city):
        answer = page.goto(f"{site.address}{path}")
        assert answer is not None
        assert (answer.status, answer.header_value("set-cookie")) == (200, None)

    assert {urlsplit(url).netloc for url in asked} == {urlsplit(site.address).netloc}
    assert page.context.cookies() == []


def test_published_pages_answer_with_the_database_moved_away(
    site: Site, listing: Listing, tmp_path: Path
) -> None:
    paths = (
        *("/", listing.call, listing.event, listing.city, f"{listing.call}calendar.ics", "/events.json"),
        *("/observances/", "/observances/next/", "/observances.ics", "/observances/may-day.ics"),
    )
    with running_site(copy_of(site, tmp_path / "copy")) as alone:
        for file in alone.var.glob(f"{DATABASE}*"):
            file.rename(tmp_path / file.name)

        assert [status(alone, path) for path in paths] == [200] * len(paths)
        # It is really gone: what needs the database fails.
        assert status(alone, "/tell/receipt/8d3c1a52-9f4e-4d0b-8a57-5a1f0c7d2e61/") == 500


def status(site: Site, path: str) -> int:
    """Return the status of the answer to a GET of one's own, without a browser and its cache."""
    host = urlsplit(site.address).netloc
    with contextlib.closing(http.client.HTTPConnection(host, timeout=20)) as connection:
        connection.request("GET", path)
        return connection.getresponse().status


def test_observances_are_found_by_family_and_lead_to_their_days_without_scripts(
    browser: Browser, site: Site
) -> None:
    page = reader(browser, java_script_enabled=False)
    page.goto(f"{site.address}/")
    page.get_by_role("link", name="Observances").click()
    page.get_by_role("link", name="Labour", exact=True).click()
    assert page.url == f"{site.address}/observances/family/labour/"
    page.locator("a[href='/observances/may-day/']").first.click()
    assert page.url == f"{site.address}/observances/may-day/"

    days = page.locator(".almanac time").all_inner_texts()
    assert [day.split(" ", 1)[1] for day in days] == ["1 May"] * 7
    calendar = page.request.get(f"{site.address}/observances/may-day.ics")
    assert calendar.headers["content-type"] == "text/calendar; charset=utf-8"
    assert calendar.text().count("BEGIN:VEVENT") == 7
    etag = calendar.headers["etag"]
    again = page.request.get(f"{site.address}/observances/may-day.ics", headers={"If-None-Match": etag})
    assert again.status == 304
