"""The gazetteer: names to places, over files that are mapped into memory and never loaded."""

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path

import marisa_trie

from handbill.errors import BrokenData, UnknownPlace
from handbill.places.forms import BaseForm, base_forms
from handbill.places.keys import fold, place_key
from handbill.places.mentions import Mention, find_mentions
from handbill.places.regions import Region, Regions
from handbill.places.storage import DEGREE, PlacesFile, Posting, mapped
from handbill.values import Place, Span

_DATA = Path(__file__).parent / "data"


@cache
def gazetteer() -> "Gazetteer":
    """Return the gazetteer that ships with Handbill, opened once."""
    return Gazetteer(_DATA)


class Gazetteer:
    """Cities of 5,000 inhabitants and more, seats of administration, and their names in all scripts.

    Raises:
        BrokenData: A file of *folder* is missing, damaged or of another edition than its neighbours.
    """

    def __init__(self, folder: Path):
        self._file = PlacesFile(folder / "places.bin")
        self._regions = Regions(folder)
        self._names = mapped(marisa_trie.Trie(), folder / "names.marisa")
        self._ordinary = frozenset(_lines(folder / "ordinary.txt"))
        self._place_at = lru_cache(maxsize=16_384)(self._read_place)
        self._begins_name = lru_cache(maxsize=65_536)(self._is_beginning)  # a walk in the trie: 0.2 ms
        self._beginnings = lru_cache(maxsize=65_536)(self._beginnings_of)
        self._postings = lru_cache(maxsize=16_384)(self._read_postings)
        if len(self._names) != self._file.keys:
            raise BrokenData("names.marisa and places.bin differ in edition", path=str(folder))

    def __len__(self) -> int:
        """Return the number of places."""
        return self._file.rows

    @property
    def edition(self) -> str:
        """What the files were built from."""
        return self._regions.edition

    def named(self, name: str, *, country: str | None = None) -> tuple[Place, ...]:
        """Return the places called *name*, main names before alternates, each by falling population.

        Args:
            name: In any script; case, accents and apostrophes do not count.
            country: ISO 3166-1 alpha-2; only places there.
        """
        places = (self._place_at(posting.row) for posting in self.postings(place_key(name)))
        return tuple(place for place in places if country in (None, place.country_code))

    def place(self, geonameid: int) -> Place:
        """Return the place of this id. Raises: UnknownPlace."""
        number = self._file.row_number(geonameid)
        if number is None:
            raise UnknownPlace(geonameid)
        return self._place_at(number)

    def mentions(
        self, text: str, *, span: Span | None = None, endings: tuple[str, ...] = ()
    ) -> Iterator[Mention]:
        """Yield the place names in *text* (inside *span*), in order, the longest at each word.

        Args:
            endings: How names of cities inflect in the language of *text*, as "written>base": with "е>а"
                "в Москве" is heard as Москва.
        """
        return find_mentions(self, text, span or Span(0, len(text)), endings=endings)

    def country_named(self, name: str) -> str | None:
        """Return the ISO 3166-1 code of the country that *name* means, in any language; None for none."""
        return self._regions.country_named(name)

    def subdivisions_named(self, name_or_code: str) -> tuple[Region, ...]:
        """Return every first-level division that *name_or_code* may mean: "AL" is in three countries."""
        return self._regions.subdivisions_named(name_or_code)

    def subdivision_named(self, name_or_code: str, country: str | None = None) -> Region | None:
        """Return the first-level division so named, None where there is none.

        Without *country* the answer may be one of several; `narrowed` decides them by the city.
        """
        found = self.subdivisions_named(name_or_code)
        return next((region for region in found if country in (None, region[0])), None)

    def narrowed(self, places: Iterable[Place], region: str) -> tuple[Place, ...]:
        """Return those of *places* that lie in the *region* written beside the name.

        *region* is a country or first-level division, by name or code: in "Birmingham, AL" the code
        leaves Alabama, though Alagoas has it too. Empty when no place lies there.
        """
        country, divisions = self.country_named(region), self.subdivisions_named(region)
        places = tuple(places)
        within = tuple(place for place in places if (place.country_code, place.admin1_code) in divisions)
        return within or tuple(place for place in places if place.country_code == country)

    def languages_of(self, country: str) -> tuple[str, ...]:
        """Return the languages of *country* as BCP 47 tags, the most spoken first. Raises: UnknownPlace."""
        return self._regions.country(country).languages

    def zones_of(self, country: str) -> tuple[str, ...]:
        """Return the IANA zones of *country*, the most inhabited first. Raises: UnknownPlace."""
        return self._regions.country(country).zones

    def neighbours_of(self, country: str) -> tuple[str, ...]:
        """Return the countries that border *country* by land. Raises: UnknownPlace."""
        return self._regions.country(country).neighbours

    def postings(self, key: str) -> tuple[Posting, ...]:
        """Return the rows that bear the compare *key* and how, best first."""
        return self._postings(key)

    def prefixes(self, key: str) -> list[str]:
        """Return the known keys with which *key* begins, shortest first."""
        found: list[str] = self._names.prefixes(key)
        return found

    def begins_name(self, key: str) -> bool:
        """Tell whether *key*, a folded word, is a name or the first word of one."""
        return self._begins_name(key)

    def beginnings(self, word: str) -> tuple[BaseForm, ...]:
        """Return those base forms of *word*, a word as written, with which a name begins."""
        return self._beginnings(word)

    def is_ordinary(self, key: str) -> bool:
        """Tell whether *key* is also an everyday word of some language ("reading", "mars", "split")."""
        return key in self._ordinary

    def place_of(self, posting: Posting) -> Place:
        """Return the place that *posting* points to."""
        return self._place_at(posting.row)

    def population_of(self, posting: Posting) -> int:
        """Return its population without building the place."""
        return self._file.population(posting.row)

    def _is_beginning(self, key: str) -> bool:
        return key in self._names or next(self._names.iterkeys(f"{key} "), None) is not None

    def _beginnings_of(self, word: str) -> tuple[BaseForm, ...]:
        return tuple(form for form in base_forms(word) if self.begins_name(fold(form.text)))

    def _read_postings(self, key: str) -> tuple[Posting, ...]:
        number = self._names.get(key)
        return () if number is None else self._file.postings_of(number)

    def _read_place(self, number: int) -> Place:
        row = self._file.row(number)
        country, admin1, admin1_name = self._regions.divisions[row.region]
        return Place(
            geonameid=row.geonameid,
            name=self._file.name(row),
            country_code=country,
            admin1_code=admin1,
            admin1_name=admin1_name,
            timezone=self._regions.zones[row.zone],
            population=row.population,
            latitude=row.latitude / DEGREE,
            longitude=row.longitude / DEGREE,
        )


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise BrokenData("missing", path=str(path)) from error
