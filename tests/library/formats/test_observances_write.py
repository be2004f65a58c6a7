"""Days of observances as a calendar, line by line and as another library reads it."""

import datetime as dt
from typing import Any

import icalendar

from handbill.calendars.observances import ObservedDay, observance, observed
from handbill.formats.icalendar import write_observances

STAMP = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
URL = "https://handbill.example/observances.ics"


def eid() -> ObservedDay:
    (day,) = observed(observance("eid-al-fitr"), 2026)
    return day


def written(*days: ObservedDay, **options: Any) -> bytes:
    return write_observances(
        days, name="Observances", url=URL, host="handbill.example", stamp=STAMP, **options
    )


def read(*days: ObservedDay, **options: Any) -> list[icalendar.Event]:
    return icalendar.Calendar.from_ical(written(*days, **options)).walk("VEVENT")


def test_a_tentative_day_line_by_line() -> None:
    lines = written(eid(), page_of=lambda _: "https://handbill.example/eid/").decode()
    unfolded = lines.replace("\r\n ", "").split("\r\n")
    assert unfolded[unfolded.index("BEGIN:VEVENT") : -2] == [
        "BEGIN:VEVENT",
        "UID:eid-al-fitr-1447@handbill.example",
        "DTSTAMP:20260101T000000Z",
        "SEQUENCE:0",
        "STATUS:TENTATIVE",
        "DTSTART;VALUE=DATE:20260320",
        "DTEND;VALUE=DATE:20260321",
        "SUMMARY;LANGUAGE=en:Eid al-Fitr (tentative)",
        (
            "DESCRIPTION:Feast at the end of Ramadan\\, on 1 Shawwal."
            "\\nTentative: moon sighting\\; may differ by a day between countries"
            "\\nBegins at sunset on the evening before.\\nSet by: Islamic calendar"
            '\\nSource: Encyclopaedia of Islam\\, 2nd ed.\\, "Id al-Fitr"'
        ),
        "CATEGORIES:islam",
        "TRANSP:TRANSPARENT",
        "URL:https://handbill.example/eid/",
        "END:VEVENT",
    ]


def test_a_day_that_is_certain_is_confirmed_and_the_end_is_the_day_after_the_last() -> None:
    (hanukkah,) = read(*observed(observance("hanukkah"), 2026))
    assert (str(hanukkah["STATUS"]), str(hanukkah["SUMMARY"])) == ("CONFIRMED", "Hanukkah")
    assert (hanukkah["DTSTART"].dt, hanukkah["DTEND"].dt) == (dt.date(2026, 12, 5), dt.date(2026, 12, 13))


def test_an_announced_day_says_so_with_a_higher_sequence_and_its_own_stamp() -> None:
    announced = STAMP + dt.timedelta(days=77)
    (event,) = read(
        eid(), sequence_of=lambda _: 2, stamp_of=lambda _: announced, note_of=lambda _: "Announced: Council"
    )
    assert (int(event["SEQUENCE"]), event["DTSTAMP"].dt) == (2, announced)
    assert "Announced: Council" in str(event["DESCRIPTION"]).splitlines()


def test_the_moment_of_an_equinox_is_said_and_not_that_of_a_day_counted_from_it() -> None:
    """20 March 2026, 14:46 UTC, as published by the United States Naval Observatory."""
    (turn,) = read(*observed(observance("nowruz-equinox"), 2026))
    (higan,) = read(*observed(observance("higan-spring"), 2026))
    assert "Moment: 2026-03-20 14:46 UTC" in str(turn["DESCRIPTION"]).splitlines()
    assert "Moment" not in str(higan["DESCRIPTION"])


def test_the_same_days_make_the_same_bytes_in_any_order() -> None:
    days = [*observed(observance("may-day"), 2025, 2027), eid()]
    assert written(*days) == written(*reversed(days))
    assert [str(event["UID"]) for event in read(*days)] == [
        "may-day-2025@handbill.example",
        "eid-al-fitr-1447@handbill.example",
        "may-day-2026@handbill.example",
        "may-day-2027@handbill.example",
    ]
