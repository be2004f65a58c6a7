"""Running pollers and receivers, with ones that do what the test says."""

import datetime as dt
import threading
from collections.abc import Iterable, Iterator
from queue import SimpleQueue
from unittest.mock import Mock

import pytest
from pytest_django import Settings

from handbill_site.intake.channels import FILE, running, state
from handbill_site.intake.channels.contract import Cursor, Gone, Keep, Parts, Polled
from handbill_site.intake.errors import ChannelTrouble, NotKept
from handbill_site.intake.incoming import Incoming
from handbill_site.intake.models import ChannelState, Delivery, Source

pytestmark = pytest.mark.django_db(transaction=True)
NOON = dt.datetime(2027, 4, 20, 12, tzinfo=dt.UTC)


def message(number: int) -> Incoming:
    return Incoming(f"Lanterns {number}".encode(), "text/plain", sender="ada", external_id=str(number))


class Says:
    """A poller of messages 0, 1, 2, …; the cursor says which is next. Raises *trouble* before *breaks_at*."""

    pause = 0.0

    def __init__(self, most: int, *, breaks_at: int = -1, trouble: Exception | None = None):
        self.most, self.breaks_at, self.trouble = most, breaks_at, trouble

    def check(self) -> str:
        return "well"

    def close(self) -> None:
        pass

    def poll(self, cursor: Cursor, *, wait: float) -> Iterator[Polled]:
        for number in range(cursor.get("next", 0), self.most):
            if number == self.breaks_at and self.trouble:
                raise self.trouble
            yield Polled((message(number),), {"next": number + 1})


def test_a_poll_keeps_all_and_remembers_how_far_it_came() -> None:
    assert running.poll_once(FILE, "in", Says(3)) == 3
    row = ChannelState.objects.get()
    assert (row.cursor, row.trouble, row.failures, row.succeeded is not None) == ({"next": 3}, "", 0, True)
    assert running.poll_once(FILE, "in", Says(4)) == 1
    assert [delivery.external_id for delivery in Delivery.objects.all()] == ["0", "1", "2", "3"]


def test_a_service_that_breaks_off_is_asked_again_from_where_it_broke() -> None:
    with pytest.raises(ChannelTrouble):
        running.poll_once(FILE, "in", Says(3, breaks_at=2, trouble=ChannelTrouble("it does not answer")))
    row = ChannelState.objects.get()
    assert (row.cursor, row.trouble, row.failures) == ({"next": 2}, "it does not answer", 1)
    assert running.poll_once(FILE, "in", Says(3)) == 1
    assert Delivery.objects.count() == 3


def test_what_cannot_be_kept_comes_again(settings: Settings) -> None:
    settings.INTAKE_FREE_BYTES = 1 << 60
    with pytest.raises(NotKept):
        running.poll_once(FILE, "in", Says(1))
    row = ChannelState.objects.get()
    assert (row.cursor, row.trouble) == ({}, "the disk is nearly full")
    settings.INTAKE_FREE_BYTES = 0
    assert running.poll_once(FILE, "in", Says(1)) == 1


def test_a_step_repeated_after_a_crash_brings_nothing_new() -> None:
    running.poll_once(FILE, "in", Says(2))
    state.keep_cursor(FILE.kind, "in", {"next": 0})
    assert running.poll_once(FILE, "in", Says(2)) == 0
    assert Delivery.objects.count() == 2


def test_waits_grow_until_it_works_again_unless_the_service_says_when() -> None:
    def wrong(**more: float) -> float:
        return state.went_wrong(Source.Kind.X, "in", "429", at=NOON, **more)

    assert [wrong() for _ in range(9)] == [5, 10, 20, 40, 80, 160, 320, 640, 900]
    assert wrong(seconds=77) == 77
    assert ChannelState.objects.get().not_before == NOON + dt.timedelta(seconds=77)
    state.went_well(Source.Kind.X, "in", at=NOON)
    assert wrong() == 5


def test_a_message_that_its_sender_deleted_is_deleted() -> None:
    running.poll_once(FILE, "in", Says(2))
    assert running.forget_message(FILE, Gone("ada", "1")) is True
    assert running.forget_message(FILE, Gone("eve", "0")) is False
    assert [row.trouble for row in Delivery.objects.all()] == ["", "its sender deleted it"]


class Serves:
    """A receiver that gets one message and then waits to be told."""

    def __init__(self) -> None:
        self.kept = threading.Event()

    def check(self) -> str:
        return "well"

    def serve(self, keep: Keep, told: threading.Event) -> None:
        keep(message(7))
        self.kept.set()
        told.wait()


def test_all_parts_run_side_by_side_until_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the database, since SQLite in memory does not wait for another thread's lock."""
    receiver, told, taken = Serves(), threading.Event(), SimpleQueue[str]()

    def set_up() -> Iterable[tuple[object, Parts]]:
        yield FILE, Parts(receiver=receiver, pollers={"in": Says(2)})

    def take(_: object, name: str, message: Incoming) -> bool:
        taken.put(f"{name} {message.external_id}")
        return True

    monkeypatch.setattr(running, "everything_set_up", set_up)
    monkeypatch.setattr(running, "_take", take)
    monkeypatch.setattr(running, "state", Mock(state_of=lambda *_: Mock(cursor={})))
    thread = threading.Thread(target=running.run, args=(told,))
    thread.start()
    assert receiver.kept.wait(10)
    first = {taken.get(timeout=10) for _ in range(3)}
    told.set()
    thread.join(10)
    assert not thread.is_alive()
    assert first <= {"receive 7", "in 0", "in 1"}


def test_with_nothing_set_up_there_is_nothing_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "everything_set_up", lambda: iter(()))
    assert running.run(threading.Event()) is False
