"""A fake endpoint on the loopback that speaks the wire format of chat completions, and misbehaves as told."""

import contextlib
import json
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Answer:
    """One answer of the fake: bytes as they are, or a piece at a time with a pause before each."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    pause: float = 0.0
    drip: float = 0.0


@dataclass
class Endpoint:
    """A running fake: its base address, and the requests that reached it."""

    url: str
    paths: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)


def completion(content: str | None, **more: Any) -> Answer:
    """An answer as documented: one choice, and what it used."""
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": content, "refusal": None},
        "finish_reason": more.get("finish_reason", "stop"),
    }
    usage = {"prompt_tokens": 900, "completion_tokens": 100, "total_tokens": 1000}
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_800_000_000,
        "model": "small",
        "choices": [choice],
        "usage": more.get("usage", usage),
    }
    return Answer(json.dumps({key: value for key, value in body.items() if value is not None}).encode())


def events(*events: dict[str, Any]) -> Answer:
    """An answer that tells of *events*; fields left out are null, as the schema asks."""
    blank: dict[str, Any] = dict.fromkeys(
        ("draft", "name", "date", "time", "city", "venue", "offers", "kind", "status")
    )
    return completion(json.dumps({"events": [{**blank, "organizers": [], **event} for event in events]}))


def failure(status: int, code: str, **headers: str) -> Answer:
    """An error as documented."""
    error = {"message": "it went wrong", "type": "invalid_request_error", "param": None, "code": code}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(json.dumps({"error": error}).encode(), status, named)


@contextlib.contextmanager
def endpoint(*answers: Answer) -> Iterator[Endpoint]:
    """Run the fake; it gives *answers* in turn, the last for ever."""
    seen = Endpoint("")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(answers, seen))
    seen.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def _handler(answers: Sequence[Answer], seen: Endpoint) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            answer = answers[min(len(seen.requests), len(answers) - 1)]
            seen.paths.append(self.path)
            seen.headers.append({name.lower(): value for name, value in self.headers.items()})
            seen.requests.append(json.loads(raw))
            with contextlib.suppress(OSError):
                self._give(answer)

        def _give(self, answer: Answer) -> None:
            time.sleep(answer.pause)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            step = 1 if answer.drip else max(1, len(answer.body))
            for start in range(0, len(answer.body), step):
                self.wfile.write(answer.body[start : start + step])
                self.wfile.flush()
                time.sleep(answer.drip)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    return Handler
