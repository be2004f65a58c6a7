"""One row of an imported table: its cells as they stood, and what they were checked to say."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

from handbill.errors import UnreadableFile
from handbill.formats.sheet import Sheet
from handbill.values import Draft, Finding, Problem, Span, WallTime

ROW = "application/vnd.handbill.row+json"
"""Media type of such a row: {"row", "cells": [[header, words], ...], "stated": {field: [value, columns]}}.

`stated` has name, dtstart, dtend, venue, city, country_code, description; lists of such pairs in organizers
and urls; and pairs of code and columns in problems. `handbill.reading.imports` makes them of a table.
"""


def set_row(sheet: Sheet, raw: bytes) -> None:
    """Write the cells of a row as lines "header: words" and state the event that they were checked to say.

    Raises: UnreadableFile where *raw* is no such row.
    """
    try:
        row = json.loads(raw)
        with sheet.data() as record:
            spans = [record.line(str(header), str(words)) for header, words in row["cells"]]
        sheet.stated.append(_draft(row["stated"], spans))
    except (ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise UnreadableFile("no row of an import", media_type=ROW) from error


def _draft(stated: Mapping[str, Any], spans: Sequence[Span]) -> Draft:
    texts = {
        name: _finding(str(stated[name][0]), name, stated[name][1], spans)
        for name in ("name", "venue", "city", "country_code", "description")
        if name in stated
    }
    times = {
        name: _finding(_wall(stated[name][0]), name, stated[name][1], spans)
        for name in ("dtstart", "dtend")
        if name in stated
    }
    lists = {
        name: tuple(_finding(str(value), name, where, spans) for value, where in stated.get(name, ()))
        for name in ("organizers", "urls")
    }
    problems = tuple(Problem(str(code), spans[where[0]]) for code, where in stated.get("problems", ()))
    return Draft(**texts, **times, **lists, problems=problems)  # type: ignore[arg-type]


def _finding(value: Any, name: str, columns: Sequence[int], spans: Sequence[Span]) -> Finding[Any]:
    first, *others = (spans[column] for column in columns)
    return Finding(value, first, f"table.{name}", 1.0, also=tuple(others))


def _wall(text: str) -> WallTime:
    return dt.datetime.fromisoformat(text) if "T" in text else dt.date.fromisoformat(text)
