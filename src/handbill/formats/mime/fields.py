"""Header fields of a mail that are shown: subject, date, name of the sender."""

import binascii
import datetime as dt
import quopri
import re
from email import headerregistry, policy
from email.message import Message

from handbill.formats.charsets import decode
from handbill.formats.clean import one_line

_LONGEST = 1_000
_LONGEST_SUBJECT = 300
_LONGEST_NAME = 120
_ENCODED = re.compile(r"=\?([\w.:+-]{1,40})(?:\*[\w-]{0,20})?\?([bq])\?([^?\s]{0,1000})\?=", re.IGNORECASE)
_ADDRESS = re.compile(r"(?<!\S)\S+@\S+")
_MISREAD_AFTER = dt.timedelta(days=2)


def raw_field(message: Message, name: str) -> str:
    """Return the field *name* as it came, raw bytes decoded; "" where it is not there."""
    for key, value in message.raw_items():
        if key.lower() == name:
            octets = str(value).encode("ascii", "surrogateescape") if _is_wire(value) else str(value).encode()
            return (octets.decode() if _is_utf8(octets) else decode(octets, _charset_of(message)))[:_LONGEST]
    return ""


def _is_utf8(octets: bytes) -> bool:
    try:
        octets.decode()
    except UnicodeDecodeError:
        return False
    return b"\x1b" not in octets


def _charset_of(message: Message) -> str:
    """Return the charset of the body: what writes its words in it writes its fields in it too."""
    inside = [message, *(part for part in message.walk() if part.get_content_maintype() == "text")][:20]
    stated = (part.get_param("charset", "") for part in inside)
    return next((charset for charset in stated if isinstance(charset, str) and charset), "")


def subject_of(message: Message) -> str:
    """Return the subject in one line, encoded words decoded (RFC 2047)."""
    return one_line(decoded_words(raw_field(message, "subject")), limit=_LONGEST_SUBJECT)


def decoded_words(value: str) -> str:
    """Return *value* with its encoded words decoded (RFC 2047); neighbours of one charset as one.

    Written here because letters are often cut over two encoded words, and charsets called by a narrower name.
    """
    pieces: list[tuple[str, bytes]] = []
    place = 0
    for found in _ENCODED.finditer(value):
        between = value[place : found.start()]
        if between.strip() or not pieces:
            pieces.append(("", between.encode()))
        charset, octets = found[1].lower(), _octets(found[2].lower(), found[3])
        if pieces[-1][0] == charset:
            pieces[-1] = (charset, pieces[-1][1] + octets)
        else:
            pieces.append((charset, octets))
        place = found.end()
    pieces.append(("", value[place:].encode()))
    return "".join(decode(octets, charset) if charset else octets.decode() for charset, octets in pieces)


def _octets(encoding: str, words: str) -> bytes:
    ascii_words = words.encode("ascii", "replace")
    if encoding == "q":
        return quopri.decodestring(ascii_words.replace(b"_", b"=20"))
    try:
        return binascii.a2b_base64(ascii_words + b"==")
    except binascii.Error:
        return ascii_words


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
