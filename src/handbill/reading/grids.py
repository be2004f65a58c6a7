"""Calendars of a month: cells that hold the number of a day, and below it what happens on it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from handbill.values import Block, Span

_NUMBER = re.compile(r"\s*([12]?\d|3[01])\s*")
_FIRST_LINE = re.compile(r"\s*([12]?\d|3[01])\s*(?:\n|$)")
_LEAST_DAYS = 20
"""Days in a row that make a month; a table of results has fewer that follow each other."""
_MONTH_END = 28


@dataclass(frozen=True, slots=True)
class GridDay:
    """The number of a day in a calendar: *day* of the month that is *month* after the one it is headed by."""

    day: int
    month: int


def in_cells(blocks: Sequence[Block], text: str) -> list[Block]:
    """Return *blocks*, the rows of calendars cut into one block a cell and line."""
    rows: dict[int, list[Block]] = {}
    for block in blocks:
        if block.kind == "row":
            rows.setdefault(block.group, []).append(block)
    grids = {group for group, own in rows.items() if _is_calendar(own, text)}
    cut: list[Block] = []
    for block in blocks:
        if block.kind == "row" and block.group in grids:
            cut += _cells(block, text)
        else:
            cut.append(block)
    return cut


def days_of_grid(blocks: Sequence[Block], text: str) -> dict[Span, GridDay]:
    """Return the blocks that are nothing but the days of a month, counted on from each other."""
    numbers = [
        (block.span, int(found.group(1)))
        for block in blocks
        if block.span.end - block.span.start <= 4 and (found := _NUMBER.fullmatch(block.span.of(text)))
    ]
    days: dict[Span, GridDay] = {}
    for run in _runs(numbers):
        month = 0 if run[0][1] == 1 else -1
        for at, (span, day) in enumerate(run):
            if at and day == 1:
                month += 1
            days[span] = GridDay(day, month)
    return days


def _runs(numbers: Sequence[tuple[Span, int]]) -> Iterator[list[tuple[Span, int]]]:
    """Yield the runs of numbers that count up by one, over the ends of months, long enough for a month."""
    run: list[tuple[Span, int]] = []
    for span, day in numbers:
        if run and not (day == run[-1][1] + 1 or (day == 1 and run[-1][1] >= _MONTH_END)):
            if len(run) >= _LEAST_DAYS:
                yield run
            run = []
        if run or day == 1 or day > 20:
            run.append((span, day))
    if len(run) >= _LEAST_DAYS:
        yield run


def _is_calendar(rows: Sequence[Block], text: str) -> bool:
    days = [
        int(found.group(1))
        for row in rows
        for cell in row.cells
        if (found := _FIRST_LINE.match(text, cell.span.start, cell.span.end))
    ]
    follow = sum(b == a + 1 for a, b in pairwise(days))
    return follow >= _LEAST_DAYS


def _cells(block: Block, text: str) -> Iterator[Block]:
    for number, cell in enumerate(block.cells):
        start = cell.span.start
        for line, words in enumerate(cell.span.of(text).split("\n")):
            span = Span(start, start + len(words))
            start = span.end + 1
            if words.strip():
                yield replace(block, kind="paragraph", span=span, cells=(), path=(*block.path, number, line))
