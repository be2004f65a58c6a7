"""The command line: `handbill read`, `dates`, `observances` and `convert`.

Exit codes: 0 done; 2 the input cannot be read, or the command was called wrongly (one line on stderr
says which and why); 1 interrupted. Colours appear only on a terminal, and not where NO_COLOR is set.
"""

import datetime as dt
import os
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from handbill import __version__
from handbill.cli.observances import Years

if TYPE_CHECKING:
    from handbill.reading.proposals import Proposer

UNREADABLE = 2


class Moment(click.ParamType[dt.datetime]):
    """A day or a moment on the command line, ISO 8601; naive, wall time of the sender."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dt.datetime:
        """Return *value* as a naive datetime, midnight where only a day is given."""
        if isinstance(value, dt.datetime):
            return value
        try:
            return dt.datetime.fromisoformat(str(value)).replace(tzinfo=None)
        except ValueError:
            self.fail(f"{value!r} is not a date like 2027-05-01 or 2027-05-01T14:00", param, ctx)


_RECEIVED = click.option(
    "--received",
    type=Moment(),
    metavar="DATE",
    help='When it was sent; "tomorrow" is read from here. Default: now.',
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="handbill")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Read announcements of gatherings into drafts with evidence."""
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    for stream in (sys.stdin, sys.stdout):
        # Announcements are in every script, whatever locale the shell has.
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]


@main.command()
@click.argument("sources", nargs=-1, metavar="FILE|URL|-")
@_RECEIVED
@click.option("--home", metavar="CC", help="ISO 3166 country of the sender, as GB.")
@click.option("--explain", is_flag=True, help="Show for each field the words it was read from, and the rule.")
@click.option("--json", "form", flag_value="json", help="Print one JSON array of drafts.")
@click.option(
    "--jsonl", "form", flag_value="jsonl", help="Batch: a JSON request a line in, an answer a line out."
)
@click.option("--model", metavar="URL", help="Ask a language model too; texts are sent to this endpoint.")
@click.option("--model-name", metavar="NAME", help="Which model, as the endpoint names it.")
def read(
    sources: tuple[str, ...],
    received: dt.datetime | None,
    home: str | None,
    explain: bool,
    form: str | None,
    model: str | None,
    model_name: str | None,
) -> None:
    """Read announcements into drafts.

    A FILE may be text, Markdown, HTML, an e-mail, a calendar, a table (.csv, .xlsx), a document (.docx,
    .odt) or a PDF; a URL is fetched; - is standard input. With --jsonl the requests come on standard input:
    {"id", "path" | "text" | "html", "media_type", "received", "home", "url", "languages", "model"}.

    \b
    Examples:
      handbill read flyer.txt --received 2027-03-01 --home GB
      handbill read --explain mail.eml
      handbill read --json page.html | jq '.[].dtstart'

    A language model is asked only with --model, or where HANDBILL_MODEL_URL is set.
    """
    if form == "jsonl":
        from handbill.cli.batch import answer_readings

        answer_readings(sys.stdin, sys.stdout, explain=explain, proposer=_proposer(model, model_name))
        return
    if not sources:
        raise click.UsageError("name a FILE, a URL, or - for standard input")
    from handbill.cli.documents import read_documents

    now = received or dt.datetime.now()  # noqa: DTZ005 - wall time of whoever asks
    proposer = _proposer(model, model_name)
    failed = read_documents(
        sources, received=now, home=home, explain=explain, as_json=form == "json", proposer=proposer
    )
    if failed:
        sys.exit(UNREADABLE)


@main.command()
@click.argument("text", required=False)
@_RECEIVED
@click.option("--language", metavar="TAG", help="BCP 47 tag; guessed from the text where absent.")
@click.option("--home", metavar="CC", help="ISO 3166 country: decides 3/4 against 4/3.")
@click.option("--jsonl", is_flag=True, help="Batch: a JSON request a line in, an answer a line out.")
def dates(
    text: str | None, received: dt.datetime | None, language: str | None, home: str | None, jsonl: bool
) -> None:
    """Resolve every date expression in TEXT (- for standard input).

    \b
    Examples:
      handbill dates "the first Monday of September, 7 to 9pm" --received 2027-01-10
      handbill dates "übermorgen um halb sieben" --language de
    """
    from handbill.cli import batch, documents

    if jsonl:
        batch.answer_dates(sys.stdin, sys.stdout)
        return
    if text is None:
        raise click.UsageError("give a TEXT, or - for standard input")
    now = received or dt.datetime.now()  # noqa: DTZ005 - wall time of whoever asks
    documents.print_dates(_stdin_or(text), received=now, language=language, home=home)


@main.command()
@click.argument("years", required=False, type=Years(), metavar="YEAR|YEAR-YEAR")
@click.option("--country", metavar="CC", default="", help="ISO 3166 country: those kept there.")
@click.option(
    "--name", metavar="TEXT", default="", help="Only those of which a name, in any language, holds this."
)
@click.option("--language", metavar="TAG", default="en", help="BCP 47 tag of the names that are shown.")
@click.option("--json", "form", flag_value="json", help="Print one JSON array of days.")
@click.option("--ics", "form", flag_value="ics", help="Print a calendar (RFC 5545).")
def observances(years: range | None, country: str, name: str, language: str, form: str | None) -> None:
    """List the days that come back by a rule, in any calendar; of this year where none is given.

    \b
    Examples:
      handbill observances 2021-2027 --name "Quds Day"
      handbill observances 2027 --country IN --json
      handbill observances --ics > observances.ics
    """
    from handbill.cli.observances import chosen_days, print_days

    this_year = dt.datetime.now().year  # noqa: DTZ005 - wall time of whoever asks
    try:
        days = chosen_days(years or range(this_year, this_year + 1), country=country.upper(), name=name)
    except LookupError as error:
        raise click.UsageError(str(error)) from error
    print_days(days, form=form, language=language)


@main.command()
@click.argument("date", metavar="DATE")
@click.option(
    "--from", "source", metavar="CALENDAR", default="gregorian", help="Calendar of DATE, by its CLDR name."
)
@click.option("--to", "targets", metavar="CALENDAR", multiple=True, help="Only to this one; may be repeated.")
@click.option(
    "--language", metavar="TAG", default="en", help="BCP 47 tag of the language dates are written in."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def convert(date: str, source: str, targets: tuple[str, ...], language: str, as_json: bool) -> None:
    """Convert DATE, written year-month-day, from one calendar to the others.

    \b
    Examples:
      handbill convert 1447-09-01 --from islamic-umalqura
      handbill convert 5787-05L-14 --from hebrew --to gregorian
      handbill convert "reiwa 8-05-01" --from japanese --language ja
      handbill convert 2026-03-21 --to persian --language fa --json
    """
    from handbill.cli.converting import converted, print_converted
    from handbill.errors import HandbillError

    try:
        found = converted(date, source, targets, language)
    except HandbillError as error:
        raise click.UsageError(str(error)) from error
    print_converted(found, as_json=as_json, language=language)


def _proposer(url: str | None, name: str | None) -> "Proposer | None":
    """Return whom to ask beside the rules: nobody, unless *url* or the environment names an endpoint."""
    if not url and not os.environ.get("HANDBILL_MODEL_URL"):
        return None
    from handbill.errors import BadSetting
    from handbill.models import ChatProposer, settings_from

    try:
        settings = settings_from(os.environ, url=url or "", name=name or "")
    except BadSetting as error:
        raise click.UsageError(str(error)) from error
    return ChatProposer(settings) if settings else None


def _stdin_or(text: str) -> str:
    return _read_all(sys.stdin) if text == "-" else text


def _read_all(stream: IO[str]) -> str:
    return stream.read()


def fail(source: str, reason: str) -> None:
    """Print the one line that says what could not be read and why."""
    name = source if source != "-" else "standard input"
    shown = name if "://" in name else str(Path(name))
    click.echo(f"handbill: {shown}: {reason}", err=True)
