"""The poller of a mailbox: IDLE where the server can, and nothing in the mailbox is changed.

What was fetched is remembered by UIDVALIDITY and UID (RFC 3501 2.3.1.1): flags belong to whoever else reads
the mailbox. When the server begins to number anew, all is fetched again, and doubles are told as such.
"""

import contextlib
import imaplib
import re
import ssl
import time
from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError

from handbill_site.intake.channels.contract import Cursor, Polled
from handbill_site.intake.channels.mail.message import incoming_of
from handbill_site.intake.channels.mail.setup import MailSettings, Server
from handbill_site.intake.channels.mail.tls import client_context, no_tls, words_for
from handbill_site.intake.errors import ChannelTrouble, NotSetUp

TIMEOUT_SECONDS = 30.0
STEP = 20
"""Mails that are fetched, kept and remembered together."""
_SIZE = re.compile(rb"UID (\d+).*?RFC822\.SIZE (\d+)|RFC822\.SIZE (\d+).*?UID (\d+)")
_TROUBLES = (OSError, imaplib.IMAP4.error, ImapToolsError, ssl.SSLError)


class NoTls(Exception):
    """The server does not offer STARTTLS."""


class _Upgraded(MailBoxStartTls):
    """STARTTLS or nothing. The connection is closed where it fails: nobody else has hold of it yet."""

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        client = imaplib.IMAP4(self._host, self._port, self._timeout)
        try:
            if "STARTTLS" not in client.capabilities:
                raise NoTls
            client.starttls(self._ssl_context)
        except BaseException:
            with contextlib.suppress(OSError):
                client.shutdown()
            raise
        return client


class Mailbox:
    """One folder of one account."""

    pause = 0.0

    def __init__(self, settings: MailSettings):
        assert settings.imap is not None  # noqa: S101 - setup makes none without
        self.settings = settings
        self.server: Server = settings.imap
        self._box: BaseMailBox | None = None

    def check(self) -> str:
        """Log in and open the folder. Raises: ChannelTrouble."""
        with self._troubles():
            box = self._connected()
            status = box.folder.status(self.server.folder, ["MESSAGES"])
        self.close()
        return f"{self.server.user} may read {self.server.folder}, with {status['MESSAGES']} mails"

    def poll(self, cursor: Cursor, *, wait: float) -> Iterator[Polled]:
        """Yield what is newer than *cursor* {"uidvalidity", "uid"}; wait for more by IDLE where nothing is.

        Raises: ChannelTrouble; the connection is made anew next time.
        """
        with self._troubles():
            box = self._connected()
            validity = _uidvalidity(box)
            box.client.noop()  # the server looks for news; so does the connection for its end
            after = int(cursor.get("uid", 0)) if cursor.get("uidvalidity") == validity else 0
            sizes = self._newer(box, after)
            if not sizes and wait:
                self._wait(box, wait)
                sizes = self._newer(box, after)
            for begin in range(0, len(sizes), STEP):
                yield self._step(box, dict(list(sizes.items())[begin : begin + STEP]), validity)

    def close(self) -> None:
        """Log out; harmless when there is no connection."""
        box, self._box = self._box, None
        if box is not None:
            with contextlib.suppress(*_TROUBLES):
                box.logout()
            with contextlib.suppress(*_TROUBLES):  # where the other end is gone, nothing else closes ours
                box.client.shutdown()

    def _connected(self) -> BaseMailBox:
        if self._box is None:
            box = self._dialled()
            self._box = box
            box.login(self.server.user, self.server.password.open(), initial_folder=None)
            box.folder.set(self.server.folder, readonly=True)
        return self._box

    def _dialled(self) -> BaseMailBox:
        server, context = self.server, client_context(self.settings.ca)
        if server.scheme == "imaps":
            return MailBox(server.host, server.port, timeout=TIMEOUT_SECONDS, ssl_context=context)
        if server.is_here and not self.settings.ca:
            return MailBoxUnencrypted(server.host, server.port, timeout=TIMEOUT_SECONDS)
        return _Upgraded(server.host, server.port, timeout=TIMEOUT_SECONDS, ssl_context=context)

    def _wait(self, box: BaseMailBox, seconds: float) -> None:
        """Wait for news, by IDLE (RFC 2177, issued anew each time) or, without it, by NOOP after."""
        if "IDLE" in box.client.capabilities:
            box.idle.wait(timeout=seconds)
        else:
            time.sleep(seconds)
            box.client.noop()

    def _newer(self, box: BaseMailBox, after: int) -> dict[int, int]:
        """Return size by UID of what is newer than UID *after*, oldest first."""
        # "n:*" always names the last mail too, whatever its number (RFC 3501 6.4.8).
        lines = _answered(box.client.uid("fetch", f"{after + 1}:*", "(UID RFC822.SIZE)"))
        pairs = [
            match.groups() for line in lines if isinstance(line, bytes) and (match := _SIZE.search(line))
        ]
        sizes = {int(uid or uid2): int(size or size2) for uid, size, size2, uid2 in pairs}
        return {uid: sizes[uid] for uid in sorted(sizes) if uid > after}

    def _step(self, box: BaseMailBox, sizes: dict[int, int], validity: int) -> Polled:
        wanted = [uid for uid, size in sizes.items() if size <= self.settings.most_bytes]
        large = len(sizes) - len(wanted)
        fetched = [raw for uid in wanted if (raw := self._raw(box, uid)) is not None]
        messages = tuple(
            incoming_of(raw, base=self.settings.address, now=timezone.now(), authserv=self.settings.authserv)
            for raw in fetched
        )
        said = f"{large} mails were larger than is taken, and stay in the mailbox" if large else ""
        return Polled(messages, {"uidvalidity": validity, "uid": max(sizes)}, said)

    def _raw(self, box: BaseMailBox, uid: int) -> bytes | None:
        """Return one mail as it is; None where it was deleted meanwhile."""
        parts = _answered(box.client.uid("fetch", str(uid), "(BODY.PEEK[])"))
        return next((bytes(part[1]) for part in parts if isinstance(part, tuple)), None)

    @contextlib.contextmanager
    def _troubles(self) -> Iterator[None]:
        """Say in plain words what went wrong; the password is in none of them."""
        where = self.server.where
        try:
            yield
        except MailboxLoginError as error:
            self.close()
            raise ChannelTrouble(f"{where} does not accept user and password") from error
        except MailboxFolderSelectError as error:
            self.close()
            raise ChannelTrouble(f"there is no folder {self.server.folder} at {where}") from error
        except NoTls as error:
            self.close()
            raise ChannelTrouble(no_tls(where)) from error
        except NotSetUp as error:  # the file of authorities has gone since
            raise ChannelTrouble(str(error)) from error
        except _TROUBLES as error:
            self.close()
            raise ChannelTrouble(words_for(error, where)) from error
        except GeneratorExit:
            raise
        except BaseException:
            self.close()
            raise


def _answered(answer: tuple[str, list[Any]]) -> list[Any]:
    """Raises: imaplib.IMAP4.error when the server says no."""
    status, lines = answer
    if status != "OK":
        raise imaplib.IMAP4.error("the server said no")
    return lines


def _uidvalidity(box: BaseMailBox) -> int:
    """Return what the server said of UIDVALIDITY when the folder was opened."""
    said = box.client.untagged_responses.get("UIDVALIDITY") or box.client.response("UIDVALIDITY")[1]
    last = said[-1] if said else None
    return int(last) if isinstance(last, bytes | str) else 0
