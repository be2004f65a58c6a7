"""Zones: names people write, and wall times that a zone skips or has twice."""

import datetime as dt
import importlib
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

ABBREVIATIONS: Mapping[str, str] = {
    "UTC": "UTC",
    "GMT": "UTC",
    "Z": "UTC",
    "CET": "Europe/Paris",
    "CEST": "Europe/Paris",
    "MEZ": "Europe/Berlin",
    "MESZ": "Europe/Berlin",
    "EET": "Europe/Athens",
    "EEST": "Europe/Athens",
    "WET": "Europe/Lisbon",
    "WEST": "Europe/Lisbon",
    "MSK": "Europe/Moscow",
    "TRT": "Europe/Istanbul",
    "EST": "America/New_York",
    "EDT": "America/New_York",
    "CDT": "America/Chicago",
    "MST": "America/Denver",
    "MDT": "America/Denver",
    "PST": "America/Los_Angeles",
    "PDT": "America/Los_Angeles",
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
    "AKST": "America/Anchorage",
    "HST": "Pacific/Honolulu",
    "AST": "America/Halifax",
    "ADT": "America/Halifax",
    "NST": "America/St_Johns",
    "BRT": "America/Sao_Paulo",
    "ART": "America/Argentina/Buenos_Aires",
    "WIB": "Asia/Jakarta",
    "WITA": "Asia/Makassar",
    "WIT": "Asia/Jayapura",
    "JST": "Asia/Tokyo",
    "KST": "Asia/Seoul",
    "HKT": "Asia/Hong_Kong",
    "SGT": "Asia/Singapore",
    "MYT": "Asia/Kuala_Lumpur",
    "PHT": "Asia/Manila",
    "PKT": "Asia/Karachi",
    "NPT": "Asia/Kathmandu",
    "IRST": "Asia/Tehran",
    "GST": "Asia/Dubai",
    "ICT": "Asia/Bangkok",
    "AEST": "Australia/Sydney",
    "AEDT": "Australia/Sydney",
    "ACST": "Australia/Adelaide",
    "AWST": "Australia/Perth",
    "NZST": "Pacific/Auckland",
    "NZDT": "Pacific/Auckland",
    "SAST": "Africa/Johannesburg",
    "CAT": "Africa/Maputo",
    "EAT": "Africa/Nairobi",
    "WAT": "Africa/Lagos",
}
"""What an abbreviation means where nothing else decides."""

BY_COUNTRY: Mapping[tuple[str, str], str] = {
    ("IST", "IN"): "Asia/Kolkata",
    ("IST", "IL"): "Asia/Jerusalem",
    ("IST", "IE"): "Europe/Dublin",
    ("IDT", "IL"): "Asia/Jerusalem",
    ("BST", "GB"): "Europe/London",
    ("BST", "BD"): "Asia/Dhaka",
    ("CST", "US"): "America/Chicago",
    ("CST", "CA"): "America/Winnipeg",
    ("CST", "MX"): "America/Mexico_City",
    ("CST", "CN"): "Asia/Shanghai",
    ("CST", "TW"): "Asia/Taipei",
    ("EST", "CA"): "America/Toronto",
    ("EDT", "CA"): "America/Toronto",
    ("ET", "CA"): "America/Toronto",
    ("EST", "AU"): "Australia/Sydney",
    ("PST", "CA"): "America/Vancouver",
    ("PT", "CA"): "America/Vancouver",
    ("PST", "PH"): "Asia/Manila",
    ("AST", "SA"): "Asia/Riyadh",
    ("CT", "CA"): "America/Winnipeg",
    ("MT", "CA"): "America/Edmonton",
    ("GMT", "GB"): "Europe/London",
    ("GMT", "IE"): "Europe/Dublin",
    ("GMT", "GH"): "Africa/Accra",
}
"""Abbreviations that mean another zone in some countries (ISO 3166)."""

AMBIGUOUS: Mapping[str, str] = {
    "IST": "Asia/Kolkata",
    "BST": "Europe/London",
    "CST": "America/Chicago",
    "IDT": "Asia/Jerusalem",
}
"""Last resort for abbreviations of several countries, when the country is unknown."""

WINDOWS: Mapping[str, str] = {
    "W. Europe Standard Time": "Europe/Berlin",
    "Central Europe Standard Time": "Europe/Budapest",
    "Romance Standard Time": "Europe/Paris",
    "Central European Standard Time": "Europe/Warsaw",
    "GMT Standard Time": "Europe/London",
    "Greenwich Standard Time": "Atlantic/Reykjavik",
    "E. Europe Standard Time": "Europe/Chisinau",
    "FLE Standard Time": "Europe/Kyiv",
    "GTB Standard Time": "Europe/Bucharest",
    "Russian Standard Time": "Europe/Moscow",
    "Turkey Standard Time": "Europe/Istanbul",
    "Israel Standard Time": "Asia/Jerusalem",
    "Egypt Standard Time": "Africa/Cairo",
    "Jordan Standard Time": "Asia/Amman",
    "Middle East Standard Time": "Asia/Beirut",
    "Syria Standard Time": "Asia/Damascus",
    "West Bank Standard Time": "Asia/Hebron",
    "Arabic Standard Time": "Asia/Baghdad",
    "Arab Standard Time": "Asia/Riyadh",
    "Arabian Standard Time": "Asia/Dubai",
    "Iran Standard Time": "Asia/Tehran",
    "Pakistan Standard Time": "Asia/Karachi",
    "India Standard Time": "Asia/Kolkata",
    "Sri Lanka Standard Time": "Asia/Colombo",
    "Nepal Standard Time": "Asia/Kathmandu",
    "Bangladesh Standard Time": "Asia/Dhaka",
    "SE Asia Standard Time": "Asia/Bangkok",
    "China Standard Time": "Asia/Shanghai",
    "Taipei Standard Time": "Asia/Taipei",
    "Singapore Standard Time": "Asia/Singapore",
    "Korea Standard Time": "Asia/Seoul",
    "Tokyo Standard Time": "Asia/Tokyo",
    "AUS Eastern Standard Time": "Australia/Sydney",
    "E. Australia Standard Time": "Australia/Brisbane",
    "W. Australia Standard Time": "Australia/Perth",
    "Cen. Australia Standard Time": "Australia/Adelaide",
    "New Zealand Standard Time": "Pacific/Auckland",
    "South Africa Standard Time": "Africa/Johannesburg",
    "E. Africa Standard Time": "Africa/Nairobi",
    "W. Central Africa Standard Time": "Africa/Lagos",
    "Morocco Standard Time": "Africa/Casablanca",
    "Eastern Standard Time": "America/New_York",
    "US Eastern Standard Time": "America/Indiana/Indianapolis",
    "Central Standard Time": "America/Chicago",
    "Mountain Standard Time": "America/Denver",
    "US Mountain Standard Time": "America/Phoenix",
    "Pacific Standard Time": "America/Los_Angeles",
    "Alaskan Standard Time": "America/Anchorage",
    "Hawaiian Standard Time": "Pacific/Honolulu",
    "Atlantic Standard Time": "America/Halifax",
    "Newfoundland Standard Time": "America/St_Johns",
    "Central Standard Time (Mexico)": "America/Mexico_City",
    "SA Pacific Standard Time": "America/Bogota",
    "SA Western Standard Time": "America/La_Paz",
    "Venezuela Standard Time": "America/Caracas",
    "Pacific SA Standard Time": "America/Santiago",
    "Argentina Standard Time": "America/Argentina/Buenos_Aires",
    "E. South America Standard Time": "America/Sao_Paulo",
    "UTC": "UTC",
}
"""Zone names of Microsoft calendars. Source: CLDR 47, windowsZones, territory 001."""


@dataclass(frozen=True, slots=True)
class Wall:
    """A wall time set into a zone.

    Attributes:
        status: `ok`; `gap`, the clock never shows this time; `fold`, it shows it twice.
        earlier, later: The instant in UTC. For a fold, of the first and the second time; for a gap, as
            counted with the offset after and before the change; else both the same.
    """

    wall: dt.datetime
    tzid: str
    status: Literal["ok", "gap", "fold"]
    earlier: dt.datetime
    later: dt.datetime

    @property
    def instant(self) -> dt.datetime:
        """The one instant, UTC, that it is taken for: of two the first; in a gap, with the offset before.

        Source: RFC 5545 section 3.3.5.
        """
        return self.later if self.status == "gap" else self.earlier

    def meant(self, fold: int) -> dt.datetime:
        """The instant, UTC: of two the first (0) or the second (1); `instant` where there are not two.

        Source: PEP 495.
        """
        return self.later if fold and self.status == "fold" else self.instant


def localize(wall: dt.datetime, tzid: str) -> Wall:
    """Set a naive wall time into a zone; never shifts it.

    Raises: ValueError for an aware time; zoneinfo.ZoneInfoNotFoundError for an unknown zone.

    Source: PEP 495.

    >>> localize(dt.datetime(2027, 3, 14, 2, 30), "America/New_York").status
    'gap'
    """
    if wall.tzinfo is not None:
        raise ValueError(f"not a wall time: {wall}")
    zone = ZoneInfo(tzid)
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC) for fold in (0, 1))
    if first == second:
        return Wall(wall, tzid, "ok", first, second)
    shown = first.astimezone(zone).replace(tzinfo=None)
    return Wall(wall, tzid, "fold" if shown == wall else "gap", min(first, second), max(first, second))


def zone_named(name: str, *, home: str | None = None) -> str | None:
    """Return the IANA id that a written zone name means; None for one we do not know.

    Args:
        name: IANA id, Windows name, or abbreviation ("CET", "WIB", "ET").
        home: ISO 3166 country of the sender or of the place; decides "CST" and "IST".

    >>> zone_named("IST", home="IL"), zone_named("Tokyo Standard Time"), zone_named("Nowhere")
    ('Asia/Jerusalem', 'Asia/Tokyo', None)
    """
    plain = name.strip().strip('"')
    short = plain.upper()
    if home and (short, home.upper()) in BY_COUNTRY:
        return BY_COUNTRY[short, home.upper()]
    named = ABBREVIATIONS.get(short) or AMBIGUOUS.get(short) or WINDOWS.get(plain)
    return named or (plain if plain in _iana() else None)


@lru_cache(maxsize=1)
def zone_data_version() -> str:
    """Return the version of the zone data that `zoneinfo` uses, such as "2026b"; "" where nothing says it.

    Source: the first line of tzdata.zi, which the system's package has beside its files; PEP 615 for where
    `zoneinfo` looks first.
    """
    for folder in zoneinfo.TZPATH:
        if (Path(folder) / "Etc/UTC").exists():
            listed = Path(folder) / "tzdata.zi"
            head = listed.read_text("utf-8").partition("\n")[0] if listed.exists() else ""
            return head.removeprefix("# version").strip()
    try:
        return str(importlib.import_module("tzdata").IANA_VERSION)
    except ImportError:
        return ""


@lru_cache(maxsize=1)
def _iana() -> frozenset[str]:
    return frozenset(available_timezones())
