"""`manage.py demo`: the site with samples in it, to look at."""

import subprocess
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from handbill_site.intake.models import Delivery
from handbill_site.listing.models import Call
from handbill_site.operation.processes import python
from handbill_site.operation.samples import SAMPLES, load
from handbill_site.operation.serving import prepare, require_free, serve, use_address
from handbill_site.people.models import Role, User
from handbill_site.people.operations import make_account, new_password, set_password

EDITOR = "demo"
BY = "user:demo"


class Command(BaseCommand):
    help = (
        "On an empty database take in the samples and read them; then serve. "
        "Each start gives the demo editor a new password, which is printed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--samples", type=Path, default=SAMPLES, help="folder with demo.toml")

    def handle(self, *_: Any, host: str, port: int, samples: Path, **__: Any) -> None:
        address = use_address(host, port)
        require_free(host, port)
        prepare()
        password = _editor_with_new_password()
        if not Delivery.objects.exists() and not Call.objects.exists():
            self._fill(samples)
        raise SystemExit(serve(host, port, workers=1, say=lambda: self._say(address, password)))

    def _fill(self, samples: Path) -> None:
        """Raises: CommandError when the samples are not there or cannot be read through."""
        try:
            count = load(samples, by=BY, at=timezone.now())
        except OSError as error:
            raise CommandError(f"the samples cannot be read: {error}") from error
        self.stdout.write(f"{count} samples taken in; reading them …")
        self.stdout.flush()
        # A process of its own: its pages carry the address that was just chosen.
        reading = subprocess.run(python("-m", "django", "work", "--once"), check=False)  # noqa: S603 - our own
        if reading.returncode:
            raise CommandError("the samples could not be read through; see above")

    def _say(self, address: str, password: str) -> None:
        lines = [
            "",
            "Handbill is ready.",
            f"  listing   {address}/",
            *(f"  call      {address}/calls/{call.slug}/" for call in Call.objects.all()[:3]),
            f"  tell us   {address}/tell/",
            f"  desk      {address}/desk/",
            f"            name {EDITOR}, password {password} (made now, for this run)",
            "  Ctrl-C ends it.",
        ]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def _editor_with_new_password() -> str:
    password, now = new_password(), timezone.now()
    user = User.objects.filter(username=EDITOR).first()
    if user:
        set_password(user, password, by=BY, at=now)
    else:
        make_account(EDITOR, password, role=Role.EDITOR, by=BY, at=now)
    return password
