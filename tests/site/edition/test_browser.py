"""The pages in a real browser: accessible in light and dark, and asking no other server for anything."""

import datetime as dt
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright
from tests.site.edition.gatherings import NOW, PADOVA, SAPPORO, TRIPOLI, changed, draft, listed
from tests.site.edition.test_follow import open_call
from tests.site.edition.test_serve import serving, wait_for

from handbill_site.edition.follow import follow
from handbill_site.listing.operations import withdraw

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture
def paths() -> list[str]:
    """Make an edition with something of everything; return the paths of its pages."""
    call = open_call("rivers")
    moved = listed(draft("Regata", dt.datetime(2026, 4, 9, 10), PADOVA, language="it"), calls=[call])
    changed(moved, draft("Regata", dt.datetime(2026, 4, 11, 10), PADOVA))
    off = listed(draft("川あそび", dt.date(2026, 4, 9), SAPPORO, city="札幌", language="ja"), calls=[call])
    changed(off, draft("川あそび", dt.date(2026, 4, 9), SAPPORO, city="札幌", status="cancelled"))
    right = listed(
        draft("نهرنا بيتنا", dt.date(2026, 4, 9), TRIPOLI, city="طرابلس", language="ar", organizers=("هيئة",))
    )
    gone = listed(draft("Slip", dt.datetime(2026, 4, 9, 10), PADOVA))
    withdraw(gone, by="user:test", at=NOW)
    follow(now=NOW)
    events = [f"/events/{event.slug}/" for event in (moved, off, right, gone)]
    lists = ["/calls/", "/calls/rivers/", "/cities/", "/cities/padova-it/", "/days/2026-04-09/"]
    return ["/", *lists, *events, "/about/", "/cities/nowhere-xx/"]


@pytest.fixture
def browser() -> Iterator[Browser]:
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        yield launched
        launched.close()


def test_every_page_is_accessible_in_both_schemes_at_both_widths_and_asks_nobody_else(
    paths: list[str], tmp_path, browser: Browser
) -> None:
    with serving(tmp_path) as site:
        wait_for(f"{site}/")
        asked: set[str] = set()
        troubles = []
        for scheme, width in (("light", 1100), ("dark", 390)):
            context = browser.new_context(
                color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True
            )
            page = context.new_page()
            page.on("request", lambda request: asked.add(request.url))
            for path in paths:
                page.goto(f"{site}{path}")
                violations = Axe().run(page).response["violations"]
                troubles += [(scheme, path, each["id"]) for each in violations]
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    troubles.append((scheme, path, "wider than the screen"))
            context.close()
    assert troubles == []
    assert {url for url in asked if not url.startswith(site)} == set()
