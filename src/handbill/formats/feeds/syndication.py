"""RSS 2.0, RSS 1.0 and Atom: each item a small page, or an event where the feed states its date as data."""

import datetime as dt
import html
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from handbill.errors import UnreadableFile
from handbill.formats.clean import one_line
from handbill.formats.feeds.values import PAGE, Feed, FeedItem, digest_of, stated_item
from handbill.formats.links import web_address

if TYPE_CHECKING:
    from lxml.etree import _Element

_MEDIA_TYPE = "application/rss+xml"
_EVENT = "http://purl.org/rss/1.0/modules/event/"
_ENCODED = "http://purl.org/rss/1.0/modules/content/"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_MOST_ITEMS = 500


def open_syndication(raw: bytes, url: str = "") -> Feed:
    """Return the items of a feed of articles, newest first as they stand there.

    Such a feed shows the last few (Gancio's RSS twenty), so what is missing was not removed.

    Raises: UnreadableFile: It is no XML at all.
    """
    root, is_whole = _root_of(raw)
    items = (item for element in _items_of(root) if (item := _item(element, url)))
    first: dict[str, FeedItem] = {}
    for item in items:
        first.setdefault(item.key, item)
    return Feed("RSS or Atom", tuple(first.values()), remark="" if is_whole else "the feed is damaged XML")


def _root_of(raw: bytes) -> tuple["_Element", bool]:
    from lxml import etree  # a tenth of a second

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFile("no XML", media_type=_MEDIA_TYPE) from error
    if root is None:
        raise UnreadableFile("no XML", media_type=_MEDIA_TYPE)
    return root, not any(each.level >= etree.ErrorLevels.ERROR for each in parser.error_log)


def _items_of(root: "_Element") -> Iterator["_Element"]:
    wanted = ("{*}item", "{*}entry")
    for count, element in enumerate(root.iter(*wanted)):
        if count >= _MOST_ITEMS:
            return
        yield element


def _item(element: "_Element", base: str) -> FeedItem | None:
    title = one_line(_text(element, "title"), limit=300)
    link = _link(element, base)
    content = _content(element)
    key = _text(element, "guid") or _text(element, "id") or element.get(_ABOUT) or link or title
    if not key or not (title or content):
        return None
    if start := _text(element, "startdate", _EVENT):
        return stated_item(_event(element, title, start, link, content), key=key, url=link)
    page = (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{html.escape(title)}</title></head>\n'
        f"<body><article><h1>{html.escape(title)}</h1>\n{content}\n"
        f'<p><a href="{html.escape(link)}">{html.escape(link)}</a></p></article></body></html>\n'
    )
    raw = page.encode("utf-8", "replace")
    return FeedItem(key, raw, PAGE, digest_of(raw), url=link, sent=_sent(element))


def _event(element: "_Element", title: str, start: str, link: str, content: str) -> dict[str, object]:
    """Return what the event module of RSS states (startdate, enddate, location, organizer)."""
    stated = {
        "name": title,
        "startDate": start,
        "endDate": _text(element, "enddate", _EVENT),
        "location": _text(element, "location", _EVENT),
        "organizer": _text(element, "organizer", _EVENT),
        "url": link,
        "description": content,
    }
    return {name: value for name, value in stated.items() if value}


def _content(element: "_Element") -> str:
    """Return the fullest text of an item as HTML."""
    if encoded := _text(element, "encoded", _ENCODED):
        return encoded
    for name in ("content", "description", "summary"):
        for child in element.iterchildren(f"{{*}}{name}"):
            if child.get("type") == "xhtml":
                return "".join(_xhtml(each) for each in child)
            text = (child.text or "").strip()
            if text:
                is_plain = child.get("type", "html" if name == "description" else "text") in (
                    "text",
                    "text/plain",
                )
                return f"<p>{html.escape(text)}</p>".replace("\n", "<br>") if is_plain else text
    return ""


def _xhtml(element: "_Element") -> str:
    from lxml import etree

    written: str = etree.tostring(element, encoding="unicode", method="html", with_tail=True)
    return written


def _link(element: "_Element", base: str) -> str:
    for child in element.iterchildren("{*}link"):
        if child.get("rel", "alternate") == "alternate" and (
            href := web_address(child.get("href") or child.text or "", base)
        ):
            return href
    return ""


def _text(element: "_Element", name: str, namespace: str = "*") -> str:
    child = element.find(f"{{{namespace}}}{name}")
    return "".join(map(str, child.itertext())).strip() if child is not None else ""


def _sent(element: "_Element") -> dt.datetime | None:
    for name in ("pubDate", "published", "date", "updated"):
        if stated := _text(element, name):
            return _moment(stated)
    return None


def _moment(stated: str) -> dt.datetime | None:
    """Return RFC 2822 or ISO 8601, aware; without a zone it counts as UTC."""
    for read in (dt.datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(stated)
        except (ValueError, TypeError, OverflowError):
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return None
