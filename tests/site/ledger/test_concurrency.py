"""Numbers have no gaps and follow the order of commits, whoever writes at the same time."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.site.databases import ENGINES, Ask, migrated_site

WRITER = Path(__file__).parent / "enter_many.py"


@pytest.fixture(scope="module", params=ENGINES)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The environment of a migrated site and a way to ask its database in plain SQL, past our code."""
    with migrated_site(request.param, tmp_path_factory.mktemp("var")) as made:
        yield made


def _entries(ask: Ask) -> list[tuple[int, str]]:
    return [
        (number, subject) for number, subject in ask("SELECT number, subject FROM ledger_entry ORDER BY 1")
    ]


def test_three_processes_of_two_threads_leave_no_gap_at_any_moment(site: tuple[dict[str, str], Ask]) -> None:
    """Acts rolled back give their number to the next; readers never see 7 before 6; no act is lost."""
    env, ask = site
    writers = [subprocess.Popen([sys.executable, WRITER, name, "40"], env=env) for name in "xyz"]
    looks = [_entries(ask)]
    while any(writer.poll() is None for writer in writers):
        looks.append(_entries(ask))
    looks.append(_entries(ask))
    assert [writer.returncode for writer in writers] == [0, 0, 0]
    assert {len(look) - look[-1][0] for look in looks if look} == {0}
    assert [number for number, _ in looks[-1]] == list(range(1, 3 * 2 * 32 + 1))
    for writer in ("xa", "xb", "ya", "yb", "za", "zb"):
        own = [subject for _, subject in looks[-1] if subject.startswith(writer)]
        assert own == [f"{writer}:{turn}" for turn in range(40) if turn % 5 != 4]


@pytest.mark.parametrize(
    "statement", ["UPDATE ledger_entry SET actor = 'user:eve'", "DELETE FROM ledger_entry WHERE number = 1"]
)
def test_the_database_itself_refuses_to_change_the_past(
    site: tuple[dict[str, str], Ask], statement: str
) -> None:
    """Even for one who goes round our code with SQL."""
    _, ask = site
    before = list(ask("SELECT * FROM ledger_entry ORDER BY number"))
    assert before
    with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError), match="append-only"):
        ask(statement)
    assert list(ask("SELECT * FROM ledger_entry ORDER BY number")) == before
