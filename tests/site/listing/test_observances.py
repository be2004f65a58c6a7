"""Calls that hang on an observance: their days, what is announced, and the events that move along."""

import datetime as dt
from typing import Any

import pytest
from tests.site.listing.making import BIRMINGHAM, LISBON, NOW, delivery, found, walk

from handbill.values import Place
from handbill_site.ledger.models import Entry
from handbill_site.listing.calls import change_call, create_call
from handbill_site.listing.kept import edition_day, kept_day, label_of, named, window_of
from handbill_site.listing.models import AnnouncedDay, Call, Event
from handbill_site.listing.observances import announce_day, next_edition
from handbill_site.listing.operations import publish

LATER = NOW + dt.timedelta(hours=3)
LAHORE = Place(1172451, "Lahore", "PK", "04", "Punjab", "Asia/Karachi", 6_310_888, 31.56, 74.35)
EID = dt.date(2026, 3, 20)
"""1 Shawwal 1447 by the calendar of Umm al-Qura; in Pakistan usually a day later."""


def call(slug: str = "eid-1447", **fields: Any) -> Call:
    usual = {"observance": "eid-al-fitr", "edition": "1447", "titles": {"en": "Eid in the Park"}}
    return create_call(slug, **(usual | fields), by="user:ana", at=NOW)


def feast(day: dt.date, place: Place = BIRMINGHAM, of: Call | None = None, **options: Any) -> Event:
    """A feast of three hours on a day, that answers a call."""
    start = dt.datetime.combine(day, dt.time(17))
    fields = {"place": found(place), "city": found(place.name), "tzid": found(place.timezone)}
    fields |= {"dtstart": found(start), "dtend": found(start + dt.timedelta(hours=3)), "urls": ()}
    number = f"receipt-{Event.objects.count()}"
    draft = walk(**(fields | options.pop("stated", {})))
    calls = [of or Call.objects.get(slug="eid-1447")]
    return publish(
        draft, delivery=delivery(number), draft_index=0, by="user:ana", at=NOW, calls=calls, **options
    )


def announce(day: dt.date, country: str = "", **fields: Any) -> AnnouncedDay:
    usual = {"source": "Council of the Observatory", "by": "user:ana", "at": LATER}
    return announce_day("eid-al-fitr", "1447", day, country=country, **(usual | fields))


def starts() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("dtstart", flat=True))


@pytest.mark.parametrize(
    ("observance", "edition", "day"),
    [
        ("may-day", "2031", "2031-05-01"),
        ("may-day", "1901", "1901-05-01"),
        ("may-day", "1889", None),
        ("may-day", "2999", None),
        ("eid-al-fitr", "1444", "2023-04-21"),
        ("nowruz", "1404", "2025-03-21"),
        ("hanukkah", "5784", "2023-12-08"),
        ("mid-autumn-festival", "2025", "2025-10-06"),
        ("eid-al-fitr", "2026", None),
        ("eid-al-fitr", "99999", None),
        ("eid-al-fitr", "soon", None),
        ("no-such-day", "2026", None),
    ],
)
def test_an_edition_is_found_in_whatever_calendar_its_year_is(
    observance: str, edition: str, day: str | None
) -> None:
    """As published for those years: Eid of 2023 in Saudi Arabia, Nowruz 1404, Mid-Autumn in Hong Kong."""
    found_day = edition_day(observance, edition)

    assert (found_day and found_day.day.isoformat()) == day


def test_an_observance_is_named_by_id_or_by_a_name_that_is_its_own() -> None:
    eid = named("eid-al-fitr")

    assert eid is not None
    assert named("  EID al-Fitr ") == named("عيد الفطر") == named(label_of(eid)) == eid
    assert named("Eid") is None
    assert named("") is None


@pytest.mark.django_db
def test_the_window_of_a_call_is_that_of_its_day() -> None:
    """Eve, a day of doubt before it, Pakistan's day and one of doubt after it; a fixed day is only itself."""
    eid = call()
    may = call("may-day", observance="may-day", edition="2027")

    assert (eid.first_day, eid.last_day) == (dt.date(2026, 3, 18), dt.date(2026, 3, 22))
    assert (may.first_day, may.last_day) == (dt.date(2027, 5, 1), dt.date(2027, 5, 1))
    facts = Entry.objects.filter(verb="call.created").values_list("facts", flat=True)
    assert list(facts) == [
        {"slug": "eid-1447", "observances": ["eid-al-fitr"]},
        {"slug": "may-day", "observances": ["may-day"]},
    ]


@pytest.mark.django_db
def test_a_call_may_let_go_of_its_observance() -> None:
    days = {"first_day": dt.date(2026, 3, 1), "last_day": dt.date(2026, 3, 2)}

    changed = change_call(
        call(), titles={"en": "Fair"}, statements={}, names=(), **days, by="user:ana", at=NOW
    )

    assert (changed.observance, changed.edition, changed.first_day) == ("", "", dt.date(2026, 3, 1))
    assert Entry.objects.get(verb="call.changed").facts["observances"] == ["eid-al-fitr"]


@pytest.mark.django_db
def test_a_call_on_no_edition_is_refused() -> None:
    with pytest.raises(ValueError, match="no edition '2026' of 'eid-al-fitr'"):
        call(edition="2026")
    assert (Call.objects.count(), Entry.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_an_announced_day_wins_and_its_events_move_along() -> None:
    call()
    on_the_day, on_the_eve = feast(EID), feast(EID - dt.timedelta(days=1), LISBON)
    announce(EID + dt.timedelta(days=1))

    kept = kept_day("eid-al-fitr", "1447")
    assert kept is not None
    assert (kept.day, kept.computed, kept.is_tentative) == (dt.date(2026, 3, 21), EID, False)
    assert starts() == ["2026-03-21T17:00:00", "2026-03-20T17:00:00"]
    moved = Event.objects.get(pk=on_the_day.pk)
    assert (moved.dtend, moved.previous_start, moved.sequence) == (
        "2026-03-21T20:00:00",
        "2026-03-20T17:00:00",
        1,
    )
    assert [each.day for each in moved.occurrences.all()] == [dt.date(2026, 3, 21)]
    assert moved.last_modified == LATER
    assert Call.objects.get().first_day == window_of(kept)[0] == dt.date(2026, 3, 20)
    entries = list(Entry.objects.filter(at=LATER).values_list("verb", "subject"))
    assert entries == [
        ("listing.updated", f"event:{on_the_day.uid}"),
        ("listing.updated", f"event:{on_the_eve.uid}"),
        ("observance.announced", "observance:eid-al-fitr"),
    ]


@pytest.mark.django_db
def test_the_entries_say_what_moved_and_which_pages_show_it() -> None:
    call()
    event = feast(EID)
    announce(EID + dt.timedelta(days=1))

    said = {entry.verb: entry.facts for entry in Entry.objects.filter(at=LATER)}
    assert said["observance.announced"] == {
        "edition": "1447",
        "country": "",
        "day": "2026-03-21",
        "source": "Council of the Observatory",
        "moved": [event.uid],
        "observances": ["eid-al-fitr"],
        "calls": ["eid-1447"],
        "days": ["2026-03-20", "2026-03-21", "2026-03-22"],
    }
    assert said["listing.updated"] == {
        "slug": event.slug,
        "cities": ["birmingham-gb"],
        "calls": ["eid-1447"],
        "days": ["2026-03-20", "2026-03-21"],
        "changed": ["dtend", "dtstart"],
        "kept": [],
        "observance": "eid-al-fitr",
        "edition": "1447",
    }


@pytest.mark.django_db
def test_what_stays_where_it_is() -> None:
    """Another day, a start that a person set, a series, a withdrawn event, and an event of another call."""
    eid, other = call(), call("picnic", observance="may-day", edition="2026")
    feast(EID + dt.timedelta(days=2))
    feast(EID, pinned=["dtstart"])
    feast(EID, stated={"rrule": found("FREQ=WEEKLY;COUNT=3")})
    feast(EID, of=other)
    gone = feast(EID, of=eid)
    Event.objects.filter(pk=gone.pk).update(listed=False)
    before = starts()

    announce(EID + dt.timedelta(days=1))

    assert starts() == before


@pytest.mark.django_db
def test_a_country_has_its_own_day() -> None:
    call()
    feast(EID)
    feast(EID + dt.timedelta(days=1), LAHORE)

    announce(EID, "PK")
    assert starts() == ["2026-03-20T17:00:00", "2026-03-20T17:00:00"]
    announce(EID + dt.timedelta(days=1))
    assert starts() == ["2026-03-21T17:00:00", "2026-03-20T17:00:00"]

    kept = kept_day("eid-al-fitr", "1447")
    assert kept is not None
    assert [kept.day_in(code) for code in ("", "GB", "PK", "IN")] == [
        dt.date(2026, 3, 21),
        dt.date(2026, 3, 21),
        dt.date(2026, 3, 20),
        dt.date(2026, 3, 22),
    ]


@pytest.mark.django_db
def test_the_day_that_was_computed_announced_for_all_moves_nobody() -> None:
    """Where the day usually differs, it goes on to."""
    call()
    feast(EID)
    feast(EID + dt.timedelta(days=1), LAHORE)

    announce(EID)

    assert starts() == ["2026-03-20T17:00:00", "2026-03-21T17:00:00"]
    assert Entry.objects.get(verb="observance.announced").facts["moved"] == []


@pytest.mark.django_db
def test_the_same_day_again_changes_nothing() -> None:
    call()
    feast(EID)
    announce(EID + dt.timedelta(days=1))
    entries, event = Entry.objects.count(), Event.objects.get()

    again = announce(EID + dt.timedelta(days=1), at=LATER + dt.timedelta(hours=1))

    assert Entry.objects.count() == entries
    assert (again.sequence, again.announced) == (1, LATER)
    assert Event.objects.get().sequence == event.sequence == 1


@pytest.mark.django_db
def test_another_day_moves_them_again_from_the_announced_one() -> None:
    call()
    feast(EID)
    announce(EID + dt.timedelta(days=1))

    row = announce(EID, source="")

    event = Event.objects.get()
    assert (event.dtstart, event.previous_start, event.sequence) == (
        "2026-03-20T17:00:00",
        "2026-03-21T17:00:00",
        2,
    )
    assert (row.sequence, row.source, AnnouncedDay.objects.count()) == (2, "Council of the Observatory", 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("edition", "country", "day"),
    [("1447", "", dt.date(2025, 3, 20)), ("1447", "Pakistan", EID), ("2026", "", EID)],
    ids=["another year", "no code", "no edition"],
)
def test_what_cannot_be_announced_leaves_nothing(edition: str, country: str, day: dt.date) -> None:
    with pytest.raises(ValueError, match=r"too far|no country|no edition"):
        announce_day("eid-al-fitr", edition, day, country=country, by="user:ana", at=LATER)
    assert (AnnouncedDay.objects.count(), Entry.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_the_next_edition_is_a_call_of_its_own_and_opened_once() -> None:
    held = call(names=["#EidInThePark"], statements={"en": "On 20 March."})

    opened = next_edition(held, by="user:ana", at=LATER)

    assert (opened.slug, opened.edition, opened.titles, opened.names, opened.statements) == (
        "eid-1448",
        "1448",
        held.titles,
        ["#EidInThePark"],
        {},
    )
    assert opened.first_day == dt.date(2027, 3, 7)
    assert next_edition(held, by="user:ana", at=LATER) == opened
    assert Call.objects.count() == 2
    assert list(Entry.objects.filter(at=LATER).values_list("verb", flat=True)) == ["call.created"]


@pytest.mark.django_db
def test_an_address_without_a_year_gets_one_and_a_taken_one_a_number() -> None:
    may = call("workers", observance="may-day", edition="2026", titles={"en": "First of May"})
    call("workers-2027", observance="may-day", edition="2027", titles={"en": "Another"})

    assert next_edition(may, by="user:ana", at=LATER).slug == "workers-2027-2"


@pytest.mark.django_db
def test_a_call_with_days_of_its_own_has_no_next_edition() -> None:
    days = {"first_day": NOW.date(), "last_day": NOW.date()}
    plain = create_call("fair", titles={"en": "Fair"}, **days, by="user:ana", at=NOW)

    with pytest.raises(ValueError, match="fair has no next edition"):
        next_edition(plain, by="user:ana", at=LATER)
