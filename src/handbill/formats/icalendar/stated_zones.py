"""Which IANA zone a calendar means by the name that it gives to a zone (RFC 5545 3.2.19, 3.8.3.1).

The offsets that a VTIMEZONE states are not read: files carry old and false ones, our zone data is newer.
"""

import re

from handbill.formats.icalendar.zones import zone_of

_PREFIXED = re.compile(r"([A-Za-z_]+/[A-Za-z_+\-]+(?:/[A-Za-z_+\-]+)?)$")


def iana_zone(tzid: str, lic_location: str = "") -> str | None:
    """Return the IANA zone meant by *tzid*; None where no zone of the database is meant.

    Understood are IANA names, also behind a vendor's prefix ("/vendor.example/2027/Europe/Rome"), Windows
    names ("W. Europe Standard Time") and what X-LIC-LOCATION says of a name of the calendar's own.
    """
    name = tzid.strip().strip('"')
    for candidate in (name, lic_location.strip(), _windows(name), _behind_prefix(name)):
        if candidate and zone_of(candidate) is not None:
            return candidate
    return None


def _windows(name: str) -> str:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON  # heavy, and few files need it

    return str(WINDOWS_TO_OLSON.get(name, ""))


def _behind_prefix(name: str) -> str:
    found = _PREFIXED.search(name)
    if found is None:
        return ""
    parts = found[1].split("/")
    whole = "/".join(parts)
    return whole if zone_of(whole) is not None else "/".join(parts[1:])
