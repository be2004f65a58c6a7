"""`manage.py import FILE`: looks at a table, says what is wrong, imports it where told to."""  # noqa: N999

import mimetypes
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from handbill.reading.imports.roles import ROLES
from handbill_site.desk.wording import row_errors
from handbill_site.intake import imports
from handbill_site.intake.child import Reader
from handbill_site.intake.errors import NotKept, ReaderUnavailable, StaleImport
from handbill_site.intake.importing import look_at
from handbill_site.intake.models import Import

BY = "user:command"
NOT_READY = 2
NOT_KEPT = 3
MOST_SAID = 100


class Command(BaseCommand):
    help = (
        "Look at a table (.csv, .tsv, .xlsx); print what each column is taken for and what is wrong by row. "
        "With --confirm its good rows are imported by the worker; --undo takes an import back. "
        "Exit code 0: done; 2: it cannot be imported as it is; 3: it could not be kept."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE")
        parser.add_argument("--home", default="", help="ISO 3166 country of its cities")
        parser.add_argument("--order", default="", choices=("", "dmy", "mdy", "ymd"), help="of 03/04/27")
        parser.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="N=ROLE",
            help=f"the N-th column, from 1, says {', '.join(ROLES)}; nothing behind = leaves it out",
        )
        parser.add_argument("--confirm", action="store_true", help="import the rows without fault")
        parser.add_argument(
            "--trust", action="store_true", help="let policy publish what is complete and new"
        )
        parser.add_argument("--undo", default="", metavar="UID", help="take back the import of this number")

    def handle(self, *_: Any, file: Path | None, **options: Any) -> None:
        try:
            if options["undo"]:
                self._undo(options["undo"])
            elif file is None:
                raise CommandError("name a FILE, or --undo UID")
            else:
                self._import(file, options)
        except StaleImport as stale:
            raise CommandError(f"nothing done: it is {stale.made.state}", returncode=NOT_READY) from stale

    def _undo(self, uid: str) -> None:
        made = Import.objects.filter(uid=uid).first()
        if made is None:
            raise CommandError(f"no import {uid}", returncode=NOT_READY)
        imports.undo(made, by=BY, at=timezone.now())
        self.stdout.write("the worker takes it back")

    def _import(self, file: Path, options: dict[str, Any]) -> None:
        made = self._begun(file, options["home"].upper())
        self._look(made, _roles(options["column"]), options)
        self._say(made)
        if made.state != Import.State.LOOKED:
            raise SystemExit(NOT_READY)
        if options["confirm"]:
            imports.confirm(made, trusted=options["trust"], by=BY, at=timezone.now())
            self.stdout.write(f"{made.uid}: the worker imports {made.seen['good']:,} rows")

    def _begun(self, file: Path, home: str) -> Import:
        try:
            made, is_new = imports.begin(
                file.read_bytes(),
                file_name=file.name,
                media_type=mimetypes.guess_type(file.name)[0] or "",
                home=home,
                by=BY,
                at=timezone.now(),
            )
        except NotKept as error:
            raise CommandError(f"{file}: {error}", returncode=NOT_KEPT) from error
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}", returncode=NOT_READY) from error
        if not is_new:
            self.stdout.write(f"{made.uid}: this same file was handed in before")
        return made

    def _look(self, made: Import, roles: dict[str, str], options: dict[str, Any]) -> None:
        imports.choose(made, roles=roles, order=options["order"], home=options["home"].upper())
        made.refresh_from_db()
        try:
            with Reader() as reader:
                look_at(made, reader=reader)
        except ReaderUnavailable as error:
            raise CommandError(str(error), returncode=NOT_KEPT) from error
        made.refresh_from_db()

    def _say(self, made: Import) -> None:
        if made.state != Import.State.LOOKED:
            self.stderr.write(f"{made.name}: {made.trouble or made.state}")
            return
        for number, column in enumerate(made.seen["columns"], start=1):
            example = column["samples"][0] if column["samples"] else ""
            self.stdout.write(
                f"{number:3} {column['role'] or '-':8} {column['header'][:30]:30} {example[:40]}"
            )
        for row in made.wrong[:MOST_SAID]:
            self.stdout.write(f"row {row['row']}: {'; '.join(row_errors(row, made.seen['columns']))}")
        if made.seen["order"]["asked"] and not made.seen["order"]["value"]:
            self.stdout.write(f"say --order: {made.seen['order']['example']} can be read in two ways")
        self.stdout.write(
            f"{made.seen['count']:,} rows: {made.seen['good']:,} can be imported, {len(made.wrong):,} cannot"
        )


def _roles(said: list[str]) -> dict[str, str]:
    """Return the roles in "3=city". Raises: CommandError."""
    roles = {}
    for each in said:
        number, _, role = each.partition("=")
        if not (number.isascii() and number.isdigit() and int(number)) or role not in (*ROLES, ""):
            raise CommandError(f"--column {each}: a number, = and one of {', '.join(ROLES)}")
        roles[str(int(number) - 1)] = role
    return roles
