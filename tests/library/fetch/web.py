"""Small web servers on the loopback that behave as badly as a test wants."""

import contextlib
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

Behaviour = Callable[[socket.socket, str], None]
"""Given the connection and the path that was asked for; closes nothing."""


@dataclass
class Seen:
    """A running server: its port, and the whole requests that have reached it."""

    port: int
    requests: list[str] = field(default_factory=list)

    @property
    def hits(self) -> list[str]:
        """Host and path of each request."""
        return [_host_and_path(request) for request in self.requests]


@contextlib.contextmanager
def server(
    behaviour: Behaviour, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None, port: int = 0
) -> Iterator[Seen]:
    """Run a server, with TLS when given a context that holds a certificate."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family)
    seen = Seen(listening.getsockname()[1])
    thread = threading.Thread(target=_accept_all, args=(listening, behaviour, seen, tls), daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        with contextlib.suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(5)


def page(body: bytes, *headers: str, status: str = "200 OK") -> Behaviour:
    """Answer every request with one page."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
    return lambda connection, _: connection.sendall("\r\n".join(lines).encode() + body)


def certificate(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Make a certificate for *name*; return a server's context with it and a client's that trusts it."""
    held, key = folder / "certificate.pem", folder / "key.pem"
    made_for = ["-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *made_for]
    subprocess.run([*command, "-keyout", key, "-out", held], check=True, capture_output=True)
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(held, key)
    return own, ssl.create_default_context(cafile=str(held))


def _accept_all(
    listening: socket.socket, behaviour: Behaviour, seen: Seen, tls: ssl.SSLContext | None
) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        threading.Thread(target=_answer, args=(connection, behaviour, seen, tls), daemon=True).start()


def _answer(plain: socket.socket, behaviour: Behaviour, seen: Seen, tls: ssl.SSLContext | None) -> None:
    plain.settimeout(15)
    with (
        contextlib.suppress(OSError),
        tls.wrap_socket(plain, server_side=True) if tls else plain as connection,
    ):
        request = b""
        while b"\r\n\r\n" not in request:
            request += connection.recv(65536) or b"\r\n\r\n"
        seen.requests.append(request.decode("latin-1"))
        behaviour(connection, request.decode("latin-1").split()[1])


def _host_and_path(request: str) -> str:
    hosts = [line.partition(": ")[2] for line in request.split("\r\n") if line.lower().startswith("host:")]
    return f"{','.join(hosts)}{request.split()[1]}"
