"""The head of a mail, read by hand: linear, bounded, and blind to everything that is not asked for.

The parser of the standard library takes seconds for some heads and recursion errors for others (HOSTILE rows
3, 5, 6); it runs only in the reader child. Here only a few fields are looked at, to tell who may be answered.
"""

import datetime as dt
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import parsedate_to_datetime
from typing import TypeAlias

MOST_HEAD = 64 * 1024
MOST_VALUE = 2000
Head: TypeAlias = Mapping[str, Sequence[str]]
"""Values by lower-case field name, in their order, unfolded, at most MOST_VALUE characters each."""

_NAME = re.compile(rb"^([!-9;-~]{1,76})[ \t]*:(.*)$", re.DOTALL)
_ADDRESS = re.compile(
    r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\.)+[A-Za-z]{2,63}$"
)
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")


def head_and_body(raw: bytes) -> tuple[Head, bytes]:
    """Return the head of a mail, as far as its first 64 KB go, and all that follows the head."""
    end = re.search(rb"\r?\n\r?\n", raw[:MOST_HEAD])
    head, body = (raw[: end.start()], raw[end.end() :]) if end else (raw[:MOST_HEAD], raw[MOST_HEAD:])
    fields: defaultdict[str, list[str]] = defaultdict(list)
    field: list[bytes] = []
    for line in [*re.split(rb"\r?\n", head), b"."]:
        if line[:1] in (b" ", b"\t") and field:
            field.append(line.strip())
            continue
        if field and (match := _NAME.match(b" ".join(field))):
            value = match[2].strip()[: MOST_VALUE * 2].decode("utf-8", "replace")[:MOST_VALUE]
            fields[match[1].decode("ascii").lower()].append(value)
        field = [line]
    return dict(fields), body


def only(head: Head, name: str) -> str:
    """Return the value of a field that stands there once; "" where it is missing or repeated."""
    values = head.get(name, ())
    return values[0] if len(values) == 1 else ""


def only_address(value: str) -> str:
    """Return the one address of a field, lower case; "" when there is none, several, or any doubt.

    Only the plain forms `a@b.c` and `Name <a@b.c>` are taken, the name without "@", "<" and ">" outside
    quotes: whoever writes otherwise is not answered (HOSTILE row 12).

    >>> only_address('"Ada, of the Quay" <Ada@Lanterns.example>')
    'ada@lanterns.example'
    >>> only_address("a@x.example, eve@rivers.example")
    ''
    >>> only_address("a@x.example)b@y.example")
    ''
    """
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', "", value).strip()
    name, opened, rest = bare.partition("<")
    address = rest.removesuffix(">").strip() if opened else bare
    if opened and (not rest.endswith(">") or re.search(r"[@<>,;:()]", name)):
        return ""
    return address.lower() if _ADDRESS.match(address) else ""


def message_id(head: Head) -> str:
    """Return the Message-ID with its brackets; "" where it is missing, repeated or no id."""
    match = _MESSAGE_ID.fullmatch(only(head, "message-id").strip())
    return match[0] if match else ""


def message_ids(head: Head, name: str) -> list[str]:
    """Return the ids that a field such as References names."""
    return _MESSAGE_ID.findall(only(head, name))


def words_of(value: str) -> str:
    """Return a field as a person reads it: RFC 2047 decoded, one line, no control or bidi characters.

    >>> words_of("=?utf-8?q?F=C3=AAte=0D=0ABcc:_eve@rivers.example?=")
    'Fête Bcc: eve@rivers.example'
    """
    try:
        pieces = [
            piece.decode(charset or "ascii", "replace") if isinstance(piece, bytes) else piece
            for piece, charset in decode_header(value[:998])
        ]
    except (HeaderParseError, LookupError, ValueError):
        pieces = [value]
    spaced = "".join(" " if c.isspace() else c for c in "".join(pieces))
    return " ".join("".join(c for c in spaced if unicodedata.category(c)[0] != "C").split())[:255]


def date_of(head: Head, *, now: dt.datetime) -> dt.datetime | None:
    """Return when the mail says it was sent, aware; None where it does not, or says a time to come."""
    try:
        said = parsedate_to_datetime(only(head, "date")[:100])
        sent = said.replace(tzinfo=dt.UTC) if said.tzinfo is None else said.astimezone(dt.UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return sent if dt.datetime(1990, 1, 1, tzinfo=dt.UTC) < sent < now + dt.timedelta(days=1) else None


def without_comments(value: str) -> str:
    """Return a field without its (comments) and "quoted strings", whatever they nest; linear.

    >>> without_comments('dkim=pass (ok; dkim="x" (y)) header.d=a.example')
    'dkim=pass  header.d=a.example'
    """
    kept, depth, quoted, escaped = [], 0, False, False
    for c in value:
        if escaped:
            escaped = False
        elif c == "\\":
            escaped = True
        elif quoted:
            quoted = c != '"'
        elif c == '"':
            quoted = True
        elif c == "(":
            depth += 1
        elif c == ")" and depth:
            depth -= 1
        elif not depth:
            kept.append(c)
    return "".join(kept)
