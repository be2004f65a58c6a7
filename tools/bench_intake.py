"""Benchmark of the intake: accepted deliveries a second with full flushing, beside what the disk can flush.

Part of tools/bench.py. A delivery is three flushes (file, folder, commit); the raw rate is one flush each.
"""

import datetime as dt
import os
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from measuring import child, print_figures, table

SECONDS = 6.0
THREADS = 8
PACE = 50
"""Deliveries a second of the second measurement."""


def tables() -> Iterator[str]:
    """Yield the table of the intake."""
    figures = child(Path(__file__), "intake")
    rate = {name: f"{value:.0f} a second" for name, value in figures.items()}
    rows = [
        ["flushed writes of 4 KB, one after another", rate["flushes"], ""],
        ["flushed commits of SQLite, one row each", rate["commits"], ""],
        [f"accepted, {THREADS} senders at once", rate["accepted"], f"{figures['p99']:.0f} ms"],
        [f"accepted, at a pace of {PACE} a second", rate["paced"], f"{figures['p99_paced']:.0f} ms"],
    ]
    yield table("Intake, full flushing", ["what", "rate", "99 % within"], rows)


def intake_figures() -> dict[str, float]:
    """Measure in a site of its own."""
    with tempfile.TemporaryDirectory(prefix="handbill-bench-") as folder:
        os.environ.update(HANDBILL_VAR=folder, DJANGO_SETTINGS_MODULE="handbill_site.settings")
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
        flushes, commits = _flushes(Path(folder)), _commits(Path(folder))
        accepted, p99 = _accepted(SECONDS, pace=0)
        paced, p99_paced = _accepted(SECONDS, pace=PACE)
    return {
        "flushes": flushes,
        "commits": commits,
        "accepted": accepted,
        "p99": p99,
        "paced": paced,
        "p99_paced": p99_paced,
    }


def _accepted(seconds: float, *, pace: int) -> tuple[float, float]:
    """Return deliveries a second and the 99th percentile in milliseconds, at full speed or at a pace."""
    took: list[float] = []
    began = time.perf_counter()
    threads = [
        threading.Thread(target=_accept_until, args=(number, began, seconds, pace, took))
        for number in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(took) / (time.perf_counter() - began), sorted(took)[int(len(took) * 0.99)] * 1000


def _accept_until(number: int, began: float, seconds: float, pace: int, took: list[float]) -> None:
    from django.db import connection

    from handbill_site.intake.channels import MAIL
    from handbill_site.intake.incoming import Incoming

    count = 0
    while time.perf_counter() - began < seconds:
        count += 1
        if pace:  # each thread has its turn in the second, whatever the one before took
            due = began + (count * THREADS + number) / pace
            time.sleep(max(due - time.perf_counter(), 0))
        name = f"<{pace}.{number}.{count}@lanterns.example>"
        incoming = Incoming(b"x" * 3000, "text/plain", sender="ada@lanterns.example", external_id=name)
        start = time.perf_counter()
        MAIL.keep(incoming, now=dt.datetime.now(dt.UTC))
        took.append(time.perf_counter() - start)
    connection.close()


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
    database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE raw (said TEXT)")
    while time.perf_counter() - began < SECONDS / 2:
        database.execute("INSERT INTO raw VALUES ('lanterns')")
        count += 1
    database.close()
    return count / (time.perf_counter() - began)


if __name__ == "__main__":
    print_figures({"intake": intake_figures}, tables, one_core=False)
