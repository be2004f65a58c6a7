"""Texts by language keep the order in which they were given, on every database."""

import datetime as dt

import pytest
from django.db import connection

from handbill_site.listing.calls import create_call
from handbill_site.listing.models import Call

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2027, 4, 20, 12, tzinfo=dt.UTC)


def made(titles: dict[str, str]) -> Call:
    return create_call(
        "rivers",
        titles=titles,
        statements={"pt": "Venham."},
        first_day=NOW.date(),
        last_day=NOW.date(),
        by="user:test",
        at=NOW,
    )


def test_the_first_language_stays_the_first() -> None:
    """In jsonb of PostgreSQL "ar" would come before "en", and be the main title."""
    made({"pt": "Rios", "en": "Rivers", "ar": "أنهار"})
    call = Call.objects.get()
    assert list(call.titles.items()) == [("pt", "Rios"), ("en", "Rivers"), ("ar", "أنهار")]
    assert (call.title, call.statements) == ("Rios", {"pt": "Venham."})


def test_objects_of_older_rows_are_read() -> None:
    call = made({"pt": "Rios"})
    with connection.cursor() as cursor:
        cursor.execute("UPDATE listing_call SET titles = %s", ['{"pt": "Rios antigos"}'])
    call.refresh_from_db()
    assert (call.titles, call.statements) == ({"pt": "Rios antigos"}, {"pt": "Venham."})
