"""Taking one file in."""

import datetime as dt
import hashlib
from pathlib import Path

from handbill_site.intake.channels.file.files import media_type_of, trouble_with
from handbill_site.intake.errors import NotTaken
from handbill_site.intake.models import Delivery, Source
from handbill_site.intake.operations import accept, plain_name


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
    sha256 = hashlib.sha256(raw).hexdigest()
    name = plain_name(path.name)
    if Delivery.objects.filter(source=source, sha256=sha256, file_name=name).exists():
        return None
    media_type = media_type_of(path.name) or ""
    return accept(raw, source=source, received=received, media_type=media_type, by=by, file_name=name)
