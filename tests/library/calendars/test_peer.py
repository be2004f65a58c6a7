"""The first day of every month of 1900-2100 is that of ICU, but for the months listed here with a reason."""

import datetime as dt

import pytest
from pyluach.dates import HebrewDate
from tests.library.calendars.peer import icu_72, icu_date, icu_fields, icu_month_starts

from handbill.calendars.systems import CALENDARS, calendar

D = dt.date
Month = tuple[int, int, bool]

ICU_ERRS: dict[str, dict[Month, dt.date]] = {
    # from Kislev 5806 to the new year ICU 72 runs a day late: Rosh Hashanah 5807 is 1 October 2046 in print,
    # in pyluach and in convertdate
    "hebrew": {
        (5806, 3, False): D(2045, 11, 11),
        (5806, 4, False): D(2045, 12, 11),
        (5806, 5, False): D(2046, 1, 9),
        (5806, 5, True): D(2046, 2, 8),
        (5806, 6, False): D(2046, 3, 10),
        (5806, 7, False): D(2046, 4, 8),
        (5806, 8, False): D(2046, 5, 8),
        (5806, 9, False): D(2046, 6, 6),
        (5806, 10, False): D(2046, 7, 6),
        (5806, 11, False): D(2046, 8, 4),
        (5806, 12, False): D(2046, 9, 3),
        (5807, 1, False): D(2046, 10, 2),
        (5807, 2, False): D(2046, 11, 1),
    },
    # ICU's moon is minutes off. Leap months of 1917, 1922 and 1987 one too late; new moons on the wrong side
    # of midnight. lunar_python (GB/T 33661-2017) and our own astronomy, which is seconds off, both have ours.
    "chinese": {
        (1917, 3, False): D(1917, 3, 23),
        (1917, 3, True): D(1917, 4, 21),
        (1922, 6, False): D(1922, 6, 25),
        (1922, 6, True): D(1922, 7, 24),
        (1954, 1, False): D(1954, 2, 4),
        (1955, 2, False): D(1955, 2, 23),
        (1987, 7, False): D(1987, 7, 26),
        (1987, 7, True): D(1987, 8, 24),
        (1998, 12, False): D(1999, 1, 18),
        (2012, 7, False): D(2012, 8, 18),
        (2018, 10, False): D(2018, 11, 7),
        (2027, 1, False): D(2027, 2, 7),
        (2030, 1, False): D(2030, 2, 2),
        (2070, 2, False): D(2070, 3, 13),
    },
    # the same moon; 2017 is settled by the Korean government's table
    "dangi": {
        (2017, 2, False): D(2017, 2, 27),
        (2051, 7, False): D(2051, 8, 6),
        (2051, 10, False): D(2051, 11, 4),
        (2096, 12, False): D(2097, 1, 14),
    },
}
"""Calendar -> month -> the day on which ICU 72 begins it."""


@pytest.mark.parametrize("rscale", [name for name in CALENDARS if name != "islamic-umalqura"])
def test_months_begin_as_in_icu(rscale: str) -> None:
    icu_72()
    known = calendar(rscale)
    apart, months = {}, 0
    for (year, month, leap), day in icu_month_starts(rscale, D(1900, 1, 1), D(2100, 12, 31)):
        months += 1
        try:
            ours = known.to_gregorian(year, month, 1, leap=leap)
        except ValueError:
            ours = None
        if ours != day:
            apart[year, month, leap] = day
    assert apart == ICU_ERRS.get(rscale, {})
    assert months >= 201 * 12


def test_hebrew_new_years_are_those_of_pyluach() -> None:
    """Every year that we keep, where ICU errs too."""
    known = calendar("hebrew")
    years = range(known.first_year, known.last_year + 1)
    assert [known.to_gregorian(year, 1, 1) for year in years] == [
        HebrewDate(year, 7, 1).to_pydate() for year in years
    ]


def test_umm_al_qura_differs_from_icu_in_the_listed_months_alone() -> None:
    """1343-1500: ICU is the table of KACST's service; what it has on another day is in `disagreements`."""
    known = calendar("islamic-umalqura")
    apart, months = {}, 0
    for (year, month, _), day in icu_month_starts("islamic-umalqura", D(1924, 7, 25), D(2077, 11, 1)):
        if 1343 <= year <= 1500:
            months += 1
            days = (day - known.to_gregorian(year, month, 1)).days
            if days:
                apart[year, month] = days
    assert months == 158 * 12
    listed = {(year, month): row.other for (year, month, _), row in known.disagreements.items()}
    assert apart == {key: days for key, days in listed.items() if 1343 <= key[0] <= 1500}
    # every source has the same months for the years that the rule of 1420, then 1423, has been printed for
    assert not [key for key in apart if 1420 <= key[0] <= 1450]
    assert (len(apart), len([key for key in apart if key[0] > 1450])) == (740, 211)


def test_the_peer_gives_a_date_both_ways() -> None:
    """What other tests rely on, by days that are printed."""
    assert icu_date("hebrew", 5784, 5, 30, True) == D(2024, 3, 10)
    assert icu_fields("hebrew", D(2024, 3, 24)) == (5784, 6, False, 14)
    assert icu_date("chinese", 2025, 6, 1, True) == D(2025, 7, 25)
    assert icu_fields("dangi", D(2012, 4, 21)) == (2012, 3, True, 1)
    assert icu_fields("roc", D(1901, 12, 31)) == (-10, 12, False, 31)
    assert icu_date("ethioaa", 7519, 1, 1) == D(2026, 9, 11)
    assert icu_date("julian", 1900, 2, 29) == D(1900, 3, 13)
    with pytest.raises(ValueError, match="no hebrew 5787-8-30"):
        icu_date("hebrew", 5787, 8, 30)
