"""`manage.py receive`: the receivers and pollers of all channels that are set up, in one process."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from handbill_site.intake.channels.running import run


class Command(BaseCommand):
    help = (
        "Take in what services and mail servers bring, until SIGTERM or SIGINT; ends within 10 seconds. "
        "`serve` runs it where a channel is set up. `manage.py channels` shows how each stands."
    )

    def handle(self, *_: Any, **__: Any) -> None:
        told = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: told.set())
        if not run(told):
            self.stdout.write(
                "no channel is set up that takes anything in by itself; see `manage.py channels`"
            )
