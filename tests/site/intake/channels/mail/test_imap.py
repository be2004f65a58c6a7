"""The poller of a mailbox, against Debian's Dovecot."""

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.site.intake.channels.mail.dovecot import PASSWORD, USER, Dovecot, dovecot
from tests.site.intake.channels.mail.mails import LIST, mail

from handbill_site.intake.channels.contract import Cursor, Polled
from handbill_site.intake.channels.credentials import Secret
from handbill_site.intake.channels.mail.imap import STEP, Mailbox
from handbill_site.intake.channels.mail.setup import MailSettings, Server
from handbill_site.intake.errors import ChannelTrouble

pytestmark = pytest.mark.skipif(
    not shutil.which("dovecot"), reason="Dovecot is not installed (dovecot-imapd)"
)


@pytest.fixture
def server() -> Iterator[Dovecot]:
    with dovecot() as server:
        yield server


@pytest.fixture
def box(server: Dovecot) -> Iterator[Mailbox]:
    box = mailbox(server.port)
    yield box
    box.close()


def mailbox(port: int, *, password: str = PASSWORD, folder: str = "INBOX", most: int = 100_000) -> Mailbox:
    account = Server("imap", "127.0.0.1", port, USER, Secret(password), folder)
    return Mailbox(MailSettings(LIST, imap=account, most_bytes=most))


def polled(box: Mailbox, cursor: Cursor, wait: float = 0.0) -> tuple[list[bytes], Cursor, list[Polled]]:
    steps = list(box.poll(cursor, wait=wait))
    raws = [message.raw for step in steps for message in step.messages if hasattr(message, "raw")]
    return raws, steps[-1].cursor if steps else cursor, steps


def test_mails_come_byte_by_byte_once_and_the_mailbox_stays_as_it_is(server: Dovecot, box: Mailbox) -> None:
    sent = [mail(f"no. {number}", Message_ID=f"<{number}@x.example>") for number in range(3)]
    for raw in sent:
        server.put(raw)
    raws, cursor, _ = polled(box, {})
    assert raws == sent
    assert polled(box, cursor)[0] == []
    server.put(mail("one more"))
    assert polled(box, cursor)[0] == [mail("one more")]
    assert list((server.folder / "mail").rglob("*:2,*S*")) == []  # no mail is marked as seen


def test_many_come_in_steps_that_can_be_repeated(server: Dovecot, box: Mailbox) -> None:
    for number in range(STEP + 5):
        server.put(mail(f"no. {number}"))
    _, _, steps = polled(box, {})
    assert [len(step.messages) for step in steps] == [STEP, 5]
    again, _, _ = polled(box, steps[0].cursor)
    assert again == [mail(f"no. {number}") for number in range(STEP, STEP + 5)]


def test_a_mail_that_comes_while_it_waits_wakes_it(server: Dovecot, box: Mailbox) -> None:
    _, cursor, _ = polled(box, {})
    timer = threading.Timer(0.5, server.put, [mail("at last")])
    timer.start()
    began = time.monotonic()
    while not (found := polled(box, cursor, wait=10.0)[0]):
        assert time.monotonic() - began < 20
    assert found == [mail("at last")]
    timer.join()


def test_when_the_server_numbers_anew_all_is_fetched_anew(server: Dovecot, box: Mailbox) -> None:
    server.put(mail("first"))
    server.put(mail("second"))
    _, cursor, _ = polled(box, {})
    server.number_anew()
    box.close()
    raws, after, _ = polled(box, cursor)
    assert sorted(raws) == sorted([mail("first"), mail("second")])
    assert after["uidvalidity"] != cursor["uidvalidity"]


def test_a_connection_that_broke_is_made_anew(server: Dovecot, box: Mailbox) -> None:
    server.put(mail("before"))
    _, cursor, _ = polled(box, {})
    server.stop()
    with pytest.raises(ChannelTrouble, match="does not answer as it should"):
        polled(box, cursor)
    server.start()
    server.put(mail("after"))
    assert polled(box, cursor)[0] == [mail("after")]


def test_a_mail_that_is_too_large_stays_and_is_told_of(server: Dovecot) -> None:
    box = mailbox(server.port, most=2000)
    server.put(mail("x" * 5000))
    server.put(mail("small"))
    raws, cursor, steps = polled(box, {})
    assert raws == [mail("small")]
    assert steps[0].said == "1 mails were larger than is taken, and stay in the mailbox"
    assert polled(box, cursor)[0] == []
    box.close()


def test_a_check_says_in_words_what_works_and_what_does_not(server: Dovecot) -> None:
    server.put(mail())
    assert mailbox(server.port).check() == "ada may read INBOX, with 1 mails"
    with pytest.raises(ChannelTrouble, match="does not accept user and password") as refused:
        mailbox(server.port, password="wrong-word").check()
    assert "wrong-word" not in str(refused.value)
    with pytest.raises(ChannelTrouble, match="there is no folder Walks"):
        mailbox(server.port, folder="Walks").check()
    server.stop()
    with pytest.raises(ChannelTrouble, match=r"127\.0\.0\.1:\d+ does not answer"):
        mailbox(server.port).check()
    server.start()


def test_nothing_of_it_is_left(tmp_path: Path) -> None:
    with dovecot() as server:
        folder = server.folder
        server.put(mail())
    assert not folder.exists()
