"""The edition over HTTP: what is published is answered for without Django and without the database."""

import datetime as dt
import gzip
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import brotli
import httpx
import pytest
from django.conf import settings as django_settings
from tests.site.edition.gatherings import NOW, PADOVA, draft, listed

from handbill_site.edition.follow import follow
from handbill_site.edition.serve import EditionFirst
from handbill_site.listing.operations import withdraw

pytestmark = pytest.mark.django_db
STATIC = django_settings.PACKAGE / "static"
CITY = "/cities/padova-it/"


def elsewhere(environ: dict, start_response) -> list[bytes]:
    """Stand for Django."""
    start_response("299 Elsewhere", [("Content-Type", "text/plain")])
    return [b"elsewhere"]


@pytest.fixture
def reader() -> httpx.Client:
    """A client of an edition with one event."""
    listed(draft("Regatta", dt.datetime(2026, 4, 9, 10), PADOVA))
    follow(now=NOW)
    application = EditionFirst(django_settings.EDITION, STATIC, elsewhere)
    transport = httpx.WSGITransport(app=application)
    return httpx.Client(
        transport=transport, base_url="http://handbill.example", headers={"Accept-Encoding": ""}
    )


def test_a_page_comes_with_the_headers_that_keep_readers_safe(reader: httpx.Client) -> None:
    headers = reader.get(CITY).headers
    assert {name: headers[name] for name in ("content-type", "cache-control", "vary", "last-modified")} == {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "public, max-age=60",
        "vary": "Accept-Encoding",
        "last-modified": "Mon, 06 Apr 2026 12:00:00 GMT",
    }
    assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self' 'sha256-")
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")
    assert "set-cookie" not in headers


@pytest.mark.parametrize(("coding", "decode"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_an_encoded_page_is_the_same_page_under_another_etag(
    reader: httpx.Client, coding: str, decode
) -> None:
    plain = reader.get(CITY)
    with reader.stream("GET", CITY, headers={"Accept-Encoding": coding}) as encoded:
        raw = b"".join(encoded.iter_raw())
    assert encoded.headers["content-encoding"] == coding
    assert int(encoded.headers["content-length"]) == len(raw)
    assert decode(raw) == plain.content
    assert encoded.headers["etag"] != plain.headers["etag"]


def test_what_the_client_has_is_not_sent_again(reader: httpx.Client) -> None:
    page = reader.get(CITY)
    again = reader.get(CITY, headers={"If-None-Match": page.headers["etag"]})
    since = reader.get(CITY, headers={"If-Modified-Since": page.headers["last-modified"]})
    other = {"If-None-Match": '"other"', "If-Modified-Since": page.headers["last-modified"]}
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", page.headers["etag"])
    assert (since.status_code, reader.get(CITY, headers=other).status_code) == (304, 200)


def test_head_says_the_same_without_the_body(reader: httpx.Client) -> None:
    page, head = reader.get(CITY), reader.head(CITY)
    assert (head.content, head.headers) == (b"", page.headers)


def test_a_path_without_its_last_slash_leads_to_the_page(reader: httpx.Client) -> None:
    answer = reader.get("/cities/padova-it?from=poster")
    assert (answer.status_code, answer.headers["location"]) == (301, f"{CITY}?from=poster")


@pytest.mark.parametrize(
    "path",
    [
        "/cities/../../secret-key",
        "/cities/padova-it/../../../../secret-key",
        "/cities/padova-it/index.html.br",
        "//cities/padova-it/",
        "cities/padova-it/",
        "/static/../settings.py",
        "/static//etc/passwd",
        "/tell/",
        "/nowhere",
        "/\xff",
        "/\x00",
        "",
    ],
)
def test_what_the_edition_does_not_hold_is_never_opened(reader: httpx.Client, path: str) -> None:
    """Asked below the client, which would tidy such paths up."""
    application = EditionFirst(django_settings.EDITION, STATIC, elsewhere)
    (django_settings.VAR / "secret-key").write_text("SECRET")
    seen: list[str] = []
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path}
    body = b"".join(application(environ, lambda status, _: seen.append(status[:3])))
    assert seen[0] in {"299", "404"}
    assert b"SECRET" not in body


def test_under_its_own_paths_the_edition_answers_not_found_with_its_page(reader: httpx.Client) -> None:
    answer = reader.get("/cities/atlantis-xx/")
    assert answer.status_code == 404
    assert "Nothing is posted here" in answer.text


def test_other_methods_are_not_the_editions(reader: httpx.Client) -> None:
    assert reader.post(CITY).status_code == 299


def test_a_withdrawn_event_is_gone(reader: httpx.Client) -> None:
    event = listed(draft("Slip", dt.datetime(2026, 4, 9, 10)))
    withdraw(event, by="user:test", at=NOW)
    follow(now=NOW)
    assert reader.get(f"/events/{event.slug}/").status_code == 410


def test_feeds_are_open_to_other_sites_and_typed(reader: httpx.Client) -> None:
    kinds = {
        name: reader.get(f"{CITY}{name}").headers for name in ("calendar.ics", "feed.atom", "events.json")
    }
    assert {name: headers["content-type"] for name, headers in kinds.items()} == {
        "calendar.ics": "text/calendar; charset=utf-8",
        "feed.atom": "application/atom+xml; charset=utf-8",
        "events.json": "application/json",
    }
    assert {headers["access-control-allow-origin"] for headers in kinds.values()} == {"*"}


def test_a_new_release_is_seen_at_once(reader: httpx.Client) -> None:
    before = reader.get("/").headers["etag"]
    listed(draft("Parade", dt.datetime(2026, 4, 10, 10)))
    follow(now=NOW)
    assert reader.get("/").headers["etag"] != before


def test_before_the_first_release_everything_goes_elsewhere(tmp_path: Path) -> None:
    application = EditionFirst(tmp_path / "none", STATIC, elsewhere)
    client = httpx.Client(transport=httpx.WSGITransport(app=application), base_url="http://handbill.example")
    assert client.get("/").status_code == 299


def test_styles_are_served_with_an_etag(reader: httpx.Client) -> None:
    styles = reader.get("/static/handbill.css")
    assert styles.content == (STATIC / "handbill.css").read_bytes()
    assert styles.headers["content-type"] == "text/css; charset=utf-8"
    again = reader.get("/static/handbill.css", headers={"If-None-Match": styles.headers["etag"]})
    assert again.status_code == 304


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(var: Path) -> Iterator[str]:
    """Run the real server over the edition in *var*, in its own process; yield its address."""
    address = free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(address),
        "--workers", "1", "--log-level", "warning", "handbill_site.wsgi:application",
    ]  # fmt: skip
    process = subprocess.Popen(command, env=os.environ | {"HANDBILL_VAR": str(var)})
    try:
        yield f"http://127.0.0.1:{address}"
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def test_a_published_page_is_answered_while_the_database_is_away(tmp_path: Path) -> None:
    """By the real server: one page with the database in place, and again after it was moved."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment = kept | {
        "HANDBILL_VAR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "handbill_site.settings",
    }
    migrate = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, env=environment, check=True)
    listed(draft("Regatta", dt.datetime(2026, 4, 9, 10), PADOVA))
    follow(now=NOW)
    with serving(tmp_path) as site:
        before = wait_for(f"{site}{CITY}")
        (tmp_path / "handbill.sqlite3").rename(tmp_path / "elsewhere")
        after = httpx.get(f"{site}{CITY}")
    assert (before.status_code, after.status_code, after.text) == (200, 200, before.text)
    assert "Regatta" in after.text


def wait_for(url: str) -> httpx.Response:
    """Return the answer as soon as the server gives one."""
    for _ in range(150):
        try:
            return httpx.get(url)
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail("the server does not answer")


def test_a_page_is_answered_before_django_is_imported(tmp_path: Path) -> None:
    listed(draft("Regatta", dt.datetime(2026, 4, 9, 10), PADOVA))
    follow(now=NOW)
    program = f"""
import sys
from handbill_site.wsgi import application
seen = []
environ = {{"REQUEST_METHOD": "GET", "PATH_INFO": "{CITY}"}}
body = b"".join(application(environ, lambda status, headers: seen.append(status)))
print(seen[0], b"Regatta" in body, "django" in sys.modules, "handbill_site.settings" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"HANDBILL_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "200 OK True False False\n"
