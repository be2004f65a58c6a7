"""What an operator says of a language model, in the environment.

HANDBILL_MODEL_URL              base of the endpoint, as http://127.0.0.1:8080/v1; unset: no model is asked
HANDBILL_MODEL_NAME             which model, as the endpoint names it
HANDBILL_MODEL_KEY_FILE         file with the key, for its owner alone (mode 600)
HANDBILL_MODEL_KEY              the key itself, where there is no file
HANDBILL_MODEL_SECONDS          for one announcement, a second attempt included (30)
HANDBILL_MODEL_CHARACTERS       of a text that are sent at most (12000)
HANDBILL_MODEL_DOCUMENT_TOKENS  for one announcement, question and answer (10000)
HANDBILL_MODEL_DAY_TOKENS       for one day, UTC (200000)
HANDBILL_MODEL_DAY_COST         for one day, in the currency of the prices (no cap)
HANDBILL_MODEL_PRICE_IN         of a million tokens sent (0)
HANDBILL_MODEL_PRICE_OUT        of a million tokens answered (0)
HANDBILL_MODEL_SPENT            file that remembers what the day has used (counted in the process alone)
HANDBILL_MODEL_REQUEST          JSON object laid over each request; null takes a field out
"""

import ipaddress
import json
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from handbill.errors import BadSetting

N = TypeVar("N", int, float)


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """How a model is asked. The key is never shown.

    Attributes:
        url: Base address; "/chat/completions" is added.
        seconds: For all of one announcement. `connect_seconds`: to reach the server.
        characters: Of a text that are sent.
        document_tokens, day_tokens: Caps on what is sent and answered together.
        day_cost: Cap in the currency of the prices; None for none.
        price_in, price_out: Of a million tokens.
        spent: File that remembers the day's use; None to count in this process alone.
        request: Laid over the fields of each request; None takes a field out.
    """

    url: str
    name: str
    key: str = field(default="", repr=False)
    seconds: float = 30.0
    connect_seconds: float = 5.0
    characters: int = 12_000
    document_tokens: int = 10_000
    day_tokens: int = 200_000
    day_cost: float | None = None
    price_in: float = 0.0
    price_out: float = 0.0
    spent: Path | None = None
    request: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _check_url(self.url, has_key=bool(self.key))
        if not self.name:
            raise BadSetting("HANDBILL_MODEL_NAME", "say which model to ask")
        if self.day_cost is not None and not (self.price_in or self.price_out):
            raise BadSetting("HANDBILL_MODEL_DAY_COST", "a cap on cost needs prices")


def settings_from(environ: Mapping[str, str], *, url: str = "", name: str = "") -> ModelSettings | None:
    """Return the settings in *environ*; *url* and *name* go before. None while no address is named.

    Raises: BadSetting; nothing of a key is in its words.
    """
    url = url or environ.get("HANDBILL_MODEL_URL", "")
    if not url:
        return None
    cost = environ.get("HANDBILL_MODEL_DAY_COST", "")
    spent = environ.get("HANDBILL_MODEL_SPENT", "")
    return ModelSettings(
        url=url.rstrip("/"),
        name=name or environ.get("HANDBILL_MODEL_NAME", ""),
        key=_key(environ.get("HANDBILL_MODEL_KEY_FILE", ""), environ.get("HANDBILL_MODEL_KEY", "")),
        seconds=_number("HANDBILL_MODEL_SECONDS", environ.get("HANDBILL_MODEL_SECONDS", "30"), float),
        characters=_number(
            "HANDBILL_MODEL_CHARACTERS", environ.get("HANDBILL_MODEL_CHARACTERS", "12000"), int
        ),
        document_tokens=_number(
            "HANDBILL_MODEL_DOCUMENT_TOKENS", environ.get("HANDBILL_MODEL_DOCUMENT_TOKENS", "10000"), int
        ),
        day_tokens=_number(
            "HANDBILL_MODEL_DAY_TOKENS", environ.get("HANDBILL_MODEL_DAY_TOKENS", "200000"), int
        ),
        day_cost=_number("HANDBILL_MODEL_DAY_COST", cost, float) if cost else None,
        price_in=_number("HANDBILL_MODEL_PRICE_IN", environ.get("HANDBILL_MODEL_PRICE_IN", "0"), float),
        price_out=_number("HANDBILL_MODEL_PRICE_OUT", environ.get("HANDBILL_MODEL_PRICE_OUT", "0"), float),
        spent=Path(spent) if spent else None,
        request=_object("HANDBILL_MODEL_REQUEST", environ.get("HANDBILL_MODEL_REQUEST", "{}")),
    )


def _check_url(url: str, *, has_key: bool) -> None:
    """Raises: BadSetting for no http(s) address, or where a key would cross a network in the clear."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadSetting("HANDBILL_MODEL_URL", "it is no http or https address")
    if parts.username is not None or parts.query or parts.fragment:
        raise BadSetting("HANDBILL_MODEL_URL", "a base address has no user, query or fragment")
    if has_key and parts.scheme == "http" and not _is_own(parts.hostname):
        raise BadSetting(
            "HANDBILL_MODEL_URL", "a key goes by https only, but to this machine or a private address"
        )


def _is_own(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return host == "localhost"


def _key(path: str, key: str) -> str:
    """Return the key. Raises: BadSetting where others could read its file."""
    if not path:
        return key
    try:
        others = Path(path).stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
        found = Path(path).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting("HANDBILL_MODEL_KEY_FILE", "it cannot be read") from error
    if others:
        raise BadSetting("HANDBILL_MODEL_KEY_FILE", "others may read it: chmod 600")
    if not found or not found.isascii() or not found.isprintable() or " " in found:
        raise BadSetting("HANDBILL_MODEL_KEY_FILE", "it holds no key on one line")
    return found


def _number(name: str, text: str, kind: type[N]) -> N:
    try:
        value = kind(text)
    except ValueError as error:
        raise BadSetting(name, "it is no number") from error
    if not 0 <= value < float("inf"):
        raise BadSetting(name, "it is below 0 or without end")
    return value


def _object(name: str, text: str) -> Mapping[str, Any]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise BadSetting(name, "it is no JSON") from error
    if not isinstance(value, dict):
        raise BadSetting(name, "it is no JSON object")
    return value
