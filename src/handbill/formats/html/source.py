"""From bytes to a tree: charset, bounds, and what the page says about itself."""

import re

import lxml.html
from lxml.etree import ParserError, _Element

from handbill.errors import UnreadableFile
from handbill.formats.charsets import decode
from handbill.values import Problem

_META_CHARSET = re.compile(rb"<meta[^>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:+-]{1,40})", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:+-]{1,40})", re.IGNORECASE)
_NOT_A_LETTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_TOO_DEEP = "Excessive depth"


def tree_of(raw: bytes, charset: str = "") -> tuple[_Element, tuple[Problem, ...]]:
    """Return the root of the page *raw* and what was wrong with it.

    Args:
        charset: As declared by the channel; a byte order mark and valid UTF-8 go before it, `meta` after it.

    Raises:
        UnreadableFile: There is no element in it.
    """
    return tree_of_text(decode(raw, charset or _meta_charset(raw)))


def tree_of_text(page: str) -> tuple[_Element, tuple[Problem, ...]]:
    """Return the root of *page*, already decoded, and what was wrong with it.

    Nothing is fetched and no entity is defined by a page: libxml2's HTML parser knows only its own. It stops
    at 2,048 levels of nesting.

    Raises:
        UnreadableFile: There is no element in it.
    """
    parser = lxml.html.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True
    )
    try:
        root = lxml.html.document_fromstring(_NOT_A_LETTER.sub("", page).encode(), parser=parser)
    except (ParserError, ValueError) as error:
        raise UnreadableFile("no element in the page", media_type="text/html") from error
    deep = any(_TOO_DEEP in entry.message for entry in parser.error_log)
    return root, (Problem("html.too_deep"),) if deep else ()


def _meta_charset(raw: bytes) -> str:
    found = _META_CHARSET.search(raw[:4096]) or _XML_CHARSET.match(raw[:300])
    return found[1].decode("ascii", "ignore") if found else ""
