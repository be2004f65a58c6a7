"""Settings of X. All four secrets for polling and answers; the consumer secret alone for the webhook.

HANDBILL_X_CONSUMER_KEY     or …_FILE: of the app
HANDBILL_X_CONSUMER_SECRET  or …_FILE: of the app; X signs webhooks with it too
HANDBILL_X_TOKEN            or …_FILE: access token of the account
HANDBILL_X_TOKEN_SECRET     or …_FILE: and its secret
HANDBILL_X_URL              where the interface answers (https://api.x.com)
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from handbill_site.intake.channels.calling import base_address
from handbill_site.intake.channels.contract import Parts
from handbill_site.intake.channels.credentials import Secret, secret
from handbill_site.intake.errors import NotSetUp

PUBLIC = "https://api.x.com"
HOSTS = ("twimg.com", "ton.twitter.com", "ton.x.com")
"""Where X shows pictures of messages, to the accounts that got them."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys of an app and an account (OAuth 1.0a, whose tokens do not run out); empty ones are not set."""

    consumer_key: Secret
    consumer_secret: Secret
    token: Secret
    token_secret: Secret


def keys_from(environ: Mapping[str, str] = os.environ) -> Keys:
    """Return the keys. Raises: NotSetUp where some of them are missing."""
    names = (
        "HANDBILL_X_CONSUMER_KEY",
        "HANDBILL_X_CONSUMER_SECRET",
        "HANDBILL_X_TOKEN",
        "HANDBILL_X_TOKEN_SECRET",
    )
    keys = Keys(*(secret(name, environ=environ) for name in names))
    there = [bool(key) for key in (keys.consumer_key, keys.consumer_secret, keys.token, keys.token_secret)]
    if there not in ([False] * 4, [True] * 4, [False, True, False, False]):
        raise NotSetUp(f"{names[there.index(False)]}: it is missing")
    return keys


def parts() -> Parts:
    """Return the parts that are set up. Raises: NotSetUp."""
    keys = keys_from()
    from handbill_site.intake.channels.pictures import Pictures
    from handbill_site.intake.channels.x.account import Account
    from handbill_site.intake.channels.x.polling import Messages
    from handbill_site.intake.channels.x.sending import HookReady, XAnswerer

    hooked = HookReady() if keys.consumer_secret else None
    if not keys.token:
        return Parts(hooked=hooked)
    account = Account(base_address("HANDBILL_X_URL", PUBLIC), keys)
    pictures = Pictures(HOSTS, signed=account.signed)
    return Parts(
        pollers={"messages": Messages(account)}, answerer=XAnswerer(account), hooked=hooked, pictures=pictures
    )
