"""Sealing and opening bytes and texts.

    bytes    MAGIC (8) · way (1) · key id (4) · nonce (12) · ciphertext with its tag (16 longer)
    text     "seal1." and the same without MAGIC, in base64 (RFC 4648 5)

The way is 1 for AES-256-GCM with a random nonce, 2 for AES-SIV, which has none. What is authenticated beside
the words: way, key id and a label, the place where it lies ("spool:2027-04-20/x.eml",
"intake_delivery.sender"): what is moved elsewhere does not open there. A random nonce of 96 bits is good for
2^32 seals with one key (NIST SP 800-38D 8.3); some 400 a second, for four months without a pause.
"""

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag

from handbill_site.sealing.errors import NotOpened
from handbill_site.sealing.keys import ID_BYTES, Key, Ring, ring

MAGIC = b"\x93HBSEAL\n"
TEXT = "seal1."
RANDOM, MATCHING = b"\x01", b"\x02"
NONCE = 12
_HEAD = 1 + ID_BYTES


def seal(raw: bytes, label: str) -> bytes:
    """Return *raw* sealed with the newest key, each time differently. Raises: NoKey."""
    return MAGIC + _sealed(raw, label, ring().newest)


def is_sealed(data: bytes) -> bool:
    """Tell whether *data* begins as sealed bytes do."""
    return data.startswith(MAGIC)


def open_sealed(data: bytes, label: str) -> bytes:
    """Return what is in *data*; as it is where it was never sealed.

    Raises: NotOpened; NoKey.
    """
    return _opened(data[len(MAGIC) :], label, ring()) if is_sealed(data) else data


def seal_text(raw: bytes, label: str) -> str:
    """Return *raw* sealed with the newest key as a text, each time differently. Raises: NoKey."""
    return _as_text(_sealed(raw, label, ring().newest))


def match_text(raw: bytes, label: str) -> str:
    """Return *raw* sealed as a text, always the same for the same key and label. Raises: NoKey."""
    return _as_text(_matching(raw, label, ring().newest))


def matches(raw: bytes, label: str) -> list[str]:
    """Return `match_text` for every key, the newest first: one of them is how *raw* was sealed once."""
    return [_as_text(_matching(raw, label, key)) for key in ring().keys]


def is_sealed_text(text: str) -> bool:
    """Tell whether *text* begins as sealed ones do."""
    return text.startswith(TEXT)


def open_text(text: str, label: str) -> bytes:
    """Return what is in a sealed text. Raises: NotOpened; NoKey."""
    return _opened(_from_text(text, label), label, ring())


def key_id_of(sealed: bytes | str) -> str:
    """Return the id of the key that sealed this, in hexadecimal; "" where it was never sealed."""
    if isinstance(sealed, str):
        return _from_text(sealed, "")[1:_HEAD].hex() if is_sealed_text(sealed) else ""
    return sealed[len(MAGIC) + 1 :][:ID_BYTES].hex() if is_sealed(sealed) else ""


def _sealed(raw: bytes, label: str, key: Key) -> bytes:
    head, nonce = RANDOM + key.id, os.urandom(NONCE)
    return head + nonce + key.random.encrypt(nonce, raw, head + label.encode())


def _matching(raw: bytes, label: str, key: Key) -> bytes:
    head = MATCHING + key.id
    return head + key.matching.encrypt(raw, [head + label.encode()])


def _opened(body: bytes, label: str, ring: Ring) -> bytes:
    head, rest = body[:_HEAD], body[_HEAD:]
    if (key := ring.key(head[1:])) is None:
        key_id = head[1:].hex()
        raise NotOpened(f"it is sealed with the key {key_id}, which is not among those set", key_id=key_id)
    said = head + label.encode()
    try:
        if head[:1] == RANDOM:
            return key.random.decrypt(rest[:NONCE], rest[NONCE:], said)
        return key.matching.decrypt(rest, [said])
    except (InvalidTag, ValueError) as error:
        raise NotOpened("it was changed, or belongs to another place") from error


def _as_text(body: bytes) -> str:
    return TEXT + base64.urlsafe_b64encode(body).decode()


def _from_text(text: str, label: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text[len(TEXT) :])
    except (ValueError, binascii.Error) as error:
        raise NotOpened(f"it was changed ({label})") from error
