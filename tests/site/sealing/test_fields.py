"""Sealed columns: in Python what was put in, in the database nothing to read."""

import datetime as dt

import pytest
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from handbill_site.intake.models import AnnouncementRow, Delivery, Source
from handbill_site.intake.operations import source_of
from handbill_site.sealing.errors import NotOpened
from handbill_site.sealing.rows import open_rows, seal_rows

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2027, 4, 20, 12, tzinfo=dt.UTC)
ADA = "ada@lanterns.example"
ONE = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


def delivery(uid: str = "1", **fields: object) -> Delivery:
    source = source_of(Source.Kind.MAIL, ADA, name="Ada", now=NOON)
    given = {"path": uid, "sha256": "0" * 64, "size": 1, "media_type": "text/plain", **fields}
    return Delivery.objects.create(uid=uid, source=source, received=NOON, **given)


def stored(column: str, table: str = "intake_delivery") -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} ORDER BY id")  # noqa: S608 - names of the test
        return [row[0] for row in cursor.fetchall()]


def test_what_is_stored_shows_nothing_and_reads_as_it_was() -> None:
    delivery(contact=ADA, sender=ADA, subject="Lanterns ☂")
    for column in ("contact", "sender", "subject"):
        [value] = stored(column)
        assert value.startswith("seal1.")
        assert "ada" not in value
    row = Delivery.objects.get()
    assert (row.contact, row.sender, row.subject) == (ADA, ADA, "Lanterns ☂")
    assert list(Delivery.objects.values_list("contact", "source__address")) == [(ADA, ADA)]


def test_what_is_empty_stays_empty_and_null_stays_null() -> None:
    delivery()
    assert (stored("contact"), stored("sender"), stored("identity")) == ([""], [""], [None])
    assert Delivery.objects.filter(contact="", sender="", identity=None).count() == 1
    assert Delivery.objects.exclude(contact="").count() == 0


def test_a_sender_is_found_by_equality_also_across_tables() -> None:
    delivery("1", sender=ADA)
    delivery("2", sender="eve@lanterns.example")
    assert Delivery.objects.get(sender=ADA).uid == "1"
    assert Delivery.objects.exclude(sender=ADA).get().uid == "2"
    assert Source.objects.filter(deliveries__sender=ADA, address=ADA).count() == 1
    assert Delivery.objects.filter(sender__in=[ADA, "nobody"]).count() == 1
    assert Delivery.objects.filter(sender__in=[]).count() == 0


def test_a_sender_is_found_that_was_sealed_with_an_older_key(settings: Settings) -> None:
    delivery(sender=ADA)
    settings.SEAL_KEY = f"{ONE} {settings.SEAL_KEY}"
    assert Delivery.objects.get(sender=ADA).uid == "1"
    assert source_of(Source.Kind.MAIL, ADA, name="Ada", now=NOON).deliveries.count() == 1


def test_equal_values_are_still_refused_where_they_must_be_unique() -> None:
    delivery("1", identity="a" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        delivery("2", identity="a" * 64)


@pytest.mark.parametrize(
    "question",
    [
        {"sender__startswith": "ada"},
        {"sender__icontains": "ada"},
        {"contact__contains": "ada"},
        {"contact__in": [ADA]},
        {"announcement__value__text": "Lanterns"},
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(question: dict[str, object]) -> None:
    with pytest.raises(FieldError):
        Delivery.objects.filter(**question).exists()


def test_a_text_that_is_not_matched_is_asked_for_nothing_but_being_empty() -> None:
    with pytest.raises(ValueError, match="cannot be searched"):
        Delivery.objects.filter(contact=ADA).exists()


def test_json_comes_back_and_is_smaller_than_it_was() -> None:
    value = {"drafts": [{"name": "Lanterns", "place": None, "at": 1.5}] * 50, "ü": [True]}
    AnnouncementRow.objects.create(delivery=delivery(), text="Lanterns", value=value)
    assert AnnouncementRow.objects.get().value == value
    [as_stored] = stored("value", "intake_announcementrow")
    assert as_stored.startswith("seal1.")
    assert len(as_stored) < 400


def test_a_value_copied_into_another_column_does_not_open() -> None:
    delivery(contact=ADA)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE intake_delivery SET subject = contact")
    with pytest.raises(NotOpened, match=r"a value of intake_delivery\.subject cannot be opened"):
        Delivery.objects.get()


def test_updates_in_bulk_are_sealed_too() -> None:
    row = delivery(contact=ADA)
    Delivery.objects.update(contact="eve", sender="eve")
    assert all(value.startswith("seal1.") for value in stored("contact") + stored("sender"))
    row.contact = "bo"
    Delivery.objects.bulk_update([row], ["contact"])
    assert stored("contact")[0].startswith("seal1.")
    assert Delivery.objects.get().contact == "bo"


def test_rows_from_before_are_sealed_and_can_be_opened_again() -> None:
    delivery("1")
    delivery("2", sender="eve")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE intake_delivery SET contact = %s, sender = %s WHERE uid = '1'", [ADA, ADA])
    assert Delivery.objects.get(uid="1").contact == ADA
    assert seal_rows(Delivery, connection) == 1
    assert all(value.startswith("seal1.") for value in stored("contact")[:1] + stored("sender"))
    assert Delivery.objects.get(sender=ADA).contact == ADA
    assert seal_rows(Delivery, connection) == 0
    assert open_rows(Delivery, connection) == 2
    assert (stored("contact"), stored("sender")) == ([ADA, ""], [ADA, "eve"])


def test_a_new_key_takes_the_place_of_the_old_one(settings: Settings) -> None:
    old = settings.SEAL_KEY
    delivery(contact=ADA, sender=ADA, identity="a" * 64)
    settings.SEAL_KEY = f"{ONE} {old}"
    assert seal_rows(Delivery, connection) == 1
    assert seal_rows(Source, connection) == 1
    settings.SEAL_KEY = ONE
    row = Delivery.objects.get(sender=ADA, identity="a" * 64, source__address=ADA)
    assert (row.contact, row.sha256) == (ADA, "0" * 64)
