"""kill -9 on a real server in the middle of many submissions: every receipt that was given is found again."""

import contextlib
import hashlib
import http.client
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, SimpleQueue

import pytest
from tests.site.databases import environment, free_port, manage

SUBMISSIONS = 200
CLIENTS = 6
KILLED_AT = (40, 90, 140)
"""Receipts given when the server is killed."""


class Server:
    """A granian with its workers in a session of its own, on one port for all its lives."""

    def __init__(self, env: dict[str, str]):
        self.port = free_port()
        self._env = env
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        address = ["--host", "127.0.0.1", "--port", str(self.port), "--blocking-threads", "4"]
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-log", *address]
        self._process = subprocess.Popen(
            [*command, "handbill_site.wsgi:application"], env=self._env, start_new_session=True
        )
        self._wait_until_it_answers()

    def kill(self) -> None:
        """kill -9, all of it at once."""
        if self._process:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, str, str]:
        """Return status, Location and text. Raises: OSError, http.client.HTTPException when it is dead."""
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return response.status, response.headers.get("Location", ""), response.read().decode()

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.ask("GET", "/tell/")[0] == 200:
                    return
            time.sleep(0.1)
        raise TimeoutError("the server did not start")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    env = environment(tmp_path)
    manage("migrate", "--verbosity=0", env=env)
    server = Server(env)
    server.start()
    yield server
    server.kill()


def test_row_94_every_receipt_is_found_after_the_server_was_killed(server: Server, tmp_path: Path) -> None:
    """Three kills in 200 submissions by six clients, each of whom sends again what got no receipt."""
    receipts: dict[str, str] = {}
    texts: SimpleQueue[str] = SimpleQueue()
    for number in range(SUBMISSIONS):
        texts.put(f"Evening of lanterns no. {number}, Friday 30 April 2027, 8 pm")
    clients = [threading.Thread(target=_send_all, args=(server, texts, receipts)) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    for count in KILLED_AT:
        while len(receipts) < count:
            time.sleep(0.005)
        server.kill()
        server.start()
    for client in clients:
        client.join(120)
    assert len(receipts) == SUBMISSIONS
    server.kill()
    server.start()
    kept = _deliveries(tmp_path)
    for uid, text in receipts.items():
        path, sha256, number = kept[uid]
        raw = (tmp_path / "spool" / path).read_bytes()
        assert raw == f"{text}\n".encode()
        assert hashlib.sha256(raw).hexdigest() == sha256
        status, _, shown = server.ask("GET", f"/tell/receipt/{uid}/")
        assert (status, f"number <strong>{number}</strong>" in shown) == (200, True)
    # What was stored without an answer is at most what was under way at a kill.
    assert len(kept) <= SUBMISSIONS + len(KILLED_AT) * CLIENTS


def _send_all(server: Server, texts: "SimpleQueue[str]", receipts: dict[str, str]) -> None:
    """Send until none is left; what got no receipt is sent again."""
    while True:
        try:
            text = texts.get_nowait()
        except Empty:
            return
        while not (uid := _send(server, text)):
            time.sleep(0.05)
        receipts[uid] = text


def _send(server: Server, text: str) -> str:
    """Return the receipt; "" when none was given."""
    try:
        status, location, _ = server.ask("POST", "/tell/", urllib.parse.urlencode({"text": text}))
    except (OSError, http.client.HTTPException):
        return ""
    return location.rstrip("/").rpartition("/")[2] if status == 303 else ""


def _deliveries(var: Path) -> dict[str, tuple[str, str, int]]:
    """Return path, sha256 and ledger number of each delivery by its receipt."""
    question = """SELECT uid, path, sha256, number FROM intake_delivery
        JOIN ledger_entry ON ledger_entry.subject = 'delivery:' || uid AND verb = 'intake.received'"""
    with contextlib.closing(sqlite3.connect(var / "handbill.sqlite3")) as database:
        return {uid: (path, sha256, number) for uid, path, sha256, number in database.execute(question)}
