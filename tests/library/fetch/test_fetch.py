"""The fetch, on the loopback: `Guard` is told by its parameters which loopback addresses count as public."""

import gzip
import ipaddress
import itertools
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.library.fetch.web import Seen, certificate, page, server

from handbill.errors import NotFetched, Refused
from handbill.fetch import Fetched, fetch
from handbill.fetch.guard import Address, Guard, is_public

OUTSIDE = ipaddress.ip_address("127.0.0.1")
INSIDE = ipaddress.ip_address("127.0.0.2")
NAMES: dict[str, list[Address]] = {"lanterns.example": [OUTSIDE], "inside.example": [INSIDE]}


def guard(*ports: int, **more: Any) -> Guard:
    """A guard for which 127.0.0.1 is the public web and 127.0.0.2 is inside."""
    given = {"resolve": lambda host, _: NAMES[host], "allows": lambda a: a == OUTSIDE, **more}
    return Guard(ports=frozenset(ports), **given)


@pytest.fixture
def canary() -> Iterator[Seen]:
    """A server inside, which nobody may reach."""
    with server(page(b"secret"), "127.0.0.2") as seen:
        yield seen


def test_a_page_is_fetched_with_its_name_its_type_and_its_bytes() -> None:
    body = "<p>Fête des lanternes</p>".encode("latin-1")
    with server(page(body, "Content-Type: Text/HTML; charset=latin-1")) as seen:
        url = f"http://lanterns.example:{seen.port}/evening?day=1"
        assert fetch(url, guard=guard(seen.port)) == Fetched(url, "text/html", body)
        assert seen.hits == [f"lanterns.example:{seen.port}/evening?day=1"]


def test_row_71_a_name_that_leads_inside_gets_no_connection(canary: Seen) -> None:
    with pytest.raises(Refused, match=r"127\.0\.0\.2"):
        fetch(f"http://inside.example:{canary.port}/", guard=guard(canary.port))
    assert canary.hits == []


def test_the_canary_would_sing(canary: Seen) -> None:
    """Without the guard's refusal the same fetch reaches it, so that silence above means something."""
    fetch(f"http://inside.example:{canary.port}/", guard=guard(canary.port, allows=lambda _: True))
    assert canary.hits == [f"inside.example:{canary.port}/"]


@pytest.mark.parametrize("host", ["127.0.0.2", "localhost", "2130706434", "0x7f000002", "[::ffff:127.0.0.2]"])
def test_row_71_no_form_of_an_inner_address_reaches_the_canary(canary: Seen, host: str) -> None:
    with pytest.raises(Refused):
        fetch(f"http://{host}:{canary.port}/", guard=guard(canary.port, allows=is_public))
    assert canary.hits == []


@pytest.mark.parametrize(
    "location",
    [
        "http://inside.example:{port}/", "http://127.0.0.2:{port}/", "//inside.example:{port}/",
        "http://lanterns.example:1/", "file:///etc/passwd", "gopher://inside.example/", "ftp://inside.example/",
        "data:text/html,x", "http://user@lanterns.example/", "http://[bad/",
    ],
)  # fmt: skip
def test_row_72_a_redirect_is_checked_like_a_first_address(canary: Seen, location: str) -> None:
    to = location.format(port=canary.port)
    with server(page(b"", f"Location: {to}", status="302 Found")) as seen, pytest.raises(Refused):
        fetch(f"http://lanterns.example:{seen.port}/", guard=guard(seen.port, canary.port))
    assert canary.hits == []


def test_redirects_are_followed_to_the_page_and_its_own_address_is_told() -> None:
    def behave(connection: socket.socket, path: str) -> None:
        answer = page(b"here") if path == "/b" else page(b"", "Location: /b", status="301 Moved")
        answer(connection, path)

    with server(behave) as seen:
        found = fetch(f"http://lanterns.example:{seen.port}/a", guard=guard(seen.port))
        assert (found.url, found.raw, len(seen.hits)) == (
            f"http://lanterns.example:{seen.port}/b",
            b"here",
            2,
        )


def test_row_72_redirects_end_after_the_fifth() -> None:
    turns = itertools.count()

    def behave(connection: socket.socket, path: str) -> None:
        page(b"", f"Location: /{next(turns)}", status="302 Found")(connection, path)

    with server(behave) as seen, pytest.raises(NotFetched, match="more than 5 times"):
        fetch(f"http://lanterns.example:{seen.port}/", guard=guard(seen.port))
    assert len(seen.hits) == 6


def test_row_73_a_name_that_changes_its_mind_is_asked_once_a_connection(canary: Seen) -> None:
    """Rebinding: first public, then inside. The checked address is the one connected to."""
    asked: list[str] = []

    def rebinding(host: str, _: int) -> list[Address]:
        asked.append(host)
        return [OUTSIDE] if len(asked) == 1 else [INSIDE]

    with server(page(b"outside")) as seen:
        found = fetch(f"http://lanterns.example:{seen.port}/", guard=guard(seen.port, resolve=rebinding))
    assert (found.raw, asked, canary.hits) == (b"outside", ["lanterns.example"], [])


def test_no_cookie_is_sent_back() -> None:
    def behave(connection: socket.socket, path: str) -> None:
        cookie = page(b"", "Location: /2", "Set-Cookie: id=1", status="302 Found")
        (page(b"x") if path == "/2" else cookie)(connection, path)

    with server(behave) as seen:
        fetch(f"http://lanterns.example:{seen.port}/", guard=guard(seen.port))
    assert len(seen.requests) == 2
    assert not any("cookie" in request.lower() for request in seen.requests)


def endless(connection: socket.socket, _: str) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        connection.sendall(b"x" * 65536)


def a_byte_at_a_time(connection: socket.socket, _: str) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(b"x")
        time.sleep(0.1)


def endless_headers(connection: socket.socket, _: str) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X-More: and more\r\n")
        time.sleep(0.05)


def silent(connection: socket.socket, _: str) -> None:
    connection.recv(1)


BOMB = page(gzip.compress(bytes(50 << 20)), "Content-Encoding: gzip")
"""50 MB of nothing in 50 kB."""


def cut_short(connection: socket.socket, _: str) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this")


def of_1991(connection: socket.socket, _: str) -> None:
    connection.sendall(b"<html>HTTP/0.9 had no status line</html>")


@pytest.mark.parametrize(
    ("behaviour", "reason", "permanent"),
    [
        (endless, "larger than", True),
        (BOMB, "larger than", True),
        (a_byte_at_a_time, "within 1 seconds", False),
        (endless_headers, "within 1 seconds", False),
        (silent, "within 1 seconds", False),
        (cut_short, "connection failed", False),
        (of_1991, "connection failed", False),
        (page(b"packed", "Content-Encoding: br"), "packed with br", True),
        (page(b"not gzip", "Content-Encoding: gzip"), "damaged", False),
        (page(b""), "empty", True),
        (page(b"gone", status="404 Not Found"), "answered 404", True),
        (page(b"busy", status="503 Busy"), "answered 503", False),
        (page(b"slow down", status="429 Too Many"), "answered 429", False),
    ],
)
def test_row_74_a_server_that_behaves_badly_is_left_in_time(
    behaviour: Callable[[socket.socket, str], None], reason: str, permanent: bool
) -> None:
    began = time.monotonic()
    with server(behaviour) as seen, pytest.raises(NotFetched, match=reason) as caught:
        fetch(f"http://lanterns.example:{seen.port}/", guard=guard(seen.port, seconds=1, max_bytes=300_000))
    assert caught.value.permanent == permanent
    assert time.monotonic() - began < 3


def test_a_resolver_that_never_answers_is_left_in_time() -> None:
    def asleep(*_: object) -> list[Address]:
        time.sleep(5)
        return [OUTSIDE]

    began = time.monotonic()
    with pytest.raises(NotFetched, match="within"):
        fetch("http://lanterns.example/", guard=guard(80, resolve=asleep, seconds=0.5))
    assert time.monotonic() - began < 2


def test_a_packed_page_is_unpacked() -> None:
    body = b"Lanterns at dusk. " * 10_000
    with server(page(gzip.compress(body), "Content-Encoding: gzip")) as seen:
        assert fetch(f"http://lanterns.example:{seen.port}/", guard=guard(seen.port)).raw == body


def test_row_76_a_certificate_of_another_name_is_named_as_such(tmp_path: Path) -> None:
    """And there is no second try without encryption."""
    own, trust = certificate(tmp_path, "other.example")
    with server(page(b"safe"), tls=own) as seen, pytest.raises(NotFetched, match="certificate is not valid"):
        fetch(f"https://lanterns.example:{seen.port}/", guard=guard(seen.port), tls=trust)
    assert seen.requests == []


def test_the_name_and_not_the_address_is_what_a_certificate_is_for(tmp_path: Path) -> None:
    own, trust = certificate(tmp_path, "lanterns.example")
    with server(page(b"safe"), tls=own) as seen:
        found = fetch(f"https://lanterns.example:{seen.port}/", guard=guard(seen.port), tls=trust)
    assert found.raw == b"safe"


def test_row_76_an_unknown_authority_is_not_trusted(tmp_path: Path) -> None:
    own, _ = certificate(tmp_path, "lanterns.example")
    with server(page(b"safe"), tls=own) as seen, pytest.raises(NotFetched, match="certificate is not valid"):
        fetch(f"https://lanterns.example:{seen.port}/", guard=guard(seen.port))


def test_row_76_encryption_is_not_given_up_by_a_redirect(tmp_path: Path) -> None:
    own, trust = certificate(tmp_path, "lanterns.example")
    with server(page(b"plain")) as plain:
        to = f"Location: http://lanterns.example:{plain.port}/"
        with (
            server(page(b"", to, status="302 Found"), tls=own) as seen,
            pytest.raises(Refused, match="to http"),
        ):
            fetch(f"https://lanterns.example:{seen.port}/", guard=guard(seen.port, plain.port), tls=trust)
    assert plain.requests == []
