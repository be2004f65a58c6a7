"""An event with its addresses, and the lists that it stands on."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from handbill.values import Event, Occurrence, WallTime


@dataclass(frozen=True, slots=True)
class Listed:
    """An event of the listing and where its pages are.

    Attributes:
        slug: Its address under /events/, given once.
        city_slug: That of its city under /cities/, "" for an event that is only online.
        days: (first, last) day there of each date, in order.
        verified: Names of those organisers that are verified and announced it themselves.
    """

    event: Event
    slug: str
    city_slug: str = ""
    days: tuple[tuple[dt.date, dt.date], ...] = ()
    verified: frozenset[str] = frozenset()

    @property
    def folder(self) -> str:
        """The folder of its own page."""
        return f"events/{self.slug}"

    @property
    def lists(self) -> frozenset[str]:
        """The folders of all lists that it stands on, its former day included."""
        cities = [f"cities/{self.city_slug}"] if self.city_slug else []
        calls = [f"calls/{slug}" for slug in self.event.calls]
        return frozenset([*cities, *calls, *(f"days/{day.isoformat()}" for day in self.all_days)])

    @property
    def all_days(self) -> frozenset[dt.date]:
        """Every day on which a date of it begins, and the day it was moved from."""
        former = {day_of(self.event.previous_start)} if self.event.previous_start else set()
        return frozenset({first for first, _ in self.days} | former)

    @property
    def last_day(self) -> dt.date:
        """The last day of its last date."""
        return max(last for _, last in self.days)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: an event on one of its dates.

    Attributes:
        former: Whether this is the date that it was moved away from.
    """

    listed: Listed
    dtstart: WallTime
    dtend: WallTime | None = None
    former: bool = False

    @property
    def event(self) -> Event:
        """The event itself."""
        return self.listed.event

    @property
    def fold(self) -> int:
        """Which is meant where the clock shows this start twice; of a former date, nobody asks any more."""
        return 0 if self.former else self.event.fold


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a list; `rows` by city, then time."""

    day: dt.date
    rows: tuple[Row, ...]

    @property
    def cities(self) -> int:
        """How many cities have something on this day."""
        return len({row.listed.city_slug for row in self.rows if row.listed.city_slug})


def day_of(wall: WallTime) -> dt.date:
    """Return the day on which a wall time falls there."""
    return wall.date() if isinstance(wall, dt.datetime) else wall


def today_in(tzid: str, now: dt.datetime) -> dt.date:
    """Return the day that it is in a zone, in UTC where the zone is not known.

    >>> today_in("Pacific/Auckland", dt.datetime(2026, 4, 7, 18, tzinfo=dt.UTC))
    datetime.date(2026, 4, 8)
    """
    return now.astimezone(_zone(tzid)).date()


@lru_cache(maxsize=1024)
def _zone(tzid: str) -> dt.tzinfo:
    try:
        return ZoneInfo(tzid)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return dt.UTC


def is_past(listed: Listed, now: dt.datetime) -> bool:
    """Tell whether the last day of its last date is over there."""
    return listed.last_day < today_in(listed.event.tzid, now)


def rows_of(listed: Listed) -> list[Row]:
    """Return a row for each date, and one for the day that it was moved away from."""
    event = listed.event
    dates = event.occurrences or (Occurrence(event.dtstart, event.dtend),)
    rows = [Row(listed, each.dtstart, each.dtend) for each in dates]
    return [*rows, *_former_row(listed)]


def _former_row(listed: Listed) -> list[Row]:
    former = listed.event.previous_start
    if former is None or day_of(former) in {first for first, _ in listed.days}:
        return []
    return [Row(listed, former, former=True)]


def coming_rows(listed: Listed, now: dt.datetime, *, most: int) -> list[Row]:
    """Return rows of dates not over yet, the next *most* of a series, and of a former day to come."""
    today = today_in(listed.event.tzid, now)
    last_days = dict(listed.days)
    rows = rows_of(listed)
    coming = [row for row in rows if not row.former and last_days[day_of(row.dtstart)] >= today]
    former = [row for row in rows if row.former and day_of(row.dtstart) >= today]
    return coming[:most] + former


def rows_between(listed: Listed, first: dt.date, last: dt.date, *, most: int) -> list[Row]:
    """Return the rows within these days, both included; the first *most* dates where none is."""
    rows = rows_of(listed)
    within = [row for row in rows if first <= day_of(row.dtstart) <= last]
    return within or [row for row in rows if not row.former][:most]


def by_day(rows: Iterable[Row]) -> tuple[Day, ...]:
    """Return *rows* under their days, in order."""
    days: dict[dt.date, list[Row]] = {}
    for row in rows:
        days.setdefault(day_of(row.dtstart), []).append(row)
    return tuple(Day(day, tuple(sorted(days[day], key=_order))) for day in sorted(days))


def _order(row: Row) -> tuple[str, str, str, str]:
    place = row.event.place
    city = place.name.casefold() if place else "\uffff"  # online last
    return city, row.listed.city_slug, row.dtstart.isoformat(), row.event.uid
