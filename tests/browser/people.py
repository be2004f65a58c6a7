"""What readers and editors do in a browser, as steps of tests."""

import datetime as dt
from typing import Any

from playwright.sync_api import Browser, Page
from tests.browser.sites import Site, in_words, saturday_ahead, until

CALL = "days-of-reeds"
CALL_NAME = "Days of Reeds"


def announcement(what: str, day: dt.date | None = None) -> str:
    """An announcement by invented organisers, in a city whose name says nothing of the country."""
    return (
        f"What: {what}\n"
        f"When: {in_words(day or saturday_ahead())}, 5pm to 7.30pm\n"
        "Where: Gas Street Basin, Birmingham\n"
        "Who: Reedcutters' Circle, Lamplighters of the Lower Lock\n"
        "\n"
        f"We carry paper lanterns along the water and say goodbye to winter. Part of the {CALL_NAME}.\n"
        "https://reedcutters.example/lanterns\n"
    )


def reader(browser: Browser, **settings: Any) -> Page:
    """A page of somebody who has never been here."""
    return browser.new_context(locale="en-GB", **settings).new_page()


def desk_of(browser: Browser, site: Site, name: str = "ana", **settings: Any) -> Page:
    """A page of *name*, logged in, at the queue."""
    page = reader(browser, **settings)
    page.goto(f"{site.address}/people/login/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(site.passwords[name])
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{site.address}/desk/")
    return page


def tell(page: Page, site: Site, text: str) -> str:
    """Paste *text* into the public form; return the number of the receipt."""
    page.goto(f"{site.address}/tell/")
    page.get_by_label("Paste the text or the link").fill(text)
    page.get_by_role("button", name="Send").click()
    return page.locator(".lede strong").inner_text()


def find_case(page: Page, site: Site, name: str) -> str:
    """Return the address of the case of that name, as soon as it waits in the queue."""
    link = page.locator("ol.queue").get_by_role("link", name=name)

    def waits() -> bool:
        page.goto(f"{site.address}/desk/")
        return link.count() == 1

    until(waits, f"{name!r} does not wait at the desk")
    return f"{site.address}{link.get_attribute('href')}"


def make_call(page: Page, site: Site, first: dt.date, last: dt.date) -> None:
    """Make the call by the desk's form; *page* is an admin's."""
    page.goto(f"{site.address}/desk/calls/")
    page.get_by_role("link", name="New call").click()
    page.get_by_label("Address").fill(CALL)
    page.get_by_label("First day").fill(first.isoformat())
    page.get_by_label("Last day").fill(last.isoformat())
    page.get_by_label("Named as").fill(f"{CALL_NAME}\n#DaysOfReeds")
    main = page.get_by_role("group", name="Main text")
    main.get_by_label("Language").fill("en")
    main.get_by_label("Title").fill(CALL_NAME)
    main.get_by_label("Statement").fill("Come to the water, wherever you are.")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(f"{site.address}/desk/calls/")


def names_on(page: Page, path: str) -> list[str]:
    """Return the names of the events that a public page lists; none where it is not there yet."""
    page.goto(path)
    return page.locator(".events .event .what :is(h2, h3)").all_inner_texts()


def publish(browser: Browser, site: Site, what: str) -> str:
    """Bring an announcement the whole way; return the path of the event's page once it is public."""
    tell(reader(browser), site, announcement(what))
    desk = desk_of(browser, site)
    desk.goto(find_case(desk, site, what))
    desk.get_by_role("button", name="Publish").click()
    desk.wait_for_url("**/desk/**?done=*")
    until(lambda: what in names_on(desk, f"{site.address}/"), f"{what!r} is not public")
    return str(desk.get_by_role("link", name=what).get_attribute("href"))
