from pathlib import Path

import pytest

from handbill_site.intake.channels.credentials import Secret, number, secret, setting
from handbill_site.intake.errors import NotSetUp


def keep_secret(path: Path, mode: int) -> dict[str, str]:
    path.write_text("hush\n")
    path.chmod(mode)
    return {"HANDBILL_KEY_FILE": str(path), "HANDBILL_KEY": "not this"}


def test_a_secret_comes_from_a_file_that_its_owner_alone_reads(tmp_path: Path) -> None:
    assert secret("HANDBILL_KEY", environ=keep_secret(tmp_path / "key", 0o600)).open() == "hush"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
def test_a_file_that_others_may_open_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(NotSetUp, match=r"HANDBILL_KEY_FILE: others may read the file") as refused:
        secret("HANDBILL_KEY", environ=keep_secret(tmp_path / "key", mode))
    assert "hush" not in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotSetUp, match=r"HANDBILL_KEY_FILE: key cannot be read: No such file"):
        secret("HANDBILL_KEY", environ={"HANDBILL_KEY_FILE": str(tmp_path / "key")})


def test_without_a_file_the_variable_counts_and_without_both_nothing() -> None:
    assert secret("HANDBILL_KEY", environ={"HANDBILL_KEY": "hush"}).open() == "hush"
    assert not secret("HANDBILL_KEY", environ={})


def test_a_secret_is_not_shown() -> None:
    assert [repr(Secret("hush")), str(Secret("hush")), f"{Secret('hush')!s}"] == ["Secret(…)"] * 3


def test_settings_and_numbers() -> None:
    environ = {"HOST": " mail.lanterns.example ", "PORT": "993", "MOST": "many"}
    assert setting("HOST", environ=environ) == "mail.lanterns.example"
    assert (number("PORT", 1, environ=environ), number("NONE", 7, environ=environ)) == (993, 7)
    with pytest.raises(NotSetUp, match="MOST: it must be a whole number"):
        number("MOST", 1, environ=environ)
