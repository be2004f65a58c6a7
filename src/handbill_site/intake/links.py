"""Links that people paste, and the one-line format they are kept in (text/uri-list, RFC 2483 5)."""

from urllib.parse import urlsplit


def only_link(text: str) -> str:
    """Return the http(s) address when *text* is one and nothing else, else "".

    >>> only_link(" https://lanterns.example/evening ")
    'https://lanterns.example/evening'
    >>> only_link("see https://lanterns.example/evening")
    ''
    """
    link = text.strip()
    if len(link) > 2000 or len(link.split()) != 1 or not link.isprintable():
        return ""
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    return link if parts.scheme.lower() in ("http", "https") and parts.hostname else ""


def link_of(uri_list: bytes) -> str:
    """Return the first link of a text/uri-list; "" when there is none. Lines with "#" are comments."""
    lines = uri_list.decode("utf-8", "replace").splitlines()
    return next((link for line in lines if not line.startswith("#") and (link := only_link(line))), "")
