"""Services that stand in for the real ones, on loopback: they speak the documented wire format."""

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Request:
    """What came. `payload` is the JSON of the body, None without one; header names in lower case."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: dict[str, str]
    payload: Any

    def first(self, name: str) -> str:
        return dict(self.query).get(name, "")


@dataclass(frozen=True)
class Response:
    payload: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    held: threading.Event | None = None
    """Keeps the connection open, without an end to the body, until it is set."""


class FakeService:
    """A server whose answers `respond` gives; what `instead` holds is answered first, once each."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.instead: list[Response] = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def handle_any(self) -> None:
                size = int(self.headers.get("content-length", "0"))
                body = self.rfile.read(size)
                url = urlsplit(self.path)
                headers = {name.lower(): value for name, value in self.headers.items()}
                payload = json.loads(body) if body else None
                request = Request(self.command, url.path, parse_qsl(url.query), headers, payload)
                service.requests.append(request)
                self.answer(service.instead.pop(0) if service.instead else service.respond(request))

            do_GET = do_POST = handle_any  # noqa: N815

            def answer(self, response: Response) -> None:
                raw = json.dumps(response.payload).encode() if response.raw is None else response.raw
                self.send_response(response.status)
                length = {} if response.held else {"content-length": str(len(raw))}
                for name, value in {**length, **response.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(raw)
                if response.held:
                    self.wfile.flush()
                    response.held.wait(30)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def respond(self, request: Request) -> Response:
        return Response({"error": "not found"}, 404)

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
