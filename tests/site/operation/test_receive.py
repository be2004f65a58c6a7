"""`manage.py receive` as a process: mail in while it runs, and an end in time."""

import contextlib
import os
import signal
import smtplib
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.site.databases import REPOSITORY, environment, free_port, manage
from tests.site.intake.channels.harness import ANNOUNCEMENT
from tests.site.intake.channels.mail.harness import Outgoing
from tests.site.intake.channels.mail.mails import ADA, LIST, mail

from handbill_site.intake import spool
from handbill_site.intake.models import Delivery
from handbill_site.sealing.fields import MatchedField


@contextlib.contextmanager
def receiving(var: Path, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    env = environment(var, HANDBILL_MAIL_ADDRESS=LIST, HANDBILL_MAIL_LISTEN=f"lmtp://127.0.0.1:{port}")
    manage("migrate", "--verbosity=0", env=env)
    command = [sys.executable, str(REPOSITORY / "manage.py"), "receive"]
    process = subprocess.Popen(command, env=env, start_new_session=True)
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def connected(port: int) -> smtplib.LMTP:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            return smtplib.LMTP("127.0.0.1", port, timeout=30)
        time.sleep(0.05)
    raise TimeoutError


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_mails_are_kept_and_it_ends_within_ten_seconds(tmp_path: Path, number: signal.Signals) -> None:
    port = free_port()
    with receiving(tmp_path, port) as process:
        with connected(port) as client:
            for each in range(5):
                client.sendmail(ADA, [LIST], mail(f"no. {each}", Message_ID=f"<{each}@lanterns.example>"))
        began = time.monotonic()
        process.send_signal(number)
        assert process.wait(15) == 0
        assert time.monotonic() - began < 10
    with contextlib.closing(sqlite3.connect(tmp_path / "handbill.sqlite3")) as database:
        rows = database.execute("SELECT external_id, path FROM intake_delivery ORDER BY id").fetchall()
    column = Delivery._meta.get_field("external_id")
    assert isinstance(column, MatchedField)
    assert [column.opened(row[0]) for row in rows] == [f"<{each}@lanterns.example>" for each in range(5)]
    assert spool.read(tmp_path / "spool", rows[4][1]) == mail("no. 4", Message_ID="<4@lanterns.example>")


def test_with_nothing_set_up_it_says_so(tmp_path: Path) -> None:
    env = environment(tmp_path, HANDBILL_FEEDS_MINUTES="0")
    manage("migrate", "--verbosity=0", env=env)
    assert "no channel is set up" in manage("receive", env=env).stdout


def test_a_mail_is_answered_by_a_site_that_is_served(tmp_path: Path) -> None:
    """All together, as in life: server, worker and receiver under `serve`, and a mail server for answers."""
    outgoing, lmtp, web = Outgoing(), free_port(), free_port()
    outgoing.start()
    env = environment(
        tmp_path,
        HANDBILL_MAIL_ADDRESS=LIST,
        HANDBILL_MAIL_LISTEN=f"lmtp://127.0.0.1:{lmtp}",
        HANDBILL_MAIL_SMTP=f"smtp://127.0.0.1:{outgoing.port}",
    )
    command = [sys.executable, str(REPOSITORY / "manage.py"), "serve", "--port", str(web)]
    process = subprocess.Popen(command, env=env, start_new_session=True, stdout=subprocess.DEVNULL)
    try:
        with connected(lmtp) as client:
            client.sendmail(ADA, [LIST], mail(ANNOUNCEMENT))
        deadline = time.monotonic() + 60
        while not outgoing.mails and time.monotonic() < deadline:
            time.sleep(0.1)
        [answer] = outgoing.mails
        assert "  Evening of lanterns, Friday 30 April 2027 20:00, Praça do Comércio, Lisbon" in str(
            answer.get_content()
        )
        assert str(answer["Reply-To"]).startswith("list+")
        process.terminate()
        assert process.wait(15) == 0
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        outgoing.stop()
