"""Dates and places that cannot be, may be two, or change: asked in their words, never moved in silence."""

import datetime as dt
import json
import re
from collections.abc import Iterator

import pytest
from django.utils import timezone
from tests.site.desk.browsing import press
from tests.site.edition.gatherings import NOW, OAKLAND, PADOVA, draft, listed
from tests.site.hostile.taking import by_form, by_mail, editor, problems, starts
from tests.site.intake.channels.feed.test_hostile import hostile
from tests.site.intake.channels.feed.test_hostile import listed as from_feed
from tests.site.intake.channels.feed.world import World, vevent, world
from tests.site.intake.channels.mail.mails import mail

from handbill.calendars import zone_data_version
from handbill_site.desk.models import Case
from handbill_site.edition.pages import pages_of
from handbill_site.intake.child import Reader
from handbill_site.ledger.models import Entry
from handbill_site.listing.errors import IncompleteDraft
from handbill_site.listing.models import Event
from handbill_site.listing.zonerules import follow_zone_rules

pytestmark = pytest.mark.django_db(transaction=True)
YEAR = timezone.now().year + 1


@pytest.fixture
def here() -> Iterator[World]:
    with world() as made:
        yield made


def told(reader: Reader, when: str, where: str = "Praça do Comércio, Lisbon") -> None:
    """Somebody pastes an announcement into the public form."""
    delivery = by_form(reader, text=f"Evening of lanterns\n\n{when}\n{where}\n")
    assert delivery.state == "routed", delivery.trouble


def why() -> list[str]:
    [case] = Case.objects.all()
    return list(case.why)


@pytest.mark.parametrize(
    ("when", "quoted"),
    [
        ("Friday 30 April 0000, 8 pm", "0000"),
        ("30 April 9999, 8 pm", "9999"),
        ("30 April 10000, 8 pm", "10000"),
        ("0000-04-30 20:00", "0000-04-30"),
        ("-0001-04-30 20:00", "-0001-04-30"),
        ("10000-01-01", "10000-01-01"),
    ],
)
def test_row_47_a_year_that_nobody_means_is_asked_back_in_its_words(
    reader: Reader, when: str, quoted: str
) -> None:
    told(reader, when)
    assert quoted in problems().values()
    assert Event.objects.count() == 0
    page = editor().get(f"/desk/cases/{Case.objects.get().pk}/").text
    assert f"“{quoted}”" in page


@pytest.mark.parametrize("when", ["1 January 1970, 8 pm", "9999-12-31 20:00"])
def test_row_47_a_day_far_away_is_for_a_person(reader: Reader, when: str) -> None:
    told(reader, when)
    assert {"past", "far", "nothing_found"} & set(why())


@pytest.mark.parametrize("day", ["00000101", "19700101", "99991231", "99991231T235959", "20991231"])
def test_row_47_a_trusted_feed_does_not_list_them_either(here: World, reader: Reader, day: str) -> None:
    start = f"DTSTART;VALUE=DATE:{day}" if len(day) == 8 else f"DTSTART;TZID=America/New_York:{day}"
    event = (
        "BEGIN:VEVENT\r\nUID:x@x.example\r\nSUMMARY:Far away\r\n"
        + start
        + ("\r\nLOCATION:Quay\\, Lisbon\r\nEND:VEVENT\r\n")
    )
    probe = vevent("probe", day=f"{timezone.now() + dt.timedelta(days=30):%Y%m%d}")
    assert set(from_feed(here, reader, event, probe)) == {"probe"}


@pytest.mark.parametrize(
    "start", [dt.datetime(9999, 12, 31, 23), dt.date(9999, 12, 31), dt.datetime(1, 1, 1)]
)
def test_row_47_not_even_an_editor_can_list_the_ends_of_the_calendar(start: dt.date) -> None:
    with pytest.raises(IncompleteDraft) as refused:
        listed(draft("Far away", start, OAKLAND))
    assert [problem.code for problem in refused.value.problems] == ["dtstart.outside"]


@pytest.mark.parametrize(
    ("when", "code", "quoted"),
    [
        (f"31 February {YEAR}, 8 pm", "day", f"31 February {YEAR}"),
        (f"30.02.{YEAR} 20:00", "day", f"30.02.{YEAR}"),
        (f"{YEAR}-13-01 20:00", "day", f"{YEAR}-13-01"),
        (f"{YEAR}-02-30 20:00", "day", f"{YEAR}-02-30"),
        ("April 31, 8 pm", "day", "April 31"),
        (f"30 April {YEAR}, 25:00", "time", "25:00"),
        (f"30 April {YEAR}, 19:75", "time", "19:75"),
        (f"30 April {YEAR}, 23:59:60", "time", "23:59:60"),
    ],
)
def test_row_48_what_no_calendar_or_clock_has_is_asked_back_in_its_words(
    reader: Reader, when: str, code: str, quoted: str
) -> None:
    told(reader, when)
    assert problems()[f"dtstart.impossible_{code}"] == quoted
    assert f"“{quoted}”" in editor().get(f"/desk/cases/{Case.objects.get().pk}/").text


@pytest.mark.parametrize(
    ("text", "home"),
    [
        (f"Lanterns, 30 April {YEAR}, 20:00\nMatthew 25:35 is read\nLisbon", "PT"),
        (f"Lanterns\n1 May {YEAR}, 20:00\nMay 40 lanterns shine\nLisbon", "PT"),
        ("Lanterns\n29 February 2028, 20:00\nLisbon, 10115 lamps", "PT"),
        ("Lanterns\n30 April 2130\nRua da Prata 9999, Lisbon", "PT"),
    ],
)
def test_row_48_verses_numbers_and_leap_days_are_not_taken_for_impossible(
    reader: Reader, text: str, home: str
) -> None:
    by_form(reader, text=text)
    assert [code for code in problems() if code.startswith("dtstart.impossible")] == []


def test_row_49_an_hour_that_the_clock_skips_is_asked_and_never_shifted(reader: Reader) -> None:
    told(reader, "14 March 2027, 2:30 am", "Times Square, New York")
    case = Case.objects.get()
    assert starts() == ["2027-03-14T02:30"]
    answer = press(editor(), case.pk, "publish")
    assert "skips this time" in answer.text
    assert Event.objects.count() == 0


def test_row_49_not_from_a_trusted_feed_either(here: World, reader: Reader) -> None:
    event = vevent("gap").replace(
        "DTSTART;TZID=Europe/Lisbon:20270430T200000", "DTSTART;TZID=America/New_York:20270314T023000"
    )
    assert (
        from_feed(here, reader, event.replace("Praça do Comércio\\, Lisbon", "Central Park\\, New York"))
        == {}
    )
    assert "dtstart.skipped" in why()
    assert starts() == ["2027-03-14T02:30"]


def test_row_50_an_hour_that_the_clock_shows_twice_is_asked_with_both_instants(reader: Reader) -> None:
    told(reader, "7 November 2027, 1:30 am", "Times Square, New York")
    case = Case.objects.get()
    assert "clock_twice" in case.why
    page = editor().get(f"/desk/cases/{case.pk}/").text
    assert re.findall(r'<input type="radio" name="fold" value="(.)"( checked)?> ([^<]*)<', page) == [
        ("0", "", "01:30 (UTC-04:00, the first)"),
        ("1", "", "01:30 (UTC-05:00, the second)"),
    ]
    refused = press(editor(), case.pk, "publish")
    assert refused.status_code == 422
    assert '<a href="#field-fold">' in refused.text
    assert Event.objects.count() == 0


@pytest.mark.parametrize(
    ("fold", "instant", "iso", "told_as", "which", "dtstart"),
    [
        ("0", 5, "-04:00", "01:30 (UTC−4)", "first", "DTSTART;TZID=America/New_York:20271107T013000"),
        ("1", 6, "-05:00", "01:30 (UTC−5)", "second", "DTSTART:20271107T063000Z"),
    ],
)
def test_row_50_the_choice_is_stored_and_every_output_says_it(
    reader: Reader, fold: str, instant: int, iso: str, told_as: str, which: str, dtstart: str
) -> None:
    told(reader, "7 November 2027, 1:30 am", "Times Square, New York")
    press(editor(), Case.objects.get().pk, "publish", fold=fold)
    event = Event.objects.get()
    assert (event.dtstart, event.fold, "fold" in event.pinned) == ("2027-11-07T01:30:00", int(fold), True)
    assert event.occurrences.get().starts_at == dt.datetime(2027, 11, 7, instant, 30, tzinfo=dt.UTC)

    assert event.city
    own, city = f"events/{event.slug}", f"cities/{event.city.slug}"
    bodies = {page.path: page.body.decode() for page in pages_of([own, city], timezone.now())}
    page = bodies[f"{own}/index.html"]
    assert f'<time datetime="2027-11-07T01:30{iso}">Sunday 7 November 2027, {told_as}</time>' in page
    assert f"the {which} is meant" in page
    assert f'"startDate": "2027-11-07T01:30{iso}"' in page
    assert f'<time datetime="2027-11-07T01:30{iso}">{told_as}</time>' in bodies[f"{city}/index.html"]
    assert f"\r\n{dtstart}\r\n" in bodies[f"{own}/event.ics"]
    assert f"\r\n{dtstart}\r\n" in bodies[f"{city}/calendar.ics"]
    assert f"Sunday 7 November 2027, {told_as}" in bodies[f"{city}/feed.atom"]
    [stated] = json.loads(bodies[f"{city}/events.json"])["events"]
    assert stated["start"] == stated["occurrences"][0]["start"] == f"2027-11-07T01:30{iso}"


def test_row_50_undoing_keeps_the_choice_in_the_case_and_correcting_changes_it(reader: Reader) -> None:
    told(reader, "7 November 2027, 1:30 am", "Times Square, New York")
    case = Case.objects.get()
    press(editor(), case.pk, "publish", fold="1")
    press(editor(), case.pk, "apply", fold="0")
    event = Event.objects.get()
    assert (event.fold, event.sequence) == (0, 1)
    for _ in range(2):
        case.refresh_from_db()
        editor().post(f"/desk/cases/{case.pk}/undo/", {"version": str(case.version)})
        event.refresh_from_db()
        if event.listed:  # the correction is taken back, then the publication
            assert (event.fold, event.sequence) == (1, 2)
            assert event.occurrences.get().starts_at == dt.datetime(2027, 11, 7, 6, 30, tzinfo=dt.UTC)
    assert not event.listed


def test_row_50_new_zone_data_keep_the_second_instant() -> None:
    start = dt.datetime(2027, 11, 7, 1, 30)
    event = listed(draft("Evening", start, OAKLAND, fold=1), NOW)
    assert follow_zone_rules(now=NOW, version="2026a") == 0
    assert follow_zone_rules(now=NOW, version="2026b") == 0
    event.occurrences.update(starts_at=dt.datetime(2027, 11, 7, 8, 30, tzinfo=dt.UTC))
    assert follow_zone_rules(now=NOW, version="2026c") == 1
    assert event.occurrences.get().starts_at == dt.datetime(2027, 11, 7, 9, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(("utc", "fold"), [("20271107T053000Z", 0), ("20271107T063000Z", 1)])
def test_row_50_a_feed_that_says_it_in_utc_has_decided(
    here: World, reader: Reader, utc: str, fold: int
) -> None:
    event = vevent("fold", LOCATION="Central Park\\, New York").replace(
        "DTSTART;TZID=Europe/Lisbon:20270430T200000", f"DTSTART:{utc}"
    )
    found = from_feed(here, reader, "X-WR-TIMEZONE:America/New_York\r\n", event)
    assert {name: (each.dtstart, each.tzid, each.fold) for name, each in found.items()} == {
        "fold": ("2027-11-07T01:30:00", "America/New_York", fold)
    }


def test_row_50_not_even_a_trusted_feed_decides_it(here: World, reader: Reader) -> None:
    event = vevent("fold").replace(
        "DTSTART;TZID=Europe/Lisbon:20270430T200000", "DTSTART;TZID=America/New_York:20271107T013000"
    )
    assert (
        from_feed(here, reader, event.replace("Praça do Comércio\\, Lisbon", "Central Park\\, New York"))
        == {}
    )
    assert why() == ["clock_twice"]


def test_row_51_rules_that_change_leave_the_wall_time_and_move_the_instant() -> None:
    """The listing was made with other zone data: as if Oakland had given up its summer time since."""
    event = listed(draft("Evening", dt.datetime(2027, 7, 1, 20), OAKLAND), NOW)
    other = listed(draft("Night", dt.datetime(2027, 7, 1, 20), PADOVA), NOW)
    assert follow_zone_rules(now=NOW, version="2026a") == 0
    event.occurrences.update(starts_at=dt.datetime(2027, 7, 2, 4, tzinfo=dt.UTC))
    assert follow_zone_rules(now=NOW, version="2026a") == 0
    assert follow_zone_rules(now=NOW, version="2026b") == 1
    assert event.occurrences.get().starts_at == dt.datetime(2027, 7, 2, 3, tzinfo=dt.UTC)
    event.refresh_from_db()
    assert (event.dtstart, event.tzid, event.sequence) == ("2027-07-01T20:00:00", "America/Los_Angeles", 0)
    told = Entry.objects.filter(verb="listing.updated").get()
    assert (told.subject, told.facts["changed"], told.facts["tzdata"]) == (
        f"event:{event.uid}",
        ["starts_at"],
        "2026b",
    )
    assert f"event:{other.uid}" not in Entry.objects.filter(verb="listing.updated").values_list(
        "subject", flat=True
    )
    followed = Entry.objects.filter(verb="zones.followed").values_list("facts__tzdata", "facts__moved")
    assert list(followed) == [("2026a", 0), ("2026b", 1)]


def test_row_51_the_version_of_the_zone_data_is_known() -> None:
    assert re.fullmatch(r"20\d\d[a-z]", zone_data_version())


@pytest.mark.parametrize(
    ("when", "where", "asked"),
    [
        ("03/04/2027, 8 pm", "Praça do Comércio, Lisbon", True),
        ("03/04/27, 8 pm", "Praça do Comércio, Lisbon", True),
        ("04/04/2027, 8 pm", "Praça do Comércio, Lisbon", False),
        ("13/04/2027, 8 pm", "Praça do Comércio, Lisbon", False),
        ("Saturday 3/4/2027, 8 pm", "Praça do Comércio, Lisbon", False),
        ("3 April 2027, 8 pm", "Praça do Comércio, Lisbon", False),
    ],
)
def test_row_52_which_of_two_numbers_is_the_month_is_asked(
    reader: Reader, when: str, where: str, asked: bool
) -> None:
    told(reader, when, where)
    assert ("dtstart.day_or_month" in problems()) is asked
    assert Event.objects.count() == 0


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("Evening of lanterns\n30 April 2570 BE, 8 pm\nLisbon", "2027-04-30T20:00"),
        ("Evening of lanterns\n23 Nisan 5787, 8 pm\nLisbon", "2027-04-30T20:00"),
        ("Evening of lanterns\n10 Ordibehesht 1406, 20:00\nLisbon", "2027-04-30T20:00"),
        ("مهرجان الفوانيس\n\n٣٠ أبريل ٢٠٢٧ الساعة ٨ مساء\nالقاهرة، مصر\n", "2027-04-30T20:00"),
    ],
)
def test_row_52_years_of_other_calendars_and_other_digits_are_read_and_a_person_decides(
    reader: Reader, text: str, start: str
) -> None:
    by_form(reader, text=text)
    assert starts() == [start]
    assert "prose" in why()


def test_row_52_a_day_of_a_sighted_calendar_is_not_sure(reader: Reader) -> None:
    """10 Muharram 1449 by the tables; a sighting may move it by a day."""
    told(reader, "10 Muharram 1449, 8 pm")
    start = Case.objects.get().draft["dtstart"]
    assert start["value"].startswith("2027-06-15")
    assert start["confidence"] < 0.95


@pytest.mark.parametrize("when", ["30 April 2027, 8 pm to 6 pm", "30 April 2027, 20:00-18:00"])
def test_row_53_an_end_before_the_start_is_asked(reader: Reader, when: str) -> None:
    told(reader, when)
    assert "dtend.next_day" in problems()


def test_row_53_a_night_is_no_question(reader: Reader) -> None:
    told(reader, "30 April 2027, 10 pm to 4 am")
    assert "dtend.next_day" not in problems()
    assert str(Case.objects.get().draft["dtend"]["value"])[:16] == "2027-05-01T04:00"


def test_row_53_a_feed_whose_event_ends_before_it_starts_loses_the_end_and_says_so(
    here: World, reader: Reader
) -> None:
    day = timezone.now().date() + dt.timedelta(days=60)
    event = hostile(f"DTEND;TZID=Europe/Lisbon:{day - dt.timedelta(days=1):%Y%m%d}T200000")
    assert from_feed(here, reader, event) == {}
    assert "dtend.before_dtstart" in why()


def test_row_53_an_event_of_400_days_is_asked(here: World, reader: Reader) -> None:
    day = timezone.now().date() + dt.timedelta(days=460)
    assert from_feed(here, reader, hostile(f"DTEND;TZID=Europe/Lisbon:{day:%Y%m%d}T200000")) == {}
    assert why() == ["long"]


def test_row_53_one_event_in_50_cities_is_not_moved_from_one_to_the_next(here: World, reader: Reader) -> None:
    """Fifty VEVENTs of one UID, each in another city: one may be listed, and none is moved after that."""
    cities = ["Lisbon", "Porto", "Braga", "Coimbra", "Faro", "Setúbal", "Aveiro", "Évora", "Leiria", "Viseu"]
    day = f"{timezone.now().date() + dt.timedelta(days=60):%Y%m%d}"
    events = [
        vevent("tour", day=day).replace("Comércio\\, Lisbon", f"Comércio\\, {city}") for city in cities * 5
    ]
    there = from_feed(here, reader, *events)
    assert len(there) <= 1
    assert all(event.sequence == 0 for event in there.values())


@pytest.mark.parametrize(
    "geo", ["91;181", "NaN;NaN", "0;0", "38.707751;-9.136592123456789", "-9.1;38.7", "x"]
)
def test_row_54_coordinates_of_others_are_not_taken(here: World, reader: Reader, geo: str) -> None:
    """What is published is where the city is, in the digits of the gazetteer."""
    event = from_feed(here, reader, hostile(f"GEO:{geo}"))["hostile"]
    assert event.city is not None
    assert (round(event.city.latitude), round(event.city.longitude)) == (39, -9)
    assert len(str(event.city.latitude).partition(".")[2]) <= 5


def test_row_55_an_address_in_two_countries_is_a_choice(reader: Reader) -> None:
    told(reader, "30 April 2027, 8 pm", "Main Square, Birmingham")
    [case] = Case.objects.all()
    countries = {each["country_code"] for each in case.draft["place"]["alternatives"]}
    assert {case.draft["place"]["value"]["country_code"], *countries} >= {"GB", "US"}
    assert "Alabama" in editor().get(f"/desk/cases/{case.pk}/").text


def test_row_55_the_organisers_own_name_of_a_city_stays(reader: Reader) -> None:
    told(reader, "30 April 2027, 8 pm", "Main Square, Danzig")
    draft = Case.objects.get().draft
    assert (draft["city"]["value"], draft["place"]["value"]["name"]) == ("Danzig", "Gdańsk")


def test_row_56_tomorrow_of_three_weeks_ago_is_past(reader: Reader) -> None:
    sent = timezone.now() - dt.timedelta(days=21)
    body = "Evening of lanterns\r\n\r\nTomorrow, 8 pm, Praça do Comércio, Lisbon\r\n"
    by_mail(mail(body, Date=f"{sent:%a, %d %b %Y %H:%M:%S} +0000"), reader)
    assert starts() == [f"{sent.date() + dt.timedelta(days=1)}T20:00"]
    assert "past" in why()
