"""Calls that hang on an observance, at the desk: choosing it, what was announced, the next edition."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from tests.site.desk.browsing import seen
from tests.site.listing.making import NOW

from handbill_site.ledger.models import Entry
from handbill_site.listing.calls import create_call
from handbill_site.listing.models import AnnouncedDay, Call

pytestmark = pytest.mark.django_db
FORM = {"slug": "eid-in-the-park", "tag-1": "en", "title-1": "Eid in the Park", "names": ""}


def call(**fields: Any) -> Call:
    usual = {"titles": {"en": "Eid in the Park"}, "observance": "eid-al-fitr", "edition": "1447"}
    return create_call("eid-1447", **(usual | fields), by="user:ada", at=NOW)


def test_a_call_is_hung_on_an_observance_by_its_name(admin: Client) -> None:
    admin.post("/desk/calls/new/", FORM | {"observance": "عيد الفطر", "edition": "1448"})

    made = Call.objects.get()
    assert (made.observance, made.edition, made.first_day) == ("eid-al-fitr", "1448", dt.date(2027, 3, 7))
    page = seen(admin, "/desk/calls/eid-in-the-park/")
    assert 'name="observance" value="Eid al-Fitr"' in page
    assert '<option value="Labour Day (New Zealand)">labour</option>' in page


def test_without_a_year_it_hangs_on_the_next_day(admin: Client) -> None:
    admin.post("/desk/calls/new/", FORM | {"observance": "may-day"})

    made = Call.objects.get()
    assert made.first_day == made.last_day == dt.date(int(made.edition), 5, 1)
    assert made.first_day >= dt.datetime.now(dt.UTC).date()


@pytest.mark.parametrize(
    ("entered", "said"),
    [
        ({"observance": "Day of the Unheard"}, "No observance of that name"),
        ({"observance": "Eid al-Fitr", "edition": "2026"}, "no such year"),
        ({"observance": "", "edition": "1447"}, "Two days"),
    ],
)
def test_what_no_catalogue_has_is_refused(admin: Client, entered: dict[str, str], said: str) -> None:
    answer = admin.post("/desk/calls/new/", FORM | entered)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Call.objects.count() == 0


def test_an_editor_enters_the_announced_day_everywhere_and_by_country(editor: Client) -> None:
    call()
    assert "tentative: moon sighting" in seen(editor, "/desk/calls/eid-1447/day/")

    editor.post("/desk/calls/eid-1447/day/", {"day": "2026-03-21", "source": "Council"})
    answer = editor.post("/desk/calls/eid-1447/day/", {"day": "2026-03-22", "country": "Pakistan"})

    assert answer["Location"] == "/desk/calls/eid-1447/day/?notice=announced"
    rows = AnnouncedDay.objects.values_list("country_code", "day", "source")
    assert list(rows) == [("", dt.date(2026, 3, 21), "Council"), ("PK", dt.date(2026, 3, 22), "")]
    page = seen(editor, answer["Location"])
    assert "as announced: Council; computed was 2026-03-20" in page
    assert "PK: Sunday 22 March 2026, announced" in page
    actors = Entry.objects.filter(verb="observance.announced").values_list("actor", flat=True)
    assert list(actors) == ["user:ana", "user:ana"]


@pytest.mark.parametrize(
    ("entered", "said"),
    [
        ({"day": "soon"}, "Not a date"),
        ({"day": "2027-03-20"}, "too far from the day"),
        ({"day": "2026-03-21", "country": "Atlantis"}, "No such country"),
    ],
)
def test_what_nobody_can_have_announced_is_refused(
    editor: Client, entered: dict[str, str], said: str
) -> None:
    call()

    answer = editor.post("/desk/calls/eid-1447/day/", entered)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert AnnouncedDay.objects.count() == 0


def test_an_admin_opens_next_years_call(admin: Client) -> None:
    call()
    assert "Open next year" in seen(admin, "/desk/calls/eid-1447/day/")

    answer = admin.post("/desk/calls/eid-1447/next/")

    assert answer["Location"] == "/desk/calls/eid-1448/?notice=opened"
    assert "The next edition is open" in seen(admin, answer["Location"])


def test_doors(editor: Client, admin: Client, client: Client) -> None:
    """Editors open no calls; a call with days of its own has no day; nothing is done by looking."""
    call()
    days = {"first_day": NOW.date(), "last_day": NOW.date()}
    create_call("fair", titles={"en": "Fair"}, **days, by="user:ada", at=NOW)

    assert editor.post("/desk/calls/eid-1447/next/").status_code == 403
    assert "Open next year" not in seen(editor, "/desk/calls/eid-1447/day/")
    assert seen(admin, "/desk/calls/fair/day/", 404)
    assert admin.post("/desk/calls/fair/next/").status_code == 404
    assert admin.get("/desk/calls/eid-1447/next/").status_code == 405
    assert Client().get("/desk/calls/eid-1447/day/").status_code == 302
    forged = Client(enforce_csrf_checks=True)
    forged.cookies = editor.cookies
    assert forged.post("/desk/calls/eid-1447/day/", {"day": "2026-03-21"}).status_code == 403
    assert AnnouncedDay.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_calls_costs_the_same_queries_for_one_and_three(
    admin: Client, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        create_call(
            f"may-{number}",
            titles={"en": "May"},
            observance="may-day",
            edition="2027",
            by="user:ada",
            at=NOW,
        )
    with django_assert_num_queries(5):
        seen(admin, "/desk/calls/")
