"""Where keys come from, and which are refused."""

import os
from pathlib import Path

import pytest
from pytest_django import Settings

from handbill_site.sealing import keys, seals
from handbill_site.sealing.errors import NoKey

ONE = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
TWO = "ff" * 32
"""In hexadecimal; ONE is the bytes 0 to 31 in base64."""


@pytest.fixture
def nothing_set(settings: Settings) -> Settings:
    settings.SEAL_KEY = settings.SEAL_KEY_FILE = ""
    return settings


def private(path: Path, text: str) -> str:
    path.write_text(text)
    path.chmod(0o600)
    return str(path)


def test_a_key_is_made_once_and_only_its_owner_may_read_it(nothing_set: Settings, tmp_path: Path) -> None:
    sealed = seals.seal(b"lanterns", "here")
    made = tmp_path / "seal-key"
    assert made.stat().st_mode & 0o777 == 0o600
    text = made.read_text()
    keys._ring_of.cache_clear()  # as another process begins
    assert seals.open_sealed(sealed, "here") == b"lanterns"
    assert made.read_text() == text
    assert [path.name for path in tmp_path.iterdir()] == ["seal-key"]


def test_no_new_key_hides_that_the_old_one_was_lost(nothing_set: Settings, tmp_path: Path) -> None:
    (tmp_path / "spool" / "2027-04-20").mkdir(parents=True)
    (tmp_path / "spool" / "2027-04-20" / "x.eml").write_bytes(seals.MAGIC + b"\x01abcd")
    with pytest.raises(NoKey, match=r"2027-04-20/x.eml is sealed and no key is here"):
        keys.ring()
    assert not (tmp_path / "seal-key").exists()


def test_the_newest_key_seals_and_all_of_them_open(nothing_set: Settings) -> None:
    nothing_set.SEAL_KEY = ONE
    old = seals.seal(b"lanterns", "here")
    nothing_set.SEAL_KEY = f"{TWO},{ONE}"
    new = seals.seal(b"lanterns", "here")
    assert [seals.open_sealed(each, "here") for each in (old, new)] == [b"lanterns"] * 2
    nothing_set.SEAL_KEY = TWO
    assert seals.open_sealed(new, "here") == b"lanterns"


def test_keys_stand_in_a_file_one_a_line_with_remarks(nothing_set: Settings, tmp_path: Path) -> None:
    nothing_set.SEAL_KEY = f"{TWO} {ONE}"
    wanted = [key.id for key in keys.ring().keys]
    nothing_set.SEAL_KEY = ""
    nothing_set.SEAL_KEY_FILE = private(tmp_path / "k", f"# of May\n{TWO}\n\n{ONE}  # of April\n")
    assert [key.id for key in keys.ring().keys] == wanted
    assert len(set(wanted)) == 2


def test_one_that_was_made_opens_on_after_another_is_set(nothing_set: Settings, tmp_path: Path) -> None:
    made = seals.seal(b"lanterns", "here")
    nothing_set.SEAL_KEY = ONE
    assert seals.open_sealed(made, "here") == b"lanterns"
    assert seals.key_id_of(seals.seal(b"lanterns", "here")) == keys.keys_in(ONE, name="")[0].id.hex()


@pytest.mark.parametrize("wrong", ["lanterns", ONE[:-4], "zz" * 32, f"{ONE} short", f"{ONE[:-1]}gIQ=="])
def test_what_is_no_key_is_refused_and_not_shown(nothing_set: Settings, wrong: str) -> None:
    nothing_set.SEAL_KEY = wrong
    with pytest.raises(NoKey, match=r"HANDBILL_SEAL_KEY, key [12]: a key is 32 bytes") as refused:
        keys.ring()
    assert wrong.split()[-1] not in str(refused.value)


@pytest.mark.parametrize(
    ("mode", "text", "said"),
    [
        (0o640, ONE, "others may read the file"),
        (0o604, ONE, "others may read the file"),
        (0o600, "# nothing\n", "no key is in it"),
        (0o600, "é", "it is no text"),
    ],
)
def test_a_file_that_keeps_no_secret_is_refused(
    nothing_set: Settings, tmp_path: Path, mode: int, text: str, said: str
) -> None:
    path = tmp_path / "k"
    path.write_text(text)
    path.chmod(mode)
    nothing_set.SEAL_KEY_FILE = str(path)
    with pytest.raises(NoKey, match=f"HANDBILL_SEAL_KEY_FILE.*{said}"):
        keys.ring()


def test_a_file_that_is_not_there_is_named(nothing_set: Settings, tmp_path: Path) -> None:
    nothing_set.SEAL_KEY_FILE = str(tmp_path / "gone")
    with pytest.raises(NoKey, match="gone cannot be read: No such file"):
        keys.ring()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")
def test_a_file_of_somebody_else_is_refused(nothing_set: Settings, tmp_path: Path) -> None:
    nothing_set.SEAL_KEY_FILE = private(tmp_path / "k", ONE)
    os.chown(tmp_path / "k", 65534, -1)
    with pytest.raises(NoKey, match="belongs to another user"):
        keys.ring()


def test_a_ring_does_not_show_its_keys(nothing_set: Settings) -> None:
    nothing_set.SEAL_KEY = TWO
    assert "ff" * 8 not in repr(keys.ring())
    assert "AESGCM" not in repr(keys.ring())


def test_a_new_key_is_one(nothing_set: Settings) -> None:
    first, second = keys.new_key(), keys.new_key()
    assert first != second
    assert len(keys.keys_in(f"{first} {second}", name="new")) == 2
