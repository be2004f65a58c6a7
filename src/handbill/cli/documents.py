"""`handbill read` and `handbill dates` for a person: tables, evidence, progress."""

import datetime as dt
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handbill.cli import fail
from handbill.errors import HandbillError, NotFetched, Refused, UnreadableFile
from handbill.formats import open_announcement
from handbill.languages import detect, words_for
from handbill.reading import read
from handbill.reading.moments import answers
from handbill.reading.proposals import Proposer
from handbill.values import Announcement, Draft, Finding, Reading, plain_draft, wall_text

if TYPE_CHECKING:
    from handbill.fetch import Fetched

_FIELDS = (
    "name", "dtstart", "dtend", "tzid", "city", "place", "country_code", "venue", "organizers", "urls",
    "rrule", "exdates", "rdates", "status", "kind", "door_time", "event_attendance_mode", "offers",
    "accessibility", "contact", "previous_start", "previous_venue",
)  # fmt: skip


def read_documents(
    sources: tuple[str, ...],
    *,
    received: dt.datetime,
    home: str | None,
    explain: bool,
    as_json: bool,
    proposer: Proposer | None = None,
) -> int:
    """Read each source and print its drafts; return how many could not be read."""
    records, failed = [], 0
    for source in _with_progress(sources):
        try:
            announcement = _open(source, received=received, home=home)
            reading = read(announcement, proposer)
        except (HandbillError, OSError) as error:
            fail(source, _reason(error))
            failed += 1
            continue
        _tell(source, reading)
        if as_json:
            records += [plain_draft(draft) for draft in reading.drafts]
        else:
            _print_reading(source, announcement, reading, explain=explain, many=len(sources) > 1)
    if as_json:
        click.echo(json.dumps(records, ensure_ascii=False, indent=1))
    return failed


def _tell(source: str, reading: Reading) -> None:
    """Say what a language model did not give, or gave in vain, and what of pictures was not made out."""
    for problem in reading.problems:
        if problem.code.startswith("model.") or (problem.code.startswith("picture.") and not problem.span):
            fail(source, ": ".join(filter(None, (problem.code, problem.detail))))


def print_dates(text: str, *, received: dt.datetime, language: str | None, home: str | None) -> None:
    """Print each date expression of *text* with what it means."""
    tag = language or detect(text, home=home) or "en"
    for answer in answers(text, words_for(tag), received=received, home=home):
        start, end = answer["span"]
        until = f" to {answer['dtend']}" if answer.get("dtend") else ""
        click.echo(f"{click.style(answer['dtstart'] + until, bold=True)}  {text[start:end]}")


def _open(source: str, *, received: dt.datetime, home: str | None) -> Announcement:
    if source.startswith(("http://", "https://")):
        page = _fetched(source)
        return open_announcement(
            page.raw, media_type=page.media_type, received=received, home=home, url=page.url
        )
    raw = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    return open_announcement(raw, file_name=Path(source).name, received=received, home=home)


def _fetched(url: str) -> "Fetched":
    """Fetch a page through the guard. Raises: Refused, NotFetched, UnreadableFile without httpx."""
    try:
        from handbill.fetch import fetch
    except ModuleNotFoundError as error:
        raise UnreadableFile(
            'reading from the web needs pip install "handbill[site]"', media_type=""
        ) from error
    return fetch(url)


def _reason(error: Exception) -> str:
    if isinstance(error, Refused | NotFetched):
        return error.reason  # the address is named already
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(text.split())


def _with_progress(sources: tuple[str, ...]) -> Iterator[str]:
    if len(sources) < 5 or not sys.stderr.isatty():
        yield from sources
        return
    with click.progressbar(sources, label="reading", file=sys.stderr) as bar:
        yield from bar


def _print_reading(
    source: str, announcement: Announcement, reading: Reading, *, explain: bool, many: bool
) -> None:
    if many:
        click.secho(f"{source}", bold=True)
    for draft in reading.drafts:
        if explain:
            _print_evidence(announcement.text, draft)
        else:
            click.echo(_row(draft))
    if not reading.drafts:
        click.echo("no event found")


def _row(draft: Draft) -> str:
    plain = plain_draft(draft)
    when = plain["dtstart"].replace("T", " ") if plain["dtstart"] else "?"
    city = ", ".join(filter(None, (plain["city"], plain["country_code"]))) or "?"
    rest = " · ".join(filter(None, (plain["venue"], ", ".join(plain["organizers"]))))
    state = f" [{plain['status']}]" if plain["status"] != "scheduled" else ""
    name = f"{plain['name'] or '?'}{state}"
    return f"{click.style(f'{when:16}', bold=True)}  {city:24}  {name}  {click.style(rest, dim=True)}"


def _print_evidence(text: str, draft: Draft) -> None:
    for field in _FIELDS:
        value = getattr(draft, field)
        for finding in value if isinstance(value, tuple) else (value,):
            if finding is not None:
                click.echo(_evidence_line(text, field, finding))
    for problem in draft.problems:
        click.secho(f"  problem         {problem.code} {problem.detail}", fg="yellow")
    click.echo()


def _evidence_line(text: str, field: str, finding: Finding[Any]) -> str:
    spans = [span for span in (finding.span, *finding.also) if span]
    words = " + ".join(f'"{_short(span.of(text))}"' for span in spans) or "(not in the text)"
    shown = f"{finding.confidence:.2f} {finding.rule}"
    head = click.style(f"{field:15}", bold=True)
    return f"  {head} {_shown(finding.value)}  ← {words}  {click.style(shown, dim=True)}"


def _shown(value: Any) -> str:
    if isinstance(value, dt.date):
        return wall_text(value)
    return f"{value.name} ({value.geonameid})" if hasattr(value, "geonameid") else str(value)


def _short(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= 60 else flat[:57] + "…"
