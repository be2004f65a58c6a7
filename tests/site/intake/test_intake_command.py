"""`manage.py intake FILE...`"""

import datetime as dt
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command

from handbill_site.intake import spool
from handbill_site.intake.channels.file.files import expanded, trouble_with
from handbill_site.intake.errors import NotKept
from handbill_site.intake.models import Delivery
from handbill_site.intake.operations import raw_of

TAKEN = ", ".join(
    [
        ".csv",
        ".docx",
        ".eml",
        ".gif",
        ".htm",
        ".html",
        ".ics",
        ".jpeg",
        ".jpg",
        ".json",
        ".jsonld",
        ".md",
        ".odt",
        ".pdf",
        ".png",
        ".tsv",
        ".txt",
        ".webp",
        ".xlsx",
    ]
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two announcements in a folder and a folder in it, beside what is none."""
    inner = tmp_path / "announcements" / "inner"
    inner.mkdir(parents=True)
    (inner.parent / "b.eml").write_bytes(b"Subject: Lanterns\r\n\r\nFriday")
    (inner / "a.html").write_bytes(b"<p>Lanterns</p>")
    (inner / "poster.svg").write_bytes(b"<svg/>")
    return inner.parent


def run(*arguments: object) -> tuple[str, str, int]:
    """Return what the command says, what it complains of, and its exit code."""
    out, complaints = StringIO(), StringIO()
    try:
        call_command("intake", *map(str, arguments), stdout=out, stderr=complaints, no_color=True)
    except SystemExit as end:
        return out.getvalue(), complaints.getvalue(), int(end.code or 0)
    return out.getvalue(), complaints.getvalue(), 0


@pytest.mark.django_db
def test_files_of_a_folder_are_taken_in_with_name_and_kind(folder: Path) -> None:
    assert run(folder, "--home", "PT") == ("2 taken in, 0 known already, 0 not taken\n", "", 0)
    kept = [(d.file_name, d.media_type, raw_of(d), d.source.home) for d in Delivery.objects.all()]
    assert kept == [
        ("b.eml", "message/rfc822", b"Subject: Lanterns\r\n\r\nFriday", "PT"),
        ("a.html", "text/html", b"<p>Lanterns</p>", "PT"),
    ]


@pytest.mark.django_db
def test_taking_in_again_what_was_interrupted_makes_no_doubles(folder: Path) -> None:
    run(folder / "b.eml")
    assert run(folder) == ("1 taken in, 1 known already, 0 not taken\n", "", 0)


@pytest.mark.django_db
def test_each_file_that_cannot_be_taken_is_named_on_one_line(folder: Path) -> None:
    (folder / "empty.txt").touch()
    svg, gone = folder / "inner" / "poster.svg", folder / "gone.txt"
    said, complaints, code = run(folder / "b.eml", svg, gone, folder / "empty.txt", folder / "*.nothing")
    assert (said, code) == ("1 taken in, 0 known already, 4 not taken\n", 2)
    assert complaints.splitlines() == [
        f"{svg}: only {TAKEN} are taken",
        f"{gone}: No such file or directory",
        f"{folder / 'empty.txt'}: it is empty",
        f"{folder / '*.nothing'}: No such file or directory",
    ]


@pytest.mark.django_db
def test_the_time_they_came_in_can_be_said(folder: Path) -> None:
    run(folder / "b.eml", "--received", "2027-04-01T18:30")
    assert Delivery.objects.get().received == dt.datetime(2027, 4, 1, 18, 30, tzinfo=dt.UTC)


@pytest.mark.django_db
def test_a_full_disk_ends_the_command_with_a_code_of_its_own(folder: Path) -> None:
    full = patch.object(spool, "keep", side_effect=NotKept("no space left"))
    with full, pytest.raises(CommandError, match="eml: no space left") as caught:
        run(folder)
    assert caught.value.returncode == 3


def test_patterns_are_expanded_where_the_shell_did_not(folder: Path) -> None:
    assert list(expanded([f"{folder}/**/*.html", f"{folder}/b.eml"])) == [
        folder / "inner" / "a.html",
        folder / "b.eml",
    ]


@pytest.mark.parametrize(
    ("name", "size", "trouble"),
    [
        ("a.TXT", 5 * 1024 * 1024, ""),
        ("a.txt", 5 * 1024 * 1024 + 1, "it has 5,242,881 bytes; at most 5,242,880 are taken"),
        ("a.jpg", 12_000_000, ""),
        ("a.jpg", 12_000_001, "it has 12,000,001 bytes; at most 12,000,000 are taken"),
        ("a.ics", 0, "it is empty"),
        ("a", 1, f"only {TAKEN} are taken"),
    ],
)
def test_why_a_file_is_not_taken_is_said_in_words(name: str, size: int, trouble: str) -> None:
    assert trouble_with(name, size) == trouble
