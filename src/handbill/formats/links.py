"""Web addresses: which may be kept, and where they stand in running text."""

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from handbill.values import Link, Span

LONGEST = 2_000
_MISLEADING = frozenset("@\\")
"""What in front of a host makes people, or two programs, take another one for it."""

_ADDRESS = re.compile(
    r"(?<![\w@/.:-])(?:https?://|www\.)[^\s<>\"'«»“”‘’「」【】()（）{}|\\^`]{3,}", re.IGNORECASE
)
_BALANCED = re.compile(r"\([^\s<>\"()]*\)[^\s<>\"'()（）]*")
_TRAILING = ".,;:!?…*_~]’'"


def web_address(href: str, base: str = "") -> str:
    """Return *href*, resolved against *base*, where it is an absolute http(s) address; else "".

    >>> web_address("/termine", "https://werkbank.example/archiv")
    'https://werkbank.example/termine'
    >>> web_address("javascript:alert(1)")
    ''
    """
    href = "".join(href.split())
    if len(href) > LONGEST:
        return ""
    try:
        resolved = urljoin(base, href)
        parts = urlsplit(resolved)
        named = bool(parts.hostname) and not _MISLEADING & set(parts.netloc)
    except ValueError:  # "http://[half" and its like
        return ""
    return resolved if named and parts.scheme in {"http", "https"} else ""


def shown_host(address: str) -> str:
    """Return the host of a web address as a reader may trust it: in ASCII, so that look-alikes show.

    Each label with other letters is written as RFC 3492 has it; "" where there is no host.

    >>> shown_host("https://www.l\u0430nterns.example/evening")
    'www.xn--lnterns-2fg.example'
    """
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    return ".".join(
        label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}"
        for label in unicodedata.normalize("NFKC", host).casefold().split(".")
    )


def addresses_in(text: str, start: int = 0) -> Iterator[Link]:
    """Yield the web addresses that stand as such in *text*, spans moved by *start*.

    "www.name.example" counts as https; a full stop or bracket after the address is not of it.
    """
    place = 0
    while found := _ADDRESS.search(text, place):
        place = _end_of(text, found)
        written = text[found.start() : place]
        href = web_address(written if "://" in written else f"https://{written}")
        if href:
            yield Link(Span(found.start(), place).shifted(start), href)
        place = max(place, found.start() + 1)


def _end_of(text: str, found: re.Match[str]) -> int:
    """Return where the address ends: after "(2027)" where brackets belong to it, before a full stop."""
    end = found.end()
    if (bracketed := _BALANCED.match(text, end)) and end - found.start() > len("https://"):
        end = bracketed.end()
    return found.start() + len(text[found.start() : end].rstrip(_TRAILING))
