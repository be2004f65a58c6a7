"""`manage.py retention`: removes what senders sent, 30 days after the event."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from handbill_site.retention.due import due
from handbill_site.retention.errors import NeedsPerson
from handbill_site.retention.guards import refusal, words_of
from handbill_site.retention.operations import retain
from handbill_site.retention.report import lines_of_due, lines_of_removed

BY = f"user:{os.environ.get('SUDO_USER') or os.environ.get('USER') or 'operator'}"
NEEDS_PERSON = 3


class Command(BaseCommand):
    help = (
        "Remove the contents of deliveries whose events are over: raw bytes, texts, readings, contacts, "
        "senders, words of answers. The worker does so once a day. Exit code 3: more would go than may "
        "without a person, or the clock is in doubt; --confirm with that number lets it go."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would go")
        parser.add_argument("--confirm", type=int, metavar="N", help="let go the N deliveries that are due")

    def handle(self, *_: Any, dry_run: bool, confirm: int | None, **__: Any) -> None:
        now = timezone.now()
        found = due(now=now)
        for line in lines_of_due(found, now=now):
            self.stdout.write(line)
        if dry_run:
            why = refusal(found, now=now, confirmed=confirm)
            self.stdout.write(words_of(why, found, confirm) if why else "nothing was removed: a dry run")
            return
        try:
            removed = retain(by=BY, now=now, confirmed=confirm)
        except NeedsPerson as refused:
            raise CommandError(str(refused), returncode=NEEDS_PERSON) from refused
        for line in lines_of_removed(removed):
            self.stdout.write(line)
