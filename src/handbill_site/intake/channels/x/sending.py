"""Answers: POST /2/dm_conversations/with/{id}/messages, which gives 201 and data.dm_event_id.

Source: https://docs.x.com/x-api/direct-messages/manage/introduction.
"""

from handbill_site.intake.channels import wire
from handbill_site.intake.channels.writing import in_parts
from handbill_site.intake.channels.x.account import Account
from handbill_site.intake.errors import ChannelTrouble
from handbill_site.intake.incoming import Reply

MOST_UNITS = 10_000


class HookReady:
    """What can be said of the webhook from here: X calls it, not we."""

    def check(self) -> str:
        return "the consumer secret is there; X is to call /hooks/x/"


class XAnswerer:
    """Answers in the conversation of two."""

    def __init__(self, account: Account):
        self._account = account

    def check(self) -> str:
        """Raises: ChannelTrouble."""
        return f"@{wire.text(self._account.own(), 'username')} can answer"

    def address_for(self, about: str) -> str:  # noqa: ARG002 - as the contract has it
        """Return "": a change is told in the same conversation."""
        return ""

    def send(self, reply: Reply) -> str:
        """Send one answer. Raises: ChannelTrouble."""
        if not (reply.to.isascii() and reply.to.isdigit()):
            raise ChannelTrouble("the recipient is no account", permanent=True)
        return in_parts(reply.text, lambda part: self._send(part, reply.to), most=MOST_UNITS)

    def _send(self, part: str, to: str) -> str:
        sent = self._account.call("POST", f"/2/dm_conversations/with/{to}/messages", payload={"text": part})
        return wire.text(wire.obj(sent, "data"), "dm_event_id")
