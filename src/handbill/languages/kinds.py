"""The kinds of gathering that Handbill tells apart."""

from collections.abc import Mapping
from types import MappingProxyType

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "march": "Event",  # moves through the streets
        "rally": "Event",  # stands in one place, speeches
        "vigil": "Event",  # quiet, often with candles
        "strike": "Event",  # work or school is laid down
        "picket": "Event",  # before one door
        "festival": "Festival",
        "fair": "SaleEvent",  # stalls: fairs, bazaars, jumble sales
        "market": "SaleEvent",
        "talk": "EducationEvent",  # lectures, panels, readings
        "workshop": "EducationEvent",
        "meeting": "BusinessEvent",  # assemblies, councils, open hours
        "concert": "MusicEvent",
        "exhibition": "ExhibitionEvent",
        "religious": "Event",  # services and feasts
        "procession": "Event",  # religious or customary, through the streets
        "commemoration": "Event",  # remembers a day or people
        "sport": "SportsEvent",
        "other": "Event",
    }
)
"""Kind -> type in schema.org (version 29); plain Event where schema.org has nothing nearer."""


def schema_type(kind: str) -> str:
    """Return the schema.org type of *kind*; "Event" for a kind we do not know.

    >>> schema_type("concert")
    'MusicEvent'
    """
    return KINDS.get(kind, "Event")
