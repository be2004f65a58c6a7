"""Where a schema.org Event is: its Place and PostalAddress to venue, city and country."""

from typing import Any, NamedTuple

from handbill.formats.clean import one_line
from handbill.formats.markup import plain_words
from handbill.formats.schemaorg.items import all_of, first_of, is_of, words_in

_LONGEST = 300


class Where(NamedTuple):
    """Each as stated, "" where not: the venue with its street, the city, its region, its country."""

    venue: str = ""
    city: str = ""
    region: str = ""
    country: str = ""


def where_of(location: Any, *, event_name: str = "") -> Where:
    """Return where *location* is: text, a Place, an address or a list of them; the first real place counts.

    Args:
        event_name: Plugins that know no place write the event's name into it: that is then no venue.
    """
    places = [each for each in all_of(location) if not is_of(each, "VirtualLocation")]
    place = first_of(places)
    if not isinstance(place, dict):
        return Where(_venue(_line(place), "", event_name))
    own = is_of(place, "PostalAddress") or "addressLocality" in place or "streetAddress" in place
    address = place if own else first_of(place.get("address"))
    if not isinstance(address, dict):
        return Where(_venue(_line(place.get("name")), _line(address), event_name))
    return Where(
        venue=_venue(_line(place.get("name")), _line(address.get("streetAddress")), event_name),
        city=_line(address.get("addressLocality")),
        region=_line(address.get("addressRegion")),
        country=_line(address.get("addressCountry")),
    )


def _line(value: Any) -> str:
    return one_line(plain_words(words_in(value)[:2_000]), limit=_LONGEST).strip(" ,;")


def _venue(name: str, street: str, event_name: str) -> str:
    """Return name and street, once where one says the other, without what only names the event."""
    parts = [part for part in (name, street) if part and part != _line(event_name)]
    if len(parts) == 2 and street in name:
        return name
    return ", ".join(parts)
