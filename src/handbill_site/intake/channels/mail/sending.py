"""Answers by e-mail: out through a mail server, by the rules for automatic answers (RFC 3834)."""

import contextlib
import re
import smtplib
from collections.abc import Iterator
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import localtime

from handbill_site.intake.channels.mail.addresses import change_address
from handbill_site.intake.channels.mail.headers import only_address
from handbill_site.intake.channels.mail.message import ANSWER_ID
from handbill_site.intake.channels.mail.setup import MailSettings, Server
from handbill_site.intake.channels.mail.tls import client_context, no_tls, words_for
from handbill_site.intake.errors import ChannelTrouble, NotSetUp
from handbill_site.intake.incoming import Reply

TIMEOUT_SECONDS = 30.0
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")


class MailAnswerer:
    """Sends answers, one connection each: they are few."""

    def __init__(self, settings: MailSettings):
        assert settings.smtp is not None  # noqa: S101 - setup makes none without
        self.settings = settings
        self.server: Server = settings.smtp

    def check(self) -> str:
        """Connect and log in. Raises: ChannelTrouble."""
        with self._session():
            return f"{self.server.host}:{self.server.port} takes mail from {self.server.user or 'anybody'}"

    def address_for(self, about: str) -> str:
        """Return the plus-address by which the event or delivery is changed."""
        return change_address(about, self.settings.address)

    def send(self, reply: Reply) -> str:
        """Send one answer; return its Message-ID.

        The envelope has no sender (RFC 3834 3.3), so nothing ever bounces back into a circle.

        Raises: ChannelTrouble, permanent where the recipient is refused for good.
        """
        message = message_of(reply, self.settings)
        with self._session() as session:
            session.send_message(message, from_addr="", to_addrs=[only_address(reply.to)])
        return str(message["Message-ID"])

    @contextlib.contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        where = self.server.where
        try:
            with self._connected() as session:
                if self.server.user:
                    session.login(self.server.user, self.server.password.open())
                yield session
        except smtplib.SMTPAuthenticationError as error:
            raise ChannelTrouble(f"{where} does not accept user and password") from error
        except smtplib.SMTPRecipientsRefused as error:
            code = max(code for code, _ in error.recipients.values())
            raise ChannelTrouble(f"{where} refused the recipient ({code})", permanent=code >= 500) from error
        except smtplib.SMTPResponseException as error:
            code = error.smtp_code
            raise ChannelTrouble(f"{where} refused ({code})", permanent=500 <= code < 600) from error
        except NotSetUp as error:  # the file of authorities has gone since
            raise ChannelTrouble(str(error)) from error
        except smtplib.SMTPNotSupportedError as error:
            raise ChannelTrouble(no_tls(where)) from error
        except (OSError, smtplib.SMTPException) as error:
            raise ChannelTrouble(words_for(error, where)) from error

    def _connected(self) -> smtplib.SMTP:
        server, context = self.server, client_context(self.settings.ca)
        if server.scheme == "smtps":
            return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_SECONDS, context=context)
        session = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
        if not server.is_here or self.settings.ca:
            try:
                session.starttls(context=context)
            except BaseException:  # nobody else has hold of the connection yet
                session.close()
                raise
        return session


def message_of(reply: Reply, settings: MailSettings) -> EmailMessage:
    """Return the mail that answers, by RFC 3834 3.1: in its thread, and marked as made by a program.

    Raises: ChannelTrouble, permanent, when the recipient is no plain address.
    """
    to = only_address(reply.to)
    if not to:
        raise ChannelTrouble("the recipient is no plain address", permanent=True)
    local, host = settings.address.split("@")
    message = EmailMessage(policy=SMTP.clone(max_line_length=78))
    message["From"] = Address(settings.name, local, host)
    message["To"] = Address("", *to.split("@"))
    if reply.change_address:
        message["Reply-To"] = Address("", *reply.change_address.split("@"))
    subject = " ".join(reply.subject.split()) or settings.name
    message["Subject"] = subject if subject.lower().startswith("re:") else f"Re: {subject}"
    message["Date"] = localtime()
    message["Message-ID"] = f"<{ANSWER_ID}.{re.sub(r'[^A-Za-z0-9-]', '-', reply.uid)}@{host}>"
    if _MESSAGE_ID.fullmatch(reply.in_reply_to):
        message["In-Reply-To"] = message["References"] = reply.in_reply_to
    message["Auto-Submitted"] = "auto-replied"
    message["X-Auto-Response-Suppress"] = "All"
    message["Content-Language"] = re.sub(r"[^A-Za-z0-9-]", "", reply.language) or "en"
    message.set_content(
        reply.text, charset="utf-8", cte="quoted-printable" if reply.text.isascii() else "base64"
    )
    return message
