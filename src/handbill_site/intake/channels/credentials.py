"""Settings of channels: from the environment; secrets also from files that nobody else may read.

They are never written to the database, a log or an error: errors name the variable, not its value.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from handbill_site import privatefiles
from handbill_site.intake.errors import NotSetUp


class Secret:
    """A value that shows itself only when asked by `open()`: not in logs, tracebacks or templates."""

    __slots__ = ("_value",)

    def __init__(self, value: str):
        self._value = value

    def open(self) -> str:
        """Return the value itself, to be handed to a service and nowhere else."""
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __repr__(self) -> str:
        return "Secret(…)"


NO_SECRET = Secret("")


def setting(name: str, default: str = "", *, environ: Mapping[str, str] = os.environ) -> str:
    """Return a setting that is no secret, without surrounding blanks."""
    return environ.get(name, default).strip()


def secret(name: str, *, environ: Mapping[str, str] = os.environ) -> Secret:
    """Return the secret in the file that NAME_FILE names, else in NAME; empty where neither is set.

    Raises: NotSetUp when the file cannot be read, belongs to somebody else, or others may read it.
    """
    if not (path := environ.get(f"{name}_FILE", "")):
        value = environ.get(name, "")
        return Secret(value) if value else NO_SECRET
    try:
        with open(path, encoding="utf-8") as file:
            if trouble := privatefiles.trouble_with(os.fstat(file.fileno())):
                raise NotSetUp(f"{name}_FILE: {trouble}")
            return Secret(file.read().strip())
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise NotSetUp(f"{name}_FILE: {Path(path).name} cannot be read: {reason}") from error


def private_file(name: str, *, environ: Mapping[str, str] = os.environ) -> str:
    """Return the path in NAME of a file that some library reads by itself; "" where it is not set.

    Raises: NotSetUp when it is not there, belongs to somebody else, or others may read it.
    """
    path = setting(name, environ=environ)
    if path:
        try:
            if trouble := privatefiles.trouble_with(os.stat(path)):
                raise NotSetUp(f"{name}: {trouble}")
        except OSError as error:
            raise NotSetUp(f"{name}: {Path(path).name} cannot be read: {error.strerror}") from error
    return path


def number(name: str, default: int, *, environ: Mapping[str, str] = os.environ) -> int:
    """Return a whole number. Raises: NotSetUp."""
    said = environ.get(name, "").strip()
    if not said:
        return default
    if not (said.isascii() and said.isdigit()):
        raise NotSetUp(f"{name}: it must be a whole number")
    return int(said)
