"""The server, the worker and the receiver, run together."""

import os
import socket
from collections.abc import Callable

from django.core.management import CommandError, call_command

from handbill_site.intake.channels.running import everything_set_up
from handbill_site.operation.processes import python, run_together, when_up

THREADS = 4
"""Requests that one server process answers at the same time."""


def prepare() -> None:
    """Bring the database to the newest schema."""
    call_command("migrate", verbosity=0, interactive=False)


def use_address(host: str, port: int) -> str:
    """Return the public address, and let the children know it where nobody has set one."""
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - listening to all is asked for
    return os.environ.setdefault("HANDBILL_BASE_URL", f"http://{shown}:{port}")


def require_free(host: str, port: int) -> None:
    """Raises: CommandError when something listens there already, before anything is set up."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(f"{host}:{port}: {error.strerror}; name another port") from error


def serve(host: str, port: int, *, workers: int, say: Callable[[], None]) -> int:
    """Run granian, the worker and, where a channel is set up, the receiver until told to end.

    Returns: The exit code. *say* is called once the site answers.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handbill_site.settings")
    when_up(host, port, say)
    commands = [_granian(host, port, workers), python("-m", "django", "work")]
    if any(parts.receiver or parts.pollers for _, parts in everything_set_up()):
        commands.append(python("-m", "django", "receive"))
    return run_together(commands)


def _granian(host: str, port: int, workers: int) -> list[str]:
    settings = {
        "--interface": "wsgi",
        "--host": host,
        "--port": str(port),
        "--workers": str(workers),
        "--blocking-threads": str(THREADS),
        "--workers-kill-timeout": "5",
        "--log-level": "warning",
    }
    flags = [part for pair in settings.items() for part in pair]
    return python(
        "-m", "granian", *flags, "--no-ws", "--respawn-failed-workers", "handbill_site.wsgi:application"
    )
