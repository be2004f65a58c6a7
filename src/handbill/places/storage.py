"""The files of the gazetteer: how they are laid out, and how they are read without loading them.

`names.marisa` gives each compare key a number; `places.bin` holds, little-endian and without padding,

    HEADER                     magic, and how many of each follow
    ROW x rows                 by rising geonameid
    u32 x (keys + 1)           where the postings of key n begin; the last is where they end
    u32 x postings             row << 2 | NameRank, best rank first, then by falling population
    UTF-8 text                 main names, each ended by NUL
"""

import mmap
import struct
from bisect import bisect_left
from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from handbill.errors import BrokenData

Trie: TypeAlias = Any  # marisa-trie has no types
MAGIC = b"HBPLACE1"
HEADER = struct.Struct("<8sIIII")  # magic, rows, keys, postings, bytes of text
ROW = struct.Struct("<IIIiiHH")
NUMBER = struct.Struct("<I")
POPULATION = 2 * NUMBER.size  # where it stands in a row
DEGREE = 100_000  # coordinates are kept as whole hundred-thousandths of a degree


class NameRank(IntEnum):
    """How a name belongs to a place."""

    MAIN = 0
    NATIVE = 1  # an alternate in the script of the country, where the main name is in Latin letters
    ALTERNATE = 2  # GeoNames alternates carry no language here: exonyms, old names, odd transcriptions
    CODE = 3  # abbreviations and airport codes


class Row(NamedTuple):
    """One populated place; `region` and `zone` count in the lists of regions.json."""

    geonameid: int
    name_at: int
    population: int
    latitude: int
    longitude: int
    region: int
    zone: int


class Posting(NamedTuple):
    """One place that bears a name."""

    row: int
    rank: NameRank


class PlacesFile:
    """`places.bin`, memory-mapped.

    Raises:
        BrokenData: The file is missing, cut short or of another layout.
    """

    def __init__(self, path: Path):
        self._bytes = _mapped_bytes(path)
        self.rows: int
        self.keys: int
        self.postings: int
        magic, self.rows, self.keys, self.postings, text = HEADER.unpack_from(self._bytes)
        self._starts_at = HEADER.size + self.rows * ROW.size
        self._postings_at = self._starts_at + (self.keys + 1) * NUMBER.size
        self._text_at = self._postings_at + self.postings * NUMBER.size
        if magic != MAGIC or self._text_at + text != len(self._bytes):
            raise BrokenData("not a gazetteer of this layout, or cut short", path=str(path))

    def row(self, number: int) -> Row:
        """Return row *number*, 0-based."""
        return Row._make(ROW.unpack_from(self._bytes, HEADER.size + number * ROW.size))

    def population(self, number: int) -> int:
        """Return the population of row *number*, the rest left unread."""
        found: int = NUMBER.unpack_from(self._bytes, HEADER.size + number * ROW.size + POPULATION)[0]
        return found

    def name(self, row: Row) -> str:
        """Return the main name of *row*."""
        start = self._text_at + row.name_at
        return self._bytes[start : self._bytes.find(b"\0", start)].decode()

    def row_number(self, geonameid: int) -> int | None:
        """Return the number of the row of *geonameid*, None where there is none."""
        number = bisect_left(range(self.rows), geonameid, key=self._geonameid)
        return number if number < self.rows and self._geonameid(number) == geonameid else None

    def postings_of(self, key: int) -> tuple[Posting, ...]:
        """Return the places that bear the name of trie number *key*, best first."""
        begin, end = struct.unpack_from("<II", self._bytes, self._starts_at + key * NUMBER.size)
        packed = struct.unpack_from(f"<{end - begin}I", self._bytes, self._postings_at + begin * NUMBER.size)
        return tuple(Posting(number >> 2, NameRank(number & 3)) for number in packed)

    def _geonameid(self, number: int) -> int:
        found: int = NUMBER.unpack_from(self._bytes, HEADER.size + number * ROW.size)[0]
        return found


def _mapped_bytes(path: Path) -> mmap.mmap:
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:  # ValueError: mmap of an empty file
        raise BrokenData("missing or empty", path=str(path)) from error
    if len(data) < HEADER.size:
        raise BrokenData("cut short", path=str(path))
    return data


def mapped(trie: Trie, path: Path) -> Trie:
    """Return *trie* (a marisa trie) with the file of *path* mapped into it. Raises: BrokenData."""
    try:
        return trie.mmap(str(path))
    except (OSError, RuntimeError) as error:
        raise BrokenData("missing or damaged", path=str(path)) from error


def write_places(path: Path, rows: Sequence[Row], postings: Sequence[Sequence[Posting]], text: bytes) -> None:
    """Write `places.bin`; `postings[n]` belongs to trie number n, rows rise by geonameid."""
    starts = [0]
    for bearers in postings:
        starts.append(starts[-1] + len(bearers))
    packed = [posting.row << 2 | posting.rank for bearers in postings for posting in bearers]
    with path.open("wb") as file:
        file.write(HEADER.pack(MAGIC, len(rows), len(postings), len(packed), len(text)))
        file.writelines(ROW.pack(*row) for row in rows)
        file.write(struct.pack(f"<{len(starts)}I", *starts))
        file.write(struct.pack(f"<{len(packed)}I", *packed))
        file.write(text)
