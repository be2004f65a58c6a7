"""What readers and editors do in a browser, as steps of tests."""

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page
from tests.browser.sites import Site, in_words, until

DECIDED = re.compile(r"/desk/.*[?&]done=\d+$")
"""Where an act leads: to the next case or the queue, which say what was done."""
WEEK = dt.timedelta(days=7)


def announcement(what: str, day: dt.date, call: str = "Days of Reeds") -> str:
    """An announcement by invented organisers, in a city whose name says nothing of the country."""
    return (
        f"What: {what}\n"
        f"When: {in_words(day)}, 5pm to 7.30pm\n"
        "Where: Gas Street Basin, Birmingham\n"
        "Who: Reedcutters' Circle, Lamplighters of the Lower Lock\n"
        "\n"
        f"We carry paper lanterns along the water and say goodbye to winter. Part of the {call}.\n"
        "https://reedcutters.example/lanterns\n"
    )


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may log in.

    Attributes:
        cookies: Of the first login; later pages of the same person go in with them.
    """

    name: str
    password: str = field(repr=False)
    cookies: list[Any] = field(default_factory=list, repr=False)


def reader(browser: Browser, **settings: Any) -> Page:
    """A page of somebody who has never been here."""
    return browser.new_context(locale="en-GB", **settings).new_page()


def log_in(page: Page, site: Site, account: Account) -> None:
    """Log in by the form; the desk's queue is open then."""
    page.goto(f"{site.address}/people/login/")
    page.get_by_label("Name").fill(account.name)
    page.get_by_label("Password").fill(account.password)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{site.address}/desk/")


def desk_of(browser: Browser, site: Site, account: Account) -> Page:
    """A page of somebody who is logged in."""
    page = reader(browser)
    if not account.cookies:
        log_in(page, site, account)
        account.cookies.extend(page.context.cookies())
    page.context.add_cookies(account.cookies)
    return page


def tell(page: Page, site: Site, text: str) -> str:
    """Paste *text* into the public form; return the number of the receipt."""
    page.goto(f"{site.address}/tell/")
    page.get_by_label("Paste the text or the link").fill(text)
    page.get_by_role("button", name="Send").click()
    return page.locator(".lede strong").inner_text()


def find_case(page: Page, site: Site, name: str, *, slow: bool = False) -> str:
    """Return the address of the case of that name, as soon as it waits in the queue.

    Args:
        slow: Whether it waits in the lane of what came without proof of work.
    """
    link = page.locator("ol.queue").get_by_role("link", name=name)

    def waits() -> bool:
        page.goto(f"{site.address}/desk/{'?lane=slow' if slow else ''}")
        return link.count() == 1

    until(waits, f"{name!r} does not wait at the desk")
    return f"{site.address}{link.get_attribute('href')}"


def make_call(page: Page, site: Site, title: str, day: dt.date) -> str:
    """Make a call to the weeks around *day* by the desk's form; return its path. *page* is an admin's."""
    slug = title.casefold().replace(" ", "-")
    page.goto(f"{site.address}/desk/calls/")
    page.get_by_role("link", name="New call").click()
    page.get_by_label("Address").fill(slug)
    page.get_by_label("First day").fill((day - WEEK).isoformat())
    page.get_by_label("Last day").fill((day + WEEK).isoformat())
    page.get_by_label("Named as").fill(f"{title}\n#{title.replace(' ', '')}")
    main = page.get_by_role("group", name="Main text")
    main.get_by_label("Language").fill("en")
    main.get_by_label("Title").fill(title)
    main.get_by_label("Statement").fill("Come to the water, wherever you are.")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(f"{site.address}/desk/calls/")
    return f"/calls/{slug}/"


def names_on(page: Page, address: str) -> list[str]:
    """Return the names of the events that a public page lists; none where it is not there yet.

    Browsers keep public pages for a minute; a reload asks again.
    """
    page.goto(address)
    page.reload()
    return page.locator(".events .event .what :is(h2, h3)").all_inner_texts()


def publish(browser: Browser, site: Site, editor: Account, what: str, day: dt.date) -> str:
    """Bring an announcement the whole way; return the path of the event's page once it is public."""
    tell(reader(browser), site, announcement(what, day))
    desk = desk_of(browser, site, editor)
    desk.goto(find_case(desk, site, what))
    desk.get_by_role("button", name="Publish").click()
    desk.wait_for_url(DECIDED)
    until(lambda: what in names_on(desk, f"{site.address}/"), f"{what!r} is not public")
    return str(desk.get_by_role("link", name=what).get_attribute("href"))
