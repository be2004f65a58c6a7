"""From a raw mail to what is kept of it: who sent it, what it is about, and whether anybody is answered."""

import datetime as dt
import hashlib
import re
from collections.abc import Sequence

from handbill_site.intake.channels.mail import addresses
from handbill_site.intake.channels.mail.headers import (
    Head,
    date_of,
    head_and_body,
    message_id,
    only,
    only_address,
    without_comments,
    words_of,
)
from handbill_site.intake.incoming import Incoming

MEDIA_TYPE = "message/rfc822"
MOST_HOPS = 50
"""Received fields of a mail that goes round in circles (RFC 5321 6.3 asks for at least 100 to be let through
by relays; we relay nothing)."""
ANSWER_ID = "handbill-answer"
"""In the Message-ID of our own answers, by which one that comes back is known."""
_ROBOTS = re.compile(
    r"(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|owner-.*|.*-request|.*-owner)(?:[+=-].*)?"
)
_ANSWER_ID = re.compile(rf"<{ANSWER_ID}\.")


def incoming_of(
    raw: bytes,
    *,
    base: str,
    now: dt.datetime,
    return_path: str | None = None,
    recipients: Sequence[str] = (),
    authserv: str = "",
) -> Incoming:
    """Return what is kept of one mail.

    Args:
        base: The address that the site receives at.
        return_path: Of the envelope, "" or "<>" for the null one; None takes the Return-Path field.
        recipients: Of the envelope; none takes the fields.
        authserv: Name under which our own mail server writes Authentication-Results (RFC 8601); "" for none.
    """
    head, body = head_and_body(raw)
    sender = only_address(only(head, "from"))
    path = _return_path(head) if return_path is None else return_path.strip("<>").lower()
    settled = _settled(head, sender, path, base)
    return Incoming(
        raw=raw,
        media_type=MEDIA_TYPE,
        sent=date_of(head, now=now),
        sender=sender,
        external_id=message_id(head),
        fingerprint=_fingerprint(head, body),
        subject=words_of(only(head, "subject")),
        about=_about(head, recipients, base),
        proven=_is_authenticated(head, sender, authserv),
        silent=settled or _silent(head, sender, path),
        settled=settled,
    )


def _settled(head: Head, sender: str, path: str | None, base: str) -> str:
    """Return why a mail need not be read at all; "" where it does."""
    if path == "":
        return "a bounce"
    if only(head, "content-type").lower().startswith("multipart/report"):
        return "a report of a mail server"
    if any(_ANSWER_ID.match(value) for value in head.get("message-id", ())) or sender == base.lower():
        return "our own answer came back"
    if only(head, "auto-submitted").lower().startswith("auto-replied") or "x-autoreply" in head:
        return "an automatic answer"
    if len(head.get("received", ())) > MOST_HOPS:
        return "a mail that goes round in circles"
    return ""


def _silent(head: Head, sender: str, path: str | None) -> str:
    """Return why nobody is answered, by RFC 3834 and what mail programs do; "" answers."""
    if not sender:
        return "its sender is unclear"
    if any(name.startswith("list-") for name in head):
        return "a mailing list"
    if only(head, "precedence").lower() in ("bulk", "junk", "list"):
        return "a mass mailing"
    if (only(head, "auto-submitted").lower() or "no") != "no":
        return "sent by a program"
    if set(re.split(r"[ ,]+", only(head, "x-auto-response-suppress").lower())) & {"all", "oof", "autoreply"}:
        return "its sender wants no automatic answers"
    if _ROBOTS.fullmatch(sender.partition("@")[0]):
        return "its sender is a program"
    if path and not _is_aligned(path.rpartition("@")[2], sender.rpartition("@")[2]):
        return "its return path is of another domain"
    return ""


def _about(head: Head, recipients: Sequence[str], base: str) -> str:
    """Return what the mail is about by a token in one of its addresses."""
    fields = ("delivered-to", "x-original-to", "envelope-to", "to", "cc")
    written = [value for name in fields for value in head.get(name, ())]
    candidates = recipients or addresses.found_in(written, base)
    return next((about for each in candidates if (about := addresses.about_of(each, base))), "")


def _fingerprint(head: Head, body: bytes) -> str:
    """Return what tells two mails of one Message-ID apart: subject, date and body.

    The other fields are written on the way, and differ between two copies of the same mail.
    """
    said = f"{only(head, 'subject')}\0{only(head, 'date')}\0".encode("utf-8", "replace")
    return hashlib.sha256(said + body.replace(b"\r\n", b"\n").rstrip()).hexdigest()


def _return_path(head: Head) -> str | None:
    """Return the Return-Path field without brackets; None where there is none, or several."""
    said = only(head, "return-path")
    return said.strip().strip("<>").lower() if said else None


def _is_authenticated(head: Head, sender: str, authserv: str) -> bool:
    """Tell whether our own server found a signature of the sender's domain to be good.

    Only the topmost of its results counts: the server puts its own on top.
    """
    if not (authserv and sender):
        return False
    own = [value for value in head.get("authentication-results", ()) if _authserv(value) == authserv.lower()]
    domain = sender.rpartition("@")[2]
    for method in without_comments(own[0]).split(";")[1:] if own else ():
        said = dict(re.findall(r"([\w.-]+)\s*=\s*([^\s;]+)", method.lower()))
        signed = said.get("header.d", "") if said.get("dkim") == "pass" else ""
        if _is_aligned(signed, domain) or (said.get("dmarc") == "pass" and said.get("header.from") == domain):
            return True
    return False


def _authserv(value: str) -> str:
    return without_comments(value).partition(";")[0].strip().partition(" ")[0].lower()


def _is_aligned(one: str, other: str) -> bool:
    """Tell whether two domains are the same, or one lies in the other (relaxed alignment, RFC 7489 3.1.1)."""
    if "." not in one or "." not in other:
        return False
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
