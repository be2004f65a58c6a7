"""`manage.py serve`: the site on one address, with its worker."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from handbill_site.operation.serving import prepare, require_free, serve, use_address


class Command(BaseCommand):
    help = (
        "Bring the database up to date, then run the server and the worker until SIGTERM or SIGINT; "
        "both end within 10 seconds."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=1, help="server processes (default: 1)")

    def handle(self, *_: Any, host: str, port: int, workers: int, **__: Any) -> None:
        address = use_address(host, port)
        require_free(host, port)
        prepare()
        raise SystemExit(serve(host, port, workers=workers, say=lambda: self._say(address)))

    def _say(self, address: str) -> None:
        self.stdout.write(f"Handbill answers at {address}/")
        self.stdout.flush()
