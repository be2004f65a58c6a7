"""Faults of the machine: kills, full disks, flipped bits, locks, and readers without memory."""

import datetime as dt
import errno
import io
import json
import logging
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from tests.site.databases import REPOSITORY, environment, manage
from tests.site.edition.gatherings import NOW, PADOVA, SAPPORO, draft, listed
from tests.site.edition.trees import files_of, releases_of
from tests.site.intake.test_child import FAKE

from handbill_site.edition.follow import follow
from handbill_site.flow import run_once
from handbill_site.intake.child import Reader
from handbill_site.intake.models import Delivery

pytestmark = pytest.mark.django_db(transaction=True)
HERE = Path(__file__).parent


def script(name: str, argument: Path, env: dict[str, str]) -> str:
    """Run a script of this folder with a Django of its own; return what it printed."""
    env = {
        **env,
        "DJANGO_SETTINGS_MODULE": "handbill_site.settings",
        "PYTHONPATH": f"{REPOSITORY / 'src'}:{REPOSITORY}",
    }
    done = subprocess.run(
        [sys.executable, str(HERE / name), str(argument)],
        env=env,
        check=True,
        capture_output=True,
        timeout=280,
    )
    return done.stdout.decode()


def test_row_96_a_migration_that_is_killed_leaves_a_whole_schema_and_a_restart_completes_it(
    tmp_path: Path,
) -> None:
    """At the first statement, the last, and where steps are noted down; fresh, and from a former schema."""
    outcomes = json.loads(script("migrations_killed.py", tmp_path, environment(tmp_path / "var")))
    assert {outcome["base"] for outcome in outcomes} == {"fresh", "former"}
    assert min(outcome["steps"] for outcome in outcomes) > 5
    assert [each for each in outcomes if not each["killed"] or each["is"] == "neither"] == []
    assert {each["restarted"] for each in outcomes if "restarted" in each} == {True}
    assert sum(each["is"] == "old" for each in outcomes) > len(outcomes) // 2


@pytest.fixture
def kept(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A site in a folder of its own with twenty kept announcements; the folder, and its environment."""
    var = tmp_path / "var"
    env = environment(var)
    manage("migrate", "--verbosity=0", env=env)
    for number in range(20):
        (tmp_path / f"{number}.txt").write_text(
            f"Evening of lanterns no. {number}, 30 April 2027, 8 pm, Lisbon"
        )
    manage("intake", *(str(tmp_path / f"{number}.txt") for number in range(20)), env=env)
    with sqlite3.connect(var / "handbill.sqlite3") as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return var, env


def flipped(path: Path, place: int) -> None:
    raw = bytearray(path.read_bytes())
    raw[place] ^= 0x10
    path.write_bytes(raw)


def test_row_98_a_flipped_bit_is_found_and_named_wherever_it_is(kept: tuple[Path, dict[str, str]]) -> None:
    """In a file, in a row, in an index, in the structure of a page; in what is whole nothing is found."""
    var, env = kept
    database = var / "handbill.sqlite3"
    assert manage("verify", env=env).stdout == "Everything that is kept is as it was kept.\n"
    file = sorted(path for path in (var / "spool").rglob("*") if path.is_file())[7]
    flipped(file, 3)
    said = manage("verify", env=env, check=False)
    assert (said.returncode, said.stdout.count("\n")) == (1, 1)
    assert f"{file.parent.name}/{file.name}" in said.stdout
    assert "restore it from the backup" in said.stdout
    flipped(file, 3)

    held = sqlite3.connect(database)
    [[sha256, uid]] = held.execute("SELECT sha256, uid FROM intake_delivery LIMIT 1 OFFSET 4").fetchall()
    page = held.execute("PRAGMA page_size").fetchone()[0]
    [[root]] = held.execute("SELECT rootpage FROM sqlite_master WHERE name = 'intake_delivery'").fetchall()
    held.close()
    whole = database.read_bytes()
    places = [place for place in range(len(whole)) if whole.startswith(sha256.encode(), place)]
    told = ""
    for place in places:  # of the row, of its index, and of an entry that holds it too
        flipped(database, place + 5)
        said = manage("verify", env=env, check=False)
        assert said.returncode == 1
        told += said.stdout
        database.write_bytes(whole)
    assert len(places) >= 2
    assert uid in told
    assert "missing from index" in told

    flipped(database, (root - 1) * page)  # the kind of the page
    said = manage("verify", env=env, check=False)
    assert said.returncode == 1
    assert "restore it from the backup" in said.stdout


@pytest.fixture
def published() -> Iterator[dict[str, bytes]]:
    """An edition of one event, and another event that is not in it yet."""
    listed(draft("Regatta", dt.datetime(2026, 4, 9, 10), PADOVA))
    follow(now=NOW)
    before = files_of(settings.EDITION)
    listed(draft("River day", dt.datetime(2026, 4, 9, 10), SAPPORO))
    return before


@pytest.mark.parametrize("after", [0, 1, 5, 20])
def test_row_99_a_disk_that_fills_while_publishing_leaves_the_old_edition(
    published: dict[str, bytes], after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    written, write = [0], Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        written[0] += 1
        if written[0] > after:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(path, content)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", full)
        with pytest.raises(OSError, match="No space left"):
            follow(now=NOW)
    assert files_of(settings.EDITION) == published
    assert Client().post("/tell/", {"text": "Evening of lanterns"}).status_code == 303
    follow(now=NOW)
    assert len(files_of(settings.EDITION)) > len(published)
    assert not any(name.endswith(".part") for name in releases_of(settings.EDITION))


class FullStream(io.StringIO):
    """A log on a disk that is full."""

    def write(self, _: str) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_row_99_a_log_that_cannot_be_written_stops_nothing(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    handler = logging.StreamHandler(FullStream())
    failed: list[logging.LogRecord] = []
    monkeypatch.setattr(handler, "handleError", failed.append)
    monkeypatch.setattr("handbill_site.flow.mark_routed", _raise)  # something to write about
    logging.getLogger().addHandler(handler)
    try:
        assert Client().post("/tell/", {"text": "Evening of lanterns, 30 April 2027"}).status_code == 303
        run_once(now=timezone.now(), reader=reader)
    finally:
        logging.getLogger().removeHandler(handler)
    assert failed
    assert Delivery.objects.get().state == "tray"


def _raise(*_: object, **__: object) -> None:
    raise ZeroDivisionError


def test_row_99_the_worker_says_so_before_the_disk_is_full(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from handbill_site.operation.management.commands import work

    class Status:
        f_blocks, f_bavail, f_frsize = 1000, 99, 4096

    monkeypatch.setattr(os, "statvfs", lambda _: Status)
    work.warn_of_full_disk()
    assert [record.getMessage() for record in caplog.records] == ["9 % of the disk is free: make room"]
    caplog.clear()
    Status.f_bavail = 100
    work.warn_of_full_disk()
    assert caplog.records == []


def test_row_101_a_locked_database_is_waited_for_so_long_and_then_it_is_try_later(tmp_path: Path) -> None:
    var = tmp_path / "var"
    env = environment(var)
    manage("migrate", "--verbosity=0", env=env)
    said = json.loads(script("locked.py", var / "handbill.sqlite3", env))
    assert said["told"] == [503, "60", 303, 1]
    assert 0.4 < said["waited"] < 15  # half a second a try, and few of them


def test_row_102_a_reader_without_memory_dies_alone_and_its_third_death_is_the_last() -> None:
    with Reader(FAKE, seconds=10, memory=128 * 1024 * 1024, start_seconds=30) as reader:
        for text in ("eat all there is", "event"):
            assert Client().post("/tell/", {"text": text}).status_code == 303
        run_once(now=timezone.now(), reader=reader)
        poison, other = Delivery.objects.order_by("pk")
        assert (poison.state, poison.attempts) == ("tray", 3)
        assert poison.trouble == "its reader needed more than 128 MB of memory (3 times)"
        assert (other.state, other.attempts) != ("kept", 0)
        assert reader.started == 4
        run_once(now=timezone.now(), reader=reader)
        assert reader.started == 4


def test_row_98_an_empty_site_has_no_faults(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify")
    assert capsys.readouterr().out == "Everything that is kept is as it was kept.\n"
