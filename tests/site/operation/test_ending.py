"""SIGTERM under load: an end within ten seconds, and everything that got its yes is there."""

import contextlib
import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from tests.site.databases import REPOSITORY, environment, free_port, kept_digests, manage
from tests.site.intake.channels.mail.dovecot import PASSWORD, USER, dovecot
from tests.site.intake.channels.mail.mails import LIST, mail
from tests.site.operation.test_serve import children_of, until
from tools.drill_doors import DOORS, ENVIRONMENT, NO_YES

MOST_SECONDS = 10
MAILS = 400


def ended(process: "subprocess.Popen[bytes]") -> float:
    """Tell it to end and return the seconds that it took. Raises: TimeoutExpired."""
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(MOST_SECONDS + 5) == 0
    return time.monotonic() - began


def rows(var: Path, question: str) -> list[str]:
    with contextlib.closing(sqlite3.connect(var / "handbill.sqlite3")) as database:
        return [value for (value,) in database.execute(question)]


def test_server_worker_and_receiver_end_in_time_under_load(tmp_path: Path) -> None:
    """Clients at all doors, and a worker with much to read: no yes is lost, and no process is left."""
    ports = {"web": free_port(), "lmtp": free_port()}
    own = {**ENVIRONMENT, "HANDBILL_MAIL_LISTEN": f"lmtp://127.0.0.1:{ports['lmtp']}"}
    env = environment(tmp_path, **own)
    command = [sys.executable, str(REPOSITORY / "manage.py"), "serve", "--port", str(ports["web"])]
    process = subprocess.Popen(command, env=env, start_new_session=True, stdout=subprocess.DEVNULL)
    accepted: set[str] = set()
    done = threading.Event()

    def send(name: str) -> None:
        count = 0
        while not done.is_set():
            count += 1
            with contextlib.suppress(*NO_YES):
                door = DOORS[name]
                accepted.update(
                    door.send([f"Evening of {name} no. {count}, 30 April 2027"], ports[door.server])
                )

    clients = [threading.Thread(target=send, args=(name,)) for name in DOORS for _ in range(2)]
    try:
        for client in clients:
            client.start()
        until(lambda: len(accepted) > 60, seconds=120)
        until(lambda: bool(rows(tmp_path, "SELECT 1 FROM intake_delivery WHERE state != 'kept' LIMIT 1")))
        below = children_of(process.pid)
        assert ended(process) < MOST_SECONDS
        assert len(below) >= 4, "server, worker, receiver and reader"
        until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in below), seconds=5)
    finally:
        done.set()
        for client in clients:
            client.join(60)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    found = list(kept_digests(env).values())
    assert accepted - set(found) == set()
    assert len(found) == len(set(found))


@pytest.mark.skipif(not shutil.which("dovecot"), reason="Dovecot is not installed (dovecot-imapd)")
def test_a_poller_ends_in_time_in_the_middle_of_a_mailbox_and_goes_on_from_there(tmp_path: Path) -> None:
    sent = [mail(f"no. {number}", Message_ID=f"<{number}@lanterns.example>") for number in range(MAILS)]
    with dovecot() as server:
        for raw in sent:
            server.put(raw)
        env = environment(
            tmp_path,
            HANDBILL_MAIL_ADDRESS=LIST,
            HANDBILL_MAIL_IMAP=f"imap://{USER}@127.0.0.1:{server.port}",
            HANDBILL_MAIL_IMAP_PASSWORD=PASSWORD,
        )
        manage("migrate", "--verbosity=0", env=env)
        command = [sys.executable, str(REPOSITORY / "manage.py"), "receive"]

        def kept() -> int:
            return len(rows(tmp_path, "SELECT 1 FROM intake_delivery"))

        for wanted in (20, MAILS):
            process = subprocess.Popen(command, env=env, start_new_session=True)
            try:
                until(lambda: kept() >= wanted, seconds=120)  # noqa: B023 - asked at once
                assert ended(process) < MOST_SECONDS
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            assert kept() >= wanted
            if wanted < MAILS:
                assert kept() < MAILS, "it was in the middle"
    assert sorted(kept_digests(env).values()) == sorted(hashlib.sha256(raw).hexdigest() for raw in sent)
