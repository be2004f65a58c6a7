"""Clean copies: kept flushed beside the spool, checked as they come from the child, gone with their row."""

import base64
import datetime as dt
import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from tests.site.flow.test_flow import Finds
from tests.site.listing.making import walk

from handbill_site.intake import spool
from handbill_site.intake.errors import NotKept, ReaderDied
from handbill_site.intake.models import AnnouncementRow, Delivery, Source
from handbill_site.intake.operations import accept, forget, recover_orphans, source_of
from handbill_site.intake.pictures import copy_of, keep_copies
from handbill_site.intake.reading import read_delivery

NOON = dt.datetime(2027, 4, 20, 12, tzinfo=dt.UTC)
FIRST, SECOND = b"RIFF\x0c\0\0\0WEBPVP8 one", b"RIFF\x0c\0\0\0WEBPVP8 two"


def kept() -> Delivery:
    source = source_of(Source.Kind.FORM, "tell", name="Public form", now=NOON)
    return accept(b"GIF89a", source=source, received=NOON, media_type="image/gif", by="source:1")


def pictured(*copies: bytes, **more: Any) -> dict[str, Any]:
    """Return an announcement as the reader hands it over, in JSON."""
    pictures = [
        {"page": page, "width": 3, "height": 4, "media_type": "image/webp",
         "encoded": base64.b64encode(raw).decode(), **more}
        for page, raw in enumerate(copies, start=1)
    ]  # fmt: skip
    return {"text": "", "blocks": [], "received": "2027-04-20T12:00:00", "pictures": pictures}


class Sees(Finds):
    """A reader that hands over pictures."""

    def __init__(self, announcement: dict[str, Any]):
        super().__init__(walk())
        self.announcement = announcement

    def read(self, request: dict[str, Any]) -> dict[str, Any]:
        return {**super().read(request), "announcement": self.announcement}


def files() -> list[str]:
    folder = Path(settings.VAR) / "pictures"
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.mark.django_db(transaction=True)
def test_copies_are_kept_as_files_and_the_row_holds_their_sizes() -> None:
    delivery = kept()
    assert read_delivery(delivery, reader=Sees(pictured(FIRST, SECOND)), now=NOON)
    row = AnnouncementRow.objects.get()
    assert row.value["pictures"] == [
        {"page": page, "width": 3, "height": 4, "media_type": "image/webp"} for page in (1, 2)
    ]
    assert (copy_of(delivery, 1), copy_of(delivery, 2)) == (FIRST, SECOND)
    assert base64.b64encode(FIRST).decode() not in json.dumps(row.value)
    assert files() == [f"2027-04-20/{delivery.uid}-1.webp", f"2027-04-20/{delivery.uid}-2.webp"]


@pytest.mark.django_db(transaction=True)
def test_no_copy_is_taken_for_a_delivery_that_a_crash_left() -> None:
    read_delivery(kept(), reader=Sees(pictured(FIRST)), now=NOON)
    assert recover_orphans(now=NOON + dt.timedelta(days=9999)) == 0


@pytest.mark.django_db(transaction=True)
def test_what_its_sender_deleted_takes_its_copies_along() -> None:
    delivery = kept()
    read_delivery(delivery, reader=Sees(pictured(FIRST)), now=NOON)
    assert len(files()) == 1
    forget(delivery, by="policy", at=NOON)
    assert files() == []


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_leaves_the_delivery_for_later_and_then_to_a_person() -> None:
    delivery = kept()
    with patch("handbill_site.intake.spool.keep", side_effect=NotKept("the spool cannot be written: full")):
        outcomes = [read_delivery(delivery, reader=Sees(pictured(FIRST)), now=NOON) for _ in range(3)]
    delivery.refresh_from_db()
    assert (outcomes, delivery.state) == ([False, False, True], "tray")
    assert delivery.trouble == "the spool cannot be written: full (3 times)"
    assert not AnnouncementRow.objects.exists()


HOSTILE = [
    pictured(b"<svg onload=alert(1)>"),
    pictured(b"GIF89a" + bytes(20)),
    pictured(FIRST, media_type="image/svg+xml"),
    pictured(FIRST, page="../../../manage"),
    pictured(FIRST, page=0),
    pictured(FIRST, page=True),
    pictured(FIRST, encoded="no base64!"),
    pictured(FIRST + bytes(2_000_000)),
    pictured(*[FIRST] * 21),
    {"pictures": [{"page": 1}]},
    {"pictures": ["picture"]},
]


@pytest.mark.django_db
@pytest.mark.parametrize("announcement", HOSTILE)
def test_what_is_no_copy_of_a_picture_is_never_kept(announcement: dict[str, Any]) -> None:
    with pytest.raises(ReaderDied, match="its reader handed over"):
        keep_copies(kept(), announcement)
    assert files() == []


@pytest.mark.django_db
def test_an_announcement_without_pictures_stays_as_it_is() -> None:
    announcement = {"text": "Lanterns"}
    assert keep_copies(kept(), announcement) is announcement


def test_a_kept_file_is_read_as_it_was_kept(tmp_path: Path) -> None:
    path = spool.keep(tmp_path, FIRST, name="a.webp", day=NOON.date())
    assert spool.read(tmp_path, path) == FIRST
