"""The desk by keyboard alone, without scripts: Tab, Return and access keys."""

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.people import DECIDED, Account, announcement, desk_of, find_case, reader, tell
from tests.browser.sites import Site, saturday_ahead
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser

WHAT = "Evening of Open Sluices"
MOST_STOPS = 60
"""Presses of Tab within which anything on a page must be reached."""


def test_a_case_is_decided_without_mouse_and_scripts(browser: Browser, site: Site, editor: Account) -> None:
    page = reader(browser, java_script_enabled=False)
    tell(page, site, announcement(WHAT, saturday_ahead(5)))

    page.goto(f"{site.address}/people/login/")
    tab_to(page, "#username")
    page.keyboard.type(editor.name)
    tab_to(page, "#password")
    page.keyboard.type(editor.password)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.address}/desk/")

    address = find_case(page, site, WHAT, slow=True)
    tab_to(page, f"ol.queue a[href='{address.removeprefix(site.address)}']")
    page.keyboard.press("Enter")
    page.wait_for_url(address)

    tab_to(page, "#reason")
    page.keyboard.type("spam")
    press_access_key(page, "r")
    page.wait_for_url(DECIDED)

    assert page.get_by_role("status").inner_text().startswith(f"Rejected: {WHAT} (spam).")


def test_one_of_two_showings_of_an_hour_is_chosen_by_keyboard(
    browser: Browser, site: Site, editor: Account
) -> None:
    what = "Evening of Shuttered Lamps"
    tell(reader(browser), site, f"{what}\n\n7 November 2027, 1:30 am\nTimes Square, New York\n")
    page = desk_of(browser, site, editor)
    case = find_case(page, site, what)
    page.goto(case)
    which = page.get_by_role("group", name="Which of the two")
    assert which.get_by_role("radio", checked=True).count() == 0
    assert violations(page) == []

    page.get_by_role("button", name="Publish").press("Enter")
    assert page.get_by_role("alert").get_by_role("link").all_inner_texts() == ["Which of the two"]
    assert violations(page) == []
    tab_to(page, "[name=fold]")
    page.keyboard.press("ArrowRight")
    assert page.get_by_label("01:30 (UTC-05:00, the second)").is_checked()
    page.get_by_role("button", name="Publish").press("Enter")
    page.wait_for_url(DECIDED)


def press_access_key(page: Page, letter: str) -> None:
    """Press Alt and a letter; Playwright's own keyboard leaves out the letter that browsers look at here."""
    key = {"key": letter, "code": f"Key{letter.upper()}", "windowsVirtualKeyCode": ord(letter.upper())}
    said = {"text": letter, "unmodifiedText": letter, "modifiers": 1}
    page.context.new_cdp_session(page).send("Input.dispatchKeyEvent", {"type": "keyDown", **key, **said})


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on *selector*, as a person would; it shows an outline there."""
    wanted = page.locator(f"{selector}:focus-visible")
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if wanted.count():
            return
    pytest.fail(f"{selector} is not reached by {MOST_STOPS} presses of Tab")
