"""X: polled and handed in, each message once."""

import datetime as dt
import email
import logging
from collections.abc import Iterator
from email import policy
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings
from tests.site.intake.channels.services import Response
from tests.site.intake.channels.x.harness import XHarness
from tests.site.intake.channels.x.service import (
    ADA,
    KEYS,
    OWN,
    activity,
    created,
    event,
    hand_in,
    problem,
    signature,
)

from handbill_site.intake.channels import X
from handbill_site.intake.channels.credentials import Secret
from handbill_site.intake.channels.x.account import Account, authorization
from handbill_site.intake.channels.x.setup import Keys, keys_from
from handbill_site.intake.errors import ChannelTrouble, NotSetUp
from handbill_site.intake.incoming import Reply
from handbill_site.intake.models import Arrival, ChannelState, Delivery
from handbill_site.intake.operations import raw_of

pytestmark = pytest.mark.django_db(transaction=True)
REPLY = Reply(ADA, "It is listed.", "en", "a1", conversation=ADA, in_reply_to="7")


@pytest.fixture(autouse=True)
def ada(tmp_path: Path) -> Iterator[XHarness]:
    harness = XHarness()
    harness.start(tmp_path)
    yield harness
    harness.stop()


def ids() -> list[str]:
    return [kept.external_id for kept in Delivery.objects.order_by("pk")]


def test_requests_are_signed_as_in_appendix_a_of_oauth_core_1_0() -> None:
    """The worked example of the specification, https://oauth.net/core/1.0/#anchor30."""
    keys = Keys(
        *map(Secret, ("dpf43f3p2l4k3l03", "kd94hf93k423kf44", "nnch734d00sl2jdk", "pfkkdhi9sl3r4s00"))
    )
    query = {"file": "vacation.jpg", "size": "original"}
    said = authorization(
        "GET", "http://photos.example.net/photos", query, keys, nonce="kllo9940pd9333jh", timestamp=1191242096
    )
    assert 'oauth_signature="tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D"' in said
    assert 'oauth_token="nnch734d00sl2jdk"' in said
    assert "pfkkdhi9sl3r4s00" not in said


def test_a_message_is_kept_with_sender_and_time(ada: XHarness) -> None:
    ada.service.events.append(event(7, "Lanterns"))
    assert ada.poll() == 1
    kept = Delivery.objects.get()
    assert (kept.source.kind, kept.sender, kept.conversation, kept.external_id) == ("x", ADA, ADA, "7")
    assert kept.sent == dt.datetime(2027, 4, 20, 10, tzinfo=dt.UTC)
    assert (raw_of(kept), kept.media_type) == (b"Lanterns", "text/plain; charset=utf-8")


def test_our_own_those_of_groups_and_joins_are_passed_over(ada: XHarness) -> None:
    ada.service.events += [
        event(1, "ours", sender_id=OWN),
        event(2, "in a group", dm_conversation_id="1620000000000000000"),
        event(3, "", event_type="ParticipantsJoin"),
        event(4, "Lanterns"),
    ]
    assert ada.poll() == 1
    assert (ids(), ChannelState.objects.get().cursor) == (["4"], {"since": "4"})


def test_the_first_time_only_the_newest_page_is_taken_and_later_all_since(ada: XHarness) -> None:
    ada.service.most = 3
    ada.service.events += [event(number, f"Lanterns {number}") for number in range(1, 9)]
    assert (ada.poll(), ids()) == (3, ["6", "7", "8"])
    ada.service.events += [event(number, f"Lanterns {number}") for number in range(9, 17)]
    assert ada.poll() == 8
    assert sorted(ids()[3:], key=int) == [str(number) for number in range(9, 17)]
    assert ChannelState.objects.get().cursor == {"since": "16"}
    assert (ada.poll(), Arrival.objects.count()) == (0, 0)


def test_a_run_that_is_told_to_slow_down_goes_on_where_it_was(ada: XHarness) -> None:
    ada.service.most = 3
    ada.service.events.append(event(1, "Lanterns 1"))
    ada.poll()
    ada.service.events += [event(number, f"Lanterns {number}") for number in range(2, 12)]
    respond, calls = ada.service.respond, []

    def limited(request: Any) -> Response:
        calls.append(request)
        return problem(429, "Too Many Requests") if len(calls) == 4 else respond(request)

    ada.service.respond = limited  # type: ignore[method-assign]
    with pytest.raises(ChannelTrouble):
        ada.poll()
    assert ChannelState.objects.get().cursor == {"since": "1", "top": "11", "token": "page6"}
    assert ada.poll() == 4
    assert sorted(ids(), key=int) == [str(number) for number in range(1, 12)]
    assert (ChannelState.objects.get().cursor, Arrival.objects.count()) == ({"since": "11"}, 0)


def test_a_page_whose_name_is_too_old_is_begun_anew(ada: XHarness) -> None:
    ada.service.events += [event(number, f"Lanterns {number}") for number in range(1, 4)]
    ada.poll()
    ada.service.events.append(event(4, "Lanterns 4"))
    ada.service.old_tokens = True
    ChannelState.objects.update(cursor={"since": "3", "top": "3", "token": "page99"})
    assert ada.poll() == 1


def test_links_are_spelt_out_and_a_shared_post_gives_its_words(ada: XHarness) -> None:
    whole = {"url": "https://t.co/a", "expanded_url": "https://lanterns.example/evening"}
    shared = {"url": "https://t.co/b", "expanded_url": "https://twitter.com/quay/status/31?s=20"}
    post = {
        "id": "31",
        "text": "Tomorrow: lanterns https://t.co/a",
        "created_at": "2027-04-01T09:00:00.000Z",
        "entities": {"urls": [whole]},
    }
    ada.service.includes = {"tweets": [post, {"id": "99", "text": "of another message"}]}
    ada.service.events += [
        event(7, "https://t.co/b", entities={"urls": [shared]}, referenced_tweets=[{"id": "31"}]),
        event(8, "Look https://t.co/b", urls=[shared], referenced_tweets=[{"id": "31"}]),
        event(9, "https://t.co/a", entities={"urls": [whole]}),
    ]
    ada.poll()
    alone, with_words, link = Delivery.objects.order_by("pk")
    assert raw_of(alone).decode() == "Tomorrow: lanterns https://lanterns.example/evening"
    assert alone.url == "https://x.com/i/status/31"
    assert alone.sent == dt.datetime(2027, 4, 1, 9, tzinfo=dt.UTC)
    assert raw_of(with_words).decode() == "Look\n\nTomorrow: lanterns https://lanterns.example/evening"
    assert with_words.sent == dt.datetime(2027, 4, 20, 10, tzinfo=dt.UTC)
    assert (raw_of(link), link.media_type) == (b"https://lanterns.example/evening\r\n", "text/uri-list")


def test_a_picture_is_named_beside_the_words_with_its_description(ada: XHarness) -> None:
    inner = {"url": "https://t.co/m", "expanded_url": "https://twitter.com/messages/media/7"}
    picture = {"media_key": "3_7", "type": "photo", "url": "https://ton.example/7.jpg", "alt_text": "A flyer"}
    ada.service.includes = {"media": [picture]}
    more = {"attachments": {"media_keys": ["3_7"]}, "entities": {"urls": [inner]}}
    ada.service.events.append(event(7, "Lanterns https://t.co/m", **more))
    ada.poll()
    kept = Delivery.objects.get()
    words, linked = email.message_from_bytes(raw_of(kept), policy=policy.default).iter_parts()
    assert words.get_content().strip() == "Lanterns\n\nA flyer"
    assert (linked.get_content_type(), linked.get_param("URL")) == (
        "message/external-body",
        "https://ton.example/7.jpg",
    )


@pytest.mark.parametrize(
    "page",
    [
        {},
        {"data": 7, "meta": []},
        {"data": [[], {"id": 7}, {"id": "x"}, event(7, "x", sender_id=None)]},
        {"data": [event(7, "x", dm_conversation_id=None)], "errors": [{"title": "Not Found Error"}]},
    ],
)
def test_pages_of_another_form_break_nothing(ada: XHarness, page: dict[str, Any]) -> None:
    ada.service.instead = [Response({"data": {"id": OWN}}), Response(page)]
    assert ada.poll() == 0


@pytest.mark.parametrize(
    ("response", "words", "permanent", "seconds"),
    [
        (problem(429, "Too Many Requests", x_rate_limit_reset="1130"), "slow down", False, 130),
        (problem(429, "Too Many Requests"), "slow down", False, 900),
        (problem(429, "Too Many Requests", x_rate_limit_reset="900"), "slow down", False, 900),
        (problem(401, "Unauthorized"), "does not accept our token", False, 900),
        (problem(403, "client-not-enrolled"), "plan or the permissions", False, 900),
        (problem(503, "Over capacity", retry_after="9"), "answered 503", False, 9),
        (Response(raw=b"<html>"), "answered 200", False, None),
    ],
)
def test_refusals_are_told_in_words_and_wait_as_asked(
    ada: XHarness, response: Response, words: str, permanent: bool, seconds: float | None
) -> None:
    ada.service.instead.append(response)
    account = Account(ada.service.url, keys_from(), clock=lambda: 1000.0)
    with pytest.raises(ChannelTrouble, match=words) as trouble:
        account.call("GET", "/2/dm_events")
    assert (trouble.value.permanent, trouble.value.seconds) == (permanent, seconds)


def test_no_key_is_in_a_log_or_an_error(ada: XHarness, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    ada.send("Lanterns")
    ada.service.instead.append(problem(401, KEYS["HANDBILL_X_TOKEN"]))
    with pytest.raises(ChannelTrouble) as trouble:
        ada.poll()
    said = caplog.text + repr(trouble.getrepr(style="long"))
    assert caplog.records
    assert [key for key in KEYS.values() if key in said] == []


def test_an_answer_goes_to_its_sender(ada: XHarness) -> None:
    answerer = X.parts().answerer
    assert answerer is not None
    assert answerer.send(REPLY) == "9001"
    assert ada.service.sent == [(ADA, "It is listed.")]
    for response, permanent in (
        (problem(403, "You cannot send messages to this user"), True),
        (problem(400, "Invalid Request"), True),
        (problem(429, "Too Many Requests"), False),
        (problem(500, "Internal Error"), False),
    ):
        ada.service.instead = [response]
        with pytest.raises(ChannelTrouble) as trouble:
            answerer.send(REPLY)
        assert trouble.value.permanent is permanent
    with pytest.raises(ChannelTrouble, match="no account"):
        answerer.send(Reply("../4242", "x", "en", "a2"))
    assert len(ada.service.sent) == 1


def test_checks_say_who_we_are(ada: XHarness) -> None:
    assert {name: part.check() for name, part in X.parts().named().items()} == {
        "messages": "@lantern_list can be written to (X Chat, which is encrypted, does not come this way)",
        "hook": "the consumer secret is there; X is to call /hooks/x/",
        "answer": "@lantern_list can answer",
    }


def test_settings_are_all_or_the_consumer_secret_alone() -> None:
    names = list(KEYS)
    for missing in names[:1] + names[2:]:
        with pytest.raises(NotSetUp, match=f"^{missing}: it is missing$"):
            keys_from({name: key for name, key in KEYS.items() if name != missing})
    assert keys_from({names[1]: "s"}).consumer_secret.open() == "s"


RAW = activity(created(7, "Lanterns"))


def test_a_crc_is_answered_with_the_signed_token() -> None:
    """Signed by hand: openssl dgst -sha256 -hmac lantern-app-secret -binary."""
    answer = Client().get("/hooks/x/", {"crc_token": "challenge-123"})
    assert answer.status_code == 200
    assert answer.json() == {"response_token": "sha256=TmZ2r1n3L6lXALVAqAE+fKAwPPKHdbdCnUx6sxzEfEA="}
    assert Client().get("/hooks/x/").status_code == 400


def test_a_crc_signs_nothing_that_could_be_handed_in() -> None:
    """Whoever asks for the signature of a body as if it were a token must not get it."""
    answer = Client().get("/hooks/x/", {"crc_token": RAW.decode()})
    assert answer.status_code == 400
    assert signature(RAW).encode() not in answer.content
    for token in ("{}", "[]", "{", '"a"', "a\n", "x" * 257):
        assert Client().get("/hooks/x/", {"crc_token": token}).status_code == 400


@pytest.mark.parametrize(
    "signed",
    [
        "",
        "sha256=",
        signature(RAW, "another"),
        signature(RAW, ""),
        signature(RAW)[:-1],
        signature(RAW)[:-2] + "=",
        signature(RAW).removeprefix("sha256="),
        signature(RAW).lower(),
        f"{signature(RAW)},{signature(RAW)}",
        f"{signature(RAW)}\n",
        signature(RAW + b" "),
    ],
)
def test_row_77_a_forged_or_cut_signature_is_401_and_nothing_is_kept(signed: str) -> None:
    assert hand_in(RAW, signed).status_code == 401
    assert hand_in(RAW[:-1], signature(RAW)).status_code == 401
    assert not Delivery.objects.exists()


def test_row_77_without_a_secret_nothing_is_taken_or_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in KEYS:
        monkeypatch.delenv(name)
    assert hand_in(RAW, signature(RAW, "")).status_code == 401
    assert Client().get("/hooks/x/", {"crc_token": "a"}).status_code == 400


def test_row_78_and_79_handed_in_polled_and_replayed_it_is_one(ada: XHarness) -> None:
    for _ in range(2):
        assert hand_in(RAW).status_code == 200
    ada.service.events.append(event(7, "Lanterns"))
    assert ada.poll() == 0
    assert (Delivery.objects.count(), Arrival.objects.count()) == (1, 2)
    kept = Delivery.objects.get()
    assert (kept.sender, kept.sent) == (ADA, dt.datetime(2027, 4, 20, 10, 0, 0, 123000, tzinfo=dt.UTC))


def test_what_cannot_be_kept_is_503(settings: Settings) -> None:
    settings.INTAKE_FREE_BYTES = 1 << 60
    answer = hand_in(RAW)
    assert (answer.status_code, answer["Retry-After"], Delivery.objects.count()) == (503, "300", 0)


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (activity(created(7, "ours", sender=OWN, to=ADA)), 200),
        (activity(created(7, "to another", to="5")), 200),
        (b'{"for_user_id": "4242", "tweet_create_events": [{"id": 1}]}', 200),
        (
            b'{"for_user_id": "4242", "direct_message_events": [7, {}, {"id": "7", "message_create": []}]}',
            200,
        ),
        (b"[]", 400),
        (b"{", 400),
    ],
)
def test_other_activities_are_taken_and_nothing_is_kept(raw: bytes, status: int) -> None:
    assert hand_in(raw).status_code == status
    assert not Delivery.objects.exists()


def test_what_is_handed_in_has_its_links_and_pictures_too() -> None:
    link = {"url": "https://t.co/a", "expanded_url": "https://lanterns.example/evening"}
    media = {"type": "photo", "url": "https://t.co/m", "media_url_https": "https://ton.example/7.jpg"}
    more = {"entities": {"urls": [link]}, "attachment": {"type": "media", "media": media}}
    hand_in(activity(created(7, "Lanterns https://t.co/a", **more)))
    raw = raw_of(Delivery.objects.get())
    assert b"Lanterns https://lanterns.example/evening" in raw
    assert b'URL="https://ton.example/7.jpg"' in raw
