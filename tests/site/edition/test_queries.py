"""What the edition reads costs the same number of queries for one event as for many."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.site.edition.gatherings import NOW, PADOVA, SAPPORO, changed, draft, listed
from tests.site.edition.test_follow import open_call

from handbill_site.edition import pages, queries
from handbill_site.edition.listed import by_day, coming_rows, is_past

pytestmark = pytest.mark.django_db


def fill(count: int) -> None:
    """List *count* events of one call in one city on one day, with organisers, links and several dates."""
    call = open_call("rivers")
    for number in range(count):
        listed(
            draft(
                f"Event {number}",
                dt.datetime(2026, 4, 9, 10),
                rrule="FREQ=WEEKLY;COUNT=2",
                organizers=(f"Group {number}", f"Choir {number}"),
                urls=(f"https://group{number}.example/",),
            ),
            calls=[call],
        )


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (lambda: list(pages.city_pages("padova-it", NOW)), 8),
        (lambda: list(pages.call_pages("rivers")), 9),
        (lambda: list(pages.day_pages(dt.date(2026, 4, 9), {})), 8),
        (lambda: list(pages.home_pages(NOW)), 11),
        (lambda: list(pages.event_pages(queries.all_slugs())), 11),
    ],
)
@pytest.mark.parametrize("count", [1, 12])
def test_a_page_costs_a_fixed_number_of_queries(
    made: Callable[[], object], expected: int, count: int
) -> None:
    fill(count)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        made()
    assert len(captured) == expected


def test_an_event_moved_away_is_on_both_days_and_struck_on_the_old_one() -> None:
    event = listed(draft("Regatta", dt.datetime(2026, 4, 9, 10), PADOVA))
    changed(event, draft("Regatta", dt.datetime(2026, 4, 11, 10), PADOVA))
    rows = [row for each in queries.in_city("padova-it") for row in coming_rows(each, NOW, most=3)]
    days = [(day.day.isoformat(), [row.former for row in day.rows]) for day in by_day(rows)]
    assert days == [("2026-04-09", [True]), ("2026-04-11", [False])]


def test_a_series_shows_its_next_dates_only() -> None:
    listed(draft("Clean-up", dt.datetime(2026, 4, 4, 10), rrule="FREQ=WEEKLY;COUNT=9"))
    (event,) = queries.in_city("padova-it")
    rows = coming_rows(event, NOW, most=3)
    assert [row.dtstart.isoformat() for row in rows] == [
        "2026-04-11T10:00:00",
        "2026-04-18T10:00:00",
        "2026-04-25T10:00:00",
    ]


def test_an_event_of_several_days_is_coming_until_the_last_has_ended() -> None:
    listed(draft("Fair", dt.date(2026, 4, 9), SAPPORO, dtend=dt.date(2026, 4, 11)))
    (event,) = queries.in_city("sapporo-jp")
    midnight_there = dt.datetime(2026, 4, 11, 15, 0, tzinfo=dt.UTC)
    second = dt.timedelta(seconds=1)
    assert (is_past(event, midnight_there - second), is_past(event, midnight_there)) == (False, True)


def test_within_a_day_rows_go_by_city_then_time() -> None:
    listed(draft("Late", dt.datetime(2026, 4, 9, 20), PADOVA))
    listed(draft("Early", dt.datetime(2026, 4, 9, 8), PADOVA))
    listed(draft("Online", dt.datetime(2026, 4, 9, 1), None, venue="online", tzid="UTC"))
    listed(draft("Far", dt.datetime(2026, 4, 9, 7), SAPPORO, city="札幌"))
    rows = [row for each in queries.on_day(dt.date(2026, 4, 9)) for row in coming_rows(each, NOW, most=3)]
    (day,) = by_day(rows)
    assert [row.event.name for row in day.rows] == ["Early", "Late", "Far", "Online"]
