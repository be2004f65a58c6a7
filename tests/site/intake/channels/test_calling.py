"""Calls to services, against a stand-in on loopback."""

import datetime as dt
import socket
import threading
from collections.abc import Iterator

import pytest
from tests.site.intake.channels.services import FakeService, Response

from handbill_site.intake.channels.calling import Answered, Service, base_address, parsed, retry_after
from handbill_site.intake.errors import ChannelTrouble, NotSetUp

NOON = dt.datetime(2027, 4, 20, 12, tzinfo=dt.UTC)


@pytest.fixture
def fake() -> Iterator[FakeService]:
    service = FakeService()
    yield service
    service.stop()


def test_a_call_sends_json_and_gives_status_headers_and_body(fake: FakeService) -> None:
    fake.instead = [Response({"ok": 1}, 201, {"X-Limit": "5"})]
    got = Service("The service", fake.url).call("POST", "/a", query={"q": "ü &"}, payload={"text": "ü"})
    assert (got.status, got.json(), got.headers["x-limit"]) == (201, {"ok": 1}, "5")
    (request,) = fake.requests
    assert (request.method, request.path, request.query, request.payload) == (
        "POST",
        "/a",
        [("q", "ü &")],
        {"text": "ü"},
    )


def test_an_answer_without_end_is_cut_off(fake: FakeService) -> None:
    fake.instead = [Response(raw=b"x" * 1001)]
    with pytest.raises(ChannelTrouble, match="The service answers more than 1,000 bytes"):
        Service("The service", fake.url).call("GET", "/", most=1000)


def test_a_service_that_is_silent_closed_or_no_service_is_told_without_its_address() -> None:
    silent = socket.create_server(("127.0.0.1", 0))
    here = f"http://127.0.0.1:{silent.getsockname()[1]}/token"
    with pytest.raises(ChannelTrouble, match=r"^The service does not answer within 0\.2 seconds$"):
        Service("The service", here).call("GET", "/", seconds=0.2)

    def talk() -> None:
        for words in (b"220 smtp\r\n", b""):
            connection, _ = silent.accept()
            connection.recv(1000)
            connection.sendall(words)
            connection.close()

    silent.accept()[0].close()
    thread = threading.Thread(target=talk)
    thread.start()
    for _ in range(2):
        with pytest.raises(ChannelTrouble, match=r"^The service cannot be reached \(\w+\)$"):
            Service("The service", here).call("GET", "/")
    thread.join()
    silent.close()
    with pytest.raises(ChannelTrouble, match=r"^The service cannot be reached \(ConnectError\)$"):
        Service("The service", here).call("GET", "/")


@pytest.mark.parametrize(
    ("status", "headers", "permanent", "seconds"),
    [
        (400, {}, True, None),
        (401, {}, False, 900),
        (403, {}, False, None),
        (429, {}, False, 60),
        (429, {"retry-after": "7"}, False, 7),
        (503, {"retry-after": "Tue, 20 Apr 2027 12:00:30 GMT"}, False, 30),
        (500, {"retry-after": "soon"}, False, None),
        (302, {}, False, None),
    ],
)
def test_a_refusal_says_whether_and_when_to_come_again(
    status: int, headers: dict[str, str], permanent: bool, seconds: float | None
) -> None:
    trouble = Service("The service", "").refusal(Answered(status, headers, b""), now=NOON)
    assert (trouble.permanent, trouble.seconds) == (permanent, seconds)


def test_waits_of_years_are_not_believed() -> None:
    assert retry_after({"retry-after": "999999999"}, NOON) == 86400


def test_base_addresses_are_https_or_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for said in ("https://lanterns.example", "http://127.0.0.1:8080", "http://[::1]:8080", ""):
        monkeypatch.setenv("BASE", said)
        assert base_address("BASE") == said
    for said in (
        "http://lanterns.example",
        "http://localhost",
        "http://10.0.0.1",
        "https://",
        "x",
        "https://[",
    ):
        monkeypatch.setenv("BASE", said)
        with pytest.raises(NotSetUp, match=r"^BASE: it"):
            base_address("BASE")


def test_what_is_no_json_is_nothing() -> None:
    assert [parsed(raw) for raw in (b"", b"{", b"\xff", b"[" * 100_000, b"7")] == [None, None, None, None, 7]
