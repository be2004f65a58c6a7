"""Packed files (ZIP) of office programs: bounded by what comes out, never by what they say of themselves.

Those that two programs would read in two ways are told before anything of them is unpacked.
"""

import contextlib
import io
import posixpath
import re
import stat
import struct
import zipfile
from collections.abc import Iterator, Sequence
from itertools import chain

from handbill.errors import TooLarge, UnreadableFile
from handbill.formats.limits import MOST_PACKED

_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_CHUNK = 1 << 16
_LOCAL = struct.Struct("<4s5H3L2H")
"""Local file header, APPNOTE.TXT 4.3.7: signature first; lengths of name and extra field last."""


@contextlib.contextmanager
def packed(raw: bytes, media_type: str, *, what: str) -> Iterator[zipfile.ZipFile]:
    """Open *raw*.

    Args:
        what: What a person calls it: "workbook".

    Raises:
        TooLarge: It has more parts than a file of announcements needs.
        UnreadableFile: It is encrypted, or may mean two things.
        zipfile.BadZipFile and others of `damage.DAMAGE`: It is damaged.
    """
    with zipfile.ZipFile(io.BytesIO(raw)) as opened:
        members = opened.infolist()
        if len(members) > MOST_PACKED:
            raise TooLarge("too many parts in it", media_type=media_type, limit=MOST_PACKED)
        if any(member.flag_bits & 1 for member in members):
            raise UnreadableFile(f"encrypted {what}", media_type=media_type)
        _require_sound(raw, members, media_type)
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
            if _DOCTYPE.search((before + chunk).replace(b"\0", b"")):  # of UTF-16 too, and over two pieces
                raise UnreadableFile("defines entities", media_type=media_type)
            before = chunk[-32:]
            yield chunk


def _require_sound(raw: bytes, members: Sequence[zipfile.ZipInfo], media_type: str) -> None:
    """Raise `UnreadableFile` that names the fault where *raw* may mean two things.

    Faults: two entries of one name, a name that leads out of the file, a link, a directory at the end that
    says other names than the entries themselves, entries that share their bytes.
    """
    for fault in chain(_faults_of_names(members), _faults_of_places(raw, members)):
        raise UnreadableFile(fault, media_type=media_type)


def _faults_of_names(members: Sequence[zipfile.ZipInfo]) -> Iterator[str]:
    seen: set[str] = set()
    for member in members:
        name = posixpath.normpath(member.filename.replace("\\", "/")).casefold()
        if name in seen:
            yield "two entries of one name"
        seen.add(name)
        if name.startswith(("/", "../")) or name == ".." or ":" in name.partition("/")[0]:
            yield "an entry whose name leads out of the file"
        if stat.S_ISLNK(member.external_attr >> 16):
            yield "an entry that is a link"


def _faults_of_places(raw: bytes, members: Sequence[zipfile.ZipInfo]) -> Iterator[str]:
    """Entries as they lie in the file; offsets are those of the directory."""
    end = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        head = raw[member.header_offset : member.header_offset + _LOCAL.size]
        if len(head) < _LOCAL.size or head[:4] != b"PK\x03\x04":
            yield "a directory that names entries which are not there"
            return
        *_, named, extra = _LOCAL.unpack(head)
        name = raw[member.header_offset + _LOCAL.size :][:named]
        if name != member.orig_filename.encode("utf-8" if member.flag_bits & 0x800 else "cp437", "replace"):
            yield "a directory that says other names than the entries"
        if member.header_offset < end:
            yield "entries that share their bytes"
        end = member.header_offset + _LOCAL.size + named + extra + member.compress_size
