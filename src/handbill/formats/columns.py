"""Columns that a plain text sets with blanks: lines whose pieces stand under each other become rows."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
_RULE = re.compile(r"\s*[-=_+| ]{3,}$")
_LEAST_LINES = 3
_LEAST_COLUMNS = 3
_SHARE = 0.6
"""Share of the lines of a table in which a column must begin at the same letter."""


def with_columns(lines: Sequence[str]) -> list[str]:
    """Return *lines* with those that stand in columns written with " | " between the cells.

    A table is three lines or more without a blank one, in which three columns or more begin at the same
    letter, two blanks or more before each. Lines of dashes in it drop out.

    >>> with_columns(["Sun 12 Sept   Ramblers   2.00", "Sun 19 Sept   Fells      1.30",
    ...               "Sun 3 Oct     Old Boys   2.00"])[1]
    'Sun 19 Sept | Fells | 1.30'
    """
    found: list[str] = []
    for run in _runs(lines):
        starts = _starts(run) if len(run) >= _LEAST_LINES else []
        if len(starts) + 1 < _LEAST_COLUMNS:
            found += run
        else:
            found += [_cells(line, starts) for line in run if not _RULE.match(line)]
    return found


def _runs(lines: Sequence[str]) -> Iterator[list[str]]:
    """Yield the lines between blank ones; a blank line is a run of its own."""
    run: list[str] = []
    for line in lines:
        if line.strip():
            run.append(line)
            continue
        yield run
        yield [line]
        run = []
    yield run


def _starts(run: Sequence[str]) -> list[int]:
    """Return where the columns behind the first begin."""
    told = [line for line in run if not _RULE.match(line)]
    counts = Counter(gap.end() for line in told for gap in _GAP.finditer(line))
    least = max(_LEAST_LINES, len(told) * _SHARE)
    return sorted(start for start, count in counts.items() if count >= least)


def _cells(line: str, starts: Sequence[int]) -> str:
    """Cut a line at the columns; a piece that runs over a border stays whole, and leaves an empty cell."""
    cells, begin = [], 0
    for start in starts:
        if start >= len(line) or not line[start - 2 : start].strip():
            cells.append(line[begin:start].strip())
            begin = start
        else:
            cells.append("")
    cells.append(line[begin:].strip())
    whole = [place for place, cell in enumerate(cells) if cell]
    if whole and not cells[0]:  # the piece that ran over the border stands where it began
        cells[0], cells[whole[0]] = cells[whole[0]], ""
    return " | ".join(cells)
