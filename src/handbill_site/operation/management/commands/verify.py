"""`manage.py verify`: looks at everything that is kept, and names what is damaged."""

from typing import Any

from django.core.management.base import BaseCommand

from handbill_site.operation.verifying import faults


class Command(BaseCommand):
    help = (
        "Read the whole database and every kept file, and name each fault: pages that are broken, files that "
        "are not what arrived, rows that the ledger contradicts. Ends with 1 where there is one."
    )

    def handle(self, *_: Any, **__: Any) -> None:
        found = 0
        for fault in faults():
            found += 1
            self.stdout.write(fault)
        if found:
            raise SystemExit(1)
        self.stdout.write("Everything that is kept is as it was kept.")
