"""Header fields of a mail that are shown: subject, date, name of the sender."""

import datetime as dt
import re
from email import headerregistry, policy
from email.message import Message

from handbill.formats.clean import one_line

_LONGEST = 1_000
_LONGEST_SUBJECT = 300
_LONGEST_NAME = 120
_ADDRESS = re.compile(r"\S+@\S+")
_MISREAD_AFTER = dt.timedelta(days=2)


def raw_field(message: Message, name: str) -> str:
    """Return the field *name* as it came, bytes beyond ASCII read as UTF-8; "" where it is not there."""
    for key, value in message.raw_items():
        if key.lower() == name:
            octets = str(value).encode("ascii", "surrogateescape") if _is_wire(value) else str(value).encode()
            return octets.decode("utf-8", "replace")[:_LONGEST]
    return ""


def subject_of(message: Message) -> str:
    """Return the subject in one line, encoded words decoded (RFC 2047)."""
    return one_line(str(_parsed("Subject", raw_field(message, "subject")) or ""), limit=_LONGEST_SUBJECT)


def sender_of(message: Message) -> str:
    """Return the display name of the one who sent it, never an address; "" where it is not clear who did."""
    stated = [value for key, value in message.raw_items() if key.lower() == "from"]
    parsed = _parsed("From", raw_field(message, "from")) if len(stated) == 1 else None
    addresses = parsed.addresses if isinstance(parsed, headerregistry.AddressHeader) else ()
    if len(addresses) != 1 or parsed is None or parsed.defects:
        return ""
    return one_line(_ADDRESS.sub("", addresses[0].display_name), limit=_LONGEST_NAME)


def sent_at(message: Message, *, received: dt.datetime) -> dt.datetime | None:
    """Return the Date as wall time of the sender, naive; None where it has none or its clock is wrong.

    Nothing is sent two days after it came, or before there was mail.
    """
    parsed = _parsed("Date", raw_field(message, "date"))
    sent = parsed.datetime if isinstance(parsed, headerregistry.DateHeader) else None
    if sent is None:
        return None
    sent = sent.replace(tzinfo=None)
    return sent if dt.datetime(1990, 1, 1) <= sent <= received + _MISREAD_AFTER else None  # noqa: DTZ001


def _parsed(name: str, value: str) -> headerregistry.BaseHeader | None:
    """Return the field parsed; None where the parser gives up (thousands of brackets exhaust it)."""
    try:
        parsed: headerregistry.BaseHeader = policy.default.header_factory(
            name, value.replace("\r", "").replace("\n", "")
        )
    except (RecursionError, ValueError, IndexError, AttributeError, TypeError, LookupError):
        return None
    return parsed


def _is_wire(value: object) -> bool:
    return all(letter < "\x80" or "\udc80" <= letter <= "\udcff" for letter in str(value))
