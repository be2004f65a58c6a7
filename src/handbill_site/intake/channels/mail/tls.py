"""TLS: whom we believe as a client, what we show as a server, and what went wrong in plain words."""

import ssl
from pathlib import Path

from handbill_site.intake.errors import NotSetUp


def client_context(ca: str) -> ssl.SSLContext:
    """Return what checks the certificates of servers, by name and date.

    Args:
        ca: File of certificates (PEM) of the only authorities that are believed; "" for those of the system.

    Raises: NotSetUp when the file holds none.
    """
    try:
        return ssl.create_default_context(cafile=ca or None)
    except (OSError, ssl.SSLError) as error:
        raise NotSetUp(f"HANDBILL_MAIL_CA: {Path(ca).name} cannot be read as certificates") from error


def server_context(certificate: str, key: str) -> ssl.SSLContext:
    """Return what shows our certificate to clients, TLS 1.2 and later. Raises: NotSetUp."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        names = f"{Path(certificate).name} and {Path(key).name}"
        raise NotSetUp(f"HANDBILL_MAIL_LISTEN_CERT: {names} are no certificate with its key") from error
    return context


def words_for(error: BaseException, where: str) -> str:
    """Return what is wrong with a connection to *where*, in plain words; no credentials are in them."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"{where} shows a certificate that is not good: {error.verify_message.rstrip('.')}"
    if isinstance(error, ssl.SSLError):
        return f"{where} does not speak TLS as it should: {(error.reason or 'no reason given').lower()}"
    reason = getattr(error, "strerror", None) or type(error).__name__
    return f"{where} does not answer as it should: {reason}"


def no_tls(where: str) -> str:
    """Return what is said of a server that offers no STARTTLS, or from whose offer somebody took it away."""
    return f"{where} offers no TLS (STARTTLS), so neither password nor mail was sent to it"
