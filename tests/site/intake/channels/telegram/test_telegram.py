"""Telegram: what the Bot API hands out is kept once, and what it refuses is told in plain words."""

import datetime as dt
import email
import logging
from collections.abc import Iterator
from email import policy
from pathlib import Path
from typing import Any

import pytest
from tests.site.intake.channels.services import Response
from tests.site.intake.channels.telegram.harness import TelegramHarness
from tests.site.intake.channels.telegram.service import PICTURE, TOKEN, BotApi, error, message

from handbill_site.intake.channels import TELEGRAM
from handbill_site.intake.channels.telegram.setup import token_from
from handbill_site.intake.errors import ChannelTrouble, NotSetUp
from handbill_site.intake.incoming import Reply
from handbill_site.intake.models import Arrival, ChannelState, Delivery
from handbill_site.intake.operations import raw_of

pytestmark = pytest.mark.django_db(transaction=True)
REPLY = Reply("700700700", "It is listed.", "en", "a1", conversation="700700700", in_reply_to="700700700/7")
PHOTO = [
    {"file_id": "small", "file_unique_id": "s", "width": 90, "height": 60, "file_size": 1000},
    {"file_id": "big", "file_unique_id": "b", "width": 1280, "height": 853, "file_size": 90000},
    {"file_id": "huge", "file_unique_id": "h", "width": 9000, "height": 6000, "file_size": 9 * 1024 * 1024},
]


@pytest.fixture
def ada(tmp_path: Path) -> Iterator[TelegramHarness]:
    harness = TelegramHarness()
    harness.start(tmp_path)
    yield harness
    harness.stop()


def service(ada: TelegramHarness) -> BotApi:
    return ada.service


def test_a_text_is_kept_with_sender_chat_and_time(ada: TelegramHarness) -> None:
    service(ada).add(**message(7, text="Lanterns on Friday"))
    assert ada.poll() == 1
    kept = Delivery.objects.get()
    assert (kept.source.kind, kept.sender, kept.conversation, kept.external_id) == (
        "telegram",
        "700700700",
        "700700700",
        "700700700/7",
    )
    assert kept.sent == dt.datetime(2027, 4, 20, 10, tzinfo=dt.UTC)
    assert (raw_of(kept), kept.media_type) == (b"Lanterns on Friday", "text/plain; charset=utf-8")


def test_a_caption_and_the_largest_picture_that_is_taken_are_one_mail(ada: TelegramHarness) -> None:
    service(ada).add(**message(7, caption="Lanterns on Friday", photo=PHOTO))
    ada.poll()
    kept = Delivery.objects.get()
    mail = email.message_from_bytes(raw_of(kept), policy=policy.default)
    words, picture = mail.iter_parts()
    assert kept.media_type == "message/rfc822"
    assert words.get_content().strip() == "Lanterns on Friday"
    assert (picture.get_content_type(), picture.get_payload(decode=True)) == ("image/jpeg", PICTURE)


def test_a_picture_alone_is_kept_as_it_is(ada: TelegramHarness) -> None:
    service(ada).add(**message(7, photo=PHOTO))
    ada.poll()
    kept = Delivery.objects.get()
    assert (raw_of(kept), kept.media_type) == (PICTURE, "image/jpeg")


def test_a_file_that_telegram_does_not_give_does_not_hold_up_its_words(ada: TelegramHarness) -> None:
    service(ada).files = {}
    service(ada).add(**message(7, caption="Lanterns", photo=PHOTO))
    service(ada).add(**message(8, text="Drums"))
    assert ada.poll() == 2
    assert {raw_of(kept) for kept in Delivery.objects.all()} == {b"Lanterns", b"Drums"}


def test_a_file_server_that_is_down_is_asked_again_and_then_passed_over(ada: TelegramHarness) -> None:
    service(ada).files["big"] = ("photos/file_2.jpg", b"")
    service(ada).respond = lambda request: (  # type: ignore[method-assign]
        Response(status=503) if request.path.startswith("/file/") else BotApi.respond(service(ada), request)
    )
    service(ada).add(**message(7, caption="Lanterns", photo=PHOTO))
    poller = TELEGRAM.parts().pollers["updates"]
    for _ in range(2):
        with pytest.raises(ChannelTrouble):
            list(poller.poll({}, wait=0))
    (step,) = poller.poll({}, wait=0)
    assert [each.raw for each in step.messages if hasattr(each, "raw")] == [b"Lanterns"]


def test_a_forward_names_its_post_and_counts_from_when_it_was_written(ada: TelegramHarness) -> None:
    origin = {
        "type": "channel",
        "date": 1807900000,
        "chat": {"id": -100, "type": "channel", "title": "Quay", "username": "quay_lights"},
        "message_id": 31,
    }
    service(ada).add(**message(7, text="Tomorrow: lanterns", forward_origin=origin))
    ada.poll()
    kept = Delivery.objects.get()
    assert kept.url == "https://t.me/quay_lights/31"
    assert kept.sent == dt.datetime.fromtimestamp(1807900000, dt.UTC)


def test_links_behind_words_and_venues_are_written_out(ada: TelegramHarness) -> None:
    entities = [{"type": "text_link", "offset": 0, "length": 4, "url": "https://lanterns.example/evening"}]
    venue = {
        "location": {"latitude": 38.7076, "longitude": -9.1365},
        "title": "Praça do Comércio",
        "address": "1100 Lisbon",
    }
    service(ada).add(**message(7, text="Here", entities=entities))
    service(ada).add(**message(8, venue=venue, location=venue["location"]))
    ada.poll()
    assert [raw_of(kept).decode() for kept in Delivery.objects.all()] == [
        "Here\nhttps://lanterns.example/evening",
        "Praça do Comércio, 1100 Lisbon\ngeo:38.7076,-9.1365",
    ]


def test_groups_bots_commands_and_stickers_are_told_apart(ada: TelegramHarness) -> None:
    group = {"id": -5, "type": "group", "title": "Quay"}
    service(ada).add(**message(1, text="in a group") | {"chat": group})
    service(ada).add(**message(2, text="of a bot") | {"from": {"id": 5, "is_bot": True, "first_name": "B"}})
    service(ada).add("channel_post", **message(3, text="of a channel"))
    service(ada).add(**message(4, text="/start"))
    service(ada).add(**message(5, sticker={"file_id": "x", "width": 512, "height": 512}))
    ada.poll()
    assert [(kept.external_id, kept.state, kept.trouble) for kept in Delivery.objects.all()] == [
        ("700700700/4", "routed", "a command to the bot"),
        ("700700700/5", "routed", "nothing that is read: a sticker, a voice, a contact"),
    ]


def test_an_edit_is_a_delivery_about_the_first_and_the_same_edit_is_none(ada: TelegramHarness) -> None:
    service(ada).add(**message(7, text="Lanterns at 8"))
    service(ada).add("edited_message", **message(7, text="Lanterns at 9", edit_date=1808218800))
    ada.poll()
    first, second = Delivery.objects.all()
    assert (first.about, second.about) == ("", f"delivery:{first.uid}")
    ChannelState.objects.update(cursor={})
    service(ada).add("edited_message", **message(7, text="Lanterns at 9", edit_date=1808218800))
    assert ada.poll() == 0
    assert (Delivery.objects.count(), Arrival.objects.count()) == (2, 3)


def test_the_offset_stands_behind_what_is_kept_and_many_come_in_pages(ada: TelegramHarness) -> None:
    numbers = [service(ada).add(**message(number, text=f"Lanterns {number}")) for number in range(120)]
    assert ada.poll() == 120
    assert ChannelState.objects.get().cursor == {"offset": numbers[-1] + 1}
    asked = [request.payload for request in service(ada).requests]
    assert [each["offset"] for each in asked] == [0, numbers[49] + 1, numbers[99] + 1]
    assert asked[0]["allowed_updates"] == ["message", "edited_message"]


@pytest.mark.parametrize(
    "update",
    [
        {},
        {"update_id": "x"},
        {"update_id": 5, "message": []},
        {"update_id": 6, "message": {"from": {"id": 1}, "chat": {"type": "private"}, "text": 7, "date": "x"}},
        {"update_id": 7, "message": {"from": {"id": 1}, "chat": {"type": "private"}, "date": 10**30}},
    ],
)
def test_updates_of_another_form_break_nothing(ada: TelegramHarness, update: dict[str, Any]) -> None:
    service(ada).updates.append(update)
    service(ada).getUpdates = lambda **_: service(ada).updates  # type: ignore[method-assign]
    service(ada).updates.append({"update_id": 9, "message": message(9, text="Lanterns")})
    ada.poll()
    assert b"Lanterns" in {raw_of(kept) for kept in Delivery.objects.all()}


@pytest.mark.parametrize(
    ("response", "words", "seconds"),
    [
        (error(429, "Too Many Requests: retry after 17", retry_after=17), "wait 17 seconds", 17),
        (error(409, "Conflict: terminated by other getUpdates request"), "another program asks", 60),
        (error(401, "Unauthorized"), "does not know the token", 900),
        (Response(raw=b"<html>", status=502), "answered 502", None),
        (Response(raw=b'{"ok": tr'), "answered 200", None),
        (Response(status=302, headers={"location": "http://127.0.0.1:1/"}), "answered 302", None),
    ],
)
def test_refusals_are_told_in_words_and_wait_as_asked(
    ada: TelegramHarness, response: Response, words: str, seconds: float | None
) -> None:
    service(ada).instead.append(response)
    with pytest.raises(ChannelTrouble, match=words) as trouble:
        ada.poll()
    assert (trouble.value.seconds, trouble.value.permanent) == (seconds, False)
    assert words in ChannelState.objects.get().trouble


def test_the_token_is_in_no_log_and_no_error(ada: TelegramHarness, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    ada.send("Lanterns")
    service(ada).instead.append(error(404, f"no method at /bot{TOKEN}/"))
    with pytest.raises(ChannelTrouble) as refused:
        ada.poll()
    service(ada).stop()
    with pytest.raises(ChannelTrouble) as silent:
        ada.poll()
    ada.service = BotApi()
    said = " ".join([caplog.text, *(repr(each.getrepr(style="long")) for each in (refused, silent))])
    secret_part = TOKEN.partition(":")[2]
    assert caplog.records
    assert secret_part not in said
    assert secret_part not in "".join(ChannelState.objects.values_list("trouble", flat=True))


def test_an_answer_goes_below_its_message_and_long_ones_in_parts(ada: TelegramHarness) -> None:
    answerer = TELEGRAM.parts().answerer
    assert answerer is not None
    assert answerer.send(REPLY) == "700700700/9001"
    assert service(ada).sent == [
        {
            "chat_id": "700700700",
            "text": "It is listed.",
            "link_preview_options": {"is_disabled": True},
            "reply_parameters": {"message_id": 7, "allow_sending_without_reply": True},
        }
    ]
    answerer.send(Reply("700700700", "🏮" * 3000 + "\n" + "end", "en", "a2"))
    assert [len(sent["text"]) for sent in service(ada).sent[1:]] == [2048, 952 + len("\nend")]


@pytest.mark.parametrize(
    ("response", "permanent"),
    [
        (error(403, "Forbidden: bot was blocked by the user"), True),
        (error(400, "Bad Request: chat not found"), True),
        (error(429, "Too Many Requests", retry_after=3), False),
        (Response(status=500), False),
    ],
)
def test_an_answer_that_cannot_go_says_whether_to_try_again(
    ada: TelegramHarness, response: Response, permanent: bool
) -> None:
    service(ada).instead.append(response)
    answerer = TELEGRAM.parts().answerer
    assert answerer is not None
    with pytest.raises(ChannelTrouble) as trouble:
        answerer.send(REPLY)
    assert trouble.value.permanent is permanent
    assert service(ada).sent == []


def test_checks_say_who_the_bot_is_and_what_stands_in_the_way(ada: TelegramHarness) -> None:
    named = TELEGRAM.parts().named()
    assert named["updates"].check() == "@lantern_list_bot can be written to"
    assert named["answer"].check() == "@lantern_list_bot can answer"
    service(ada).webhook = "https://elsewhere.example/hook"
    with pytest.raises(ChannelTrouble, match="call deleteWebhook"):
        named["updates"].check()


def test_settings_that_are_wrong_are_named_without_their_value(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotSetUp, match=r"HANDBILL_TELEGRAM_TOKEN: it does not look like") as wrong:
        token_from({"HANDBILL_TELEGRAM_TOKEN": "hush/../hush"})
    assert "hush" not in str(wrong.value)
    monkeypatch.setenv("HANDBILL_TELEGRAM_TOKEN", TOKEN)
    for base in ("http://api.example", "ftp://127.0.0.1", "https://a@b.example", "https://x.example/?q"):
        monkeypatch.setenv("HANDBILL_TELEGRAM_URL", base)
        with pytest.raises(NotSetUp, match="HANDBILL_TELEGRAM_URL"):
            TELEGRAM.parts()
