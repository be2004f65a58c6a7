"""Our account at X: API v2 in the account's own name, each request signed (OAuth 1.0a, RFC 5849 3.4).

x-rate-limit-reset says in Unix seconds when a limit ends. Errors are {"title", "detail", "status", "type"}.
Source: https://docs.x.com/x-api/fundamentals/rate-limits, https://docs.x.com/x-api/direct-messages/.
"""

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from handbill_site.intake.channels import wire
from handbill_site.intake.channels.calling import LONGEST_WAIT, Answered, Service
from handbill_site.intake.channels.x.setup import Keys
from handbill_site.intake.errors import ChannelTrouble

NAME = "X"
USUAL_LIMIT_SECONDS = 900.0


class Account:
    """One account, by the keys of app and account."""

    def __init__(self, base: str, keys: Keys, *, clock: Callable[[], float] = time.time):
        self._base = base
        self._service = Service(NAME, base)
        self._keys = keys
        self._clock = clock
        self._own: Mapping[str, Any] = {}

    def call(
        self, method: str, path: str, *, query: Mapping[str, str] | None = None, payload: Any = None
    ) -> Mapping[str, Any]:
        """Return the object that one call gives. Raises: ChannelTrouble."""
        signed = authorization(
            method,
            f"{self._base}{path}",
            query or {},
            self._keys,
            nonce=secrets.token_hex(16),
            timestamp=int(self._clock()),
        )
        answered = self._service.call(
            method, path, headers={"authorization": signed}, query=query, payload=payload
        )
        found = answered.json()
        if answered.status not in (200, 201) or not isinstance(found, dict):
            raise self._trouble(method, answered)
        return found

    def signed(self, url: str) -> Mapping[str, str]:
        """Return the header that opens a picture to our account, of its bare URL (RFC 5849 3.4.1.2)."""
        parts = urlsplit(url)
        said = authorization(
            "GET",
            f"{parts.scheme}://{parts.netloc}{parts.path}",
            dict(parse_qsl(parts.query, keep_blank_values=True)),
            self._keys,
            nonce=secrets.token_hex(16),
            timestamp=int(self._clock()),
        )
        return {"authorization": said}

    def own(self) -> Mapping[str, Any]:
        """Return our account, asked once: `id`, `username`. Raises: ChannelTrouble."""
        if not self._own:
            self._own = wire.obj(self.call("GET", "/2/users/me"), "data")
        return self._own

    def _trouble(self, method: str, answered: Answered) -> ChannelTrouble:
        if answered.status == 429:
            reset = answered.headers.get("x-rate-limit-reset", "")
            seconds = int(reset[:12]) - self._clock() if reset.isascii() and reset.isdigit() else 0.0
            wait = seconds if seconds > 0 else USUAL_LIMIT_SECONDS
            return ChannelTrouble("X asks us to slow down (429)", seconds=min(wait, LONGEST_WAIT))
        if answered.status == 403 and method == "POST":
            return ChannelTrouble("X does not let us write to this person (403)", permanent=True)
        if answered.status == 403:
            return ChannelTrouble("the plan or the permissions of the app do not allow it (403)", seconds=900)
        return self._service.refusal(answered)


def authorization(
    method: str, url: str, query: Mapping[str, str], keys: Keys, *, nonce: str, timestamp: int
) -> str:
    """Return the Authorization header of one request whose body is no form (RFC 5849 3.4.1, 3.4.2, 3.5.1)."""
    oauth = {
        "oauth_consumer_key": keys.consumer_key.open(),
        "oauth_nonce": nonce,
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": str(timestamp),
        "oauth_token": keys.token.open(),
        "oauth_version": "1.0",
    }
    pairs = sorted((_quoted(name), _quoted(value)) for name, value in [*query.items(), *oauth.items()])
    normal = "&".join(f"{name}={value}" for name, value in pairs)
    base = "&".join((method, _quoted(url), _quoted(normal)))
    key = f"{_quoted(keys.consumer_secret.open())}&{_quoted(keys.token_secret.open())}"
    digest = hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()
    said = {**oauth, "oauth_signature": base64.b64encode(digest).decode()}
    return "OAuth " + ", ".join(f'{name}="{_quoted(value)}"' for name, value in said.items())


def _quoted(text: str) -> str:
    return quote(text, safe="~")
