"""Pictures that Instagram and X only link to: fetched once, kept with their words, deleted with them."""

import datetime as dt
import email
import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import policy
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from tests.library.fetch.web import Seen, certificate, page, server
from tests.site.answering.test_answering import Sends, answered_by
from tests.site.flow.test_flow import Finds
from tests.site.intake.channels.instagram.harness import InstagramHarness
from tests.site.intake.channels.instagram.service import batch, event, hand_in, post, text
from tests.site.intake.channels.x.service import KEYS, activity, created
from tests.site.intake.channels.x.service import hand_in as hand_in_x
from tests.site.listing.making import walk

from handbill.errors import NotFetched, Refused
from handbill.fetch.guard import Guard
from handbill.values import Draft
from handbill_site.desk.models import Case
from handbill_site.flow import run_once
from handbill_site.intake.channels.contract import Parts
from handbill_site.intake.channels.credentials import Secret
from handbill_site.intake.channels.pictures import Pictures
from handbill_site.intake.channels.writing import Piece, document, linked_in, with_bytes
from handbill_site.intake.channels.x.account import Account, authorization
from handbill_site.intake.channels.x.setup import Keys
from handbill_site.intake.models import Delivery, Source
from handbill_site.intake.operations import raw_of

pytestmark = pytest.mark.django_db(transaction=True)
CDN = "cdn.lanterns.example"
JPEG = b"\xff\xd8\xff\xe0 lanterns \r\n--=_0000000000000000000000000000000000000000\r\n\xff\xd9"
HERE = ipaddress.ip_address("127.0.0.1")


@dataclass
class Cdn:
    """The service's own host of pictures, over TLS, as `behave` says."""

    seen: Seen
    trust: ssl.SSLContext
    behave: Callable[[socket.socket, str], None]

    def guard(self, **more: Any) -> Guard:
        return Guard(
            resolve=lambda _host, _port: [HERE],
            allows=lambda _: True,
            ports=frozenset({self.seen.port}),
            **more,
        )

    def url(self, path: str = "a.jpg?signature=7", host: str = CDN) -> str:
        return f"https://{host}:{self.seen.port}/{path}"

    def pictures(self, **more: Any) -> Pictures:
        return Pictures(("lanterns.example",), guard=self.guard(), tls=self.trust, **more)


@pytest.fixture
def cdn(tmp_path: Path) -> Iterator[Cdn]:
    own, trust = certificate(tmp_path, f"{CDN},DNS:evil.example")
    made: list[Cdn] = []
    with server(lambda connection, path: made[0].behave(connection, path), tls=own) as seen:
        made.append(Cdn(seen, trust, page(JPEG, "Content-Type: image/jpeg")))
        yield made[0]


@pytest.fixture
def ada(tmp_path: Path, cdn: Cdn, monkeypatch: pytest.MonkeyPatch) -> Iterator[InstagramHarness]:
    harness = InstagramHarness()
    harness.start(tmp_path)
    made = Parts(pictures=cdn.pictures())
    monkeypatch.setattr("handbill_site.intake.channels.instagram.setup.parts", lambda: made)
    yield harness
    harness.stop()


@pytest.fixture
def sends(monkeypatch: pytest.MonkeyPatch) -> Sends:
    return answered_by(monkeypatch, Source.Kind.INSTAGRAM)


def work(*drafts: Draft, after: float = 0.0) -> None:
    run_once(now=timezone.now() + dt.timedelta(seconds=after), reader=Finds(*drafts))


def parts_of(delivery: Delivery) -> list[tuple[str, bytes]]:
    """Type and bytes of each part of what is kept."""
    mail = email.message_from_bytes(raw_of(delivery), policy=policy.default)
    return [(part.get_content_type(), part.get_payload(decode=True) or b"") for part in mail.iter_parts()]


def flyer(cdn: Cdn, kind: str = "image", **payload: str) -> dict[str, Any]:
    return {"type": kind, "payload": {"url": cdn.url(), **payload}}


def test_a_picture_is_kept_with_its_words_and_that_is_what_is_read(
    ada: InstagramHarness, cdn: Cdn, sends: Sends
) -> None:
    hand_in(batch(event({"mid": "m1", "text": "Lanterns", "attachments": [flyer(cdn)]})))
    first = Delivery.objects.get()
    assert (first.state, cdn.seen.requests) == ("fetch", []), "the webhook is answered before"
    work(walk())
    first, whole = Delivery.objects.order_by("pk")
    assert (first.state, first.page, whole.external_id, whole.sender) == ("routed", whole, "m1", first.sender)
    assert parts_of(whole) == [("text/plain", b"Lanterns"), ("image/jpeg", JPEG)]
    assert b"external-body" in raw_of(first), "what arrived stays as it arrived"
    assert Case.objects.get().reading.announcement.delivery == whole
    assert ["Light the Canal" in reply.text for reply in sends.sent] == [True]
    assert sends.sent[0].in_reply_to == "m1"
    work()
    assert (Delivery.objects.count(), len(cdn.seen.requests), len(sends.sent)) == (2, 1, 1)


def test_the_first_picture_of_a_forwarded_post_is_kept(ada: InstagramHarness, cdn: Cdn) -> None:
    hand_in(batch(post(flyer(cdn, "ig_post", title="Lanterns on Friday", ig_post_media_id="18139"))))
    work()
    whole = Delivery.objects.latest("pk")
    assert parts_of(whole) == [("text/plain", b"Lanterns on Friday"), ("image/jpeg", JPEG)]


@pytest.mark.parametrize("kind", ["story_mention", "ig_story", "video", "reel", "audio", "file"])
def test_stories_and_films_are_never_fetched(ada: InstagramHarness, cdn: Cdn, kind: str) -> None:
    hand_in(batch(event({"mid": "m1", "text": "Lanterns", "attachments": [flyer(cdn, kind)]})))
    work()
    assert (Delivery.objects.count(), cdn.seen.requests) == (1, [])


def test_a_doubled_webhook_fetches_nothing_twice(ada: InstagramHarness, cdn: Cdn) -> None:
    raw = batch(event({"mid": "m1", "text": "Lanterns", "attachments": [flyer(cdn)]}))
    hand_in(raw)
    work()
    hand_in(raw)
    work()
    assert (Delivery.objects.count(), len(cdn.seen.requests)) == (2, 1)


def test_what_its_sender_deletes_goes_with_the_picture(ada: InstagramHarness, cdn: Cdn) -> None:
    hand_in(batch(event({"mid": "m1", "text": "Lanterns", "attachments": [flyer(cdn)]})))
    work(walk())
    hand_in(batch(event({"mid": "m1", "is_deleted": True})))
    for delivery in Delivery.objects.all():
        assert (delivery.trouble, delivery.sender) == ("its sender deleted it", "")
        with pytest.raises(FileNotFoundError):
            raw_of(delivery)
    assert not Case.objects.exists()


def test_what_is_deleted_while_it_is_fetched_leaves_no_picture(ada: InstagramHarness, cdn: Cdn) -> None:
    hand_in(batch(event({"mid": "m1", "text": "Lanterns", "attachments": [flyer(cdn)]})))
    usual = cdn.behave

    def behave(connection: socket.socket, path: str) -> None:
        kept = Delivery.objects.get()
        Delivery.objects.filter(pk=kept.pk).update(state="routed", silent="deleted by its sender")
        usual(connection, path)

    cdn.behave = behave
    work()
    assert [each.state for each in Delivery.objects.order_by("pk")] == ["routed", "routed"]
    with pytest.raises(FileNotFoundError):
        raw_of(Delivery.objects.latest("pk"))


@pytest.mark.parametrize(
    "behave",
    [
        page(b"gone", status="404 Not Found"),
        page(b"<html>log in</html>", "Content-Type: text/html"),
        page(b"<svg/>", "Content-Type: image/svg+xml"),
        page(b"x" * (6 * 1024 * 1024), "Content-Type: image/jpeg"),
        page(b"", "Location: https://elsewhere.example/a.jpg", status="302 Found"),
    ],
)
def test_a_picture_that_cannot_be_had_does_not_hold_up_the_words(
    ada: InstagramHarness, cdn: Cdn, behave: Any
) -> None:
    cdn.behave = behave
    hand_in(batch(event({"mid": "m1", "text": "Lanterns", "attachments": [flyer(cdn)]})))
    work(walk())
    assert Case.objects.get().reading.announcement.delivery == Delivery.objects.get()
    assert Delivery.objects.get().attempts == 1, "those of the fetching are not counted against its reader"


def test_a_host_that_is_down_is_asked_three_times_before_the_words_are_read(
    ada: InstagramHarness, cdn: Cdn
) -> None:
    cdn.behave = page(b"later", status="503 Service Unavailable")
    hand_in(batch(event({"mid": "m1", "text": "Lanterns", "attachments": [flyer(cdn)]})))
    states = []
    for after in (1, 30, 61, 400, 901):
        work(walk(), after=after)
        states.append(Delivery.objects.get().state)
    assert states == ["fetch", "fetch", "fetch", "fetch", "routed"]
    assert len(cdn.seen.requests) == 3


@pytest.mark.parametrize(
    "host", ["evil.example", "lanterns.example.evil.example", "notlanterns.example", "127.0.0.1"]
)
def test_row_75_only_hosts_of_the_service_are_asked(ada: InstagramHarness, cdn: Cdn, host: str) -> None:
    attachment = {"type": "image", "payload": {"url": cdn.url(host=host)}}
    hand_in(batch(event({"mid": "m1", "text": "Lanterns", "attachments": [attachment]})))
    work(walk())
    assert (cdn.seen.requests, Case.objects.count()) == ([], 1)


def test_row_72_a_redirect_to_another_host_gives_no_picture(ada: InstagramHarness, cdn: Cdn) -> None:
    usual, away = cdn.behave, f"Location: {cdn.url('b.jpg', host='evil.example')}"

    def behave(connection: socket.socket, path: str) -> None:
        (page(b"", away, status="302 Found") if "a.jpg" in path else usual)(connection, path)

    cdn.behave = behave
    hand_in(batch(event({"mid": "m1", "text": "Lanterns", "attachments": [flyer(cdn)]})))
    work(walk())
    assert (len(cdn.seen.requests), Delivery.objects.count(), Case.objects.count()) == (2, 1, 1)


def test_without_settings_the_words_are_read_alone(
    ada: InstagramHarness, cdn: Cdn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handbill_site.intake.channels.instagram.setup.parts", Parts)
    hand_in(batch(event({"mid": "m1", "text": "Lanterns", "attachments": [flyer(cdn)]})))
    work(walk())
    assert (Case.objects.count(), cdn.seen.requests) == (1, [])


def test_a_text_without_picture_waits_for_nothing(ada: InstagramHarness) -> None:
    hand_in(batch(text("m1", "Lanterns")))
    assert Delivery.objects.get().state == "kept"


def test_x_gives_pictures_to_the_account_alone(cdn: Cdn, monkeypatch: pytest.MonkeyPatch) -> None:
    """The address is signed, as every call of the account, and a redirect gets no signature."""
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    keys = Keys(
        *(
            Secret(KEYS[f"HANDBILL_X_{name}"])
            for name in ("CONSUMER_KEY", "CONSUMER_SECRET", "TOKEN", "TOKEN_SECRET")
        )
    )
    account = Account("https://api.lanterns.example", keys, clock=lambda: 1808215200.0)
    pictures = Pictures(
        ("lanterns.example",), signed=account.signed, guard=cdn.guard(max_redirects=0), tls=cdn.trust
    )
    monkeypatch.setattr("handbill_site.intake.channels.x.setup.parts", lambda: Parts(pictures=pictures))
    media = {"type": "photo", "media_url_https": cdn.url("dm/7.jpg?name=large")}
    hand_in_x(activity(created(7, "Lanterns", attachment={"media": media})))
    work(walk())
    assert parts_of(Delivery.objects.latest("pk"))[1] == ("image/jpeg", JPEG)
    [request] = cdn.seen.requests
    said = next(line for line in request.splitlines() if line.lower().startswith("authorization: "))
    nonce = said.partition('oauth_nonce="')[2].partition('"')[0]
    bare = f"https://{CDN}:{cdn.seen.port}/dm/7.jpg"
    signed = authorization("GET", bare, {"name": "large"}, keys, nonce=nonce, timestamp=1808215200)
    assert said.partition(": ")[2] == signed
    cdn.behave = page(b"", f"Location: {cdn.url('other.jpg')}", status="302 Found")
    with pytest.raises(NotFetched):
        pictures.get(cdn.url("dm/8.jpg"))
    assert len(cdn.seen.requests) == 2
    with pytest.raises(Refused):
        pictures.get(cdn.url(host="evil.example"))


def test_a_picture_takes_the_place_of_its_link_and_the_others_stay() -> None:
    linked = [
        Piece("image/jpeg", url="https://a.example/1", name="n1"),
        Piece("video/mp4", url="https://a.example/2"),
    ]
    raw, _ = document("Lanterns", linked, sent=dt.datetime(2027, 4, 20, 12, tzinfo=dt.UTC))
    assert linked_in(raw) == linked
    whole = with_bytes(raw, {"https://a.example/1": Piece("image/png", JPEG)})
    assert linked_in(whole) == linked[1:]
    mail = email.message_from_bytes(whole, policy=policy.default)
    assert mail["Date"] == "Tue, 20 Apr 2027 12:00:00 +0000"
    assert [part.get_content_type() for part in mail.iter_parts()] == [
        "text/plain",
        "image/png",
        "message/external-body",
    ]
    assert next(iter(mail.iter_attachments())).get_payload(decode=True) == JPEG


@pytest.mark.parametrize(
    "raw", [b"", b"Lanterns", b"\xff\xd8\xff", b"MIME-Version: 1.0\r\n\r\n", b"Subject: x\r\n\r\ny"]
)
def test_what_is_no_mail_of_ours_links_to_nothing_and_stays(raw: bytes) -> None:
    assert (linked_in(raw), with_bytes(raw, {})) == ([], raw)


def test_words_that_look_like_a_link_of_ours_are_words() -> None:
    link = 'Content-Type: message/external-body; access-type=URL; URL="https://evil.example/"'
    words = f"x\r\n{link}\r\n\r\nContent-Type: image/jpeg\r\n"
    raw, _ = document(words, [Piece("image/jpeg", url="https://a.example/1")])
    assert [piece.url for piece in linked_in(raw)] == ["https://a.example/1"]
