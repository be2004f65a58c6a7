"""`manage.py account NAME`: makes an account, or gives one a new password."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from handbill_site.people.models import Role, User
from handbill_site.people.operations import make_account, new_password, set_password


class Command(BaseCommand):
    help = (
        "Make an account for the desk, or give an existing one a new password. The password is printed once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--role", choices=[role.value for role in Role], default=Role.EDITOR.value)

    def handle(self, *_: Any, name: str, role: str, **__: Any) -> None:
        password, now, by = new_password(), timezone.now(), f"user:{_who_runs_this()}"
        user = User.objects.filter(username=name).first()
        if user:
            set_password(user, password, by=by, at=now)
        else:
            make_account(name, password, role=Role(role), by=by, at=now)
        self.stdout.write(f"{name}: {password}")


def _who_runs_this() -> str:
    """Return the login name on this machine, which is all that a command knows of its user."""
    return os.environ.get("SUDO_USER") or os.environ.get("USER") or "operator"
