"""Separated values (RFC 4180, and what spreadsheets make of it): delimiter found, quotes undone."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from handbill.formats.sheet import Sheet
from handbill.formats.tabular.rows import set_rows

_DELIMITERS = ("\t", ";", ",", "|")
_SEP_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_SAMPLE = 65_536
_ROWS = 100
_MOSTLY = 0.6


def set_separated(sheet: Sheet, text: str) -> None:
    """Set the table that *text* is on *sheet*. Quotes that are never closed count as letters."""
    text = text.removeprefix("\ufeff")
    if stated := _SEP_LINE.match(text):  # how Excel is told the delimiter
        set_rows(sheet, _rows(text[stated.end() :], stated[1]))
    else:
        set_rows(sheet, _rows(text, delimiter_of(text[:_SAMPLE]) or "\t"))


def delimiter_of(text: str) -> str:
    """Return what parts the cells of *text*; "" where no delimiter cuts most rows into equally many."""
    return (
        max(((_fit(text, mark), mark) for mark in _DELIMITERS), key=lambda each: each[0])[1] if text else ""
    )


def looks_separated(text: str) -> bool:
    """Tell whether *text*, of unknown name, is surely a table: prose has commas and tabs too.

    Each row has as many cells, three or more; the first names them without figures; and commas stand without
    a blank behind them.
    """
    mark = delimiter_of(text)
    rows = [row for row in islice(_rows(text, mark), _ROWS) if any(row)] if mark else []
    if len(rows) < 3 or len(rows[0]) < 3 or any(len(row) != len(rows[0]) for row in rows):
        return False
    if mark == "," and text.count(", ") * 2 > text.count(","):
        return False
    named = all(words and len(words) <= 40 and not any(map(str.isdigit, words)) for words in rows[0])
    return named and any(any(map(str.isdigit, words)) for row in rows[1:] for words in row)


def _fit(text: str, mark: str) -> tuple[float, int]:
    """Return which part of the rows is as wide as most are, and that width; zeros where nothing is cut."""
    widths = [len(row) for row in islice(_rows(text, mark), _ROWS) if any(map(str.strip, row))]
    wide = [width for width in widths if width > 1]
    if not wide or len(wide) < _MOSTLY * len(widths):
        return 0, 0
    width, count = Counter(wide).most_common(1)[0]
    return count / len(widths), width


def _rows(text: str, mark: str) -> Iterator[list[str]]:
    """Yield the rows of *text*; from a cell that swallows everything on, each line as it stands."""
    is_quoted = text.count('"') % 2 == 0
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=mark,
        quoting=csv.QUOTE_MINIMAL if is_quoted else csv.QUOTE_NONE,
        skipinitialspace=True,
    )
    done = 0
    try:
        for row in reader:
            done = reader.line_num
            yield row
    except csv.Error:  # a cell of more than 131,072 characters
        yield from (line.split(mark) for line in text.splitlines()[done:])
