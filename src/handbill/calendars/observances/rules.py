"""The rules of observances: what is written, and the days that it means.

The forms are described in docs/reference/observances.md. A rule gives the days of Gregorian years; what
moves or shifts them afterwards is not its matter.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from handbill.calendars.recurrence import Rule, instances
from handbill.calendars.relative import easter, orthodox_easter
from handbill.calendars.systems import INDIAN_YEARS, calendar
from handbill.errors import RuleTooCostly


class Computed(NamedTuple):
    """A day that a rule gives; `instant` (UTC) where it is the moment of something in the sky."""

    day: dt.date
    edition: str
    instant: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Repeated:
    """An RRULE with FREQ=YEARLY, in any calendar."""

    rule: Rule

    @property
    def rscale(self) -> str:
        """Return the calendar that it counts in."""
        return self.rule.rscale or "gregorian"


@dataclass(frozen=True, slots=True)
class FromEaster:
    """Days after Easter of the West, or of the Orthodox churches."""

    days: int
    orthodox: bool


@dataclass(frozen=True, slots=True)
class InTheSky:
    """The day, in a zone, of a moment: the sun at a longitude, or the first phase of the moon in a month.

    Attributes:
        kind: "sun" or "moon".
        degrees: Longitude of the sun, or of the moon from the sun (180 is full).
        month: Gregorian month of the moon; 0 for the sun.
    """

    kind: str
    degrees: int
    month: int
    tzid: str


@dataclass(frozen=True, slots=True)
class OnTithi:
    """The day on which a lunar day (tithi, 1-30) of an amanta month runs at a moment.

    Attributes:
        last: Of two such days the second counts.
        days: Days after that day.
    """

    month: int
    tithi: int
    moment: str
    last: bool = False
    days: int = 0


@dataclass(frozen=True, slots=True)
class After:
    """Days after another observance."""

    other: str
    days: int


ObservanceRule: TypeAlias = Repeated | FromEaster | InTheSky | OnTithi | After

_EASTER = re.compile(r"(orthodox-)?easter([+-]\d{1,3})")
_SKY = re.compile(
    r"(?:(?P<season>equinox-march|solstice-june|equinox-september|solstice-december)"
    r"|solar-term (?P<term>\d{1,3})|(?P<phase>full|new)-moon (?P<month>\d{1,2}))(?: @(?P<tzid>\S+))?"
)
_TITHI = re.compile(
    r"tithi (\d\d)-(\d\d) (sunrise|midday|afternoon|late|sunset|midnight)( last)?(?: ([+-]\d))?"
)
_AFTER = re.compile(r"after ([a-z0-9-]+) (-?\d{1,3})")
_SEASONS = {"equinox-march": 0, "solstice-june": 90, "equinox-september": 180, "solstice-december": 270}
_PAUSHA, _LAST_OF_PHALGUNA = 10, 4
_PHASES = {"new": 0, "full": 180}


@lru_cache(maxsize=1024)
def parse_rule(text: str) -> ObservanceRule:
    """Read a rule; ValueError for one that is none of the forms.

    >>> parse_rule("orthodox-easter-2"), parse_rule("solar-term 15 @Asia/Shanghai").degrees
    (FromEaster(days=-2, orthodox=True), 15)
    """
    if found := _EASTER.fullmatch(text):
        return FromEaster(int(found[2]), bool(found[1]))
    if found := _TITHI.fullmatch(text):
        return OnTithi(int(found[1]), int(found[2]), found[3], bool(found[4]), int(found[5] or 0))
    if found := _AFTER.fullmatch(text):
        return After(found[1], int(found[2]))
    if found := _SKY.fullmatch(text):
        return _in_the_sky(found)
    rule = Rule.parse(text)
    if rule.freq != "YEARLY":
        raise ValueError(f"an observance comes back by the year: {text}")
    return Repeated(rule)


def _in_the_sky(found: re.Match[str]) -> InTheSky:
    tzid = found["tzid"] or "UTC"
    ZoneInfo(tzid)
    if found["phase"]:
        return InTheSky("moon", _PHASES[found["phase"]], int(found["month"]), tzid)
    degrees = _SEASONS[found["season"]] if found["season"] else int(found["term"])
    return InTheSky("sun", degrees % 360, 0, tzid)


def computed(rule: ObservanceRule, first: int, last: int, *, since: int | None = None) -> Iterator[Computed]:
    """Give the days of a rule in Gregorian years, both included, ascending; none beyond the calendars' range.

    Args:
        since: Year from which a rule with INTERVAL counts.

    `After` is not computed here: it needs the catalogue.
    """
    if isinstance(rule, Repeated):
        return _repeated(rule, first, last, since)
    if isinstance(rule, After):
        raise TypeError("days after another observance are computed where that one is known")
    by_year = _BY_YEAR[type(rule)]
    return (day for year in range(first, last + 1) for day in by_year(rule, year) if day.day.year == year)


def _repeated(rule: Repeated, first: int, last: int, since: int | None) -> Iterator[Computed]:
    start = dt.date(since if since and rule.rule.interval > 1 else max(1, first - 1), 1, 1)
    system = calendar(rule.rscale)
    begins = dt.date.fromordinal(max(1, system.months(system.first_year)[0].first))
    try:
        for day in instances(rule.rule, max(start, begins), after=dt.date(first, 1, 1)):
            if day.year > last:
                return
            if day.year >= first:
                yield Computed(day, str(system.year_of(day.toordinal())))
    except RuleTooCostly:
        return


def _from_easter(rule: FromEaster, year: int) -> Iterator[Computed]:
    found = orthodox_easter(year) if rule.orthodox else easter(year)
    yield Computed(found + dt.timedelta(rule.days), str(year))


def _in_sky(rule: InTheSky, year: int) -> Iterator[Computed]:
    from handbill.calendars import astronomy

    if rule.kind == "sun":
        instant: dt.datetime | None = astronomy.solar_term(year, rule.degrees)
    else:
        zone = ZoneInfo(rule.tzid)
        begin = dt.datetime(year, rule.month, 1, tzinfo=zone).astimezone(dt.UTC)
        instant = next(astronomy.moons(begin, begin + dt.timedelta(31), rule.degrees), None)
    if instant is not None:
        yield Computed(instant.astimezone(ZoneInfo(rule.tzid)).date(), str(year), instant)


def _on_tithi(rule: OnTithi, year: int) -> Iterator[Computed]:
    from handbill.calendars.tithis import tithi_days

    moment: Any = rule.moment  # the pattern lets no other through
    for day in tithi_days(year, rule.month, rule.tithi, moment, twice="last" if rule.last else "first"):
        # numbered by the Saka era: its year begins with Chaitra, and from Pausha on runs into our next
        begun = day.year - (rule.month >= _PAUSHA and day.month <= _LAST_OF_PHALGUNA)
        yield Computed(day + dt.timedelta(rule.days), str(begun - INDIAN_YEARS))


_BY_YEAR: dict[type, Callable[..., Iterator[Computed]]] = {
    FromEaster: _from_easter,
    InTheSky: _in_sky,
    OnTithi: _on_tithi,
}
