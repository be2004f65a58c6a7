"""Child processes that are started together and end together."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence

GRACE_SECONDS = 8.0
"""How long they may take to end by themselves. A granian that is told to end while its workers still
import has been seen to wait for ever."""


def run_together(commands: Sequence[Sequence[str]]) -> int:
    """Run *commands* until one of them ends or this process is told to; then end all. Return the exit code.

    0 when told by SIGTERM or SIGINT, else that of the command that ended first, at least 1.
    """
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    # Sessions of their own: a Ctrl-C reaches them once, through us, and none is left behind.
    children = [subprocess.Popen(list(command), start_new_session=True) for command in commands]  # noqa: S603
    try:
        while not told.wait(0.2):
            ended = [child.returncode for child in children if child.poll() is not None]
            if ended:
                return ended[0] or 1
        return 0
    finally:
        end_all(children, seconds=GRACE_SECONDS)


def end_all(children: Sequence["subprocess.Popen[bytes]"], *, seconds: float) -> None:
    """Tell all to end, wait, and kill what is left of their sessions."""
    for child in children:
        _signal(child, signal.SIGTERM)
    deadline = time.monotonic() + seconds
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(timeout=max(deadline - time.monotonic(), 0.01))
    for child in children:
        _signal(child, signal.SIGKILL, whole_session=True)
        child.wait()


def when_up(host: str, port: int, say: Callable[[], None], *, seconds: float = 60.0) -> None:
    """Call *say* from another thread as soon as something listens there, if it does in that time."""

    def wait() -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1):
                return say()
            time.sleep(0.1)
        return None

    threading.Thread(target=wait, daemon=True).start()


def python(*arguments: str) -> list[str]:
    """Return a command of this very Python."""
    return [sys.executable, *arguments]


def _signal(child: "subprocess.Popen[bytes]", number: signal.Signals, *, whole_session: bool = False) -> None:
    with contextlib.suppress(ProcessLookupError):
        if whole_session:
            os.killpg(child.pid, number)
        elif child.poll() is None:
            os.kill(child.pid, number)
