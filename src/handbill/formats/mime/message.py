"""From bytes to a tree of parts, within bounds of size, number and depth."""

import re
from email.message import Message
from email.parser import BytesParser
from email.policy import Compat32

from handbill.errors import TooLarge, UnreadableFile
from handbill.formats.limits import DEEPEST_PARTS, MOST_PARTS
from handbill.values import Problem

_LONGEST_FIELD = 8_000
_BOUNDARY = re.compile(rb"boundary\s*=\s*(?:\"([^\"\r\n]{1,200})\"|([^\s;\"]{1,200}))", re.IGNORECASE)
_DELIMITER = re.compile(rb"^--([^\r\n]{1,202}?)[ \t]*\r?$", re.MULTILINE)
_MBOX_LINE = re.compile(rb"From [^\n]*\n")


class _Bounded(Compat32):
    """Cuts endless header fields before they are parsed; their time grows with the square of their length.

    The newer policies parse each Content-Type in full on every access, which for a few hundred parts takes
    seconds; the fields that we show are parsed by `fields` instead.
    """

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_FIELD]


def message_of(raw: bytes) -> tuple[Message, tuple[Problem, ...]]:
    """Return *raw* as a message and what of it was not read.

    Raises:
        TooLarge: Its parts nest deeper than `limits.DEEPEST_PARTS`.
        UnreadableFile: It cannot be taken apart.
    """
    raw = _MBOX_LINE.sub(b"", raw, count=1) if raw.startswith(b"From ") else raw
    boundaries = {quoted or plain for quoted, plain in _BOUNDARY.findall(raw)}
    if len(boundaries) > DEEPEST_PARTS:
        raise TooLarge("too many nested parts", media_type="message/rfc822", limit=DEEPEST_PARTS)
    bounded = _first_parts(raw, boundaries)
    try:
        message = BytesParser(policy=_Bounded()).parsebytes(bounded)
    except (RecursionError, ValueError, LookupError, AssertionError) as error:
        raise UnreadableFile("damaged mail", media_type="message/rfc822") from error
    return message, (Problem("mime.too_many_parts"),) if len(bounded) < len(raw) else ()


def _first_parts(raw: bytes, boundaries: set[bytes]) -> bytes:
    """Return *raw* up to the last part that is read."""
    parts = 0
    for delimiter in _DELIMITER.finditer(raw):
        parts += delimiter[1] in boundaries
        if parts > MOST_PARTS:
            return raw[: delimiter.start()]
    return raw
