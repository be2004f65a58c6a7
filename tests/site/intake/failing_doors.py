"""The doors for the test in which every call fails: each through the code that serves the world."""

import contextlib
import smtplib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Protocol

import pytest
from django.db import DatabaseError
from django.test import Client
from tests.site.intake.channels.harness import Harness
from tests.site.intake.channels.instagram.harness import InstagramHarness
from tests.site.intake.channels.instagram.service import batch, signature, text
from tests.site.intake.channels.mail.dovecot import PASSWORD, USER, Dovecot, dovecot
from tests.site.intake.channels.mail.harness import MailHarness
from tests.site.intake.channels.mail.mails import ADA, LIST, mail
from tests.site.intake.channels.telegram.harness import TelegramHarness
from tests.site.intake.channels.telegram.service import message

from handbill_site.intake.channels import MAIL, TELEGRAM, Channel, state
from handbill_site.intake.channels.contract import Poller
from handbill_site.intake.channels.credentials import Secret
from handbill_site.intake.channels.mail.imap import Mailbox
from handbill_site.intake.channels.mail.setup import MailSettings, Server
from handbill_site.intake.channels.running import poll_once
from handbill_site.intake.errors import ChannelTrouble, NotKept
from tools import drill_doors


class FailingDoor(Protocol):
    """A door and a sender at it."""

    def prepare(self, number: int) -> list[bytes]:
        """Make what is sent next, and return the bytes that must be kept of it."""

    def send(self) -> None:
        """Send it, or send it again."""

    def was_kept(self) -> bool:
        """Tell whether the sender was told then that it is kept. (Asked when nothing fails any more.)"""


class ToldDoor:
    """A door whose answer is the yes or no."""

    is_told = False

    def was_kept(self) -> bool:
        return self.is_told


class FormDoor(ToldDoor):
    """The public form: the redirect to the receipt is the yes."""

    def prepare(self, number: int) -> list[bytes]:
        self.words = f"Lanterns no. {number}"
        return [f"{self.words}\n".encode()]

    def send(self) -> None:
        client = Client(raise_request_exception=False)
        self.is_told = client.post("/tell/", {"text": self.words}).status_code == 303


class LmtpDoor(ToldDoor):
    """A mail server that hands in one mail."""

    def __init__(self, port: int):
        self.port = port

    def prepare(self, number: int) -> list[bytes]:
        self.raw = mail(f"Lanterns no. {number}", Message_ID=f"<{number}@lanterns.example>")
        return [self.raw]

    def send(self) -> None:
        self.is_told = False
        with (
            contextlib.suppress(smtplib.SMTPException),
            smtplib.LMTP("127.0.0.1", self.port, timeout=30) as client,
        ):
            self.is_told = client.sendmail(ADA, [LIST], self.raw) == {}


class InstagramDoor(ToldDoor):
    """Two messages in one webhook: 200 is the yes to both."""

    def prepare(self, number: int) -> list[bytes]:
        words = [f"Lanterns no. {number} {each}" for each in "ab"]
        self.raw = batch(*(text(f"mid-{each}", each) for each in words))
        return [each.encode() for each in words]

    def send(self) -> None:
        client = Client(raise_request_exception=False)
        headers = {"X-Hub-Signature-256": signature(self.raw)}
        sent = client.post("/hooks/instagram/", self.raw, content_type="application/json", headers=headers)
        self.is_told = sent.status_code == 200


class XDoor(ToldDoor):
    """Two messages in one webhook of X."""

    def prepare(self, number: int) -> list[bytes]:
        words = [f"Lanterns no. {number} {each}" for each in "ab"]
        self.raw, self.headers = drill_doors.request_of_x(words)
        return [each.encode() for each in words]

    def send(self) -> None:
        client = Client(raise_request_exception=False)
        sent = client.post("/hooks/x/", self.raw, content_type="application/json", headers=self.headers)
        self.is_told = sent.status_code == 200


class PolledDoor:
    """A poller: the yes is the cursor that moved on, since what lies before it is never asked for again."""

    channel: Channel
    name: str
    cursor: Mapping[str, object] = {}

    def send(self) -> None:
        poller = self.poller()
        with contextlib.suppress(ChannelTrouble, NotKept, DatabaseError, OSError):
            poll_once(self.channel, self.name, poller)
        poller.close()

    def was_kept(self) -> bool:
        before, self.cursor = self.cursor, dict(state.state_of(self.channel.kind, self.name).cursor)
        return self.cursor != before

    def poller(self) -> Poller:
        raise NotImplementedError


class ImapDoor(PolledDoor):
    """A mailbox of Dovecot's."""

    channel, name = MAIL, "imap"

    def __init__(self, server: Dovecot):
        self.server = server
        self.account = Server("imap", "127.0.0.1", server.port, USER, Secret(PASSWORD), "INBOX")

    def prepare(self, number: int) -> list[bytes]:
        raw = mail(f"Lanterns no. {number}", Message_ID=f"<{number}@lanterns.example>")
        self.server.put(raw)
        return [raw]

    def poller(self) -> Poller:
        return Mailbox(MailSettings(LIST, imap=self.account))


class TelegramDoor(PolledDoor):
    """The bot's updates, over HTTP."""

    channel, name = TELEGRAM, "updates"

    def __init__(self, harness: TelegramHarness):
        self.harness = harness

    def prepare(self, number: int) -> list[bytes]:
        words = f"Lanterns no. {number}"
        self.harness.service.add(**message(number, text=words))
        return [words.encode()]

    def poller(self) -> Poller:
        return TELEGRAM.parts().pollers["updates"]


DOORS = ("form", "lmtp", "imap", "instagram", "x", "telegram")


@contextmanager
def door_of(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FailingDoor]:
    """Give the door of that name, set up."""
    with ExitStack() as stack:

        def started(harness: Harness) -> None:
            harness.start(folder)
            stack.callback(harness.stop)

        if name == "lmtp":
            started(mails := MailHarness())
            yield LmtpDoor(mails.receiver.port)
        elif name == "imap":
            yield ImapDoor(stack.enter_context(dovecot()))
        elif name == "instagram":
            started(InstagramHarness())
            yield InstagramDoor()
        elif name == "telegram":
            started(bot := TelegramHarness())
            yield TelegramDoor(bot)
        else:
            monkeypatch.setenv("HANDBILL_X_CONSUMER_SECRET", drill_doors.CONSUMER_SECRET)
            yield FormDoor() if name == "form" else XDoor()
