"""Tables: which are data, and in which column a cell stands."""

from dataclasses import dataclass, field

from lxml.etree import _Element

from handbill.formats.limits import MOST_CELLS
from handbill.values import Cell, Span

_MOST_COLUMNS = 100
_MOST_ROWS = 1_000
_LONGEST_CELL = 1_500
"""Characters; a cell that holds more is a part of a page."""


def is_data(table: _Element) -> bool:
    """Tell whether *table* is a table to the eye, not a frame that places parts of the page."""
    if (
        table.get("role") in {"presentation", "none"}
        or next(table.iterdescendants("table"), None) is not None
    ):
        return False
    rows = list(table.iterdescendants("tr"))
    if next(table.iterdescendants("th"), None) is not None:
        return True
    widest = max((sum(cell.tag in {"td", "th"} for cell in row) for row in rows), default=0)
    return widest > 1 and not any(_is_part_of_page(cell) for row in rows[:50] for cell in row)


def _is_part_of_page(cell: _Element) -> bool:
    if next(cell.iterdescendants("h1", "h2", "form", "nav", "main", "article"), None) is not None:
        return True
    return sum(len(words.strip()) for words in cell.itertext()) > _LONGEST_CELL


@dataclass(slots=True)
class Grid:
    """The table being set: cells that hang into the rows below them.

    Attributes:
        group: Number of the table.
        held: Column -> rows still to hang into, and the cell (None in the further columns of a wide one).
        cells: Of the row being set, None between rows.
        row_start: Where the row begins in the text.
        column: The next one, unless a cell from above is there.
        cell_count: Cells so far, those from above counted again with each new one.
        is_parted: Whether the row has a cell of its own already.
    """

    group: int
    held: dict[int, tuple[int, Cell | None]] = field(default_factory=dict)
    cells: list[Cell] | None = None
    row: _Element | None = None
    row_start: int = 0
    column: int = 0
    is_parted: bool = False
    cell_count: int = 0

    def begin_row(self, row: _Element, start: int) -> None:
        """Begin *row* at *start* of the text, with the cells that hang into it from above."""
        self.row = row
        self.cells, self.row_start, self.column, self.is_parted = [], start, 0, False
        for column, (rows, cell) in sorted(self.held.items()):
            self.cells += [cell] if cell else []
            self.held[column] = (rows - 1, cell)

    def add(self, element: _Element, span: Span) -> None:
        """Add the cell *element* with its words at *span*, in the next column that is free."""
        while self.column in self.held:
            self.column += 1
        cell = Cell(span, self.column, header=element.tag == "th")
        self.is_parted = True
        self.cell_count += 1 + len(self.held)
        if self.cells is not None:
            self.cells.append(cell)
        rows = _number(element, "rowspan", _MOST_ROWS) - 1
        for column in range(self.column, self.column + _number(element, "colspan", _MOST_COLUMNS)):
            if rows and column < _MOST_COLUMNS and self.cell_count < MOST_CELLS:
                self.held[column] = (rows, cell if column == self.column else None)
        self.column += _number(element, "colspan", _MOST_COLUMNS)

    def end_of_words(self) -> int:
        """Return where the last words of the row's own cells end; the start of the row where it has none."""
        own = [cell.span for cell in self.cells or () if cell.span.start >= self.row_start]
        return max((span.end for span in own if span.end > span.start), default=self.row_start)

    def end_row(self) -> tuple[Cell, ...]:
        """End the row and return its cells, by column; empty last cells stand where its words end."""
        end = self.end_of_words()
        cells = sorted(self.cells or (), key=lambda cell: cell.column)
        cells = [Cell(Span(end, end), c.column, c.header) if c.span.start > end else c for c in cells]
        self.cells = self.row = None
        self.held = {column: (rows, cell) for column, (rows, cell) in self.held.items() if rows > 0}
        return tuple(cells)


def _number(element: _Element, name: str, most: int) -> int:
    stated = element.get(name, "1").strip()
    return min(max(int(stated), 1), most) if stated.isascii() and stated.isdigit() and len(stated) < 6 else 1
