"""Every test of the site has its own spool and edition folder, and a ledger that can be emptied after it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from handbill_site.intake import spool
from handbill_site.ledger import guards


@pytest.fixture(autouse=True)
def own_folders(settings: Settings, tmp_path: Path) -> None:
    """Point the site at folders of this test alone, and forget what earlier tests did to the intake."""
    from handbill_site.intake import pressure  # models, once Django is set up
    from handbill_site.intake.channels import state

    settings.VAR = tmp_path
    settings.SPOOL = tmp_path / "spool"
    settings.EDITION = tmp_path / "edition"
    settings.SEAL_KEY = "bGFudGVybnMgbGFudGVybnMgbGFudGVybnMgbGFudGU="
    spool.trust_again()
    pressure.forget_count()
    state.forget_notes()


@pytest.fixture(autouse=True)
def few_observances(settings: Settings) -> None:
    """Show a handful of observances: pages and days of all take seconds, and hardly a test is about them."""
    settings.OBSERVANCES = ("labour",)


@pytest.fixture(autouse=True)
def guarded_ledger(request: pytest.FixtureRequest) -> Iterator[None]:
    """Take the ledger's triggers down after a test with real commits, whose tables are then emptied."""
    if not _uses_the_database(request):
        yield
        return
    request.getfixturevalue("db")
    guards.put_up(connection)
    yield
    if not connection.in_atomic_block:
        guards.take_down(connection)


def _uses_the_database(request: pytest.FixtureRequest) -> bool:
    """Tell so by marker or fixture, as pytest-django does."""
    fixtures = {"db", "transactional_db", "live_server", "admin_client"}
    return bool(fixtures.intersection(request.fixturenames)) or bool(
        request.node.get_closest_marker("django_db")
    )
