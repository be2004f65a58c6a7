"""Instagram: rows 77 to 80 of the hostile cases, and each kind of message that Meta hands in."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings
from tests.site.intake.channels.instagram.harness import InstagramHarness
from tests.site.intake.channels.instagram.service import (
    ADA,
    APP_SECRET,
    TOKEN,
    VERIFY_TOKEN,
    WRITTEN,
    batch,
    error,
    event,
    hand_in,
    post,
    signature,
    text,
)
from tests.site.intake.channels.services import Response

from handbill.formats import open_announcement
from handbill_site.intake import keeping
from handbill_site.intake.channels import INSTAGRAM
from handbill_site.intake.channels.credentials import Secret
from handbill_site.intake.channels.instagram.sending import InstagramAnswerer
from handbill_site.intake.channels.instagram.setup import settings_from
from handbill_site.intake.errors import ChannelTrouble, NotSetUp
from handbill_site.intake.incoming import Reply
from handbill_site.intake.models import Arrival, ChannelState, Delivery
from handbill_site.intake.operations import raw_of

pytestmark = pytest.mark.django_db(transaction=True)
NOON = dt.datetime(2027, 4, 20, 12, tzinfo=dt.UTC)
CAPTION = "Evening of lanterns\nFriday 30 April 2027, 8 pm, Praça do Comércio, Lisbon"
POST = {"ig_post_media_id": "18139494541428835", "title": CAPTION, "url": "https://cdn.example/x?signature=y"}


@pytest.fixture(autouse=True)
def ada(tmp_path: Path) -> Iterator[InstagramHarness]:
    harness = InstagramHarness()
    harness.start(tmp_path)
    yield harness
    harness.stop()


def test_the_handshake_gives_the_challenge_to_who_knows_the_token() -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": VERIFY_TOKEN, "hub.challenge": "<b>1158201444"}
    answer = Client().get("/hooks/instagram/", asked)
    assert (answer.status_code, answer.content) == (200, b"<b>1158201444")
    assert answer["Content-Type"].startswith("text/plain")
    for wrong in ({"hub.verify_token": "guess"}, {"hub.verify_token": ""}, {"hub.mode": "unsubscribe"}):
        assert Client().get("/hooks/instagram/", asked | wrong).status_code == 403


def test_a_batch_is_kept_message_by_message_with_sender_and_time() -> None:
    assert hand_in(batch(text("m1", "Lanterns"), text("m2", "Drums"))).status_code == 200
    first, second = Delivery.objects.all()
    assert (first.source.kind, first.source.address, first.external_id) == ("instagram", ADA, "m1")
    assert (raw_of(first), raw_of(second)) == (b"Lanterns", b"Drums")
    assert first.sent == dt.datetime(2027, 4, 20, 10, 0, 0, 123000, tzinfo=dt.UTC)
    assert ChannelState.objects.get().trouble == ""


RAW = batch(text("m1", "Lanterns"))


@pytest.mark.parametrize(
    "signed",
    [
        "",
        "sha256=",
        signature(RAW, "another secret"),
        signature(RAW, ""),
        signature(RAW)[:-1],
        signature(RAW)[: len("sha256=") + 8],
        signature(RAW).upper().replace("SHA", "sha"),
        signature(RAW).removeprefix("sha256="),
        signature(RAW).replace("sha256", "sha1"),
        f"{signature(RAW)},{signature(RAW)}",
        f"{signature(RAW)}\xe9",
        f" {signature(RAW)} x",
        signature(RAW[:-1]),
    ],
)
def test_row_77_a_forged_or_cut_signature_is_401_and_nothing_is_kept(signed: str) -> None:
    answer = hand_in(RAW, signed)
    assert (answer.status_code, Delivery.objects.count()) == (401, 0)


def test_row_77_an_empty_secret_signs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HANDBILL_INSTAGRAM_APP_SECRET")
    monkeypatch.delenv("HANDBILL_INSTAGRAM_VERIFY_TOKEN")
    assert hand_in(RAW, signature(RAW, "")).status_code == 401
    asked = {"hub.mode": "subscribe", "hub.verify_token": "", "hub.challenge": "7"}
    assert Client().get("/hooks/instagram/", asked).status_code == 403
    assert not Delivery.objects.exists()


def test_row_77_a_body_that_is_cut_does_not_match_its_signature() -> None:
    assert hand_in(RAW[:-2], signature(RAW)).status_code == 401


def test_row_77_signatures_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[str, str]] = []

    def compare(one: str, other: str) -> bool:
        compared.append((one, other))
        return one == other

    monkeypatch.setattr("hmac.compare_digest", compare)
    forged = "sha256=" + "0" * 64
    assert hand_in(RAW, forged).status_code == 401
    assert compared == [("0" * 64, signature(RAW).removeprefix("sha256="))]


def test_row_78_a_replayed_webhook_is_one_delivery(ada: InstagramHarness) -> None:
    for _ in range(3):
        assert hand_in(RAW).status_code == 200
    assert (Delivery.objects.count(), Arrival.objects.count()) == (1, 2)
    later = RAW.replace(str(WRITTEN).encode(), str(WRITTEN + 360_000).encode())
    assert hand_in(later).status_code == 200
    assert Delivery.objects.count() == 1


def test_row_79_the_database_tells_two_at_the_same_instant(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both workers look before either has written: here the look of the second finds nothing."""
    earlier, looked = keeping._earlier, []

    def look(*arguments: Any) -> Any:
        looked.append(arguments)
        return None if len(looked) <= 2 else earlier(*arguments)

    monkeypatch.setattr(keeping, "_earlier", look)
    assert [hand_in(RAW).status_code, hand_in(RAW).status_code] == [200, 200]
    assert (Delivery.objects.count(), Arrival.objects.count(), len(looked)) == (1, 1, 3)


def test_row_80_the_signature_is_of_the_bytes_and_not_of_what_they_mean() -> None:
    spaced = json.dumps(json.loads(RAW), indent=1, sort_keys=True).encode()
    assert json.loads(spaced) == json.loads(RAW)
    assert hand_in(spaced, signature(RAW)).status_code == 401
    assert hand_in(spaced).status_code == 200


def test_what_cannot_be_kept_is_503_and_comes_again_whole(settings: Settings) -> None:
    settings.INTAKE_FREE_BYTES = 1 << 60
    answer = hand_in(batch(text("m1", "Lanterns"), text("m2", "Drums")))
    assert (answer.status_code, answer["Retry-After"], Delivery.objects.count()) == (503, "300", 0)
    assert ChannelState.objects.get().trouble == "the disk is nearly full"
    settings.INTAKE_FREE_BYTES = 0
    assert hand_in(batch(text("m1", "Lanterns"), text("m2", "Drums"))).status_code == 200
    assert Delivery.objects.count() == 2


def test_a_batch_that_breaks_in_the_middle_is_repeated_without_doubles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    raw = batch(*(text(f"m{number}", f"Lanterns {number}") for number in range(4)))
    accept, calls = keeping.accept, []

    def breaks(*arguments: Any, **more: Any) -> Any:
        calls.append(1)
        if len(calls) == 3:
            raise keeping.NotKept("the database did not take it") from OperationalError("locked")
        return accept(*arguments, **more)

    monkeypatch.setattr(keeping, "accept", breaks)
    assert (hand_in(raw).status_code, Delivery.objects.count()) == (503, 2)
    assert (hand_in(raw).status_code, Delivery.objects.count(), Arrival.objects.count()) == (200, 4, 2)


def test_a_forwarded_post_gives_its_caption_and_names_its_picture() -> None:
    hand_in(batch(post({"type": "share", "payload": POST}, {"type": "ig_post", "payload": POST})))
    kept = Delivery.objects.get()
    opened = open_announcement(raw_of(kept), media_type=kept.media_type, received=dt.datetime(2027, 4, 20))
    assert opened.text.strip() == CAPTION
    assert raw_of(kept).count(b'URL="https://cdn.example/x?signature=y"') == 1
    assert b"Content-ID: <share-18139494541428835>" in raw_of(kept)
    assert kept.url == ""


def test_a_story_leaves_neither_media_nor_address() -> None:
    story = {"type": "story_mention", "payload": {"url": "https://cdn.example/story?secret"}}
    answered = {"story": {"id": "77", "url": "https://cdn.example/story?secret"}}
    hand_in(batch(post(story), text("m2", "Is this still on?", reply_to=answered)))
    first, second = Delivery.objects.all()
    assert (first.state, first.trouble, raw_of(first)) == (
        "routed",
        "a story, whose media may not be kept",
        b"",
    )
    assert raw_of(second) == b"Is this still on?"


def test_echoes_seen_marks_and_reactions_are_nothing() -> None:
    seen = {"sender": {"id": ADA}, "recipient": {"id": "1"}, "timestamp": WRITTEN, "read": {"mid": "m0"}}
    reaction = event({"mid": "m0", "action": "react", "emoji": "🏮"}, kind="reaction")
    echo = text("m9", "It is listed", is_echo=True)
    ours = event({"mid": "m8", "text": "ours"}, sender="17841400000000000")
    assert hand_in(batch(seen, reaction, echo, ours)).status_code == 200
    assert not Delivery.objects.exists()


def test_what_meta_does_not_hand_out_is_kept_unread() -> None:
    hand_in(batch(event({"mid": "m1", "is_unsupported": True})))
    assert Delivery.objects.get().trouble == "of a kind that Instagram does not hand out"


def test_a_deleted_message_is_deleted_here_and_stays_known() -> None:
    hand_in(RAW)
    path = Path(Delivery.objects.get().path)
    assert hand_in(batch(event({"mid": "m1", "is_deleted": True}))).status_code == 200
    kept = Delivery.objects.get()
    assert (kept.trouble, kept.sender) == ("its sender deleted it", "")
    with pytest.raises(FileNotFoundError, match=path.name):
        raw_of(kept)
    assert (hand_in(RAW).status_code, Delivery.objects.count()) == (200, 1)


def test_nobody_deletes_the_message_of_another() -> None:
    hand_in(RAW)
    hand_in(batch(event({"mid": "m1", "is_deleted": True}, sender="666")))
    assert raw_of(Delivery.objects.get()) == b"Lanterns"


def test_an_edit_is_about_what_it_edits_and_number_0_is_none() -> None:
    hand_in(RAW)
    for number in (0, 1, 1):
        edit = {"mid": "m1", "text": "Lanterns at 9", "num_edit": number}
        hand_in(batch(event(edit, kind="message_edit")))
    first, second = Delivery.objects.all()
    assert (raw_of(second), second.about) == (b"Lanterns at 9", f"delivery:{first.uid}")


def test_the_form_with_changes_is_read_too() -> None:
    value = text("m1", "Lanterns") | {"timestamp": "1808215200"}
    entry = {"id": "0", "time": 1, "changes": [{"field": "messages", "value": value}]}
    assert hand_in(json.dumps({"object": "instagram", "entry": [entry]}).encode()).status_code == 200
    assert Delivery.objects.get().sent == dt.datetime(2027, 4, 20, 10, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b'{"object": "page"}', 400),
        (b'{"object": "instagram"}', 200),
        (
            b'{"object": "instagram", "entry": [7, {"messaging": {}}, {"messaging": [[], {"sender": 1}]}]}',
            200,
        ),
        (batch(event({"mid": 7, "text": "no name"})), 200),
        (batch(event({"mid": "m1", "text": ["no text"], "attachments": [{"type": 5, "payload": "x"}]})), 200),
        (
            b'{"object": "instagram", "entry": [{"messaging": [{"sender": {"id": 1}, "timestamp": 1e400}]}]}',
            400,
        ),
    ],
)
def test_signed_bodies_of_another_form_break_nothing(raw: bytes, status: int) -> None:
    assert hand_in(raw).status_code == status
    assert not Delivery.objects.exclude(state="routed").exists()


def test_lone_surrogates_and_nul_are_kept_as_something() -> None:
    raw = batch(text("m1", "X")).replace(b'"X"', b'"Lanterns \\ud83c\\u0000"').replace(b'"m1"', b'"m\\ud83c"')
    assert hand_in(raw).status_code == 200
    assert raw_of(Delivery.objects.get()) == b"Lanterns ?\x00"


def reply(text: str = "It is listed.", heard: dt.datetime | None = NOON) -> Reply:
    return Reply(ADA, text, "en", "a1", conversation=ADA, in_reply_to="m1", last_heard=heard)


def answerer(ada: InstagramHarness, *, hours: float = 1.0) -> InstagramAnswerer:
    now = NOON + dt.timedelta(hours=hours)
    return InstagramAnswerer(ada.service.url, Secret(TOKEN), clock=lambda: now)


def test_an_answer_goes_to_the_sender_and_long_ones_in_parts(ada: InstagramHarness) -> None:
    assert answerer(ada).send(reply()) == "out-1"
    assert ada.service.sent == [{"recipient": {"id": ADA}, "message": {"text": "It is listed."}}]
    answerer(ada).send(reply("ü" * 600 + " end"))
    assert [sent["message"]["text"] for sent in ada.service.sent[1:]] == ["ü" * 500, "ü" * 100 + " end"]


@pytest.mark.parametrize(("hours", "goes"), [(23.9, True), (24.0, False), (300.0, False)])
def test_answers_go_only_within_24_hours(ada: InstagramHarness, hours: float, goes: bool) -> None:
    if goes:
        answerer(ada, hours=hours).send(reply())
    else:
        with pytest.raises(ChannelTrouble, match="24 hours") as trouble:
            answerer(ada, hours=hours).send(reply())
        assert trouble.value.permanent is True
    assert len(ada.service.requests) == int(goes)


def test_an_answer_to_somebody_never_heard_is_not_sent(ada: InstagramHarness) -> None:
    with pytest.raises(ChannelTrouble):
        answerer(ada).send(reply(heard=None))
    assert ada.service.requests == []


@pytest.mark.parametrize(
    ("response", "permanent", "seconds"),
    [
        (error(10, "This message is sent outside of allowed window.", subcode=2534022), True, None),
        (error(551, "This person isn't available right now."), True, None),
        (error(190, f"Session for {TOKEN} expired", status=401), False, 900),
        (error(613, "Calls to this api have exceeded the rate limit."), False, 600),
        (error(2, "Service temporarily unavailable", status=500), False, 120),
        (error(368, "blocked for a while", is_transient=True), False, 120),
        (error(99999, "something new"), True, None),
        (Response(raw=b"<html>", status=502), False, None),
    ],
)
def test_a_refused_answer_says_whether_and_when_to_try_again(
    ada: InstagramHarness, response: Response, permanent: bool, seconds: float | None
) -> None:
    ada.service.instead.append(response)
    with pytest.raises(ChannelTrouble) as trouble:
        answerer(ada).send(reply())
    assert (trouble.value.permanent, trouble.value.seconds) == (permanent, seconds)
    assert TOKEN not in str(trouble.value)


def test_checks_say_whose_token_it_is(ada: InstagramHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    named = INSTAGRAM.parts().named()
    assert {name: part.check() for name, part in named.items()} == {
        "hook": "app secret and verify token are there; Meta is to call /hooks/instagram/",
        "answer": "answers go out from @lantern.list",
    }
    monkeypatch.setenv("HANDBILL_INSTAGRAM_TOKEN", "another")
    with pytest.raises(ChannelTrouble, match="does not accept our access token"):
        INSTAGRAM.parts().named()["answer"].check()


def test_half_of_the_settings_is_named_and_takes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotSetUp, match="HANDBILL_INSTAGRAM_VERIFY_TOKEN") as wrong:
        settings_from({"HANDBILL_INSTAGRAM_APP_SECRET": APP_SECRET})
    assert APP_SECRET not in str(wrong.value)
    monkeypatch.delenv("HANDBILL_INSTAGRAM_VERIFY_TOKEN")
    assert hand_in(RAW).status_code == 401
