"""Notes that their authors edit or delete after they came in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.site.intake.channels.fediverse.harness import FediverseHarness
from tests.site.intake.channels.fediverse.service import TOKEN, note, said
from tests.site.intake.channels.fediverse.test_listening import Streaming
from tests.site.intake.channels.services import Response

from handbill_site.intake.channels import FEDIVERSE
from handbill_site.intake.channels.credentials import Secret
from handbill_site.intake.channels.fediverse.account import Account
from handbill_site.intake.channels.fediverse.polling import UNNOTICED, Mentions
from handbill_site.intake.channels.fediverse.watching import DAY, MOST_NOTES, OLD_PAUSE, YOUNG_PAUSE, Notes
from handbill_site.intake.channels.running import poll_once
from handbill_site.intake.errors import ChannelTrouble
from handbill_site.intake.models import ChannelState, Delivery
from handbill_site.intake.operations import raw_of

pytestmark = pytest.mark.django_db(transaction=True)
NOON = 1_808_215_200.0


class Later:
    """Polls as time goes on."""

    def __init__(self, harness: FediverseHarness) -> None:
        self.now = NOON
        self.service = harness.service
        account = Account(self.service.url, Secret(TOKEN))
        self.poller = Mentions(account, now=lambda: self.now)

    def poll(self, after: float = 0.0) -> int:
        self.now += after
        return poll_once(FEDIVERSE, "mentions", self.poller)


@pytest.fixture
def later(tmp_path: Path) -> Iterator[Later]:
    harness = FediverseHarness()
    harness.start(tmp_path)
    yield Later(harness)
    harness.stop()


def test_an_edit_is_a_change_of_what_the_note_announced_and_comes_once(later: Later) -> None:
    later.service.add(note(7, said("Lanterns at 8")))
    assert later.poll() == 1
    later.service.edit(7, said("Lanterns at 9"))
    assert (later.poll(), later.poll(YOUNG_PAUSE), later.poll(YOUNG_PAUSE)) == (0, 1, 0)
    first, second = Delivery.objects.order_by("pk")
    assert (second.about, second.external_id) == (f"delivery:{first.uid}", "7")
    assert b"Lanterns at 9" in raw_of(second)
    later.service.edit(7, said("Lanterns at 10"), at="2027-04-20T12:00:00.000Z")
    assert later.poll(YOUNG_PAUSE) == 1


def test_an_edit_of_which_we_are_notified_needs_no_look(later: Later) -> None:
    later.service.add(note(7, said("Lanterns at 8")))
    later.poll()
    later.service.edit(7, said("Lanterns at 9"))
    later.service.add(later.service.statuses["7"], kind="update")
    assert (later.poll(), later.service.looks()) == (1, [])
    assert later.poll(YOUNG_PAUSE) == 0


def test_a_note_made_public_by_an_edit_is_not_ours_any_more(later: Later) -> None:
    later.service.add(note(7, said("Lanterns")))
    later.poll()
    later.service.edit(7, said("Lanterns"))
    later.service.statuses["7"]["visibility"] = "public"
    assert later.poll(YOUNG_PAUSE) == 0


def test_a_deleted_note_is_deleted_here_when_it_is_missed_twice(later: Later) -> None:
    later.service.add(note(7, said("Lanterns")))
    later.service.add(note(8, said("Drums")))
    later.poll()
    del later.service.statuses["7"]
    later.poll(YOUNG_PAUSE)
    assert b"Lanterns" in raw_of(Delivery.objects.get(external_id="7"))
    later.poll(YOUNG_PAUSE)
    gone, kept = Delivery.objects.order_by("pk")
    assert (gone.trouble, gone.sender) == ("its sender deleted it", "")
    with pytest.raises(FileNotFoundError):
        raw_of(gone)
    assert b"Drums" in raw_of(kept)
    assert list(ChannelState.objects.get().cursor["notes"]) == ["8"]


def test_an_edit_is_deleted_with_its_note(later: Later) -> None:
    later.service.add(note(7, said("Lanterns at 8")))
    later.poll()
    later.service.edit(7, said("Lanterns at 9"))
    later.poll(YOUNG_PAUSE)
    del later.service.statuses["7"]
    later.poll(YOUNG_PAUSE)
    later.poll(YOUNG_PAUSE)
    assert [each.trouble for each in Delivery.objects.all()] == ["its sender deleted it"] * 2


@pytest.mark.parametrize(
    "response",
    [
        Response(raw=b"<html>404 not found</html>", status=404),
        Response({}, 404),
        Response({"id": "9"}),
        Response([]),
        Response(raw=b"", status=502),
    ],
)
def test_an_answer_that_is_not_the_servers_own_deletes_nothing(later: Later, response: Response) -> None:
    later.service.add(note(7, said("Lanterns")))
    later.poll()
    for _ in range(3):
        later.service.instead += [Response([]), response]
        with pytest.raises(ChannelTrouble):
            later.poll(YOUNG_PAUSE)
    assert b"Lanterns" in raw_of(Delivery.objects.get())
    assert later.poll(YOUNG_PAUSE) == 0


def test_a_note_that_is_there_again_was_never_gone(later: Later) -> None:
    later.service.add(note(7, said("Lanterns")))
    later.poll()
    away = later.service.statuses.pop("7")
    later.poll(YOUNG_PAUSE)
    later.service.statuses["7"] = away
    later.poll(YOUNG_PAUSE)
    del later.service.statuses["7"]
    later.poll(OLD_PAUSE)
    assert b"Lanterns" in raw_of(Delivery.objects.get())


def test_a_token_without_the_scope_says_so_and_mentions_come_on(later: Later) -> None:
    later.service.add(note(7, said("Lanterns")))
    later.poll()
    later.service.instead += [Response([]), Response({"error": "outside the authorized scopes"}, 403)]
    later.poll(YOUNG_PAUSE)
    assert ChannelState.objects.get().trouble == UNNOTICED
    later.service.add(note(8, said("Drums")))
    assert later.poll() == 1
    assert later.service.looks() == ["7"]


def test_young_notes_are_asked_for_often_and_old_ones_no_more() -> None:
    notes = Notes({})
    notes.keep(note(7, ""), now=NOON)
    asked, now = [], NOON
    while now < NOON + 20 * DAY:
        now += 60
        if notes.due(now):
            asked.append(now - NOON)
            notes.keep(note(7, ""), now=now)
    assert asked[:3] == [YOUNG_PAUSE, 2 * YOUNG_PAUSE, 3 * YOUNG_PAUSE]
    assert asked[-1] - asked[-2] == OLD_PAUSE
    assert asked[-1] < 14 * DAY
    assert notes.plain() == {}


def test_only_the_newest_are_watched_and_what_is_remembered_survives() -> None:
    notes = Notes({})
    for number in range(MOST_NOTES + 3):
        notes.keep(note(number, ""), now=NOON + number)
    assert "2" not in notes.plain()
    assert len(notes.plain()) == MOST_NOTES
    assert Notes(notes.plain()).plain() == notes.plain()
    assert "ada" not in str(notes.plain()), "whose notes they are is not remembered"


@pytest.mark.parametrize(
    "said", [{"7": 3}, {"7": {"seen": "x"}}, {"7": {"seen": 1, "due": None, "missing": 0}}, 7, None]
)
def test_a_memory_of_another_form_is_none(said: object) -> None:
    assert Notes(said if isinstance(said, dict) else {}).plain() == {}


def test_the_stream_says_which_to_ask_for_at_once() -> None:
    service = Streaming()
    service.add(note(7, said("Lanterns")))
    service.add(note(8, said("Drums")))
    edited = b'event: status.update\ndata: {"id": "8", "content": "never believed"}\n\n'
    service.said = b":)\n" + edited + b"event: delete\ndata: 7\n\nevent: delete\ndata: 99\n\n"
    poller = Mentions(Account(service.url, Secret(TOKEN)), now=lambda: NOON)
    try:
        poll_once(FEDIVERSE, "mentions", poller)
        del service.statuses["7"]
        service.edit(8, said("Drums at 9"))
        poller._bell.start()
        assert poller._bell._listening.wait(20)
        told: tuple[set[str], set[str]] = (set(), set())
        while told != ({"8"}, {"7", "99"}):
            assert poller._bell.rang(20)
            told = tuple(one | other for one, other in zip(told, poller._bell.told(), strict=True))  # type: ignore[assignment]
        poller._bell._changed, poller._bell._deleted = told
        poll_once(FEDIVERSE, "mentions", poller)
    finally:
        poller.close()
        service.held.set()
        service.stop()
    rows = {(each.external_id, each.trouble) for each in Delivery.objects.all()}
    assert rows == {("7", "its sender deleted it"), ("8", "")}
    assert b"Drums at 9" in raw_of(Delivery.objects.filter(external_id="8").latest("pk"))


def test_a_token_that_may_not_hear_all_hears_notifications() -> None:
    service = Streaming()
    service.held.set()
    poller = Mentions(Account(service.url, Secret(TOKEN)))
    try:
        assert poller._bell._listen() is False
        assert poller._bell._listen() is False
    finally:
        service.stop()
    paths = [each.path for each in service.requests]
    assert paths == ["/api/v1/streaming/user", "/api/v1/streaming/user/notification"]
