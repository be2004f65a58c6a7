"""Migrates SQLite files again and again, killed by SIGKILL at another statement each time.

    python migrations_killed.py FOLDER

Prints a JSON list: after each kill whether the schema is the old one, and whether a restart completed it.
"""

import contextlib
import hashlib
import json
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from django.db import connection

EVERY = 6
"""Of the kills that left the old schema, every so-manieth is restarted too; of the others each."""


def main(folder: Path) -> None:
    django.setup()
    options = connection.settings_dict["OPTIONS"]  # SIGKILL leaves the system's buffers; no power is cut here
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    fresh, former = folder / "fresh.sqlite3", folder / "former.sqlite3"
    fresh.touch()
    _in_child(lambda: _migrate(former, "intake", "0001"))
    print(json.dumps([outcome for base in (fresh, former) for outcome in _killed(base, folder)]))  # noqa: T201


def _killed(base: Path, folder: Path) -> Iterator[dict[str, Any]]:
    """Kill a migration of *base* at the first and last statement and where every fifth step is noted down.

    There a crash between two commits would leave tables that nobody knows of.
    """
    old, path = schema_of(base), folder / "tried.sqlite3"
    shutil.copy(base, path)
    statements = _statements(path)
    new = schema_of(path)
    steps = [
        number
        for number, sql in enumerate(statements, 1)
        if sql.startswith('INSERT INTO "django_migrations"')
    ]
    assert old != new
    for count, number in enumerate([1, *steps, len(statements)]):
        for leftover in folder.glob("tried.sqlite3*"):
            leftover.unlink()
        shutil.copy(base, path)
        status = _in_child(lambda number=number: _migrate(path, kill_at=number))  # type: ignore[misc]
        after = schema_of(path)
        outcome: dict[str, Any] = {"at": number, "base": base.stem, "steps": len(steps)}
        outcome["killed"] = os.WTERMSIG(status) == signal.SIGKILL
        outcome["is"] = {old: "old", new: "new"}.get(after, "neither")
        if after != old or count % EVERY == 0:
            outcome["restarted"] = _in_child(lambda: _migrate(path)) == 0 and schema_of(path) == new
        yield outcome


def schema_of(path: Path) -> str:
    """Return a digest of schema and steps noted down; "" for an empty database."""
    with contextlib.closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()
        if not rows:
            return ""
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        known = any(name == "django_migrations" for _, name, _ in rows)
        noted = "SELECT app, name, '' FROM django_migrations ORDER BY 1, 2"
        rows += database.execute(noted).fetchall() if known else []
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def _statements(path: Path) -> list[str]:
    """Migrate in a child; return the beginnings of its statements."""
    note = path.with_suffix(".json")
    _in_child(lambda: _migrate(path, note=note))
    statements: list[str] = json.loads(note.read_text())
    return statements


def _migrate(path: Path, *target: str, kill_at: int = 0, note: Path | None = None) -> None:
    connection.settings_dict["NAME"] = str(path)
    statements: list[str] = []

    def counted(execute: Callable[..., Any], sql: str, params: Any, many: Any, context: Any) -> Any:
        statements.append(sql[:80])
        if len(statements) == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counted):
        call_command("migrate", *target, verbosity=0)
    if note:
        note.write_text(json.dumps(statements))


def _in_child(act: Callable[[], None]) -> int:
    """Run *act* in a fork; return how it ended."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            act()
            status = 0
        finally:
            os._exit(status)
    return os.waitpid(child, 0)[1]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
