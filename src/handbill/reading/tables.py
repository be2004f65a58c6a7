"""Rows of tables: which column says what, from the header row."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from handbill.reading.segments import Segment
from handbill.reading.vocabulary import Vocabulary
from handbill.values import Block, Span

Columns = dict[int, str]


@dataclass(frozen=True, slots=True)
class Tables:
    """What the tables of an announcement say of their columns.

    Attributes:
        columns: Group of a table -> column -> role; a table without a telling header is not in it.
        headers: Spans of the header rows.
    """

    columns: dict[int, Columns]
    headers: frozenset[Span]

    def cells(self, block: Block) -> dict[str, Span]:
        """Return role -> span of the cells of a row; the first column of a role counts."""
        columns = self.columns.get(block.group, {})
        cells: dict[str, Span] = {}
        for cell in block.cells:
            role = columns.get(cell.column)
            if role and cell.span.end > cell.span.start:
                cells.setdefault(role, cell.span)
        return cells


def tables_of(segments: Sequence[Segment], text: str, vocabulary: Vocabulary) -> Tables:
    """Find the header rows among *segments* and read their labels."""
    rows = [segment.block for segment in segments if segment.block.kind == "row"]
    columns: dict[int, Columns] = {}
    headers: set[Span] = set()
    for group, table in groupby(rows, key=lambda block: block.group):
        for block in list(table)[:3]:
            roles = _roles(block, text, vocabulary)
            if len(set(roles.values())) >= 2 or (len(roles) == 1 and _all_headers(block)):
                columns[group] = _with_what(roles, block)
                headers.add(block.span)
                break
    return Tables(columns, frozenset(headers))


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
        if role := vocabulary.labels.get(words) or _part_label(words, vocabulary):
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
