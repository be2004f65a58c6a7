"""Benchmark of the intake: accepted deliveries a second with full flushing, beside what the disk can flush.

Part of tools/bench.py. A delivery is three flushes (file, folder, commit); the raw rate is one flush each.
Doors are asked over loopback as their clients do, at servers as they run in life. What the disk can do
changes with its other users, so that it is asked anew before each door, and the share is of that.
"""

import contextlib
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from drill_doors import DOORS, ENVIRONMENT, NO_YES
from measuring import ROOT, child, print_figures, table

SECONDS = 5.0
CLIENTS = 8
PACE = 50
"""Deliveries a second of the second measurement."""


def tables() -> Iterator[str]:
    """Yield the tables of the intake."""
    said = child(Path(__file__), "intake")
    yield table(
        "The disk, one writer",
        ["what", "rate"],
        [
            ["flushed writes of 4 KB", f"{said['flushes']:.0f} a second"],
            ["flushed commits of SQLite, one row each", f"{said['commits']:.0f} a second"],
        ],
    )
    rows = [
        [
            door,
            f"{said[door]:.0f} a second",
            f"{said[f'{door} commits']:.0f} a second",
            f"{said[door] / said[f'{door} commits']:.2f}",
            f"{said[f'{door} p50']:.0f} / {said[f'{door} p99']:.0f} ms",
            f"{said[f'{door} paced p50']:.0f} / {said[f'{door} paced p99']:.0f} ms",
        ]
        for door in DOORS
    ]
    heads = [
        "door",
        f"accepted, {CLIENTS} clients",
        "commits just before",
        "share",
        "50 / 99 % within",
        f"at {PACE} a second",
    ]
    yield table("Intake, full flushing", heads, rows)


def intake_figures() -> dict[str, float]:
    """Measure in a site of its own."""
    with tempfile.TemporaryDirectory(prefix="handbill-bench-") as folder:
        said = {"flushes": _flushes(Path(folder)), "commits": _commits(Path(folder))}
        with _servers(Path(folder)) as ports:
            for door in DOORS:
                port = ports[DOORS[door].server]
                said[f"{door} commits"] = _commits(Path(folder))
                took = _accepted(door, port, pace=0)
                said |= {
                    door: len(took) / SECONDS,
                    f"{door} p50": _part(took, 0.5),
                    f"{door} p99": _part(took, 0.99),
                }
                paced = _accepted(door, port, pace=PACE)
                said |= {f"{door} paced p50": _part(paced, 0.5), f"{door} paced p99": _part(paced, 0.99)}
    return said


def _part(took: list[float], part: float) -> float:
    """Return within how many milliseconds that part of requests was answered."""
    return sorted(took)[int(len(took) * part)] * 1000


def _accepted(door: str, port: int, *, pace: int) -> list[float]:
    """Return the seconds that each accepted request took, at full speed or at a pace."""
    took: list[float] = []
    began = time.perf_counter()
    threads = [
        threading.Thread(target=_send_until, args=(door, port, number, began, pace, took))
        for number in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took


def _send_until(door: str, port: int, number: int, began: float, pace: int, took: list[float]) -> None:
    count = 0
    while time.perf_counter() - began < SECONDS:
        count += 1
        if pace:  # each client has its turn in the second, whatever the one before took
            due = began + (count * CLIENTS + number) / pace
            time.sleep(max(due - time.perf_counter(), 0))
        start = time.perf_counter()
        DOORS[door].send([f"Evening of lanterns {random.random()}, Friday 30 April 2027, 8 pm"], port)
        took.append(time.perf_counter() - start)


@contextlib.contextmanager
def _servers(var: Path) -> Iterator[dict[str, int]]:
    """Run a site; give the port of each of its servers."""
    ports = {"web": _free_port(), "lmtp": _free_port()}
    own = {
        **ENVIRONMENT,
        "HANDBILL_VAR": str(var),
        "HANDBILL_MAIL_LISTEN": f"lmtp://127.0.0.1:{ports['lmtp']}",
        "HANDBILL_FEEDS_MINUTES": "0",
        "HANDBILL_OBSERVANCES": "none",
    }
    env = {**os.environ, **own, "DJANGO_SETTINGS_MODULE": "handbill_site.settings"}
    env.pop("DATABASE_URL", None)
    manage = [sys.executable, str(ROOT / "manage.py")]
    subprocess.run([*manage, "migrate", "--verbosity=0"], env=env, check=True)
    address = ["--host", "127.0.0.1", "--port", str(ports["web"]), "--blocking-threads", "8"]
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-log", *address]
    commands = ([*web, "handbill_site.wsgi:application"], [*manage, "receive"])
    processes = [subprocess.Popen(command, env=env, start_new_session=True) for command in commands]
    try:
        for door in ("form", "lmtp"):
            _until_it_answers(door, ports[DOORS[door].server])
        yield ports
    finally:
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _until_it_answers(door: str, port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with contextlib.suppress(*NO_YES):
            DOORS[door].send(["Are you there?"], port)
            return
        time.sleep(0.1)
    raise TimeoutError("the server did not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _flushes(folder: Path) -> float:
    count, began = 0, time.perf_counter()
    with open(folder / "raw", "wb", buffering=0) as file:
        while time.perf_counter() - began < SECONDS / 2:
            file.write(b"x" * 4096)
            os.fsync(file.fileno())
            count += 1
    return count / (time.perf_counter() - began)


def _commits(folder: Path) -> float:
    count, began = 0, time.perf_counter()
    database = sqlite3.connect(folder / "raw.sqlite3", isolation_level=None)
    database.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE IF NOT EXISTS raw (said TEXT)"
    )
    while time.perf_counter() - began < SECONDS / 2:
        database.execute("INSERT INTO raw VALUES ('lanterns')")
        count += 1
    database.close()
    return count / (time.perf_counter() - began)


if __name__ == "__main__":
    print_figures({"intake": intake_figures}, tables, one_core=False)
