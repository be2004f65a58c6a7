"""Our account at its server: the Mastodon client API, as Pleroma, GoToSocial and others speak it too.

Errors are {"error": "…"}; X-RateLimit-Reset says when a limit ends, as an RFC 3339 time.
Source: https://docs.joinmastodon.org/methods/, https://docs.joinmastodon.org/api/rate-limits/.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from handbill_site.intake.channels import wire
from handbill_site.intake.channels.calling import LONGEST_WAIT, Answered, Service
from handbill_site.intake.channels.credentials import Secret
from handbill_site.intake.errors import ChannelTrouble

NAME = "the Fediverse server"
USER_STREAM = "/api/v1/streaming/user"
NOTIFICATION_STREAM = "/api/v1/streaming/user/notification"
"""The first tells of edits and deletions too, and wants the scope read:statuses."""


class ScopeMissing(ChannelTrouble):
    """The token was given without the right that this call needs."""


class Account:
    """One account, asked by its access token."""

    def __init__(self, base: str, token: Secret):
        self._service = Service(NAME, base)
        self._token = token
        self._own: Mapping[str, Any] = {}

    def call(self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **more: Any) -> Any:
        """Return the JSON of one call. Raises: ChannelTrouble."""
        sent = {"authorization": f"Bearer {self._token.open()}", **(headers or {})}
        answered = self._service.call(method, path, headers=sent, **more)
        found = answered.json()
        if answered.status != 200 or found is None:
            raise self._trouble(answered)
        return found

    def note(self, name: str) -> Mapping[str, Any] | None:
        """Return a note as it is now; None where the server itself says that there is none for us (404).

        Raises: ChannelTrouble, also for a 404 that is not the server's own (a proxy's page).
        """
        headers = {"authorization": f"Bearer {self._token.open()}"}
        answered = self._service.call("GET", f"/api/v1/statuses/{quote(name, safe='')}", headers=headers)
        found = wire.obj(answered.json())
        if answered.status == 404 and wire.text(found, "error"):
            return None
        if answered.status != 200 or wire.name(found, "id") != name:
            raise self._trouble(answered)
        return found

    def events(self, *, seconds: float, path: str = USER_STREAM) -> Iterator[tuple[str, str]]:
        """Yield name and data of events of our account as they happen; first of all ("", "") once it listens.

        Data is a line of JSON, or the id of a note for "delete"; "" for an event without any.
        Source: https://docs.joinmastodon.org/methods/streaming/#user. Raises: ChannelTrouble.
        """
        headers = {"authorization": f"Bearer {self._token.open()}"}
        name = data = ""
        for number, line in enumerate(self._service.lines(path, headers=headers, seconds=seconds)):
            if number == 0:
                yield "", ""
            elif line.startswith(b"event:"):
                name = line.removeprefix(b"event:").strip().decode("ascii", "replace")
            elif line.startswith(b"data:"):
                data = line.removeprefix(b"data:").strip().decode("utf-8", "replace")
            elif not line.strip() and name:
                yield name, data
                name = data = ""

    def own(self) -> Mapping[str, Any]:
        """Return our account, asked once: `id`, `username`, `acct`, `url`. Raises: ChannelTrouble."""
        if not self._own:
            self._own = wire.obj(self.call("GET", "/api/v1/accounts/verify_credentials"))
        return self._own

    def _trouble(self, answered: Answered) -> ChannelTrouble:
        if answered.status == 429:
            until = wire.stamp(answered.headers, "x-ratelimit-reset")
            seconds = (until - dt.datetime.now(dt.UTC)).total_seconds() if until else 300.0
            return ChannelTrouble(
                f"{NAME} asks us to slow down (429)", seconds=min(max(seconds, 1.0), LONGEST_WAIT)
            )
        if answered.status == 403:
            return ScopeMissing(f"{NAME} does not allow it: the token lacks a scope (403)", seconds=900)
        return self._service.refusal(answered)
