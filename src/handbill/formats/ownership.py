"""What a page says about whose it is: a code that was placed on it, and links with rel="me".

Source: https://microformats.org/wiki/rel-me; https://microformats.org/wiki/web-sign-in (both directions);
RFC 7033 4.4 (WebFinger); https://docs.joinmastodon.org/entities/Account/#Field.
"""

import json
import re
from typing import Any, Literal, TypeAlias
from urllib.parse import urlsplit, urlunsplit

from lxml.etree import _Element, strip_elements

from handbill.errors import UnreadableFile
from handbill.formats.charsets import decode
from handbill.formats.html.source import tree_of
from handbill.formats.links import web_address

NAME = "handbill-verify"
PATH = f"/.well-known/{NAME}.txt"
"""Where a domain holds its code (RFC 8615)."""
MOST_FILE = 4096
"""Characters of such a file that are looked at."""
Where: TypeAlias = Literal["head", "text", ""]
_CODE = re.compile(rf"(?<![\w-]){NAME}\s{{0,3}}=\s{{0,3}}([A-Za-z2-7]{{26}})(?![A-Za-z0-9])")
_PROFILE = ("http://webfinger.net/rel/profile-page", "self")


def placed(raw: bytes, code: str) -> Where:
    """Tell where on a page the code stands: in a meta element of its head, or in what people read.

    Only who writes the page itself fills its head; its text may hold what visitors write. Comments and
    scripts of the page do not count.
    """
    try:
        root, _ = tree_of(raw)
    except UnreadableFile:
        return ""
    metas = [each for each in root.findall("./head/meta") if each.get("name", "").strip().lower() == NAME]
    if any(_is_same(each.get("content", "").strip(), code) for each in metas):
        return "head"
    return "text" if any(_is_same(found, code) for found in _CODE.findall(_words(root))) else ""


def is_in_file(raw: bytes, code: str) -> bool:
    """Tell whether the file of a domain holds the code, alone on a line, with or without the name before it.

    >>> is_in_file(b"handbill-verify=abcdefghijklmnopqrstuvwxyz\\n", "abcdefghijklmnopqrstuvwxyz")
    True
    """
    lines = decode(raw)[:MOST_FILE].splitlines()
    return any(_is_same(line.strip().removeprefix(f"{NAME}=").strip(), code) for line in lines)


def rel_me(raw: bytes, url: str) -> frozenset[str]:
    """Return the addresses that a page calls other addresses of the same person, as `plain_address` has them.

    Args:
        url: Of the page, for links that are relative.
    """
    try:
        root, _ = tree_of(raw)
    except UnreadableFile:
        return frozenset()
    return _rel_me_in(root, url)


def profiles_of(raw: bytes) -> frozenset[str]:
    """Return the web pages of an account from its WebFinger document (RFC 7033); none for anything else."""
    links = _list(_json(raw), "links")
    hrefs = (each.get("href") for each in links if each.get("rel") in _PROFILE)
    return frozenset(filter(None, (plain_address(href) for href in hrefs if isinstance(href, str))))


def rel_me_of_account(raw: bytes) -> frozenset[str]:
    """Return the addresses that the fields of an account name with rel="me", from JSON as Mastodon has it."""
    found: set[str] = set()
    for each in _list(_json(raw), "fields"):
        value = each.get("value")
        found |= rel_me(value.encode(), "") if isinstance(value, str) and value.strip() else frozenset()
    return frozenset(found)


def plain_address(url: str) -> str:
    """Return an address as two are compared: host in small letters, no fragment, no "/" at the end.

    http and https count as one here, since pages link to themselves either way; "" for no web address.

    >>> plain_address("http://Quay.example/@ada/#about")
    'https://quay.example/@ada'
    """
    if not web_address(url):
        return ""
    parts = urlsplit(url.strip())
    return urlunsplit(("https", parts.netloc.lower(), parts.path.rstrip("/"), parts.query, ""))


def _rel_me_in(root: _Element, url: str) -> frozenset[str]:
    linked = [each for each in root.iter("a", "link") if "me" in each.get("rel", "").lower().split()]
    hrefs = (web_address(each.get("href", ""), url) for each in linked)
    return frozenset(filter(None, map(plain_address, hrefs)))


def _words(root: _Element) -> str:
    """Return the text of a page, without what nobody reads."""
    strip_elements(root, "head", "script", "style", "template", "noscript", "textarea", with_tail=False)
    return " ".join("".join(map(str, root.itertext())).split())


def _is_same(found: str, code: str) -> bool:
    return bool(code) and found.lower() == code.lower()


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None


def _list(value: Any, key: str) -> list[dict[str, Any]]:
    found = value.get(key) if isinstance(value, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
