"""Calendars cut into items."""

import datetime as dt

import pytest

from handbill.errors import TooLarge
from handbill.formats import open_announcement
from handbill.formats.feeds import FeedItem, open_feed, renumbered

WALK = """BEGIN:VEVENT
UID:walk@lanterns.example
DTSTAMP:20270101T000000Z
DTSTART;TZID=Lisbon time:20270430T200000
SUMMARY:Walk with
  lanterns
LOCATION:Praça do Comércio\\, Lisbon
URL:https://lanterns.example/walk
BEGIN:VALARM
TRIGGER:-PT1H
END:VALARM
END:VEVENT
"""
SERIES = """BEGIN:VEVENT
UID:tea@lanterns.example
SEQUENCE:3
DTSTART;VALUE=DATE:20270501
RRULE:FREQ=WEEKLY;COUNT=4
SUMMARY:Tea
END:VEVENT
BEGIN:VEVENT
UID:tea@lanterns.example
RECURRENCE-ID;VALUE=DATE:20270508
SEQUENCE:5
DTSTART;VALUE=DATE:20270509
SUMMARY:Tea on Sunday
END:VEVENT
"""
ZONE = """BEGIN:VTIMEZONE
TZID:Lisbon time
X-LIC-LOCATION:Europe/Lisbon
END:VTIMEZONE
"""


def calendar(*parts: str, end: str = "END:VCALENDAR\n") -> bytes:
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nX-WR-CALNAME:Lanterns\n{''.join(parts)}{end}"
    return text.replace("\n", "\r\n").encode()


def items(raw: bytes) -> list[FeedItem]:
    return list(open_feed(raw, media_type="text/calendar").items)


def test_each_uid_is_one_item_with_its_zone_and_its_changed_days() -> None:
    walk, tea = items(calendar(ZONE, WALK, SERIES))
    assert (walk.key, walk.day, walk.sequence, walk.url) == (
        "walk@lanterns.example", dt.date(2027, 4, 30), 0, "https://lanterns.example/walk",
    )  # fmt: skip
    assert (tea.key, tea.day, tea.sequence) == ("tea@lanterns.example", dt.date(2027, 5, 29), 5)
    opened = open_announcement(walk.raw, media_type=walk.media_type, received=dt.datetime(2027, 4, 1))
    (draft,) = opened.stated
    assert draft.tzid
    assert draft.dtstart
    assert (draft.tzid.value, draft.dtstart.value) == ("Europe/Lisbon", dt.datetime(2027, 4, 30, 20))
    assert tea.raw.count(b"BEGIN:VEVENT") == 2
    assert b"VTIMEZONE" not in tea.raw


def test_a_stamp_is_no_change_and_an_hour_is() -> None:
    (walk,) = items(calendar(ZONE, WALK))
    (stamped,) = items(calendar(ZONE, WALK.replace("20270101T000000Z", "20270202T000000Z")))
    (later,) = items(calendar(ZONE, WALK.replace("T200000", "T210000")))
    assert stamped.digest == walk.digest != later.digest


def test_a_series_without_end_matters_for_ever() -> None:
    (tea,) = items(calendar(SERIES.replace(";COUNT=4", "")))
    assert tea.day == dt.date.max
    (until,) = items(calendar(SERIES.replace("COUNT=4", "UNTIL=20270615T000000Z")))
    assert until.day == dt.date(2027, 6, 15)


def test_a_calendar_that_breaks_off_gives_what_is_whole_and_says_so() -> None:
    feed = open_feed(calendar(ZONE, WALK, SERIES, end="")[:-60], media_type="text/calendar")
    assert [item.key for item in feed.items] == ["walk@lanterns.example", "tea@lanterns.example"]
    assert (feed.is_complete, feed.remark) == (False, "the calendar breaks off in the middle")
    assert open_feed(calendar(WALK)).is_complete


def test_a_calendar_cannot_blow_itself_up() -> None:
    """Each item repeats its zone and the calendar's name, so both have an end."""
    rules = "".join(f"COMMENT:{'x' * 60}\n" for _ in range(2_000))
    zone = ZONE.replace("END:", f"{rules}END:")
    raw = calendar(zone, *(WALK.replace("UID:walk", f"UID:walk{number}") for number in range(300)))
    feed = open_feed(raw.replace(b"X-WR-CALNAME:Lanterns", b"X-WR-CALNAME:" + b"L" * 100_000))
    assert len(feed.items) == 300
    assert max(len(item.raw) for item in feed.items) < 2_000
    opened = open_announcement(feed.items[0].raw, received=dt.datetime(2027, 4, 1))
    assert [draft.tzid.value for draft in opened.stated if draft.tzid] == ["Europe/Lisbon"]


def test_uids_that_hold_times_lose_them_where_that_tells_events_apart() -> None:
    def timed(number: int, start: int) -> str:
        return WALK.replace("UID:walk@", f"UID:{number}-{start}-1809118800@")

    def made(*parts: str) -> list[FeedItem]:
        raw = calendar(ZONE, *parts).replace(b"VERSION:2.0", b"VERSION:2.0\r\nPRODID:-//x - ECPv6.15//EN")
        return list(open_feed(raw).items)

    (before,), (after,) = made(timed(17, 1809111600)), made(timed(17, 1809115200))
    assert before.key == after.key == "17@lanterns.example"
    assert b"UID:17@lanterns.example\r\n" in before.raw
    series = made(timed(17, 1809111600), timed(17, 1809716400), timed(18, 1809111600))
    assert [item.key for item in series] == [
        "17-1809111600-1809118800@lanterns.example",
        "17-1809716400-1809118800@lanterns.example",
        "18@lanterns.example",
    ]
    (other,) = items(calendar(ZONE, timed(17, 1809111600)))
    assert other.key == "17-1809111600-1809118800@lanterns.example"


def test_a_calendar_of_line_ends_is_refused() -> None:
    with pytest.raises(TooLarge, match="400,000 lines"):
        open_feed(calendar(WALK) + b"A\n" * 400_000)


def test_an_empty_calendar_is_complete() -> None:
    feed = open_feed(calendar())
    assert (feed.items, feed.is_complete) == ((), True)


def test_a_calendar_of_500_may_have_been_cut_there() -> None:
    many = [WALK.replace("UID:walk", f"UID:walk{number}") for number in range(500)]
    assert not open_feed(calendar(*many)).is_complete
    assert open_feed(calendar(*many[:499])).is_complete


def test_an_item_takes_another_sequence_and_status() -> None:
    (tea,) = items(calendar(SERIES.replace("SUMMARY:Tea\n", "STATUS:CONFIRMED\nSUMMARY:Tea\n")))
    written = renumbered(tea.raw, tea.media_type, 7, status="CANCELLED").decode()
    assert written.count("SEQUENCE:7") == 2
    assert written.count("STATUS:CANCELLED") == 2
    assert "SEQUENCE:3" not in written
    assert "CONFIRMED" not in written
    assert "SUMMARY:Tea on Sunday" in written


def test_without_a_uid_name_and_start_tell_events_apart() -> None:
    bare = WALK.replace("UID:walk@lanterns.example\n", "")
    first, second = items(calendar(bare, bare.replace("20270430", "20270501")))
    assert first.key != second.key
    assert items(calendar(bare))[0].key == first.key
