"""A real Dovecot of the test's own: on loopback, in a temporary folder, without rights."""

import contextlib
import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.site.databases import free_port

USER, PASSWORD = "ada", "lanterns"
CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
{tls}
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_location = maildir:{folder}/mail
first_valid_uid = 1
mail_uid = {user}
mail_gid = {group}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {port_tls}
    ssl = yes
  }}
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/home
}}
"""


class Dovecot:
    """The server, its mailbox and what can be done to it."""

    def __init__(self, folder: Path, port: int, user: str):
        self.folder, self.port, self.user = folder, port, user
        self.port_tls = free_port()
        self._command = ["dovecot", "-F", "-c", str(folder / "conf")]
        self._process: subprocess.Popen[bytes] | None = None
        self._number = 0

    def start(self) -> None:
        """Start it, and wait until it answers. Raises: TimeoutError with its log."""
        self._process = subprocess.Popen(self._command, stderr=subprocess.DEVNULL, start_new_session=True)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), contextlib.closing(_connect(self.port)):
                return
            time.sleep(0.05)
        log = self.folder / "log"
        raise TimeoutError(log.read_text() if log.exists() else "dovecot did not start")

    def stop(self) -> None:
        """End it with all its children: those that serve a connection would outlive it."""
        if self._process:
            self._process.terminate()
            self._process.wait(20)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process = None

    def put(self, raw: bytes) -> None:
        """Put one mail into the mailbox as a mail server would: whole, by a rename."""
        self._number += 1
        name = f"{int(time.time())}.{self._number:06}.test"
        for each in ("mail", "mail/tmp", "mail/new", "mail/cur"):
            (self.folder / each).mkdir(exist_ok=True)
            _give(self.folder / each, self.user)
        new = self.folder / "mail" / "tmp" / name
        new.write_bytes(raw)
        _give(new, self.user)
        new.rename(self.folder / "mail" / "new" / name)

    def number_anew(self) -> None:
        """Let it forget its numbers, as after a mailbox was restored: another UIDVALIDITY."""
        self.stop()
        time.sleep(1.1)  # UIDVALIDITY is a time in seconds
        for path in (self.folder / "mail").glob("dovecot*"):
            path.unlink()
        self.start()


@contextlib.contextmanager
def dovecot(certificate: Path | None = None, key: Path | None = None) -> Iterator[Dovecot]:
    """Run one with an empty mailbox. Under root it runs as "nobody": Dovecot serves no mail to uid 0.

    With a *certificate* and its *key* it takes no password without TLS.
    """
    user = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    folder = Path(tempfile.mkdtemp(prefix="handbill-dovecot-"))
    group = grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name
    port = free_port()
    server = Dovecot(folder, port, user)
    try:
        said = {"folder": folder, "user": user, "group": group, "port": port, "password": PASSWORD}
        said |= {"tls": "ssl = no", "port_tls": 0}
        if certificate:
            tls = f"ssl = required\nssl_cert = <{certificate}\nssl_key = <{key}"
            said |= {"tls": tls, "port_tls": server.port_tls}
        (folder / "conf").write_text(CONFIG.format(**said))
        for each in (folder, folder / "home"):
            each.mkdir(exist_ok=True)
            _give(each, user)
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _give(path: Path, user: str) -> None:
    if os.geteuid() == 0:
        found = pwd.getpwnam(user)
        os.chown(path, found.pw_uid, found.pw_gid)


def _connect(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=1)
    connection.settimeout(2)
    if not connection.recv(4).startswith(b"* OK"):
        connection.close()
        raise OSError("not yet")
    return connection
