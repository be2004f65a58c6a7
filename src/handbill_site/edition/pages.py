"""The pages. Each function answers for one folder of the edition: all files in it, or none if it is to go."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby, islice

from django.conf import settings

from handbill.formats.icalendar.write import write_calendar
from handbill.formats.schemaorg.write import event_jsonld
from handbill_site.edition import feeds, observances, queries, written
from handbill_site.edition.listed import (
    Day,
    Listed,
    Row,
    by_day,
    coming_rows,
    day_of,
    is_past,
    rows_between,
    rows_of,
    today_in,
)
from handbill_site.edition.look import render, title_of
from handbill_site.edition.manifest import Manifest
from handbill_site.edition.page import ICS, Page, made
from handbill_site.edition.queries import Town
from handbill_site.listing.kept import Announcements, announcements
from handbill_site.listing.models import Call

NEXT_DATES = 3
"""How many dates of a series a list shows; all are on the event's page."""
HOME_ROWS = 40
"""The home page shows whole days until it has this many rows."""
FEED_EVENTS = 500
"""The feeds of the home hold the next so many events; those of cities and calls hold all of theirs."""
GONE = 410


def pages_of(folders: Collection[str], now: dt.datetime, known: Manifest | None = None) -> Iterator[Page]:
    """Yield every file that belongs into *folders* ("" is the home), as the listing stands.

    Args:
        known: The last release, which spares computing what it says of days.
    """
    kinds = {kind: [name for name in names if name] for kind, names in _by_kind(folders)}
    yield from event_pages(kinds.get("events", []))
    for slug in kinds.get("cities", []):
        yield from city_pages(slug, now)
    for slug in kinds.get("calls", []):
        yield from call_pages(slug)
    if days := kinds.get("days", []):
        announced = announcements()
        among = observances.may_fall_on(known, now) if known else lambda *_: None
        for day in map(dt.date.fromisoformat, days):
            yield from day_pages(day, announced, among(day, announced))
    yield from observances.observance_pages(kinds.get(observances.FOLDER, []), now)
    if observances.FOLDER in folders:
        yield from observances.list_pages(now)
    if "" in folders:
        yield from home_pages(now)


def _by_kind(folders: Collection[str]) -> Iterator[tuple[str, Iterator[str]]]:
    parted = sorted(folder.split("/", 1) for folder in folders if "/" in folder)
    for kind, names in groupby(parted, key=lambda parts: parts[0]):
        yield kind, (parts[1] for parts in names)


def home_pages(now: dt.datetime) -> Iterator[Page]:
    """Yield what is not about one thing: home with its feeds, all calls, all cities, about, not found."""
    dates = queries.coming_dates(now)
    events = queries.with_slugs(list(dict.fromkeys(slug for _, slug in dates))[:FEED_EVENTS])
    days = by_day(row for listed in events for row in coming_rows(listed, now, most=NEXT_DATES))
    current, ended = _calls_by_state(now)
    shown = _whole_days(days, HOME_ROWS)
    counts = _town_counts(now)
    towns = {town.slug: town for town, _ in counts}
    later = _counts_after(dates, shown)
    kept = observances.kept_days_of([*current, *ended])
    yield made("", "home.html", days=shown, later=later, calls=current, towns=towns, kept=kept)
    yield made("calls", "calls.html", current=current, ended=ended, kept=kept)
    yield made("cities", "cities.html", countries=_by_country(counts))
    yield made("about", "about.html")
    yield Page("404.html", render("404.html"))
    yield from _feed_pages("", events, "Handbill: the next gatherings everywhere")


def call_pages(slug: str) -> Iterator[Page]:
    """Yield the page of a call and its feeds."""
    call = queries.call(slug)
    if call is None:
        return
    events = queries.answering(slug)
    window = (call.first_day, call.last_day)
    days = by_day(row for listed in events for row in rows_between(listed, *window, most=NEXT_DATES))
    towns = queries.towns({each.city_slug for each in events})
    language, title = title_of(call)
    kept = observances.kept_days_of([call]).get(slug)
    yield made(
        f"calls/{slug}",
        "call.html",
        call=call,
        title=title,
        language=language,
        days=days,
        countries=_by_country([(town, 0) for town in towns.values()]),
        towns=towns,
        events=events,
        changed=_last_change(events),
        kept=kept,
        kept_is_shown=kept is not None and kept.observance.id in observances.shown_keys(),
    )
    yield from _feed_pages(f"calls/{slug}", events, title)


def city_pages(slug: str, now: dt.datetime) -> Iterator[Page]:
    """Yield the page of a city and its feeds; nothing where no event is listed there."""
    town = queries.towns([slug]).get(slug)
    if town is None:
        return
    events = queries.in_city(slug)
    past = [listed for listed in events if is_past(listed, now)]
    coming = [row for listed in events for row in coming_rows(listed, now, most=NEXT_DATES)]
    last_dates = [_last_row(listed) for listed in past]
    yield made(
        f"cities/{slug}",
        "city.html",
        town=town,
        days=by_day(coming),
        past=tuple(reversed(by_day(last_dates))),
        count=len(events) - len(past),
        changed=_last_change(events),
    )
    kept = [listed for listed in events if feeds.is_kept(listed, now)]
    yield from _feed_pages(f"cities/{slug}", kept, town.name)


def day_pages(day: dt.date, announced: Announcements, among: Collection[str] | None = None) -> Iterator[Page]:
    """Yield the page of a day, which names the observances of it; nothing where nothing is listed on it.

    Args:
        among: As for `observances.on_day`.
    """
    events = queries.on_day(day)
    rows = [row for listed in events for row in rows_of(listed) if day_of(row.dtstart) == day]
    if rows:
        towns = queries.towns({listed.city_slug for listed in events})
        kept = observances.on_day(day, announced, among)
        yield made(f"days/{day}", "day.html", day=by_day(rows)[0], towns=towns, observances=kept)


def event_pages(slugs: Collection[str]) -> Iterator[Page]:
    """Yield the pages of events and their calendar files; for a withdrawn one a page that only says so."""
    titles = {call.slug: title_of(call) for call in queries.calls()}
    for chunk in _chunks(sorted(slugs), 500):
        listed_here = queries.with_slugs(chunk)
        towns = queries.towns({listed.city_slug for listed in listed_here})
        for listed in listed_here:
            yield _event_page(listed, towns.get(listed.city_slug), titles)
            yield _event_calendar(listed)
        for slug in sorted(queries.withdrawn_slugs(chunk)):
            yield Page(f"events/{slug}/index.html", render("withdrawn.html"), status=GONE)


def page_url(listed: Listed) -> str:
    """Return the public address of an event's page."""
    return f"{settings.BASE_URL}/{listed.folder}/"


def _event_page(listed: Listed, town: Town | None, titles: dict[str, tuple[str, str]]) -> Page:
    body = render(
        "event.html",
        listed=listed,
        event=listed.event,
        town=town,
        calls=[(slug, *titles[slug]) for slug in listed.event.calls],
        more_dates=[row for row in rows_of(listed) if not row.former][1:],
        jsonld=event_jsonld(listed.event, url=page_url(listed)),
    )
    return Page(f"{listed.folder}/index.html", body, lists=listed.lists)


def _event_calendar(listed: Listed) -> Page:
    body = write_calendar(
        [listed.event],
        name=listed.event.name,
        url=f"{page_url(listed)}event.ics",
        page_of=lambda _: page_url(listed),
        country_of=written.country,
    )
    return Page(f"{listed.folder}/event.ics", body, ICS)


def _feed_pages(folder: str, events: list[Listed], name: str) -> Iterator[Page]:
    prefix = f"{folder}/" if folder else ""
    for file, (body, media_type) in feeds.feeds_of(
        events, name=name, folder=prefix, page_of=page_url
    ).items():
        yield Page(f"{prefix}{file}", body, media_type)


def _calls_by_state(now: dt.datetime) -> tuple[list[Call], list[Call]]:
    """Return (current and to come, ended somewhere and everywhere): a call ends when its last day does."""
    today = now.astimezone(queries.EARLIEST_ZONE).date()
    calls = queries.calls()
    current = [call for call in calls if call.last_day >= today]
    return current, [call for call in reversed(calls) if call.last_day < today]


def _town_counts(now: dt.datetime) -> list[tuple[Town, int]]:
    """Return each city with how many events are to come there."""
    coming: dict[str, set[int]] = {}
    for slug, event, tzid, last_day in queries.last_days_in_cities():
        if last_day >= today_in(tzid, now):
            coming.setdefault(slug, set()).add(event)
    return [(town, len(coming.get(slug, ()))) for slug, town in queries.towns().items()]


def _by_country(towns: Iterable[tuple[Town, int]]) -> list[tuple[str, list[tuple[Town, int]]]]:
    """Return cities under the names of their countries, both in alphabetical order."""
    named = [(written.country(town.country_code), town, count) for town, count in towns]
    ordered = sorted(named, key=lambda each: (each[0], each[1].name.casefold(), each[1].slug))
    return [
        (country, [(town, count) for _, town, count in those])
        for country, those in groupby(ordered, key=lambda each: each[0])
    ]


def _whole_days(days: tuple[Day, ...], most: int) -> tuple[Day, ...]:
    """Return the first days until they have *most* rows together, at least one."""
    rows = 0
    for index, day in enumerate(days):
        rows += len(day.rows)
        if rows >= most:
            return days[: index + 1]
    return days


def _counts_after(dates: list[tuple[dt.date, str]], shown: tuple[Day, ...]) -> list[tuple[dt.date, int]]:
    """Return the days after those shown, with how many dates begin on each."""
    counts = Counter(day for day, _ in dates if shown and day > shown[-1].day)
    return sorted(counts.items())


def _last_row(listed: Listed) -> Row:
    return [row for row in rows_of(listed) if not row.former][-1]


def _last_change(events: Iterable[Listed]) -> dt.datetime | None:
    return max((listed.event.last_modified for listed in events), default=None)


def _chunks(items: list[str], size: int) -> Iterator[list[str]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
