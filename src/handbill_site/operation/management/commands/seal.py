"""`manage.py seal`: seals what was kept before, or all anew with a new key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from handbill_site.operation.sealed import seal_all
from handbill_site.sealing import keys
from handbill_site.sealing.errors import NoKey


class Command(BaseCommand):
    help = (
        "Seal with the newest key whatever is not: files and rows from before, or all of them once a new key "
        "stands before the old one. May be stopped and said again. Exit code 1 when something stays unsealed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--new-key", action="store_true", help="print a new key, and do nothing else")

    def handle(self, *_: Any, new_key: bool, **__: Any) -> None:
        if new_key:
            self.stdout.write(keys.new_key())
            return
        try:
            ring = keys.ring().keys
            done = seal_all()
        except NoKey as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{done.files} files and {done.rows} rows sealed with the key {ring[0].id.hex()}")
        for trouble in done.troubles:
            self.stdout.write(f"  not sealed: {trouble}")
        if done.troubles:
            raise CommandError("the old keys are still needed")
        if others := ", ".join(key.id.hex() for key in ring[1:]):
            self.stdout.write(f"nothing needs these any more, and they can be taken out: {others}")
