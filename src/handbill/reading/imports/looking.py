"""A whole table: looked at before anything is imported, and taken row by row when an editor has confirmed it.

Answers are plain JSON, since a child process gives them (`handbill read --jsonl`, a request with "table").
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from handbill.formats.tabular.grid import Grid, Row, open_grid
from handbill.languages import detect
from handbill.reading.imports.cells import Order, WhenReader, order_of
from handbill.reading.imports.roles import ROLES, Guess, guesses, is_header
from handbill.reading.imports.rows import Checked, RowReader

PREVIEW = 20
SAMPLES = 3
_DATED = ("when", "date", "end")
_WORDS = 4_000
"""Characters by which the language of a table is told."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Choices:
    """What an editor decided: roles by column, where they are not as guessed ("" for none), and the order."""

    roles: Mapping[int, str] = field(default_factory=dict)
    order: Order | None = None

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "Choices":
        """Return the choices in {"roles": {"0": "what"}, "order": "dmy"}. Raises: ValueError, TypeError."""
        roles = {int(column): str(role) for column, role in (said.get("roles") or {}).items()}
        order = said.get("order") or None
        if order not in (None, "dmy", "mdy", "ymd") or not set(roles.values()) <= {*ROLES, ""}:
            raise ValueError("no such role or order")
        return cls(roles, order)


@dataclass(frozen=True, slots=True)
class _Table:
    grid: Grid
    language: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    guessed: list[Guess]
    orders: frozenset[Order]
    undecided: tuple[str, int]


def look(
    raw: bytes,
    *,
    received: dt.datetime,
    choices: Choices,
    file_name: str = "",
    media_type: str = "",
    home: str | None = None,
) -> Json:
    """Return what a table is taken for, its first rows, and all that is wrong in it by row.

    Returns: language, delimiter, sheet, sheets, count (rows below the header), good (how many can be
        imported), columns ({header, role, by, samples}), order ({asked, value, fits, example, row}), preview
        ({row, cells, stated}), and wrong ({row, cells, errors: [[column, code, words]]}).

    Raises: UnreadableFile, TooLarge among them; the words name the row.
    """
    table = _open(raw, file_name, media_type, home)
    order = _order(table, choices)
    checked = list(_checked(table, choices, order, received, home))
    bad = [each for each in checked if each.wrong]
    return {
        "language": table.language,
        "delimiter": table.grid.delimiter,
        "sheet": table.grid.sheet,
        "sheets": table.grid.sheets,
        "count": len(checked),
        "good": len(checked) - len(bad),
        "columns": _columns(table, choices),
        "order": {
            "asked": bool(table.undecided[0]),
            "value": order,
            "fits": sorted(table.orders),
            "example": table.undecided[0],
            "row": table.undecided[1],
        },
        "preview": [_shown(each) for each in checked[:PREVIEW]],
        "wrong": [_complaint(each) for each in bad],
    }


def take(
    raw: bytes,
    *,
    received: dt.datetime,
    choices: Choices,
    file_name: str = "",
    media_type: str = "",
    home: str | None = None,
) -> Json:
    """Return {"rows"} of all rows without fault, each as `handbill.formats.tabular.stated.ROW` has it.

    Raises: UnreadableFile.
    """
    table = _open(raw, file_name, media_type, home)
    order = _order(table, choices)
    checked = _checked(table, choices, order, received, home)
    return {"rows": [_document(each, table.header) for each in checked if not each.wrong]}


def _open(raw: bytes, file_name: str, media_type: str, home: str | None) -> _Table:
    grid = open_grid(raw, file_name=file_name, media_type=media_type)
    rows = list(grid.rows)
    while len(rows) > 1 and _filled(rows[0]) == 1 < _filled(rows[1]):
        rows.pop(0)  # a title above the table
    words = "\n".join(" ".join(row.cells) for row in rows[:200])[:_WORDS]
    language = detect(words, home=home) or "en"
    has_header = len(rows) > 1 and is_header(rows[0].cells, language)
    header = rows[0].cells if has_header else ()
    below = tuple(rows[1:] if has_header else rows)
    width = max((len(row.cells) for row in (*rows[:1], *below)), default=0)
    columns = [
        [row.cells[c] for row in below[:500] if c < len(row.cells) and row.cells[c]] for c in range(width)
    ]
    guessed = guesses(header, columns, language)
    names = tuple(
        header[c] if c < len(header) and header[c] else f"Column {c + 1}" for c in range(len(guessed))
    )
    orders, undecided = _orders(below, guessed)
    return _Table(grid, language, names, below, guessed, orders, undecided)


def _orders(rows: Sequence[Row], guessed: Sequence[Guess]) -> tuple[frozenset[Order], tuple[str, int]]:
    """Return the orders that fit the dates of all rows, and the first date that more than one fits.

    ("", 0) where nothing has to be asked. Where no order fits all, most rows decide nothing: it is asked.
    """
    dated = [column for column, guess in enumerate(guessed) if guess.role in _DATED]
    left: frozenset[Order] = frozenset({"dmy", "mdy", "ymd"})
    unclear = ("", 0)
    for row in rows:
        for column in dated:
            words = row.cells[column] if column < len(row.cells) else ""
            fits = order_of(words)
            if len(fits) < 3 and left & fits:
                left &= fits
            if len(fits) == 2 and not unclear[0]:
                unclear = words, row.number
    return left, unclear if len(left) > 1 else ("", 0)


def _order(table: _Table, choices: Choices) -> Order | None:
    if choices.order:
        return choices.order
    return next(iter(table.orders)) if len(table.orders) == 1 else None


def _roles(table: _Table, choices: Choices) -> dict[int, str]:
    guessed = {column: guess.role for column, guess in enumerate(table.guessed)}
    return {column: role for column, role in (guessed | dict(choices.roles)).items() if role}


def _checked(
    table: _Table, choices: Choices, order: Order | None, received: dt.datetime, home: str | None
) -> Iterator[Checked]:
    reader = WhenReader(table.language, received, order, home)
    rows = RowReader(_roles(table, choices), reader, received.date())
    return (rows.check(row) for row in table.rows)


def _columns(table: _Table, choices: Choices) -> list[Json]:
    columns = []
    for place, guess in enumerate(table.guessed):
        role = choices.roles.get(place, guess.role)
        filled = [row.cells[place] for row in table.rows if place < len(row.cells) and row.cells[place]]
        by = guess.by if role == guess.role else "editor"
        samples = list(dict.fromkeys(filled))[:SAMPLES]
        columns.append({"header": table.header[place], "role": role, "by": by, "samples": samples})
    return columns


def _shown(checked: Checked) -> Json:
    stated = {
        name: value[0]
        for name, value in checked.stated.items()
        if name not in ("organizers", "urls", "problems")
    }
    return {"row": checked.row.number, "cells": list(checked.row.cells), "stated": stated}


def _complaint(checked: Checked) -> Json:
    errors = [[column, wrong.code, wrong.said] for column, wrong in checked.wrong]
    return {"row": checked.row.number, "cells": list(checked.row.cells), "errors": errors}


def _document(checked: Checked, header: Sequence[str]) -> Json:
    """Return a row for keeping: its filled cells, and columns counted among them."""
    filled = [column for column, words in enumerate(checked.row.cells) if words]
    places = {column: place for place, column in enumerate(filled)}
    return {
        "row": checked.row.number,
        "cells": [[header[column], checked.row.cells[column]] for column in filled],
        "stated": {name: _moved(value, name, places) for name, value in checked.stated.items()},
    }


def _moved(value: Any, name: str, places: Mapping[int, int]) -> Any:
    if name in ("organizers", "urls", "problems"):
        return [[each, [places[column] for column in where]] for each, where in value]
    return [value[0], [places[column] for column in value[1]]]


def _filled(row: Row) -> int:
    return sum(map(bool, row.cells))
