"""One row of an import: what it says by the roles of its columns, or what is wrong with it."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from handbill.formats.links import web_address
from handbill.formats.tabular.grid import Row
from handbill.reading.imports.cells import When, WhenReader, Wrong
from handbill.reading.imports.roles import country_of

PAST = dt.timedelta(days=1)
FAR = dt.timedelta(days=3 * 366)
"""Outside what is listed: from yesterday to three years ahead."""
NOON = dt.time(12)
_LONGEST_NAME = 300
_MOST_NAMES = 20

Stated = dict[str, Any]
"""As `handbill.formats.tabular.stated.ROW` has it, columns counted in the table."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A row with what it states, and what is wrong in it by column (-1 for the row as a whole)."""

    row: Row
    stated: Stated
    wrong: tuple[tuple[int, Wrong], ...]


@dataclass(slots=True)
class RowReader:
    """Reads the rows of one table.

    Attributes:
        roles: Column -> role, for columns that have one.
        today: Decides what is past or too far ahead.
    """

    roles: Mapping[int, str]
    reader: WhenReader
    today: dt.date
    _seen: dict[tuple[str, ...], int] = field(default_factory=dict)

    def check(self, row: Row) -> Checked:
        """Return what *row* states. Nothing is guessed: what is not clear is wrong, with its column."""
        wrong: list[tuple[int, Wrong]] = []
        stated: Stated = {}
        stated |= self._name(row, wrong)
        stated |= self._times(row, wrong)
        stated |= self._where(row, wrong)
        stated |= self._lists(row, wrong)
        if not wrong:
            self._compare(row, stated, wrong)
        return Checked(row, stated, tuple(wrong))

    def _cells(self, row: Row, *roles: str) -> Iterator[tuple[int, str]]:
        """Yield column and words of the filled cells of these roles, in the order of the columns."""
        for column, words in enumerate(row.cells):
            if words and self.roles.get(column) in roles:
                yield column, words

    def _name(self, row: Row, wrong: list[tuple[int, Wrong]]) -> Stated:
        for column, words in self._cells(row, "what"):
            if len(words) <= _LONGEST_NAME:
                return {"name": [" ".join(words.split()), [column]]}
            wrong.append((column, Wrong("long_name", f"{len(words)} characters")))
            return {}
        wrong.append((-1, Wrong("missing_name", "")))
        return {}

    def _times(self, row: Row, wrong: list[tuple[int, Wrong]]) -> Stated:
        before = len(wrong)
        begins = self._said(row, ("when", "date", "time"), wrong)
        ends = self._said(row, ("end",), wrong)
        if len(wrong) > before:
            return {}
        start, columns, has_year = _together(begins)
        end, end_columns, _ = _together(ends)
        if start.day is None:
            wrong.append((-1, Wrong("missing_date", "")))
            return {}
        dtstart = dt.datetime.combine(start.day, start.start) if start.start else start.day
        stated: Stated = {"dtstart": [_text(dtstart), columns]}
        dtend = _end_of(dtstart, start, end)
        if isinstance(dtend, Wrong):
            wrong.append(((end_columns or columns)[0], dtend))
        elif dtend is not None:
            stated["dtend"] = [_text(dtend), end_columns or columns]
        if outside := self._outside(start.day, start.last or end.day):
            wrong.append((columns[0], outside))
        return stated if has_year else stated | {"problems": [["dtstart.no_year", columns]]}

    def _said(self, row: Row, roles: Sequence[str], wrong: list[tuple[int, Wrong]]) -> list[tuple[int, When]]:
        said = [(column, self.reader.read(words)) for column, words in self._cells(row, *roles)]
        wrong += [(column, each) for column, each in said if isinstance(each, Wrong)]
        return [(column, each) for column, each in said if isinstance(each, When)]

    def _outside(self, day: dt.date, last: dt.date | None) -> Wrong | None:
        if (last or day) < self.today - PAST:
            return Wrong("past", day.isoformat())
        return Wrong("far", day.isoformat()) if day > self.today + FAR else None

    def _where(self, row: Row, wrong: list[tuple[int, Wrong]]) -> Stated:
        stated: Stated = {}
        if venue := list(self._cells(row, "where")):
            words = ", ".join(dict.fromkeys(" ".join(words.split()) for _, words in venue))
            stated["venue"] = [words, [column for column, _ in venue]]
        for column, words in self._cells(row, "city"):
            stated["city"] = [" ".join(words.split()), [column]]
        for column, words in self._cells(row, "country"):
            if code := country_of(words):
                stated["country_code"] = [code, [column]]
            else:
                wrong.append((column, Wrong("unknown_country", words)))
        return stated

    def _lists(self, row: Row, wrong: list[tuple[int, Wrong]]) -> Stated:
        organizers = [
            [" ".join(name.split()), [column]]
            for column, words in self._cells(row, "who")
            for name in re.split(r"[;\n]", words)
            if name.strip()
        ]
        urls = []
        for column, words in self._cells(row, "link"):
            for said in words.split():
                href = web_address(f"https://{said}" if said.lower().startswith("www.") else said.strip(";,"))
                if href:
                    urls.append([href, [column]])
                else:
                    wrong.append((column, Wrong("no_link", said)))
        notes = list(self._cells(row, "note"))
        stated: Stated = {"organizers": organizers[:_MOST_NAMES], "urls": urls[:_MOST_NAMES]}
        if notes:
            stated["description"] = ["\n".join(words for _, words in notes), [column for column, _ in notes]]
        return stated

    def _compare(self, row: Row, stated: Stated, wrong: list[tuple[int, Wrong]]) -> None:
        """Note a row that says the same as one above it."""
        key = tuple(
            str(stated[name][0]).casefold() if name in stated else ""
            for name in ("name", "dtstart", "venue", "city")
        )
        if key in self._seen:
            wrong.append((-1, Wrong("double", f"{self._seen[key]:,}")))
        else:
            self._seen[key] = row.number


def _together(said: Sequence[tuple[int, When]]) -> tuple[When, list[int], bool]:
    """Return what several cells say together, the first of each kind, with their columns."""
    day = next((each for _, each in said if each.day), When())
    hour = next((each for _, each in said if each.start and not each.day), day)
    if not hour.start:
        hour = day
    used = [column for column, each in said if each is day or each is hour]
    return When(day.day, hour.start, day.last, hour.end), used, day.has_year


def _end_of(dtstart: dt.date, start: When, end: When) -> dt.date | Wrong | None:
    """Return the last day or moment; None where none is said."""
    assert start.day is not None  # noqa: S101 - asked for before
    last = end.day or start.last
    hour = end.start or start.end
    if isinstance(dtstart, dt.datetime):
        if hour is None:
            return Wrong("end_without_time", last.isoformat()) if last and last != start.day else None
        if last is None and hour <= dtstart.time() and hour <= NOON:
            last = start.day + dt.timedelta(days=1)  # into the night
        moment = dt.datetime.combine(last or start.day, hour)
        return moment if moment > dtstart else Wrong("ends_before", _text(moment))
    if last is None or last == start.day:
        return None
    return last if last > start.day else Wrong("ends_before", last.isoformat())


def _text(value: dt.date) -> str:
    return f"{value:%Y-%m-%dT%H:%M:%S}" if isinstance(value, dt.datetime) else value.isoformat()
