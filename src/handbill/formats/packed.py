"""Zip files that two programs would read in two ways, told before anything of them is unpacked."""

import posixpath
import stat
import struct
import zipfile
from collections.abc import Iterator, Sequence
from itertools import chain

from handbill.errors import UnreadableFile

_LOCAL = struct.Struct("<4s5H3L2H")
"""Local file header, APPNOTE.TXT 4.3.7: signature first; lengths of name and extra field last."""


def require_sound(raw: bytes, packed: zipfile.ZipFile, *, media_type: str) -> None:
    """Raise `UnreadableFile` that names the fault where *packed*, which is *raw*, may mean two things.

    Faults: two entries of one name, a name that leads out of the file, a link, a directory at the end that
    says other names than the entries themselves, entries that share their bytes, encryption.
    """
    members = packed.infolist()
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
        if member.flag_bits & 1:
            yield "encrypted entries"


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
