"""A table's whole way: looked at in the child, confirmed, taken row by row by the ordinary route, undone."""

import datetime as dt
from collections.abc import Iterator

import pytest
from tests.site.listing.making import found, walk

from handbill.formats.tabular.stated import ROW
from handbill_site.desk import operations as desk
from handbill_site.desk.models import Case
from handbill_site.desk.operations import apply_case, publish_case
from handbill_site.desk.values import draft_of
from handbill_site.flow import run_once
from handbill_site.intake import importing, imports
from handbill_site.intake.child import Reader
from handbill_site.intake.errors import StaleImport
from handbill_site.intake.models import Delivery, Import, Source
from handbill_site.intake.operations import accept, raw_of, source_of
from handbill_site.ledger.models import Entry
from handbill_site.listing import operations as listing
from handbill_site.listing.models import Event

pytestmark = pytest.mark.django_db(transaction=True)
NOW = dt.datetime(2027, 2, 1, 12, tzinfo=dt.UTC)
ADA = "user:ada"
TABLE = """Title,Date,Time,Venue,City,Organiser
Lantern walk,13/04/2027,19:30,Gas Street Basin,Norwich,Keepers
Seed swap,31/02/2027,10:00,Town Hall,Norwich,Allotments
Choir evening,14/05/2027,20:00,Town Hall,Norwich,Choir
"""


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """A real child, one for the module."""
    with Reader() as reader:
        yield reader


def begun(table: str = TABLE, name: str = "spring.csv") -> Import:
    made, _ = imports.begin(table.encode(), file_name=name, media_type="text/csv", home="GB", by=ADA, at=NOW)
    return made


def run(reader: Reader, *, days: int = 0) -> None:
    run_once(now=NOW + dt.timedelta(days=days), reader=reader)


def imported(reader: Reader, table: str = TABLE, *, trusted: bool = False) -> Import:
    made = begun(table)
    run(reader)
    made.refresh_from_db()
    imports.confirm(made, trusted=trusted, by=ADA, at=NOW)
    run(reader)
    made.refresh_from_db()
    return made


def names() -> list[str]:
    return list(Event.objects.filter(listed=True).order_by("pk").values_list("name", flat=True))


def undone(made: Import, reader: Reader) -> Import:
    imports.undo(made, by=ADA, at=NOW)
    run(reader)
    made.refresh_from_db()
    return made


def test_a_table_is_looked_at_and_nothing_is_imported_before_it_is_confirmed(reader: Reader) -> None:
    made = begun()
    run(reader)
    made.refresh_from_db()
    assert (made.state, made.seen["count"], made.seen["good"], made.seen["order"]["value"]) == (
        "looked",
        3,
        2,
        "dmy",
    )
    assert [(row["row"], row["errors"]) for row in made.wrong] == [
        (3, [[1, "no_such_day", "31 February 2027"]])
    ]
    assert (Delivery.objects.get().state, Case.objects.count(), Event.objects.count()) == ("routed", 0, 0)


def test_each_row_becomes_a_draft_by_the_ordinary_route(reader: Reader) -> None:
    made = imported(reader)
    rows = Delivery.objects.filter(source=made.source)
    assert (made.state, [(row.media_type, row.state) for row in rows]) == ("taken", [(ROW, "routed")] * 2)
    drafts = [draft_of(case) for case in Case.objects.all()]
    assert [(d.name.value, d.dtstart.value) for d in drafts if d.name and d.dtstart] == [
        ("Lantern walk", dt.datetime(2027, 4, 13, 19, 30)),
        ("Choir evening", dt.datetime(2027, 5, 14, 20, 0)),
    ]
    assert [case.why for case in Case.objects.all()] == [["first_time_sender"]] * 2
    assert names() == []
    entry = Entry.objects.get(verb="import.confirmed")
    assert (entry.actor, entry.facts) == (ADA, {"rows": 2, "left_out": 1, "trusted": False})


def test_rows_of_a_trusted_table_are_published_by_policy(reader: Reader) -> None:
    imported(reader, trusted=True)
    assert names() == ["Lantern walk", "Choir evening"]


def test_what_is_listed_already_is_matched(reader: Reader) -> None:
    imported(reader, trusted=True)
    imported(reader, TABLE.replace("Time,", "Time ,"), trusted=True)
    assert names() == ["Lantern walk", "Choir evening"]
    assert Event.objects.get(name="Lantern walk").sightings.count() == 2


def test_the_same_file_again_is_told_as_the_earlier_import(reader: Reader) -> None:
    made = imported(reader)
    again, is_new = imports.begin(
        TABLE.encode(), file_name="other.csv", media_type="", home="", by="user:bo", at=NOW
    )
    assert (again, is_new) == (made, False)
    assert Delivery.objects.exclude(source=made.source).count() == 1
    undone(made, reader)
    anew, is_new = imports.begin(TABLE.encode(), file_name="a.csv", media_type="", home="", by=ADA, at=NOW)
    assert (is_new, anew.pk == made.pk) == (True, False)


def test_an_order_that_is_not_decided_cannot_be_confirmed(reader: Reader) -> None:
    made = begun("Title,Date,City\nOne,03/04/27,Norwich\n")
    run(reader)
    with pytest.raises(StaleImport):
        imports.confirm(made, trusted=False, by=ADA, at=NOW)
    imports.choose(made, roles={}, order="mdy", home="GB")
    run(reader)
    made.refresh_from_db()
    imports.confirm(made, trusted=True, by=ADA, at=NOW)
    run(reader)
    assert list(Event.objects.values_list("dtstart", flat=True)) == ["2027-03-04"]


def test_a_choice_is_heard_and_a_second_confirmation_is_not(reader: Reader) -> None:
    made = begun("A,B,C\nOne,2027-04-13,Norwich\n")
    imports.choose(made, roles={"0": "where", "2": "what"}, order="", home="GB")
    run(reader)
    made.refresh_from_db()
    assert [column["role"] for column in made.seen["columns"]] == ["where", "date", "what"]
    imports.confirm(made, trusted=False, by=ADA, at=NOW)
    with pytest.raises(StaleImport):
        imports.confirm(made, trusted=False, by="user:bo", at=NOW)
    with pytest.raises(StaleImport):
        imports.choose(made, roles={}, order="", home="")


def test_what_is_no_table_is_refused_with_the_reason(reader: Reader) -> None:
    made = begun("Title,Date\nOne,2027-04-13\nTw\0o,2027-04-13\n")
    run(reader)
    made.refresh_from_db()
    assert (made.state, made.trouble) == ("refused", "row 3: it holds a NUL character")


def test_a_long_table_is_read_in_several_passes_and_keeps_nobody_waiting(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "A_PASS", 3)
    monkeypatch.setattr(importing, "KEPT_A_PASS", 6)
    rows = "".join(f"Walk {number},2027-04-13,Norwich\n" for number in range(8))
    made = imported(reader, "Title,Date,City\n" + rows)
    form = source_of(Source.Kind.FORM, "tell", name="Public form", now=NOW)
    mine = accept(b"Kites, 6 June 2027", source=form, received=NOW, media_type="text/plain", by=ADA)
    waiting = Delivery.objects.filter(source=made.source, state="kept")
    assert (made.state, waiting.count()) == ("confirmed", 3)
    run(reader)
    mine.refresh_from_db()
    made.refresh_from_db()
    assert (mine.state, made.state, waiting.count()) == ("routed", "taken", 2)
    run(reader)
    assert Case.objects.filter(reading__announcement__delivery__source=made.source).count() == 8


def test_rows_that_were_kept_before_a_crash_are_not_kept_twice(reader: Reader) -> None:
    made = imported(reader)
    Import.objects.update(state="confirmed")
    run(reader)
    made.refresh_from_db()
    assert (made.state, Delivery.objects.filter(source=made.source).count()) == ("taken", 2)


def test_undoing_withdraws_what_it_listed_and_closes_what_waits(reader: Reader) -> None:
    made = undone(imported(reader, trusted=True), reader)
    other = undone(imported(reader, TABLE.replace("Lantern", "Kite").replace("Choir", "Band")), reader)
    assert (names(), made.state, made.left, other.left) == ([], "undone", [], [])
    assert [(case.state, case.reason) for case in Case.objects.all()] == [("rejected", "undone")] * 2
    assert Entry.objects.filter(verb="import.undone").count() == 2


def test_undoing_leaves_what_a_person_changed_since_and_names_it(reader: Reader) -> None:
    made = imported(reader, trusted=True)
    event = Event.objects.get(name="Choir evening")
    listing.move(event, dt.timedelta(days=1), by="user:bo", at=NOW)
    undone(made, reader)
    assert names() == ["Choir evening"]
    assert made.left == [{"slug": event.slug, "name": "Choir evening"}]


def test_undoing_reverts_what_was_applied_to_an_event_of_others(reader: Reader) -> None:
    for is_changed, venue, left in ((False, "Old Hall", []), (True, "Town Hall", ["Choir evening"])):
        Event.objects.all().update(listed=False)
        form = source_of(Source.Kind.FORM, "tell", name="Public form", now=NOW)
        uid = accept(b"x", source=form, received=NOW, media_type="text/plain", by=ADA)
        start = found(dt.datetime(2027, 5, 14, 20, 0))
        draft = walk(name=found("Choir evening"), dtstart=start, venue=found("Old Hall"))
        event = listing.publish(draft, delivery=uid, draft_index=0, by=ADA, at=NOW)
        made = imported(reader, TABLE + "," * is_changed + "\n")
        case = Case.objects.filter(state="open").latest("pk")
        apply_case(
            case, event, draft_of(case), fields={}, pinned=(), calls=(), version=case.version, by=ADA, at=NOW
        )
        if is_changed:
            listing.move(event, dt.timedelta(days=1), by="user:bo", at=NOW)
        undone(made, reader)
        event.refresh_from_db()
        assert (event.venue, [each["name"] for each in made.left]) == (venue, left)


def test_undoing_withdraws_what_a_person_published_from_it(reader: Reader) -> None:
    made = imported(reader)
    for case in Case.objects.all():
        publish_case(
            case, draft_of(case), fields={}, pinned=(), calls=(), version=case.version, by="user:bo", at=NOW
        )
    assert len(names()) == 2
    undone(made, reader)
    assert (names(), made.left) == ([], [])


def test_undoing_that_was_stopped_goes_on_where_it_was(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = imported(reader, trusted=True)
    imports.undo(made, by=ADA, at=NOW)
    once = [True]
    real = listing.withdraw

    def fails_the_second_time(event: Event, *, by: str, at: dt.datetime) -> Event:
        if not once:
            raise RuntimeError("pulled the plug")
        once.clear()
        return real(event, by=by, at=at)

    monkeypatch.setattr(listing, "withdraw", fails_the_second_time)
    run(reader)
    assert len(names()) == 1
    monkeypatch.setattr(listing, "withdraw", real)
    run(reader)
    made.refresh_from_db()
    assert (names(), made.state, made.left) == ([], "undone", [])


def test_undoing_before_the_rows_are_read_reads_none(reader: Reader) -> None:
    made = begun()
    run(reader)
    imports.confirm(made, trusted=True, by=ADA, at=NOW)
    made.refresh_from_db()
    undone(made, reader)
    assert (names(), made.state, Delivery.objects.filter(source=made.source).count()) == ([], "undone", 0)


def test_the_kept_row_holds_its_own_words(reader: Reader) -> None:
    made = imported(reader)
    raw = raw_of(Delivery.objects.filter(source=made.source).earliest("pk")).decode()
    assert '["Title", "Lantern walk"], ["Date", "13/04/2027"]' in raw
    assert desk.UNDONE not in desk.REASONS
