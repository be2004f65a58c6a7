"""Islamic calendars: two tables that are arithmetic, and that of Umm al-Qura (Saudi Arabia).

The sighting of the moon, which each country and community has for itself, may differ by a day or two.

Of Umm al-Qura we follow, for 1343-1500 (1924-2077), the table of hijridate. Up to 1450 it is the printed
calendar, checked by its makers against the weekly issues. From 1451 it is what the rule of 1423 gives (the
first sunset in Mecca after the conjunction at which the moon is still up): our own astronomy finds the same
months, all but two of 936. ICU, Java and the service of KACST begin hundreds of months on another day, up to
1419 and again from 1451 on, where they do not follow that rule. Those are the `disagreements`. After 1500 the
months are reckoned by the rule; before 1343 there was no such calendar, and the civil table stands in.
"""

import datetime as dt
import json
from functools import lru_cache, partial
from importlib.resources import files

from handbill.calendars.systems.base import Calendar, Disagreement, Month, months_from

CIVIL_EPOCH = dt.date(622, 7, 19).toordinal()
"""Friday, 16 July 622 of the Julian calendar; the astronomers' table begins on the Thursday before."""
UMM_AL_QURA_YEARS = range(1343, 1501)
"""Years of the table that hijridate packs: 1 August 1924 to 16 November 2077."""
_FIRST_AFTER = dt.date(2077, 11, 17).toordinal()
_SIGNS = {"+": 1, "-": -1, "*": 2, "/": -2}


def tabular_start(epoch: int, year: int) -> int:
    """Return the ordinal of 1 Muharram; leap years are 2, 5, 7, 10, 13, 16, 18, 21, 24, 26, 29 of 30."""
    return epoch + 354 * (year - 1) + (3 + 11 * year) // 30


def tabular_months(epoch: int, year: int) -> tuple[Month, ...]:
    """Return months of 30 and 29 days in turn; the last has 30 in a leap year."""
    first = tabular_start(epoch, year)
    last = 29 + tabular_start(epoch, year + 1) - first - 354
    return months_from(first, (*(30, 29) * 5, 30, last))


def umm_al_qura_months(year: int) -> tuple[Month, ...]:
    """Return the months of a year: of the civil table, of the published one, of the rule after it.

    The last month before the published table ends where that begins.
    """
    if year >= UMM_AL_QURA_YEARS.stop:
        return ruled_months()[year]
    if year in UMM_AL_QURA_YEARS:
        return published_months(year)
    found = tabular_months(CIVIL_EPOCH, year)
    if year == UMM_AL_QURA_YEARS.start - 1:
        last, until = found[-1], published_months(year + 1)[0].first
        return (*found[:-1], last._replace(length=until - last.first))
    return found


def published_months(year: int) -> tuple[Month, ...]:
    """Return the months of a year of hijridate's table."""
    from hijridate import Hijri  # opened when first asked, since most texts hold no such date

    starts = [Hijri(year, month, 1) for month in range(1, 13)]
    first = dt.date(*starts[0].to_gregorian().datetuple()).toordinal()
    return months_from(first, (start.month_length() for start in starts))


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, str]]:
    """Return umm_al_qura.json, written by tools/build_umm_al_qura.py."""
    text = files("handbill.calendars.systems").joinpath("umm_al_qura.json").read_text("utf-8")
    return json.loads(text)  # type: ignore[no-any-return]


@lru_cache(maxsize=1)
def ruled_months() -> dict[int, tuple[Month, ...]]:
    """Return the months of each year after the published table."""
    found, first = {}, _FIRST_AFTER
    for year, lengths in _tables()["lengths"].items():
        found[int(year)] = months_from(first, (30 if letter == "L" else 29 for letter in lengths))
        first = found[int(year)][-1].first + found[int(year)][-1].length
    return found


def umm_al_qura_disagreements() -> tuple[Disagreement, ...]:
    """Return the months that ICU, Java and the service of KACST begin on another day."""
    return tuple(
        Disagreement(int(year), month, False, _SIGNS[sign], "ICU and KACST's service")
        for year, signs in _tables()["differences"].items()
        for month, sign in enumerate(signs, 1)
        if sign in _SIGNS
    )


_MEAN = 354 + 11 / 30

ISLAMIC = (
    Calendar("islamic-civil", 1, 9660, _MEAN, partial(tabular_months, CIVIL_EPOCH)),
    Calendar("islamic-tbla", 1, 9660, _MEAN, partial(tabular_months, CIVIL_EPOCH - 1)),
    Calendar(
        "islamic-umalqura", 1300, 1600, _MEAN, umm_al_qura_months, True, listed=umm_al_qura_disagreements
    ),
)
