"""Clean copies of pictures: kept as the spool keeps what arrives, and shown to editors.

The reader child makes them of pixels alone. It is the one process that hostile files reach, so what it hands
over is held to be a WebP of bounded size, and nothing else is ever kept or served as a picture.
"""

import base64
import binascii
from pathlib import Path
from typing import Any

from django.conf import settings

from handbill_site.intake import spool
from handbill_site.intake.errors import ReaderDied
from handbill_site.intake.models import Delivery

WEBP = "image/webp"
MOST_BYTES = 2_000_000
MOST_PAGES = 20


def keep_copies(delivery: Delivery, announcement: dict[str, Any]) -> dict[str, Any]:
    """Keep the copies in an announcement from the reader, flushed; return it without their bytes.

    The same delivery read again writes the same files anew.

    Raises:
        NotKept: The disk refused.
        ReaderDied: Something in it is no copy of a picture.
    """
    pictures = announcement.get("pictures") or []
    if not pictures:
        return announcement
    if len(pictures) > MOST_PAGES:
        raise ReaderDied("its reader handed over too many pictures")
    for picture in pictures:
        raw = _checked(picture)
        name = _name(delivery, picture["page"])
        spool.keep(folder(), raw, name=name, day=delivery.received.date())
    bare = [{key: value for key, value in picture.items() if key != "encoded"} for picture in pictures]
    return {**announcement, "pictures": bare}


def copy_of(delivery: Delivery, page: int) -> bytes:
    """Return the clean copy of a page, a WebP. Raises: OSError where there is none."""
    return spool.read(folder(), f"{_day(delivery)}/{_name(delivery, page)}")


def drop_copies(delivery: Delivery) -> None:
    """Remove all copies of a delivery; harmless where there are none."""
    for page in range(1, MOST_PAGES + 1):
        spool.drop(folder(), f"{_day(delivery)}/{_name(delivery, page)}")


def folder() -> Path:
    """Return where they lie: not in the spool, where a file without a row is taken for a delivery."""
    return Path(settings.VAR) / "pictures"


def _day(delivery: Delivery) -> str:
    return delivery.received.date().isoformat()


def _name(delivery: Delivery, page: int) -> str:
    return f"{delivery.uid}-{page}.webp"


def _checked(picture: dict[str, Any]) -> bytes:
    """Return the bytes of a copy. Raises: ReaderDied."""
    try:
        raw = base64.b64decode(picture["encoded"], validate=True)
        page = picture["page"]
    except (KeyError, TypeError, binascii.Error) as error:
        raise ReaderDied("its reader handed over a picture that is none") from error
    is_webp = picture.get("media_type") == WEBP and raw[:4] == b"RIFF" and raw[8:12] == b"WEBP"
    if not is_webp or len(raw) > MOST_BYTES or type(page) is not int or not 1 <= page <= MOST_PAGES:
        raise ReaderDied("its reader handed over a picture that is none")
    return raw
