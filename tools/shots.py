"""Make the screenshots in docs/pictures from the running samples.

    python tools/shots.py

Starts `manage.py demo` on a free port in a folder of its own, logs in as the demo editor, and takes four
pages in light and dark, at 1200 and at 390 pixels of width, and the case of a flyer. Pictures are of one
viewport, not of whole pages.
"""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
SIZES = {"": (1200, 850), "-phone": (390, 844)}
"""Part of the file name -> width and height in CSS pixels."""
SCHEMES = ("light", "dark")
MOST_BYTES = 250_000
FLYER, PAGES = "Night of a Hundred Lanterns", 9
CASES = 40
"""Cases of the queue that are looked at for the one whose evidence shows best."""
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--force-color-profile=srgb",
)


@dataclass(frozen=True, slots=True)
class Demo:
    """A running demo: its address, and how to log in."""

    address: str
    name: str
    password: str


def main() -> None:
    """Take all pictures; exit code 1 when one of them is too large to ship."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with running_demo() as demo, sync_playwright() as playwright:
        chromium = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        paths = paths_of(browser, demo)
        made = [picture for suffix in SIZES for picture in pictures(browser, demo, paths, suffix)]
        made.append(flyer(browser, demo))
        browser.close()
    too_large = [path for path in made if path.stat().st_size > MOST_BYTES]
    for path in made:
        print(f"{path.relative_to(ROOT)}  {path.stat().st_size / 1000:.0f} kB")
    sys.exit(f"larger than {MOST_BYTES / 1000:.0f} kB: {too_large}" if too_large else 0)


@contextlib.contextmanager
def running_demo() -> Iterator[Demo]:
    """Run the demo in a folder of its own until the caller is done."""
    with tempfile.TemporaryDirectory(prefix="handbill-shots-") as var:
        environ = {**os.environ, "HANDBILL_VAR": var}
        environ.pop("HANDBILL_BASE_URL", None)  # the demo says its own address, port and all
        command = [sys.executable, "manage.py", "demo", "--port", str(free_port())]
        process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True)
        try:
            yield demo_of(until_ready(process))
        finally:
            process.terminate()
            process.wait(timeout=30)


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until_ready(process: "subprocess.Popen[str]") -> str:
    """Return what the demo says up to its last line. Raises: SystemExit when it ends before."""
    said = ""
    for line in process.stdout or ():
        said += line
        if "Ctrl-C ends it" in line:
            return said
    sys.exit(f"the demo ended before it was ready:\n{said}")


def demo_of(said: str) -> Demo:
    """Return the addresses and the login that the demo printed."""
    address = re.search(r"listing\s+(http\S+)/\n", said)
    login = re.search(r"name (\S+), password (\S+)", said)
    if not (address and login):
        sys.exit(f"the demo says something else than expected:\n{said}")
    return Demo(address[1], login[1], login[2])


def paths_of(browser: Browser, demo: Demo) -> dict[str, str]:
    """Return picture -> path of its page."""
    with logged_in(browser, demo, "light", "") as page:
        call = fullest_call(page, demo)
        event = telling_event(page, demo, call)
        return {"home": "/", "call": call, "event": event, "desk": telling_case(page, demo)}


def fullest_call(page: Page, demo: Demo) -> str:
    """Return the call that most events answer."""
    page.goto(f"{demo.address}/calls/")
    links = page.locator("main a[href^='/calls/']").evaluate_all("all => all.map(each => each.pathname)")
    return max(links, key=lambda link: len(events_of(page, demo, link)))


def events_of(page: Page, demo: Demo, call: str) -> list[dict[str, Any]]:
    """Return the events of a call as its JSON feed lists them."""
    events: list[dict[str, Any]] = page.request.get(f"{demo.address}{call}events.json").json()["events"]
    return events


def telling_event(page: Page, demo: Demo, call: str) -> str:
    """Return the event of the call that says most of who, where and what."""
    keys = ("organizers", "venue", "links", "end", "description")
    best = max(events_of(page, demo, call), key=lambda event: sum(bool(event[key]) for key in keys))
    return str(best["url"]).removeprefix(demo.address)


def telling_case(page: Page, demo: Demo) -> str:
    """Return the case among the first of the queue that shows most evidence and fewest doubts."""
    page.goto(f"{demo.address}/desk/")
    links = page.locator("ol.queue a").evaluate_all("all => all.map(each => each.getAttribute('href'))")
    return max(links[:CASES], key=lambda link: evidence_of(page, f"{demo.address}{link}"))


def evidence_of(page: Page, address: str) -> int:
    """Return how many pieces of evidence the page of a case shows, less its doubts; prose comes first."""
    page.goto(address)
    shown, doubts = page.locator("mark[data-for]").count(), page.locator(".trouble").count()
    stated = page.get_by_text("data in the page").count() + page.get_by_text("data of the calendar").count()
    return shown - doubts - 10 * stated


def pictures(browser: Browser, demo: Demo, paths: dict[str, str], suffix: str) -> Iterator[Path]:
    """Take every page at one width, in light and dark."""
    for scheme in SCHEMES:
        with logged_in(browser, demo, scheme, suffix) as page:
            for name, path in paths.items():
                yield picture(page, f"{demo.address}{path}", PICTURES / f"{name}{suffix}-{scheme}.png")


def flyer(browser: Browser, demo: Demo) -> Path:
    """Take the case of the flyer, as a JPEG since it is a photograph. Raises: SystemExit without one."""
    path = PICTURES / "flyer-light.jpg"
    with logged_in(browser, demo, "light", "") as page:
        for number in range(1, PAGES + 1):
            page.goto(f"{demo.address}/desk/?page={number}")
            link = page.locator("ol.queue").get_by_role("link", name=FLYER)
            if link.count():
                link.click()
                page.locator("svg image, img").first.wait_for()
                page.screenshot(path=path, type="jpeg", quality=72)
                return path
    sys.exit(f"no case of {FLYER!r}: are the languages of flyers installed?")


@contextlib.contextmanager
def logged_in(browser: Browser, demo: Demo, scheme: str, suffix: str) -> Iterator[Page]:
    """Open a page of this size and colour scheme, logged in as the demo editor."""
    width, height = SIZES[suffix]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        locale="en-GB",
    )
    page = context.new_page()
    page.goto(f"{demo.address}/people/login/")
    page.fill("input[name=username]", demo.name)
    page.fill("input[name=password]", demo.password)
    page.click("main button")
    page.wait_for_url("**/desk/")
    yield page
    context.close()


def picture(page: Page, address: str, path: Path) -> Path:
    """Take one page from its top."""
    page.goto(address)
    page.screenshot(path=path)
    return path


if __name__ == "__main__":
    main()
