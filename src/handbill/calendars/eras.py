"""Years that are counted from another beginning in the Gregorian calendar: eras of Japan, B.E., Minguo."""

import datetime as dt
from collections.abc import Mapping

from handbill.calendars.systems import BUDDHIST_YEARS, MINGUO_YEARS

JAPANESE_ERAS: Mapping[str, dt.date] = {
    "meiji": dt.date(1868, 10, 23),
    "taisho": dt.date(1912, 7, 30),
    "showa": dt.date(1926, 12, 25),
    "heisei": dt.date(1989, 1, 8),
    "reiwa": dt.date(2019, 5, 1),
}
"""Era -> its first day; the calendar is the Gregorian from 1873. Source: the cabinet orders naming them."""
SHIFTS: Mapping[str, int] = (
    {era: first.year - 1 for era, first in JAPANESE_ERAS.items()}
    | {"buddhist": BUDDHIST_YEARS, "minguo": MINGUO_YEARS}
    | {"gregorian": 0}
)
"""Era -> what to add to its years; the first year of an era (元年) is 1."""


def civil_year(era: str, year: int) -> int:
    """Return the Gregorian year of a year of an era; KeyError for an era not in `SHIFTS`.

    >>> civil_year("reiwa", 8), civil_year("minguo", 115), civil_year("buddhist", 2569)
    (2026, 2026, 2026)
    """
    return year + SHIFTS[era]


def japanese_year(day: dt.date) -> tuple[str, int]:
    """Return era and year of a day from 23 October 1868 on; ValueError before.

    >>> japanese_year(dt.date(2019, 4, 30)), japanese_year(dt.date(2019, 5, 1))
    (('heisei', 31), ('reiwa', 1))
    """
    begun = [era for era, first in JAPANESE_ERAS.items() if first <= day]
    if not begun:
        raise ValueError("before the eras that we know")
    return begun[-1], day.year - SHIFTS[begun[-1]]
