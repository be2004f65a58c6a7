"""Pages and calendars of observances, and what of them is made anew when something happens."""

import datetime as dt
from collections.abc import Callable

import icalendar
import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html
from pytest_django import Settings
from tests.site.edition.gatherings import NOW, PADOVA, SAPPORO, draft, listed
from tests.site.edition.trees import entries_of, files_of

from handbill.calendars.observances import Observance, ObservedDay, observed
from handbill_site.edition import observances, pages
from handbill_site.edition.follow import follow, rebuild
from handbill_site.edition.pages import pages_of
from handbill_site.listing.calls import create_call
from handbill_site.listing.kept import announcements
from handbill_site.listing.models import AnnouncedDay, Call
from handbill_site.listing.observances import announce_day
from handbill_site.listing.operations import withdraw

pytestmark = pytest.mark.django_db

EID = dt.date(2026, 3, 20)
MAY_DAY = dt.date(2026, 5, 1)


@pytest.fixture(autouse=True)
def families(settings: Settings) -> None:
    settings.OBSERVANCES = ("islam", "labour")


def page(folder: str, name: str = "index.html") -> html.HtmlElement:
    path = f"{folder}/{name}"
    body = next(page.body for page in pages_of([folder], NOW) if page.path == path)
    return html.fromstring(body.decode())


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def calendar(path: str, folder: str) -> list[icalendar.Event]:
    body = next(page.body for page in pages_of([folder], NOW) if page.path == path)
    return icalendar.Calendar.from_ical(body).walk("VEVENT")


def hang(observance: str = "eid-al-fitr", edition: str = "1447", slug: str = "eid") -> Call:
    hung = {"observance": observance, "edition": edition}
    return create_call(slug, titles={"en": "Eid in the Park"}, **hung, by="user:test", at=NOW)


def announce(day: dt.date, country: str = "", at: dt.datetime = NOW) -> AnnouncedDay:
    council = "Council of the Observatory"
    return announce_day("eid-al-fitr", "1447", day, country=country, source=council, by="user:test", at=at)


def changed_by(act: Callable[[], object]) -> set[str]:
    """Return the files that an act makes anew, but for those of the home, whose feeds say when."""
    follow(now=NOW)
    before = entries_of(django_settings.EDITION)
    act()
    follow(now=NOW)
    after = entries_of(django_settings.EDITION)
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def test_the_list_goes_by_month_and_marks_what_is_tentative() -> None:
    found = page("observances")

    (may,) = found.xpath('//section[@aria-labelledby="m2026-05"]')
    assert words(may.find("h2")) == "May 2026"
    (row,) = may.xpath('.//li[.//a[@href="/observances/may-day/"]]')
    assert words(row).startswith("Fri 1 ")
    marked = found.xpath('//li[.//*[contains(@class, "maybe")]]//a/@href')
    assert "/observances/eid-al-fitr/" in marked
    assert "/observances/may-day/" not in marked
    assert {day[:4] for day in found.xpath('//ul[@class="almanac"]//time/@datetime')} == {"2026"}
    assert found.xpath("//script") == []


def test_next_year_and_each_family_are_plain_links_to_lists_of_their_own() -> None:
    by_path = {made.path: html.fromstring(made.body.decode()) for made in list_pages()}

    assert [*by_path] == [
        "observances/index.html",
        "observances/next/index.html",
        "observances/family/islam/index.html",
        "observances/family/labour/index.html",
    ]
    links = set(by_path["observances/index.html"].xpath("//main//a/@href"))
    assert {
        "/observances/next/",
        "/observances/family/islam/",
        "/observances/family/labour/",
        "/observances.ics",
    } <= links
    of_labour = by_path["observances/family/labour/index.html"]
    assert {day[:4] for day in of_labour.xpath('//ul[@class="almanac"]//time/@datetime')} == {"2026", "2027"}
    assert "Eid" not in words(of_labour)


def list_pages() -> list[pages.Page]:
    return [made for made in observances.list_pages(NOW) if made.path.endswith(".html")]


def test_a_page_says_names_days_reason_sunset_and_who_sets_it() -> None:
    found = page("observances/eid-al-fitr")

    said = words(found)
    names = {name.get("lang"): name.get("dir") for name in found.xpath("//dl//*[@lang]")}
    assert (names["ar"], names["tr"]) == ("rtl", "ltr")
    shown = found.xpath('//ul[contains(@class, "almanac")]/li/span[last()]/time/@datetime')
    assert shown == [
        "2025-03-30",
        "2026-03-20",
        "2027-03-09",
        "2028-02-26",
        "2029-02-14",
        "2030-02-04",
        "2031-01-24",
    ]
    for part in (
        "Tentative moon sighting; may differ by a day between countries.",
        "Friday 20 March Tentative",
        "Saturday 21 March as a rule in Bangladesh, India, Iran, Morocco, Pakistan",
        "It begins at sunset on the evening before.",
        "Encyclopaedia of Islam",
        "Nothing is listed on its days yet.",
    ):
        assert part in said


def test_a_page_leads_to_the_gatherings_of_its_days_and_of_its_calls() -> None:
    listed(draft("Breakfast", dt.datetime(2026, 3, 20, 9), PADOVA), calls=[hang()])
    listed(draft("Bazaar", dt.date(2026, 3, 20), SAPPORO))
    listed(draft("Much later", dt.date(2026, 4, 20), SAPPORO))

    found = page("observances/eid-al-fitr")

    links = [(link.get("href"), link.text) for link in found.xpath("//main/ul[not(@class)]//a")]
    assert links == [
        ("/calls/eid/", "Eid in the Park"),
        ("/cities/padova-it/", "Padova"),
        ("/days/2026-03-20/", "Friday 20 March 2026"),
    ]
    assert "2 gatherings in 2 cities" in words(found)
    assert "1 gathering in Padova" in words(found)


def test_the_page_of_a_day_names_its_observances() -> None:
    listed(draft("March", dt.datetime(2026, 5, 1, 11)))
    listed(draft("Breakfast", dt.datetime(2026, 3, 21, 9)))
    announce(EID, "PK")

    may = page("days/2026-05-01").xpath("//main/p//a/@href")
    after_eid = words(page("days/2026-03-21"))

    assert "/observances/may-day/" in may
    assert "Eid al-Fitr (tentative) (" in after_eid
    assert "India" in after_eid
    assert "Pakistan" not in after_eid


def test_a_long_observance_is_named_once_on_a_day_that_all_share() -> None:
    """Ramadan 1447 from 18 February; a day later in some countries."""
    days = [dt.date(2026, 2, 18), dt.date(2026, 3, 1)]

    found = [
        [on.countries for on in observances.on_day(day, {}) if on.kept.observance.id == "ramadan"]
        for day in days
    ]

    assert found == [[()], [()]]


def test_the_page_of_a_call_shows_the_day_it_hangs_on() -> None:
    hang()

    found = words(page("calls/eid"))

    assert "Friday 20 March 2026, tentative: moon sighting; may differ by a day between countries." in found
    assert "It begins at sunset on the evening before." in found
    assert "18" not in found.partition("Friday 20 March 2026")[0]  # the window is not what readers ask for


def test_the_page_of_a_call_shows_the_announced_day() -> None:
    hang()
    announce(dt.date(2026, 3, 21))

    found = words(page("calls/eid"))

    assert "Saturday 21 March 2026, as announced: Council of the Observatory." in found
    assert "tentative" not in found


def test_the_calendar_holds_a_day_a_year_with_a_uid_of_its_own() -> None:
    events = calendar("observances/may-day.ics", "observances/may-day")

    assert [(str(each["UID"]), each["DTSTART"].dt.isoformat(), int(each["SEQUENCE"])) for each in events] == [
        (f"may-day-{year}@127.0.0.1", f"{year}-05-01", 0) for year in range(2025, 2032)
    ]
    assert {str(each["TRANSP"]) for each in events} == {"TRANSPARENT"}


def test_an_announced_day_is_in_the_calendars_with_a_higher_sequence() -> None:
    announce(dt.date(2026, 3, 21))
    announce(dt.date(2026, 3, 21), "PK")

    own = calendar("observances/eid-al-fitr.ics", "observances/eid-al-fitr")
    of_all = calendar("observances.ics", "observances")
    for events in (own, of_all):
        (event,) = (each for each in events if str(each["UID"]).startswith("eid-al-fitr-1447@"))
        assert (event["DTSTART"].dt, event["STATUS"], event["SUMMARY"], event["SEQUENCE"]) == (
            dt.date(2026, 3, 21),
            "CONFIRMED",
            "Eid al-Fitr",
            2,
        )
        assert event["DTSTAMP"].dt == NOW
        assert {
            "Announced: Council of the Observatory",
            "In Pakistan announced Saturday 21 March 2026",
            "In India usually Sunday 22 March 2026",
        } <= set(str(event["DESCRIPTION"]).splitlines())


def test_only_what_an_announcement_touches_is_made_anew() -> None:
    event = listed(draft("Breakfast", dt.datetime(2026, 3, 20, 9), PADOVA), calls=[hang()])

    changed = changed_by(lambda: announce(dt.date(2026, 3, 21)))

    assert {path for path in changed if path.startswith("observances")} == {
        "observances.ics",
        "observances/index.html",
        "observances/family/islam/index.html",
        "observances/eid-al-fitr.ics",
        "observances/eid-al-fitr/index.html",
        "observances/ramadan/index.html",  # whose last day in some countries the breakfast has left
    }
    assert {
        "calls/eid/index.html",
        f"events/{event.slug}/index.html",
        "days/2026-03-21/index.html",
    } <= changed


def test_an_event_touches_the_pages_of_the_observances_of_its_day_alone() -> None:
    def publish() -> object:
        return listed(draft("March", dt.datetime(2026, 5, 1, 11)))

    changed = changed_by(publish)

    on_may_day = {
        f"observances/{each.kept.observance.id}/index.html" for each in observances.on_day(MAY_DAY, {})
    }
    assert "observances/may-day/index.html" in on_may_day
    assert {path for path in changed if path.startswith("observances")} == on_may_day


def test_an_event_makes_nothing_be_computed_but_the_observances_of_its_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The worker need not know the whole catalogue's days to list one event."""
    follow(now=NOW)
    asked: set[str] = set()

    def noting(each: Observance, *years: int) -> tuple[ObservedDay, ...]:
        asked.add(each.id)
        return observed(each, *years)

    monkeypatch.setattr(observances, "observed", noting)
    listed(draft("March", dt.datetime(2026, 5, 1, 11)))
    follow(now=NOW)

    assert (
        asked
        == {each.kept.observance.id for each in observances.on_day(MAY_DAY, {})}
        < observances.shown_keys()
    )


def test_a_year_later_all_of_them_are_made_for_that_year() -> None:
    follow(now=NOW)
    follow(now=NOW.replace(year=2027))
    files = files_of(django_settings.EDITION)
    rebuild(now=NOW.replace(year=2027))

    assert files == files_of(django_settings.EDITION)
    assert b"BEGIN:VEVENT\r\nUID:may-day-2032@" in files["observances/may-day.ics"]
    assert b"2027-05-01" in files["observances/index.html"]


def test_following_announcements_makes_byte_for_byte_what_making_from_nothing_makes() -> None:
    call = hang()
    event = listed(draft("Breakfast", dt.datetime(2026, 3, 20, 9), PADOVA), calls=[call])
    listed(draft("Bazaar", dt.date(2026, 3, 21), SAPPORO))
    hour = dt.timedelta(hours=1)
    acts: list[Callable[[dt.datetime], object]] = [
        lambda at: announce(dt.date(2026, 3, 21), at=at),
        lambda at: announce(dt.date(2026, 3, 20), "JP", at=at),
        lambda at: announce(dt.date(2026, 3, 19), at=at),
        lambda at: withdraw(event, by="user:test", at=at),
        lambda at: listed(draft("Old fair", dt.date(2024, 4, 10)), at),
        lambda at: listed(draft("Far off", dt.date(2031, 5, 1)), at),
        lambda at: listed(draft("Next year", dt.date(2027, 5, 1)), at),
    ]
    follow(now=NOW)
    for number, act in enumerate(acts, start=1):
        act(NOW + number * hour)
        follow(now=NOW + number * hour)
        followed = files_of(django_settings.EDITION), entries_of(django_settings.EDITION)
        rebuild(now=NOW + number * hour)
        assert (files_of(django_settings.EDITION), entries_of(django_settings.EDITION)) == followed


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (lambda: list(observances.observance_pages(["eid-al-fitr"], NOW)), 4),
        (lambda: list(observances.observance_pages(["eid-al-fitr", "may-day", "quds-day"], NOW)), 4),
        (lambda: list(observances.list_pages(NOW)), 1),
        (lambda: list(pages.day_pages(EID, announcements())), 7),
        (lambda: list(pages.call_pages("eid-0")), 8),
    ],
)
def test_a_page_costs_the_same_queries_for_one_and_three(
    made: Callable[[], object], expected: int, count: int
) -> None:
    for number in range(count):
        call = hang(slug=f"eid-{number}")
        listed(draft(f"Feast {number}", dt.datetime(2026, 3, 20, 9), PADOVA), calls=[call])
        announce(dt.date(2026, 3, 20), ("PK", "IN", "MA")[number])
    with CaptureQueriesContext(connection) as captured:
        made()
    assert len(captured) == expected


def test_a_site_may_show_none(settings: Settings) -> None:
    settings.OBSERVANCES = ()
    follow(now=NOW)

    shown = {path for path in entries_of(django_settings.EDITION) if path.startswith("observances/")}
    assert shown == {"observances/index.html", "observances/next/index.html"}


@pytest.mark.parametrize("year", [1, 1066, 1799, 2101, 9999])
def test_a_day_of_any_year_can_be_asked_for(year: int, settings: Settings) -> None:
    settings.OBSERVANCES = None

    found = {each.kept.observance.id for each in observances.on_day(dt.date(year, 12, 25), {})}

    assert "quds-day" not in found
