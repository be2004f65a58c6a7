"""Workbooks (Office Open XML, ECMA-376): the values of their cells, never a formula, macro or link."""

import contextlib
import datetime as dt
import io
import re
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

from handbill.errors import UnreadableFile
from handbill.formats.clean import one_line
from handbill.formats.damage import DAMAGE
from handbill.formats.limits import MOST_LINES, MOST_MARKUP, MOST_SHEETS, MOST_UNPACKED
from handbill.formats.packed import chunks_of, packed
from handbill.formats.sheet import Sheet
from handbill.formats.sniffing import XLSX
from handbill.formats.tabular.rows import MOST_COLUMNS, set_rows
from handbill.values import Block, Problem

_DEFAULT_NAME = re.compile(r"[^\W\d_]+\d{1,2}$")
"""Sheet1, Tabelle1, Лист1: a name that nobody gave."""
_HALF_A_MINUTE = dt.timedelta(seconds=30)


def set_workbook(sheet: Sheet, raw: bytes) -> None:
    """Set the visible sheets of the workbook *raw*, one table each, named where there are several.

    Raises:
        TooLarge: It unpacks to more than a table of announcements needs.
        UnreadableFile: It is damaged, locked or defines entities.
    """
    with _careful():
        _require_modest(raw, MOST_MARKUP)
        _set_sheets(sheet, raw)


def sheets_of(raw: bytes, *, rows: int) -> list[tuple[str, Iterator[Sequence[str]]]]:
    """Return name and rows of the visible sheets, of each at most *rows*, as they are asked for.

    Raises: TooLarge, UnreadableFile; also while rows are taken.
    """
    from openpyxl import load_workbook

    with _careful():
        _require_modest(raw, MOST_UNPACKED // 2)
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        shown = [each for each in book.worksheets if each.sheet_state == "visible"][:MOST_SHEETS]
    return [(one_line(str(each.title), limit=100), _carefully(each, rows)) for each in shown]


def _carefully(table: Any, rows: int) -> Iterator[Sequence[str]]:
    with _careful():
        yield from _rows_of(table, rows, MOST_COLUMNS + 1)


@contextlib.contextmanager
def _careful() -> Iterator[None]:
    """Say of a damaged workbook that it is one, and nothing of extensions that are left out."""
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    except UnreadableFile:
        raise
    except DAMAGE as error:
        raise UnreadableFile("damaged workbook", media_type=XLSX) from error


def _require_modest(raw: bytes, markup: int) -> None:
    """Unpack everything once, counting; what a file says of its own size is not believed.

    Args:
        markup: How many bytes of it may be XML.
    """
    room = MOST_UNPACKED
    with packed(raw, XLSX, what="workbook") as opened:
        for member in opened.infolist():
            is_media = member.filename.startswith("xl/media/")
            size = sum(map(len, chunks_of(opened, member, room if is_media else min(room, markup), XLSX)))
            room, markup = room - size, markup if is_media else markup - size


def _set_sheets(sheet: Sheet, raw: bytes) -> None:
    from openpyxl import load_workbook  # a third of a second

    book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
    shown = [each for each in book.worksheets if each.sheet_state == "visible"]
    if len(shown) > MOST_SHEETS:
        sheet.problems.append(Problem("table.too_many_sheets", detail=f"{len(shown)} sheets"))
    sheet.title = sheet.title or one_line(str(book.properties.title or ""), limit=300)
    room = MOST_LINES
    for each in shown[:MOST_SHEETS]:
        rows = list(_rows_of(each, room))
        room -= len(rows)
        if any(any(row) for row in rows):
            _set_name(sheet, each.title, several=len(shown) > 1)
            set_rows(sheet, rows)


def _set_name(sheet: Sheet, name: str, *, several: bool) -> None:
    if several and not _DEFAULT_NAME.match(name):
        sheet.space(2)
        sheet.blocks.append(Block("heading", sheet.write(one_line(name, limit=100)), level=1))


def _rows_of(table: Any, room: int, columns: int = MOST_COLUMNS) -> Iterator[Sequence[str]]:
    """Yield the rows of *table*, at most *room*; the size that a file states of a sheet is not believed."""
    table.reset_dimensions()
    if room > 0:
        for row in table.iter_rows(max_row=room, max_col=columns, values_only=True):
            filled = [place for place, value in enumerate(row) if value is not None]
            yield [text_of(value) for value in row[: filled[-1] + 1]] if filled else ()


def text_of(value: object) -> str:
    """Return what a cell holds as text: dates and times in ISO 8601, to the minute; "" for an error.

    >>> text_of(dt.datetime(2027, 5, 1, 19, 29, 59, 999990))
    '2027-05-01 19:30'
    """
    if value is None or (
        isinstance(value, str) and value.startswith("#") and value.endswith(("!", "?", "/A"))
    ):
        return ""
    if isinstance(value, dt.datetime):
        return _moment(value)
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    if isinstance(value, dt.timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _moment(value: dt.datetime) -> str:
    """Return a moment; spreadsheets keep a date as midnight, and a time as one of 1900."""
    try:
        rounded = value.replace(tzinfo=None) + _HALF_A_MINUTE
    except OverflowError:
        rounded = value
    if value.year < 1901:
        return f"{rounded:%H:%M}"
    return f"{rounded:%Y-%m-%d %H:%M}".removesuffix(" 00:00")
