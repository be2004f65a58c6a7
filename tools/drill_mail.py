"""Ten thousand mails through a real SMTP client and out of a real Dovecot: all in, and how long it took.

    python -m tools.drill_mail [--mails 10000]

The receiver runs as `manage.py receive` does, in a process of its own; the client is the standard library's.
Dovecot is started by the drill on loopback, as in the tests. Each mail is flushed before it is answered for.
"""

import argparse
import contextlib
import os
import signal
import smtplib
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from tests.site.databases import REPOSITORY, environment, free_port, manage
from tests.site.intake.channels.mail.dovecot import PASSWORD, USER, dovecot
from tests.site.intake.channels.mail.mails import ADA, LIST, mail

CLIENTS = 4


def main() -> int:
    """Run both ways in and print their figures; 1 when a mail is missing."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--mails", type=int, default=10_000)
    mails = parser.parse_args().mails
    print(f"{'way in':24}{'mails':>8}{'found':>8}{'seconds':>9}{'a second':>10}")
    return 0 if all([by_lmtp(mails), by_imap(mails)]) else 1


def by_lmtp(mails: int) -> bool:
    """Send by several clients at once, one session each."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="handbill-drill-") as folder:
        env = environment(
            Path(folder), HANDBILL_MAIL_ADDRESS=LIST, HANDBILL_MAIL_LISTEN=f"lmtp://127.0.0.1:{port}"
        )
        with _receiving(env):
            _until_it_answers(port)
            began = time.monotonic()
            shares = [range(first, mails, CLIENTS) for first in range(CLIENTS)]
            threads = [threading.Thread(target=_send, args=(port, share)) for share in shares]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            seconds = time.monotonic() - began
        return _print(f"LMTP, {CLIENTS} clients", mails, _count(env), seconds)


def by_imap(mails: int) -> bool:
    """Fetch a mailbox that holds them all."""
    with tempfile.TemporaryDirectory(prefix="handbill-drill-") as folder, dovecot() as server:
        for number in range(mails):
            server.put(_mail(number))
        env = environment(
            Path(folder),
            HANDBILL_MAIL_ADDRESS=LIST,
            HANDBILL_MAIL_IMAP=f"imap://{USER}@127.0.0.1:{server.port}",
            HANDBILL_MAIL_IMAP_PASSWORD=PASSWORD,
        )
        with _receiving(env):
            began = time.monotonic()
            while (found := _count(env)) < mails and time.monotonic() - began < 60 + mails / 20:
                time.sleep(0.5)
            seconds = time.monotonic() - began
        return _print("IMAP, one mailbox", mails, found, seconds)


@contextlib.contextmanager
def _receiving(env: dict[str, str]) -> Iterator[None]:
    manage("migrate", "--verbosity=0", env=env)
    command = [sys.executable, str(REPOSITORY / "manage.py"), "receive"]
    process = subprocess.Popen(command, env=env, start_new_session=True)
    try:
        yield
        process.terminate()
        process.wait(15)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _send(port: int, numbers: range) -> None:
    with smtplib.LMTP("127.0.0.1", port, timeout=60) as client:
        for number in numbers:
            client.sendmail(ADA, [LIST], _mail(number))


def _mail(number: int) -> bytes:
    return mail(f"Evening of lanterns no. {number}", Message_ID=f"<{number}@lanterns.example>")


def _until_it_answers(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), smtplib.LMTP("127.0.0.1", port, timeout=5):
            return
        time.sleep(0.05)
    raise TimeoutError("the receiver did not start")


def _count(env: dict[str, str]) -> int:
    import sqlite3

    with contextlib.closing(sqlite3.connect(Path(env["HANDBILL_VAR"]) / "handbill.sqlite3")) as database:
        return int(database.execute("SELECT count(DISTINCT external_id) FROM intake_delivery").fetchone()[0])


def _print(way: str, mails: int, found: int, seconds: float) -> bool:
    print(f"{way:24}{mails:>8}{found:>8}{seconds:>9.1f}{found / seconds:>10.0f}")
    return found == mails


if __name__ == "__main__":
    sys.exit(main())
