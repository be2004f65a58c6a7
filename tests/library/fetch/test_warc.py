"""A page and how it was got, as a WARC file that another library reads."""

import datetime as dt
import gzip
import hashlib
import io
from base64 import b32encode
from collections.abc import Iterator
from typing import Any

import pytest
from tests.library.fetch.test_fetch import guard
from tests.library.fetch.web import page, server
from warcio.archiveiterator import ArchiveIterator

from handbill.errors import NotFetched
from handbill.fetch import Exchange, fetch
from handbill.fetch.warc import write_warc

AT = dt.datetime(2027, 4, 20, 14, 30, tzinfo=dt.timezone(dt.timedelta(hours=2)))
BODY = b"<h1>Evening of lanterns</h1>"


def read(raw: bytes) -> Iterator[Any]:
    return iter(ArchiveIterator(io.BytesIO(raw)))


def records(raw: bytes) -> list[tuple[str, str, bytes]]:
    """Type, address and payload as the archive holds it."""
    return [
        (
            record.rec_type,
            record.rec_headers.get_header("WARC-Target-URI") or "",
            record.raw_stream.read() if record.rec_type != "warcinfo" else b"",
        )
        for record in read(raw)
    ]


def test_a_page_and_what_was_asked_are_told_as_they_went_over_the_wire() -> None:
    told: list[Exchange] = []
    with server(page(BODY, "Content-Type: text/html; charset=utf-8", "X-Two: a", "X-Two: b")) as seen:
        fetched = fetch(
            f"http://lanterns.example:{seen.port}/a?b=c", guard=guard(seen.port), witness=told.append
        )
        (request,) = seen.requests
    [exchange] = told
    assert fetched.raw == exchange.body == BODY
    assert (exchange.url, exchange.address) == (f"http://lanterns.example:{seen.port}/a?b=c", "127.0.0.1")
    assert (exchange.version, exchange.status, exchange.reason) == ("HTTP/1.1", 200, "OK")
    assert exchange.headers[2:] == (
        ("Content-Type", "text/html; charset=utf-8"),
        ("X-Two", "a"),
        ("X-Two", "b"),
    )
    sent = [line.split(": ", 1) for line in request.split("\r\n")[1:] if line]
    assert [list(pair) for pair in exchange.request_headers] == sent


def test_redirects_are_told_too_with_their_own_bodies() -> None:
    told: list[Exchange] = []
    here, there = page(b"moved", "Location: /b", status="302 Found"), page(BODY)
    with server(lambda connection, path: (here if path == "/a" else there)(connection, path)) as seen:
        fetch(f"http://lanterns.example:{seen.port}/a", guard=guard(seen.port), witness=told.append)
    assert [(each.status, each.body, each.is_whole) for each in told] == [
        (302, b"moved", True),
        (200, BODY, True),
    ]


def test_an_endless_redirect_is_cut() -> None:
    told: list[Exchange] = []
    here, there = page(bytes(3_000_000), "Location: /b", status="302 Found"), page(BODY)
    with server(lambda connection, path: (here if path == "/a" else there)(connection, path)) as seen:
        fetch(f"http://lanterns.example:{seen.port}/a", guard=guard(seen.port), witness=told.append)
    assert not told[0].is_whole
    assert len(told[0].body) < 300_000


def test_a_packed_page_is_told_packed_and_a_bomb_is_refused() -> None:
    told: list[Exchange] = []
    packed = gzip.compress(BODY)
    with server(page(packed, "Content-Encoding: gzip")) as seen:
        fetched = fetch(f"http://lanterns.example:{seen.port}/", guard=guard(seen.port), witness=told.append)
    assert (fetched.raw, told[0].body) == (BODY, packed)
    with (
        server(page(gzip.compress(bytes(50_000_000)), "Content-Encoding: gzip")) as seen,
        pytest.raises(NotFetched, match="larger than"),
    ):
        fetch(f"http://lanterns.example:{seen.port}/", guard=guard(seen.port), witness=told.append)
    assert len(told) == 1


def test_the_file_is_read_by_another_library_with_digests_that_hold() -> None:
    told: list[Exchange] = []
    here, there = page(b"moved", "Location: /b", status="302 Found"), page(BODY, "Content-Type: text/html")
    with server(lambda connection, path: (here if path == "/a" else there)(connection, path)) as seen:
        fetch(f"http://lanterns.example:{seen.port}/a", guard=guard(seen.port), witness=told.append)
    site = f"http://lanterns.example:{seen.port}"
    raw = write_warc(told, at=AT, name="x.warc.gz", because="asked for by an editor")
    assert records(raw) == [
        ("warcinfo", "", b""),
        ("response", f"{site}/a", b"moved"),
        ("request", f"{site}/a", b""),
        ("response", f"{site}/b", BODY),
        ("request", f"{site}/b", b""),
    ]
    headers = [record.rec_headers for record in ArchiveIterator(io.BytesIO(raw))]
    assert {each.get_header("WARC-Date") for each in headers} == {"2027-04-20T12:30:00Z"}
    assert {each.protocol for each in headers} == {"WARC/1.1"}
    response = headers[3]
    assert response.get_header("WARC-IP-Address") == "127.0.0.1"
    assert (
        response.get_header("WARC-Payload-Digest")
        == f"sha1:{b32encode(hashlib.sha1(BODY).digest()).decode()}"  # noqa: S324 - as the standard has it
    )
    assert headers[4].get_header("WARC-Concurrent-To") == response.get_header("WARC-Record-ID")
    for record in ArchiveIterator(io.BytesIO(raw), check_digests="raise"):
        record.content_stream().read()


def test_chunks_that_were_taken_apart_are_not_claimed_any_more() -> None:
    exchange = Exchange(
        "http://lanterns.example/", "", (("Host", "lanterns.example"),), "HTTP/1.1", 200, "OK",
        (("Transfer-Encoding", "chunked"), ("Content-Type", "text/html")), BODY, False,
    )  # fmt: skip
    record = next(
        each for each in read(write_warc([exchange], at=AT, name="x")) if each.rec_type == "response"
    )
    assert record.http_headers.headers == [
        ("x-archive-orig-Transfer-Encoding", "chunked"),
        ("Content-Type", "text/html"),
    ]
    assert record.rec_headers.get_header("WARC-Truncated") == "length"


def test_a_packed_page_opens_in_the_file() -> None:
    exchange = Exchange(
        "http://lanterns.example/", "127.0.0.1", (), "HTTP/1.1", 200, "OK",
        (("Content-Encoding", "gzip"), ("Content-Type", "text/html")), gzip.compress(BODY),
    )  # fmt: skip
    for record in ArchiveIterator(io.BytesIO(write_warc([exchange], at=AT, name="x")), check_digests="raise"):
        if record.rec_type == "response":
            assert record.content_stream().read() == BODY
