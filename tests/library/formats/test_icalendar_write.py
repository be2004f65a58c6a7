"""What is written is read again, by two other libraries and to the same facts."""

import datetime as dt
import io
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from dateutil import tz
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.library.formats.gatherings import FAIR, WALK, other

from handbill.formats.icalendar.write import write_calendar
from handbill.formats.icalendar.zones import vtimezone
from handbill.values import Event, Occurrence

URL = "https://handbill.example/calendar.ics"
LONDON = ZoneInfo("Europe/London")


def written(*events: Event, **options: Any) -> bytes:
    return write_calendar(events, name="Birmingham", url=URL, **options)


def read(*events: Event, **options: Any) -> icalendar.Event:
    """Return the first event as icalendar reads it."""
    return icalendar.Calendar.from_ical(written(*events, **options)).walk("VEVENT")[0]


def test_one_event_line_by_line() -> None:
    """The whole VEVENT, as a person can check it against RFC 5545."""
    lines = written(WALK, country_of=lambda code: {"GB": "United Kingdom"}[code]).decode().split("\r\n")
    assert lines[lines.index("BEGIN:VEVENT") : -2] == [
        "BEGIN:VEVENT",
        "UID:0b7c-walk@handbill.example",
        "DTSTAMP:20261111T080000Z",
        "LAST-MODIFIED:20261111T080000Z",
        "CREATED:20261110T091205Z",
        "SEQUENCE:2",
        "STATUS:CONFIRMED",
        "DTSTART;TZID=Europe/London:20261114T170000",
        "DTEND;TZID=Europe/London:20261114T183000",
        r"SUMMARY;LANGUAGE=en:Light the Canal\; a walk\, with lamps",
        r"LOCATION;LANGUAGE=en:Gas Street Basin\, Birmingham\, United Kingdom",
        "DESCRIPTION:Bring a lamp.\\nDogs welcome\\, on a lead.\\n\\nCanal Lightkeepers\\",  # 75 octets
        r" , Brum Walks Slowly\n\nhttps://canallight.example/walk?a=1\,2",
        "CATEGORIES:march",
        "URL:https://canallight.example/walk?a=1,2",
        "GEO:52.48142;-1.89983",
        "END:VEVENT",
    ]


def test_the_calendar_says_its_name_and_when_to_come_back_in_old_and_new_properties() -> None:
    head = written(WALK, description="Every gathering, day by day").decode().split("BEGIN:VTIMEZONE")[0]
    assert head.split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Handbill//Listing 1//EN",
        "CALSCALE:GREGORIAN",
        "NAME:Birmingham",
        "X-WR-CALNAME:Birmingham",
        r"DESCRIPTION:Every gathering\, day by day",
        r"X-WR-CALDESC:Every gathering\, day by day",
        "SOURCE:https://handbill.example/calendar.ics",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "",
    ]


def test_vobject_reads_the_same_facts() -> None:
    event = vobject.readOne(io.StringIO(written(WALK).decode())).vevent
    facts = (event.uid.value, event.summary.value, event.dtstart.value.utctimetuple()[:5], event.status.value)
    assert facts == (
        "0b7c-walk@handbill.example",
        "Light the Canal; a walk, with lamps",
        (2026, 11, 14, 17, 0),
        "CONFIRMED",
    )


def test_the_end_of_whole_days_is_the_day_after_the_last() -> None:
    event = read(FAIR)
    assert (event.start, event.end) == (dt.date(2026, 6, 5), dt.date(2026, 6, 8))
    assert "DTEND" not in read(other(FAIR, dtend=None))
    assert "DTEND" in read(other(FAIR, dtend=dt.date(2026, 6, 6)))


def test_an_end_that_is_not_after_the_start_is_left_out() -> None:
    assert "DTEND" not in read(other(dtend=WALK.dtstart))


@pytest.mark.parametrize(
    ("fields", "status", "summary"),
    [
        ({"status": "scheduled"}, "CONFIRMED", "Uferfest"),
        ({"status": "cancelled"}, "CANCELLED", "Cancelled: Uferfest"),
        ({"status": "tentative"}, "TENTATIVE", "Tentative: Uferfest"),
        ({"status": "postponed"}, "TENTATIVE", "Postponed: Uferfest"),
        ({"status": "postponed", "previous_start": dt.date(2026, 5, 1)}, "CONFIRMED", "Uferfest"),
        ({"status": "changed", "previous_venue": "Old bridge"}, "CONFIRMED", "Uferfest"),
    ],
)
def test_the_status_is_in_status_and_in_the_summary(fields: dict, status: str, summary: str) -> None:
    event = read(other(FAIR, **fields))
    assert (str(event["STATUS"]), str(event["SUMMARY"])) == (status, summary)


def test_a_move_says_what_was_before() -> None:
    moved = other(previous_start=dt.datetime(2026, 11, 7, 17), previous_venue="Brindleyplace")
    assert str(read(moved)["DESCRIPTION"]).startswith("Moved from 2026-11-07 17:00, Brindleyplace\n\nBring")


def test_exceptions_of_a_series_have_the_time_of_day_of_its_start() -> None:
    series = other(rrule="FREQ=WEEKLY;COUNT=4", exdates=(dt.date(2026, 11, 21),))
    event = read(series)
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;COUNT=4"
    assert event["EXDATE"].dts[0].dt == dt.datetime(2026, 11, 21, 17, tzinfo=LONDON)
    assert b"EXDATE;VALUE=DATE:20260606" in written(
        other(FAIR, rrule="FREQ=DAILY;COUNT=3", exdates=(dt.date(2026, 6, 6),))
    )


def test_a_rule_in_another_calendar_has_its_dates_beside_it() -> None:
    """Most programs ignore RSCALE. Mid-Autumn in Hong Kong's list of holidays, a day before the day after."""
    rule = "RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=8;BYMONTHDAY=15"
    lanterns = other(
        FAIR, dtstart=dt.date(2026, 9, 25), dtend=None, rrule=rule, rdates=(dt.date(2026, 10, 1),)
    )
    event = read(lanterns)
    assert event["RRULE"]["RSCALE"] == ["CHINESE"]
    assert [each.dt for each in event["RDATE"].dts] == [
        dt.date(2026, 10, 1),
        dt.date(2027, 9, 15),
        dt.date(2028, 10, 3),
        dt.date(2029, 9, 22),
        dt.date(2030, 9, 12),
    ]
    assert b"RDATE" not in written(other(FAIR, rrule="FREQ=DAILY;COUNT=3"))


def test_further_dates_stand_beside_a_rule() -> None:
    series = other(rrule="FREQ=WEEKLY;COUNT=4", rdates=(dt.datetime(2026, 12, 24, 17),))
    assert read(series)["RDATE"].dts[0].dt == dt.datetime(2026, 12, 24, 17, tzinfo=LONDON)


def test_dates_without_a_rule_and_dates_of_a_broken_rule_are_listed() -> None:
    dates = (Occurrence(WALK.dtstart), Occurrence(dt.datetime(2026, 11, 28, 17)))
    for rrule in (None, "every other Saturday", "FREQ=WEEKLY\r\nX-EVIL:1"):
        event = read(other(occurrences=dates, rrule=rrule))
        assert event["RDATE"].dts[0].dt == dt.datetime(2026, 11, 28, 17, tzinfo=LONDON)
        assert "RRULE" not in event


def test_utc_needs_no_zone_and_an_unknown_zone_floats() -> None:
    assert b"DTSTART:20261114T170000Z" in written(other(tzid="UTC"))
    assert b"DTSTART:20261114T170000\r\n" in written(other(tzid="Mars/Olympus"))
    assert b"VTIMEZONE" not in written(other(tzid="UTC"), other(tzid="Mars/Olympus"), FAIR)


def test_each_zone_in_use_is_defined_once() -> None:
    events = [
        other(uid=f"{number}", tzid=tzid) for number, tzid in enumerate(("Asia/Tokyo", "Europe/London") * 2)
    ]
    calendar = icalendar.Calendar.from_ical(written(*events))
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Tokyo", "Europe/London"]


def test_any_order_of_events_makes_the_same_bytes() -> None:
    events = [other(uid=str(number), dtstart=dt.datetime(2026, 11, number + 1)) for number in range(9)]
    assert written(*events[4:], *reversed(events[:4])) == written(*events)


def test_an_address_that_is_none_is_left_out() -> None:
    assert "URL" not in read(other(links=("javascript:alert(1)",)))


@settings(deadline=None, max_examples=150)
@given(name=st.text(max_size=200), description=st.text(max_size=300), venue=st.text(max_size=100))
def test_whatever_the_words_the_calendar_holds_one_event_and_nothing_more(
    name: str, description: str, venue: str
) -> None:
    raw = written(other(name=name, description=description, venue=venue, language="x\r\ny:z"))
    lines = raw.decode().split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert not any(character < " " and character != "\t" for line in lines for character in line)
    calendar = icalendar.Calendar.from_ical(raw)
    assert [part.name for part in calendar.subcomponents] == ["VTIMEZONE", "VEVENT"]
    assert calendar.walk("VEVENT")[0].errors == []
    assert vobject.readOne(io.StringIO(raw.decode())).vevent.uid.value == WALK.uid


def test_a_name_in_any_script_comes_back() -> None:
    name = "لقاء: نهرنا بيتنا، " + "川あそびを守るパレード " * 9 + "ends"
    assert str(read(other(name=name))["SUMMARY"]) == name


@settings(deadline=None, max_examples=60)
@given(
    tzid=st.sampled_from(
        ["America/New_York", "Africa/Cairo", "Africa/Casablanca", "Asia/Kathmandu", "Pacific/Chatham",
         "Australia/Lord_Howe", "America/Havana", "Europe/Dublin", "Asia/Beirut", "Pacific/Apia"]
    ),
    hours=st.integers(min_value=0, max_value=3 * 365 * 24 - 1),
)  # fmt: skip
def test_a_timezone_gives_the_offsets_of_the_zone_database(tzid: str, hours: int) -> None:
    """Read by dateutil. Hours that the clocks skip or repeat have no one answer there and are left out."""
    text = f"BEGIN:VCALENDAR\r\n{vtimezone(tzid, 2025, 2027)}END:VCALENDAR\r\n"
    wall = dt.datetime(2025, 1, 1) + dt.timedelta(hours=hours)
    zone = ZoneInfo(tzid)
    if wall.replace(tzinfo=zone, fold=1).utcoffset() == wall.replace(tzinfo=zone).utcoffset():
        read_back = tz.tzical(io.StringIO(text)).get()
        assert wall.replace(tzinfo=read_back).utcoffset() == wall.replace(tzinfo=zone).utcoffset()


def test_summer_time_begins_by_the_clocks_of_winter() -> None:
    """RFC 5545 3.6.5: DTSTART of a change is the wall time before it."""
    daylight = vtimezone("America/New_York", 2026, 2026).split("BEGIN:DAYLIGHT\r\n")[1]
    assert daylight.split("\r\n")[:3] == ["DTSTART:20260308T020000", "TZOFFSETFROM:-0500", "TZOFFSETTO:-0400"]


TWICE = {"dtstart": dt.datetime(2026, 10, 25, 1, 30), "dtend": dt.datetime(2026, 10, 25, 1, 50)}
"""London's clock shows these at 00:30 to 00:50 and again at 01:30 to 01:50 UTC."""


def test_the_second_of_two_is_written_in_utc_since_a_time_with_tzid_is_the_first() -> None:
    """RFC 5545 3.3.5. The two differ in nothing else, and both are written (the VEVENT is cached)."""
    first, second = (written(other(**TWICE, fold=fold)).decode().split("\r\n") for fold in (0, 1))
    assert "DTSTART;TZID=Europe/London:20261025T013000" in first
    assert "DTEND;TZID=Europe/London:20261025T015000" in first
    assert "DTSTART:20261025T013000Z" in second
    assert "DTEND:20261025T015000Z" in second
    assert "BEGIN:VTIMEZONE" not in second


def test_an_end_after_the_repeated_hour_is_the_only_one() -> None:
    until = other(dtstart=TWICE["dtstart"], dtend=dt.datetime(2026, 10, 25, 3), fold=1)
    assert "DTEND:20261025T030000Z" in written(until).decode().split("\r\n")


@pytest.mark.parametrize("more", [{"rrule": "FREQ=YEARLY"}, {"rdates": (dt.datetime(2026, 11, 1, 1, 30),)}])
def test_a_series_keeps_its_zone(more: dict[str, Any]) -> None:
    assert "DTSTART;TZID=Europe/London:20261025T013000" in written(other(**TWICE, **more, fold=1)).decode()


@pytest.mark.parametrize("fold", [0, 1])
def test_what_is_read_again_is_the_same_instant(fold: int) -> None:
    assert read(other(**TWICE, fold=fold))["DTSTART"].dt.astimezone(dt.UTC) == dt.datetime(
        2026, 10, 25, fold, 30, tzinfo=dt.UTC
    )
