"""What holds for every announcement, whatever the file."""

import datetime as dt
import unicodedata
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from handbill.errors import UnreadableFile
from handbill.formats import announcement_of_text, open_announcement
from handbill.values import Announcement

RECEIVED = dt.datetime(2027, 1, 1)
WORDS = st.text(st.sampled_from("aZ1 .:\n\t|#*-=>•📅é\u0301\u200b\u202eأ土()/<&;"), max_size=40)
TAGS = (
    "p",
    "b",
    "span",
    "li",
    "ul",
    "h2",
    "table",
    "tr",
    "td",
    "th",
    "a href=/x",
    "pre",
    "br",
    "dd",
    "script",
    "time datetime=2027",
)


CONTENT_LINES = [
    b"BEGIN:VEVENT", b"END:VEVENT", b"DTSTART:20270501T100000Z", b"DTSTART;VALUE=DATE:20270501",
    b"DTEND:20270501",
    b"DURATION:-P9W", b"RRULE:FREQ=DAILY", b"EXDATE:x", b"RECURRENCE-ID:20270501", b"SUMMARY:a\\nb", b"URL:x",
    b" folded", b"STATUS:CANCELLED", b"SEQUENCE:x", b"LAST-MODIFIED:20270501", b"CATEGORIES:a,b",
    b"ORGANIZER:x",
]  # fmt: skip


def html(pieces: list[tuple[str, str]]) -> bytes:
    """Return a page of tags, some closed and some not, with words between."""
    return ("<html><body>" + "".join(f"<{tag}>{words}" for tag, words in pieces)).encode()


PAGES = st.lists(
    st.tuples(st.sampled_from([*TAGS, *(f"/{tag.split()[0]}" for tag in TAGS)]), WORDS), max_size=30
).map(html)


def opened(raw: bytes, **said: str) -> Announcement | None:
    try:
        return open_announcement(raw, received=RECEIVED, **said)
    except UnreadableFile:
        return None


def assert_holds_together(announcement: Announcement) -> None:
    """Assert that the text is NFC and that all spans stand in it, blocks in order and apart."""
    text = announcement.text
    spans = [block.span for block in announcement.blocks]
    assert unicodedata.is_normalized("NFC", text)
    assert all(first.end <= second.start for first, second in pairwise(spans))
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(link.span.of(text).strip() for link in announcement.links)
    for block in announcement.blocks:
        assert all(0 <= cell.span.start <= cell.span.end <= block.span.end for cell in block.cells)


@given(
    st.binary(max_size=300),
    st.sampled_from(["", "text/html", "text/calendar", "message/rfc822", "text/plain"]),
)
def test_random_bytes_are_read_or_refused(raw: bytes, media_type: str) -> None:
    announcement = opened(raw, media_type=media_type)

    if announcement is not None:
        assert_holds_together(announcement)


@given(WORDS)
def test_text_holds_together(text: str) -> None:
    assert_holds_together(announcement_of_text(text, received=RECEIVED))


@settings(deadline=None)
@given(PAGES)
def test_pages_hold_together(raw: bytes) -> None:
    announcement = opened(raw, url="https://a.example/")

    if announcement is not None:
        assert_holds_together(announcement)


@given(WORDS)
def test_words_of_a_text_are_not_lost(text: str) -> None:
    """Every letter and figure stands in some block."""
    announcement = announcement_of_text(text, received=RECEIVED)
    in_blocks = "".join(block.span.of(announcement.text) for block in announcement.blocks)

    assert letters(in_blocks) == letters(announcement.text)


def letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


@given(st.lists(st.sampled_from(CONTENT_LINES), max_size=25))
def test_calendars_hold_together(lines: list[bytes]) -> None:
    announcement = opened(b"\r\n".join([b"BEGIN:VCALENDAR", b"BEGIN:VEVENT", *lines, b"END:VCALENDAR"]))

    if announcement is not None:
        assert_holds_together(announcement)
