"""The days of observances as the listing keeps them: computed, and corrected by what was announced."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from handbill.calendars.observances import Observance, ObservedDay, catalogue, observed
from handbill_site.listing.models import AnnouncedDay

DAY = dt.timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Gregorian years that can be asked for: those for which every calendar is kept."""
_START = 2026
"""Year from which the search for an edition sets out: any will do, this one is near most."""
_STEPS = 8


@dataclass(frozen=True, slots=True)
class Announced:
    """A day that was announced; `country_code` is "" for everywhere."""

    country_code: str
    day: dt.date
    source: str
    sequence: int
    at: dt.datetime


Announcements = Mapping[tuple[str, str], tuple[Announced, ...]]
"""By (observance, edition)."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A country whose day differs: it was announced there, or is usually so."""

    country_code: str
    day: dt.date
    announced: bool
    source: str = ""


@dataclass(frozen=True, slots=True)
class KeptDay:
    """The day of one edition.

    Attributes:
        observed: As it is kept wherever no country says otherwise; certain where it was announced.
        computed: The day that the rule gives.
        announced, source: Whether and by whom it was announced for everywhere.
        elsewhere: Countries with a day of their own, by code.
        sequence: How many announcements there were; for SEQUENCE of its calendar entry.
        modified: When the last one was entered; None for a day that is only computed.
    """

    observed: ObservedDay
    computed: dt.date
    announced: bool = False
    source: str = ""
    elsewhere: tuple[Elsewhere, ...] = ()
    sequence: int = 0
    modified: dt.datetime | None = None

    @property
    def observance(self) -> Observance:
        """What is observed."""
        return self.observed.observance

    @property
    def edition(self) -> str:
        """The year that names it in its own calendar."""
        return self.observed.edition

    @property
    def day(self) -> dt.date:
        """Its day, or the first of several."""
        return self.observed.day

    @property
    def last_day(self) -> dt.date:
        """The same day for most."""
        return self.observed.last_day

    @property
    def is_tentative(self) -> bool:
        """Whether it is known for sure only once it is announced."""
        return self.observed.certainty == "tentative"

    @property
    def at_sunset(self) -> bool:
        """Whether it begins on the evening before."""
        return self.observance.begins == "sunset"

    def day_in(self, country_code: str) -> dt.date:
        """Return its first day in a country; "" is wherever none says otherwise."""
        return next((each.day for each in self.elsewhere if each.country_code == country_code), self.day)

    def elsewhere_by_day(self) -> list[tuple[tuple[dt.date, bool], list[Elsewhere]]]:
        """Return ((day, whether announced), countries) of those whose day differs from that of everywhere."""
        found: dict[tuple[dt.date, bool], list[Elsewhere]] = {}
        for each in self.elsewhere:
            if each.day != self.day:
                found.setdefault((each.day, each.announced), []).append(each)
        return sorted(found.items())

    def spans(self) -> dict[tuple[dt.date, dt.date], tuple[str, ...]]:
        """Return (first, last) days -> countries that keep these; () for those of everywhere."""
        found: dict[tuple[dt.date, dt.date], tuple[str, ...]] = {(self.day, self.last_day): ()}
        for each in self.elsewhere:
            span = (each.day, each.day + (self.last_day - self.day))
            if each.day != self.day:
                found[span] = (*found.get(span, ()), each.country_code)
        return found


def announcements(observance: str = "") -> Announcements:
    """Return what was announced, of one observance or of all: one query."""
    rows = AnnouncedDay.objects.filter(observance=observance) if observance else AnnouncedDay.objects.all()
    found: dict[tuple[str, str], tuple[Announced, ...]] = {}
    for row in rows.order_by("country_code"):
        key = (row.observance, row.edition)
        said = Announced(row.country_code, row.day, row.source, row.sequence, row.announced)
        found[key] = (*found.get(key, ()), said)
    return found


def keep(day: ObservedDay, announced: Announcements) -> KeptDay:
    """Return a computed day corrected by what was announced for its edition.

    What was announced for everywhere holds in every country without an announcement of its own; one whose
    day usually differs goes on to differ by as much.
    """
    said = {each.country_code: each for each in announced.get((day.observance.id, day.edition), ())}
    everywhere = said.pop("", None)
    corrected = _on(day, everywhere.day) if everywhere else day
    usual = {code: days for code, days in day.observance.regional.items() if code not in said}
    elsewhere = {code: Elsewhere(code, corrected.day + days * DAY, False) for code, days in usual.items()} | {
        code: Elsewhere(code, each.day, True, each.source) for code, each in said.items()
    }
    all_said = [*said.values(), *([everywhere] if everywhere else [])]
    return KeptDay(
        observed=corrected,
        computed=day.day,
        announced=everywhere is not None,
        source=everywhere.source if everywhere else "",
        elsewhere=tuple(elsewhere[code] for code in sorted(elsewhere)),
        sequence=sum(each.sequence for each in all_said),
        modified=max((each.at for each in all_said), default=None),
    )


def kept_day(observance: str, edition: str) -> KeptDay | None:
    """Return the day of one edition; None where the catalogue, or that edition of it, has none."""
    day = edition_day(observance, edition)
    return keep(day, announcements(observance)) if day else None


def window_of(kept: KeptDay) -> tuple[dt.date, dt.date]:
    """Return the first and the last day on which gatherings for it are looked for.

    All days on which some country keeps it, the evening before where it begins at sunset, and a day more on
    either side while it is tentative.
    """
    spans = kept.spans()
    eve = DAY if kept.at_sunset else dt.timedelta()
    doubt = DAY if kept.is_tentative else dt.timedelta()
    return min(first for first, _ in spans) - eve - doubt, max(last for _, last in spans) + doubt


def edition_day(observance: str, edition: str) -> ObservedDay | None:
    """Return the computed day of an edition ("1447", "2026"); None where there is none.

    Years of other calendars run nearly as fast as ours, so that a few steps lead there.
    """
    each = catalogue().get(observance)
    if each is None or not (edition.isascii() and edition.isdecimal() and len(edition) <= 5):
        return None
    year = min(max(_START, each.since or _START), each.until or _START)
    for _ in range(_STEPS):
        year = min(max(year, FIRST_YEAR), LAST_YEAR)
        days = observed(each, year - 2, year + 2)
        found = next((day for day in days if day.edition == edition), None)
        if found or not days:
            return found
        step = int(edition) - int(days[len(days) // 2].edition)
        if step == 0:
            return None
        year += step
    return None


def following(day: ObservedDay) -> ObservedDay | None:
    """Return the day of the edition after this one; None where there is none within a dozen years."""
    later = observed(day.observance, day.day.year, min(day.day.year + 12, LAST_YEAR))
    return next((each for each in later if each.day > day.day and each.edition != day.edition), None)


def next_on(observance: Observance, today: dt.date) -> ObservedDay | None:
    """Return the day that comes next, today included."""
    days = observed(observance, today.year, min(today.year + 12, LAST_YEAR))
    return next((each for each in days if each.last_day >= today), None)


def named(text: str) -> Observance | None:
    """Return the observance of this id, or the only one that has just this name, in any language."""
    wanted = " ".join(text.split())
    found = _by_name().get(wanted.casefold(), ())
    return catalogue().get(wanted) or (catalogue()[found[0]] if len(found) == 1 else None)


def label_of(observance: Observance) -> str:
    """Return the English name, by which `named` finds it again; the id where others are named so too."""
    return observance.name() if named(observance.name()) == observance else observance.id


def shown() -> tuple[Observance, ...]:
    """Return the observances that this site shows, a family after the other."""
    families = settings.OBSERVANCES
    every = catalogue().values()
    return tuple(each for each in every if families is None or each.family in families)


def days_between(
    observances: Iterable[Observance], first: int, last: int, announced: Announcements
) -> Iterator[KeptDay]:
    """Give the days of *observances* in Gregorian years, both included, as they are kept."""
    return (keep(day, announced) for each in observances for day in observed(each, first, last))


@lru_cache(maxsize=1)
def _by_name() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for each in catalogue().values():
        others = [name for names in each.also.values() for name in names]
        for name in {" ".join(name.casefold().split()) for name in (*each.names.values(), *others)}:
            found[name] = (*found.get(name, ()), each.id)
    return found


def _on(day: ObservedDay, first: dt.date) -> ObservedDay:
    """Return the day of an edition, certain, on another date."""
    last = first + (day.last_day - day.day)
    return dataclasses.replace(day, day=first, last_day=last, certainty="computed", reason="")
