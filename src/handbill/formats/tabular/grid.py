"""A table as it is imported: every cell as it stands, every row under the number that a spreadsheet shows.

An announcement that is a table is read leniently (`set_separated`); whoever imports one is told what is wrong
and in which row.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handbill.errors import TooLarge, UnreadableFile
from handbill.formats.charsets import decode
from handbill.formats.clean import displayable
from handbill.formats.limits import LONGEST_VALUE, MEGABYTE
from handbill.formats.sniffing import XLSX, sniff
from handbill.formats.tabular.neutral import as_it_was
from handbill.formats.tabular.separated import delimiter_of

MOST_BYTES = 16 * MEGABYTE
MOST_ROWS = 20_000
MOST_COLUMNS = 100
MOST_CHARACTERS = 20_000_000
"""Of all cells together."""
CSV = "text/csv"
_SAMPLE = 65_536
_SEP_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """One row that holds words. Numbers count from 1, empty rows and those above the table included."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of one table.

    Attributes:
        delimiter: What parts the cells of separated values; "" of a workbook.
        sheet: Name of the sheet of a workbook; `sheets` how many visible ones hold words.
    """

    rows: tuple[Row, ...]
    delimiter: str = ""
    sheet: str = ""
    sheets: int = 1


def open_grid(raw: bytes, *, file_name: str = "", media_type: str = "") -> Grid:
    """Return the table that *raw* is: separated values in any charset, or the fullest sheet of a workbook.

    Raises:
        TooLarge: It has more bytes, rows, columns or characters than an import may; rows are named.
        UnreadableFile: It is no table, or damaged; where a row can be named it is (`line`).
    """
    if len(raw) > MOST_BYTES:
        raise TooLarge(
            f"{len(raw):,} bytes; at most {MOST_BYTES:,} are imported", media_type=CSV, limit=MOST_BYTES
        )
    kind = sniff(raw, file_name, media_type)
    if kind == XLSX:
        return _workbook(raw)
    if kind not in (CSV, "text/plain", "text/markdown"):
        raise UnreadableFile(f"no table: {kind}", media_type=kind)
    return _separated(decode(raw))


def _separated(text: str) -> Grid:
    text = text.removeprefix("\ufeff")
    if stated := _SEP_LINE.match(text):
        return Grid(_bounded(_records(text[stated.end() :], stated[1]), first=2), stated[1])
    delimiter = delimiter_of(text[:_SAMPLE]) or ","
    rows = _bounded(_records(text, delimiter))
    if all(len(row.cells) < 2 for row in rows):
        raise UnreadableFile("no table: nothing cuts its lines into columns", media_type=CSV)
    return Grid(rows, delimiter)


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    """Yield the records of *text* (RFC 4180). Raises: UnreadableFile with the row that is not well quoted."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    done = 0
    try:
        for record in reader:
            yield record
            done += 1
    except csv.Error as error:
        raise UnreadableFile(
            f"row {done + 1:,}: its quotation marks are not paired", media_type=CSV, line=done + 1
        ) from error


def _workbook(raw: bytes) -> Grid:
    from handbill.formats.tabular.workbook import sheets_of

    sheets = [(name, _bounded(rows)) for name, rows in sheets_of(raw, rows=MOST_ROWS + 1)]
    filled = [(name, rows) for name, rows in sheets if rows]
    if not filled:
        raise UnreadableFile("no words in it", media_type=XLSX)
    name, rows = max(filled, key=lambda each: len(each[1]))
    return Grid(rows, sheet=name, sheets=len(filled))


def _bounded(records: Iterator[Sequence[str]], *, first: int = 1) -> tuple[Row, ...]:
    """Return the records that hold words, cleaned. Raises: TooLarge, UnreadableFile, naming the row."""
    rows, characters = [], 0
    for number, record in enumerate(records, start=first):
        if number > MOST_ROWS:
            raise TooLarge(
                f"row {number:,}: at most {MOST_ROWS:,} rows are imported at once",
                media_type=CSV,
                limit=MOST_ROWS,
            )
        cells = _cells(record, number)
        characters += sum(map(len, cells))
        if characters > MOST_CHARACTERS:
            raise TooLarge(
                f"row {number:,}: the table has more than {MOST_CHARACTERS:,} characters",
                media_type=CSV,
                limit=MOST_CHARACTERS,
            )
        if any(cells):
            rows.append(Row(number, cells))
    return tuple(rows)


def _cells(record: Sequence[str], number: int) -> tuple[str, ...]:
    if len(record) > MOST_COLUMNS and any(record[MOST_COLUMNS:]):
        raise TooLarge(
            f"row {number:,}: {len(record):,} columns; at most {MOST_COLUMNS} are imported",
            media_type=CSV,
            limit=MOST_COLUMNS,
        )
    if any("\0" in words for words in record):
        raise UnreadableFile(f"row {number:,}: it holds a NUL character", media_type=CSV, line=number)
    if any(len(words) > LONGEST_VALUE for words in record):
        raise TooLarge(
            f"row {number:,}: a cell of more than {LONGEST_VALUE:,} characters",
            media_type=CSV,
            limit=LONGEST_VALUE,
        )
    return tuple(_clean(words) for words in record[:MOST_COLUMNS])


def _clean(words: str) -> str:
    words = as_it_was(words)
    if words.isascii() and words.isprintable():
        return words.strip()
    lines = (" ".join(line.split()) for line in displayable(words).split("\n"))
    return "\n".join(line for line in lines if line)
