"""The one way out: a page fetched through the guard, by the very address that was checked."""

import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from typing import Any, TypeAlias

import httpcore
import httpx

from handbill.errors import NotFetched, Refused
from handbill.fetch.guard import Guard
from handbill.fetch.timed import TimedStream, seconds_left

PUBLIC = Guard()
MOST_ASIDE = 64 * 1024
"""Bytes of the body of a redirect that a witness is told; a page that moved says no more."""
USER_AGENT = "Handbill/0.1 (public listing of gatherings; fetches a page once when somebody tells us of it)"
_REDIRECTS = (301, 302, 303, 307, 308)
_ASK_AGAIN = (408, 425, 429)
_HEADERS = {
    "user-agent": USER_AGENT,
    "accept": "text/html, text/calendar, */*;q=0.5",
    "accept-encoding": "gzip",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave. `url` is the last one, after redirects; `media_type` has no parameters."""

    url: str
    media_type: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answered, whatever the status; redirects have been followed.

    Attributes:
        status: 200..299 with the body in `raw`; for all others `raw` is empty.
        headers: Lower-case name to value; of a name that stands twice, both by comma.
    """

    url: str
    status: int
    media_type: str
    raw: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what was answered, as both went over the wire.

    Attributes:
        address: The IP address that was asked.
        version: Of the answer, "HTTP/1.1".
        request_headers, headers: Name and value in their order, as they were sent.
        body: Without the transfer coding (chunks), with the content coding (gzip). Of anything but a page of
            status 200..299 only its beginning.
        is_whole: Whether `body` is all of it.
    """

    url: str
    address: str
    request_headers: tuple[tuple[str, str], ...]
    version: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    is_whole: bool = True


Witness: TypeAlias = Callable[[Exchange], None]
"""Told each exchange when it is over, redirects too, in their order."""


def fetch(
    address: str,
    *,
    guard: Guard = PUBLIC,
    tls: ssl.SSLContext | None = None,
    witness: Witness | None = None,
) -> Fetched:
    """Fetch one page: no cookies, no proxies, TLS verified, redirects followed by hand and checked again.

    Args:
        tls: Another trust store than the system's.
        witness: Told what went over the wire, the exchange that raises at its end left out.

    Raises:
        Refused: The guard would not go there, or to where it redirects.
        NotFetched: No usable answer in the time and size that the guard allows.
    """
    answer = ask(address, guard=guard, tls=tls, witness=witness)
    _check_status(answer.url, answer.status)
    if not answer.raw:
        raise NotFetched(answer.url, "the page is empty", permanent=True)
    return Fetched(answer.url, answer.media_type, answer.raw)


def ask(
    address: str,
    *,
    headers: Mapping[str, str] | None = None,
    guard: Guard = PUBLIC,
    tls: ssl.SSLContext | None = None,
    pace: Callable[[str], None] | None = None,
    witness: Witness | None = None,
) -> Answer:
    """Ask an address as `fetch` does, and tell the status and headers too: 304 and 429 are answers.

    Args:
        headers: Laid over those of `fetch`, such as "if-none-match".
        pace: Called with the host before each request, redirects included; it may wait, and its waiting
            does not count as the server's time.
        witness: Told each exchange.

    Raises:
        Refused, NotFetched: As `fetch`; no status raises.
    """
    sent = {**_HEADERS, **(headers or {})}
    deadline = time.monotonic() + guard.seconds
    url = guard.check_url(address)
    for _ in range(guard.max_redirects + 1):
        if pace:
            began = time.monotonic()
            pace(url.host)
            deadline += time.monotonic() - began
        with _pool(guard, deadline, tls) as pool:
            answer = _ask(pool, url, guard, sent, witness)
        if isinstance(answer, Answer):
            return answer
        url = _next(url, answer, guard)
    raise NotFetched(address, f"it redirects more than {guard.max_redirects} times", permanent=True)


def _ask(
    pool: httpcore.ConnectionPool,
    url: httpx.URL,
    guard: Guard,
    sent: Mapping[str, str],
    witness: Witness | None,
) -> "Answer | str":
    """Return the answer, or the Location of a redirect. Raises: Refused, NotFetched."""
    request = httpx.Request("GET", url, headers=sent)
    try:
        with pool.stream(request.method, _core_url(url), headers=request.headers.raw) as response:
            headers = httpx.Headers(response.headers)
            is_good = 200 <= response.status < 300
            wire: list[bytes] = []
            chunks = _kept(response.iter_stream(), wire) if witness else response.iter_stream()
            raw = _body(str(url), headers, chunks, guard.max_bytes) if is_good else b""
            if witness:
                is_whole = is_good or _take_aside(chunks)
                witness(_exchange(request, response, b"".join(wire), is_whole))
            if response.status in _REDIRECTS:
                return str(headers.get("location", ""))
            return Answer(str(url), response.status, _media_type(headers), raw, dict(headers))
    except (httpcore.TimeoutException, TimeoutError) as error:
        raise NotFetched(str(url), f"no answer within {guard.seconds:g} seconds", permanent=False) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        if isinstance(error, NotFetched):
            raise
        raise NotFetched(str(url), _words_for(error), permanent=False) from error


def _next(url: httpx.URL, location: str, guard: Guard) -> httpx.URL:
    """Return where a redirect leads. Raises: Refused, also when it would give up encryption."""
    if not location:
        raise NotFetched(str(url), "it redirects to nowhere", permanent=True)
    try:
        target = guard.check_url(str(url.join(location)))
    except httpx.InvalidURL as error:
        raise Refused(location, "it is not a web address") from error
    if url.scheme == "https" and target.scheme == "http":
        raise Refused(str(target), "a redirect from https to http is not followed")
    return target


def _check_status(url: str, status: int) -> None:
    if not 200 <= status < 300:
        permanent = 400 <= status < 500 and status not in _ASK_AGAIN
        raise NotFetched(url, f"the server answered {status}", permanent=permanent)


def _body(url: str, headers: httpx.Headers, chunks: Iterable[bytes], limit: int) -> bytes:
    """Return the body unpacked. Raises: NotFetched beyond *limit* bytes and for an unknown packing."""
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip"):
        raise NotFetched(url, f"it is packed with {encoding}, which was not asked for", permanent=True)
    raw = bytearray()
    for piece in chunks if encoding == "identity" else _unzipped(chunks):
        raw += piece
        if len(raw) > limit:
            raise NotFetched(url, f"it is larger than {limit:,} bytes", permanent=True)
    return bytes(raw)


def _kept(chunks: Iterable[bytes], wire: list[bytes]) -> Iterator[bytes]:
    """Yield the chunks, each put into *wire* as well."""
    for chunk in chunks:
        wire.append(chunk)
        yield chunk


def _take_aside(chunks: Iterable[bytes]) -> bool:
    """Read the beginning of a body that nobody needs; tell whether that was all of it."""
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > MOST_ASIDE:
            return False
    return True


def _exchange(request: httpx.Request, response: httpcore.Response, body: bytes, is_whole: bool) -> Exchange:
    stream = response.extensions.get("network_stream")
    peer = stream.get_extra_info("server_addr") if stream else None
    return Exchange(
        url=str(request.url),
        address=str(peer[0]) if peer else "",
        request_headers=_plain(request.headers.raw),
        version=response.extensions.get("http_version", b"HTTP/1.1").decode("latin-1"),
        status=response.status,
        reason=response.extensions.get("reason_phrase", b"").decode("latin-1"),
        headers=_plain(response.headers),
        body=body,
        is_whole=is_whole,
    )


def _plain(headers: Iterable[tuple[bytes, bytes]]) -> tuple[tuple[str, str], ...]:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers)


def _unzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield at most 64 kB at a time, so that a bomb is seen before it is unpacked. Raises: OSError."""
    unpack = zlib.decompressobj(wbits=31)
    for chunk in chunks:
        rest = chunk
        while rest:
            try:
                yield unpack.decompress(rest, 65536)
            except zlib.error as error:
                raise OSError("its gzip packing is damaged") from error
            rest = unpack.unconsumed_tail
    yield unpack.flush()
    if not unpack.eof:
        raise OSError("its gzip packing ends too early")


def _media_type(headers: httpx.Headers) -> str:
    message = Message()
    message["content-type"] = headers.get("content-type", "application/octet-stream")
    return message.get_content_type()


def _core_url(url: httpx.URL) -> httpcore.URL:
    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


def _words_for(error: Exception) -> str:
    """Say what went wrong in words; a certificate's fault is named as such."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"its certificate is not valid: {cause.verify_message}"
        cause = cause.__cause__ or cause.__context__
    return f"the connection failed: {error or type(error).__name__}"


def _pool(guard: Guard, deadline: float, tls: ssl.SSLContext | None) -> httpcore.ConnectionPool:
    return httpcore.ConnectionPool(
        ssl_context=tls or httpx.create_ssl_context(trust_env=False),
        network_backend=_CheckedBackend(guard, deadline),
        max_keepalive_connections=0,  # every hop connects, and is checked, anew
    )


class _CheckedBackend(httpcore.NetworkBackend):
    """Connects to the address that was checked; names are resolved here and nowhere later."""

    def __init__(self, guard: Guard, deadline: float):
        self._guard = guard
        self._deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> httpcore.NetworkStream:
        """Raises: Refused; httpcore.ConnectError, ConnectTimeout."""
        addresses = self._guard.addresses_of(host, port, seconds=seconds_left(self._deadline))
        stream = self._plain.connect_tcp(str(addresses[0]), port, timeout=seconds_left(self._deadline))
        return TimedStream(stream, self._deadline)
