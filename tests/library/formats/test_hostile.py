"""Files made to hurt: refused or read in part, soon, and never with another exception."""

import datetime as dt
import time
from collections.abc import Callable

import pytest

from handbill.errors import TooLarge, UnreadableFile
from handbill.formats import open_announcement
from handbill.values import Announcement

RECEIVED = dt.datetime(2027, 1, 1)
HEAD = b"From: a@b.example\r\nSubject: x\r\nDate: Tue, 10 Nov 2026 09:12:44 +0000\r\n"
MIXED = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
NEST = b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n"
PART = b"--b\r\nContent-Type: text/plain\r\n\r\nhi\r\n"
VEVENT = b"BEGIN:VEVENT\r\nDTSTART:20270501T100000Z\r\nSUMMARY:a\r\nEND:VEVENT\r\n"
HI_JSON = b"<html>hi<script type=application/ld+json>"
EVENT_ITEM = b"<div itemscope itemtype=https://schema.org/Event itemprop=subEvent>"


def opened(raw: bytes) -> Announcement:
    return open_announcement(raw, received=RECEIVED)


def nested(part: Callable[[int], bytes], depth: int) -> bytes:
    return b"".join(part(level) for level in range(depth))


READ_IN_PART = {
    "10,000 parts": (HEAD + MIXED + PART * 10_000 + b"--b--", ("mime.too_many_parts",)),
    "20,000 parameters": (
        HEAD + b"Content-Type: text/plain" + nested(lambda n: b"; a%d=b" % n, 20_000) + b"\r\n\r\nhi",
        (),
    ),
    "20,000 brackets in From": (b"From: " + b"(" * 20_000 + b"\r\nSubject: x\r\n\r\nhi", ()),
    "5,000 pieces of a file name": (
        HEAD
        + b"Content-Disposition: inline"
        + nested(lambda n: b"; filename*%d=a" % n, 5_000)
        + b"\r\n\r\nhi",
        (),
    ),
    "boundary never closed": (HEAD + MIXED + PART, ()),
    "boundary missing": (HEAD + b"Content-Type: multipart/mixed\r\n\r\nhi", ()),
    "elements in elements": (b"<html><body>hi" + b"<div>" * 10_000 + b"deep", ("html.too_deep",)),
    "entities in entities": (b'<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><html>hi &b;', ()),
    "cells over all rows": (
        b"<html><table>" + b"<tr>" + b"<td rowspan=65000 colspan=1000>a" * 90 + b"<tr><td>x" * 10_000,
        (),
    ),
    "items in items": (b"<html>hi" + EVENT_ITEM * 1_500, ("schemaorg.no_date",)),
    "microformats in microformats": (
        b"<html>hi" + b"<div class='h-event p-location dt-start'>x" * 1_500,
        ("schemaorg.no_date",),
    ),
    "hCalendar in hCalendar": (
        b"<html>hi" + b"<p class='vevent location dtstart'>x" * 20_000,
        ("schemaorg.no_date",),
    ),
    "RDFa in RDFa": (
        b"<html>hi" + b"<div typeof=Event property=location>x" * 1_500,
        ("schemaorg.no_date",),
    ),
    "spans that JSON claims": (
        HI_JSON + b'{"@type": "Event", "startDate": "2027-05-01", "@spans": {"startDate": [0]}}</script>',
        (),
    ),
    "thousands of times": (
        b"<html><h1>a</h1>" + b"<div><time datetime=2027-05-01T10:00>x</time></div>" * 5_000,
        (),
    ),
    "brackets in JSON": (
        HI_JSON + b"[" * 100_000 + b"</script>",
        ("jsonld.unreadable",),
    ),
    "lists of days": (
        b"BEGIN:VCALENDAR\r\n"
        + VEVENT.replace(b"SUMMARY:a", b"EXDATE:" + b"20270501T100000Z," * 5_000 + b"20270502T100000Z"),
        (),
    ),
    "components in components": (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:X\r\n" * 10_000 + VEVENT, ()),
    "a zone as long as a book": (
        b"BEGIN:VCALENDAR\r\n"
        + VEVENT
        + VEVENT.replace(b":2027", b";TZID=Europe/" + b"a" * 9_000 + b":2027"),
        ("icalendar.unreadable_event",),
    ),
    "lines that are none": (
        b"BEGIN:VCALENDAR\r\n" + VEVENT.replace(b"SUMMARY:a", b"SUMMARY:a\r\n" + b"@:\r\n" * 20_000),
        ("icalendar.bad_line",) * 20,
    ),
    "one folded line": (
        b"BEGIN:VCALENDAR\r\n" + VEVENT.replace(b"SUMMARY:a", b"SUMMARY:" + b"a\r\n " * 300_000),
        ("icalendar.line_too_long",),
    ),
    "one long word": (b"a" * 50_000 + b"!", ()),
    "brackets in Markdown": (b"[a](https://b.example) " + b"[" * 4_900 + b"\n" + b"[a" * 2_400, ()),
    "stars in Markdown": (
        b"[a](https://b.example)\n" + (b"*a " * 1_600 + b"\n") * 40 + b"_a " * 1_600 + b"~~a" * 1_600,
        (),
    ),
    "one line of Markdown": (b"[a](https://b.example) " * 20_000, ()),
    "brackets after an address": (b"http://" + b"a(" * 100_000, ()),
}


@pytest.mark.parametrize("name", READ_IN_PART)
def test_what_can_be_read_is_read_soon(name: str) -> None:
    raw, problems = READ_IN_PART[name]
    started = time.process_time()
    announcement = opened(raw)

    assert tuple(problem.code for problem in announcement.problems) == problems
    assert time.process_time() - started < 4


@pytest.mark.parametrize(
    ("raw", "limit"),
    [
        (HEAD + b"\r\n" + b"a" * 16_000_000, 16_000_000),
        (HEAD + nested(lambda n: NEST % (n, n), 1_000), 50),
        (b"<html>" + b"a" * 6_000_000, 6_000_000),
    ],
)  # fmt: skip
def test_too_large_says_its_limit(raw: bytes, limit: int) -> None:
    with pytest.raises(TooLarge) as refused:
        opened(raw)

    assert refused.value.limit == limit


@pytest.mark.parametrize(
    ("raw", "media_type", "reason"),
    [
        (b"", "text/plain", "empty file"),
        (b" \r\n ", "text/plain", "empty file"),
        (b"%PDF-1.7 rest", "application/pdf", "damaged PDF"),
        (b"{\\rtf1 hi}", "application/rtf", "not yet read: application/rtf"),
        (bytes(range(256)) * 10, "application/octet-stream", "binary data, no text"),
        (b"<html><body></body></html>", "text/html", "no words in it"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar", "no event in the calendar"),
        (b'{"@context": "https://schema.org"}', "application/ld+json", "no event in the structured data"),
        (
            b"From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: application/ms-tnef\r\n\r\nx",
            "message/rfc822",
            "mime.tnef",
        ),
        (HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 1_000, "message/rfc822", "damaged mail"),
    ],
)
def test_what_cannot_be_read_says_why(raw: bytes, media_type: str, reason: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        opened(raw)

    assert (refused.value.media_type, str(refused.value)) == (media_type, reason)


def test_two_senders_are_none() -> None:
    assert opened(HEAD + b"From: Bells <b@c.example>\r\n\r\nhi").sender == ""


def test_a_clock_that_is_wrong_is_not_believed() -> None:
    announcement = opened(HEAD.replace(b"2026", b"2036") + b"\r\nhi")

    assert (announcement.received, announcement.problems[0].code) == (RECEIVED, "mime.date_not_believed")


def test_an_organiser_who_is_only_an_address_is_not_kept() -> None:
    raw = VEVENT.replace(
        b"SUMMARY:a", b"SUMMARY:a\r\nORGANIZER:mailto:ann@home.example\r\nATTENDEE:mailto:b@home.example"
    )
    announcement = opened(b"BEGIN:VCALENDAR\r\n" + raw)

    assert "home.example" not in announcement.text
