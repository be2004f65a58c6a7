"""A real site for tests: server and worker as processes, in a folder of its own. Nothing runs in-process."""

import contextlib
import datetime as dt
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.site.databases import REPOSITORY, environment, free_port

DATABASE = "handbill.sqlite3"
SETTINGS = {"DJANGO_SETTINGS_MODULE": "handbill_site.settings"}
ACCOUNTS = """
import django
from django.core.management import call_command

django.setup()
call_command("account", "ana", role="editor")
call_command("account", "ada", role="admin")
"""
"""One process for both: most of what the command takes is its start."""
SECONDS = 40.0
"""How long the worker and the edition may take on a busy machine; they need about two."""


@dataclass(frozen=True, slots=True)
class Site:
    """A running site.

    Attributes:
        var: Its folder: database, spool, edition.
    """

    address: str
    var: Path


@contextlib.contextmanager
def running_site(var: Path) -> Iterator[Site]:
    """Run `manage.py serve` on a free port of the loopback, with what *var* holds, until told to end."""
    port = free_port()
    env = environment(var, HANDBILL_BASE_URL=f"http://127.0.0.1:{port}")
    command = [sys.executable, str(REPOSITORY / "manage.py"), "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == f"Handbill answers at http://127.0.0.1:{port}/\n"
        yield Site(f"http://127.0.0.1:{port}", var)
    finally:
        process.terminate()
        process.communicate(timeout=30)


def make_accounts(site: Site) -> dict[str, str]:
    """Make the editor "ana" and the admin "ada" by the command for it; return the passwords by name."""
    command = [sys.executable, "-c", ACCOUNTS]
    said = subprocess.run(command, env=environment(site.var, **SETTINGS), check=True, capture_output=True)
    return dict(line.split(": ") for line in said.stdout.decode().splitlines())


def copy_of(site: Site, var: Path) -> Path:
    """Copy what a running site holds into the new folder *var*; return it."""
    shutil.copytree(site.var, var, symlinks=True, ignore=shutil.ignore_patterns("*.sqlite3*", "*.part"))
    source, target = (sqlite3.connect(folder / DATABASE) for folder in (site.var, var))
    with contextlib.closing(source), contextlib.closing(target):
        source.backup(target)
    return var


def until(true: Callable[[], object], what: str) -> None:
    """Ask again and again until *true* says so. Raises: TimeoutError that says *what* did not happen."""
    deadline = time.monotonic() + SECONDS
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.1)


def saturday_ahead(months: int) -> dt.date:
    """Return a Saturday so many months after today: a test whose days are written down would grow old.

    Each test takes its own: events of one day at one place might be the same.
    """
    day = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=30 * months)
    return day + dt.timedelta(days=(5 - day.weekday()) % 7)


def in_words(day: dt.date) -> str:
    """Return *day* as announcements say it: "Saturday 20 March 2027"."""
    return f"{day:%A} {day.day} {day:%B %Y}"
