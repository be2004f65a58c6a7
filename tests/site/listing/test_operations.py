"""What each act on the listing writes, and what it leaves alone."""

import dataclasses
import datetime as dt
from typing import Any

import pytest
from tests.site.listing.making import ALABAMA, BIRMINGHAM, LISBON, NOW, delivery, found, walk

from handbill import values
from handbill.values import Draft
from handbill_site.ledger.models import Entry
from handbill_site.listing import operations, parts
from handbill_site.listing.errors import IncompleteDraft
from handbill_site.listing.models import Call, City, Event, Organizer, Sighting
from handbill_site.listing.values import event_of

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(hours=3)


def publish(draft: Draft, **more: Any) -> Event:
    return operations.publish(draft, delivery=delivery(), draft_index=0, by="user:ana", at=NOW, **more)


def update(event: Event, draft: Draft, **more: Any) -> Event:
    usual = {
        "delivery": event.sightings.get(delivery__uid="receipt-1", draft_index=0).delivery,
        "draft_index": 1,
    }
    return operations.update(event, draft, **(usual | {"by": "policy", "at": LATER} | more))


def call(slug: str = "day-of-lanterns") -> Call:
    return operations.create_call(
        slug,
        titles={"en": "Day of Lanterns"},
        first_day=dt.date(2026, 11, 13),
        last_day=dt.date(2026, 11, 15),
        names=["Day of Lanterns", "#lanterns"],
        by="user:ana",
        at=NOW,
    )


def test_a_published_draft_is_the_event_that_the_listing_holds_true() -> None:
    event = publish(walk(), calls=[call()])

    expected = values.Event(
        uid=event.uid,
        name="Light the Canal",
        dtstart=dt.datetime(2026, 11, 14, 17, 0),
        tzid="Europe/London",
        created=NOW,
        last_modified=NOW,
        place=BIRMINGHAM,
        city="Birmingham",
        venue="Gas Street Basin",
        kind="march",
        language="en",
        organizers=(values.Organizer("Canal Lightkeepers"), values.Organizer("Brum Walks Slowly")),
        links=("https://canallight.example/walk",),
        occurrences=(
            values.Occurrence(
                dt.datetime(2026, 11, 14, 17, 0), None, dt.datetime(2026, 11, 14, 17, 0, tzinfo=dt.UTC)
            ),
        ),
        calls=("day-of-lanterns",),
    )
    assert event_of(Event.objects.get()) == expected
    assert Sighting.objects.filter(event=event, delivery__uid="receipt-1", draft_index=0).count() == 1


def test_publishing_writes_one_entry_that_names_every_page_it_touches() -> None:
    event = publish(walk(), calls=[call()])

    entry = Entry.objects.get(verb="listing.published")
    assert (entry.subject, entry.actor, entry.at) == (f"event:{event.uid}", "user:ana", NOW)
    assert entry.facts == {
        "slug": event.slug,
        "cities": ["birmingham-gb"],
        "calls": ["day-of-lanterns"],
        "days": ["2026-11-14"],
        "delivery": "receipt-1",
        "sequence": 0,
    }


def test_an_incomplete_draft_names_what_is_missing_and_leaves_nothing() -> None:
    with pytest.raises(IncompleteDraft) as refused:
        publish(Draft())

    codes = [problem.code for problem in refused.value.problems]
    assert codes == ["name.missing", "dtstart.missing", "city.missing", "tzid.missing"]
    assert (Event.objects.count(), City.objects.count(), Entry.objects.count()) == (0, 0, 0)


def test_an_event_that_is_only_online_needs_no_city_but_a_zone() -> None:
    event = publish(walk(city=None, place=None, venue=found("online")))

    assert (event.city, event.city_name, event.venue) == (None, "", "online")


def test_the_zone_of_the_city_stands_in_for_one_that_is_not_stated() -> None:
    assert publish(walk(tzid=None, place=found(LISBON))).tzid == "Europe/Lisbon"


def test_an_unknown_zone_and_an_end_before_the_start_are_refused() -> None:
    with pytest.raises(IncompleteDraft) as refused:
        publish(walk(tzid=found("Middle/Earth"), dtend=found(dt.date(2026, 11, 13))))

    assert [problem.code for problem in refused.value.problems] == ["tzid.unknown", "dtend.before_dtstart"]


def test_addresses_are_readable_even_where_the_name_has_no_ascii_letters() -> None:
    latin = publish(walk())
    arabic = operations.publish(
        walk(name=found("مسيرة الضوء")), delivery=delivery("r2"), draft_index=0, by="policy", at=NOW
    )

    assert latin.slug[:-6] == "light-the-canal-2026-11-14-"
    assert arabic.slug[:-6] == "march-birmingham-2026-11-14-"


def test_homonyms_are_parted_by_their_subdivision() -> None:
    for number, place in enumerate((BIRMINGHAM, ALABAMA, LISBON)):
        operations.publish(
            walk(place=found(place)), delivery=delivery(f"r{number}"), draft_index=0, by="policy", at=NOW
        )

    assert list(City.objects.order_by("slug").values_list("slug", flat=True)) == [
        "birmingham-gb",
        "birmingham-us",
        "lisbon-pt",
    ]


def test_homonyms_of_one_country_get_the_name_of_their_subdivision() -> None:
    for number, place in enumerate(
        (
            ALABAMA,
            values.Place(
                4980225, "Birmingham", "US", "MI", "Michigan", "America/Detroit", 20_000, 42.5, -83.2
            ),
        )
    ):
        operations.publish(
            walk(place=found(place)), delivery=delivery(f"r{number}"), draft_index=0, by="policy", at=NOW
        )

    slugs = list(City.objects.order_by("geonameid").values_list("slug", flat=True))
    assert slugs == ["birmingham-us", "birmingham-michigan-us"]


def test_one_organiser_spelt_twice_is_one_row() -> None:
    publish(walk(organizers=(found("Canal Lightkeepers"), found("canal  LIGHTKEEPERS"), found("Moss Choir"))))

    assert sorted(Organizer.objects.values_list("name", flat=True)) == ["Canal Lightkeepers", "Moss Choir"]


def test_a_move_in_time_raises_the_sequence_and_keeps_the_former_start() -> None:
    event = update(publish(walk()), Draft(dtstart=found(dt.datetime(2026, 11, 21, 18, 0))))

    assert (event.sequence, event.dtstart, event.previous_start) == (
        1,
        "2026-11-21T18:00:00",
        "2026-11-14T17:00:00",
    )
    assert event.last_modified == LATER
    entry = Entry.objects.get(verb="listing.updated")
    assert entry.facts == {
        "slug": event.slug,
        "cities": ["birmingham-gb"],
        "calls": [],
        "days": ["2026-11-14", "2026-11-21"],
        "delivery": "receipt-1",
        "changed": ["dtstart"],
        "kept": [],
    }


@pytest.mark.parametrize(
    ("fields", "sequence"),
    [
        ({"venue": found("Roundhouse")}, 1),
        ({"status": found("cancelled")}, 1),
        ({"place": found(LISBON)}, 1),
        ({"dtend": found(dt.datetime(2026, 11, 14, 18, 30))}, 1),
        ({"name": found("Light the Long Canal")}, 0),
        ({"description": found("Bring a lantern.")}, 0),
        ({"venue": found("Gas Street Basin")}, 0),
    ],
)
def test_only_time_place_and_status_raise_the_sequence(fields: dict[str, Any], sequence: int) -> None:
    assert update(publish(walk()), Draft(**fields)).sequence == sequence


def test_a_new_venue_keeps_the_former_one() -> None:
    event = update(publish(walk()), Draft(venue=found("Roundhouse")))

    assert (event.venue, event.previous_venue) == ("Roundhouse", "Gas Street Basin")


def test_what_a_person_pinned_stays_and_is_named_as_kept() -> None:
    event = publish(walk(), pinned=["venue", "name"])

    event = update(
        event, Draft(venue=found("Roundhouse"), name=found("Light the Canal"), kind=found("vigil"))
    )

    assert (event.venue, event.kind, event.sequence) == ("Gas Street Basin", "vigil", 0)
    facts = Entry.objects.get(verb="listing.updated").facts
    assert (facts["kept"], facts["changed"]) == (["venue"], ["kind"])


def test_a_person_may_pin_a_pinned_field_anew_or_empty_it() -> None:
    event = publish(walk(), pinned=["venue"])

    event = update(event, Draft(name=found("Light the Canal")), pinned=["venue"], by_hand=True)

    assert (event.venue, event.previous_venue, event.pinned) == ("", "Gas Street Basin", ["venue"])


def test_silence_in_an_update_changes_nothing() -> None:
    before = publish(walk())

    after = update(before, Draft(language="en"))

    assert (after.sequence, after.last_modified, after.name) == (0, NOW, "Light the Canal")


def test_links_and_organisers_of_an_update_are_added() -> None:
    event = update(
        publish(walk()), Draft(urls=(found("https://brum.example/1"),), organizers=(found("Moss Choir"),))
    )

    value = event_of(event)
    assert value.links == ("https://canallight.example/walk", "https://brum.example/1")
    assert [each.name for each in value.organizers] == [
        "Canal Lightkeepers",
        "Brum Walks Slowly",
        "Moss Choir",
    ]


def test_links_that_are_not_http_are_dropped() -> None:
    event = publish(walk(urls=(found("javascript:alert(1)"), found("https://a.example/"))))

    assert [link.url for link in event.links.all()] == ["https://a.example/"]


@pytest.mark.parametrize(
    ("sequence", "venue"), [(3, "Roundhouse"), (2, "Gas Street Basin"), (1, "Gas Street Basin")]
)
def test_a_calendar_updates_by_arithmetic(sequence: int, venue: str) -> None:
    event = publish(walk(uid="walk@canallight.example", sequence=2))

    event = update(event, walk(uid="walk@canallight.example", sequence=sequence, venue=found("Roundhouse")))

    assert (event.venue, event.foreign_sequence) == (venue, max(sequence, 2))
    assert Entry.objects.filter(verb="listing.updated").count() == 1


def test_a_person_may_apply_what_the_arithmetic_refuses() -> None:
    event = publish(walk(uid="walk@canallight.example", sequence=2))

    event = update(
        event, walk(uid="walk@canallight.example", sequence=1, venue=found("Roundhouse")), by_hand=True
    )

    assert event.venue == "Roundhouse"


def test_withdrawing_keeps_the_row_and_writes_one_entry() -> None:
    event = operations.withdraw(publish(walk()), by="user:ana", at=LATER)

    assert Event.objects.get().listed is False
    entry = Entry.objects.get(verb="listing.withdrawn")
    assert (entry.subject, entry.facts["cities"], entry.facts["days"]) == (
        f"event:{event.uid}",
        ["birmingham-gb"],
        ["2026-11-14"],
    )


def test_restoring_brings_all_back_but_the_sequence() -> None:
    event = publish(walk(), calls=[call()])
    before, snapshot = event_of(event), parts.snapshot_of(event)
    update(
        event,
        walk(
            dtstart=found(dt.datetime(2026, 11, 21, 18, 0)),
            venue=found("Roundhouse"),
            organizers=(found("Moss Choir"),),
            urls=(found("https://b.example/"),),
        ),
    )
    event.calls.clear()

    event = operations.restore(event, snapshot, by="user:ana", at=LATER)

    expected = dataclasses.replace(before, sequence=2, last_modified=LATER)
    assert event_of(event) == expected
    assert Entry.objects.get(verb="listing.restored").facts["days"] == ["2026-11-14", "2026-11-21"]


def test_an_event_joins_and_leaves_a_call_with_an_entry_each() -> None:
    event, lanterns = publish(walk()), call()

    operations.join_call(event, lanterns, by="user:ana", at=LATER)
    joined = event_of(Event.objects.get()).calls
    operations.leave_call(event, lanterns, by="user:ana", at=LATER)

    assert joined == ("day-of-lanterns",)
    assert event_of(Event.objects.get()).calls == ()
    entries = Entry.objects.filter(verb="listing.updated")
    assert [entry.facts["calls"] for entry in entries] == [["day-of-lanterns"], ["day-of-lanterns"]]


def test_a_call_is_made_and_changed_with_an_entry_each() -> None:
    made = call()

    operations.change_call(
        made,
        titles={"en": "Days of Lanterns", "fr": "Journées des lanternes"},
        statements={"en": "We walk."},
        first_day=dt.date(2026, 11, 12),
        last_day=dt.date(2026, 11, 16),
        names=["#lanterns", "#lanterns"],
        by="user:ana",
        at=LATER,
    )

    row = Call.objects.get()
    assert (row.slug, row.title, row.statements, row.names) == (
        "day-of-lanterns",
        "Days of Lanterns",
        {"en": "We walk."},
        ["#lanterns"],
    )
    verbs = list(Entry.objects.values_list("verb", "subject"))
    assert verbs == [("call.created", "call:day-of-lanterns"), ("call.changed", "call:day-of-lanterns")]


def test_a_call_whose_window_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="window"):
        operations.create_call(
            "x",
            titles={"en": "X"},
            first_day=dt.date(2026, 2, 2),
            last_day=dt.date(2026, 2, 1),
            by="policy",
            at=NOW,
        )


TWICE = dt.datetime(2026, 10, 25, 1, 30)
"""London's clock shows it at 00:30 and at 01:30 UTC."""


def test_an_hour_shown_twice_is_listed_only_with_the_choice() -> None:
    with pytest.raises(IncompleteDraft) as refused:
        operations.require_complete(walk(dtstart=found(TWICE)))
    assert [problem.code for problem in refused.value.problems] == ["fold.missing"]

    event = publish(walk(dtstart=found(TWICE), fold=found(1)))

    assert event_of(event).fold == 1
    assert event.occurrences.get().starts_at == dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC)


def test_a_series_has_the_first_of_two() -> None:
    event = publish(walk(dtstart=found(TWICE), fold=found(1), rrule=found("FREQ=YEARLY")))

    assert event.fold == 0


def test_an_update_of_the_same_hour_keeps_the_choice_and_one_of_another_hour_forgets_it() -> None:
    event = publish(walk(dtstart=found(TWICE), fold=found(1), uid="x", sequence=1), pinned=["fold"])

    same = update(event, walk(dtstart=found(TWICE), venue=found("Roundhouse"), uid="x", sequence=2))
    assert (same.venue, same.fold, same.pinned) == ("Roundhouse", 1, ["fold"])
    other = update(
        event, walk(dtstart=found(TWICE), fold=found(0), venue=found("Roundhouse"), uid="x", sequence=3)
    )
    assert (other.fold, other.sequence) == (1, 1)

    moved = update(event, walk(dtstart=found(dt.datetime(2026, 10, 25, 3)), uid="x", sequence=4))
    assert (moved.fold, moved.pinned) == (0, [])
    with pytest.raises(IncompleteDraft):
        update(event, walk(dtstart=found(TWICE), uid="x", sequence=5))
    back = update(event, walk(dtstart=found(TWICE), fold=found(1), uid="x", sequence=6))
    assert (back.dtstart, back.fold) == ("2026-10-25T01:30:00", 1)


def test_a_change_of_the_instant_alone_raises_the_sequence_and_is_restored() -> None:
    event = publish(walk(dtstart=found(TWICE), fold=found(0)))
    snapshot = parts.snapshot_of(event)

    assert update(event, walk(dtstart=found(TWICE), fold=found(1))).sequence == 1
    assert not parts.is_still(Event.objects.get(), snapshot)
    assert operations.restore(event, snapshot, by="user:ana", at=LATER).fold == 0
    assert event.occurrences.get().starts_at == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)


def test_a_snapshot_of_before_the_choice_could_be_made_is_still_known() -> None:
    event = publish(walk(dtstart=found(TWICE), fold=found(0)))
    old = parts.snapshot_of(event)
    del old["columns"]["fold"]

    assert parts.is_still(event, old)
    event = update(event, walk(dtstart=found(TWICE), fold=found(1)))
    assert not parts.is_still(event, old)
    assert operations.restore(event, old, by="user:ana", at=LATER).fold == 0
