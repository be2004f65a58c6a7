"""`manage.py migrate`: Django's own, all steps or none of them."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections, transaction


class Command(migrate.Command):
    """All of it is one transaction: both databases can undo changes of the schema.

    Django commits each step by itself, and notes it down in a further commit where it leaves SQL for its end
    (indexes). Killed in between, it meets its own tables the next time and stops for good.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        # SQLite checks foreign keys at once, and can be told otherwise only outside a transaction.
        with connection.constraint_checks_disabled(), transaction.atomic(using=options["database"]):
            super().handle(*args, **options)
