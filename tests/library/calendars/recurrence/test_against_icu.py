"""Rules in thirteen calendars give the days that ICU's calendars and a plain reading of the rule give.

ICU is asked for the date of each day; a rule's meaning is written beside it as what must be true of a day.
No code of ours has a part in what is expected. PyICU may be missing: then all is skipped, and says so.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby, islice, takewhile

import pytest
from tests.library.calendars.peer import icu_calendar, icu_fields

from handbill.calendars.recurrence import Rule, instances

SPAN = dt.date(2009, 1, 1), dt.date(2045, 10, 31)
"""Days asked for. ICU 72 has the Hebrew months from November 2045 to the new year a day late."""
SPANS = {
    "chinese": (
        dt.date(2030, 3, 15),
        dt.date(2069, 12, 31),
    ),  # the longest without a month that ICU has wrong
    "islamic-umalqura": (dt.date(2000, 1, 1), dt.date(2029, 3, 31)),  # to 1450, as far as tables agree
}
TWENTY = 20
RSCALES = (
    "gregorian", "buddhist", "roc", "japanese", "julian", "coptic", "ethiopic", "indian", "persian",
    "islamic-umalqura", "islamic-civil", "hebrew", "chinese",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Day:
    """One day as ICU has it.

    Attributes:
        month: Number of the month, "5L" for an added one.
        size, before: Days of its month, and of the month before that.
        months: Months of its year.
        year_day, year_size: Day of the year from 1, and days of the year.
        nth_month: Counts months on through the years.
        week, weeks_year: Number of its week (Monday to Sunday) and the year that has most of that week.
    """

    date: dt.date
    year: int
    month: str
    day: int
    size: int
    before: int
    months: tuple[str, ...]
    year_day: int
    year_size: int
    nth_month: int
    week: int
    weeks_year: int

    @property
    def weekday(self) -> int:
        return self.date.weekday()

    @property
    def left(self) -> int:
        """Days of the month that are left after it."""
        return self.size - self.day


@cache
def days_of(rscale: str) -> tuple[Day, ...]:
    """Return each day of the whole years of a calendar within its span."""
    own = icu_calendar(rscale)
    first, last = SPANS.get(rscale, SPAN)
    dates = [first + dt.timedelta(passed) for passed in range((last - first).days + 1)]
    fields = {date: icu_fields(rscale, date, own) for date in dates}
    years = [list(group) for _, group in groupby(dates, key=lambda date: fields[date][0])]
    months = [list(group) for _, group in groupby(dates, key=lambda date: fields[date][:3])]
    year_at = {date: (at, len(year)) for year in years for at, date in enumerate(year, 1)}
    month_at = {date: (nth, len(month)) for nth, month in enumerate(months) for date in month}
    weeks = dict(_weeks(dates, {date: (fields[date][0], *year_at[date]) for date in dates}))
    whole = {fields[date][0] for year in years[1:-1] for date in year}
    found = []
    for date in dates:
        year, number, leap, day = fields[date]
        if year not in whole:
            continue
        nth, size = month_at[date]
        found.append(
            Day(
                date,
                year,
                f"{number}{'L' if leap else ''}",
                day,
                size,
                len(months[nth - 1]),
                _months_of(year, months, fields),
                *year_at[date],
                nth,
                *weeks[date],
            )
        )
    return tuple(found)


def _months_of(
    year: int, months: list[list[dt.date]], fields: dict[dt.date, tuple[int, int, bool, int]]
) -> tuple[str, ...]:
    firsts = (fields[month[0]] for month in months)
    return tuple(f"{number}{'L' if leap else ''}" for own, number, leap, _ in firsts if own == year)


def _weeks(
    dates: list[dt.date], years: dict[dt.date, tuple[int, int, int]]
) -> Iterator[tuple[dt.date, tuple[int, int]]]:
    """Give the week of each day: a week is of the year of its Thursday, and so are all its days."""
    for date in dates:
        thursday = date + dt.timedelta(3 - date.weekday())
        year, at, _ = years.get(thursday, (0, 0, 0))
        yield date, ((at + 6) // 7, year)


Meaning = Callable[[Day], bool]


def on(month: str, day: int) -> Meaning:
    return lambda each: each.month == month and each.day == day


def nth(weekday: int, number: int) -> Meaning:
    """The first (1) or last (-1) of its weekday in the month, and so on."""
    return lambda each: (
        each.weekday == weekday
        and ((each.day - 1) // 7 + 1 == number if number > 0 else each.left // 7 + 1 == -number)
    )


def last_working_day(each: Day) -> bool:
    return each.weekday < 5 and (each.left == 0 or (each.weekday == 4 and each.left < 3))


def month_or(month: str, day: int, otherwise: str) -> Meaning:
    """A day of an added month; in years that have it not the day of another."""
    return lambda each: each.month == (month if month in each.months else otherwise) and each.day == day


EVERYWHERE: dict[str, Meaning] = {
    "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=3": on("9", 3),
    "FREQ=YEARLY;BYMONTH=9;BYDAY=-1FR": lambda day: day.month == "9" and nth(4, -1)(day),
    "FREQ=YEARLY;BYYEARDAY=-1": lambda day: day.year_day == day.year_size,
    "FREQ=YEARLY;BYYEARDAY=1,100,-30": lambda day: day.year_day in (1, 100, day.year_size - 29),
    "FREQ=YEARLY;BYMONTH=1,7;BYDAY=1MO,3TH": lambda day: (
        day.month in ("1", "7") and (nth(0, 1)(day) or nth(3, 3)(day))
    ),
    "FREQ=YEARLY;BYDAY=20MO": lambda day: day.weekday == 0 and (day.year_day - 1) // 7 == 19,
    "FREQ=YEARLY;BYDAY=-1SU": lambda day: day.weekday == 6 and day.year_size - day.year_day < 7,
    "FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO,SU": lambda day: day.week == 1 and day.weekday in (0, 6),
    "FREQ=MONTHLY;BYMONTHDAY=15": lambda day: day.day == 15,
    "FREQ=MONTHLY;BYMONTHDAY=-1": lambda day: day.left == 0,
    "FREQ=MONTHLY;BYDAY=2TU": nth(1, 2),
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1": last_working_day,
    "FREQ=MONTHLY;BYMONTHDAY=30;SKIP=OMIT": lambda day: day.day == 30,
    "FREQ=MONTHLY;BYMONTHDAY=30;SKIP=BACKWARD": lambda day: (
        day.day == 30 or (day.left == 0 and day.size < 30)
    ),
    "FREQ=MONTHLY;BYMONTHDAY=30;SKIP=FORWARD": lambda day: (
        day.day == 30 or (day.day == 1 and day.before < 30)
    ),
    "FREQ=WEEKLY;BYMONTH=9;BYDAY=FR,SU": lambda day: day.month == "9" and day.weekday in (4, 6),
    "FREQ=DAILY;BYMONTH=12;BYMONTHDAY=1,-2": lambda day: (
        day.month == "12" and (day.day == 1 or day.left == 1)
    ),
}
EVERY_SO_OFTEN: dict[str, tuple[Meaning, int, Callable[[Day], int]]] = {
    "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=1": (lambda day: day.day == 1, 2, lambda day: day.nth_month),
    "FREQ=MONTHLY;INTERVAL=5;BYDAY=-1WE": (nth(2, -1), 5, lambda day: day.nth_month),
    "FREQ=YEARLY;INTERVAL=3;BYMONTH=2;BYMONTHDAY=1": (on("2", 1), 3, lambda day: day.year),
}
OF_ONE: dict[str, dict[str, Meaning]] = {
    "hebrew": {
        "FREQ=YEARLY;BYMONTH=5L;BYMONTHDAY=8;SKIP=OMIT": on("5L", 8),
        "FREQ=YEARLY;BYMONTH=5L;BYMONTHDAY=8;SKIP=BACKWARD": month_or("5L", 8, "5"),
        "FREQ=YEARLY;BYMONTH=5L;BYMONTHDAY=8;SKIP=FORWARD": month_or("5L", 8, "6"),
        "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=14": on("6", 14),  # Purim
        # Adar I has thirty days and Adar 29, so that the thirtieth is skipped twice: to Adar, then to Nisan
        "FREQ=YEARLY;BYMONTH=5L;BYMONTHDAY=30;SKIP=FORWARD": lambda day: (
            on("5L", 30)(day) or (on("7", 1)(day) and "5L" not in day.months)
        ),
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;SKIP=OMIT": on("2", 30),  # Heshvan of the longer years
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;SKIP=FORWARD": lambda day: (
            on("2", 30)(day) or (on("3", 1)(day) and day.before == 29)
        ),
    },
    "chinese": {
        "FREQ=YEARLY;BYMONTH=3L;BYMONTHDAY=10;SKIP=OMIT": on("3L", 10),
        "FREQ=YEARLY;BYMONTH=3L;BYMONTHDAY=10;SKIP=BACKWARD": month_or("3L", 10, "3"),
        "FREQ=YEARLY;BYMONTH=3L;BYMONTHDAY=10;SKIP=FORWARD": month_or("3L", 10, "4"),
        "FREQ=YEARLY;BYMONTH=6,6L;BYMONTHDAY=15": lambda day: day.month in ("6", "6L") and day.day == 15,
        "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=30;SKIP=BACKWARD": lambda day: (
            day.month == "12" and (day.day == 30 or (day.day == 29 and day.left == 0))  # New Year's Eve
        ),
        "FREQ=YEARLY;BYMONTH=8;BYMONTHDAY=15": on("8", 15),
    },
    "ethiopic": {
        "FREQ=MONTHLY;BYMONTH=13;BYMONTHDAY=6;SKIP=OMIT": on("13", 6),
        "FREQ=YEARLY;BYMONTH=13;BYMONTHDAY=6;SKIP=BACKWARD": lambda day: day.month == "13" and day.left == 0,
        "FREQ=YEARLY;BYMONTH=13;BYMONTHDAY=6;SKIP=FORWARD": lambda day: (
            on("13", 6)(day) or (on("1", 1)(day) and day.before == 5)
        ),
    },
    "persian": {
        "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=30;SKIP=OMIT": on("12", 30),
        "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=30;SKIP=FORWARD": lambda day: (
            on("12", 30)(day) or (on("1", 1)(day) and day.before == 29)
        ),
    },
    "islamic-umalqura": {
        "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=1": on("9", 1),
        "FREQ=DAILY;BYMONTH=9;BYDAY=FR": lambda day: day.month == "9" and day.weekday == 4,
        "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=-10,-8,-6,-4,-2": lambda day: (
            day.month == "9" and day.left in (9, 7, 5, 3, 1)
        ),
    },
}


def days_from_base(rscale: str, meaning: Meaning) -> list[Day]:
    """Return the days with a meaning, from somewhere within the second whole year on."""
    days = days_of(rscale)
    base = days[0].date + dt.timedelta(500)
    return [day for day in days if day.date >= base and meaning(day)]


def compare(rscale: str, rule: str, days: list[dt.date]) -> None:
    """Hold our first twenty to the first twenty of *days*, all there are up to the last whole year of ICU."""
    end = days_of(rscale)[-1].date
    ours = instances(Rule.parse(f"RSCALE={rscale.upper()};{rule}"), days[0])
    assert list(islice(takewhile(lambda day: day <= end, ours), TWENTY)) == days[:TWENTY]


@pytest.mark.parametrize("rscale", RSCALES)
@pytest.mark.parametrize("rule", EVERYWHERE)
def test_a_rule_gives_the_days_that_it_means(rscale: str, rule: str) -> None:
    compare(rscale, rule, [day.date for day in days_from_base(rscale, EVERYWHERE[rule])])


@pytest.mark.parametrize("rscale", RSCALES)
@pytest.mark.parametrize("rule", EVERY_SO_OFTEN)
def test_an_interval_counts_months_and_years_of_the_calendar(rscale: str, rule: str) -> None:
    """From that of the start; added months count as any other."""
    meaning, interval, number = EVERY_SO_OFTEN[rule]
    found = days_from_base(rscale, meaning)
    origin = number(found[0])
    compare(rscale, rule, [day.date for day in found if (number(day) - origin) % interval == 0])


@pytest.mark.parametrize(
    ("rscale", "rule"), [(rscale, rule) for rscale, rules in OF_ONE.items() for rule in rules]
)
def test_added_months_and_short_ones_are_skipped_as_the_rule_says(rscale: str, rule: str) -> None:
    compare(rscale, rule, [day.date for day in days_from_base(rscale, OF_ONE[rscale][rule])])


def test_the_plain_reading_knows_dates_that_are_known() -> None:
    """The reference itself: Purim and Adar I of 2024, the Chinese new year of 2044, Ramadan of 2024."""
    known = {
        ("hebrew", "6", 14): dt.date(2024, 3, 24),
        ("hebrew", "5L", 1): dt.date(2024, 2, 10),
        ("chinese", "1", 1): dt.date(2044, 1, 30),
        ("islamic-umalqura", "9", 1): dt.date(2024, 3, 11),
    }
    for (rscale, month, number), date in known.items():
        assert date in {day.date for day in days_of(rscale) if on(month, number)(day)}
    weeks = {day.date: (day.weeks_year, day.week) for day in days_of("gregorian")}
    assert weeks == {date: tuple(date.isocalendar())[:2] for date in weeks}
