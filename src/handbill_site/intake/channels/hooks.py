"""What services hand in by themselves: signatures are checked over the bytes as they came, all is kept, and
only then is 200 said."""

import base64
import contextlib
import hashlib
import hmac
import re
from collections.abc import Iterable

from django.db import DatabaseError
from django.http import HttpResponse
from django.utils import timezone

from handbill_site.intake.channels import Channel, state
from handbill_site.intake.channels.contract import Gone
from handbill_site.intake.channels.credentials import Secret
from handbill_site.intake.channels.running import forget_message, keeper
from handbill_site.intake.errors import NotKept, TryLater
from handbill_site.intake.incoming import Incoming

PART = "hook"
RETRY_SECONDS = 60
_HEX = re.compile(r"sha256=([0-9a-f]{64})")
_BASE64 = re.compile(r"sha256=([A-Za-z0-9+/]{43}=)")


def is_signed_in_hex(raw: bytes, header: str, secret: Secret) -> bool:
    """Tell whether *header* is "sha256=" and the HMAC-SHA256 of *raw* in lower-case hex; constant in time."""
    said = _HEX.fullmatch(header)
    if not (said and secret):
        return False
    return hmac.compare_digest(said[1], _digest(raw, secret).hex())


def is_signed_in_base64(raw: bytes, header: str, secret: Secret) -> bool:
    """The same in base 64."""
    said = _BASE64.fullmatch(header)
    if not (said and secret):
        return False
    return hmac.compare_digest(said[1], in_base64(raw, secret))


def in_base64(raw: bytes, secret: Secret) -> str:
    """Return the HMAC-SHA256 of *raw* in base 64."""
    return base64.b64encode(_digest(raw, secret)).decode()


def is_same(said: str, secret: Secret) -> bool:
    """Tell whether somebody said the secret; constant in time. An empty secret is nobody's."""
    return bool(secret) and hmac.compare_digest(said.encode("utf-8", "replace"), secret.open().encode())


def refused() -> HttpResponse:
    """Return the answer to what is not signed as it should be. Nothing of it was looked at."""
    return HttpResponse("The signature is not right.\n", status=401, content_type="text/plain")


def unreadable(fault: Exception) -> HttpResponse:
    """Return the answer to what is signed and yet no JSON that can be taken; the fault is named."""
    return HttpResponse(f"{fault}.\n".encode("utf-8", "replace"), status=400, content_type="text/plain")


def take(channel: Channel, messages: Iterable[Incoming | Gone]) -> HttpResponse:
    """Keep all messages of one request, and say 200; or 503 when one could not be kept.

    The service then sends all of them again, and those that were kept are told as doubles.
    """
    keep = keeper(channel, PART)
    try:
        for message in messages:
            if isinstance(message, Gone):
                _forget(channel, message)
            else:
                keep(message)
    except NotKept as error:
        seconds = error.seconds if isinstance(error, TryLater) else RETRY_SECONDS
        with contextlib.suppress(DatabaseError):
            state.went_wrong(channel.kind, PART, str(error), at=timezone.now(), seconds=seconds)
        return HttpResponse(
            "Try later.\n", status=503, content_type="text/plain", headers={"Retry-After": str(seconds)}
        )
    with contextlib.suppress(DatabaseError):  # it is kept: a remark that fails takes nothing back
        state.goes_well(channel.kind, PART, at=timezone.now())
    return HttpResponse("OK\n", content_type="text/plain")


def _forget(channel: Channel, gone: Gone) -> None:
    """Raises: NotKept where the database refuses, so that the service tells it again."""
    try:
        forget_message(channel, gone)
    except DatabaseError as error:
        raise NotKept(f"the database did not take it: {error}") from error


def _digest(raw: bytes, secret: Secret) -> bytes:
    return hmac.new(secret.open().encode(), raw, hashlib.sha256).digest()
