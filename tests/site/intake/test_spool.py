import datetime as dt
import errno
import os
from pathlib import Path

import pytest

from handbill_site.intake import spool
from handbill_site.intake.errors import NotKept

DAY = dt.date(2027, 4, 20)


def test_bytes_are_kept_as_they_arrived_under_their_day(tmp_path: Path) -> None:
    assert spool.keep(tmp_path, b"\x00\r\nraw", name="a.eml", day=DAY) == "2027-04-20/a.eml"
    assert spool.read(tmp_path, "2027-04-20/a.eml") == b"\x00\r\nraw"
    assert [path.name for path in (tmp_path / "2027-04-20").iterdir()] == ["a.eml"]


def test_file_and_folder_are_flushed_before_it_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In this order: the names of new folders, the bytes, and after the rename the folder."""
    flushed = []
    monkeypatch.setattr(
        os, "fsync", lambda descriptor: flushed.append(os.readlink(f"/proc/self/fd/{descriptor}"))
    )
    spool.keep(tmp_path / "spool", b"raw", name="a", day=DAY)
    folder = tmp_path / "spool" / "2027-04-20"
    assert flushed == [str(tmp_path), str(folder.parent), str(folder / ".a.part"), str(folder)]


@pytest.mark.parametrize("call", ["fsync", "rename", "open"])
@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC, errno.EROFS])
def test_a_disk_that_refuses_is_not_kept_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    (tmp_path / "2027-04-20").mkdir()

    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, call, refuse)
    with pytest.raises(NotKept, match=os.strerror(number)):
        spool.keep(tmp_path, b"raw", name="a", day=DAY)
    monkeypatch.undo()
    assert list((tmp_path / "2027-04-20").iterdir()) == []


def test_a_name_is_never_written_twice(tmp_path: Path) -> None:
    """A temporary file of the same name is another writer's: it is not touched."""
    (tmp_path / "2027-04-20").mkdir()
    (tmp_path / "2027-04-20" / ".a.part").write_bytes(b"of another")
    with pytest.raises(NotKept):
        spool.keep(tmp_path, b"raw", name="a", day=DAY)


def test_old_whole_files_are_listed_and_old_halves_swept_away(tmp_path: Path) -> None:
    before = dt.datetime(2027, 4, 20, 12, tzinfo=dt.UTC)
    for name, age in (("old", 10), (".half.part", 10), ("young", -10), (".new.part", -10)):
        path = tmp_path / name
        path.write_bytes(b"raw")
        os.utime(path, (before.timestamp() - age,) * 2)
    assert [path.name for path in spool.kept_files(tmp_path, before=before)] == ["old"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [".new.part", "old", "young"]
