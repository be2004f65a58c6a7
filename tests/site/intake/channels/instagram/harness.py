"""Ada, who sends direct messages."""

import os
from collections.abc import Mapping
from pathlib import Path

from tests.site.intake.channels.instagram.service import (
    APP_SECRET,
    TOKEN,
    VERIFY_TOKEN,
    Graph,
    batch,
    event,
    hand_in,
    text,
)


class InstagramHarness:
    """Ada's messages as Meta hands them in, and what she gets."""

    skips: Mapping[str, str] = {}

    def start(self, folder: Path) -> None:
        self.service = Graph()
        self._before = dict(os.environ)
        os.environ["HANDBILL_INSTAGRAM_APP_SECRET"] = APP_SECRET
        os.environ["HANDBILL_INSTAGRAM_VERIFY_TOKEN"] = VERIFY_TOKEN
        os.environ["HANDBILL_INSTAGRAM_TOKEN"] = TOKEN
        os.environ["HANDBILL_INSTAGRAM_URL"] = self.service.url
        self._number = 0
        self._last = b""

    def stop(self) -> None:
        self.service.stop()
        os.environ.clear()
        os.environ.update(self._before)

    def send(self, words: str) -> None:
        self._number += 1
        self._last = batch(text(f"mid-{self._number}", words))
        self.send_again()

    def send_again(self) -> None:
        assert hand_in(self._last).status_code == 200

    def change(self, words: str) -> None:
        edit = {"mid": f"mid-{self._number}", "text": words, "num_edit": 1}
        assert hand_in(batch(event(edit, kind="message_edit"))).status_code == 200

    def replies(self) -> list[str]:
        return [sent["message"]["text"] for sent in self.service.sent]
