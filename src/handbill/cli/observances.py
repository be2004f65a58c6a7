"""`handbill observances`: which days come back in which years, as a table, as JSON or as a calendar."""

import datetime as dt
import json
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:  # the catalogue is for this command only, its options for all
    from handbill.calendars.observances import ObservedDay

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Years that can be asked for: those for which every calendar is kept."""
_MOST_YEARS = 60
_URL = "https://handbill.invalid/observances.ics"
_STAMP = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
"""DTSTAMP of the calendar: of the catalogue, since the same days always make the same file."""


class Years(click.ParamType[range]):
    """One year or a run of them on the command line: 2026, 2021-2027."""

    name = "years"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> range:
        """Return the years, last included."""
        if isinstance(value, range):
            return value
        match = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", str(value))
        if not match:
            self.fail(f"{value!r} is neither a year like 2026 nor years like 2021-2027", param, ctx)
        years = range(int(match[1]), int(match[2] or match[1]) + 1)
        if not years or len(years) > _MOST_YEARS or not FIRST_YEAR <= years[0] <= years[-1] <= LAST_YEAR:
            limits = f"{FIRST_YEAR} to {LAST_YEAR}, at most {_MOST_YEARS} at once, the earlier first"
            self.fail(f"{value!r}: years go from {limits}", param, ctx)
        return years


def chosen_days(years: range, *, country: str, name: str) -> "tuple[ObservedDay, ...]":
    """Return the days to print: of a country, of the observances named so; LookupError for a name of none."""
    from handbill.calendars import observances

    days = observances.observed_in(years[0], years[-1], country=country)
    if not name:
        return days
    named = {each.id for each in observances.by_name(name)}
    if not named:
        raise LookupError(f"no observance is named {name!r}")
    return tuple(each for each in days if each.observance.id in named)


def print_days(days: "Iterable[ObservedDay]", *, form: str | None, language: str) -> None:
    """Print days as a table, "json" or "ics"."""
    if form == "json":
        shown = [as_json(each, language) for each in days]
        click.echo(json.dumps(shown, ensure_ascii=False, indent=1))
    elif form == "ics":
        from handbill.formats.icalendar.observances import write_observances

        calendar = write_observances(
            days, name="Observances", url=_URL, host="handbill.invalid", stamp=_STAMP
        )
        click.echo(calendar.decode(), nl=False)
    else:
        for each in days:
            click.echo(_line(each, language))


def as_json(each: "ObservedDay", language: str) -> dict[str, Any]:
    """Return what is known of one day, as JSON writes it: days and instants by ISO 8601, instants in UTC."""
    about = each.observance
    return {
        "id": about.id,
        "edition": each.edition,
        "name": about.name(language),
        "day": each.day.isoformat(),
        "last_day": each.last_day.isoformat(),
        "begins": about.begins,
        "certainty": each.certainty,
        "reason": each.reason,
        "instant": each.instant.isoformat(timespec="minutes") if each.instant else None,
        "family": about.family,
        "where": list(about.where),
        "rule": about.rule,
        "authority": about.authority,
        "source": about.source,
        "names": dict(about.names),
    }


def _line(each: "ObservedDay", language: str) -> str:
    until = f" to {each.last_day:%a %d %b}" if each.last_day != each.day else ""
    sunset = ", from sunset before" if each.observance.begins == "sunset" else ""
    doubt = f" ({each.reason})" if each.reason else ""
    name = each.observance.name(language)
    return f"{each.day} {each.day:%a}  {name}{until}  [{each.observance.id}] {each.certainty}{sunset}{doubt}"
