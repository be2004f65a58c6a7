"""The running site, one for all browser tests of a process, and Chromium, one for each module.

Playwright keeps an event loop running in this thread, which Django's database code refuses; so the browser is
closed before tests of another folder begin.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, sync_playwright
from tests.browser.people import Account, desk_of, make_call, publish
from tests.browser.sites import Site, make_accounts, running_site, saturday_ahead

ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")


@dataclass(frozen=True, slots=True)
class Listing:
    """Paths of public pages that have something on them."""

    call: str
    event: str
    city: str


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with an empty database."""
    with running_site(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(scope="session")
def accounts(site: Site) -> dict[str, Account]:
    """Ana, an editor, and Ada, an admin."""
    passwords = make_accounts(site)
    return {name: Account(name, password) for name, password in passwords.items()}


@pytest.fixture
def editor(accounts: dict[str, Account]) -> Account:
    """One who decides cases."""
    return accounts["ana"]


@pytest.fixture
def admin(accounts: dict[str, Account]) -> Account:
    """One who makes calls, too."""
    return accounts["ada"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("chromium is not installed: `make test` installs it, or `apt-get install chromium`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS), headless=True)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def closed_pages(browser: Browser) -> Iterator[None]:
    """Close what a test opened."""
    yield
    for context in browser.contexts:
        context.close()


@pytest.fixture(scope="session")
def _listed() -> dict[str, Listing]:
    """The listing of this session, once it is made: by a browser, which lives for one module only."""
    return {}


@pytest.fixture
def listing(
    browser: Browser, site: Site, editor: Account, admin: Account, _listed: dict[str, Listing]
) -> Listing:
    """A public event that answers a call, in a city; made once."""
    if "made" not in _listed:
        day = saturday_ahead(3)
        call = make_call(desk_of(browser, site, admin), site, "Days of Reeds", day)
        event = publish(browser, site, editor, "Reeds by Lamplight", day)
        _listed["made"] = Listing(call, event, "/cities/birmingham-gb/")
    return _listed["made"]
