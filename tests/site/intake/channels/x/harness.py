"""Ada, who writes to our account at X; the site polls."""

import os
from collections.abc import Mapping
from pathlib import Path

from tests.site.intake.channels.x.service import KEYS, Api, event

from handbill_site.intake.channels import X
from handbill_site.intake.channels.running import poll_once


class XHarness:
    """Ada's messages, and what she gets."""

    skips: Mapping[str, str] = {}

    def start(self, folder: Path) -> None:
        self.service = Api()
        self._before = dict(os.environ)
        os.environ.update(KEYS)
        os.environ["HANDBILL_X_URL"] = self.service.url
        self._number = 1000

    def stop(self) -> None:
        self.service.stop()
        os.environ.clear()
        os.environ.update(self._before)

    def poll(self) -> int:
        return poll_once(X, "messages", X.parts().pollers["messages"])

    def send(self, text: str) -> None:
        self._number += 1
        self.service.events.append(event(self._number, text))
        self.poll()

    def send_again(self) -> None:
        """The cursor was lost, so that all comes once more."""
        from handbill_site.intake.models import ChannelState

        ChannelState.objects.filter(kind="x").update(cursor={})
        self.poll()

    def change(self, text: str) -> None:
        self.send(text)

    def replies(self) -> list[str]:
        return [text for _, text in self.service.sent]
