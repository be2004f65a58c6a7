"""One question to an endpoint of the OpenAI kind: POST {base}/chat/completions.

The address is the operator's own and may lie in a private network, so the guard of the public web does not
hold here. Nothing else is fetched: one address, no redirects, no proxy of the environment.

Wire format: the chat completions of the OpenAI API, as llama.cpp, vLLM and Ollama speak it too: `model`,
`messages`, `max_tokens`, `response_format`; `choices[0].message.content`, `choices[0].finish_reason`,
`usage.prompt_tokens`, `usage.completion_tokens`; on failure `error.message`, `error.type`, `error.code`.
"""

import datetime as dt
import email.utils
import json
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from handbill.errors import BadAnswer, ModelUnavailable
from handbill.models.budget import Usage
from handbill.models.settings import ModelSettings

if TYPE_CHECKING:
    import httpcore

MOST_BYTES = 256 * 1024
"""Of an answer: a page of events is a tenth of that."""
_PAUSE = 1.0
"""Seconds before the second attempt where the server names none."""
_NO_USE = ("insufficient_quota",)
"""Codes of 429 that no waiting cures."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the words of the answer, and what it used; None where the server did not tell."""

    content: str
    usage: Usage | None


class NoAnswer(ModelUnavailable):
    """The question may have arrived, and been paid for; no answer came that could be taken."""


class Unusable(BadAnswer):
    """An answer without words to read, that was paid for all the same."""

    def __init__(self, reason: str, usage: Usage | None):
        super().__init__(reason)
        self.usage = usage


@dataclass(frozen=True, slots=True)
class _Response:
    status: int
    headers: Mapping[str, str]
    body: bytes


def ask(
    settings: ModelSettings,
    payload: Mapping[str, Any],
    *,
    tls: ssl.SSLContext | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Reply:
    """Send *payload*; after 429 or 5xx once more, when the server says or a second later.

    Raises:
        NoAnswer: None in the seconds of *settings*, both attempts counted.
        ModelUnavailable: It said no, or cannot be reached.
        Unusable: It answered, and there are no words in the answer.
    """
    deadline = time.monotonic() + settings.seconds
    raw = json.dumps(payload, ensure_ascii=False).encode()
    response = _post(settings, raw, deadline, tls)
    if _may_pass(response):
        pause = _pause(response.headers, dt.datetime.now(dt.UTC))
        if time.monotonic() + pause >= deadline:
            raise ModelUnavailable(
                f"the server answered {response.status}, and asks to wait {pause:.0f} seconds"
            )
        sleep(pause)
        response = _post(settings, raw, deadline, tls)
    if response.status != 200:
        raise ModelUnavailable(_failure(response))
    return _reply(response.body)


def _post(settings: ModelSettings, raw: bytes, deadline: float, tls: ssl.SSLContext | None) -> _Response:
    """Raises: ModelUnavailable; what it says names neither key nor text."""
    try:
        import httpcore

        from handbill.fetch.timed import TimedBackend
    except ModuleNotFoundError as error:
        raise ModelUnavailable('asking a model needs pip install "handbill[site]"') from error
    pool = httpcore.ConnectionPool(
        ssl_context=tls or ssl.create_default_context(),
        network_backend=TimedBackend(deadline, connect_seconds=settings.connect_seconds),
        max_keepalive_connections=0,
    )
    try:
        with (
            pool,
            pool.stream("POST", _address(settings), headers=_headers(settings), content=raw) as response,
        ):
            return _Response(response.status, _plain(response.headers), _body(response))
    except httpcore.ConnectError as error:
        raise ModelUnavailable("nobody answers at its address") from error
    except (httpcore.TimeoutException, TimeoutError) as error:
        raise NoAnswer(f"no answer within {settings.seconds:g} seconds") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        raise NoAnswer(f"the connection failed ({type(error).__name__})") from error


def _address(settings: ModelSettings) -> str:
    return f"{settings.url}/chat/completions"


def _headers(settings: ModelSettings) -> list[tuple[bytes, bytes]]:
    headers = [
        (b"content-type", b"application/json"),
        (b"accept", b"application/json"),
        (b"accept-encoding", b"identity"),
        (b"user-agent", b"Handbill"),
    ]
    key = settings.key.encode("ascii", "replace")
    return [*headers, (b"authorization", b"Bearer " + key)] if key else headers


def _plain(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}


def _body(response: "httpcore.Response") -> bytes:
    """Return the body. Raises: NoAnswer beyond `MOST_BYTES`."""
    raw = bytearray()
    for chunk in response.iter_stream():
        raw += chunk
        if len(raw) > MOST_BYTES:
            raise NoAnswer(f"its answer is longer than {MOST_BYTES:,} bytes")
    return bytes(raw)


def _may_pass(response: _Response) -> bool:
    """Whether asking again may help."""
    if response.status == 429:
        return _error_of(response.body).get("code") not in _NO_USE
    return response.status >= 500


def _pause(headers: Mapping[str, str], now: dt.datetime) -> float:
    """Return the seconds of Retry-After, a number or a date (RFC 9110, 10.2.3)."""
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return float(said[:9])
    try:
        return max(0.0, (email.utils.parsedate_to_datetime(said) - now).total_seconds())
    except (ValueError, TypeError):
        return _PAUSE


def _failure(response: _Response) -> str:
    """Say what the status means, with the server's code; its message may hold our text, and is left out."""
    if 300 <= response.status < 400:
        return f"the server answered {response.status}; redirects are not followed"
    code = _error_of(response.body).get("code") or _error_of(response.body).get("type")
    known = isinstance(code, str) and len(code) <= 60 and code.replace("_", "").isalnum()
    return f"the server answered {response.status}" + (f" ({code})" if known else "")


def _error_of(body: bytes) -> Mapping[str, Any]:
    found = _object(body)
    error = found.get("error") if found else None
    return error if isinstance(error, dict) else {}


def _reply(body: bytes) -> Reply:
    """Raises: Unusable."""
    found = _object(body)
    if found is None:
        raise Unusable("the answer is no JSON", None)
    usage = _usage(found.get("usage"))
    try:
        choice = found["choices"][0]
        content = choice["message"]["content"]
    except (KeyError, IndexError, TypeError) as error:
        raise Unusable("the answer has no choices", usage) from error
    if choice.get("finish_reason") == "length":
        raise Unusable("the answer was cut off", usage)
    if not isinstance(content, str) or not content.strip():
        raise Unusable("the answer has no words", usage)
    return Reply(content, usage)


def _usage(said: Any) -> Usage | None:
    """Return the tokens that the server counted, None where it says none that can be believed."""
    if not isinstance(said, dict):
        return None
    sent, answered = said.get("prompt_tokens"), said.get("completion_tokens")
    counts = [n for n in (sent, answered) if isinstance(n, int) and not isinstance(n, bool) and n >= 0]
    return Usage(*counts) if len(counts) == 2 else None


def _object(raw: bytes | str) -> dict[str, Any] | None:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
