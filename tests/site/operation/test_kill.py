"""kill -9 on real servers in the middle of many submissions: what got its yes is found again, once.

`make drill-intake` does the same a thousand times, with servers that are forked instead of started.
"""

import contextlib
import hashlib
import http.client
import os
import signal
import socket
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
from tests.site.databases import REPOSITORY, environment, free_port, kept_digests, manage
from tools.drill_doors import DOORS, ENVIRONMENT, NO_YES

SUBMISSIONS = 200
CLIENTS = 6
KILLED_AT = (40, 90, 140)
"""Receipts given when the server is killed."""


class Receiver:
    """A `manage.py receive` in a session of its own, on one port for all its lives."""

    def __init__(self, env: dict[str, str]):
        self.port = free_port()
        self._env = {**env, "HANDBILL_MAIL_LISTEN": f"lmtp://127.0.0.1:{self.port}"}
        self._process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        return [sys.executable, str(REPOSITORY / "manage.py"), "receive"]

    def start(self) -> None:
        self._process = subprocess.Popen(self.command(), env=self._env, start_new_session=True)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(*NO_YES):
                if self.answers():
                    return
            time.sleep(0.1)
        raise TimeoutError("the server did not start")

    def kill(self) -> None:
        """kill -9, all of it at once."""
        if self._process:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def answers(self) -> bool:
        """Tell whether it serves. Raises: OSError while it does not."""
        with contextlib.closing(socket.create_connection(("127.0.0.1", self.port), timeout=5)) as connection:
            return connection.recv(3) == b"220"


class Server(Receiver):
    """A granian with its workers, the same way."""

    def command(self) -> list[str]:
        address = ["--host", "127.0.0.1", "--port", str(self.port), "--blocking-threads", "4"]
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-log", *address]
        return [*command, "handbill_site.wsgi:application"]

    def answers(self) -> bool:
        return self.ask("GET", "/tell/")[0] == 200

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, str, str]:
        """Return status, Location and text. Raises: OSError, http.client.HTTPException when it is dead."""
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return response.status, response.headers.get("Location", ""), response.read().decode()


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
    kept, numbers = kept_digests(environment(tmp_path)), _numbers(tmp_path)
    for uid, text in receipts.items():
        number = numbers[uid]
        assert kept[uid] == hashlib.sha256(f"{text}\n".encode()).hexdigest()
        status, _, shown = server.ask("GET", f"/tell/receipt/{uid}/")
        assert (status, f"number <strong>{number}</strong>" in shown) == (200, True)
    # What was stored without an answer is at most what was under way at a kill.
    assert len(kept) <= SUBMISSIONS + len(KILLED_AT) * CLIENTS


@pytest.mark.parametrize("name", [name for name in DOORS if name != "form"])
def test_what_other_doors_said_yes_to_is_found_once_after_two_kills(name: str, tmp_path: Path) -> None:
    """Four clients; batches that got no yes, and some that did, are handed in again whole."""
    env = environment(tmp_path, **ENVIRONMENT)
    manage("migrate", "--verbosity=0", env=env)
    server = Receiver(env) if DOORS[name].server == "lmtp" else Server(env)
    accepted: dict[str, str] = {}
    done = threading.Event()
    clients = [
        threading.Thread(target=_hand_in_until, args=(done, name, number, server, accepted))
        for number in range(4)
    ]
    try:
        server.start()
        for client in clients:
            client.start()
        for count in (20, 60):
            while len(accepted) < count:
                time.sleep(0.005)
            server.kill()
            server.start()
        while len(accepted) < 90:
            time.sleep(0.005)
    finally:
        done.set()
        for client in clients:
            client.join(60)
        server.kill()
    found = list(kept_digests(env).values())
    assert len(accepted) >= 90
    assert sorted(set(accepted.values()) - set(found)) == []
    assert len(found) == len(set(found)), "something became two deliveries"


def _hand_in_until(
    done: threading.Event, name: str, number: int, server: Receiver, accepted: dict[str, str]
) -> None:
    door, count = DOORS[name], 0
    while not done.is_set():
        texts = [f"Evening of lanterns {number} {count} {each}, 30 April 2027" for each in range(door.most)]
        count += 1
        for _ in range(2 if door.repeats and count % 3 == 0 else 1):
            while not done.is_set():
                try:
                    kept = door.send(texts, server.port)
                except NO_YES:
                    time.sleep(0.02)
                    continue
                accepted.update(zip(texts, kept, strict=True))
                break


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


def _numbers(var: Path) -> dict[str, int]:
    """Return the ledger number of each delivery by its receipt."""
    question = """SELECT uid, number FROM intake_delivery
        JOIN ledger_entry ON ledger_entry.subject = 'delivery:' || uid AND verb = 'intake.received'"""
    with contextlib.closing(sqlite3.connect(var / "handbill.sqlite3")) as database:
        return dict(database.execute(question))
