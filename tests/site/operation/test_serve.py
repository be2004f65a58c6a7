"""`manage.py serve` and `manage.py work` as processes."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.site.databases import REPOSITORY, environment, free_port, manage

from handbill_site.operation.processes import run_together


def until(true: Callable[[], bool], *, seconds: float = 60) -> None:
    """Wait for something to become true. Raises: TimeoutError."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.1)


def states(var: Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(var / "handbill.sqlite3")) as database:
        return [state for (state,) in database.execute("SELECT state FROM intake_delivery ORDER BY id")]


def children_of(pid: int) -> set[int]:
    """Return all processes below one, however deep."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = {int(line.split()[0]): int(line.split()[1]) for line in listed.splitlines()}
    below: set[int] = set()
    while more := {child for child, parent in parents.items() if parent in below | {pid}} - below:
        below |= more
    return below


@contextlib.contextmanager
def running(*command: object, var: Path) -> Iterator["subprocess.Popen[str]"]:
    """Run a command that ends by itself when it is told to; kill what a failed test leaves of it."""
    process = subprocess.Popen(
        [sys.executable, *map(str, command)], env=environment(var), stdout=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        for pid in {*children_of(process.pid), process.pid} if process.poll() is None else ():
            os.kill(pid, signal.SIGKILL)
        process.communicate()


def said(process: "subprocess.Popen[str]") -> str:
    """Return the next line it prints."""
    assert process.stdout is not None
    return process.stdout.readline()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_site_takes_in_reads_and_ends_without_leaving_a_process(
    tmp_path: Path, number: signal.Signals
) -> None:
    port = free_port()
    with running(REPOSITORY / "manage.py", "serve", "--port", port, var=tmp_path) as serving:
        assert said(serving) == f"Handbill answers at http://127.0.0.1:{port}/\n"
        told = b"text=Lanterns+at+dusk,+Friday+30+April+2027,+8+pm,+Lisbon,+Old+Harbour"
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/tell/", told) as receipt:
            assert receipt.status == 200
        until(lambda: states(tmp_path) == ["routed"])
        below = children_of(serving.pid)
        began = time.monotonic()
        serving.send_signal(number)
        assert serving.wait(15) == 0
        assert time.monotonic() - began < 10
        assert len(below) >= 3
        until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in below), seconds=5)


DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("up", flush=True)
time.sleep(60)
"""
PARENT = f"""
import sys
from handbill_site.operation import processes
processes.GRACE_SECONDS = 1.0
sys.exit(processes.run_together([[sys.executable, "-c", {DEAF!r}]]))
"""


def test_a_child_that_does_not_listen_is_killed_in_time(tmp_path: Path) -> None:
    """As a granian may be that is told to end while its workers still import."""
    with running("-c", PARENT, var=tmp_path) as parent:
        assert said(parent) == "up\n"
        parent.terminate()
        assert parent.wait(10) == 0


def test_when_one_of_them_dies_the_others_are_ended_and_its_code_is_told() -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        began = time.monotonic()
        assert run_together([["sleep", "60"], ["sh", "-c", "exit 7"]]) == 7
        assert time.monotonic() - began < 5
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def test_work_once_prints_a_table_of_counts_and_the_time(tmp_path: Path) -> None:
    env = environment(tmp_path)
    manage("migrate", "--verbosity=0", env=env)
    (tmp_path / "a.txt").write_text("Lanterns at dusk, Friday 30 April 2027, 8 pm, Lisbon, Old Harbour\n")
    manage("intake", str(tmp_path / "a.txt"), "--received", "2027-04-01", env=env)
    rows = [line.split() for line in manage("work", "--once", env=env).stdout.splitlines()]
    counts = {row[0]: row[1] for row in rows}
    words = "fetched waiting read tray drafts published updated known cases edition time"
    assert [row[0] for row in rows] == words.split()
    assert (counts["read"], counts["drafts"], counts["cases"]) == ("1", "1", "1")
    assert os.listdir(tmp_path / "edition")
