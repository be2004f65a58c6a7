"""What hostile texts do in Chromium: on every page of the edition and of the desk, nothing."""

import contextlib
import shutil
import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, sync_playwright
from tests.site.hostile.outputs import Served
from tests.site.hostile.shown import Shown, all_shown

from handbill_site.intake.child import Reader

POLICY = "Content Security Policy"

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shown(reader: Reader) -> Shown:
    """Made before a browser is there: its event loop and the database do not go together."""
    return all_shown(reader)


@contextlib.contextmanager
def serving(answers: Iterable[Served]) -> Iterator[str]:
    """Serve kept answers with the headers that they were given, and static files; give the address."""
    held = {answer.path: answer for answer in answers}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            answer = held.get(path) or _static(path)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                if name.lower() not in ("content-length", "content-encoding", "set-cookie"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def _static(path: str) -> Served:
    file = Path(settings.PACKAGE) / "static" / path.removeprefix("/static/")
    if not path.startswith("/static/") or not file.is_file():
        return Served(path, 404, {"Content-Type": "text/plain"}, b"")
    kinds = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
    return Served(path, 200, {"Content-Type": kinds[file.suffix]}, file.read_bytes())


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    found = shutil.which("chromium")
    if found is None:
        pytest.fail("chromium is not installed: `make test` installs it, or `apt-get install chromium`")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=arguments)
        yield launched
        launched.close()


def watched(page: Page, told: list[str], address: str) -> None:
    """Note what runs, what the policy stops, and what is asked of anybody else."""
    page.on("dialog", lambda dialog: (told.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("console", lambda said: told.append(said.text) if POLICY in said.text else None)
    page.on("request", lambda asked: told.append(asked.url) if not asked.url.startswith(address) else None)


def visited(browser: Browser, answers: list[Served], *, without_policy: bool) -> dict[str, list[str]]:
    """Open every page; return what happened where something did."""
    troubles: dict[str, list[str]] = {}
    with serving(answers) as address:
        context = browser.new_context(bypass_csp=without_policy, viewport={"width": 900, "height": 700})
        page = context.new_page()
        told: list[str] = []
        watched(page, told, address)
        page.mouse.move(300, 300)  # and there it stays: over whatever lies there
        for answer in answers:
            told.clear()
            page.goto(f"{address}{answer.path}", wait_until="load")
            if page.evaluate("top.pwned"):
                told.append("a script of the text has run")
            if told:
                troubles[answer.path] = list(told)
        context.close()
    return troubles


def test_row_34_and_35_nothing_runs_is_reported_or_asked_of_others(shown: Shown) -> None:
    """With the site's policy nothing is even stopped by it; without it nothing runs either."""
    pages = some(shown)
    with chromium() as browser:
        assert visited(browser, pages, without_policy=False) == {}
        assert visited(browser, pages[::4], without_policy=True) == {}  # what would run is told above, too
        broken = unescaped(shown)
        assert visited(browser, [broken], without_policy=True) == {
            broken.path: ["a script of the text has run"]
        }
        [[stopped, *_]] = visited(browser, [broken], without_policy=False).values()
        assert POLICY in stopped


def some(shown: Shown) -> list[Served]:
    """Return every page of the desk, and of the edition all but lists that differ in the day only."""
    skipped = ("/days/", "/observances/", "/tell/receipt/")
    receipts = [page for page in shown.pages if page.path.startswith("/tell/receipt/")]
    return [*receipts[:5], *(page for page in shown.pages if not page.path.startswith(skipped))]


def unescaped(shown: Shown) -> Served:
    """A page as a template without escaping would have it: so that silence above means something."""
    page = next(
        page for page in shown.edition if page.is_page and b"&lt;svg/onload=top.pwned=1//" in page.body
    )
    return replace(page, body=page.body.replace(b"&lt;svg/onload=top.pwned=1//", b"<svg onload=top.pwned=1>"))
