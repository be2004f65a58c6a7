#!/usr/bin/env python3
"""Write the months of the Umm al-Qura calendar after the published table, and where other tables differ.

    .venv/bin/python -m tools.build_umm_al_qura

From 1501 the months are reckoned by the rule in force since 1423 (2002): a month begins with the sunset in
Mecca that follows the conjunction and before which the moon does not set. Our astronomy gives by that rule
every month of 1423-1500 as hijridate prints it but those that this script prints.

The other table is that of ICU (PyICU, requirements/icu.txt), which is KACST's service and Java's too. Up
to 1419 it is not what the printed calendar had; from 1451 on it does not follow the rule. A year is a letter
for each month, "L" for 30 days and "s" for 29, and its differences a sign for each: "+" where the other table
has the month a day later, "*" two days, "-" and "/" so many days earlier, "=" the same day.
"""

import datetime as dt
import json
import pathlib

from tests.library.calendars.peer import icu_month_starts

from handbill.calendars.astronomy import Site, moon_edge_altitude, moons, sunset
from handbill.calendars.systems.islamic import (
    CIVIL_EPOCH,
    UMM_AL_QURA_YEARS,
    published_months,
    tabular_months,
)

TARGET = pathlib.Path(__file__).resolve().parent.parent / "src/handbill/calendars/systems/umm_al_qura.json"
YEARS = range(1300, 1601)
RULE_SINCE = 1423
MECCA = Site(21.4225, 39.8262)
DAY = dt.timedelta(1)


def first_day(conjunction: dt.datetime) -> dt.date:
    """Return the day that begins with the first sunset after a conjunction at which the moon is still up."""
    day = (conjunction + dt.timedelta(hours=3)).date()
    while True:
        evening = sunset(day, MECCA)
        if evening and conjunction < evening and moon_edge_altitude(evening, MECCA) > 0:
            return day + DAY
        day += DAY


def ruled_starts() -> list[dt.date]:
    """Return the first days of the months from 1 Muharram 1423 on, by the rule."""
    first = dt.datetime(2002, 3, 10, tzinfo=dt.UTC)
    last = dt.datetime(2174, 12, 31, tzinfo=dt.UTC)
    return [first_day(conjunction) for conjunction in moons(first, last)]


def lengths_after(starts: list[dt.date]) -> dict[int, str]:
    """Return the lengths of the months of each year after the published table."""
    found = {}
    for year in range(UMM_AL_QURA_YEARS.stop, YEARS.stop):
        at = (year - RULE_SINCE) * 12
        months = zip(starts[at : at + 12], starts[at + 1 : at + 13], strict=True)
        found[year] = "".join("L" if (after - this).days == 30 else "s" for this, after in months)
    return found


def our_starts(starts: list[dt.date]) -> dict[tuple[int, int], dt.date]:
    """Return the first day of each month as we keep them."""
    found = {}
    for year in YEARS:
        for month in range(1, 13):
            if year in UMM_AL_QURA_YEARS:
                ordinal = published_months(year)[month - 1].first
            elif year >= UMM_AL_QURA_YEARS.stop:
                ordinal = starts[(year - RULE_SINCE) * 12 + month - 1].toordinal()
            else:
                ordinal = tabular_months(CIVIL_EPOCH, year)[month - 1].first
            found[year, month] = dt.date.fromordinal(ordinal)
    return found


def differences(ours: dict[tuple[int, int], dt.date]) -> dict[int, str]:
    """Return a sign for each month of the years in which ICU has a month on another day."""
    others = icu_month_starts("islamic-umalqura", min(ours.values()) - 5 * DAY, max(ours.values()) + 5 * DAY)
    apart = {key[:2]: (day - ours[key[:2]]).days for key, day in others if key[:2] in ours}
    signs = {0: "=", 1: "+", -1: "-", 2: "*", -2: "/"}
    rows = {year: "".join(signs[apart.get((year, month), 0)] for month in range(1, 13)) for year in YEARS}
    return {year: row for year, row in rows.items() if set(row) != {"="}}


def main() -> None:
    """Write the table anew and print where the rule and the printed calendar differ."""
    starts = ruled_starts()
    ours = our_starts(starts)
    for at, day in enumerate(starts[: (UMM_AL_QURA_YEARS.stop - RULE_SINCE) * 12]):
        key = (RULE_SINCE + at // 12, at % 12 + 1)
        if ours[key] != day:
            print("printed", key, ours[key], "by the rule", day)
    if ours[1500, 12] + 30 * DAY != ours[1501, 1]:
        raise SystemExit(f"the year 1501 does not follow on: {ours[1501, 1]}")
    tables = {"lengths": lengths_after(starts), "differences": differences(ours)}
    lines = (
        f'"{name}":{{\n' + ",\n".join(f'"{year}":{json.dumps(row)}' for year, row in rows.items()) + "\n}"
        for name, rows in tables.items()
    )
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
    print({name: len(rows) for name, rows in tables.items()})


if __name__ == "__main__":
    main()
