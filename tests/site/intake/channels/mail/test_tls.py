"""TLS with real servers on loopback: a good certificate works, a bad one is named, nothing is downgraded."""

import shutil
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from tests.site.intake.channels.mail.certificates import ELSEWHERE, Authority, Shown
from tests.site.intake.channels.mail.dovecot import PASSWORD, USER, dovecot
from tests.site.intake.channels.mail.harness import Outgoing
from tests.site.intake.channels.mail.mails import ADA, LIST, mail
from tests.site.intake.channels.mail.test_sending import REPLY

from handbill_site.intake import pressure
from handbill_site.intake.channels.credentials import Secret
from handbill_site.intake.channels.mail.imap import Mailbox
from handbill_site.intake.channels.mail.receiver import MailReceiver
from handbill_site.intake.channels.mail.sending import MailAnswerer
from handbill_site.intake.channels.mail.setup import MailSettings, Server, settings_from
from handbill_site.intake.channels.mail.tls import server_context
from handbill_site.intake.errors import ChannelTrouble, NotSetUp
from handbill_site.intake.incoming import Incoming

needs_dovecot = pytest.mark.skipif(
    not shutil.which("dovecot"), reason="Dovecot is not installed (dovecot-imapd)"
)
BAD = {
    "expired": "shows a certificate that is not good: certificate has expired",
    "wrong name": "shows a certificate that is not good: "
    "IP address mismatch, certificate is not valid for '127.0.0.1'",
    "unknown": "shows a certificate that is not good: unable to get local issuer certificate",
}


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path, "lanterns")


def shown(kind: str, authority: Authority, folder: Path) -> Shown:
    """Return a certificate that is good, or bad in that way."""
    if kind == "unknown":
        return Authority(folder, "rivers").sign()
    return authority.sign(ELSEWHERE) if kind == "wrong name" else authority.sign(expired=kind == "expired")


@contextmanager
def outgoing(scheme: str, certificate: Shown | None) -> Iterator[Outgoing]:
    """Run a mail server: smtp with STARTTLS, smtps with TLS from the start; without a certificate neither."""
    options = {}
    if certificate:
        context = server_context(str(certificate.certificate), str(certificate.key))
        options = {"ssl_context": context} if scheme == "smtps" else {"tls_context": context}
    server = Outgoing(**options)
    server.start()
    yield server
    server.stop()


def answerer(scheme: str, port: int, ca: Path) -> MailAnswerer:
    return MailAnswerer(MailSettings(LIST, smtp=Server(scheme, "127.0.0.1", port), ca=str(ca)))


def mailbox(scheme: str, port: int, ca: Path) -> Mailbox:
    account = Server(scheme, "127.0.0.1", port, USER, Secret(PASSWORD), "INBOX")
    return Mailbox(MailSettings(LIST, imap=account, ca=str(ca)))


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_an_answer_goes_out_over_tls(scheme: str, authority: Authority) -> None:
    with outgoing(scheme, authority.sign()) as server:
        answerer(scheme, server.port, authority.file).send(REPLY)
        assert [str(message["To"]) for message in server.mails] == [ADA]


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_no_answer_goes_to_a_server_with_a_bad_certificate(
    scheme: str, kind: str, authority: Authority, tmp_path: Path
) -> None:
    with outgoing(scheme, shown(kind, authority, tmp_path)) as server:
        with pytest.raises(ChannelTrouble) as refused:
            answerer(scheme, server.port, authority.file).send(REPLY)
        assert (str(refused.value), refused.value.permanent) == (
            f"127.0.0.1:{server.port} {BAD[kind]}",
            False,
        )
        assert server.mails == []


def test_a_server_whose_starttls_was_taken_away_gets_neither_password_nor_mail(authority: Authority) -> None:
    with outgoing("smtp", None) as server:
        with pytest.raises(ChannelTrouble, match=r"offers no TLS .STARTTLS., so neither password nor mail"):
            answerer("smtp", server.port, authority.file).send(REPLY)
        assert server.mails == []


def test_a_server_that_says_starttls_and_goes_on_in_clear_gets_nothing(authority: Authority) -> None:
    heard: list[bytes] = []

    def pretend(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection:
            connection.sendall(b"220 here\r\n")
            connection.recv(1000)
            connection.sendall(b"250-here\r\n250 STARTTLS\r\n")
            connection.recv(1000)
            connection.sendall(b"220 go on\r\n")
            heard.append(connection.recv(1000))
            connection.sendall(b"250 in clear, please\r\n")
            with suppress(ConnectionResetError):
                heard.append(connection.recv(1000))

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=pretend, args=(listening,))
        thread.start()
        with pytest.raises(ChannelTrouble, match=r"does not speak TLS as it should: wrong.version.number"):
            answerer("smtp", listening.getsockname()[1], authority.file).send(REPLY)
        thread.join(10)
    assert heard[0][:2] == b"\x16\x03", "a handshake, and nothing else"
    assert b"lantern" not in b"".join(heard).lower()


@needs_dovecot
@pytest.mark.parametrize("scheme", ["imap", "imaps"])
def test_a_mailbox_is_read_over_tls(scheme: str, authority: Authority) -> None:
    good = authority.sign()
    with dovecot(good.certificate, good.key) as server:
        server.put(mail())
        box = mailbox(scheme, server.port_tls if scheme == "imaps" else server.port, authority.file)
        raws = [message.raw for step in box.poll({}, wait=0) for message in step.messages]  # type: ignore[union-attr]
        assert isinstance(box._box and box._box.client.sock, ssl.SSLSocket)
        box.close()
    assert raws == [mail()]


@needs_dovecot
@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("scheme", ["imap", "imaps"])
def test_no_password_goes_to_a_mailbox_with_a_bad_certificate(
    scheme: str, kind: str, authority: Authority, tmp_path: Path
) -> None:
    bad = shown(kind, authority, tmp_path)
    with dovecot(bad.certificate, bad.key) as server:
        port = server.port_tls if scheme == "imaps" else server.port
        with pytest.raises(ChannelTrouble) as refused:
            list(mailbox(scheme, port, authority.file).poll({}, wait=0))
        assert str(refused.value) == f"127.0.0.1:{port} {BAD[kind]}"
        log = server.folder / "log"
        assert f"user=<{USER}>" not in (log.read_text() if log.exists() else "")


@needs_dovecot
def test_a_mailbox_whose_starttls_was_taken_away_gets_no_password(authority: Authority) -> None:
    with dovecot() as server:
        with pytest.raises(ChannelTrouble, match=r"offers no TLS .STARTTLS., so neither password nor mail"):
            list(mailbox("imap", server.port, authority.file).poll({}, wait=0))
        log = server.folder / "log"
        assert f"user=<{USER}>" not in (log.read_text() if log.exists() else "")


@contextmanager
def receiving(settings: MailSettings) -> Iterator[tuple[MailReceiver, list[Incoming]]]:
    kept: list[Incoming] = []
    receiver, told = MailReceiver(settings), threading.Event()
    thread = threading.Thread(target=receiver.serve, args=(kept.append, told))
    thread.start()
    while not (receiver.port or _is_heard(receiver.listen.path)):
        time.sleep(0.01)
    try:
        yield receiver, kept
    finally:
        told.set()
        thread.join(10)


def _is_heard(path: str) -> bool:
    """Tell whether somebody listens at a socket: it is there a moment before."""
    with socket.socket(socket.AF_UNIX) as client:
        return bool(path) and client.connect_ex(path) == 0


@pytest.fixture
def roomy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pressure, "require_room", lambda _: None)


@pytest.mark.usefixtures("roomy")
@pytest.mark.parametrize("scheme", ["smtp", "lmtp"])
def test_the_receiver_offers_starttls_and_takes_mail_with_it_and_without(
    scheme: str, authority: Authority
) -> None:
    good = authority.sign()
    files = {"certificate": str(good.certificate), "key": str(good.key)}
    settings = MailSettings(LIST, listen=Server(scheme, "127.0.0.1", 0), **files)
    with receiving(settings) as (receiver, kept):
        assert receiver.check().endswith(", with STARTTLS")
        client = smtplib.LMTP if scheme == "lmtp" else smtplib.SMTP
        for number, is_upgraded in enumerate((True, False)):
            with client("127.0.0.1", receiver.port, timeout=20) as session:
                if is_upgraded:
                    session.starttls(context=ssl.create_default_context(cafile=str(authority.file)))
                assert session.sendmail(ADA, [LIST], mail(Message_ID=f"<{number}@lanterns.example>")) == {}
    assert [each.external_id for each in kept] == ["<0@lanterns.example>", "<1@lanterns.example>"]


@pytest.mark.usefixtures("roomy")
def test_the_receiver_listens_at_a_socket(tmp_path: Path) -> None:
    path = tmp_path / "lmtp.sock"
    settings = settings_from({"HANDBILL_MAIL_ADDRESS": LIST, "HANDBILL_MAIL_LISTEN": f"lmtp://{path}"})
    assert settings
    with receiving(settings) as (receiver, kept):
        assert receiver.check() == f"takes LMTP at {path}"
        with smtplib.LMTP(str(path)) as session:
            assert session.sendmail(ADA, [LIST], mail()) == {}
    assert [each.raw for each in kept] == [mail()]


def test_settings_of_tls_are_checked(authority: Authority, tmp_path: Path) -> None:
    good, other = authority.sign(), authority.sign()
    base = {"HANDBILL_MAIL_ADDRESS": LIST}
    names = ("HANDBILL_MAIL_LISTEN_CERT", "HANDBILL_MAIL_LISTEN_KEY_FILE")
    said = settings_from({**base, names[0]: str(good.certificate), names[1]: str(good.key)})
    assert said
    assert (said.certificate, said.key) == (str(good.certificate), str(good.key))
    (tmp_path / "nothing.pem").write_text("lanterns")
    wrong = {
        "HANDBILL_MAIL_LISTEN_KEY_FILE: it is missing": {names[0]: str(good.certificate)},
        "HANDBILL_MAIL_LISTEN_CERT: it is missing": {names[1]: str(good.key)},
        "are no certificate with its key": {names[0]: str(good.certificate), names[1]: str(other.key)},
        "HANDBILL_MAIL_LISTEN_KEY_FILE: gone.key cannot be read": {names[1]: str(tmp_path / "gone.key")},
        "HANDBILL_MAIL_CA: nothing.pem cannot be read": {"HANDBILL_MAIL_CA": str(tmp_path / "nothing.pem")},
    }
    for words, more in wrong.items():
        with pytest.raises(NotSetUp, match=words):
            settings_from({**base, **more})
    good.key.chmod(0o644)
    with pytest.raises(NotSetUp, match="others may read the file"):
        settings_from({**base, names[0]: str(good.certificate), names[1]: str(good.key)})
