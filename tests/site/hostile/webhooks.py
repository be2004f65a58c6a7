"""The webhooks of both services, each with one message, for tests that hold of both."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.site.intake.channels.instagram import service as instagram
from tests.site.intake.channels.x import service as x

WORDS = "Evening of lanterns, Friday 30 April 2027, 8 pm, Lisbon"
SECRETS = {
    "HANDBILL_INSTAGRAM_APP_SECRET": instagram.APP_SECRET,
    "HANDBILL_INSTAGRAM_VERIFY_TOKEN": instagram.VERIFY_TOKEN,
    **x.KEYS,
}


@dataclass(frozen=True)
class Hook:
    """One service.

    Attributes:
        raw: A body with one message. refused_raw: a body that is signed by nobody.
        later: The same message as the service would write it minutes after.
        digest: What the signature says, without "sha256=".
    """

    raw: bytes
    later: bytes
    hand_in: Callable[..., Any]
    signature: Callable[..., str]
    refused_raw: bytes = b"{}"

    def digest(self, raw: bytes) -> str:
        return self.signature(raw).removeprefix("sha256=")


def _later(raw: bytes, written: int) -> bytes:
    return raw.replace(str(written).encode(), str(written + 240_000).encode())


_ig = instagram.batch(instagram.text("m1", WORDS))
_x = x.activity(x.created(7, WORDS))
HOOKS = {
    "instagram": Hook(_ig, _later(_ig, instagram.WRITTEN), instagram.hand_in, instagram.signature),
    "x": Hook(_x, _later(_x, 1808215200123), x.hand_in, x.signature),
}


def set_up() -> None:
    """Put the secrets into this process's environment."""
    os.environ.update(SECRETS)
