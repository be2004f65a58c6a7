"""Connections whose every wait ends at one deadline, so that a byte a second does not last for ever."""

import ssl
import time
from typing import Any

import httpcore


class TimedBackend(httpcore.NetworkBackend):
    """Connects anywhere, within *connect_seconds* and before *deadline* (`time.monotonic`)."""

    def __init__(self, deadline: float, *, connect_seconds: float):
        self._deadline = deadline
        self._connect_seconds = connect_seconds
        self._plain = httpcore.SyncBackend()

    def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> httpcore.NetworkStream:
        """Raises: httpcore.ConnectError, ConnectTimeout; TimeoutError."""
        timeout = min(self._connect_seconds, seconds_left(self._deadline))
        return TimedStream(self._plain.connect_tcp(host, port, timeout=timeout), self._deadline)


class TimedStream(httpcore.NetworkStream):
    """A stream on which every read and write has the time that is left, and no more."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float):
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, *_: Any, **__: Any) -> bytes:
        return self._stream.read(max_bytes, seconds_left(self._deadline))

    def write(self, buffer: bytes, *_: Any, **__: Any) -> None:
        self._stream.write(buffer, seconds_left(self._deadline))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, *_: Any, **__: Any
    ) -> httpcore.NetworkStream:
        inner = self._stream.start_tls(ssl_context, server_hostname, seconds_left(self._deadline))
        return TimedStream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def close(self) -> None:
        self._stream.close()


def seconds_left(deadline: float) -> float:
    """Return the seconds left. Raises: TimeoutError when there are none."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
