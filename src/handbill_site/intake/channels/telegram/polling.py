"""Long polling: what people write to the bot, in the order it was written.

Telegram keeps updates for 24 hours and drops those below `offset`, so the offset is moved only when what lies
below is kept.
"""

from collections.abc import Iterator

from handbill_site.intake.channels import wire
from handbill_site.intake.channels.contract import Cursor, Polled
from handbill_site.intake.channels.telegram.bot import Bot
from handbill_site.intake.channels.telegram.message import Message, file_of, incoming_of, message_of
from handbill_site.intake.channels.writing import Piece
from handbill_site.intake.errors import ChannelTrouble

TAKEN = ["message", "edited_message"]
MOST_UPDATES = 50
MOST_FILE_ATTEMPTS = 3
"""After so many polls in vain a message is kept without its file, so that it does not hold up the others."""


class Updates:
    """The poller. Cursor: {"offset": the first update that is not kept yet}."""

    pause = 0.0

    def __init__(self, bot: Bot):
        self._bot = bot
        self._attempts: dict[str, int] = {}

    def poll(self, cursor: Cursor, *, wait: float) -> Iterator[Polled]:
        """Yield updates one by one, page after page. Raises: ChannelTrouble."""
        offset = cursor.get("offset", 0)
        while updates := self._ask(offset, wait):
            for update in updates:
                number = update.get("update_id")
                if not isinstance(number, int) or number < offset:
                    continue
                message = message_of(update)
                kept = (incoming_of(message, self._pieces(message)),) if message else ()
                offset = number + 1
                yield Polled(kept, {"offset": offset})
            if len(updates) < MOST_UPDATES:
                return
            wait = 0.0

    def check(self) -> str:
        """Ask who the bot is, and whether a webhook stands in our way. Raises: ChannelTrouble."""
        name = wire.text(self._bot.call("getMe"), "username")
        if wire.text(self._bot.call("getWebhookInfo"), "url"):
            raise ChannelTrouble("a webhook is set for the bot, so polling gives nothing: call deleteWebhook")
        return f"@{name} can be written to"

    def close(self) -> None:
        """There is nothing to close."""

    def _ask(self, offset: int, wait: float) -> list[Message]:
        result = self._bot.call(
            "getUpdates",
            seconds=wait + 15,
            offset=offset,
            limit=MOST_UPDATES,
            timeout=int(wait),
            allowed_updates=TAKEN,
        )
        return wire.objs({"updates": result}, "updates")

    def _pieces(self, message: Message) -> list[Piece]:
        """Return the file of a message. Raises: ChannelTrouble, a few times, where it may come yet."""
        file = file_of(message)
        if file is None:
            return []
        file_id, media_type = file
        try:
            return [Piece(media_type, self._bot.file(file_id))]
        except ChannelTrouble as trouble:
            attempts = self._attempts.pop(file_id, 0) + 1
            if not trouble.permanent and attempts < MOST_FILE_ATTEMPTS:
                self._attempts[file_id] = attempts
                raise
            return []
