"""The other doors that the form names: where people may write instead."""

import re
from dataclasses import dataclass

from handbill_site.intake.channels.credentials import setting

_PLAIN = re.compile(r"@?([A-Za-z0-9._-]{1,60})")
_FEDIVERSE = re.compile(r"@?([A-Za-z0-9._-]{1,60})@([a-z0-9.-]{1,200}\.[a-z]{2,60})")
_MAIL = re.compile(r"[^\s@<>\"]{1,64}@[^\s@<>\"]{1,255}")


@dataclass(frozen=True, slots=True)
class Other:
    """One door: what it is, how it is called, and where a link to it leads."""

    kind: str
    name: str
    href: str


def other_doors() -> list[Other]:
    """Return the doors that are set up, e-mail first; a setting that is no such name opens none."""
    doors = (_mail(), _instagram(), _telegram(), _x(), _fediverse())
    return [door for door in doors if door is not None]


def _mail() -> Other | None:
    said = setting("HANDBILL_MAIL_ADDRESS")
    return Other("e-mail", said, f"mailto:{said}") if _MAIL.fullmatch(said) else None


def _instagram() -> Other | None:
    return _account("Instagram", setting("HANDBILL_INSTAGRAM_ACCOUNT"), "https://www.instagram.com/{}/")


def _telegram() -> Other | None:
    return _account("Telegram", setting("HANDBILL_TELEGRAM_ACCOUNT"), "https://t.me/{}")


def _x() -> Other | None:
    return _account("X", setting("HANDBILL_X_ACCOUNT"), "https://x.com/{}")


def _fediverse() -> Other | None:
    said = _FEDIVERSE.fullmatch(setting("HANDBILL_FEDIVERSE_ACCOUNT"))
    return Other("the Fediverse", f"@{said[1]}@{said[2]}", f"https://{said[2]}/@{said[1]}") if said else None


def _account(kind: str, said: str, address: str) -> Other | None:
    name = _PLAIN.fullmatch(said)
    return Other(kind, f"@{name[1]}", address.format(name[1])) if name else None
