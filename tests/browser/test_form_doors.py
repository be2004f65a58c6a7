"""The form in Chromium: with scripts it goes into the ordinary queue, without them into the slower one."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from tests.browser.people import reader
from tests.browser.sites import Site

pytestmark = pytest.mark.browser
SLOWER = "so it waits in a slower queue"


def receipt_of(page: Page, site: Site, text: str) -> Page:
    page.goto(f"{site.address}/tell/")
    page.get_by_label("Paste the text or the link").fill(text)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you, it is here")).to_be_visible()
    return page


def queue_of(site: Site, page: Page) -> str:
    """Why the delivery of a receipt is in the slower queue, from the database of the site."""
    import sqlite3

    uid = page.url.rstrip("/").rpartition("/")[2]
    with sqlite3.connect(site.var / "handbill.sqlite3") as database:
        (slow,) = database.execute("SELECT slow FROM intake_delivery WHERE uid = ?", [uid]).fetchone()
    return str(slow)


def test_with_scripts_it_goes_into_the_ordinary_queue(browser: Browser, site: Site) -> None:
    page = receipt_of(reader(browser), site, "Lanterns at the weir, who knows when")
    assert queue_of(site, page) == ""
    assert SLOWER not in page.content()


def test_without_scripts_it_goes_into_the_slower_queue_with_a_receipt(browser: Browser, site: Site) -> None:
    page = receipt_of(reader(browser, java_script_enabled=False), site, "Reeds at the weir, who knows when")
    assert queue_of(site, page) == "unsolved"
    assert page.get_by_text("Keep the address of this page").is_visible()


def test_the_page_says_what_the_browser_does_and_axe_finds_nothing(browser: Browser, site: Site) -> None:
    page = reader(browser)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.set_viewport_size({"width": 390, "height": 850})
    page.goto(f"{site.address}/tell/")
    status = page.get_by_role("status")
    expect(status).to_contain_text("Without scripts this form works the same")
    page.get_by_label("What", exact=True).press("L")
    expect(status).to_contain_text("Your browser has done its piece of work", timeout=60_000)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert (wide, errors) == (390, [])
    assert [each["id"] for each in Axe().run(page).response["violations"]] == []


def test_a_browser_that_cannot_work_sends_all_the_same(browser: Browser, site: Site) -> None:
    page = reader(browser)
    page.add_init_script("delete window.Worker")
    page = receipt_of(page, site, "Boats at the weir, who knows when")
    assert queue_of(site, page) == "unsolved"


def test_the_form_is_filled_in_and_sent_by_keyboard_with_a_flyer(
    browser: Browser, site: Site, tmp_path: Path
) -> None:
    flyer = tmp_path / "flyer.pdf"
    flyer.write_bytes(b"%PDF-1.7\n")
    page = reader(browser)
    page.goto(f"{site.address}/tell/")
    page.get_by_label("What", exact=True).focus()
    page.keyboard.type("Kites over the weir")
    page.keyboard.press("Tab")
    page.keyboard.type("Sunday 6 June 2027, noon")
    page.get_by_label("Flyer or file").set_input_files(flyer)
    page.get_by_label("What", exact=True).press("Enter")
    expect(page.get_by_text("Files: flyer.pdf")).to_be_visible()
    assert queue_of(site, page) == ""
