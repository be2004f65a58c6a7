"""What is sealed opens where it lies, and nowhere else."""

import base64

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pytest_django import Settings

from handbill_site.sealing import seals
from handbill_site.sealing.errors import NotOpened

ONE = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


@pytest.mark.parametrize("raw", [b"", b"lanterns", bytes(range(256)) * 400, seals.MAGIC + b"\x01pretended"])
def test_what_was_sealed_comes_back(raw: bytes) -> None:
    sealed = seals.seal(raw, "spool:a")
    assert seals.open_sealed(sealed, "spool:a") == raw
    assert seals.open_text(seals.seal_text(raw, "t.c"), "t.c") == raw
    assert seals.open_text(seals.match_text(raw, "t.c"), "t.c") == raw
    assert len(sealed) == len(raw) + 41


def test_what_was_never_sealed_reads_as_it_is() -> None:
    assert seals.open_sealed(b"lanterns", "spool:a") == b"lanterns"
    assert seals.key_id_of(b"lanterns") == seals.key_id_of("lanterns") == ""


@pytest.mark.parametrize("at", [8, 9, 12, 13, 24, 25, 40, -1])
def test_one_bit_that_was_changed_is_found(at: int) -> None:
    sealed = bytearray(seals.seal(b"lanterns", "spool:a"))
    sealed[at] ^= 1
    with pytest.raises(NotOpened):
        seals.open_sealed(bytes(sealed), "spool:a")


@pytest.mark.parametrize("length", [8, 9, 12, 13, 20, 25, 40, 48])
def test_one_that_was_cut_is_found(length: int) -> None:
    with pytest.raises(NotOpened):
        seals.open_sealed(seals.seal(b"lanterns", "spool:a")[:length], "spool:a")


def test_what_is_moved_elsewhere_does_not_open_there() -> None:
    with pytest.raises(NotOpened, match="belongs to another place"):
        seals.open_sealed(seals.seal(b"lanterns", "spool:a"), "spool:b")
    for text in (seals.seal_text(b"ada", "t.sender"), seals.match_text(b"ada", "t.sender")):
        with pytest.raises(NotOpened, match="belongs to another place"):
            seals.open_text(text, "t.contact")


def test_a_text_that_is_none_is_told() -> None:
    with pytest.raises(NotOpened, match="it was changed"):
        seals.open_text("seal1.x", "t.c")


def test_a_key_that_is_not_here_is_named(settings: Settings) -> None:
    sealed = seals.seal(b"lanterns", "spool:a")
    settings.SEAL_KEY = ONE
    with pytest.raises(NotOpened, match="which is not among those set") as told:
        seals.open_sealed(sealed, "spool:a")
    assert told.value.key_id == seals.key_id_of(sealed) == sealed[9:13].hex()


def test_the_same_words_look_the_same_only_where_they_are_to_be_found() -> None:
    assert seals.seal_text(b"ada", "t.c") != seals.seal_text(b"ada", "t.c")
    assert seals.match_text(b"ada", "t.c") == seals.match_text(b"ada", "t.c")
    assert seals.match_text(b"ada", "t.c") != seals.match_text(b"ada", "t.d")


def test_the_format_is_the_one_that_is_described(settings: Settings) -> None:
    """Taken apart by hand, so that what was sealed years ago still opens."""
    settings.SEAL_KEY = ONE

    def derived(use: bytes, length: int) -> bytes:
        return HKDF(SHA256(), length, salt=None, info=b"handbill seal 1 " + use).derive(bytes(range(32)))

    sealed = seals.seal(b"lanterns", "spool:a")
    assert sealed[:13] == b"\x93HBSEAL\n\x01" + derived(b"id", 4)
    with_label = sealed[8:13] + b"spool:a"
    assert AESGCM(derived(b"random", 32)).decrypt(sealed[13:25], sealed[25:], with_label) == b"lanterns"
    text = seals.match_text(b"lanterns", "t.c")
    body = base64.urlsafe_b64decode(text.removeprefix("seal1."))
    assert body[:5] == b"\x02" + derived(b"id", 4)
    assert AESSIV(derived(b"matching", 64)).decrypt(body[5:], [body[:5] + b"t.c"]) == b"lanterns"
