"""First-level divisions of countries, joined to the codes GeoNames gives them (for build_gazetteer.py)."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from handbill.places.keys import place_key

Region = tuple[str, str]  # country_code, admin1_code


@dataclass
class Subdivisions:
    """Names shown, and the keys and written codes that lead to each division."""

    shown: dict[Region, str] = field(default_factory=dict)
    names: dict[str, list[Region]] = field(default_factory=lambda: defaultdict(list))
    codes: dict[str, list[Region]] = field(default_factory=lambda: defaultdict(list))

    def add(self, region: Region, code: str, names: Iterable[str]) -> None:
        """Enter a division under its ISO code (letters only: a number in a text is a number) and names."""
        if code.isalpha():
            self.add_code(region, code)
        for name in names:
            self.shown.setdefault(region, name)
            if region not in self.names[place_key(name)]:
                self.names[place_key(name)].append(region)

    def add_code(self, region: Region, code: str) -> None:
        """Enter one more code, as in "Monza (MB)"."""
        if region not in self.codes[code]:
            self.codes[code].append(region)


def divisions(table: Path, cities: Iterable[Mapping[str, Any]], states: Mapping[str, Any]) -> Subdivisions:
    """Read *table* and the *states* of the US; the city that stands in each division gives its code."""
    by_hand = tomllib.loads(table.read_text(encoding="utf-8"))
    provinces, abbreviations = by_hand.pop("provinces"), by_hand.pop("abbreviations")
    largest = largest_of_each_name(cities)
    found = Subdivisions()
    for code, state in states.items():
        short = abbreviations["US"].get(code, "").split()
        found.add(("US", code), code, [state["name"], *short])
    for country, entries in by_hand.items():
        for code, (city, *names) in entries.items():
            region = (country, largest[country, city]["admin1code"])
            refuse_second(region, names[0], found)
            found.add(region, code, names)
            for province in provinces.get(country, {}).get(code, "").split():
                found.add_code(region, province)
    return found


def refuse_second(region: Region, name: str, found: Subdivisions) -> None:
    """Stop when two divisions of the table would get one GeoNames code: one of their cities is misplaced."""
    if region in found.shown:
        raise SystemExit(f"{name} and {found.shown[region]} both became {region}")


def largest_of_each_name(cities: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], Mapping[str, Any]]:
    """Return, for each country and main name, the most populous city."""
    by_population = sorted(cities, key=lambda city: city["population"])
    return {(city["countrycode"], city["name"]): city for city in by_population}
