"""Ada, who writes to our list: in by LMTP, answers out to a mail server of the test's own."""

import email
import os
import smtplib
import threading
import time
from collections.abc import Mapping
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from tests.site.databases import free_port
from tests.site.intake.channels.mail.mails import ADA, LIST, mail

from handbill_site.intake.channels import MAIL
from handbill_site.intake.channels.mail.receiver import MailReceiver
from handbill_site.intake.channels.running import keeper


class Outgoing:
    """A mail server that takes all it is given and shows it; or refuses, as the test says.

    Attributes:
        says: What it answers to a mail: "250 OK", "451 later", "550 no".

    Args:
        options: Of aiosmtpd's Controller: `tls_context` for STARTTLS, `ssl_context` for TLS from the start.
    """

    def __init__(self, **options: Any) -> None:
        self.mails: list[EmailMessage] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.says = "250 OK"
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, **options)

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.says.startswith("250"):
            self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
            message = email.message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(message, EmailMessage)
            self.mails.append(message)
        return self.says


class MailHarness:
    """Ada's mails, and what she gets."""

    skips: Mapping[str, str] = {}

    def start(self, folder: Path) -> None:
        self.outgoing = Outgoing()
        self.outgoing.start()
        self._before = dict(os.environ)
        os.environ["HANDBILL_MAIL_ADDRESS"] = LIST
        os.environ["HANDBILL_MAIL_LISTEN"] = "lmtp://127.0.0.1:0"
        os.environ["HANDBILL_MAIL_SMTP"] = f"smtp://127.0.0.1:{self.outgoing.port}"
        receiver = MAIL.parts().receiver
        assert isinstance(receiver, MailReceiver)
        self.receiver = receiver
        self._told = threading.Event()
        self._thread = threading.Thread(target=receiver.serve, args=(keeper(MAIL, "receive"), self._told))
        self._thread.start()
        while not receiver.port:
            time.sleep(0.01)
        self._number = 0
        self._last: tuple[bytes, str] = (b"", "")

    def stop(self) -> None:
        self._told.set()
        self._thread.join(10)
        self.outgoing.stop()
        os.environ.clear()
        os.environ.update(self._before)

    def send(self, text: str, to: str = LIST, **fields: str | None) -> None:
        self._number += 1
        number = {"Message_ID": f"<{self._number}@lanterns.example>"}
        self._last = (mail(text, **{"To": to, **number, **fields}), to)
        self.send_again()

    def send_again(self) -> None:
        raw, to = self._last
        with smtplib.LMTP("127.0.0.1", self.receiver.port, timeout=30) as client:
            assert client.sendmail(ADA, [to], raw) == {}

    def change(self, text: str) -> None:
        self.send(text, to=str(self.outgoing.mails[-1]["Reply-To"]))

    def replies(self) -> list[str]:
        return [str(each.get_content()) for each in self.outgoing.mails]
