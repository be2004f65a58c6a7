"""What the edition reads of listing and ledger: a fixed number of queries for any number of events."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from handbill_site.edition.listed import Listed, day_of, today_in
from handbill_site.ledger.models import Entry
from handbill_site.ledger.operations import entries_after
from handbill_site.listing.binding import verified_names
from handbill_site.listing.models import Call, City, Event
from handbill_site.listing.values import event_of, whole

KEPT = dt.timedelta(days=30)
"""How long an event stays in the feeds after its last day."""
MOST_DAYS = 500
MARKS = ("organizer.verified", "organizer.lapsed", "organizer.proof_withdrawn")
"""Entries after which the events of an organiser carry another mark."""
EARLIEST_ZONE = dt.timezone(-dt.timedelta(hours=12))
"""Where a day ends last."""


@dataclass(frozen=True, slots=True)
class Town:
    """A city page's heading."""

    slug: str
    name: str
    country_code: str
    admin1_name: str
    timezone: str


@dataclass(frozen=True, slots=True)
class Gatherings:
    """How many gatherings, in how many cities."""

    events: int
    cities: int


@dataclass(frozen=True, slots=True)
class Answering:
    """A call that hangs on an observance, with the cities (slug, name) in which its events are."""

    slug: str
    language: str
    title: str
    events: int
    towns: tuple[tuple[str, str], ...]


def public_entries(after: int, until: int) -> QuerySet[Entry]:
    """Return the entries of the ledger in (after, until] that change what readers see."""
    public = Q(verb__startswith="listing.") | Q(verb__startswith="call.") | Q(verb__startswith="observance.")
    public |= Q(verb__in=MARKS)
    return entries_after(after).filter(public, number__lte=until)


def listed_events(where: Q) -> list[Listed]:
    """Return the listed events that meet *where*, with all that pages say of them, by start and uid."""
    ids = Event.objects.filter(where, listed=True).values("pk")  # a join may find an event twice
    rows = list(whole(Event.objects.filter(pk__in=ids)).order_by("dtstart", "uid"))
    marks = verified_names(rows)
    return [_listed_of(row, marks.get(row.pk, frozenset())) for row in rows]


def with_slugs(slugs: Collection[str]) -> list[Listed]:
    """Return the events of these addresses that are listed."""
    return listed_events(Q(slug__in=slugs))


def in_city(slug: str) -> list[Listed]:
    """Return all events of a city, past ones too."""
    return listed_events(Q(city__slug=slug))


def answering(slug: str) -> list[Listed]:
    """Return all events of a call."""
    return listed_events(Q(calls__slug=slug))


def on_day(day: dt.date) -> list[Listed]:
    """Return the events with a date that begins on *day*, and those moved away from it."""
    return listed_events(Q(occurrences__day=day) | Q(previous_start__startswith=day.isoformat()))


def coming_dates(now: dt.datetime) -> list[tuple[dt.date, str]]:
    """Return (first day, slug) of every date that is not over yet there, in order."""
    today = now.astimezone(EARLIEST_ZONE).date()
    rows = Event.objects.filter(listed=True, occurrences__last_day__gte=today)
    dates = rows.values_list("occurrences__day", "slug", "tzid", "occurrences__last_day")
    return sorted((day, slug) for day, slug, tzid, last in dates if last >= today_in(tzid, now))


def gatherings_on(days: Collection[dt.date]) -> dict[dt.date, Gatherings]:
    """Return what begins on each of *days*; days without anything are left out."""
    if not days:
        return {}
    # A list of days may be longer than a database takes; there are hardly more dates than days between.
    rows = Event.objects.filter(listed=True, occurrences__day__range=(min(days), max(days)))
    if len(days) <= MOST_DAYS:
        rows = Event.objects.filter(listed=True, occurrences__day__in=list(days))
    events, cities = Counter[dt.date](), defaultdict[dt.date, set[int]](set)
    for day, city in rows.values_list("occurrences__day", "city_id"):
        if day in days:
            events[day] += 1
            cities[day].update([city] if city else [])
    return {day: Gatherings(count, len(cities[day])) for day, count in events.items()}


def answering_observances(observances: Collection[str]) -> dict[tuple[str, str], tuple[Answering, ...]]:
    """Return the calls that hang on these observances by (observance, edition), with their events' cities."""
    calls = list(Call.objects.exclude(observance="").filter(observance__in=list(observances)))
    events: dict[str, set[int]] = defaultdict(set)
    towns: dict[str, set[tuple[str, str]]] = defaultdict(set)
    rows = Event.objects.filter(listed=True, calls__in=calls)
    for slug, event, city, name in rows.values_list("calls__slug", "pk", "city__slug", "city__name"):
        events[slug].add(event)
        towns[slug].update([(city, name)] if city else [])
    found: dict[tuple[str, str], tuple[Answering, ...]] = {}
    for each in calls:
        language, title = next(iter(each.titles.items()), ("", each.slug))
        named = tuple(sorted(towns[each.slug], key=lambda town: (town[1].casefold(), town[0])))
        answering = Answering(each.slug, language, title, len(events[each.slug]), named)
        key = (each.observance, each.edition)
        found[key] = (*found.get(key, ()), answering)
    return found


def observances_of(calls: Collection[str]) -> set[str]:
    """Return the observances on which these calls hang."""
    rows = Call.objects.filter(slug__in=calls).exclude(observance="")
    return set(rows.values_list("observance", flat=True))


def withdrawn_slugs(slugs: Collection[str]) -> set[str]:
    """Return those of *slugs* whose event was listed once and is no longer."""
    return set(Event.objects.filter(slug__in=slugs, listed=False).values_list("slug", flat=True))


def all_slugs() -> list[str]:
    """Return the address of every event that ever was listed."""
    return list(Event.objects.order_by("slug").values_list("slug", flat=True))


def slugs_of_call(slug: str) -> set[str]:
    """Return the addresses of the events that answer a call."""
    return set(Event.objects.filter(calls__slug=slug, listed=True).values_list("slug", flat=True))


def slugs_of_organizer(pk: int) -> set[str]:
    """Return the addresses of the listed events that an organiser calls."""
    return set(Event.objects.filter(organizers=pk, listed=True).values_list("slug", flat=True))


def slugs_turning(then: dt.datetime, now: dt.datetime) -> set[str]:
    """Return the addresses of events that became past, or left the feeds, between two moments.

    An event turns when a day there ends: the last of one of its dates, the one it was moved from, or the
    last on which feeds keep it.
    """
    first, last = then.astimezone(EARLIEST_ZONE).date(), (now + dt.timedelta(hours=14)).date()
    ending = Q(occurrences__last_day__range=(first, last))
    leaving = Q(occurrences__last_day__range=(first - KEPT, last - KEPT))
    former = Q(previous_start__range=(first.isoformat(), f"{last.isoformat()}T24"))
    rows = Event.objects.filter(ending | leaving | former, listed=True)
    columns = ("slug", "tzid", "occurrences__last_day", "previous_start")
    return {slug for slug, *facts in rows.values_list(*columns) if _turns(*facts, then=then, now=now)}


def _turns(tzid: str, last_day: dt.date, previous: str, *, then: dt.datetime, now: dt.datetime) -> bool:
    """Tell whether one of these days ended in *tzid* between two moments; days end 26 hours apart."""
    days = {last_day, last_day + KEPT}
    if previous:
        days.add(dt.date.fromisoformat(previous[:10]))
    return any(today_in(tzid, then) <= day < today_in(tzid, now) for day in days)


def towns(slugs: Collection[str] | None = None) -> dict[str, Town]:
    """Return the cities that have a listed event, by slug; only those in *slugs* where given."""
    rows = City.objects.filter(events__listed=True).distinct()
    rows = rows if slugs is None else rows.filter(slug__in=slugs)
    columns = ("slug", "name", "country_code", "admin1_name", "timezone")
    return {row[0]: Town(*row) for row in rows.values_list(*columns)}


def last_days_in_cities() -> list[tuple[str, int, str, dt.date]]:
    """Return (city, event, zone, last day of a date) for every date of every listed event in a city."""
    rows = Event.objects.filter(listed=True, city__isnull=False, occurrences__isnull=False)
    return list(rows.values_list("city__slug", "pk", "tzid", "occurrences__last_day"))


def calls() -> list[Call]:
    """Return all calls, by their first day."""
    return list(Call.objects.order_by("first_day", "slug"))


def calls_ending(then: dt.datetime, now: dt.datetime) -> bool:
    """Tell whether the last day of a call ended everywhere between two moments."""
    first, last = then.astimezone(EARLIEST_ZONE).date(), now.astimezone(EARLIEST_ZONE).date()
    return Call.objects.filter(last_day__gte=first, last_day__lt=last).exists()


def call(slug: str) -> Call | None:
    """Return the call of this address."""
    return Call.objects.filter(slug=slug).first()


def all_days() -> set[dt.date]:
    """Return every day on which a date of a listed event begins, or from which one was moved."""
    listed = Event.objects.filter(listed=True)
    begun = listed.exclude(occurrences=None).values_list("occurrences__day", flat=True)
    former = listed.exclude(previous_start="").values_list("previous_start", flat=True)
    return {*begun, *(dt.date.fromisoformat(wall[:10]) for wall in former)}


def _listed_of(row: Event, verified: frozenset[str]) -> Listed:
    event = event_of(row)
    days = tuple((each.day, each.last_day) for each in row.occurrences.all())
    first = day_of(event.dtstart)
    city = row.city.slug if row.city else ""
    return Listed(event, row.slug, city, days or ((first, first),), verified)
