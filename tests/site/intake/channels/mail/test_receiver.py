"""The receiver, asked by the standard library's clients over loopback."""

import contextlib
import smtplib
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from tests.site.intake.channels.mail.mails import ADA, LIST, mail

from handbill_site.intake import pressure
from handbill_site.intake.channels.mail import receiver as module
from handbill_site.intake.channels.mail.receiver import MailReceiver
from handbill_site.intake.channels.mail.setup import MailSettings, Server
from handbill_site.intake.errors import ChannelTrouble, NotKept, TryLater
from handbill_site.intake.incoming import Incoming

Client = smtplib.SMTP


class Served:
    """A receiver that runs in a thread, and what it was given to keep."""

    def __init__(self, scheme: str, most_bytes: int = 100_000):
        self.kept: list[Incoming] = []
        self.keeping: Callable[[Incoming], None] = self.kept.append
        self.told = threading.Event()
        settings = MailSettings(LIST, listen=Server(scheme, "127.0.0.1", 0), most_bytes=most_bytes)
        self.receiver = MailReceiver(settings)
        self.thread = threading.Thread(
            target=self.receiver.serve, args=(lambda each: self.keeping(each), self.told)
        )
        self.thread.start()
        while not self.receiver.port:
            time.sleep(0.01)

    def client(self) -> Client:
        kind = smtplib.LMTP if self.receiver.listen.scheme == "lmtp" else smtplib.SMTP
        return kind("127.0.0.1", self.receiver.port, timeout=20)

    def stop(self) -> None:
        self.told.set()
        self.thread.join(10)
        assert not self.thread.is_alive()


@pytest.fixture
def roomy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pressure, "require_room", lambda _: None)


@pytest.fixture(params=["lmtp", "smtp"])
def served(request: pytest.FixtureRequest, roomy: None) -> Iterator[Served]:
    served = Served(request.param)
    yield served
    served.stop()


@pytest.fixture
def lmtp(roomy: None) -> Iterator[Served]:
    served = Served("lmtp")
    yield served
    served.stop()


def data(client: Client, raw: bytes, *recipients: str) -> bytes:
    """Send one mail by hand; return all that is answered after its final dot."""
    client.ehlo() if type(client) is smtplib.SMTP else client.docmd("lhlo", "test.example")
    assert client.mail(ADA)[0] == 250
    for recipient in recipients or (LIST,):
        assert client.rcpt(recipient)[0] == 250
    assert client.docmd("data")[0] == 354
    client.send(
        raw.replace(b"\r\n.", b"\r\n..") + b"\r\n.\r\n" if not raw.endswith(b"\r\n") else raw + b".\r\n"
    )
    answers = [client.getreply() for _ in recipients or (LIST,)]
    return b"\n".join(b"%d %s" % (code, said) for code, said in answers)


def test_a_mail_is_kept_byte_by_byte_and_then_said_to_be(served: Served) -> None:
    raw = mail("Lanterns \x00 on Friday\r\n" + "x" * 5000)  # row 10
    with served.client() as client:
        assert client.sendmail(ADA, [LIST], raw) == {}
    [incoming] = served.kept
    assert (incoming.raw, incoming.sender) == (raw, ADA)


def test_several_mails_in_one_session(served: Served) -> None:
    with served.client() as client:
        for number in range(5):
            client.sendmail(ADA, [LIST], mail(f"no. {number}"))
    assert len(served.kept) == 5


@pytest.mark.parametrize(
    ("error", "code"),
    [(NotKept("locked"), 451), (TryLater("the disk is nearly full"), 452), (ZeroDivisionError(), 451)],
)
def test_row_99_and_101_what_cannot_be_kept_is_never_said_to_be(
    served: Served, error: Exception, code: int
) -> None:
    def refuse(_: Incoming) -> None:
        raise error

    served.keeping = refuse
    with served.client() as client:
        assert data(client, mail())[:3] == str(code).encode()
        served.keeping = served.kept.append
        client.rset()
        assert data(client, mail())[:3] == b"250"
    assert len(served.kept) == 1


def test_row_99_a_full_disk_is_said_before_the_mail_is_sent(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise TryLater("the disk is nearly full")

    monkeypatch.setattr(pressure, "require_room", full)
    with served.client() as client, pytest.raises(smtplib.SMTPSenderRefused) as refused:
        client.sendmail(ADA, [LIST], mail())
    assert (refused.value.smtp_code, refused.value.smtp_error) == (
        452,
        b"4.3.1 the disk is nearly full, try again later",
    )


def test_mail_for_others_is_refused(served: Served) -> None:
    with served.client() as client:
        client.ehlo() if type(client) is smtplib.SMTP else client.docmd("lhlo", "test.example")
        client.mail(ADA)
        codes = [client.rcpt(each)[0] for each in (LIST, "list+any-thing@town.example", "eve@rivers.example")]
    assert codes == [250, 250, 550]


def test_lmtp_answers_for_each_recipient(lmtp: Served) -> None:
    with lmtp.client() as client:
        assert data(client, mail(), LIST, "list+a@town.example", "list+b@town.example") == b"\n".join(
            [b"250 2.0.0 kept"] * 3
        )
        assert client.noop()[0] == 250
    assert len(lmtp.kept) == 1


def test_lmtp_answers_for_each_recipient_also_when_the_mail_is_too_large(lmtp: Served) -> None:
    with lmtp.client() as client:
        answered = data(client, mail("long\r\n" * 20_000), LIST, "list+a@town.example")
        assert [line[:3] for line in answered.splitlines()] == [b"552", b"552"]
        assert client.noop()[0] == 250
    assert lmtp.kept == []


def test_row_1_an_announced_size_is_refused_at_once(served: Served) -> None:
    with served.client() as client:
        client.ehlo() if type(client) is smtplib.SMTP else client.docmd("lhlo", "test.example")
        assert client.docmd("mail", f"from:<{ADA}> size=100001")[0] == 552


def test_row_1_a_line_without_end_is_not_gathered(lmtp: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """50 MB in one line: the connection ends near the limit, and memory does not grow with what is sent."""
    monkeypatch.setattr(module, "MOST_LINE", 64 * 1024)
    sent = 0
    with contextlib.suppress(OSError), lmtp.client() as client:
        client.docmd("lhlo", "test.example")
        client.mail(ADA)
        client.rcpt(LIST)
        client.docmd("data")
        assert client.sock
        for _ in range(50):
            client.sock.sendall(b"x" * 1024 * 1024)
            sent += 1
    assert sent < 50
    assert lmtp.kept == []


def test_row_11_a_smuggled_end_is_one_mail(served: Served) -> None:
    for end in (b"\n.\n", b"\n.\r\n", b"\r.\r", b"\r\n.\r"):
        served.kept.clear()
        smuggled = mail() + b"text" + end + b"MAIL FROM:<eve@rivers.example>\r\n"
        with served.client() as client:
            assert data(client, smuggled)[:3] == b"250"
        assert len(served.kept) == 1


def test_row_16_a_mail_in_circles_is_refused_for_good(served: Served) -> None:
    with served.client() as client:
        assert data(client, b"Received: from a by b\r\n" * 51 + mail())[:3] == b"554"


def test_a_bounce_is_taken_without_being_answered(served: Served) -> None:
    with served.client() as client:
        assert client.sendmail("", [LIST], mail()) == {}
    assert [each.settled for each in served.kept] == ["a bounce"]


def test_row_20_a_client_that_goes_silent_has_nothing_accepted(
    lmtp: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    with lmtp.client() as client:
        client.docmd("lhlo", "test.example")
        client.mail(ADA)
        client.rcpt(LIST)
        client.docmd("data")
        client.send(mail()[:-10])
    time.sleep(0.2)
    assert lmtp.kept == []


def test_row_110_while_it_ends_a_mail_under_way_is_finished_and_a_new_one_told_to_come_again(
    roomy: None,
) -> None:
    served, begun, go_on = Served("lmtp"), threading.Event(), threading.Event()

    def slow(incoming: Incoming) -> None:
        begun.set()
        assert go_on.wait(10)
        served.kept.append(incoming)

    served.keeping = slow
    answers: list[bytes] = []
    first, second = served.client(), served.client()
    second.docmd("lhlo", "test.example")
    sending = threading.Thread(target=lambda: answers.append(data(first, mail())))
    sending.start()
    assert begun.wait(10)
    served.told.set()
    time.sleep(module.LOOK_SECONDS * 3)
    assert second.mail(ADA)[0] == 421
    go_on.set()
    sending.join(10)
    assert answers == [b"250 2.0.0 kept"]
    first.close()
    second.close()
    served.stop()


def test_a_port_that_is_taken_is_said_in_words() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        receiver = MailReceiver(MailSettings(LIST, listen=Server("smtp", "127.0.0.1", port)))
        with pytest.raises(ChannelTrouble, match=rf"127\.0\.0\.1:{port} cannot be listened at"):
            receiver.serve(lambda _: None, threading.Event())
