"""The Bot API: POST {base}/bot{token}/{method} with JSON; {"ok": true, "result": …} or {"ok": false,
"error_code": …, "description": …, "parameters": {"retry_after": …}}.
Files: GET {base}/file/bot{token}/{path}.

Source: https://core.telegram.org/bots/api, "Making requests", "getUpdates", "getFile", "ResponseParameters".
"""

import re
from collections.abc import Mapping
from typing import Any

from handbill_site.intake.channels import wire
from handbill_site.intake.channels.calling import CALL_SECONDS, LONGEST_WAIT, Answered, Service
from handbill_site.intake.channels.credentials import Secret
from handbill_site.intake.errors import ChannelTrouble

NAME = "Telegram"
MOST_FILE = 5 * 1024 * 1024
_FILE_PATH = re.compile(r"[A-Za-z0-9_-]+(?:[/.][A-Za-z0-9_-]+)*")
_FAULTS: Mapping[int, tuple[str, bool, float | None]] = {
    400: ("Telegram does not take it: the chat is gone, or the request is wrong (400)", True, None),
    401: ("Telegram does not know the token (401): ask BotFather for the right one", False, 900),
    403: ("the person has blocked the bot, or never wrote to it (403)", True, None),
    404: ("Telegram does not know the token (404): ask BotFather for the right one", False, 900),
    409: ("another program asks with the same token, or a webhook is set for the bot (409)", False, 60),
}
"""What a code means, whether asking again is useless, when to come again. The service's own words are left
out: nobody promises that no token stands in them."""


class Bot:
    """One bot. Its token stands in every address, so no address is ever shown or logged."""

    def __init__(self, base: str, token: Secret):
        self._service = Service(NAME, base)
        self._token = token

    def call(self, method: str, *, seconds: float = CALL_SECONDS, **parameters: Any) -> Any:
        """Return the result of one method. Raises: ChannelTrouble."""
        answered = self._service.call(
            "POST", f"/bot{self._token.open()}/{method}", payload=parameters, seconds=seconds
        )
        said = wire.obj(answered.json())
        if answered.status == 200 and said.get("ok") is True:
            return said.get("result")
        raise self._trouble(answered, said)

    def file(self, file_id: str) -> bytes:
        """Return the bytes of a file, at most `MOST_FILE`. Raises: ChannelTrouble."""
        path = wire.text(self.call("getFile", file_id=file_id), "file_path")
        if not _FILE_PATH.fullmatch(path):
            raise ChannelTrouble("Telegram names no place for the file", permanent=True)
        answered = self._service.call("GET", f"/file/bot{self._token.open()}/{path}", most=MOST_FILE)
        if answered.status != 200:
            raise self._trouble(answered, {})
        return answered.body

    def _trouble(self, answered: Answered, said: Mapping[str, Any]) -> ChannelTrouble:
        if answered.status == 429:
            asked = wire.obj(said, "parameters").get("retry_after")
            seconds = float(asked) if isinstance(asked, int) and asked > 0 else 60.0
            return ChannelTrouble(
                f"Telegram asks us to wait {seconds:g} seconds (429)", seconds=min(seconds, LONGEST_WAIT)
            )
        if answered.status in _FAULTS:
            words, permanent, seconds_or_none = _FAULTS[answered.status]
            return ChannelTrouble(words, permanent=permanent, seconds=seconds_or_none)
        return self._service.refusal(answered)
