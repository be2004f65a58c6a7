"""A canary inside: whatever links come in by whatever way, nobody asks it. Without the guard it is asked.

127.0.0.3 stands for the public web; the canary sits on 127.0.0.2, 127.0.0.1 and ::1. The guard is the real
one but for three things that only a test may open: the port of the canary, that stand-in, and a resolver that
needs no network.
"""

import contextlib
import datetime as dt
import ipaddress
import json
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.test import Client
from django.utils import timezone
from tests.library.fetch.web import Seen, page, server
from tests.site.hostile.outputs import in_days
from tests.site.hostile.taking import by_mail, by_upload, editor
from tests.site.intake.channels.fediverse.harness import FediverseHarness
from tests.site.intake.channels.fediverse.service import TOKEN, note, said
from tests.site.intake.channels.feed.world import calendar, vevent
from tests.site.intake.channels.mail.mails import mail

from handbill.fetch import Guard, fetch, is_public
from handbill.fetch.guard import Address
from handbill_site.flow import run_once
from handbill_site.intake.channels import FEDIVERSE
from handbill_site.intake.channels.credentials import Secret
from handbill_site.intake.channels.fediverse.account import Account
from handbill_site.intake.channels.fediverse.polling import Mentions
from handbill_site.intake.channels.feed.rounds import Rounds
from handbill_site.intake.channels.feed.subscriptions import subscribe
from handbill_site.intake.channels.running import poll_once
from handbill_site.intake.child import Reader
from handbill_site.intake.models import Delivery, Source, Subscription

pytestmark = pytest.mark.django_db(transaction=True)
OUTSIDE, INSIDE = ipaddress.ip_address("127.0.0.3"), ipaddress.ip_address("127.0.0.2")
FORMS = (
    *(
        "127.0.0.2",
        "127.0.0.1",
        "localhost",
        "localhost.",
        "a.localhost",
        "[::]",
        "[::1]",
        "127.2",
        "127.0.2",
    ),
    "0.0.0.0",  # noqa: S104
    *("127.0.2", "2130706434", "0x7f000002", "0x7f.0.0.2", "0177.0.0.2", "017700000002", "127.0.0.2."),
    *("[::ffff:127.0.0.2]", "[::ffff:7f00:2]", "[::127.0.0.2]", "[64:ff9b::7f00:2]", "[2002:7f00:2::]"),
    *("user@127.0.0.2", "lanterns.example@127.0.0.2", ":pw@127.0.0.2", "127.0.0.2%2e", "127%2e0%2e0%2e2"),
    *("１２７.０.０.２", "①②⑦.⓪.⓪.②", "127。0。0。2", "inside.example", "mixed.example", "in-6.example"),
)
"""Row 71: hosts that lead to the canary, or that some program would take there."""


@dataclass
class Canary:
    """What was asked of the canary.

    Attributes:
        port: The same on all its addresses. outside: the server that stands for the public web.
        forms: Hosts that links are made of.
    """

    port: int
    outside: Seen
    seen: list[Seen] = field(default_factory=list)
    pages: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    forms: tuple[str, ...] = FORMS

    @property
    def hits(self) -> list[str]:
        return [hit for seen in self.seen for hit in seen.hits]

    def links(self) -> list[str]:
        return [f"http://{form}:{self.port}/{number}" for number, form in enumerate(self.forms)]

    def put(self, path: str, body: str, kind: str = "text/html") -> str:
        """Let the public web have a page; return its address."""
        self.pages[path] = (kind, body.encode())
        return f"http://lanterns.example:{self.outside.port}{path}"

    def guard(self, *, off: bool) -> Guard:
        names: dict[str, list[Address]] = {
            "lanterns.example": [OUTSIDE], "inside.example": [INSIDE], "mixed.example": [OUTSIDE, INSIDE],
            "in-6.example": [ipaddress.ip_address("::ffff:127.0.0.2")],
        }  # fmt: skip
        return Guard(
            resolve=lambda host, _: names[host],
            allows=(lambda _: True) if off else (lambda address: address == OUTSIDE or is_public(address)),
            ports=frozenset({80, 443, self.port, self.outside.port}),
            seconds=5,
        )


@pytest.fixture
def canary() -> Iterator[Canary]:
    with contextlib.ExitStack() as stack:
        held: list[Canary] = []

        def public(connection: socket.socket, path: str) -> None:
            if path.startswith("/to?"):
                page(b"", f"Location: {path.partition('?')[2]}", status="302 Found")(connection, path)
                return
            kind, body = held[0].pages.get(path, ("text/plain", b""))
            page(body, f"Content-Type: {kind}")(connection, path)

        outside = stack.enter_context(server(public, str(OUTSIDE)))
        secret = page(b"<h1>secret</h1>", "Content-Type: text/html")
        usual = stack.enter_context(server(secret, "127.0.0.1"))  # where ports are taken, if anywhere
        inside = stack.enter_context(server(secret, str(INSIDE), port=usual.port))
        made = Canary(usual.port, outside, [inside, usual])
        with contextlib.suppress(OSError):  # a machine without IPv6
            made.seen.append(stack.enter_context(server(secret, "::1", port=usual.port)))
        held.append(made)
        yield made


def everything(canary: Canary, guard: Guard, reader: Reader, folder: Path) -> None:
    """Bring the links in by form, desk, mail, file, page, feed and note; let all be asked that is asked."""
    _by_form_and_desk(canary)
    run_once(now=timezone.now(), reader=reader, fetch=partial(fetch, guard=guard))
    _by_mail_and_file(canary, reader)
    _by_feeds(canary, guard, reader)
    _by_note(canary, guard, folder)
    run_once(now=timezone.now(), reader=reader, fetch=partial(fetch, guard=guard))


def _by_form_and_desk(canary: Canary) -> None:
    desk = editor()
    redirects = [f"http://lanterns.example:{canary.outside.port}/to?{link}" for link in canary.links()]
    rich = canary.put("/rich", _page(canary))
    for link in canary.links():
        Client().post("/tell/", {"text": link})
    for link in [*redirects, rich]:
        desk.post("/intake/upload/", {"text": link})


def _page(canary: Canary) -> str:
    """A page that names the canary wherever a page can name something."""
    inside = f"http://inside.example:{canary.port}"
    data = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "Evening of lanterns",
        "startDate": f"{in_days(40)}T20:00",
        "location": "Lisbon",
        "url": f"{inside}/ld",
        "image": f"{inside}/ld.png",
    }
    return (
        f'<html><head><meta property="og:image" content="{inside}/og.png">'
        f'<link rel="icon" href="{inside}/i.ico"><link rel="stylesheet" href="{inside}/a.css">'
        f'<link rel="alternate" type="application/json+oembed" href="{inside}/oembed">'
        f'<script src="{inside}/a.js"></script>'
        f'<script type="application/ld+json">{json.dumps(data)}</script></head>'
        f'<body><h1>Evening of lanterns</h1><img src="{inside}/a.png"><iframe src="{inside}/f"></iframe>'
        f"<p>{in_days(40):%d %B %Y}, 8 pm, Lisbon</p><a href='{inside}/more'>more</a></body></html>"
    )


def _by_mail_and_file(canary: Canary, reader: Reader) -> None:
    links = "\r\n".join(canary.links())
    text = f"Evening of lanterns\r\n30 April 2027, 8 pm, Lisbon\r\n{links}\r\n"
    images = "".join(f'<img src="{link}"><a href="{link}">x</a>' for link in canary.links())
    by_mail(mail(text, Message_ID="<1@x.example>"), reader)
    by_mail(mail(canary.links()[0], Message_ID="<2@x.example>"), reader)
    rich = f"<p>{text}</p>{images}{_page(canary)}"
    by_mail(mail(rich, Message_ID="<3@x.example>", Content_Type="text/html; charset=utf-8"), reader)
    by_upload("a.ics", calendar(*_vevents(canary)).encode(), reader)
    by_upload("a.html", _page(canary).encode(), reader)


def _vevents(canary: Canary) -> list[str]:
    day = f"{in_days(40):%Y%m%d}"
    return [
        vevent(str(number), day=day, URL=link, ATTACH=link, IMAGE=link, CONFERENCE=link)
        for number, link in enumerate(canary.links())
    ]


def _by_feeds(canary: Canary, guard: Guard, reader: Reader) -> None:
    inside = f"http://inside.example:{canary.port}"
    items = "".join(
        f"<item><title>Lanterns</title><link>{link}</link><enclosure url='{link}'/></item>"
        for link in canary.links()
    )
    rss = f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>"
    named = (
        f'<html><head><link rel="alternate" type="text/calendar" href="{inside}/named.ics">'
        f'<link rel="alternate" type="application/activity+json" href="{inside}/outbox"></head></html>'
    )
    outbox = {
        "@context": "https://www.w3.org/ns/activitystreams",
        "type": "OrderedCollection",
        "first": f"{inside}/first",
        "orderedItems": [f"{inside}/item"],
    }
    feeds = [
        canary.put("/a.ics", calendar(*_vevents(canary)), "text/calendar"),
        canary.put("/a.rss", rss, "application/rss+xml"),
        canary.put("/events", named),
        canary.put("/outbox", json.dumps(outbox), "application/activity+json"),
        f"http://lanterns.example:{canary.outside.port}/to?{inside}/redirected.ics",
        f"{inside}/feed.ics",
    ]
    for number, address in enumerate(feeds):
        given = f"https://lanterns.example/{number}.ics"
        made = subscribe(given, trusted=True, by="user:ada", at=timezone.now())
        Source.objects.filter(pk=made.source_id).update(address=address)
    rounds = Rounds(gap=0.0, guard=guard)
    for subscription in Subscription.objects.select_related("source"):
        rounds.ask(subscription)
    rounds.close()


def _by_note(canary: Canary, guard: Guard, folder: Path) -> None:
    harness = FediverseHarness()
    harness.start(folder)
    try:
        pictures = [
            {"id": str(number), "type": "image", "url": link, "description": None}
            for number, link in enumerate([f"http://inside.example:{canary.port}/note.png", *canary.links()])
        ]
        harness.service.add(note(7, said(canary.links()[0]), media_attachments=pictures))
        mentions = Mentions(Account(harness.service.url, Secret(TOKEN)), fetch=partial(fetch, guard=guard))
        poll_once(FEDIVERSE, "mentions", mentions)
    finally:
        harness.stop()


def test_row_71_and_72_and_73_and_75_nobody_asks_the_canary(
    canary: Canary, reader: Reader, tmp_path: Path
) -> None:
    everything(canary, canary.guard(off=False), reader, tmp_path)
    assert canary.hits == []
    assert len(canary.outside.hits) > len(FORMS)
    links = Delivery.objects.filter(media_type="text/uri-list", state="tray")
    refused = links.values_list("trouble", flat=True)
    assert len(refused) >= 2 * len(FORMS)
    assert "" not in refused


def test_row_71_and_72_and_75_without_the_guard_it_is_asked_by_every_way(
    canary: Canary, reader: Reader, tmp_path: Path
) -> None:
    """The control: with the check of addresses alone turned off, so that silence above means something."""
    canary.forms = ("127.0.0.2", "127.0.0.1", "inside.example")
    everything(canary, canary.guard(off=True), reader, tmp_path)
    asked = {hit.partition("/")[2] for hit in canary.hits}
    assert {"redirected.ics", "feed.ics", "named.ics", "note.png"} <= asked
    assert {"0", "1", "2"} <= asked  # of the form
    assert any(hit.endswith("/2") for hit in canary.seen[0].hits)
    # Second hops of pages and mails are asked by nobody, guard or not.
    assert not {"og.png", "i.ico", "oembed", "a.css", "a.js", "a.png", "f", "ld", "ld.png", "more"} & asked


def test_row_21_and_75_a_reader_opens_no_connection(canary: Canary, reader: Reader) -> None:
    """The child reads pages and mails full of links; what it has open afterwards is files and pipes."""
    _by_mail_and_file(canary, reader)
    assert canary.hits == []
    opened = Path(f"/proc/{reader.pid}/fd")
    open_files = [str(file.readlink()) for file in opened.iterdir()]
    assert [name for name in open_files if name.startswith("socket:")] == []


def certificate(folder: Path, name: str, *, days: tuple[int, int]) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Make a certificate of *name* for those days from now; return contexts of a server and of a client."""
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + dt.timedelta(days=days[0]))
        .not_valid_after(now + dt.timedelta(days=days[1]))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    held = folder / "held.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = made.public_bytes(serialization.Encoding.PEM)
    held.write_bytes(private + public)
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(held)
    return own, ssl.create_default_context(cadata=public.decode())


@pytest.mark.parametrize(
    ("name", "days", "reason"),
    [
        ("lanterns.example", (-9, -1), "expired"),
        ("lanterns.example", (1, 9), "not yet valid"),
        ("other.example", (-1, 9), "not valid for 'lanterns.example'"),
    ],
)
def test_row_76_a_link_behind_a_bad_certificate_says_so_at_the_desk(
    tmp_path: Path, reader: Reader, name: str, days: tuple[int, int], reason: str
) -> None:
    own, trust = certificate(tmp_path, name, days=days)
    with server(page(b"plain")) as plain, server(page(b"safe"), tls=own) as seen:
        guard = Guard(
            resolve=lambda *_: [ipaddress.ip_address("127.0.0.1")],
            allows=lambda _: True,
            ports=frozenset({seen.port, plain.port, 80}),
        )
        Client().post("/tell/", {"text": f"https://lanterns.example:{seen.port}/"})
        run_once(now=timezone.now(), reader=reader, fetch=partial(fetch, guard=guard, tls=trust))
        link = Delivery.objects.get()
        assert "certificate is not valid" in link.trouble
        assert reason in link.trouble
        assert (seen.requests, plain.requests) == ([], [])


def test_row_74_a_body_of_the_wrong_length_is_no_page(reader: Reader) -> None:
    def torn(connection: socket.socket, _: str) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<h1>Evening")

    with server(torn) as seen:
        guard = Guard(
            resolve=lambda *_: [ipaddress.ip_address("127.0.0.1")],
            allows=lambda _: True,
            ports=frozenset({seen.port}),
        )
        Client().post("/tell/", {"text": f"http://lanterns.example:{seen.port}/"})
        run_once(now=timezone.now(), reader=reader, fetch=partial(fetch, guard=guard))
    assert Delivery.objects.get().media_type == "text/uri-list"
