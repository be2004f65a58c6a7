"""Answers in direct messages: POST {base}/me/messages, within 24 hours of the person's last message.

Source: https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api/,
https://developers.facebook.com/docs/messenger-platform/error-codes.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from handbill_site.intake.channels import wire
from handbill_site.intake.channels.calling import Answered, Service
from handbill_site.intake.channels.credentials import Secret
from handbill_site.intake.channels.writing import in_parts
from handbill_site.intake.errors import ChannelTrouble
from handbill_site.intake.incoming import Reply

WINDOW = dt.timedelta(hours=24)
MOST_TEXT_BYTES = 1000
_FAULTS: Mapping[int, tuple[str, bool, float | None]] = {
    4: ("Instagram asks us to slow down", False, 600),
    10: (
        "Instagram allows no answer any more: the 24 hours are over, or a permission is missing",
        True,
        None,
    ),
    17: ("Instagram asks us to slow down", False, 600),
    32: ("Instagram asks us to slow down", False, 600),
    100: ("Instagram does not know the recipient", True, None),
    190: ("Instagram does not accept our access token: it has run out or was taken back", False, 900),
    200: ("the app lacks the permission to answer", False, 900),
    551: ("the person cannot be reached", True, None),
    613: ("Instagram asks us to slow down", False, 600),
}
"""What `error.code` means, whether asking again is useless, when to come again. 10 may be a permission too,
but then every answer would wait for nothing."""


class HookReady:
    """What can be said of the webhook from here: Meta calls it, not we."""

    def check(self) -> str:
        return "app secret and verify token are there; Meta is to call /hooks/instagram/"


class InstagramAnswerer:
    """Answers by the access token of the account."""

    def __init__(
        self,
        base: str,
        token: Secret,
        *,
        clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ):
        self._service = Service("Instagram", base)
        self._token = token
        self._clock = clock

    def check(self) -> str:
        """Ask whose token it is. Raises: ChannelTrouble."""
        account = self._call("GET", "/me", query={"fields": "user_id,username"})
        return f"answers go out from @{wire.text(account, 'username') or wire.name(account, 'name')}"

    def address_for(self, about: str) -> str:  # noqa: ARG002 - as the contract has it
        """Return "": a change is told in the same conversation."""
        return ""

    def send(self, reply: Reply) -> str:
        """Send one answer. Raises: ChannelTrouble, permanent when the 24 hours are over."""
        if reply.last_heard is None or self._clock() - reply.last_heard >= WINDOW:
            raise ChannelTrouble("the 24 hours for an answer are over", permanent=True)
        return in_parts(
            reply.text, lambda part: self._send(part, reply), most=MOST_TEXT_BYTES, encoding="utf-8", unit=1
        )

    def _send(self, part: str, reply: Reply) -> str:
        payload = {"recipient": {"id": reply.to}, "message": {"text": part}}
        return wire.text(self._call("POST", "/me/messages", payload=payload), "message_id")

    def _call(self, method: str, path: str, **more: Any) -> Any:
        headers = {"authorization": f"Bearer {self._token.open()}"}
        answered = self._service.call(method, path, headers=headers, **more)
        if answered.status != 200 or wire.obj(answered.json(), "error"):
            raise self._trouble(answered)
        return answered.json()

    def _trouble(self, answered: Answered) -> ChannelTrouble:
        code = wire.obj(answered.json(), "error").get("code")
        if isinstance(code, int) and code in _FAULTS:
            words, permanent, seconds = _FAULTS[code]
            return ChannelTrouble(f"{words} (code {code})", permanent=permanent, seconds=seconds)
        if wire.obj(answered.json(), "error").get("is_transient") is True or code in (1, 2):
            return ChannelTrouble("Instagram has trouble of its own", seconds=120)
        return self._service.refusal(answered, f"with code {code}" if isinstance(code, int) else "")
