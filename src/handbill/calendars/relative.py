"""Days counted from other days, in the Gregorian calendar; weeks begin on Monday (ISO 8601)."""

import calendar
import datetime as dt

ONE_DAY = dt.timedelta(days=1)


def last_day_of_month(year: int, month: int) -> dt.date:
    """Return the last day of a month.

    >>> last_day_of_month(2028, 2)
    datetime.date(2028, 2, 29)
    """
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day so many months on, or the last day of a shorter month.

    Raises: OverflowError or ValueError outside the years 1-9999.

    >>> add_months(dt.date(2027, 1, 31), 1)
    datetime.date(2027, 2, 28)
    """
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return min(
        day.replace(day=1, month=month + 1, year=year) + (day.day - 1) * ONE_DAY,
        last_day_of_month(year, month + 1),
    )


def start_of_week(day: dt.date) -> dt.date:
    """Return the Monday of the week of *day*."""
    return day - day.weekday() * ONE_DAY


def week_span(day: dt.date, weeks: int = 0) -> tuple[dt.date, dt.date]:
    """Return Monday and Sunday of the week that is *weeks* after the week of *day*."""
    monday = start_of_week(day) + weeks * 7 * ONE_DAY
    return monday, monday + 6 * ONE_DAY


def weekend_span(day: dt.date, weeks: int = 0) -> tuple[dt.date, dt.date]:
    """Return Saturday and Sunday of the week that is *weeks* after the week of *day*."""
    monday, sunday = week_span(day, weeks)
    return monday + 5 * ONE_DAY, sunday


def month_span(year: int, month: int) -> tuple[dt.date, dt.date]:
    """Return first and last day of a month."""
    return dt.date(year, month, 1), last_day_of_month(year, month)


def quarter_span(year: int, quarter: int) -> tuple[dt.date, dt.date]:
    """Return first and last day of a quarter, 1-4."""
    return dt.date(year, quarter * 3 - 2, 1), last_day_of_month(year, quarter * 3)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> dt.date | None:
    """Return the *nth* weekday (0 Monday) of a month, -1 the last; None where the month has none.

    >>> nth_weekday(2027, 11, 3, 4), nth_weekday(2027, 2, 0, -1)
    (datetime.date(2027, 11, 25), datetime.date(2027, 2, 22))
    """
    if nth < 0:
        last = last_day_of_month(year, month)
        day = last - ((last.weekday() - weekday) % 7 - (nth + 1) * 7) * ONE_DAY
    else:
        first = dt.date(year, month, 1)
        day = first + ((weekday - first.weekday()) % 7 + (nth - 1) * 7) * ONE_DAY
    return day if day.month == month else None


def easter(year: int) -> dt.date:
    """Return Western Easter Sunday.

    Source: the Gregorian computus in dateutil.easter.
    """
    from dateutil.easter import easter as computed

    return computed(year)


def orthodox_easter(year: int) -> dt.date:
    """Return Orthodox Easter Sunday, as a day of the Gregorian calendar.

    Source: the Julian computus in dateutil.easter.

    >>> orthodox_easter(2027)
    datetime.date(2027, 5, 2)
    """
    from dateutil.easter import EASTER_ORTHODOX
    from dateutil.easter import easter as computed

    return computed(year, EASTER_ORTHODOX)
