"""Events as an Atom feed (RFC 4287), valid XML whatever the events contain."""

import datetime as dt
from collections.abc import Callable, Iterable
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from handbill.formats.clean import displayable, one_line
from handbill.formats.icalendar.write import first_link, location_of, summary_of
from handbill.formats.links import web_address
from handbill.formats.schemaorg.write import with_offset
from handbill.values import Event

NAMESPACE = "http://www.w3.org/2005/Atom"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MEDIA_TYPE = "application/atom+xml"

register_namespace("", NAMESPACE)


def write_atom(
    events: Iterable[Event],
    *,
    name: str,
    url: str,
    page: str,
    author: str,
    page_of: Callable[[Event], str] = first_link,
    country_of: Callable[[str], str] = str,
    when_of: Callable[[Event], str] | None = None,
    limit: int = 100,
) -> bytes:
    """Return a feed of the *limit* events changed last, newest change first.

    `updated` of the feed is that of its newest entry, so equal events make equal bytes; 1970 where empty.

    Args:
        url: Of this feed itself, also its id.
        page: The page that lists the same events.
        author: Who publishes the listing; entries name the organisers as their authors.
        page_of: Address of an event's page: the entry's id, so it must never change.
        when_of: How a time is written in the text of an entry; by default ISO 8601.
    """
    newest = sorted(events, key=lambda event: (event.last_modified, event.uid), reverse=True)[:limit]
    feed = Element(_tag("feed"))
    _add(feed, "title", one_line(name, limit=300))
    _add(feed, "id", url)
    _add(feed, "updated", _stamp(max((event.last_modified for event in newest), default=EPOCH)))
    SubElement(feed, _tag("link"), rel="self", type=MEDIA_TYPE, href=url)
    SubElement(feed, _tag("link"), rel="alternate", type="text/html", href=page)
    _add(SubElement(feed, _tag("author")), "name", one_line(author, limit=300))
    for event in newest:
        feed.append(_entry(event, page_of(event), country_of, when_of or _iso))
    written: str = tostring(feed, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{written}\n'.encode()


def _entry(
    event: Event, page: str, country_of: Callable[[str], str], when_of: Callable[[Event], str]
) -> Element:
    entry = Element(_tag("entry"))
    if event.language:
        entry.set(XML_LANG, event.language)
    _add(entry, "title", summary_of(event))
    _add(entry, "id", page or f"urn:x-handbill:{one_line(event.uid, limit=300)}")
    _add(entry, "updated", _stamp(event.last_modified))
    _add(entry, "published", _stamp(event.created))
    _add_links(entry, event, page)
    for organizer in event.organizers:
        _add(SubElement(entry, _tag("author")), "name", one_line(organizer.name, limit=200))
    SubElement(entry, _tag("category"), term=event.kind)
    _add(entry, "content", _text(event, country_of, when_of), type="text")
    return entry


def _add_links(entry: Element, event: Event, page: str) -> None:
    if page:
        SubElement(entry, _tag("link"), rel="alternate", type="text/html", href=page)
    for link in filter(None, map(web_address, event.links)):
        SubElement(entry, _tag("link"), rel="related", href=displayable(link))


def _text(event: Event, country_of: Callable[[str], str], when_of: Callable[[Event], str]) -> str:
    lines = (when_of(event), location_of(event, country_of), displayable(event.description).strip())
    return "\n".join(line for line in lines if line)


def _iso(event: Event) -> str:
    if event.fold:  # without its offset, it would be taken for the first
        return with_offset(event.dtstart, event.tzid, event.fold)
    return event.dtstart.isoformat()


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _add(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, _tag(name), attributes).text = displayable(text)


def _stamp(moment: dt.datetime) -> str:
    """Return RFC 3339 in UTC, to the second (RFC 4287 3.3)."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
