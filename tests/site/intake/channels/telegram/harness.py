"""Ada, who writes to the bot."""

import os
from collections.abc import Mapping
from pathlib import Path

from tests.site.intake.channels.telegram.service import TOKEN, BotApi, message

from handbill_site.intake.channels import TELEGRAM
from handbill_site.intake.channels.running import poll_once


class TelegramHarness:
    """Ada's messages to the bot, and what the bot says."""

    skips: Mapping[str, str] = {}

    def start(self, folder: Path) -> None:
        self.service = BotApi()
        self._before = dict(os.environ)
        os.environ["HANDBILL_TELEGRAM_TOKEN"] = TOKEN
        os.environ["HANDBILL_TELEGRAM_URL"] = self.service.url
        self._number = 0

    def stop(self) -> None:
        self.service.stop()
        os.environ.clear()
        os.environ.update(self._before)

    def poll(self) -> int:
        return poll_once(TELEGRAM, "updates", TELEGRAM.parts().pollers["updates"])

    def send(self, text: str) -> None:
        self._number += 1
        self.service.add(**message(self._number, text=text))
        self.poll()

    def send_again(self) -> None:
        """The offset was lost, so that the same update comes once more."""
        from handbill_site.intake.models import ChannelState

        last = self.service.updates[-1]
        ChannelState.objects.filter(kind="telegram").update(cursor={"offset": last["update_id"]})
        self.poll()

    def change(self, text: str) -> None:
        self.service.add("edited_message", **message(self._number, text=text, edit_date=1808218800))
        self.poll()

    def replies(self) -> list[str]:
        return [sent["text"] for sent in self.service.sent]
