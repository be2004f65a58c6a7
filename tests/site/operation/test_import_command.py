"""`manage.py import`: what it prints, and that nothing happens before it is told to."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from handbill_site.flow import run_once
from handbill_site.intake.models import Import
from handbill_site.ledger.models import Entry
from handbill_site.listing.models import Event

pytestmark = pytest.mark.django_db(transaction=True)
YEAR = timezone.now().year + 1
TABLE = f"Title,Date,Place\nLantern walk,03/04/{YEAR},Norwich\nSeed swap,31/02/{YEAR},Norwich\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "spring.csv"
    path.write_text(TABLE)
    return path


def test_it_is_looked_at_confirmed_and_undone(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import", str(table), "--home", "gb", "--column", "3=city")
    said = capsys.readouterr().out
    assert [line.split()[:3] for line in said.splitlines()[:3]] == [
        ["1", "what", "Title"],
        ["2", "date", "Date"],
        ["3", "city", "Place"],
    ]
    assert f"row 3: Date: there is no 31 February {YEAR}" in said
    assert said.endswith("2 rows: 1 can be imported, 1 cannot\n")
    assert Event.objects.count() == 0

    call_command("import", str(table), "--home", "GB", "--column", "3=city", "--confirm", "--trust")
    made = Import.objects.get()
    assert f"{made.uid}: this same file was handed in before" in capsys.readouterr().out
    run_once(now=timezone.now())
    assert [event.city_name for event in Event.objects.all()] == ["Norwich"]

    call_command("import", "--undo", made.uid)
    run_once(now=timezone.now())
    assert Event.objects.filter(listed=True).count() == 0
    assert Entry.objects.get(verb="import.undone").actor == "user:command"


@pytest.mark.parametrize("column", ["0=city", "x=city", "1=nonsense", "one"])
def test_a_column_that_is_none_is_said(table: Path, column: str) -> None:
    with pytest.raises(CommandError, match="a number, = and one of"):
        call_command("import", str(table), "--column", column)


def test_an_order_that_is_not_decided_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Title,Date\nOne,03/04/27\n")
    with pytest.raises(CommandError, match="nothing done: it is looked"):
        call_command("import", str(path), "--confirm")
    assert "say --order: 03/04/27 can be read in two ways" in capsys.readouterr().out


def test_what_is_no_table_ends_with_the_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.csv"
    path.write_text("prose")
    with pytest.raises(SystemExit, match="2"):
        call_command("import", str(path))
    assert "a.csv: no table: nothing cuts its lines into columns" in capsys.readouterr().err
