"""Asking an address that may answer anything."""

import gzip
import ipaddress

import pytest
from tests.library.fetch.test_fetch import guard
from tests.library.fetch.web import page, server

from handbill.errors import NotFetched, Refused
from handbill.fetch import ask


@pytest.mark.parametrize(
    ("status", "code"), [("304 Not Modified", 304), ("410 Gone", 410), ("429 Too Many", 429), ("500 No", 500)]
)
def test_every_status_is_an_answer_and_its_body_is_left(status: str, code: int) -> None:
    with server(page(b"" if code == 304 else b"sorry", "Retry-After: 7", 'ETag: "a"', status=status)) as seen:
        answer = ask(f"http://lanterns.example:{seen.port}/", guard=guard(seen.port))
    assert (answer.status, answer.raw) == (code, b"")
    assert (answer.headers["retry-after"], answer.headers["etag"]) == ("7", '"a"')


def test_headers_are_laid_over_the_usual_ones() -> None:
    with server(page(b"same")) as seen:
        ask(f"http://lanterns.example:{seen.port}/", headers={"if-none-match": '"a"'}, guard=guard(seen.port))
        (request,) = seen.requests
    assert 'if-none-match: "a"' in request
    assert "user-agent: Handbill/" in request


def test_the_pace_is_asked_before_each_hop() -> None:
    paced: list[str] = []
    with server(lambda connection, path: page(b"", "Location: /b", status="302 Found")(connection, path)
                if path == "/a" else page(b"there")(connection, path)) as seen:  # fmt: skip
        answer = ask(f"http://lanterns.example:{seen.port}/a", guard=guard(seen.port), pace=paced.append)
    assert (answer.raw, paced) == (b"there", ["lanterns.example", "lanterns.example"])


def test_row_72_a_redirect_inside_is_refused() -> None:
    with server(page(b"secret"), "127.0.0.2") as canary:
        lead = page(b"", f"Location: http://127.0.0.2:{canary.port}/", status="302 Found")
        with server(lead) as seen, pytest.raises(Refused):
            ask(f"http://lanterns.example:{seen.port}/", guard=guard(seen.port, canary.port))
        assert canary.hits == []


def test_a_packing_that_ends_too_early_is_no_answer() -> None:
    packed = gzip.compress(b"BEGIN:VCALENDAR\r\n" * 1000)[:-12]
    with (
        server(page(packed, "Content-Encoding: gzip")) as seen,
        pytest.raises(NotFetched, match="ends too early"),
    ):
        ask(f"http://lanterns.example:{seen.port}/", guard=guard(seen.port))


def test_a_body_shorter_than_announced_is_no_answer() -> None:
    def torn(connection: object, _: str) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nBEGIN:VCALENDAR")  # type: ignore[attr-defined]

    with server(torn) as seen, pytest.raises(NotFetched) as failed:
        ask(f"http://lanterns.example:{seen.port}/", guard=guard(seen.port))
    assert not failed.value.permanent


def test_the_loopback_is_inside_for_everybody_else() -> None:
    with server(page(b"secret")) as seen:
        with pytest.raises(Refused):
            ask(f"http://{ipaddress.ip_address('127.0.0.1')}:{seen.port}/")
        assert seen.hits == []
