"""Countries and their first-level divisions: names in many languages, codes, languages, zones, neighbours."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import marisa_trie

from handbill.errors import BrokenData, UnknownPlace
from handbill.places.keys import place_key
from handbill.places.storage import mapped

Region = tuple[str, str]
"""country_code and admin1_code as GeoNames writes them: ("CA", "08") is Ontario."""


@dataclass(frozen=True, slots=True)
class Country:
    """What is known of a country.

    Attributes:
        name: Short English name.
        languages: BCP 47 tags, the most spoken first.
        neighbours: ISO 3166-1 codes of the countries it borders by land.
        zones: IANA zones, the most inhabited first.
    """

    name: str
    languages: tuple[str, ...]
    neighbours: tuple[str, ...]
    zones: tuple[str, ...]


class Regions:
    """`regions.json` and `countries.marisa`, read once.

    Raises:
        BrokenData: One of the files is missing or damaged.
    """

    def __init__(self, folder: Path):
        plain = _read_json(folder / "regions.json")
        self.edition: str = plain["edition"]
        self.zones: tuple[str, ...] = tuple(plain["zones"])
        self.divisions: list[tuple[str, str, str]] = [tuple(region) for region in plain["regions"]]
        self._names: dict[str, list[list[str]]] = plain["subdivision_names"]
        self._codes: dict[str, list[list[str]]] = plain["subdivision_codes"]
        self._countries = {code: _country(entry) for code, entry in plain["countries"].items()}
        self._country_names = mapped(marisa_trie.BytesTrie(), folder / "countries.marisa")

    def country(self, code: str) -> Country:
        """Return the country of ISO 3166-1 alpha-2 *code*. Raises: UnknownPlace."""
        try:
            return self._countries[code]
        except KeyError:
            raise UnknownPlace(code) from None

    def country_named(self, name: str) -> str | None:
        """Return the ISO 3166-1 code of the country that *name* means, None where it means none.

        Names count in every language of CLDR; two and three letter codes only in capitals.
        """
        words = name.strip()
        key = words if words.isascii() and words.isupper() and len(words) < 4 else place_key(words)
        for candidate in (key, place_key(words), place_key(words.replace(".", ""))):
            if codes := self._country_names.get(candidate):
                return str(codes[0].decode())
        return None

    def subdivisions_named(self, name_or_code: str) -> tuple[Region, ...]:
        """Return every first-level division that *name_or_code* may mean, names before codes.

        Codes (postal, ISO 3166-2, Italian provinces) count only in capitals, with or without dots.
        """
        code = name_or_code.strip().replace(".", "")
        found = self._names.get(place_key(name_or_code), []) + self._codes.get(code, [])
        return tuple(dict.fromkeys((country, admin1) for country, admin1 in found))


def _country(entry: dict[str, Any]) -> Country:
    lists = (tuple(entry[field]) for field in ("languages", "neighbours", "zones"))
    return Country(entry["name"], *lists)


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BrokenData("missing or damaged", path=str(path)) from error
