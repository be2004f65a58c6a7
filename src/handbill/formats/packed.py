"""Packed files (ZIP) of office programs: bounded by what comes out, never by what they say of themselves."""

import contextlib
import io
import re
import zipfile
from collections.abc import Iterator

from handbill.errors import TooLarge, UnreadableFile
from handbill.formats.limits import MOST_PACKED

_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_CHUNK = 1 << 16


@contextlib.contextmanager
def packed(raw: bytes, media_type: str, *, what: str) -> Iterator[zipfile.ZipFile]:
    """Open *raw*.

    Args:
        what: What a person calls it: "workbook".

    Raises:
        TooLarge: It has more parts than a file of announcements needs.
        UnreadableFile: It is encrypted.
        zipfile.BadZipFile and others of `damage.DAMAGE`: It is damaged.
    """
    with zipfile.ZipFile(io.BytesIO(raw)) as opened:
        members = opened.infolist()
        if len(members) > MOST_PACKED:
            raise TooLarge("too many parts in it", media_type=media_type, limit=MOST_PACKED)
        if any(member.flag_bits & 1 for member in members):
            raise UnreadableFile(f"encrypted {what}", media_type=media_type)
        yield opened


def chunks_of(
    opened: zipfile.ZipFile, member: zipfile.ZipInfo, room: int, media_type: str
) -> Iterator[bytes]:
    """Yield what *member* unpacks to. Raises: TooLarge above *room* bytes; UnreadableFile for a DOCTYPE."""
    size, before = 0, b""
    with opened.open(member) as part:
        while chunk := part.read(_CHUNK):
            size += len(chunk)
            if size > room:
                raise TooLarge("unpacks to too much", media_type=media_type, limit=room)
            if _DOCTYPE.search(before + chunk):
                raise UnreadableFile("defines entities", media_type=media_type)
            before = chunk[-16:]
            yield chunk
