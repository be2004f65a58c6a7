"""The receiver: LMTP or SMTP behind a mail server. 250 is said when the mail is kept, never before."""

import asyncio
import contextlib
import logging
import os
import ssl
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connections
from django.utils import timezone

from handbill_site.intake import pressure
from handbill_site.intake.channels.contract import Keep
from handbill_site.intake.channels.mail.addresses import is_ours
from handbill_site.intake.channels.mail.headers import head_and_body
from handbill_site.intake.channels.mail.message import MOST_HOPS, incoming_of
from handbill_site.intake.channels.mail.setup import MailSettings
from handbill_site.intake.channels.mail.tls import server_context
from handbill_site.intake.errors import ChannelTrouble, NotKept, NotSetUp, TryLater

THREADS = 8
IDLE_SECONDS = 120.0
"""A client that says nothing for so long is let go; what it had not ended with a dot was never accepted."""
MOST_LINE = 1024 * 1024
"""Lines of real mails are longer than RFC 5321 allows, and are kept exactly."""
MOST_RECIPIENTS = 100
END_SECONDS = 5.0
CLOSE_SECONDS = 1.0
LOOK_SECONDS = 0.1
SOCKET_MODE = 0o666
"""Like a port of the loopback: whoever may enter its folder may hand in mail."""
GONE = "421 4.3.2 going down, try again later"
BUSY = "452 4.3.1 {}, try again later"
NOT_KEPT = "451 4.3.0 it could not be kept, try again later"
NOT_US = "550 5.1.1 nobody of that name here"
TOO_MANY = "452 4.5.3 too many recipients"
CIRCLES = "554 5.4.6 this mail goes round in circles"

log = logging.getLogger("handbill.mail")


class MailReceiver:
    """Serves LMTP or SMTP on one address."""

    def __init__(self, settings: MailSettings):
        assert settings.listen is not None  # noqa: S101 - setup makes none without
        self.settings = settings
        self.listen = settings.listen
        self.port = self.listen.port
        """The port in use; another than the setting's where that is 0."""

    def check(self) -> str:
        """Say where mail is taken in. (Whether it listens there is seen in the state of the channel.)"""
        tls = ", with STARTTLS" if self.settings.certificate else ""
        return f"takes {self.listen.scheme.upper()} at {self.listen.where}{tls}"

    def serve(self, keep: Keep, told: threading.Event) -> None:
        """Serve until *told*. Raises: ChannelTrouble when the address is taken."""
        asyncio.run(self._serve(keep, told))

    async def _serve(self, keep: Keep, told: threading.Event) -> None:
        loop = asyncio.get_running_loop()
        pool = ThreadPoolExecutor(THREADS, thread_name_prefix="mail")
        handler = Handler(self.settings, keep, pool)
        protocol = OurLMTP if self.listen.scheme == "lmtp" else OurSMTP
        made = partial(
            protocol,
            handler,
            data_size_limit=self.settings.most_bytes,
            enable_SMTPUTF8=True,
            hostname=self.settings.address.rpartition("@")[2],
            ident="Handbill",
            timeout=IDLE_SECONDS,
            loop=loop,
            tls_context=self._tls(),
        )
        try:
            server = await self._listening(loop, made)
        except OSError as error:
            where = self.listen.where
            raise ChannelTrouble(f"{where} cannot be listened at: {error.strerror or error}") from error
        while not told.is_set():
            await asyncio.sleep(LOOK_SECONDS)
        handler.closing = True
        server.close()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(handler.idle.wait(), END_SECONDS)
        await loop.run_in_executor(None, _close_connections, pool)
        pool.shutdown(wait=False, cancel_futures=True)

    async def _listening(
        self, loop: asyncio.AbstractEventLoop, made: Callable[[], SMTP]
    ) -> asyncio.AbstractServer:
        """Listen at the port or the socket. Raises: OSError."""
        if self.listen.path:
            unix = await loop.create_unix_server(made, self.listen.path)
            os.chmod(self.listen.path, SOCKET_MODE)
            return unix
        server = await loop.create_server(made, self.listen.host, self.listen.port)
        self.port = server.sockets[0].getsockname()[1]
        return server

    def _tls(self) -> ssl.SSLContext | None:
        """Return what shows our certificate; None without one. Raises: ChannelTrouble."""
        if not self.settings.certificate:
            return None
        try:
            return server_context(self.settings.certificate, self.settings.key)
        except NotSetUp as error:
            raise ChannelTrouble(str(error)) from error


def _close_connections(pool: ThreadPoolExecutor) -> None:
    """Close the database connection of each thread of *pool*: a thread ends without saying so."""
    together = threading.Barrier(THREADS)

    def close() -> None:
        with contextlib.suppress(threading.BrokenBarrierError):  # one of them is still at work
            together.wait(CLOSE_SECONDS)
        connections.close_all()

    wait([pool.submit(close) for _ in range(THREADS)], CLOSE_SECONDS + 1)


class Handler:
    """What is answered to MAIL, RCPT and DATA."""

    def __init__(self, settings: MailSettings, keep: Keep, pool: ThreadPoolExecutor):
        self.settings, self.keep, self.pool = settings, keep, pool
        self.closing = False
        self.idle = asyncio.Event()
        """Set while no mail is being kept."""
        self.idle.set()
        self._working = 0

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's names, here and below
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,  # noqa: ARG002
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Refuse before the mail is sent where it could not be kept."""
        if self.closing:
            return GONE
        try:
            await asyncio.get_running_loop().run_in_executor(self.pool, pressure.require_room, 0)
        except TryLater as error:
            return BUSY.format(error)
        except NotKept:
            return NOT_KEPT
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,  # noqa: ARG002
        envelope: Envelope,
        address: str,
        options: list[str],  # noqa: ARG002
    ) -> str:
        """Take mail for our own address and its plus-addresses alone: we relay nothing."""
        if not is_ours(address, self.settings.address):
            return NOT_US
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return TOO_MANY
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,  # noqa: ARG002
        envelope: Envelope,
    ) -> str:
        """Keep the mail and say so, or say "try later"."""
        if self.closing:
            return GONE
        self._working += 1
        self.idle.clear()
        try:
            return await asyncio.get_running_loop().run_in_executor(self.pool, self._kept, envelope)
        finally:
            self._working -= 1
            if not self._working:
                self.idle.set()

    async def handle_exception(self, error: Exception) -> str:
        """A fault of ours is no reason to lose a mail: aiosmtpd would say 500, for good."""
        log.error("a fault while receiving", exc_info=error)
        return NOT_KEPT

    def _kept(self, envelope: Envelope) -> str:
        """In a thread: keep, and return the answer."""
        raw = bytes(envelope.original_content or b"")
        if len(head_and_body(raw)[0].get("received", ())) > MOST_HOPS:
            return CIRCLES
        incoming = incoming_of(
            raw,
            base=self.settings.address,
            now=timezone.now(),
            return_path=envelope.mail_from or "",
            recipients=envelope.rcpt_tos,
            authserv=self.settings.authserv,
        )
        try:
            self.keep(incoming)
        except TryLater as error:
            return BUSY.format(error)
        except NotKept as error:
            log.warning("a mail was not kept: %s", error)
            return NOT_KEPT
        return "250 2.0.0 kept"


class Bounded(SMTP):
    """aiosmtpd with its memory bounded: an endless line is not gathered, but ends the connection."""

    line_length_limit = MOST_LINE

    def __init__(self, *arguments: Any, **options: Any):
        super().__init__(*arguments, **options)
        self._since_answer = 0

    def data_received(self, data: bytes) -> None:
        """Count what comes between two answers of ours."""
        self._since_answer += len(data)
        if self.data_size_limit and self._since_answer > self.data_size_limit + 2 * MOST_LINE:
            if self.transport is not None:
                self.transport.write(b"552 5.3.4 too much mail data\r\n")  # type: ignore[attr-defined]
                self.transport.close()
            return
        super().data_received(data)

    async def push(self, status: Any) -> None:
        """Answer, and count from here anew."""
        self._since_answer = 0
        await super().push(status)


class OurSMTP(Bounded):
    """SMTP."""


class OurLMTP(Bounded, LMTP):
    """LMTP: after the mail each recipient gets an answer (RFC 2033 4.2), also where aiosmtpd refuses it."""

    _owed = 1

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        """Take the mail; what is said after it is said for each recipient."""
        recipients = len(self.envelope.rcpt_tos) if self.envelope else 1
        try:
            self._owed = -max(recipients, 1)  # negative: the "354" comes first
            await super().smtp_DATA(arg)
        finally:
            self._owed = 1

    async def push(self, status: Any) -> None:
        """Answer once, or once a recipient after a mail."""
        if self._owed < 0 and isinstance(status, str) and status.startswith("354"):
            self._owed = -self._owed
        elif self._owed > 1 and isinstance(status, str):
            status = "\r\n".join([status] * self._owed)
        await super().push(status)
