"""Answers as direct notes below the note that is answered.

Source: https://docs.joinmastodon.org/methods/statuses/#create, …/entities/Instance/#max_characters.
"""

import re

from handbill_site.intake.channels import wire
from handbill_site.intake.channels.fediverse.account import Account
from handbill_site.intake.channels.writing import in_parts
from handbill_site.intake.errors import ChannelTrouble
from handbill_site.intake.incoming import Reply

USUAL_LENGTH = 500
LEAST_LENGTH = 100
_HANDLE = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?(?:@[A-Za-z0-9.:-]+)?")
_MENTION = re.compile(r"(?<![=/\w])@(?=\w)")
"""What servers read as a mention: a direct note would go to that person too."""


class FediverseAnswerer:
    """Answers from our account."""

    def __init__(self, account: Account):
        self._account = account

    def check(self) -> str:
        """Raises: ChannelTrouble."""
        return f"@{wire.text(self._account.own(), 'acct')} can answer"

    def address_for(self, about: str) -> str:  # noqa: ARG002 - as the contract has it
        """Return "": a change is told in the same conversation."""
        return ""

    def send(self, reply: Reply) -> str:
        """Send one answer, seen by its recipient alone. Raises: ChannelTrouble.

        The server knows each part by its Idempotency-Key for an hour, so one sent twice appears once.
        """
        if not _HANDLE.fullmatch(reply.to):
            raise ChannelTrouble("the recipient is no account", permanent=True)
        mention = f"@{reply.to} "
        most = max(self._length() - len(mention), LEAST_LENGTH)
        keys = iter(range(1000))
        return in_parts(
            _MENTION.sub("@\u200b", reply.text),
            lambda part: self._send(mention + part, reply, key=f"{reply.uid}-{next(keys)}"),
            most=most,
            encoding="utf-32-le",
            unit=4,
        )

    def _send(self, words: str, reply: Reply, *, key: str) -> str:
        payload = {"status": words, "visibility": "direct", "language": reply.language.partition("-")[0]}
        below = {"in_reply_to_id": reply.in_reply_to} if reply.in_reply_to else {}
        headers = {"idempotency-key": key}
        status = self._account.call("POST", "/api/v1/statuses", payload=payload | below, headers=headers)
        return wire.name(status, "id")

    def _length(self) -> int:
        """Return how many characters a note may have; the usual where the server does not say."""
        try:
            instance = self._account.call("GET", "/api/v2/instance")
        except ChannelTrouble:
            return USUAL_LENGTH
        said = wire.obj(instance, "configuration", "statuses").get("max_characters")
        return said if isinstance(said, int) and said > 0 else USUAL_LENGTH
