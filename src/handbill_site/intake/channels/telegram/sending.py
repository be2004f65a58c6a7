"""Answers by the bot."""

from typing import Any

from handbill_site.intake.channels import wire
from handbill_site.intake.channels.telegram.bot import Bot
from handbill_site.intake.channels.writing import in_parts
from handbill_site.intake.incoming import Reply

MOST_UNITS = 4096
"""UTF-16 code units of one message."""


class TelegramAnswerer:
    """Answers in the chat, below the message that is answered."""

    def __init__(self, bot: Bot):
        self._bot = bot

    def check(self) -> str:
        """Raises: ChannelTrouble."""
        return f"@{wire.text(self._bot.call('getMe'), 'username')} can answer"

    def address_for(self, about: str) -> str:  # noqa: ARG002 - as the contract has it
        """Return "": a change is told in the same chat."""
        return ""

    def send(self, reply: Reply) -> str:
        """Send one answer, without previews of links. Raises: ChannelTrouble."""
        return in_parts(reply.text, lambda part: self._send(part, reply), most=MOST_UNITS)

    def _send(self, part: str, reply: Reply) -> str:
        number = reply.in_reply_to.rpartition("/")[2]
        below: dict[str, Any] = {}
        if number.isdigit():
            below["reply_parameters"] = {"message_id": int(number), "allow_sending_without_reply": True}
        result = self._bot.call(
            "sendMessage",
            chat_id=reply.conversation or reply.to,
            text=part,
            link_preview_options={"is_disabled": True},
            **below,
        )
        return f"{reply.conversation or reply.to}/{wire.name(result, 'message_id')}"
