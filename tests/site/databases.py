"""Real databases for tests that need several processes: a SQLite file, and a PostgreSQL of their own."""

import contextlib
import os
import pwd
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
ENGINES = ("sqlite", "postgresql")
Ask = Callable[[str], Iterable[Any]]
"""Asks a database in plain SQL, past our code."""


def environment(var: Path, database_url: str = "", **more: str) -> dict[str, str]:
    """Return the environment of a site of its own in *var*."""
    url = {"DATABASE_URL": database_url} if database_url else {}
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("HANDBILL_", "DATABASE_"))}
    source = str(REPOSITORY / "src")
    few = {"HANDBILL_OBSERVANCES": "labour"}  # pages and days of all take seconds
    return {
        **kept,
        **few,
        "HANDBILL_VAR": str(var),
        "PYTHONPATH": source,
        "PYTHONWARNINGS": "",
        **url,
        **more,
    }


def manage(*arguments: str, env: dict[str, str], check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run one of Django's commands in that environment."""
    command = [sys.executable, str(REPOSITORY / "manage.py"), *arguments]
    return subprocess.run(command, env=env, check=check, capture_output=True, text=True, timeout=300)


def free_port() -> int:
    """Return a TCP port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def postgresql_programs() -> Path | None:
    """Return the folder of initdb and pg_ctl; None where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@contextlib.contextmanager
def postgresql(programs: Path, *, is_flushed: bool = True) -> Iterator[str]:
    """Run a PostgreSQL server with a fresh cluster; give its URL. Root must hand it to another user.

    Args:
        is_flushed: As in life. Tests that empty all tables after each case are ten times faster without.
    """
    folder = Path(tempfile.mkdtemp(prefix="handbill-pg-"))
    port = free_port()
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1"
    if not is_flushed:
        options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    try:
        if os.geteuid() == 0:
            os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
        _as_postgres(folder, programs / "initdb", "-D", folder / "data", "-A", "trust", "-U", "handbill")
        _as_postgres(
            folder,
            programs / "pg_ctl",
            "-D",
            folder / "data",
            "-o",
            options,
            "-w",
            "-l",
            folder / "log",
            "start",
        )
        yield f"postgres://handbill@127.0.0.1:{port}/postgres"
    finally:
        _as_postgres(folder, programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def migrated_site(engine: str, var: Path) -> Iterator[tuple[dict[str, str], Ask]]:
    """Give the environment of a migrated site on one of `ENGINES`, and a way to ask its database.

    Skips the test, with the reason, where PostgreSQL is not installed.
    """
    if engine == "sqlite":
        with contextlib.closing(sqlite3.connect(var / "handbill.sqlite3")) as connection:
            yield _migrated(environment(var)), connection.execute
        return
    programs = postgresql_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed under /usr/lib/postgresql")
    with postgresql(programs) as url, psycopg.connect(url, autocommit=True) as connection:
        yield _migrated(environment(var, url)), connection.execute


def _migrated(env: dict[str, str]) -> dict[str, str]:
    manage("migrate", "--verbosity=0", env=env)
    return env


def _as_postgres(folder: Path, *command: object) -> None:
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run(
        [*user, *map(str, command)], check=True, cwd=folder, stdout=subprocess.DEVNULL, timeout=120
    )


def kept_digests(env: dict[str, str]) -> dict[str, str]:
    """Return the sha256 of the bytes that the site gives back of each delivery, by its receipt."""
    code = """
import hashlib
from handbill_site.intake.models import Delivery
from handbill_site.intake.operations import raw_of
for delivery in Delivery.objects.all():
    print("kept", delivery.uid, hashlib.sha256(raw_of(delivery)).hexdigest())
"""
    said = manage("shell", "-c", code, env=env).stdout
    return {line.split()[1]: line.split()[2] for line in said.splitlines() if line.startswith("kept ")}
