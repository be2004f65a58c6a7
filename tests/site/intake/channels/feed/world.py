"""Fake servers of feeds on the loopback, each speaking what its kind documents."""

import contextlib
import datetime as dt
import ipaddress
import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.library.fetch.web import Seen, server

from handbill.fetch import Answer as Fetched
from handbill.fetch import Guard
from handbill.formats.feeds import Feed, open_feed
from handbill_site.intake.channels.feed.asking import Asker, Pace
from handbill_site.intake.channels.feed.opening import Open
from handbill_site.intake.channels.feed.rounds import Rounds

TODAY = dt.date(2027, 4, 1)
HOST = "feeds.lanterns.example"
Answer = tuple[int, bytes, dict[str, str]]


def open_here(answer: Fetched, zone: str) -> Feed:
    """Open a feed in this process."""
    return open_feed(answer.raw, media_type=answer.media_type, url=answer.url, zone=zone)


@dataclass
class World:
    """What is served: path (with query) to status, body and headers; what was asked, in order.

    Attributes:
        ports: Further ones that the guard lets through.
        opens: Opens what was fetched; here in this process, to save a child for each test.
    """

    seen: Seen
    pages: dict[str, Answer] = field(default_factory=dict)
    ports: set[int] = field(default_factory=set)
    most: int = 100_000
    opens: Open = field(default=open_here)

    @property
    def base(self) -> str:
        return f"http://{HOST}:{self.seen.port}"

    @property
    def asked(self) -> list[str]:
        """Paths, in the order of the requests."""
        return [request.split()[1] for request in self.seen.requests]

    def put(self, path: str, body: bytes | str | object, *, status: int = 200, **headers: str) -> str:
        """Serve *body*, JSON where it is neither text nor bytes, and return its address."""
        if not isinstance(body, bytes | str):
            body = json.dumps(body)
        raw = body if isinstance(body, bytes) else body.encode()
        self.pages[path] = (status, raw, {name.replace("_", "-"): value for name, value in headers.items()})
        return self.base + path

    def guard(self) -> Guard:
        """A guard for which this server is the public web, and 127.0.0.2 is inside."""
        outside = ipaddress.ip_address("127.0.0.1")
        return Guard(
            resolve=lambda *_: [outside],
            allows=lambda address: address == outside,
            ports=frozenset({self.seen.port, *self.ports}),
            max_bytes=self.most,
        )

    def asker(self, **more: Any) -> Asker:
        """An asker without a pace or jitter."""
        return Asker(Pace(0.0), guard=self.guard(), jitter=lambda: 0.5, **more)

    def rounds(self) -> Rounds:
        """The rounds as they run for the real world, but for where they may go, the pace, and the child."""
        return Rounds(gap=0.0, guard=self.guard(), opens=self.opens)


@contextlib.contextmanager
def world() -> Iterator[World]:
    """Run a server that answers what `World.pages` holds, 304 to a validator that fits, 404 else."""
    held: list[World] = []

    def behave(connection: socket.socket, path: str) -> None:
        here = held[0]
        status, raw, headers = here.pages.get(path, (404, b"", {}))
        request = here.seen.requests[-1].lower()
        if (tag := headers.get("ETag")) and f"if-none-match: {tag}".lower() in request:
            status, raw = 304, b""
        cut = int(headers.get("X-Cut", "0"))
        lines = [f"HTTP/1.1 {status} Fine", f"Content-Length: {len(raw)}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + raw[: len(raw) - cut])

    with server(behave) as seen:
        held.append(World(seen))
        yield held[0]


def calendar(*events: str, end: str = "END:VCALENDAR\r\n") -> str:
    """Return an iCalendar stream."""
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + "".join(events) + end


def vevent(uid: str, day: str = "20270430", hour: str = "20", **more: str) -> str:
    """Return a VEVENT in Lisbon that is whole enough to be listed."""
    said = {
        "UID": f"{uid}@lanterns.example",
        "DTSTAMP": "20270101T000000Z",
        "DTSTART;TZID=Europe/Lisbon": f"{day}T{hour}0000",
        "SUMMARY": f"Evening of lanterns {uid}",
        "LOCATION": "Praça do Comércio\\, Lisbon",
        **{name.replace("_", "-"): value for name, value in more.items()},
    }
    lines = "".join(f"{name}:{value}\r\n" for name, value in said.items())
    return f"BEGIN:VEVENT\r\n{lines}END:VEVENT\r\n"


def recording(pace: Pace) -> list[float]:
    """Let *pace* run on a clock of its own; return the list of its waits."""
    waits: list[float] = []
    now = [0.0]

    def wait(seconds: float) -> None:
        waits.append(seconds)
        now[0] += seconds

    pace.clock, pace.wait = (lambda: now[0]), wait
    return waits
