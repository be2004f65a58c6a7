"""A table is imported and undone in a browser, by keyboard where it matters, and axe finds nothing."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from tests.browser.people import Account, desk_of
from tests.browser.sites import Site, saturday_ahead

pytestmark = pytest.mark.browser


def violations(page: Page) -> list[str]:
    return [each["id"] for each in Axe().run(page).response["violations"]]


def test_a_table_is_looked_at_imported_and_undone(
    browser: Browser, site: Site, editor: Account, tmp_path: Path
) -> None:
    day = saturday_ahead(9).replace(day=3)
    table = tmp_path / "season.csv"
    when = f"{day:%d/%m/%Y}"
    table.write_text(
        f"Title,Date,Time,City\nHeron Count,{when},9:00,Norwich\nOtter Watch,{when},25:00,Leeds\n"
    )
    page = desk_of(browser, site, editor)
    page.set_viewport_size({"width": 390, "height": 850})
    page.goto(f"{site.address}/intake/import/")
    assert violations(page) == []
    page.get_by_label("Table", exact=True).set_input_files(table)
    page.get_by_label("Country of its cities").fill("GB")
    page.get_by_role("button", name="Look at it").press("Enter")

    expect(page.get_by_text("It waits for you.")).to_be_visible(timeout=60_000)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    if page.get_by_role("group").count():  # day and month below 13: it is asked
        page.get_by_label("the day", exact=True).check()
        page.get_by_role("button", name="Look again").press("Enter")
    page.get_by_role("button", name="Import 1 rows").press("Enter", timeout=60_000)

    expect(page.get_by_text("1 rows kept, 0 of them not done yet")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Undo the whole import").press("Enter")
    expect(page.get_by_text("All of it was taken back.")).to_be_visible(timeout=60_000)
    assert violations(page) == []
