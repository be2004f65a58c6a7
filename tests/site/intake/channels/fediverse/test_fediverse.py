"""The Fediverse: direct notes come in once, in order, and answers are seen by one person alone."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.site.intake.channels.fediverse.harness import FediverseHarness
from tests.site.intake.channels.fediverse.service import ADA, TOKEN, Mastodon, note, said
from tests.site.intake.channels.services import Response

from handbill.errors import NotFetched, Refused
from handbill.fetch import Fetched
from handbill.formats import open_announcement
from handbill_site.intake.channels import FEDIVERSE
from handbill_site.intake.channels.credentials import Secret
from handbill_site.intake.channels.fediverse.account import Account
from handbill_site.intake.channels.fediverse.polling import Mentions
from handbill_site.intake.channels.running import poll_once
from handbill_site.intake.errors import ChannelTrouble, NotSetUp
from handbill_site.intake.incoming import Reply
from handbill_site.intake.models import Arrival, ChannelState, Delivery
from handbill_site.intake.operations import raw_of

pytestmark = pytest.mark.django_db(transaction=True)
REPLY = Reply("ada@quay.example", "It is listed.", "de-AT", "a1", in_reply_to="7")


@pytest.fixture
def ada(tmp_path: Path) -> Iterator[FediverseHarness]:
    harness = FediverseHarness()
    harness.start(tmp_path)
    yield harness
    harness.stop()


def words(delivery: Delivery) -> str:
    opened = open_announcement(
        raw_of(delivery), media_type=delivery.media_type, received=dt.datetime(2027, 4, 20)
    )
    return opened.text.strip()


def test_a_direct_note_is_kept_as_a_page_and_read_without_our_name(ada: FediverseHarness) -> None:
    ada.service.add(
        note(7, said("Lanterns & drums\nFriday 30 April\n\nAll are welcome"), spoiler_text="An evening")
    )
    assert ada.poll() == 1
    kept = Delivery.objects.get()
    assert (kept.source.kind, kept.sender, kept.external_id, kept.media_type) == (
        "fediverse",
        "ada@quay.example",
        "7",
        "text/html; charset=utf-8",
    )
    assert kept.sent == dt.datetime(2027, 4, 20, 10, tzinfo=dt.UTC)
    assert words(kept).split("\n") == [
        "An evening",
        "",
        "Lanterns & drums",
        "Friday 30 April",
        "",
        "All are welcome",
    ]
    assert b'<html lang="en">' in raw_of(kept)


def test_what_is_not_a_direct_note_of_another_is_passed_over(ada: FediverseHarness) -> None:
    for visibility in ("public", "unlisted", "private"):
        ada.service.add(note(1, said("in public"), visibility=visibility))
    ada.service.add(note(2, said("liked")), kind="favourite")
    ada.service.add(note(3, said("ours"), account={**ADA, "id": "1"}))
    ada.service.add(note(4, said("Lanterns")))
    assert ada.poll() == 1
    cursor = ChannelState.objects.get().cursor
    assert (cursor["notification"], list(cursor["notes"])) == ("505", ["4"])


def test_many_come_oldest_first_in_pages_and_from_where_we_stood(ada: FediverseHarness) -> None:
    ada.service.add(note(0, said("Lanterns 0")))
    ada.poll()
    for number in range(1, 91):
        ada.service.add(note(number, said(f"Lanterns {number}")))
    assert ada.poll() == 90
    assert [kept.external_id for kept in Delivery.objects.all()] == [str(number) for number in range(91)]
    asked = [dict(each.query) for each in ada.service.requests if each.path == "/api/v1/notifications"]
    assert [each.get("min_id", "") for each in asked] == ["", "500", "540", "580"]
    assert {each["include_filtered"] for each in asked} == {"true"}
    types = [[value for name, value in each.query if name == "types[]"] for each in ada.service.requests]
    assert [each for each in types if each] == [["mention", "update"]] * 4


def test_the_first_time_only_the_newest_page_is_taken(ada: FediverseHarness) -> None:
    for number in range(50):
        ada.service.add(note(number, said(f"Lanterns {number}")))
    assert ada.poll() == 40
    assert Delivery.objects.first().external_id == "10"  # type: ignore[union-attr]


def test_a_note_that_is_told_of_twice_is_one(ada: FediverseHarness) -> None:
    ada.send("Lanterns")
    ada.send_again()
    assert (Delivery.objects.count(), Arrival.objects.count()) == (1, 1)


def test_a_lone_link_is_kept_as_a_link(ada: FediverseHarness) -> None:
    link = (
        '<a href="https://lanterns.example/e?a=1&amp;b=2" rel="nofollow"><span>lanterns.example/e</span></a>'
    )
    ada.service.add(note(7, said("X").replace("X", link)))
    ada.poll()
    kept = Delivery.objects.get()
    assert (raw_of(kept), kept.media_type) == (b"https://lanterns.example/e?a=1&b=2\r\n", "text/uri-list")


def picture(url: str, description: str | None) -> dict[str, Any]:
    return {"id": "1", "type": "image", "url": url, "preview_url": url, "description": description}


def test_pictures_are_kept_and_their_descriptions_read(ada: FediverseHarness) -> None:
    media = [
        picture("https://files.example/a.jpg", "Flyer: lanterns at <8>"),
        picture("http://169.254.169.254/b.jpg", None),
        picture("https://files.example/page", None),
        {"id": "2", "type": "video", "url": "https://files.example/c.mp4", "description": "drums"},
    ]

    def fetch(url: str) -> Fetched:
        if "169.254" in url:
            raise Refused(url, "it is not public")
        return Fetched(url, "image/jpeg" if url.endswith("jpg") else "text/html", b"\xff\xd8\xff lanterns")

    ada.service.add(note(7, said("Lanterns"), media_attachments=media))
    poll_once(FEDIVERSE, "mentions", Mentions(Account(ada.service.url, Secret(TOKEN)), fetch=fetch))
    kept = Delivery.objects.get()
    assert words(kept).split("\n\n") == ["Lanterns", "Flyer: lanterns at <8>", "drums"]
    assert raw_of(kept).count(b"\xff\xd8\xff lanterns") == 1
    assert b'URL="http://169.254.169.254/b.jpg"' in raw_of(kept)


def test_row_75_addresses_that_come_with_a_note_go_through_the_guard(ada: FediverseHarness) -> None:
    """The stand-in is on loopback: allowed as our server, never as the place of a picture."""
    media = [picture(f"{ada.service.url}/canary.jpg", None)]
    ada.service.add(note(7, said("Lanterns"), media_attachments=media))
    ada.poll()
    assert "/canary.jpg" not in [each.path for each in ada.service.requests]
    assert words(Delivery.objects.get()) == "Lanterns"


def test_a_picture_that_does_not_come_does_not_hold_up_the_words(ada: FediverseHarness) -> None:
    def fetch(url: str) -> Fetched:
        raise NotFetched(url, "no answer", permanent=False)

    media = [picture("https://files.example/a.jpg", None)]
    ada.service.add(note(7, said("Lanterns"), media_attachments=media))
    poll_once(FEDIVERSE, "mentions", Mentions(Account(ada.service.url, Secret(TOKEN)), fetch=fetch))
    assert words(Delivery.objects.get()) == "Lanterns"


def test_an_answer_to_an_earlier_note_is_about_it_and_robots_are_not_answered(ada: FediverseHarness) -> None:
    ada.service.add(note(7, said("Lanterns at 8")))
    ada.service.add(note(8, said("Lanterns at 9"), in_reply_to_id="7"))
    ada.service.add(note(9, said("Beep"), account={**ADA, "id": "12", "acct": "robot", "bot": True}))
    ada.poll()
    first, second, robot = Delivery.objects.all()
    assert (second.about, robot.silent) == (f"delivery:{first.uid}", "a robot's account")


@pytest.mark.parametrize(
    "status",
    [None, [], {"visibility": "direct"}, note(7, "x", account=None), note(7, "x", id=None)],
)
def test_notes_of_another_form_are_passed_over(ada: FediverseHarness, status: Any) -> None:
    ada.service.add(note(6, said("Lanterns")))
    ada.service.notifications[0]["status"] = status
    ada.service.add(note(8, said("Drums")))
    assert ada.poll() == 1


def test_bait_for_the_patterns_is_read_in_time(ada: FediverseHarness) -> None:
    """Quadratic reading of these would take minutes."""
    for number, content in enumerate(("<a " * 100_000, "<a>" * 100_000, "<p> " * 100_000, " " * 300_000)):
        ada.service.add(note(number, content + "Lanterns"))
    assert ada.poll() == 4


@pytest.mark.parametrize(
    ("response", "words", "seconds"),
    [
        (Response({"error": "The access token was revoked"}, 401), "does not accept our token", 900),
        (Response({"error": "This action is outside the authorized scopes"}, 403), "lacks a scope", 900),
        (Response({"error": "Too many requests"}, 429), "slow down", 300),
        (Response({"error": "x"}, 503, {"retry-after": "9"}), "answered 503", 9),
        (Response(raw=b"<html>sleeping", status=200), "answered 200", None),
    ],
)
def test_refusals_are_told_in_words(
    ada: FediverseHarness, response: Response, words: str, seconds: float | None
) -> None:
    ada.service.instead.append(response)
    with pytest.raises(ChannelTrouble, match=words) as trouble:
        ada.poll()
    assert (trouble.value.seconds, trouble.value.permanent) == (seconds, False)
    assert words in ChannelState.objects.get().trouble


def test_a_limit_ends_when_the_server_says(ada: FediverseHarness) -> None:
    until = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=120)
    ada.service.instead.append(Response({}, 429, {"x-ratelimit-reset": until.isoformat()}))
    with pytest.raises(ChannelTrouble) as trouble:
        ada.poll()
    assert 60 < (trouble.value.seconds or 0) <= 120


def test_an_answer_is_direct_below_the_note_and_mentions_its_sender_alone(ada: FediverseHarness) -> None:
    answerer = FEDIVERSE.parts().answerer
    assert answerer is not None
    assert answerer.send(REPLY) == "9001"
    assert ada.service.posted == [
        {
            "status": "@ada@quay.example It is listed.",
            "visibility": "direct",
            "language": "de",
            "in_reply_to_id": "7",
        }
    ]
    assert answerer.send(REPLY) == "9001"
    assert len(ada.service.posted) == 1
    answerer.send(Reply("ada", "@bob and @eve@x.example, see https://a.example/@eve", "en", "a2"))
    assert ada.service.posted[1]["status"] == (
        "@ada @\u200bbob and @\u200beve@x.example, see https://a.example/@eve"
    )


def test_long_answers_fit_the_server(ada: FediverseHarness) -> None:
    answerer = FEDIVERSE.parts().answerer
    assert answerer is not None
    ada.service.most = 200
    answerer.send(Reply("ada@quay.example", "🏮" * 300, "en", "a1"))
    assert [len(each["status"]) for each in ada.service.posted] == [200, 18 + 300 - 182]


def test_answers_go_to_accounts_only_and_refusals_say_whether_to_try_again(ada: FediverseHarness) -> None:
    answerer = FEDIVERSE.parts().answerer
    assert answerer is not None
    with pytest.raises(ChannelTrouble, match="no account") as trouble:
        answerer.send(Reply("ada @bob", "x", "en", "a1"))
    assert trouble.value.permanent is True
    for response, permanent in (
        (Response({"error": "Record not found"}, 404), True),
        (Response({"error": "Validation failed"}, 422), True),
        (Response({"error": "Too many requests"}, 429), False),
        (Response({"error": "We're sorry"}, 500), False),
    ):
        ada.service.instead = [Response({}), response]
        with pytest.raises(ChannelTrouble) as trouble:
            answerer.send(REPLY)
        assert trouble.value.permanent is permanent


def test_checks_say_who_we_are_and_whether_strangers_are_heard(ada: FediverseHarness) -> None:
    named = FEDIVERSE.parts().named()
    assert {name: part.check() for name, part in named.items()} == {
        "mentions": "@list can be written to",
        "answer": "@list can answer",
    }
    ada.service.policy = None
    assert named["mentions"].check() == "@list can be written to"
    ada.service.policy = {"for_private_mentions": "drop"}
    with pytest.raises(ChannelTrouble, match="@list drops private mentions of strangers"):
        named["mentions"].check()


def test_half_of_the_settings_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDBILL_FEDIVERSE_URL", "https://social.lanterns.example")
    with pytest.raises(NotSetUp, match="HANDBILL_FEDIVERSE_TOKEN: it is missing"):
        FEDIVERSE.parts()


def test_the_token_is_in_no_error(ada: FediverseHarness) -> None:
    ada.service.instead.append(Response({"error": TOKEN}, 418))
    with pytest.raises(ChannelTrouble) as trouble:
        ada.poll()
    assert TOKEN not in repr(trouble.getrepr(style="long"))
    assert isinstance(ada.service, Mastodon)
