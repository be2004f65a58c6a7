"""Rows of a table on a sheet, as a table of a page gives them."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from handbill.formats.clean import displayable
from handbill.formats.limits import LONGEST_VALUE, MOST_CELLS, MOST_CHARACTERS, MOST_LINES
from handbill.formats.links import addresses_in
from handbill.formats.sheet import Sheet
from handbill.values import Block, Cell, Problem, Span

MOST_COLUMNS = 100
_LOOKED_AT = 30
"""Rows from which it is told whether the first names the columns."""


def set_rows(sheet: Sheet, rows: Iterable[Sequence[str]]) -> None:
    """Set *rows* as one table; cells parted by " | ", rows without words left out.

    A first row that names its columns has header cells. Words that stand alone above it are a heading.
    """
    sheet.space(2)
    start, group = sheet.length, sheet.new_group()
    bounded = _bounded(sheet, rows)
    first = list(islice(bounded, _LOOKED_AT))
    while len(first) > 1 and _filled(first[0]) == 1 < _filled(first[1]):
        _set_title(sheet, first.pop(0))
    is_headed = names_columns(first)
    for number, row in enumerate(_chained(first, bounded)):
        _set_row(sheet, row, group, header=is_headed and number == 0)
    sheet.links += addresses_in(sheet.text()[start:], start)


def _bounded(sheet: Sheet, rows: Iterable[Sequence[str]]) -> Iterator[list[str]]:
    """Yield *rows* that hold words, cleaned, while there is room; a problem on *sheet* where it ends."""
    cells = 0
    for number, row in enumerate(rows):
        if number >= MOST_LINES or cells > MOST_CELLS or sheet.length > MOST_CHARACTERS:
            sheet.problems.append(Problem("table.too_long", detail=f"row {number + 1}"))
            return
        words = [_cell(cell) for cell in row[:MOST_COLUMNS]]
        while words and not words[-1]:
            words.pop()
        cells += len(words)
        if words:
            yield words


def _cell(words: str) -> str:
    lines = (" ".join(line.split()) for line in displayable(words[:LONGEST_VALUE]).split("\n"))
    return "\n".join(line for line in lines if line)


def _chained(first: list[list[str]], rest: Iterator[list[str]]) -> Iterator[list[str]]:
    yield from first
    yield from rest


def _filled(row: Sequence[str]) -> int:
    return sum(bool(words) for words in row)


def names_columns(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first of *rows* names columns: words without figures above figures."""
    if len(rows) < 2 or _filled(rows[0]) < 2:
        return False
    figures = [any(map(str.isdigit, words)) for words in rows[0]]
    below = any(any(map(str.isdigit, words)) for row in rows[1:] for words in row)
    return below and not any(figures) and max(map(len, rows[0])) <= 60


def _set_title(sheet: Sheet, row: list[str]) -> None:
    words = " ".join(" ".join(row).split())
    sheet.blocks.append(Block("heading", sheet.write(words), level=2))
    sheet.write("\n")


def _set_row(sheet: Sheet, row: list[str], group: int, *, header: bool) -> None:
    sheet.space(1)
    start, cells = sheet.length, []
    for column, words in enumerate(row):
        if column:
            sheet.write(" | ")
        cells.append(Cell(sheet.write(words), column, header))
    span = Span(start, sheet.length)
    sheet.blocks.append(Block("row", span, group=group, cells=tuple(cells)))
    sheet.write("\n")
