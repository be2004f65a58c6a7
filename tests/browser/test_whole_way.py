"""An announcement goes the whole way: told by a reader, read, corrected and published, listed, taken back."""

import datetime as dt
import io
from typing import Any

import pytest
import vobject
from playwright.sync_api import Browser, Page, expect
from tests.browser.people import announcement, desk_of, find_case, make_call, names_on, reader, tell
from tests.browser.sites import Site, in_words, saturday_ahead, until

pytestmark = pytest.mark.browser

WHAT = "Lantern Walk among the Reeds"
CORRECTED = "Gas Street Basin, by the footbridge"


def marks(page: Page, field: str) -> str:
    """The words that are highlighted as evidence of *field*; what overlaps is cut into several marks."""
    return "".join(page.locator(f'mark[data-for~="{field}"]').all_inner_texts())


def feed(page: Page, address: str) -> list[Any]:
    """The events of an ICS feed, as vobject reads it."""
    calendar = vobject.readOne(io.StringIO(page.request.get(address).text()))
    return list(calendar.contents.get("vevent", []))


def test_an_announcement_goes_the_whole_way_and_back(browser: Browser, site: Site) -> None:
    day = saturday_ahead(4)
    call = site.address + make_call(desk_of(browser, site, "ada"), site, "Weeks of Lanterns", day)

    stranger = reader(browser, java_script_enabled=False)
    number = tell(stranger, site, announcement(WHAT, day, "Weeks of Lanterns"))
    assert number.isdigit()
    assert in_words(day) in stranger.locator("pre.said").inner_text()

    desk = desk_of(browser, site)
    desk.goto(find_case(desk, site, WHAT))
    assert {field: marks(desk, field) for field in ("name", "dtstart", "venue", "city", "urls")} == {
        "name": WHAT,
        "dtstart": f"{in_words(day)}, 5pm to 7.30pm",
        "venue": "Gas Street Basin, Birmingham",
        "city": "Birmingham",
        "urls": "https://reedcutters.example/lanterns",
    }
    assert desk.locator('mark[data-for~="organizers"]').all_inner_texts() == [
        "Reedcutters' Circle",
        "Lamplighters of the Lower Lock",
    ]
    expect(desk.get_by_label("City")).to_have_value("Birmingham, England, GB")
    expect(desk.get_by_label("Birmingham, Alabama, US")).to_be_visible()
    expect(desk.get_by_role("checkbox", name="Weeks of Lanterns")).to_be_checked()
    desk.get_by_label("Place", exact=True).fill(CORRECTED)
    desk.keyboard.press("Escape")
    desk.keyboard.press("p")
    desk.wait_for_url("**/desk/**?done=*")
    expect(desk.get_by_role("status")).to_contain_text(f"Published: {WHAT}")

    until(lambda: names_on(stranger, call) == [WHAT], "the event is not on the page of its call")
    assert CORRECTED in stranger.locator(".event").inner_text()
    assert names_on(stranger, f"{site.address}/cities/birmingham-gb/") == [WHAT]
    (event,) = feed(stranger, f"{call}calendar.ics")
    assert (event.summary.value, event.sequence.value, event.location.value) == (
        WHAT,
        "0",
        f"{CORRECTED}, Birmingham, United Kingdom",
    )
    assert event.dtstart.params == {"X-VOBJ-ORIGINAL-TZID": ["Europe/London"]}
    assert event.dtstart.value.isoformat() == "x"

    desk.keyboard.press("u")
