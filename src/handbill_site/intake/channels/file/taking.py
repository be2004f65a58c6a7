"""Taking one file in."""

import datetime as dt
import hashlib
from pathlib import Path

from handbill_site.intake.channels.file.files import media_type_of, trouble_with
from handbill_site.intake.errors import NotTaken
from handbill_site.intake.incoming import Incoming
from handbill_site.intake.keeping import keep
from handbill_site.intake.models import Delivery, Source
from handbill_site.intake.operations import plain_name


def take(path: Path, *, source: Source, received: dt.datetime, by: str) -> Delivery | None:
    """Accept one file; None when the source has handed in the same bytes under the same name before.

    Raises:
        NotTaken: Its kind or size is not one that is read.
        OSError: It cannot be opened.
        NotKept: It could not be kept safely.
    """
    if trouble := trouble_with(path.name, path.stat().st_size):
        raise NotTaken(trouble)
    raw = path.read_bytes()
    name = plain_name(path.name)
    fingerprint = hashlib.sha256(raw + b"\0" + name.encode()).hexdigest()
    media_type = media_type_of(path.name) or ""
    incoming = Incoming(raw, media_type, file_name=name, fingerprint=fingerprint)
    kept = keep(incoming, source=source, now=received, by=by)
    return kept.delivery if kept.is_new else None
