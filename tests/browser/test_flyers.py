"""A flyer handed in by an editor: the case shows it beside the fields, its evidence marked."""

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.people import Account, desk_of, find_case
from tests.browser.sites import Site
from tests.browser.test_accessibility import violations
from tests.library.formats import flyers

flyers.need_recognition()
pytestmark = pytest.mark.browser
LOADED = "href => { const it = new Image(); it.src = href; return it.decode().then(() => it.width) }"


@pytest.fixture
def case(browser: Browser, site: Site, editor: Account) -> Page:
    """The page of the case that a badly photographed flyer became; handed in again, it stays one."""
    page = desk_of(browser, site, editor)
    page.goto(f"{site.address}/intake/upload/")
    file = {"name": "poster.jpg", "mimeType": "image/jpeg", "buffer": flyers.books().raw}
    page.get_by_label("Files").set_input_files(file)
    page.get_by_role("button", name="Keep").click()
    page.goto(find_case(page, site, "Ярмарка старых книг"))
    return page


def test_the_picture_is_loaded_and_its_marks_lie_on_it(case: Page) -> None:
    image = case.locator("svg.seen image")
    assert case.evaluate(LOADED, image.get_attribute("href")) == int(image.get_attribute("width") or 0)

    picture, name, start = (
        case.locator(selector).first.bounding_box()
        for selector in ("svg.seen", 'rect[data-for~="name"]', 'rect[data-for~="dtstart"]')
    )
    assert picture
    assert name
    assert start
    assert picture["x"] < name["x"] < name["x"] + name["width"] < picture["x"] + picture["width"]
    assert name["y"] + name["height"] < start["y"]  # the title stands above the date


def test_the_field_that_has_the_focus_lights_its_place_in_the_picture(case: Page) -> None:
    mark = case.locator('rect[data-for~="name"]').first
    expect(mark).to_have_css("stroke-width", "2px")
    case.get_by_label("Name", exact=True).focus()
    expect(mark).to_have_css("stroke-width", "6px")


def test_a_case_with_a_picture_has_no_violations(case: Page) -> None:
    assert violations(case) == []
