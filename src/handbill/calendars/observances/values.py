"""What the catalogue holds, and what is computed from it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, TypeAlias

Certainty: TypeAlias = Literal["fixed", "computed", "tentative"]
"""`fixed`: a day of the civil year. `computed`: by a table or by astronomy that all who keep it follow.
`tentative`: known for sure only once it is announced."""


def _nothing() -> Mapping[str, int]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Observance:
    """A day that comes back by a rule.

    Attributes:
        id: Lower-case, hyphens; given once.
        family: Name of its file: "islam", "labour" ...
        names: BCP 47 tag -> main name; "en" is always there.
        also: BCP 47 tag -> other names, as announcements write them.
        rule: See docs/reference/observances.md.
        since, until: First and last Gregorian year; None for none known.
        where: ISO 3166-1 codes of countries that keep it in public or by law; "*" for the whole world.
        begins: "sunset" where it begins on the evening before the day that is given.
        reason: Why the day is tentative; "" where it is not.
        regional: Country -> days by which it usually differs there.
        moves: Weekday of RFC 5545 ("FR") -> days added when the computed day falls on it.
        days: Length; the day that is given is the first.
        authority, source: Who sets it, and where that can be read.
        description: One neutral line.
    """

    id: str
    family: str
    names: Mapping[str, str]
    rule: str
    authority: str
    source: str
    description: str
    certainty: Certainty
    also: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    since: int | None = None
    until: int | None = None
    where: tuple[str, ...] = ("*",)
    begins: Literal["midnight", "sunset"] = "midnight"
    reason: str = ""
    regional: Mapping[str, int] = field(default_factory=_nothing)
    moves: Mapping[str, int] = field(default_factory=_nothing)
    days: int = 1

    def name(self, language: str = "en") -> str:
        """Return its main name in a language: that of the tag, else of its first part, else in English."""
        return self.names.get(language) or self.names.get(language.partition("-")[0]) or self.names["en"]

    def is_kept_in(self, country: str) -> bool:
        """Tell whether a country (ISO 3166-1 alpha-2) keeps it."""
        return "*" in self.where or country in self.where


@dataclass(frozen=True, slots=True)
class ObservedDay:
    """One year's day of an observance.

    Attributes:
        edition: Year that names it in its own calendar: "1447", "2026"; with the id it is unique.
        day: Gregorian day, or its first; of the daylight where it begins at sunset.
        last_day: The same day, unless it lasts longer.
        certainty, reason: As of the observance, or more careful: where sources disagree about this year.
        instant: The moment itself, UTC, where it is one (an equinox); else None.
    """

    observance: Observance
    edition: str
    day: dt.date
    last_day: dt.date
    certainty: Certainty
    reason: str = ""
    instant: dt.datetime | None = None
