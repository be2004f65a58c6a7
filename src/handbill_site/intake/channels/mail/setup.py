"""Settings of e-mail.

HANDBILL_MAIL_ADDRESS        what people write to: list@lanterns.example; plus-addresses of it come to us too
HANDBILL_MAIL_LISTEN         lmtp://127.0.0.1:8024, lmtp:///run/handbill/lmtp.sock or smtp://127.0.0.1:8025:
                             where our mail server hands in
HANDBILL_MAIL_LISTEN_CERT    certificate (PEM, with its chain) that is shown there; STARTTLS is then offered
HANDBILL_MAIL_LISTEN_KEY_FILE  its key, in a file that nobody else may read
HANDBILL_MAIL_CA             certificates (PEM) of the authorities that are believed of the mailbox and of the
                             server for answers, instead of the system's; demands TLS of this machine too
HANDBILL_MAIL_IMAP           imaps://USER@HOST[:993][/FOLDER]: a mailbox to fetch from; "@" in USER as %40
HANDBILL_MAIL_IMAP_PASSWORD  or …_PASSWORD_FILE
HANDBILL_MAIL_SMTP           smtps://USER@HOST[:465] or smtp://USER@HOST:587 (STARTTLS): where answers go out
HANDBILL_MAIL_SMTP_PASSWORD  or …_PASSWORD_FILE
HANDBILL_MAIL_AUTHSERV       name under which our own mail server writes Authentication-Results
HANDBILL_MAIL_MOST_MB        largest mail that is taken (10)
HANDBILL_MAIL_NAME           name that answers come from (Handbill)
"""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from handbill_site.intake.channels.contract import Parts
from handbill_site.intake.channels.credentials import (
    NO_SECRET,
    Secret,
    number,
    private_file,
    secret,
    setting,
)
from handbill_site.intake.channels.mail.headers import only_address
from handbill_site.intake.channels.mail.tls import client_context, server_context
from handbill_site.intake.errors import NotSetUp


@dataclass(frozen=True, slots=True)
class Server:
    """A server that we call, or an address that we listen at.

    Attributes:
        scheme: lmtp, smtp, smtps, imap or imaps. With smtp and imap, STARTTLS is demanded unless the host
            is this machine and `MailSettings.ca` is not set.
        folder: Of a mailbox.
        path: Of a socket of this machine that we listen at instead of a port; "" for a port.
    """

    scheme: str
    host: str
    port: int
    user: str = ""
    password: Secret = NO_SECRET
    folder: str = "INBOX"
    path: str = ""

    @property
    def is_here(self) -> bool:
        """Whether it is this machine, so that nobody listens on the way."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost" or bool(self.path)

    @property
    def where(self) -> str:
        """Return where it is, for people."""
        return self.path or f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class MailSettings:
    """What an operator says of e-mail; None for what is not used.

    Attributes:
        ca: File of the authorities that servers' certificates must be of; "" for the system's.
        certificate, key: Files of what we show where we listen; "" for no TLS there.
    """

    address: str
    name: str = "Handbill"
    listen: Server | None = None
    imap: Server | None = None
    smtp: Server | None = None
    authserv: str = ""
    most_bytes: int = 10 * 1024 * 1024
    ca: str = ""
    certificate: str = ""
    key: str = ""


def settings_from(environ: Mapping[str, str] = os.environ) -> MailSettings | None:
    """Return the settings; None while no address is named. Raises: NotSetUp."""
    said = setting("HANDBILL_MAIL_ADDRESS", environ=environ)
    if not said:
        return None
    if not (address := only_address(said)) or "+" in address:
        raise NotSetUp(
            "HANDBILL_MAIL_ADDRESS: it must be one address without a plus, such as list@town.example"
        )
    if ca := setting("HANDBILL_MAIL_CA", environ=environ):
        client_context(ca)
    certificate, key = _certificate(environ)
    return MailSettings(
        address=address,
        ca=ca,
        certificate=certificate,
        key=key,
        name=setting("HANDBILL_MAIL_NAME", "Handbill", environ=environ),
        listen=_server("HANDBILL_MAIL_LISTEN", {"lmtp": 24, "smtp": 25}, environ),
        imap=_server(
            "HANDBILL_MAIL_IMAP",
            {"imaps": 993, "imap": 143},
            environ,
            secret("HANDBILL_MAIL_IMAP_PASSWORD", environ=environ),
        ),
        smtp=_server(
            "HANDBILL_MAIL_SMTP",
            {"smtps": 465, "smtp": 587},
            environ,
            secret("HANDBILL_MAIL_SMTP_PASSWORD", environ=environ),
        ),
        authserv=setting("HANDBILL_MAIL_AUTHSERV", environ=environ),
        most_bytes=number("HANDBILL_MAIL_MOST_MB", 10, environ=environ) * 1024 * 1024,
    )


def parts() -> Parts:
    """Return the parts that are set up. Raises: NotSetUp."""
    said = settings_from()
    if said is None:
        return Parts()
    # Imported when used: a web process needs none of them.
    from handbill_site.intake.channels.mail.imap import Mailbox
    from handbill_site.intake.channels.mail.receiver import MailReceiver
    from handbill_site.intake.channels.mail.sending import MailAnswerer

    return Parts(
        receiver=MailReceiver(said) if said.listen else None,
        pollers={"imap": Mailbox(said)} if said.imap else {},
        answerer=MailAnswerer(said) if said.smtp else None,
    )


def _server(
    name: str, ports: Mapping[str, int], environ: Mapping[str, str], password: Secret = NO_SECRET
) -> Server | None:
    said = setting(name, environ=environ)
    if not said:
        return None
    try:
        parts = urlsplit(said)
        port = parts.port
    except ValueError as error:
        raise NotSetUp(f"{name}: it is no address") from error
    if parts.scheme == "lmtp" and not parts.netloc and parts.path.startswith("/") and len(parts.path) > 1:
        return Server("lmtp", "", 0, path=unquote(parts.path))
    if parts.scheme not in ports or not parts.hostname:
        raise NotSetUp(
            f"{name}: it must begin with {' or '.join(f'{scheme}://' for scheme in ports)} and a host"
        )
    if parts.password is not None:
        raise NotSetUp(f"{name}: a password has no place there; use {name}_PASSWORD_FILE")
    return Server(
        parts.scheme,
        parts.hostname,
        port if port is not None else ports[parts.scheme],
        unquote(parts.username or ""),
        password,
        _folder(parts),
    )


def _certificate(environ: Mapping[str, str]) -> tuple[str, str]:
    """Return the files of our certificate and its key; "" for none. Raises: NotSetUp."""
    certificate = setting("HANDBILL_MAIL_LISTEN_CERT", environ=environ)
    key = private_file("HANDBILL_MAIL_LISTEN_KEY_FILE", environ=environ)
    if bool(certificate) != bool(key):
        raise NotSetUp(f"HANDBILL_MAIL_LISTEN_{'KEY_FILE' if certificate else 'CERT'}: it is missing")
    if certificate:
        server_context(certificate, key)
    return certificate, key


def _folder(parts: SplitResult) -> str:
    return unquote(parts.path.strip("/")) or "INBOX"
