"""What is kept of a message that a service hands out in pieces: words, links, pictures."""

import datetime as dt
import email.utils
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from handbill_site.intake.errors import ChannelTrouble
from handbill_site.intake.incoming import LINK
from handbill_site.intake.links import only_link

TEXT = "text/plain; charset=utf-8"
PAGE = "text/html; charset=utf-8"
MAIL = "message/rfc822"
_HEAD = re.compile(
    rb"MIME-Version: 1\.0\r\n(Date: [^\r\n]{1,100}\r\n)?"
    rb'Content-Type: multipart/mixed; boundary="(=_[0-9a-f]{40})"\r\n\r\n'
)
_LINKED = re.compile(
    rb'Content-Type: message/external-body; access-type=URL; URL="([\x21-\x7e]{1,2000})"\r\n\r\n'
    rb"Content-Type: ([a-z0-9./+-]{1,130})\r\n(?:Content-ID: <([A-Za-z0-9._-]{1,200})>\r\n)?"
)
_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,60}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A picture or file beside the words: its bytes, or only where the service shows it.

    Attributes:
        media_type: As the service says; what is no media type becomes application/octet-stream.
        raw: b"" where it is only linked.
        name: What the service calls it; kept as Content-ID.
    """

    media_type: str
    raw: bytes = b""
    url: str = ""
    name: str = ""


def document(
    words: str, pieces: Sequence[Piece] = (), *, sent: dt.datetime | None = None, kind: str = TEXT
) -> tuple[bytes, str]:
    """Return the bytes to keep and their media type.

    Args:
        kind: Media type of *words*, in UTF-8.

    A lone link is text/uri-list, words are text/plain, one file without words is that file. Words and files
    are one mail (RFC 2046), so that they stay one announcement; files that are only linked are parts of type
    message/external-body (RFC 2017), so that no link to them is read as one of the announcement.
    """
    if not pieces:
        link = only_link(words)
        return (f"{link}\r\n".encode(), LINK) if link else (_bytes(words), kind)
    if not words.strip() and len(pieces) == 1 and pieces[0].raw:
        return pieces[0].raw, _media_type(pieces[0])
    return _mail(words, pieces, sent, kind), MAIL


def words_of(raw: bytes, media_type: str) -> str:
    """Return the words that `document` wrote down; "" where it kept a lone file.

    For what we wrote ourselves: mails of others are read in the child.
    """
    if media_type.startswith("text/plain") or media_type == LINK:
        return raw.decode("utf-8", "replace")
    if media_type != MAIL:
        return ""
    head, _, rest = raw.partition(b"\r\n\r\n")
    stated = re.search(rb'boundary="([^"]+)"', head)
    first = rest.partition(b"\r\n\r\n")[2]
    return first.partition(b"\r\n--" + stated[1])[0].decode("utf-8", "replace") if stated else ""


def split(answer: str, most: int, *, encoding: str = "utf-16-le", unit: int = 2) -> list[str]:
    """Return *answer* in pieces of at most *most* units, parted at line ends, then blanks, then anywhere.

    Args:
        encoding, unit: In what a service counts: UTF-16 code units by default; ("utf-8", 1) counts bytes.

    >>> split("one\\ntwo three", 8)
    ['one', 'two', 'three']
    """

    def fits(part: str) -> bool:
        return len(part.encode(encoding)) // unit <= most

    parts, rest = [], answer.strip()
    while not fits(rest):
        end = min(most, len(rest))
        while not fits(rest[:end]):
            end -= 1
        cut = max(rest.rfind("\n", 1, end), 0) or max(rest.rfind(" ", 1, end), 0) or end
        parts.append(rest[:cut].strip())
        rest = rest[cut:].strip()
    return [*parts, rest] if rest else parts


def in_parts(
    answer: str, send: Callable[[str], str], *, most: int, encoding: str = "utf-16-le", unit: int = 2
) -> str:
    """Send an answer in as many messages as it needs (see `split`); return the name of the first.

    Raises: ChannelTrouble. Once a part is out it is permanent, since trying again would say that part twice.
    """
    first = ""
    for number, part in enumerate(split(answer, most, encoding=encoding, unit=unit)):
        try:
            name = send(part)
        except ChannelTrouble as trouble:
            if number == 0:
                raise
            raise ChannelTrouble(f"only its beginning went out: {trouble}", permanent=True) from trouble
        first = first or name
    return first


def lines(words: str, links: Iterable[str]) -> str:
    """Return *words* with the *links* below that do not stand in them already."""
    missing = [link for link in dict.fromkeys(links) if link and link not in words]
    return "\n".join([words, *missing]) if words else "\n".join(missing)


def linked_in(raw: bytes) -> list[Piece]:
    """Return the files that a mail of ours (`document`) only links to, in their order."""
    return [piece for part in _parts_of(raw) if (piece := _linked(part))]


def with_bytes(raw: bytes, got: Mapping[str, Piece]) -> bytes:
    """Return a mail of ours in which files that were only linked are there themselves.

    Args:
        got: The files by their address; others stay linked.
    """
    parts = []
    for part in _parts_of(raw):
        linked = _linked(part)
        parts.append(_part(got[linked.url]) if linked and linked.url in got else part)
    head = _HEAD.match(raw)
    return _joined(head[1] or b"", parts) if head else raw


def _mail(words: str, pieces: Sequence[Piece], sent: dt.datetime | None, kind: str) -> bytes:
    """Write the mail by hand: the same message gives the same bytes, and no header holds foreign words."""
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".encode()
    parts = [head + _bytes(words)]
    parts += [_part(piece) for piece in pieces]
    return _joined(f"Date: {email.utils.format_datetime(sent)}\r\n".encode() if sent else b"", parts)


def _joined(date: bytes, parts: Sequence[bytes]) -> bytes:
    """Return the mail of *parts*; none of them holds its boundary, which is a hash of them all."""
    boundary = b"=_" + hashlib.sha256(b"\0".join(parts)).hexdigest()[:40].encode()
    head = b"MIME-Version: 1.0\r\n" + date
    head += b'Content-Type: multipart/mixed; boundary="' + boundary + b'"\r\n\r\n'
    body = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts)
    return head + body + b"--" + boundary + b"--\r\n"


def _parts_of(raw: bytes) -> list[bytes]:
    """Return the parts of a mail of ours; none of anything else."""
    head = _HEAD.match(raw)
    if not head:
        return []
    delimiter = b"--" + head[2] + b"\r\n"
    body = raw[head.end() :].removesuffix(b"--" + head[2] + b"--\r\n")
    return [part.removesuffix(b"\r\n") for part in body.split(delimiter)[1:]]


def _linked(part: bytes) -> Piece | None:
    found = _LINKED.match(part)
    if not found:
        return None
    name = found[3].decode("ascii") if found[3] else ""
    return Piece(found[2].decode("ascii"), url=found[1].decode("ascii"), name=name)


def _part(piece: Piece) -> bytes:
    kind = _media_type(piece)
    if piece.raw:
        head = f"Content-Type: {kind}\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: binary"
        return head.encode() + b"\r\n\r\n" + piece.raw
    url = re.sub(r"[^\x21-\x7e]|[\"\\]", "", piece.url)[:2000]
    return (
        f'Content-Type: message/external-body; access-type=URL; URL="{url}"\r\n\r\n'
        f"Content-Type: {kind}\r\n{_content_id(piece)}\r\n"
    ).encode()


def _content_id(piece: Piece) -> str:
    name = re.sub(r"[^A-Za-z0-9._-]", "", piece.name)[:200]
    return f"Content-ID: <{name}>\r\n" if name else ""


def _media_type(piece: Piece) -> str:
    said = piece.media_type.partition(";")[0].strip().lower()
    return said if _TYPE.fullmatch(said) else "application/octet-stream"


def _bytes(words: str) -> bytes:
    return words.encode("utf-8", "replace")
