"""No violation that axe finds: public pages and desk, light and dark, on a wide screen and a telephone."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from tests.browser.conftest import Listing
from tests.browser.people import Account, announcement, desk_of, find_case, reader, tell
from tests.browser.sites import Site, saturday_ahead

pytestmark = pytest.mark.browser

WIDTHS = (1280, 390)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def violations(page: Page) -> list[str]:
    """What axe finds on the open page, at each width and in each scheme."""
    found = []
    for width in WIDTHS:
        for scheme in SCHEMES:
            page.set_viewport_size({"width": width, "height": 850})
            page.emulate_media(color_scheme=scheme)
            for each in Axe().run(page).response["violations"]:
                where = [node["target"] for node in each["nodes"]]
                found.append(f"{width} {scheme} {each['id']}: {each['help']} {where}")
    return found


@pytest.mark.parametrize("name", ["home", "call", "event", "city", "tell", "observances", "observance"])
def test_public_pages_have_no_violations(browser: Browser, site: Site, listing: Listing, name: str) -> None:
    paths = {
        "home": "/",
        "call": listing.call,
        "event": listing.event,
        "city": listing.city,
        "tell": "/tell/",
        "observances": "/observances/",
        "observance": "/observances/may-day/",
    }
    page = reader(browser)
    page.goto(f"{site.address}{paths[name]}")

    assert violations(page) == []


def test_the_pages_of_a_call_that_hangs_on_a_day_have_no_violations(
    browser: Browser, site: Site, admin: Account
) -> None:
    page = desk_of(browser, site, admin)
    page.goto(f"{site.address}/desk/calls/new/")
    assert violations(page) == []
    page.get_by_label("Address").fill("garlands")
    page.get_by_label("Hangs on the observance").fill("may-day")
    main = page.get_by_role("group", name="Main text")
    main.get_by_label("Language").fill("en")
    main.get_by_label("Title").fill("Garlands")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(f"{site.address}/desk/calls/")

    page.goto(f"{site.address}/desk/calls/garlands/day/")
    assert violations(page) == []


def test_the_queue_and_a_case_have_no_violations(browser: Browser, site: Site, editor: Account) -> None:
    what = "Reading of the River Names"
    tell(reader(browser), site, announcement(what, saturday_ahead(6)))
    page = desk_of(browser, site, editor)

    case = find_case(page, site, what)
    assert violations(page) == []
    page.goto(case)
    assert violations(page) == []


def test_organisers_their_proofs_and_the_channels_have_no_violations(
    browser: Browser, site: Site, admin: Account, listing: Listing
) -> None:
    page = desk_of(browser, site, admin)
    page.goto(f"{site.address}/desk/organizers/")
    assert violations(page) == []
    page.locator("main table a").first.click()
    page.get_by_label("Their page").fill("https://lanterns.example/")
    page.get_by_label("I looked: this host is theirs").check()
    page.get_by_role("button", name="Ask").click()
    page.get_by_role("button", name="Withdraw").wait_for()
    assert violations(page) == []
    page.goto(f"{site.address}/intake/channels/")
    assert violations(page) == []


def test_an_event_at_the_desk_with_copies_of_pages_has_no_violations(
    browser: Browser, site: Site, listing: Listing, editor: Account
) -> None:
    """No page is fetched here: its host is no public one, and so the desk says why there is no copy."""
    page = desk_of(browser, site, editor)
    page.goto(f"{site.address}/desk{listing.event}")
    assert violations(page) == []
    page.goto(f"{site.address}/desk/copies/")
    assert violations(page) == []
