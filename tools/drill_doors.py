"""The doors of the intake as their clients use them: what is sent, and the sha256 of what must then be kept.

Each raises when it got no yes: OSError, http.client.HTTPException or smtplib.SMTPException.
"""

import base64
import contextlib
import hashlib
import hmac
import http.client
import json
import smtplib
import urllib.parse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

LIST, ADA = "list@town.example", "ada@lanterns.example"
APP_SECRET, CONSUMER_SECRET = "5e1f-lanterns-app", "lantern-app-secret"
ENVIRONMENT = {
    "HANDBILL_MAIL_ADDRESS": LIST,
    "HANDBILL_INSTAGRAM_APP_SECRET": APP_SECRET,
    "HANDBILL_INSTAGRAM_VERIFY_TOKEN": "are-you-meant",
    "HANDBILL_X_CONSUMER_SECRET": CONSUMER_SECRET,
    "HANDBILL_SLOW_MOST_WAITING": "10000000",  # the form is filled in without proof of work
}
"""Settings of a site whose doors are these."""
SECONDS = 30.0
WRITTEN = 1808215200123
"""Milliseconds: 2027-04-20 10:00:00.123 UTC."""
OURS = "17841400000000000"


@dataclass(frozen=True, slots=True)
class Door:
    """One way in.

    Attributes:
        server: Which server has it: "web" or "lmtp".
        send: Sends texts in one request to a port of the loopback; returns the sha256 of each as kept.
        most: Texts that one request may hold.
        repeats: Whether a request is sent once more at times though it got its yes, as services do.
    """

    server: str
    send: Callable[[Sequence[str], int], list[str]]
    most: int = 1
    repeats: bool = False


def send_form(texts: Sequence[str], port: int) -> list[str]:
    """Send by the public form; the receipt is a redirect."""
    body = urllib.parse.urlencode({"text": texts[0]}).encode()
    _post(port, "/tell/", body, {"Content-Type": "application/x-www-form-urlencoded"}, yes=303)
    return [_sha256(f"{texts[0]}\n".encode())]


def send_lmtp(texts: Sequence[str], port: int) -> list[str]:
    """Send as a mail server does."""
    name = _sha256(texts[0].encode())[:20]
    head = f"From: {ADA}\r\nTo: {LIST}\r\nMessage-ID: <{name}@lanterns.example>\r\n\r\n"
    raw = f"{head}{texts[0]}\r\n".encode()
    client = smtplib.LMTP("127.0.0.1", port, timeout=SECONDS)
    try:
        client.sendmail(ADA, [LIST], raw)
    finally:
        with contextlib.suppress(OSError, smtplib.SMTPException):
            client.close()
    return [_sha256(raw)]


def send_instagram(texts: Sequence[str], port: int) -> list[str]:
    """Hand in as Meta does: all texts in one signed request, from ninety people in all."""
    events = [
        {
            "sender": {"id": _digits(text)[:2]},
            "recipient": {"id": OURS},
            "timestamp": WRITTEN,
            "message": {"mid": f"mid-{_digits(text)}", "text": text},
        }
        for text in texts
    ]
    entry = {"id": OURS, "time": WRITTEN, "messaging": events}
    raw = json.dumps({"object": "instagram", "entry": [entry]}).encode()
    signed = f"sha256={hmac.new(APP_SECRET.encode(), raw, hashlib.sha256).hexdigest()}"
    headers = {"Content-Type": "application/json", "X-Hub-Signature-256": signed}
    _post(port, "/hooks/instagram/", raw, headers, yes=200)
    return [_sha256(text.encode()) for text in texts]


def send_x(texts: Sequence[str], port: int) -> list[str]:
    """Hand in as X's Account Activity does."""
    raw, headers = request_of_x(texts)
    _post(port, "/hooks/x/", raw, {"Content-Type": "application/json", **headers}, yes=200)
    return [_sha256(text.encode()) for text in texts]


def request_of_x(texts: Sequence[str]) -> tuple[bytes, dict[str, str]]:
    """Return the body of a webhook of X with these messages, and the header that signs it."""
    events = [
        {
            "type": "message_create",
            "id": _digits(text),
            "created_timestamp": str(WRITTEN),
            "message_create": {
                "target": {"recipient_id": OURS},
                "sender_id": _digits(text)[:2],
                "message_data": {"text": text},
            },
        }
        for text in texts
    ]
    raw = json.dumps({"for_user_id": OURS, "direct_message_events": events}).encode()
    digest = hmac.new(CONSUMER_SECRET.encode(), raw, hashlib.sha256).digest()
    return raw, {"X-Twitter-Webhooks-Signature": f"sha256={base64.b64encode(digest).decode()}"}


DOORS: Mapping[str, Door] = {
    "form": Door("web", send_form),
    "lmtp": Door("lmtp", send_lmtp),
    "webhook of Instagram": Door("web", send_instagram, most=4, repeats=True),
    "webhook of X": Door("web", send_x, most=2, repeats=True),
}
NO_YES = (OSError, http.client.HTTPException, smtplib.SMTPException)
"""What a door raises when nothing was accepted, as far as its client can know."""


def _post(port: int, path: str, body: bytes, headers: Mapping[str, str], *, yes: int) -> None:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)) as connection:
        connection.request("POST", path, body, dict(headers))
        response = connection.getresponse()
        response.read()
        if response.status != yes:
            raise http.client.HTTPException(str(response.status))


def _sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def _digits(text: str) -> str:
    """Return 18 digits that are this text's alone."""
    return str(int(_sha256(text.encode()), 16))[:18]
