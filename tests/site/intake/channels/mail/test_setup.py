from pathlib import Path

import pytest

from handbill_site.intake.channels.mail.setup import Server, settings_from
from handbill_site.intake.errors import NotSetUp

ADDRESS = {"HANDBILL_MAIL_ADDRESS": "List@Town.example"}


def test_without_an_address_there_is_no_mail() -> None:
    assert settings_from({"HANDBILL_MAIL_LISTEN": "lmtp://127.0.0.1:24"}) is None


def test_what_is_named_is_set_up_and_the_rest_is_not(tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text("hush\n")
    password.chmod(0o600)
    said = settings_from(
        {
            **ADDRESS,
            "HANDBILL_MAIL_LISTEN": "lmtp://127.0.0.1:8024",
            "HANDBILL_MAIL_IMAP": "imaps://list%40town.example@mail.town.example/Walks%20and%20talks",
            "HANDBILL_MAIL_IMAP_PASSWORD_FILE": str(password),
            "HANDBILL_MAIL_MOST_MB": "3",
        }
    )
    assert said
    assert (said.address, said.smtp, said.most_bytes) == ("list@town.example", None, 3 * 1024 * 1024)
    assert said.listen == Server("lmtp", "127.0.0.1", 8024)
    imap = said.imap
    assert imap
    assert (imap.scheme, imap.host, imap.port, imap.user, imap.folder, imap.password.open()) == (
        "imaps",
        "mail.town.example",
        993,
        "list@town.example",
        "Walks and talks",
        "hush",
    )
    assert "hush" not in repr(said)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"HANDBILL_MAIL_ADDRESS": "list"}, "HANDBILL_MAIL_ADDRESS: it must be one address"),
        ({"HANDBILL_MAIL_ADDRESS": "list+a@town.example"}, "HANDBILL_MAIL_ADDRESS: it must be one address"),
        (
            {"HANDBILL_MAIL_IMAP": "pop://mail.town.example"},
            "HANDBILL_MAIL_IMAP: it must begin with imaps://",
        ),
        ({"HANDBILL_MAIL_IMAP": "imaps://a:hush@mail.town.example"}, "HANDBILL_MAIL_IMAP: a password has no"),
        ({"HANDBILL_MAIL_SMTP": "smtp://mail.town.example:many"}, "HANDBILL_MAIL_SMTP: it is no address"),
        ({"HANDBILL_MAIL_MOST_MB": "-1"}, "HANDBILL_MAIL_MOST_MB: it must be a whole number"),
    ],
)
def test_what_is_wrong_is_named_without_its_value(wrong: dict[str, str], said: str) -> None:
    with pytest.raises(NotSetUp) as refused:
        settings_from({**ADDRESS, **wrong})
    assert str(refused.value).startswith(said)
    assert "hush" not in str(refused.value)


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("localhost", True),
        ("127.0.0.7", True),
        ("::1", True),
        ("10.0.0.1", False),
        ("mail.town.example", False),
    ],
)
def test_only_this_machine_is_spoken_to_in_clear(host: str, here: bool) -> None:
    assert Server("imap", host, 143).is_here is here
