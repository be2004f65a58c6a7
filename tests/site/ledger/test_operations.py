import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from handbill_site.ledger.errors import AppendOnly, NoTransaction
from handbill_site.ledger.models import Entry
from handbill_site.ledger.operations import enter, entries_after, last_number

NOON = dt.datetime(2027, 4, 20, 12, tzinfo=dt.UTC)


@pytest.fixture
def first(db: None) -> Entry:
    return enter("listing.published", "event:1", by="user:ada", at=NOON, slug="may-day", cities=["ankara-tr"])


def test_an_entry_says_who_did_what_to_which_subject_and_when(first: Entry) -> None:
    columns = ("number", "at", "actor", "verb", "subject", "facts")
    assert Entry.objects.values_list(*columns).get() == (
        1,
        NOON,
        "user:ada",
        "listing.published",
        "event:1",
        {"slug": "may-day", "cities": ["ankara-tr"]},
    )


@pytest.mark.django_db(transaction=True)
def test_there_is_no_entry_without_a_transaction() -> None:
    with pytest.raises(NoTransaction):
        enter("listing.published", "event:1", by="policy", at=NOON)
    assert last_number() == 0


@pytest.mark.django_db(transaction=True)
def test_an_act_taken_back_gives_its_number_to_the_next() -> None:
    with transaction.atomic():
        enter("test.taken_back", "event:1", by="policy", at=NOON)
        transaction.set_rollback(True)
    assert last_number() == 0
    with transaction.atomic():
        assert enter("test.acted", "event:2", by="policy", at=NOON).number == 1


def test_entries_are_followed_by_number(first: Entry) -> None:
    second = enter("listing.withdrawn", "event:1", by="user:ada", at=NOON)
    assert list(entries_after(0)) == [first, second]
    assert list(entries_after(1)) == [second]
    assert last_number() == 2


def test_our_own_code_cannot_change_or_delete_an_entry(first: Entry) -> None:
    first.actor = "user:eve"
    for attempt in (
        first.save,
        first.delete,
        Entry.objects.all().delete,
        lambda: Entry.objects.update(actor="user:eve"),
    ):
        with pytest.raises(AppendOnly):
            attempt()
    assert Entry.objects.get().actor == "user:ada"


def test_a_number_given_twice_fails_instead_of_overwriting(first: Entry) -> None:
    twin = Entry(number=1, at=NOON, actor="user:eve", verb="test.acted", subject="event:1")
    with pytest.raises(DatabaseError), transaction.atomic():
        twin.save()
    assert Entry.objects.get().actor == "user:ada"


def test_sql_is_refused_by_the_guard(first: Entry) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE ledger_entry SET actor = 'user:eve'")
    assert Entry.objects.get().actor == "user:ada"
