#!/usr/bin/env python3
"""Write the months of the Chinese and the Korean lunar years 1890-2150, one line of JSON a year.

    pip install lunar-python korean-lunar-calendar && .venv/bin/python tools/build_lunar.py

Chinese: lunar_python, which follows GB/T 33661-2017. It comes only as source and computes slowly, so it is
no library of ours: the table is. Korean (dangi): the same rules by our own astronomy in the time of Seoul; it
is the table of the Korea Astronomy and Space Science Institute (to 2050, as korean_lunar_calendar packs it),
or this script stops.

A year is [days from 1 January to its first day, the month that is repeated or 0, a letter for each month in
order: "L" has 30 days, "s" 29]. Months on which sources disagree are listed as [year, month, leap, days by
which the other has it later, source]: our astronomy, or a new moon within `CLOSE` of midnight from
`UNSURE_FROM` on, since nobody knows how the Earth will slow down. (The Hong Kong Observatory warns of 2057,
2089 and 2097 so.)
"""

import bisect
import datetime as dt
import itertools
import json
import pathlib
from collections.abc import Callable, Iterator

from korean_lunar_calendar import KoreanLunarCalendar
from lunar_python import LunarYear

from handbill.calendars.astronomy import moons, solar_term
from handbill.calendars.systems.base import Month, months_from

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "src/handbill/calendars/systems"
YEARS = range(1890, 2151)
KASI_YEARS = range(1897, 2051)
CLOSE = dt.timedelta(minutes=5)
UNSURE_FROM = 2051
Clock = Callable[[dt.datetime], dt.datetime]
Key = tuple[int, int, bool]


def beijing(instant: dt.datetime) -> dt.datetime:
    """Return the time by which China reckons: UTC+8 from 1929, mean time of Beijing before."""
    standard = instant >= dt.datetime(1928, 12, 31, 16, tzinfo=dt.UTC)
    return instant + (dt.timedelta(hours=8) if standard else dt.timedelta(seconds=27940))


def seoul(instant: dt.datetime) -> dt.datetime:
    """Return the time by which Korea reckons: UTC+9 from 1912; China's hour, UTC+8, before."""
    return instant + dt.timedelta(hours=9 if instant >= dt.datetime(1911, 12, 31, 15, tzinfo=dt.UTC) else 8)


def reckoned(clock: Clock) -> Iterator[tuple[Key, dt.datetime, int]]:
    """Give (year, month, leap), local instant of the new moon and length of each month.

    The winter solstice falls in month 11. Where thirteen months lie between two, the first that holds no
    major term (a multiple of 30 degrees) is a leap month.
    """
    span = range(YEARS.start - 1, YEARS.stop + 2)
    instants = [
        clock(moon)
        for moon in moons(
            dt.datetime(span[0] - 1, 11, 1, tzinfo=dt.UTC), dt.datetime(span[-1] + 1, 1, 20, tzinfo=dt.UTC)
        )
    ]
    new = [instant.date() for instant in instants]
    terms = {clock(solar_term(year, angle)).date() for year in span for angle in range(0, 360, 30)}
    solstice = [bisect.bisect_right(new, clock(solar_term(year, 270)).date()) - 1 for year in span]
    for year, (first, until) in zip(span, itertools.pairwise(solstice), strict=False):
        place, added = 10, until - first < 13
        for at in range(first, until):
            length = (new[at + 1] - new[at]).days
            leap = not added and not any(new[at] + dt.timedelta(day) in terms for day in range(length))
            place, added = place + (not leap), added or leap
            yield (year + (place > 12), (place - 1) % 12 + 1, leap), instants[at], length


def chinese_months(year: int) -> tuple[Month, ...]:
    """Return the months of a year as lunar_python has them."""
    found = [month for month in LunarYear.fromYear(year).getMonths() if month.getYear() == year]
    first = dt.date(2000, 1, 1) + dt.timedelta(found[0].getFirstJulianDay() - 2451545)
    leap = LunarYear.fromYear(year).getLeapMonth()
    return months_from(first.toordinal(), (month.getDayCount() for month in found), leap_after=leap)


def korean_months(months: list[tuple[Key, dt.datetime, int]], year: int) -> tuple[Month, ...]:
    """Return the months of a year by our astronomy."""
    return tuple(
        Month(key[1], key[2], instant.date().toordinal(), length)
        for key, instant, length in months
        if key[0] == year
    )


def kasi_start(year: int, month: int, leap: bool) -> int:
    """Return the ordinal of the first day of a month in the official Korean table."""
    table = KoreanLunarCalendar()
    if not table.setLunarDate(year, month, 1, leap):
        raise SystemExit(f"the Korean table has no {year}-{month}{'L' if leap else ''}")
    return dt.date.fromisoformat(table.SolarIsoFormat()).toordinal()


def row(year: int, months: tuple[Month, ...]) -> list[object]:
    """Return what we keep of one year."""
    leap = next((month.number for month in months if month.leap), 0)
    lengths = "".join("L" if month.length == 30 else "s" for month in months)
    return [months[0].first - dt.date(year, 1, 1).toordinal(), leap, lengths]


def disagreements(
    table: dict[int, tuple[Month, ...]], months: list[tuple[Key, dt.datetime, int]]
) -> list[list[object]]:
    """Return the months on which our astronomy disagrees with the table, or hardly agrees."""
    instants = {key: instant for key, instant, _ in months}
    found: list[list[object]] = []
    for year, known in table.items():
        for month in known:
            instant = instants[year, month.number, month.leap]
            other = instant.date().toordinal() - month.first
            if other:
                found.append([year, month.number, month.leap, other, "astronomy"])
            elif year >= UNSURE_FROM and (instant - CLOSE).date() != (instant + CLOSE).date():
                other = 1 if (instant + CLOSE).date() > instant.date() else -1
                found.append([year, month.number, month.leap, other, "new moon at midnight"])
    return found


def write(name: str, table: dict[int, tuple[Month, ...]], listed: list[list[object]]) -> None:
    """Write one calendar's table."""
    lines = [
        f'"{year}":{json.dumps(row(year, months), separators=(",", ":"))}' for year, months in table.items()
    ]
    lines.append(f'"disagreements":{json.dumps(listed, separators=(",", ":"))}')
    (FOLDER / f"{name}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
    print(name, len(table), "years;", listed)


def main() -> None:
    """Write both tables anew."""
    chinese = {year: chinese_months(year) for year in YEARS}
    write("chinese", chinese, disagreements(chinese, list(reckoned(beijing))))
    months = list(reckoned(seoul))
    korean = {year: korean_months(months, year) for year in YEARS}
    for year in KASI_YEARS:
        kept = korean[year][: 11 if year == KASI_YEARS[-1] else None]
        if [kasi_start(year, month.number, month.leap) for month in kept] != [month.first for month in kept]:
            raise SystemExit(f"our Korean year {year} is not the official one")
    write("dangi", korean, disagreements(korean, months))


if __name__ == "__main__":
    main()
