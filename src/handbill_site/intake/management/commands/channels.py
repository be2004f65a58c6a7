"""`manage.py channels`: how the ways in stand; `channels test KIND` tries their credentials."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from handbill_site.intake.channels import BY_KIND
from handbill_site.intake.channels.overview import check, lag_words, standings
from handbill_site.intake.models import Source

FAILED = 1


class Command(BaseCommand):
    help = (
        "Show each channel with its state, last success, last message, lag, and what is wrong. "
        "`channels test KIND` tries the credentials; exit code 1: something does not work."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", nargs="?", choices=["test"])
        parser.add_argument("kind", nargs="?", help=f"one of {', '.join(BY_KIND)}")

    def handle(self, *_: Any, act: str | None, kind: str | None, **__: Any) -> None:
        if act == "test":
            self._test(kind or "")
        else:
            self._list()

    def _list(self) -> None:
        rows = [("channel", "part", "state", "last success", "last message", "lag")]
        standing = standings()
        rows += [
            (
                each.kind,
                each.part or "–",
                each.state,
                _at(each.succeeded),
                _at(each.received),
                lag_words(each.lag),
            )
            for each in standing
        ]
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        for row, trouble in zip(rows, ["", *(each.trouble for each in standing)], strict=True):
            cells = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.stdout.write(cells.rstrip())
            if trouble:
                self.stdout.write(f"    {trouble}")

    def _test(self, kind: str) -> None:
        """Raises: CommandError for a kind that is none; SystemExit when a part does not work."""
        if kind not in BY_KIND:
            raise CommandError(
                f"there is no channel {kind or 'without a name'}; there are {', '.join(BY_KIND)}"
            )
        channel = BY_KIND[Source.Kind(kind)]
        results = list(check(channel))
        if not results:
            known = (
                "needs no setting" if not channel.setup else "is not set up: see docs/reference/settings.md"
            )
            self.stdout.write(f"{channel.name} {known}")
        for name, works, said in results:
            self.stdout.write(f"{'works ' if works else 'FAILS '} {name}: {said}")
        if not all(works for _, works, _ in results):
            raise SystemExit(FAILED)


def _at(when: dt.datetime | None) -> str:
    return f"{when:%Y-%m-%d %H:%M}" if when else "–"
