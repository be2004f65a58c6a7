"""Editors who announce at the same moment move an event once for each day, on either database."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.site.databases import ENGINES, REPOSITORY, Ask, migrated_site

ANNOUNCER = Path(__file__).parent / "announce.py"


@pytest.fixture(scope="module", params=ENGINES)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The environment of a site with one call and one event, and a way to ask its database in plain SQL."""
    with migrated_site(request.param, tmp_path_factory.mktemp("var")) as (env, ask):
        env["PYTHONPATH"] = f"{env['PYTHONPATH']}:{REPOSITORY}"
        subprocess.run([sys.executable, ANNOUNCER, "call"], env=env, check=True)
        yield env, ask


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
