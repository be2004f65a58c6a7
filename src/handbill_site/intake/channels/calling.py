"""Calls to the interface of a service: one base address that the operator names, JSON both ways.

The guard of the public web does not hold here: the address is the operator's own, and nothing that came with
a message is ever called by this way. Redirects are not followed, no proxy of the environment is used.
Unencrypted it goes only to this very machine. What goes wrong is said without address or header, since tokens
stand there.
"""

import contextlib
import datetime as dt
import email.utils
import ipaddress
import json
import ssl
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import quote, urlencode, urlsplit

import httpcore

from handbill.fetch.timed import TimedBackend
from handbill_site.intake.channels.credentials import setting
from handbill_site.intake.errors import ChannelTrouble, NotSetUp

Query: TypeAlias = Mapping[str, str | Sequence[str]]
"""Names and values; of several values each is written with the name before it."""
CONNECT_SECONDS = 10.0
CALL_SECONDS = 20.0
MOST_BYTES = 4 * 1024 * 1024
LONGEST_WAIT = 24 * 3600.0
"""Seconds beyond which a service that asks to wait is not believed."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a service answered; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the body; None where it is no JSON, or nested too deeply."""
        return parsed(self.body)


class Service:
    """One service at one base address."""

    def __init__(self, name: str, base: str):
        """Args: name: as it stands in what an operator reads. base: checked by `base_address`."""
        self.name = name
        self.base = base

    def call(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        query: Query | None = None,
        payload: Any = None,
        seconds: float = CALL_SECONDS,
        most: int = MOST_BYTES,
    ) -> Answered:
        """Send one request and return the answer, whatever its status.

        Args:
            payload: Sent as JSON; None sends no body.
            seconds: For all of it.
            most: Bytes that the answer may have.

        Raises: ChannelTrouble when no whole answer comes.
        """
        with self._asked(method, path, headers or {}, query or {}, payload, seconds) as got:
            return Answered(got.status, _plain(got.headers), self._body(got, most))

    def lines(self, path: str, *, headers: Mapping[str, str], seconds: float) -> Iterator[bytes]:
        """Yield the lines of an answer that does not end, as they come; first of all b"" once it has begun.

        Raises: ChannelTrouble: refused, broken off, silent, or after *seconds*.
        """
        with self._asked("GET", path, {"accept": "text/event-stream", **headers}, {}, None, seconds) as got:
            if got.status != 200:
                raise self.refusal(Answered(got.status, _plain(got.headers), b""))
            yield b""
            rest = b""
            for chunk in got.iter_stream():
                *whole, rest = (rest + chunk).split(b"\n")
                yield from whole
                if len(rest) > MOST_BYTES:
                    raise ChannelTrouble(f"{self.name} sends a line without end")

    @contextlib.contextmanager
    def _asked(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        query: Query,
        payload: Any,
        seconds: float,
    ) -> Iterator[httpcore.Response]:
        """Send one request and give its answer, whose body is still to come. Raises: ChannelTrouble."""
        url = f"{self.base}{path}" + (f"?{urlencode(query, doseq=True, quote_via=quote)}" if query else "")
        content = b"" if payload is None else json.dumps(payload, ensure_ascii=False).encode()
        sent = {"accept": "application/json", "accept-encoding": "identity", "user-agent": "Handbill"}
        if payload is not None:
            sent["content-type"] = "application/json"
        pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(),
            network_backend=TimedBackend(time.monotonic() + seconds, connect_seconds=CONNECT_SECONDS),
            max_keepalive_connections=0,
        )
        try:
            with pool, pool.stream(method, url, headers=_raw({**sent, **headers}), content=content) as got:
                yield got
        except (httpcore.TimeoutException, TimeoutError):
            raise ChannelTrouble(f"{self.name} does not answer within {seconds:g} seconds") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            raise ChannelTrouble(f"{self.name} cannot be reached ({_fault(error)})") from None

    def refusal(
        self, answered: Answered, what: str = "", *, now: dt.datetime | None = None
    ) -> ChannelTrouble:
        """Return the trouble that a status means which no channel knows better.

        401 and 403 may be cured by the operator, 429 and 5xx by waiting; other 4xx by nothing.
        """
        status = answered.status
        seconds = retry_after(answered.headers, now or dt.datetime.now(dt.UTC))
        if status == 401:
            return ChannelTrouble(f"{self.name} does not accept our token (401)", seconds=900)
        if status == 429:
            return ChannelTrouble(f"{self.name} asks us to slow down (429)", seconds=seconds or 60.0)
        permanent = 400 <= status < 500 and status not in (403, 408, 425)
        said = f" {what}" if what else ""
        return ChannelTrouble(f"{self.name} answered {status}{said}", permanent=permanent, seconds=seconds)

    def _body(self, response: httpcore.Response, most: int) -> bytes:
        raw = bytearray()
        for chunk in response.iter_stream():
            raw += chunk
            if len(raw) > most:
                raise ChannelTrouble(f"{self.name} answers more than {most:,} bytes")
        return bytes(raw)


def base_address(name: str, default: str = "") -> str:
    """Return the base address that the variable *name* sets, without a slash at its end; "" for none.

    Raises: NotSetUp unless it is https, or http to a loopback address (a stand-in on this machine).
    """
    said = setting(name, default).rstrip("/")
    if not said:
        return ""
    try:
        parts = urlsplit(said)
        host = parts.hostname or ""
    except ValueError as error:
        raise NotSetUp(f"{name}: it is no address") from error
    if parts.query or parts.fragment or parts.username or not host:
        raise NotSetUp(f"{name}: it must be an address such as https://host, and no more")
    if parts.scheme == "https" or (parts.scheme == "http" and _is_here(host)):
        return said
    raise NotSetUp(f"{name}: it must begin with https://")


def retry_after(headers: Mapping[str, str], now: dt.datetime) -> float | None:
    """Return the seconds of Retry-After, a number or a date (RFC 9110, 10.2.3); None where it says none."""
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return min(float(said[:9]), LONGEST_WAIT)
    try:
        return min(max(0.0, (email.utils.parsedate_to_datetime(said) - now).total_seconds()), LONGEST_WAIT)
    except (ValueError, TypeError):
        return None


def parsed(raw: bytes) -> Any:
    """Return *raw* as JSON; None where it is none, nested too deeply, or holds no Unicode."""
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _raw(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("ascii"), value.encode("latin-1", "replace")) for name, value in headers.items()]


def _plain(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}


def _fault(error: Exception) -> str:
    """Say what failed; a certificate's fault is named as such."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"its certificate is not valid: {cause.verify_message}"
        cause = cause.__cause__ or cause.__context__
    return type(error).__name__
