"""Keys: from the environment, from a file only its owner can read, or made once.

A key is 32 random bytes, written in base64 or hexadecimal. Several stand one after another, the newest
first: it seals, and all of them open. So a key is changed by writing a new one before the old, and the old
one is taken out when `manage.py seal` has sealed everything anew.
"""

import base64
import binascii
import contextlib
import functools
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from handbill_site import privatefiles
from handbill_site.sealing.errors import NoKey

BYTES = 32
ID_BYTES = 4
FILE = "seal-key"
"""Name of the key that was made, in HANDBILL_VAR."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key, taken apart for its uses, so that no two of them share one (RFC 5869).

    Attributes:
        id: Names it where something is sealed with it; says nothing of the key.
        random: AES-256-GCM with a random nonce: the same words never look the same.
        matching: AES-SIV (RFC 5297), 256 bits: the same words always look the same, so they can be found.
    """

    id: bytes
    random: AESGCM = field(repr=False)
    matching: AESSIV = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ring:
    """The keys that there are, the newest first."""

    keys: tuple[Key, ...]

    @property
    def newest(self) -> Key:
        """The key that seals."""
        return self.keys[0]

    def key(self, key_id: bytes) -> Key | None:
        """Return the key of that id; None where it is not here."""
        return next((key for key in self.keys if key.id == key_id), None)


def ring() -> Ring:
    """Return the keys of this site, one made where there is none yet.

    That which was made stays the last of the ring while its file is there, though others are set since.

    Raises: NoKey.
    """
    return _ring_of(settings.SEAL_KEY, settings.SEAL_KEY_FILE, settings.VAR, settings.SPOOL)


def new_key() -> str:
    """Return a new key in base64, as it is written into a file or the environment."""
    return base64.b64encode(secrets.token_bytes(BYTES)).decode()


def keys_in(text: str, *, name: str) -> tuple[Key, ...]:
    """Return the keys that *text* holds, parted by blanks, lines or commas; "#" begins a remark.

    Args:
        name: Of the setting, for errors.

    Raises: NoKey when one of them is none.
    """
    lines = (line.partition("#")[0] for line in text.splitlines())
    words = " ".join(lines).replace(",", " ").split()
    return tuple(_key_of(word, f"{name}, key {number}") for number, word in enumerate(words, start=1))


@functools.cache
def _ring_of(said: str, file: str, var: Path, spool: Path) -> Ring:
    keys = keys_in(said, name="HANDBILL_SEAL_KEY")
    if file:
        keys += keys_in(_private_text(Path(file), "HANDBILL_SEAL_KEY_FILE"), name="HANDBILL_SEAL_KEY_FILE")
        if not keys:
            raise NoKey("HANDBILL_SEAL_KEY_FILE: no key is in it")
    made = var / FILE
    if not keys and not made.exists():
        _make(made, spool)
    if made.exists():
        keys += keys_in(_private_text(made, FILE), name=FILE)
    if not keys:
        raise NoKey(f"{FILE} in HANDBILL_VAR is empty; restore it from the backup of the key")
    return Ring(tuple({key.id: key for key in keys}.values()))


def _key_of(word: str, name: str) -> Key:
    try:
        raw = (
            bytes.fromhex(word)
            if len(word) == 2 * BYTES
            else base64.b64decode(word.translate(str.maketrans("-_", "+/")), validate=True)
        )
    except (ValueError, binascii.Error):
        raw = b""
    if len(raw) != BYTES:
        raise NoKey(f"{name}: a key is 32 bytes in base64, as `openssl rand -base64 32` makes one")
    return Key(
        _derived(raw, b"id", ID_BYTES),
        AESGCM(_derived(raw, b"random", 32)),
        AESSIV(_derived(raw, b"matching", 64)),
    )


def _derived(raw: bytes, use: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt=None, info=b"handbill seal 1 " + use).derive(raw)


def _private_text(path: Path, name: str) -> str:
    try:
        with open(path, encoding="ascii") as file:
            if trouble := privatefiles.trouble_with(os.fstat(file.fileno())):
                raise NoKey(f"{name}: {trouble}")
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise NoKey(f"{name}: {path.name} cannot be read: {reason}") from error


def _make(path: Path, spool: Path) -> None:
    """Write a new key, whole and flushed before its name is there; harmless when another process was first.

    Raises: NoKey where something is sealed already: its key was lost or not set; a new one would hide that.
    """
    if sealed := _first_sealed(spool):
        raise NoKey(
            f"{sealed} is sealed and no key is here: set HANDBILL_SEAL_KEY_FILE, or restore {FILE} from the "
            "backup of the key"
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{FILE}.{os.getpid()}")
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(f"{new_key()}\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(part, path)
        part.unlink()
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise NoKey(f"{FILE} cannot be made in HANDBILL_VAR: {error.strerror or error}") from error


def _first_sealed(spool: Path) -> str:
    """Return the path of a sealed file, looking at one of each day; "" without one."""
    from handbill_site.sealing.seals import is_sealed

    for day in sorted(spool.glob("*/"), reverse=True):
        first = next((path for path in sorted(day.iterdir()) if not path.name.startswith(".")), None)
        if first is not None and is_sealed(first.read_bytes()[:64]):
            return f"{day.name}/{first.name}"
    return ""
