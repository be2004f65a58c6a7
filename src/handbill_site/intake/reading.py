"""What the reader child is asked, and how its answer is kept."""

import base64
import datetime as dt
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

import handbill
from handbill.formats.tabular.stated import ROW
from handbill_site.intake.child import Reader
from handbill_site.intake.errors import NotKept, ReaderDied
from handbill_site.intake.models import AnnouncementRow, Delivery, ReadingRow
from handbill_site.intake.operations import damage_of, put_in_tray, raw_of
from handbill_site.intake.pictures import keep_copies
from handbill_site.intake.values import storable, written_at
from handbill_site.ledger import operations as ledger

BEGINNING = 300
"""Characters of an announcement that give its first words."""
MOST_ATTEMPTS = 3
"""A delivery that took so many readers with it is left to a person."""


def read_delivery(delivery: Delivery, *, reader: Reader, now: dt.datetime) -> bool:
    """Open and read one kept delivery, in the child; tell whether it is done with.

    Counted before it is tried, so that one which takes us all down with it is counted too. It ends as
    READ, or in the tray with a reason, or stays KEPT for another reader.

    Raises: ReaderUnavailable, before anything is counted.
    """
    reader.start()
    if trouble := damage_of(delivery):
        put_in_tray(delivery, trouble, by="policy", at=now)
        return True
    delivery.attempts += 1
    delivery.save(update_fields=["attempts"])
    try:
        answer = reader.read(request_for(delivery))
    except ReaderDied as death:
        return _died(delivery, str(death), now=now)
    if "error" in answer:
        put_in_tray(delivery, str(answer["error"]), by="policy", at=now)
        return True
    try:
        announcement = keep_copies(delivery, answer["announcement"])
    except (NotKept, ReaderDied) as trouble:
        return _died(delivery, str(trouble), now=now)
    keep_reading(delivery, announcement, answer["reading"], now=now)
    return True


def request_for(delivery: Delivery) -> dict[str, Any]:
    """Return the request of the batch protocol. Times are wall times in UTC.

    The bytes go with it, opened: the child that reads what strangers sent has no key and needs no file.

    Raises: OSError, NotOpened.
    """
    source = delivery.source
    return {
        "id": delivery.uid,
        "content": base64.b64encode(raw_of(delivery)).decode(),
        "file_name": Path(delivery.path).name,
        "media_type": delivery.media_type,
        "received": written_at(delivery).astimezone(dt.UTC).replace(tzinfo=None).isoformat(),
        "home": source.home or settings.HOME or None,
        "url": delivery.url,
        "languages": [source.language] if source.language else [],
        # A row was checked cell by cell, and there are thousands of them: no language model is asked.
        **({"model": False} if delivery.media_type == ROW else {}),
    }


@transaction.atomic
def keep_reading(
    delivery: Delivery, announcement: dict[str, Any], reading: dict[str, Any], *, now: dt.datetime
) -> None:
    """Keep what was inside and what it says, and mark the delivery READ. Writes "intake.read".

    One that another worker has read meanwhile stays as it is.
    """
    row = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if row.state != Delivery.State.KEPT:
        return
    announcement, reading = _storable(announcement), _storable(reading)
    text = announcement.pop("text")
    opened, _ = AnnouncementRow.objects.update_or_create(
        delivery=row, defaults={"text": text, "beginning": text[:BEGINNING], "value": announcement}
    )
    drafts = len(reading.get("drafts", ()))
    ReadingRow.objects.create(
        announcement=opened,
        reader=handbill.__version__,
        made=now,
        language=reading["language"],
        value=reading,
        drafts=drafts,
    )
    row.state, row.trouble = Delivery.State.READ, ""
    row.save(update_fields=["state", "trouble"])
    ledger.enter("intake.read", f"delivery:{row.uid}", by="policy", at=now, drafts=drafts)


def _died(delivery: Delivery, why: str, *, now: dt.datetime) -> bool:
    if delivery.attempts >= MOST_ATTEMPTS:
        put_in_tray(delivery, f"{why} ({delivery.attempts} times)", by="policy", at=now)
        return True
    delivery.trouble = why[:500]
    delivery.save(update_fields=["trouble"])
    return False


def _storable(value: Any) -> Any:
    """Return JSON whose texts every database takes."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [_storable(each) for each in value]
    if isinstance(value, dict):
        return {key: _storable(each) for key, each in value.items()}
    return value
