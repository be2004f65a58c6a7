"""Feasts that other calendars fix, as the days of a Gregorian year on which they fall."""

import datetime as dt

from handbill.calendars.systems import SYSTEMS, system_day

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def feast_system(rule: str) -> str:
    """Return the calendar that fixes a feast: "hijri 10-01" -> "hijri"; empty for one of the civil year."""
    name = rule.partition(" ")[0]
    return name if name in SYSTEMS else ""


def observed_days(rule: str, year: int) -> tuple[dt.date, ...]:
    """Return the days of a Gregorian year on which a feast falls: none, one or two.

    Args:
        rule: "hijri 10-01", "hebrew 07-10"; "hijri 09 fri -1" is the last Friday of the ninth month;
            "chinese 01-01-1" is the day before the first;
            "hijri 10-01|12-10" are two feasts of one name.

    >>> observed_days("hijri 10-01", 2026), observed_days("hijri 09 fri -1", 2026)
    ((datetime.date(2026, 3, 20),), (datetime.date(2026, 3, 13),))
    >>> len(observed_days("hijri 09-01", 2030))
    2
    """
    name, _, what = rule.partition(" ")
    system = SYSTEMS[name]
    try:
        first = system.from_gregorian(dt.date(year, 1, 1)).year
        last = system.from_gregorian(dt.date(year, 12, 31)).year
    except (ValueError, OverflowError):
        return ()
    found = (system_feast(name, part, own) for own in range(first, last + 1) for part in what.split("|"))
    return tuple(sorted(day for day in found if day and day.year == year))


def system_feast(name: str, what: str, year: int) -> dt.date | None:
    """Return the day of one feast in a year of the calendar itself; None where that year has none.

    *what* is "10-01", "10-01-1" (the day before it) or "09 fri -1".
    """
    if " " not in what:
        day = system_day(name, year, int(what[:2]), int(what[3:5]))
        return day and day + dt.timedelta(int(what[5:] or 0))
    month, weekday, nth = what.split()
    days = [day for day in month_days(name, year, int(month)) if day.weekday() == _WEEKDAYS.index(weekday)]
    count = int(nth)
    return days[count - 1 if count > 0 else count] if days else None


def month_days(name: str, year: int, month: int) -> list[dt.date]:
    """Return the days of a month as the table of the calendar has them."""
    days = []
    for day in range(1, 32):
        try:
            days.append(SYSTEMS[name].to_gregorian(year, month, day))
        except (ValueError, OverflowError):
            break
    return days
