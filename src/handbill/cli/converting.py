"""`handbill convert`: one day as every calendar has it."""

import datetime as dt
import json
from typing import Any

import click

from handbill.calendars.parsing import parse_date
from handbill.calendars.systems import CALENDARS, calendar
from handbill.calendars.writing import date_text, write_date
from handbill.languages import cldr_table


def converted(text: str, source: str, targets: tuple[str, ...], language: str) -> dict[str, Any]:
    """Return a date of one calendar as plain values in others, that of the date itself first.

    Args:
        text: Written year-month-day, as for `parse_date`.
        source: CLDR name of the calendar that it is said in.
        targets: Those to convert it to; none for all that reach the day.
        language: BCP 47 tag of the words.

    Raises: UnknownCalendar, UnknownLanguage; NoSuchDate for a date that *source* has not, or a day that a
        calendar among *targets* does not reach.
    """
    date = parse_date(text, source)
    day = calendar(source).to_gregorian(*date[:3], leap=date.leap)
    chosen = dict.fromkeys(calendar(name).rscale for name in (source, *(targets or _reaching(day))))
    return {
        "date": day.isoformat(),
        "weekday": cldr_table(language).weekdays[day.weekday()][0],
        "calendars": [_row(day, name, language) for name in chosen],
    }


def print_converted(found: dict[str, Any], *, as_json: bool, language: str) -> None:
    """Print what `converted` gives: the day with its weekday, then a line a calendar."""
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    day = write_date(dt.date.fromisoformat(found["date"]), calendar="gregorian", language=language)
    click.echo(f"{click.style(found['date'], bold=True)}  {found['weekday']}, {day}")
    for row in found["calendars"]:
        note = _note(row)
        line = f"{row['calendar']:17} {row['date']:12} {row['text']}"
        click.echo(f"{line}  {click.style(note, dim=True)}" if note else line)


def _reaching(day: dt.date) -> list[str]:
    """Return the calendars that are kept for a day."""
    ordinal, found = day.toordinal(), []
    for name, known in CALENDARS.items():
        try:
            known.year_of(ordinal)
        except ValueError:
            continue
        found.append(name)
    return found


def _row(day: dt.date, name: str, language: str) -> dict[str, Any]:
    known = calendar(name)
    date = known.from_gregorian(day)
    return {
        "calendar": name,
        "date": date_text(date),
        "year": date.year,
        "month": date.month,
        "leap": date.leap,
        "day": date.day,
        "text": write_date(day, calendar=name, language=language),
        "observed": known.observed,
        "disputed": known.disputed(day),
    }


def _note(row: dict[str, Any]) -> str:
    """Return what is uncertain about a date."""
    return " · ".join(
        note
        for note, said in (
            ("a sighting may differ by a day", row["observed"]),
            ("tables differ on this month", row["disputed"]),
        )
        if said
    )
