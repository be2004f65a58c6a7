"""The calendars by their names in CLDR, which RFC 7529 takes over for RSCALE."""

import datetime as dt
from collections.abc import Mapping

from handbill.calendars.systems.base import Calendar
from handbill.calendars.systems.hebrew import HEBREW
from handbill.calendars.systems.islamic import ISLAMIC
from handbill.calendars.systems.lunisolar import LUNISOLAR
from handbill.calendars.systems.solar import SOLAR
from handbill.errors import UnknownCalendar

CALENDARS: Mapping[str, Calendar] = {known.rscale: known for known in (*SOLAR, HEBREW, *ISLAMIC, *LUNISOLAR)}
ALIASES: Mapping[str, str] = {
    "gregory": "gregorian",
    "iso8601": "gregorian",
    "islamicc": "islamic-civil",
    "islamic": "islamic-umalqura",
    "islamic-rgsa": "islamic-umalqura",
    "ethiopic-amete-alem": "ethioaa",
    "minguo": "roc",
}
"""Other names -> ours: those of CLDR's bcp47/calendar.xml, and "minguo".

"islamic" and "islamic-rgsa" are sightings that no table can have; that of Umm al-Qura is the nearest.
"""


def calendar(rscale: str) -> Calendar:
    """Return a calendar by its CLDR name or an alias, in any case; UnknownCalendar for one that we keep not.

    >>> calendar("GREGORY").rscale, calendar("Hebrew").to_gregorian(5787, 5, 1, leap=True)
    ('gregorian', datetime.date(2027, 2, 8))
    """
    name = rscale.lower()
    try:
        return CALENDARS[ALIASES.get(name, name)]
    except KeyError:
        raise UnknownCalendar(rscale, tuple(CALENDARS)) from None


def disputed(rscale: str, day: dt.date) -> bool:
    """Tell whether sources disagree on the date that *day* has in a calendar; see `Calendar.disputed`."""
    return calendar(rscale).disputed(day)
