"""Addresses for changes: "list+UID-TOKEN@host", one for each event or delivery, told to its sender alone.

The token is an HMAC with the site's key over what the address is about, so it can be checked without being
kept and cannot be guessed: 80 bits.
"""

import base64
import hmac
import re
import uuid

from django.utils.crypto import salted_hmac

KINDS = ("event", "delivery")
_SALT = "handbill.intake.mail.addresses"
_BYTES = 10


def change_address(about: str, base: str) -> str:
    """Return the address by which "event:UID" or "delivery:UID" is changed; "" where it has none.

    Args:
        about: The UID begins with a UUID, as those that the site gives do.
        base: The address that the site receives at: "list@lanterns.example".

    54 characters before the "@" for a base of "list": RFC 5321 allows 64.
    """
    kind, _, uid = about.partition(":")
    local, _, host = base.partition("@")
    try:
        number = uuid.UUID(uid.partition("@")[0]).hex
    except ValueError:
        return ""
    return f"{local}+{number}-{_token(kind, number)}@{host}"


def about_of(address: str, base: str) -> str:
    """Return "event:UUID" or "delivery:UUID" that an address is about; "" for any that we did not make.

    Mail servers on the way may change the case of letters.
    """
    local, _, host = base.lower().partition("@")
    match = re.fullmatch(
        rf"{re.escape(local)}\+([0-9a-f]{{32}})-([a-z2-7]{{16}})@{re.escape(host)}", address.strip().lower()
    )
    if match is None:
        return ""
    number, token = match.groups()
    kind = next((kind for kind in KINDS if hmac.compare_digest(token, _token(kind, number))), "")
    return f"{kind}:{uuid.UUID(number)}" if kind else ""


def is_ours(address: str, base: str) -> bool:
    """Tell whether mail to *address* is for us: the base itself, or with anything after a "+"."""
    ours, host = base.lower().rsplit("@", 1)
    local, _, at = address.strip().lower().rpartition("@")
    return at == host and (local == ours or local.startswith(f"{ours}+"))


def found_in(values: list[str], base: str) -> list[str]:
    """Return the addresses of ours that stand in header fields, in their order."""
    local, _, host = base.lower().partition("@")
    ours = re.compile(rf"(?<![\w.+-]){re.escape(local)}(?:\+[\w.-]{{1,80}})?@{re.escape(host)}(?![\w.-])")
    return [match for value in values for match in ours.findall(value.lower())]


def _token(kind: str, number: str) -> str:
    digest = salted_hmac(_SALT, f"{kind}:{number}", algorithm="sha256").digest()
    return base64.b32encode(digest[:_BYTES]).decode().lower()
