"""The catalogue: one TOML file a family, read once."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from handbill.calendars.observances.rules import After, parse_rule
from handbill.calendars.observances.values import Observance
from handbill.errors import BrokenData, UnknownObservance

_FIELDS = frozenset(Observance.__slots__) - {"id", "family"}


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Observance]:
    """Return all observances by id, a family after the other; BrokenData for bad ones."""
    found: dict[str, Observance] = {}
    folder = files("handbill.calendars.observances").joinpath("data")
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if not file.name.endswith(".toml"):
            continue
        for each in read_family(file.name.removesuffix(".toml"), file.read_text("utf-8")):
            if each.id in found:
                raise BrokenData(f"{each.id} stands also in {found[each.id].family}.toml", path=file.name)
            found[each.id] = each
    for each in found.values():
        rule = parse_rule(each.rule)
        if isinstance(rule, After) and rule.other not in found:
            raise BrokenData(f"[{each.id}] comes after {rule.other!r}, which is nowhere", path=each.family)
    return MappingProxyType(found)


def read_family(family: str, text: str) -> Iterator[Observance]:
    """Give the observances of one file; BrokenData, naming the entry, for one that is not as it should be."""
    path = f"{family}.toml"
    try:
        entries = tomllib.loads(text)
    except tomllib.TOMLDecodeError as cause:
        raise BrokenData(str(cause), path=path) from cause
    for key, entry in entries.items():
        unknown = sorted(set(entry) - _FIELDS)
        if unknown:
            raise BrokenData(f"[{key}] has {unknown[0]!r}, which no observance has", path=path)
        try:
            parse_rule(entry["rule"])
            yield _observance(key, family, entry)
        except (KeyError, TypeError, ValueError) as cause:
            raise BrokenData(f"[{key}] cannot be used: {cause!r}", path=path) from cause


def _observance(key: str, family: str, entry: Mapping[str, Any]) -> Observance:
    values: dict[str, Any] = {
        **entry,
        "id": key,
        "family": family,
        "where": tuple(entry.get("where", ("*",))),
    }
    for name in ("names", "regional", "moves"):
        if name in values:
            values[name] = MappingProxyType(dict(values[name]))
    also = {tag: tuple(names) for tag, names in entry.get("also", {}).items()}
    return Observance(**{**values, "also": MappingProxyType(also)})


def observance(key: str) -> Observance:
    """Return one observance by its id; UnknownObservance for one that is not in the catalogue."""
    try:
        return catalogue()[key]
    except KeyError:
        raise UnknownObservance(key) from None


def by_name(text: str) -> tuple[Observance, ...]:
    """Return the observances of which a name, in any language, holds *text*; those named just so first.

    >>> [each.id for each in by_name("quds day")][:1]
    ['quds-day']
    """
    wanted = text.casefold().strip()
    named = [(_names(each), each) for each in catalogue().values() if wanted]
    held = [(wanted not in names, each) for names, each in named if any(wanted in name for name in names)]
    return tuple(each for _, each in sorted(held, key=lambda entry: entry[0]))


def _names(each: Observance) -> tuple[str, ...]:
    others = (name for names in each.also.values() for name in names)
    return tuple(name.casefold() for name in (each.id, *each.names.values(), *others))
