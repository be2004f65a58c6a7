"""The reader: one long-lived child process, limited, which alone opens what came from outside.

It speaks the batch protocol of `handbill read --jsonl --explain`: a request a line, an answer a line.
A document that kills it or holds it up costs this child and no other document.
"""

import json
import os
import resource
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from types import TracebackType
from typing import IO, Any, Self

from django.conf import settings

from handbill_site.intake.errors import ReaderDied, ReaderUnavailable

COMMAND = (
    sys.executable,
    "-P",
    "-c",
    "from handbill.cli import main; main()",
    "read",
    "--jsonl",
    "--explain",
)
SECONDS = 20.0
TABLE_TIMES = 3
"""A table that is imported holds thousands of announcements, and may take so many times as long."""
START_SECONDS = 60.0
"""For a child to start, gazetteer and all, on a busy machine."""
PROBE = {
    "id": "probe",
    "text": "Lanterns, Friday 30 April 2027, 8 pm, Lisbon",
    "received": "2027-04-01T12:00:00",
    "model": False,
}
"""What a new child is asked first: it has then loaded what the next documents wait for."""
MEMORY = 1024 * 1024 * 1024
"""Bytes of private data. (Not of address space, which counts the mapped gazetteer too.)"""
MOST_ANSWER = 64 * 1024 * 1024
DOCUMENTS = 500
"""A child is replaced after so many: whatever leaks, leaks only so far."""


class Reader:
    """Reads documents one after another in a child that is started when needed and replaced when it dies.

    Attributes:
        started: How many children there have been.
    """

    def __init__(
        self,
        command: Sequence[str] = COMMAND,
        *,
        seconds: float | None = None,
        start_seconds: float = START_SECONDS,
        memory: int = MEMORY,
    ):
        self.started = 0
        self._command = list(command)
        self._seconds = SECONDS + settings.MODEL_SECONDS if seconds is None else seconds
        self._start_seconds = start_seconds
        self._memory = memory
        self._child: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] | None = None
        self._documents = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The child's process id; None while there is none."""
        return self._child.pid if self._child else None

    def read(self, request: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to one request.

        Raises:
            ReaderDied: The child crashed, was killed for its memory or time, or answered nonsense.
            ReaderUnavailable: A new one was needed and could not be started.
        """
        self.start()
        self._documents += 1
        times = TABLE_TIMES if "table" in request else 1
        return self._ask(request, seconds=self._seconds * times)

    def start(self) -> None:
        """Start a child unless a good one is there. Raises: ReaderUnavailable."""
        if self._child is not None and self._child.poll() is None and self._documents < DOCUMENTS:
            return
        self.close()
        self._spawn()
        try:
            self._ask(PROBE, seconds=self._start_seconds)
        except ReaderDied as death:
            raise ReaderUnavailable(f"no reader can be started: {death}") from death

    def _ask(self, request: dict[str, Any], *, seconds: float) -> dict[str, Any]:
        """Raises: ReaderDied."""
        assert self._child is not None  # noqa: S101 - started by the callers
        deadline = time.monotonic() + seconds
        try:
            _send(self._child, json.dumps(request).encode() + b"\n", deadline)
            answer = json.loads(_line(self._child, deadline))
        except (OSError, ValueError) as error:
            raise ReaderDied(self._last_words(error, seconds)) from error
        if not isinstance(answer, dict) or answer.get("id") != request["id"]:
            raise ReaderDied(self._last_words(ValueError("it answered something else")))
        return answer

    def close(self) -> None:
        """End the child; harmless when there is none."""
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None
        if self._said is not None:
            self._said.close()
            self._said = None

    def _spawn(self) -> None:
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the child
        self._child = subprocess.Popen(  # noqa: S603 - a fixed command, no shell
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            env=_bare_environment(),
            bufsize=0,
        )
        self._documents = 0
        self.started += 1
        _limit(self._child.pid, self._memory)
        os.set_blocking(self._child.stdin.fileno(), False)  # type: ignore[union-attr]

    def _last_words(self, error: Exception, seconds: float = 0.0) -> str:
        """End the child and say what became of it, in words for an editor."""
        if isinstance(error, TimeoutError):
            self.close()
            return f"it was not read within {seconds:g} seconds"
        status, said = self._ended()
        self.close()
        if "MemoryError" in said or status == -9:
            return f"its reader needed more than {self._memory // 2**20} MB of memory"
        last = said.strip().splitlines()[-1:] or [str(error)]
        return f"its reader ended (status {status}): {last[0][:300]}"

    def _ended(self) -> tuple[int | None, str]:
        """Return the child's exit status and the last of what it wrote to stderr."""
        if self._child is None or self._said is None:
            return None, ""
        try:
            status: int | None = self._child.wait(timeout=1)
        except subprocess.TimeoutExpired:
            status = None
        self._said.seek(max(0, self._said.seek(0, os.SEEK_END) - 4000))
        return status, self._said.read().decode("utf-8", "replace")


def _bare_environment() -> dict[str, str]:
    """Return what the child needs and no more: above all no signing key and no database address.

    Where an operator has set up a language model, its own settings are needed, the key to it included.
    """
    kept = ("PATH", "PYTHONPATH", "VIRTUAL_ENV", "HOME", "TMPDIR", "TESSDATA_PREFIX")
    own = {"LANG": "C.UTF-8", "PYTHONUTF8": "1", "TZ": "UTC", "OMP_THREAD_LIMIT": "1"}
    return {key: os.environ[key] for key in kept if key in os.environ} | own | settings.MODEL


def _limit(pid: int, memory: int) -> None:
    """Bound what the child may take, from outside: it runs nothing of ours before its own first line."""
    seconds = int(DOCUMENTS * SECONDS)
    try:
        resource.prlimit(pid, resource.RLIMIT_DATA, (memory, memory))
        resource.prlimit(pid, resource.RLIMIT_CPU, (seconds, seconds))
        resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (2**20, 2**20))  # its last words, nothing else
    except ProcessLookupError:
        return  # it ended at once; reading from it will say so


def _send(child: subprocess.Popen[bytes], request: bytes, deadline: float) -> None:
    """Raises: OSError; TimeoutError when the child does not take it."""
    assert child.stdin is not None  # noqa: S101 - opened as a pipe above
    rest = memoryview(request)
    while rest:
        _, ready, _ = select.select([], [child.stdin], [], max(deadline - time.monotonic(), 0))
        if not ready:
            raise TimeoutError
        rest = rest[os.write(child.stdin.fileno(), rest) :]


def _line(child: subprocess.Popen[bytes], deadline: float) -> bytes:
    """Return one line of answer. Raises: OSError when it ends; TimeoutError; ValueError if endless."""
    assert child.stdout is not None  # noqa: S101 - opened as a pipe above
    got = bytearray()
    while not got.endswith(b"\n"):
        ready, _, _ = select.select([child.stdout], [], [], max(deadline - time.monotonic(), 0))
        if not ready:
            raise TimeoutError
        piece = os.read(child.stdout.fileno(), 1 << 20)
        if not piece:
            raise ConnectionResetError("it ended without an answer")
        got += piece
        if len(got) > MOST_ANSWER:
            raise ValueError("its answer has no end")
    return bytes(got)
