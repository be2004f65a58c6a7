"""`manage.py intake FILE...`: takes in files, folders and patterns."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from handbill_site.intake.channels import FILE
from handbill_site.intake.channels.file.files import expanded
from handbill_site.intake.channels.file.taking import take
from handbill_site.intake.errors import NotKept, NotTaken
from handbill_site.intake.models import Source

BAD_FILES = 2
NOT_KEPT = 3


class Command(BaseCommand):
    help = (
        "Take in announcements from files: .eml .html .txt .md .ics .csv .tsv .xlsx .docx .odt .pdf .json; "
        "folders are searched through. "
        "Exit code 0: all taken; 2: some could not be taken, each named on one line; "
        "3: the disk or the database refused, nothing more was tried."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument(
            "--received",
            type=dt.datetime.fromisoformat,
            help="when they came in, such as 2027-04-01 or 2027-04-01T18:30 (UTC); default: now",
        )
        parser.add_argument("--source", default="files", help="address of the source they are kept under")
        parser.add_argument("--home", default="", help="ISO 3166 country of the senders, for a new source")

    def handle(self, *_: Any, files: list[str], **options: Any) -> None:
        now = timezone.now()
        received = options["received"].replace(tzinfo=dt.UTC) if options["received"] else now
        source = _source(options["source"], options["home"], now=now)
        results = [self._take(path, source, received) for path in expanded(files)]
        taken, known, bad = (results.count(result) for result in ("taken", "known", "bad"))
        self.stdout.write(f"{taken} taken in, {known} known already, {bad} not taken")
        if bad:
            raise SystemExit(BAD_FILES)

    def _take(self, path: Path, source: Source, received: dt.datetime) -> str:
        try:
            taken = take(path, source=source, received=received, by=f"source:{source.pk}")
        except NotKept as error:
            raise CommandError(f"{path}: {error}", returncode=NOT_KEPT) from error
        except (NotTaken, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            self.stderr.write(f"{path}: {reason}")
            return "bad"
        return "taken" if taken else "known"


def _source(address: str, home: str, *, now: dt.datetime) -> Source:
    source = FILE.source(address, now=now, name="Files" if address == "files" else address)
    if home and not source.home:
        source.home = home
        source.save(update_fields=["home"])
    return source
