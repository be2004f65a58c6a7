"""Streaming as a bell: a poll comes when something happened, and once in a while where nothing is told."""

import threading
from collections.abc import Iterator

import pytest
from tests.site.intake.channels.fediverse.service import TOKEN, Mastodon, note, said
from tests.site.intake.channels.services import Request, Response

from handbill_site.intake.channels.credentials import Secret
from handbill_site.intake.channels.fediverse.account import Account
from handbill_site.intake.channels.fediverse.listening import Bell
from handbill_site.intake.channels.fediverse.polling import LISTENING_PAUSE, PAUSE, Mentions
from handbill_site.intake.errors import ChannelTrouble

STREAM = "/api/v1/streaming/user"


class Streaming(Mastodon):
    """Streams *said* and holds the connection until `held` is set; then refuses."""

    def __init__(self) -> None:
        super().__init__()
        self.said = b":)\n"
        self.held = threading.Event()
        self.asked = threading.Semaphore(0)

    def respond(self, request: Request) -> Response:
        if request.path != STREAM or request.headers.get("authorization") != f"Bearer {TOKEN}":
            return super().respond(request)
        self.asked.release()
        if self.held.is_set():
            return Response({"error": "Not found"}, 404)
        return Response(raw=self.said, headers={"content-type": "text/event-stream"}, held=self.held)

    def polls(self) -> int:
        return sum(request.path == "/api/v1/notifications" for request in self.requests)


@pytest.fixture
def service() -> Iterator[Streaming]:
    fake = Streaming()
    yield fake
    fake.held.set()
    fake.stop()


def account(service: Mastodon) -> Account:
    return Account(service.url, Secret(TOKEN))


def until_listening(bell: Bell) -> None:
    assert bell._listening.wait(20)


def test_events_are_named_as_they_come_and_the_first_says_that_it_listens(service: Streaming) -> None:
    service.said = b":)\nevent: notification\ndata: {}\n\n:thump\nevent: conversation\ndata: {}\n\nevent: cut"
    service.held = threading.Event()
    events = account(service).events(seconds=20)
    assert [next(events) for _ in range(3)] == [("", ""), ("notification", "{}"), ("conversation", "{}")]
    service.held.set()
    assert list(events) == []


def test_a_server_that_refuses_or_is_none_is_trouble(service: Streaming) -> None:
    service.held.set()
    with pytest.raises(ChannelTrouble, match="answered 404"):
        next(account(service).events(seconds=20))


def test_the_bell_rings_when_listening_begins_and_at_each_notification(service: Streaming) -> None:
    bell = Bell(account(service))
    assert (bell.is_listening, bell.rang(0)) == (False, False)
    bell.start()
    until_listening(bell)
    assert bell.rang(20) is True
    assert bell.rang(0) is False
    bell.stop()


def test_a_stream_that_breaks_off_is_listened_to_again(service: Streaming) -> None:
    bell = Bell(account(service), again=0.0, refused=0.0)
    bell.start()
    until_listening(bell)
    service.held.set()
    for _ in range(3):
        assert service.asked.acquire(timeout=20)
    bell.stop()


def test_while_it_listens_a_poll_waits_for_the_bell_or_for_a_while(service: Streaming) -> None:
    now = [1000.0]
    poller = Mentions(account(service), clock=lambda: now[0])
    assert poller.pause == PAUSE
    service.add(note(7, said("Lanterns")))
    poller._bell.start()
    until_listening(poller._bell)
    (first,) = poller.poll({}, wait=20)
    assert (poller.pause, service.polls()) == (0.0, 1)
    assert list(poller.poll(first.cursor, wait=0.01)) == []
    assert service.polls() == 1
    now[0] += LISTENING_PAUSE
    assert list(poller.poll(first.cursor, wait=0.01)) == []
    assert service.polls() == 2
    poller._bell._ring.set()
    assert list(poller.poll(first.cursor, wait=20)) == []
    assert service.polls() == 3
    poller.close()


def test_without_streaming_it_polls_as_before(service: Streaming) -> None:
    service.held.set()
    poller = Mentions(account(service))
    service.add(note(7, said("Lanterns")))
    (first,) = poller.poll({}, wait=0.01)
    assert service.asked.acquire(timeout=20)
    assert list(poller.poll(first.cursor, wait=0.01)) == []
    assert (poller.pause, service.polls()) == (PAUSE, 2)
    poller.close()
