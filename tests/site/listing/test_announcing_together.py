"""Editors who announce at the same moment move an event once for each day, on either database."""

import contextlib
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.site.databases import REPOSITORY, environment, manage, postgresql, postgresql_programs

ANNOUNCER = Path(__file__).parent / "announce.py"
Ask = Callable[[str], Iterable[Any]]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The environment of a site with one call and one event, and a way to ask its database in plain SQL."""
    var = tmp_path_factory.mktemp("var")
    if request.param == "sqlite":
        with contextlib.closing(sqlite3.connect(var / "handbill.sqlite3")) as connection:
            yield _filled(environment(var)), connection.execute
        return
    programs = postgresql_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed under /usr/lib/postgresql")
    with postgresql(programs) as url, psycopg.connect(url, autocommit=True) as connection:
        yield _filled(environment(var, url)), connection.execute


def _filled(env: dict[str, str]) -> dict[str, str]:
    env["PYTHONPATH"] = f"{env['PYTHONPATH']}:{REPOSITORY}"
    manage("migrate", "--verbosity=0", env=env)
    subprocess.run([sys.executable, ANNOUNCER, "call"], env=env, check=True)
    return env


def test_each_announced_day_moves_the_event_once_by_as_much_as_it_differs(
    site: tuple[dict[str, str], Ask],
) -> None:
    """Three editors announce two days in turns; the event follows every change and stands on the last."""
    env, ask = site
    days = ("2026-03-21", "2026-03-20")
    announcers = [subprocess.Popen([sys.executable, ANNOUNCER, *days], env=env) for _ in range(3)]

    assert [announcer.wait() for announcer in announcers] == [0, 0, 0]
    [(announced, times)] = ask("SELECT day, sequence FROM listing_announcedday")
    [(dtstart, moves)] = ask("SELECT dtstart, sequence FROM listing_event")
    [(entries,)] = ask("SELECT count(*) FROM ledger_entry WHERE verb = 'observance.announced'")
    assert dtstart == f"{announced}T09:00:00"
    assert (times, moves) == (entries, entries)
    assert 10 <= entries <= 30
