"""What the contract test asks of each channel, through the code that serves the real world.

A channel's harness is a class in `tests/site/intake/channels/<kind>/harness.py` (or here), named in
`HARNESSES` of test_contract.py. It stands for the sender and, where there is one, for the service.
"""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from django.test import Client

ANNOUNCEMENT = """Evening of lanterns

Friday 30 April 2027, 8 pm, Praça do Comércio, Lisbon
Lightkeepers of the Quay
https://lanterns.example/evening
"""
LINK = "https://lanterns.example/evening"
MOVED = ANNOUNCEMENT.replace("8 pm", "9 pm")
"""The same evening, an hour later."""


class Harness(Protocol):
    """One sender at one channel.

    Attributes:
        skips: Step to reason, for steps that the channel has not: "reply", "again", "update".
    """

    skips: Mapping[str, str]

    def start(self, folder: Path) -> None:
        """Set the channel up: settings, and a fake service on loopback where there is one."""

    def stop(self) -> None:
        """End what was started."""

    def send(self, text: str) -> None:
        """Let the sender send *text*, and the site take it in."""

    def send_again(self) -> None:
        """Let the very same message come once more, as after a lost answer."""

    def change(self, text: str) -> None:
        """Let the same sender send *text* as a change of what was sent, in the channel's way."""

    def replies(self) -> list[str]:
        """Return the texts that the sender got, oldest first."""


class FormHarness:
    """Somebody at the public form."""

    skips: Mapping[str, str] = {"reply": "the receipt page is the answer, unless an e-mail address was left"}

    def start(self, folder: Path) -> None:
        self.browser = Client()
        self.last = ""

    def stop(self) -> None:
        pass

    def send(self, text: str) -> None:
        self.last = text
        assert self.browser.post("/tell/", {"text": text}).status_code == 303

    def send_again(self) -> None:
        self.send(self.last)

    def change(self, text: str) -> None:
        self.send(text)

    def replies(self) -> list[str]:
        return []


class UploadHarness(FormHarness):
    """An editor who pastes."""

    skips: Mapping[str, str] = {"reply": "the sender is the editor, who sees the case"}

    def start(self, folder: Path) -> None:
        from handbill_site.people.models import User

        self.browser = Client()
        self.browser.force_login(User.objects.create_user("ada"))

    def send(self, text: str) -> None:
        self.last = text
        assert self.browser.post("/intake/upload/", {"text": text}).status_code == 303


class FileHarness:
    """An operator with files."""

    skips: Mapping[str, str] = {"reply": "a file has no sender to answer"}

    def start(self, folder: Path) -> None:
        self.path = folder / "lanterns.txt"

    def stop(self) -> None:
        pass

    def send(self, text: str) -> None:
        self.path.write_text(text, "utf-8")
        self.send_again()

    def send_again(self) -> None:
        from django.core.management import call_command

        call_command("intake", str(self.path), stdout=io.StringIO())

    def change(self, text: str) -> None:
        self.send(text)

    def replies(self) -> list[str]:
        return []


class UrlHarness:
    """A page that somebody told us of. The fetch itself is the guard's, and tested there."""

    skips: Mapping[str, str] = {"reply": "a page has no sender; who sent its link is answered as a sender"}

    def start(self, folder: Path) -> None:
        self.text = ""

    def stop(self) -> None:
        pass

    def send(self, text: str) -> None:
        self.text = text
        self.send_again()

    def send_again(self) -> None:
        from django.utils import timezone

        from handbill.fetch import Fetched
        from handbill_site.intake.channels.url.fetching import fetch_page
        from handbill_site.intake.models import Delivery
        from handbill_site.intake.operations import mark_routed

        page = Fetched(LINK, "text/plain", self.text.encode())
        assert Client().post("/tell/", {"text": LINK}).status_code == 303
        link = Delivery.objects.latest("pk")
        fetch_page(link, now=timezone.now(), fetch=lambda _: page)
        mark_routed(link, by="policy", at=timezone.now())

    def change(self, text: str) -> None:
        self.send(text)

    def replies(self) -> list[str]:
        return []
