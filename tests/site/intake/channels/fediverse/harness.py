"""Ada, who writes direct notes from another server."""

import os
from collections.abc import Mapping
from pathlib import Path

from tests.site.intake.channels.fediverse.service import TOKEN, Mastodon, note, said

from handbill_site.intake.channels import FEDIVERSE
from handbill_site.intake.channels.running import poll_once


class FediverseHarness:
    """Ada's notes to our account, and what it says."""

    skips: Mapping[str, str] = {}

    def start(self, folder: Path) -> None:
        self.service = Mastodon()
        self._before = dict(os.environ)
        os.environ["HANDBILL_FEDIVERSE_TOKEN"] = TOKEN
        os.environ["HANDBILL_FEDIVERSE_URL"] = self.service.url
        self._number = 0

    def stop(self) -> None:
        self.service.stop()
        os.environ.clear()
        os.environ.update(self._before)

    def poll(self) -> int:
        return poll_once(FEDIVERSE, "mentions", FEDIVERSE.parts().pollers["mentions"])

    def send(self, text: str) -> None:
        self._number += 1
        self.service.add(note(self._number, said(text)))
        self.poll()

    def send_again(self) -> None:
        """The server notifies once more of the same note."""
        self.service.add(self.service.notifications[-1]["status"])
        self.poll()

    def change(self, text: str) -> None:
        first = str(self._number)
        self._number += 1
        self.service.add(note(self._number, said(text), in_reply_to_id=first))
        self.poll()

    def replies(self) -> list[str]:
        """The whole of each answer, its parts joined."""
        return list(self.service.answers.values())
