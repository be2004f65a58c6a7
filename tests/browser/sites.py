"""A real site for tests: server and worker as processes, in a folder of its own. Nothing runs in-process."""

import contextlib
import datetime as dt
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.site.databases import REPOSITORY, environment, free_port, manage

SECONDS = 40.0
"""How long the worker and the edition may take on a busy machine; they need about two."""


@dataclass(frozen=True, slots=True)
class Site:
    """A running site.

    Attributes:
        var: Its folder: database, spool, edition.
        passwords: By name of the account: "ana" is an editor, "ada" an admin.
    """

    address: str
    var: Path
    passwords: dict[str, str] = field(repr=False)


@contextlib.contextmanager
def running_site(var: Path) -> Iterator[Site]:
    """Run `manage.py serve` on a free port of the loopback, with an empty database, until told to end."""
    port = free_port()
    env = environment(var, HANDBILL_BASE_URL=f"http://127.0.0.1:{port}")
    command = [sys.executable, str(REPOSITORY / "manage.py"), "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == f"Handbill answers at http://127.0.0.1:{port}/\n"
        passwords = {name: _account(name, role, env) for name, role in (("ana", "editor"), ("ada", "admin"))}
        yield Site(f"http://127.0.0.1:{port}", var, passwords)
    finally:
        process.terminate()
        process.communicate(timeout=30)


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


def _account(name: str, role: str, env: dict[str, str]) -> str:
    """Make an account by the command that is there for it; return its password."""
    said = manage("account", name, "--role", role, env=env).stdout
    return said.strip().removeprefix(f"{name}: ")
