"""An announcement goes the whole way: told by a reader, read, corrected and published, listed, taken back."""

import datetime as dt
import io
from typing import Any

import pytest
import vobject
from playwright.sync_api import Browser, Page, expect
from tests.browser.people import (
    DECIDED,
    Account,
    announcement,
    desk_of,
    find_case,
    log_in,
    make_call,
    names_on,
    reader,
    tell,
)
from tests.browser.sites import Site, in_words, saturday_ahead, until

pytestmark = pytest.mark.browser

WHAT = "Lantern Walk among the Reeds"
FIELDS = ("name", "dtstart", "venue", "city", "urls", "organizers")
CORRECTED = "Gas Street Basin, by the footbridge"


def test_an_announcement_goes_the_whole_way_and_back(
    browser: Browser, site: Site, editor: Account, admin: Account
) -> None:
    day = saturday_ahead(4)
    call = site.address + make_call(desk_of(browser, site, admin), site, "Weeks of Lanterns", day)

    stranger = reader(browser, java_script_enabled=False)
    number = tell(stranger, site, announcement(WHAT, day, "Weeks of Lanterns"))
    assert number.isdigit()
    assert in_words(day) in stranger.locator("pre.said").inner_text()

    desk = reader(browser)
    log_in(desk, site, editor)
    desk.goto(find_case(desk, site, WHAT, slow=True))
    assert_evidence_is_marked(desk, day)
    expect(desk.get_by_label("City")).to_have_value("Birmingham, England, GB")
    expect(desk.get_by_label("Birmingham, Alabama, US")).to_be_visible()
    expect(desk.get_by_role("checkbox", name="Weeks of Lanterns")).to_be_checked()

    desk.get_by_label("Place", exact=True).fill(CORRECTED)
    desk.keyboard.press("Escape")
    desk.keyboard.press("p")
    desk.wait_for_url(DECIDED)
    expect(desk.get_by_role("status")).to_contain_text(f"Published: {WHAT}")

    until(lambda: names_on(stranger, call) == [WHAT], "the event is not on the page of its call")
    assert CORRECTED in stranger.locator(".event").inner_text()
    assert WHAT in names_on(stranger, f"{site.address}/cities/birmingham-gb/")
    assert_feed_holds_it(stranger, f"{call}calendar.ics", day)

    desk.keyboard.press("u")
    expect(desk.get_by_role("status")).to_contain_text("Taken back.")
    until(lambda: names_on(stranger, call) == [], "the event is still on the page of its call")
    assert feed(stranger, f"{call}calendar.ics").contents.get("vevent", []) == []
    assert WHAT not in names_on(stranger, f"{site.address}/cities/birmingham-gb/")


def assert_evidence_is_marked(page: Page, day: dt.date) -> None:
    """The marks hold the words of each field; what overlaps another field is cut into several marks."""
    marks = {field: page.locator(f'mark[data-for~="{field}"]').all_inner_texts() for field in FIELDS}
    assert {field: "".join(words) for field, words in marks.items() if field != "organizers"} == {
        "name": WHAT,
        "dtstart": f"{in_words(day)}, 5pm to 7.30pm",
        "venue": "Gas Street Basin, Birmingham",
        "city": "Birmingham",
        "urls": "https://reedcutters.example/lanterns",
    }
    assert marks["organizers"] == ["Reedcutters' Circle", "Lamplighters of the Lower Lock"]


def assert_feed_holds_it(page: Page, address: str, day: dt.date) -> None:
    """The feed holds the one event, as first published, at five on the clocks of Birmingham."""
    calendar = feed(page, address)
    (event,) = calendar.contents["vevent"]
    assert (event.summary.value, event.sequence.value) == (WHAT, "0")
    assert event.location.value.startswith(CORRECTED)
    assert event.dtstart.params == {"X-VOBJ-ORIGINAL-TZID": ["Europe/London"]}
    assert event.dtstart.value.replace(tzinfo=None) == dt.datetime.combine(day, dt.time(17))
    assert [zone.tzid.value for zone in calendar.contents["vtimezone"]] == ["Europe/London"]


def feed(page: Page, address: str) -> Any:
    """An ICS feed as vobject reads it."""
    return vobject.readOne(io.StringIO(page.request.get(address).text()))
