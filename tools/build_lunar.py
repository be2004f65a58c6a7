#!/usr/bin/env python3
"""Write the months of the Chinese lunar years 1901-2100, one line of JSON a year.

    pip install lunar-python && .venv/bin/python tools/build_lunar.py

Source: lunar_python, which follows GB/T 33661-2017. It comes only as source and computes slowly, so it is
no library of ours: the table is. A year is [days from 1 January to its first day, the month that is
repeated or 0, a letter for each month in order: "L" has 30 days, "s" 29].
"""

import datetime as dt
import json
import pathlib

from lunar_python import Lunar, LunarYear

TARGET = pathlib.Path(__file__).resolve().parent.parent / "src/handbill/calendars/lunar.json"
YEARS = range(1901, 2101)


def row(year: int) -> list[object]:
    """Return what we keep of one year."""
    first = Lunar.fromYmd(year, 1, 1).getSolar()
    begins = dt.date(first.getYear(), first.getMonth(), first.getDay())
    months = LunarYear.fromYear(year).getMonthsInYear()
    lengths = "".join("L" if month.getDayCount() == 30 else "s" for month in months)
    return [(begins - dt.date(year, 1, 1)).days, LunarYear.fromYear(year).getLeapMonth(), lengths]


def main() -> None:
    """Write the table anew and print how many years it has."""
    lines = (f'"{year}":{json.dumps(row(year), separators=(",", ":"))}' for year in YEARS)
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
    print(f"{len(YEARS)} years in {TARGET}")


if __name__ == "__main__":
    main()
