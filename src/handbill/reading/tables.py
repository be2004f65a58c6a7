"""Rows of tables: which column says what, from the header row."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from handbill.reading.localities import Localities
from handbill.reading.segments import Found, Segment
from handbill.reading.vocabulary import Vocabulary
from handbill.values import Block, Span

Columns = dict[int, str]
_ROWS_ABOVE = 4
_LEAST_DAYS = 2
_LEAST_ROWS = 3
_LEAST_STAGES = 2
_EMPTY = 0.2
"""Share of the cells below places that are empty: not every stage has something on at every hour."""


@dataclass(frozen=True, slots=True)
class Tables:
    """What the tables of an announcement say of their columns.

    Attributes:
        columns: Group of a table -> column -> role; a table without a telling header is not in it.
        headers: Spans of the header rows.
        days: Group of a table -> column -> the day at its head, for tables with days across.
        day_heads: Spans of the rows that hold these days.
        rows: Group of a table -> its rows in order, each with whether it speaks of time.
        stages: Group of a table -> column -> the place at its head, for programmes with places across.
    """

    columns: dict[int, Columns]
    headers: frozenset[Span]
    days: dict[int, dict[int, Found]]
    day_heads: frozenset[Span]
    rows: dict[int, list[tuple[Block, bool]]]
    stages: dict[int, dict[int, Span]]

    def above(self, block: Block, span: Span) -> Span | None:
        """Return the cell above *span*, a cell of *block*, in the nearest row that speaks of no time."""
        rows = self.rows.get(block.group, [])
        column = next((c.column for c in block.cells if c.span.holds(span)), None)
        place = bisect_left(rows, block.span, key=lambda row: row[0].span)
        for row, timed in reversed(rows[max(0, place - _ROWS_ABOVE) : place]):
            if not timed:
                heads = (cell.span for cell in row.cells if cell.column == column)
                return next((head for head in heads if head.end > head.start), None)
        return None

    def cells(self, block: Block) -> dict[str, Span]:
        """Return role -> span of the cells of a row; the first column of a role counts."""
        columns = self.columns.get(block.group, {})
        cells: dict[str, Span] = {}
        for cell in block.cells:
            role = columns.get(cell.column)
            if role and role != "noise" and cell.span.end > cell.span.start:
                cells.setdefault(role, cell.span)
        return cells

    def is_noise(self, block: Block, span: Span) -> bool:
        """Whether *span* stands in a column that its header calls a deadline, an expiry, an edition."""
        columns = self.columns.get(block.group, {})
        return any(columns.get(cell.column) == "noise" and cell.span.holds(span) for cell in block.cells)


def tables_of(
    segments: Sequence[Segment], text: str, vocabulary: Vocabulary, localities: Localities
) -> Tables:
    """Find the header rows among *segments* and read their labels."""
    timed: dict[int, list[tuple[Block, bool]]] = {}
    for segment in segments:
        if segment.block.kind == "row":
            timed.setdefault(segment.block.group, []).append((segment.block, bool(segment.moments)))
    rows = [segment.block for segment in segments if segment.block.kind == "row"]
    columns: dict[int, Columns] = {}
    headers: set[Span] = set()
    stages: dict[int, dict[int, Span]] = {}
    for group, run in groupby(rows, key=lambda block: block.group):
        table = list(run)
        for block in table[:3]:
            roles = _roles(block, text, vocabulary)
            if len(set(roles.values())) >= 2 or (len(roles) == 1 and _all_headers(block)):
                if across := _stages(roles, block, table, text, vocabulary):
                    stages[group] = across
                else:
                    columns[group] = _with_what(roles, block)
                headers.add(block.span)
                break
        else:
            if (city := _column_of_cities(table, localities)) is not None:
                columns[group] = {city: "city"}
    days, day_heads = _days_across(segments)
    return Tables(columns, frozenset(headers), days, day_heads, timed, stages)


def _stages(
    roles: Columns, header: Block, table: Sequence[Block], text: str, vocabulary: Vocabulary
) -> dict[int, Span]:
    """Return the places at the heads of columns, where hours stand down and places across; {} for none.

    The columns beside the hours are places where a header says so, or where some of the cells are empty.
    """
    if set(roles.values()) - {"noise"} not in ({"time"}, {"when"}):
        return {}
    across = {
        cell.column: cell.span
        for cell in header.cells
        if cell.column not in roles and cell.span.end > cell.span.start
    }
    if len(across) < _LEAST_STAGES:
        return {}
    places = sum(vocabulary.venue.search(span.of(text)) is not None for span in across.values())
    below = [cell for row in table if row is not header for cell in row.cells if cell.column in across]
    empty = sum(cell.span.end == cell.span.start for cell in below)
    return across if places * 2 > len(across) or (below and empty >= len(below) * _EMPTY) else {}


def _column_of_cities(table: Sequence[Block], localities: Localities) -> int | None:
    """Return the column of a table without a header in which most cells are the name of a city."""
    if len(table) < _LEAST_ROWS:
        return None
    counts = Counter(
        cell.column
        for row in table
        for cell in row.cells
        if cell.span.end > cell.span.start
        and (found := localities.exactly(cell.span))
        and localities.is_at_hand(found)
    )
    column, count = next(iter(counts.most_common(1)), (None, 0))
    return column if count * 2 > len(table) else None


def _days_across(segments: Sequence[Segment]) -> tuple[dict[int, dict[int, Found]], frozenset[Span]]:
    """Find the tables whose first row that speaks of time holds a bare day in two columns or more."""
    days: dict[int, dict[int, Found]] = {}
    heads: set[Span] = set()
    for segment in segments:
        group = segment.block.group
        if segment.block.kind != "row" or group in days or not segment.moments:
            continue
        days[group] = {}
        columns = {
            cell.column: day
            for cell in segment.block.cells
            for day in segment.dates
            if cell.span.holds(day.span) and day.value.start is None
        }
        bare = all(day.value.rrule is None for day in columns.values()) and not segment.times
        if len(columns) >= _LEAST_DAYS and bare and len(columns) == len(segment.dates):
            days[group] = columns
            heads.add(segment.block.span)
    followed = {
        segment.block.group
        for segment in segments
        if segment.block.kind == "row" and segment.times and not segment.dates
    }
    days = {group: columns for group, columns in days.items() if columns and group in followed}
    return days, frozenset(
        segment.block.span
        for segment in segments
        if segment.block.span in heads and segment.block.group in days
    )


def _with_what(roles: Columns, block: Block) -> Columns:
    """Take the first column whose header is no label for what happens: "Market", "Film", "Team"."""
    if "what" in roles.values() or not {"date", "when", "time", "city"} & set(roles.values()):
        return roles
    rest = [
        cell.column for cell in block.cells if cell.column not in roles and cell.span.end > cell.span.start
    ]
    return {**roles, rest[0]: "what"} if rest else roles


def _roles(block: Block, text: str, vocabulary: Vocabulary) -> Columns:
    roles = {}
    for cell in block.cells:
        words = cell.span.of(text).casefold().strip(" :*")
        if vocabulary.deadline.search(words) or vocabulary.updated.search(words):
            roles[cell.column] = "noise"
        elif role := vocabulary.labels.get(words) or _part_label(words, vocabulary):
            roles[cell.column] = role
    return roles


def _part_label(words: str, vocabulary: Vocabulary) -> str | None:
    """The role of a header that is a little more than a label: "Date / time", "Meeting date"."""
    parts = [part.strip() for part in words.replace("&", "/").replace(",", "/").split("/")]
    roles = [vocabulary.labels[part] for part in parts if part in vocabulary.labels]
    if {"date", "time"} <= set(roles):
        return "when"
    if roles:
        return roles[0]
    last = words.split()[-1:] if len(words.split()) <= 3 else []
    return vocabulary.labels.get(last[0]) if last else None


def _all_headers(block: Block) -> bool:
    return len(block.cells) > 1 and all(cell.header for cell in block.cells)
