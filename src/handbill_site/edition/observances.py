"""Pages and feeds of observances: their days from last year to five years on, and who gathers then.

    observances/index.html                 this year's days, by month
    observances/next/index.html            next year's
    observances/family/FAMILY/index.html   both years' of one family
    observances.ics                        all of them, to subscribe to
    observances/ID/index.html, ID.ics      one of them

Nothing of it depends on the day of rendering but its year, and of one observance nothing but its own days,
what was announced, and what is listed on them: so that a change in the listing makes few of them anew.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from urllib.parse import urlsplit

from django.conf import settings

from handbill.calendars.observances import Observance, ObservedDay, observed
from handbill.formats.icalendar import write_observances
from handbill_site.edition import queries, written
from handbill_site.edition.manifest import Manifest
from handbill_site.edition.page import ICS, Page, made
from handbill_site.edition.queries import Answering, Gatherings
from handbill_site.listing.kept import (
    FIRST_YEAR,
    LAST_YEAR,
    Announcements,
    KeptDay,
    announcements,
    days_between,
    edition_day,
    keep,
    shown,
)
from handbill_site.listing.models import Call

FOLDER = "observances"
BEFORE, AFTER = 1, 5
"""Years before and after that of rendering."""
APART = dt.timedelta(days=8)
"""How far countries may keep a day apart from where it is computed."""
FARTHEST = dt.timedelta(days=45)
"""How far a month of fasting, or a day that was announced, reaches from where it is computed."""
SHOWN_DAYS = 7
"""Days with gatherings that one edition links to: of a month of fasting, the first."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One row of an observance's page: its day of a year, and who gathers.

    Attributes:
        days: (day, gatherings) of its days on which something is listed.
        calls: The calls that hang on it.
    """

    kept: KeptDay
    days: tuple[tuple[dt.date, Gatherings], ...] = ()
    calls: tuple[Answering, ...] = ()

    @property
    def any(self) -> bool:
        """Whether somebody gathers then."""
        return bool(self.days or self.calls)


@dataclass(frozen=True, slots=True)
class OnDay:
    """That an observance falls on a day; in *countries* only, where there are any."""

    kept: KeptDay
    countries: tuple[str, ...] = ()


def list_pages(now: dt.datetime) -> Iterator[Page]:
    """Yield the lists of this year and the next, whole and by family, and the calendar of all."""
    announced, year = announcements(), _year(now)
    days = list(days_between(shown(), year - BEFORE, year + AFTER, announced))
    this, following = ([each for each in days if each.day.year == at] for at in (year, year + 1))
    families = {each.family: name_of(each.family) for each in shown()}
    usual = {"families": families, "year": year}
    yield made(FOLDER, "observances.html", months=_by_month(this), years=(year,), family="", **usual)
    yield made(
        f"{FOLDER}/next",
        "observances.html",
        months=_by_month(following),
        years=(year + 1,),
        family="",
        **usual,
    )
    for family in families:
        ours = [each for each in (*this, *following) if each.observance.family == family]
        folder, years = f"{FOLDER}/family/{family}", (year, year + 1)
        yield made(folder, "observances.html", months=_by_month(ours), years=years, family=family, **usual)
    name = "Observances: days that come back, in many calendars"
    yield Page(f"{FOLDER}.ics", _calendar(days, f"{FOLDER}.ics", name, now), ICS)


def observance_pages(keys: Collection[str], now: dt.datetime) -> Iterator[Page]:
    """Yield page and calendar of each observance in *keys* that this site shows."""
    year = _year(now)
    each_shown = [each for each in shown() if each.id in set(keys)]
    if not each_shown:
        return
    announced = announcements(each_shown[0].id if len(each_shown) == 1 else "")
    kept = {each.id: _kept_days(each, year, announced) for each in each_shown}
    gathered = queries.gatherings_on(
        {day for days in kept.values() for each in days for day in days_in(each)}
    )
    calls = queries.answering_observances([each.id for each in each_shown])
    for each in each_shown:
        days = kept[each.id]
        editions = [_edition(day, gathered, calls.get((each.id, day.edition), ())) for day in days]
        page = made(
            f"{FOLDER}/{each.id}",
            "observance.html",
            observance=each,
            editions=editions,
            family_name=name_of(each.family),
        )
        lists = frozenset(f"days/{one}" for day in days for one in days_in(day))
        yield Page(page.path, page.body, lists=lists)
        file = f"{FOLDER}/{each.id}.ics"
        yield Page(file, _calendar(days, file, each.name(), now), ICS)


def shown_keys() -> set[str]:
    """Return the ids of all observances that this site shows."""
    return {each.id for each in shown()}


def kept_days_of(calls: Iterable[Call]) -> dict[str, KeptDay]:
    """Return the days of the observances that some of *calls* hang on, by slug; a query where any does."""
    hung = [call for call in calls if call.observance]
    announced = announcements() if hung else {}
    days = {call.slug: edition_day(call.observance, call.edition) for call in hung}
    return {slug: keep(day, announced) for slug, day in days.items() if day}


def on_day(day: dt.date, announced: Announcements, among: Collection[str] | None = None) -> tuple[OnDay, ...]:
    """Return the observances that fall on *day* anywhere, in the order of the catalogue.

    None in years so far away that not every calendar is kept for them.

    Args:
        among: Ids of all that may; without it, the whole catalogue is computed for that year.
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return ()
    near = (
        found
        for year in range((day - FARTHEST).year, (day + APART).year + 1)
        for found in _computed(year, settings.OBSERVANCES, among)
        if found.day - APART <= day <= found.last_day + APART
        or (found.observance.id, found.edition) in announced
    )
    falling = (_falling_on(day, keep(found, announced)) for found in near)
    return tuple(each for each in falling if each is not None)


def _falling_on(day: dt.date, kept: KeptDay) -> OnDay | None:
    """Return that it falls on *day*: everywhere, else where it does; None where it does nowhere."""
    spans = [countries for (first, last), countries in kept.spans().items() if first <= day <= last]
    if not spans or () in spans:
        return OnDay(kept) if spans else None
    return OnDay(kept, tuple(sorted(code for countries in spans for code in countries)))


def may_fall_on(known: Manifest, now: dt.datetime) -> Callable[[dt.date, Announcements], set[str] | None]:
    """Return what tells, for a day, the ids of all observances that may fall on it: from the release *known*.

    Those whose pages are about the day, and those that were announced for any. It tells None for days of
    which these pages do not know all: beyond their years, or once another year has begun.
    """
    by_day: dict[str, set[str]] = {}
    for path, file in known.files.items():
        if path.startswith(f"{FOLDER}/"):
            for folder in file.lists:
                by_day.setdefault(folder, set()).add(path.split("/")[1])
    years = range(_year(now), _year(now) + AFTER) if _year(known.rendered) == _year(now) else range(0)

    def told(day: dt.date, announced: Announcements) -> set[str] | None:
        if day.year not in years:
            return None
        return by_day.get(f"days/{day}", set()) | {key for key, _ in announced}

    return told


def days_in(kept: KeptDay) -> Iterator[dt.date]:
    """Give the days of an edition, in all countries."""
    for first, last in kept.spans():
        for number in range((last - first).days + 1):
            yield first + dt.timedelta(days=number)


def name_of(family: str) -> str:
    """Return the name of a family as a heading.

    >>> name_of("other_religions")
    'Other religions'
    """
    return family.replace("_", " ").capitalize()


def note_of(kept: KeptDay) -> str:
    """Return who announced a day, and where it differs, a line each."""
    lines = []
    if kept.announced:
        lines.append(f"Announced{f': {kept.source}' if kept.source else ''}")
    for each in kept.elsewhere:
        how = "announced" if each.announced else "usually"
        lines.append(f"In {written.country(each.country_code)} {how} {written.day(each.day)}")
    return "\n".join(lines)


def _computed(
    year: int, families: tuple[str, ...] | None, among: Collection[str] | None
) -> Iterable[ObservedDay]:
    """Return the computed days of a year, in the order of the catalogue."""
    if among is None:
        return _all_computed(year, families)
    return (day for each in shown() if each.id in among for day in observed(each, year))


@lru_cache(maxsize=64)
def _all_computed(year: int, _families: tuple[str, ...] | None) -> tuple[ObservedDay, ...]:
    """Return the computed days of a year of all observances; kept, since it takes a while."""
    return tuple(day for each in shown() for day in observed(each, year))


def _kept_days(each: Observance, year: int, announced: Announcements) -> list[KeptDay]:
    return sorted(days_between([each], year - BEFORE, year + AFTER, announced), key=_by_day)


def _edition(kept: KeptDay, gathered: Mapping[dt.date, Gatherings], calls: Sequence[Answering]) -> Edition:
    days = [(day, gathered[day]) for day in sorted(set(days_in(kept))) if day in gathered]
    return Edition(kept, tuple(days[:SHOWN_DAYS]), tuple(calls))


def _by_day(kept: KeptDay) -> tuple[dt.date, str]:
    return kept.day, kept.observance.id


def _by_month(days: Iterable[KeptDay]) -> list[tuple[dt.date, list[tuple[dt.date, list[KeptDay]]]]]:
    """Return *days* under each day, and these under the first of their months, all in order."""
    by_day = groupby(sorted(days, key=_by_day), key=lambda each: each.day)
    found = [(day, list(those)) for day, those in by_day]
    return [(month, list(those)) for month, those in groupby(found, key=lambda each: each[0].replace(day=1))]


def _calendar(days: Iterable[KeptDay], path: str, name: str, now: dt.datetime) -> bytes:
    """Return the calendar file. DTSTAMP is the beginning of the year, or when a day was announced."""
    by_key = {(kept.observance.id, kept.edition): kept for kept in days}

    def kept_of(day: ObservedDay) -> KeptDay:
        return by_key[day.observance.id, day.edition]

    return write_observances(
        [kept.observed for kept in by_key.values()],
        name=name,
        url=f"{settings.BASE_URL}/{path}",
        host=urlsplit(settings.BASE_URL).hostname or "localhost",
        stamp=dt.datetime(_year(now), 1, 1, tzinfo=dt.UTC),
        sequence_of=lambda day: kept_of(day).sequence,
        stamp_of=lambda day: kept_of(day).modified,
        note_of=lambda day: note_of(kept_of(day)),
        page_of=lambda day: f"{settings.BASE_URL}/{FOLDER}/{day.observance.id}/",
    )


def _year(now: dt.datetime) -> int:
    return now.astimezone(dt.UTC).year
