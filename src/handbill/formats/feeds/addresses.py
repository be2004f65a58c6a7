"""Addresses that people have, and the feeds that belong to them. Nothing is asked here."""

import base64
import binascii
import re
from urllib.parse import parse_qs, quote, urlsplit

from handbill.formats.links import web_address

_MEETUP = re.compile(r"/(?:[a-z]{2}-[A-Za-z]{2}/)?([A-Za-z0-9_-]{2,100})(?:/events(?:/calendar|/ical)?)?/?$")
_MEETUP_PAGES = {
    "find",
    "topics",
    "login",
    "register",
    "about",
    "apps",
    "blog",
    "help",
    "pro",
    "lp",
    "cities",
}


def feed_address(address: str) -> str:
    """Return the address to subscribe to for *address*; "" where it is no web address.

    "webcal:" means https. The page of a public Google calendar and of a Meetup group are turned into their
    iCalendar addresses (patterns from general knowledge); all others stay.

    >>> feed_address("webcal://lanterns.example/calendar.ics")
    'https://lanterns.example/calendar.ics'
    >>> feed_address("https://www.meetup.com/lantern-makers/events/")
    'https://www.meetup.com/lantern-makers/events/ical/'
    """
    scheme, colon, rest = address.strip().partition(":")
    if colon and scheme.lower() in ("webcal", "webcals"):
        address = f"https:{rest}"
    href = web_address(address)
    if not href:
        return ""
    host = (urlsplit(href).hostname or "").removeprefix("www.")
    if host in ("calendar.google.com", "google.com"):
        return _google(href) or href
    if host == "meetup.com":
        return _meetup(href) or href
    return href


def _google(href: str) -> str:
    """Return the public iCalendar address of a page that embeds or offers a calendar; "" for others."""
    parts = urlsplit(href)
    if not parts.path.startswith("/calendar/"):
        return ""
    asked = parse_qs(parts.query)
    name = (asked.get("src") or [""])[0]
    if not name and (packed := (asked.get("cid") or [""])[0]):
        name = packed if "@" in packed else _unpacked(packed)
    if not re.fullmatch(r"[^\s@/]{1,200}@[A-Za-z0-9.-]{3,200}", name):
        return ""
    return f"https://calendar.google.com/calendar/ical/{quote(name, safe='')}/public/basic.ics"


def _unpacked(packed: str) -> str:
    try:
        return base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_", validate=True).decode(
            "ascii"
        )
    except (binascii.Error, ValueError):
        return ""


def _meetup(href: str) -> str:
    found = _MEETUP.match(urlsplit(href).path)
    if found is None or found[1].lower() in _MEETUP_PAGES:
        return ""
    return f"https://www.meetup.com/{found[1]}/events/ical/"
