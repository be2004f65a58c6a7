"""Random rules give what python-dateutil gives.

Rules are made by the table of RFC 5545 section 3.3.10, parts only where it allows them. Left out, with what
the RFC says instead:

- BYWEEKNO without a part that says which of its days. dateutil takes all seven; the RFC takes what a rule
  does not say from DTSTART, here the weekday.
- BYWEEKNO with INTERVAL above 1 or BYSETPOS. The first and the last week of a year have days of its
  neighbours. dateutil gives each day to the year whose number it bears; to the RFC a week is of one year.
- BYWEEKNO=52 and 53. dateutil is wrong about the first days of January that belong to the last week of the
  year before: it has 2039-01-02 in week 53, by ISO 8601 (and `date.isocalendar`) it is in week 52. These
  are compared with `isocalendar` instead.
- BYSETPOS of a WEEKLY rule that starts within a week: dateutil counts from the start, the RFC in the set of
  the whole interval. Here weeks begin on the weekday of the start.
- Hours, minutes or seconds that INTERVAL never comes to: dateutil refuses the rule (ours: test_hostile.py).
"""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from unittest import mock

import pytest
from dateutil.rrule import rrulestr

from handbill.calendars.recurrence import Rule, instances
from handbill.errors import RuleTooCostly

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
ONE_DAY = dt.timedelta(days=1)
FIRST = 40
HORIZON = {
    "YEARLY": dt.timedelta(days=40 * 366),
    "MONTHLY": dt.timedelta(days=12 * 366),
    "WEEKLY": dt.timedelta(days=5 * 366),
    "DAILY": dt.timedelta(days=2 * 366),
    "HOURLY": dt.timedelta(days=40),
    "MINUTELY": dt.timedelta(days=2),
    "SECONDLY": dt.timedelta(hours=3),
}
"""How far from its start a rule is followed: the other library would look for a rare date for seconds."""
SHARES = {
    "YEARLY": 1500,
    "MONTHLY": 1200,
    "WEEKLY": 700,
    "DAILY": 700,
    "HOURLY": 500,
    "MINUTELY": 300,
    "SECONDLY": 100,
}


def test_the_rules_are_five_thousand() -> None:
    assert sum(SHARES.values()) == 5000


@pytest.mark.parametrize("freq", SHARES)
def test_random_rules_give_what_dateutil_gives(freq: str) -> None:
    chance = random.Random(f"Handbill {freq}")  # noqa: S311
    wrong, compared, filled = [], 0, 0
    while compared < SHARES[freq]:
        start = random_start(chance)
        text = random_rule(chance, freq, DAYS[start.weekday()])
        expected = by_dateutil(text, start, start + HORIZON[freq])
        if expected is None or (not expected and chance.random() < 0.8):
            continue  # that nothing comes is compared in a fifth: ours looks for it to the year 9999
        compared += 1
        filled += bool(expected)
        found = by_us(text, start, start + HORIZON[freq])
        if found != expected:
            wrong.append((text, start, found[:5], expected[:5]))
    assert wrong == []
    assert filled > SHARES[freq] * 0.8  # else the rules were too odd to show anything


@pytest.mark.parametrize("number", [1, 52, 53])
@pytest.mark.parametrize(
    ("part", "wanted"),
    [
        ("BYDAY=MO,TU,WE,TH,FR,SA,SU", bool),
        ("BYDAY=SU", lambda day: day.weekday() == 6),
        ("BYMONTHDAY=1,2,30,-1", lambda day: day.day in (1, 2, 30) or (day + ONE_DAY).day == 1),
        ("BYDAY=TU,SA;BYMONTH=1", lambda day: day.weekday() in (1, 5) and day.month == 1),
        ("BYDAY=MO,TU;BYMONTH=12", lambda day: day.weekday() in (0, 1) and day.month == 12),
    ],
)
def test_weeks_are_those_of_iso_8601(number: int, part: str, wanted: Callable[[dt.date], bool]) -> None:
    """Also where a week reaches over the turn of a year; years that lack the week 53 have none."""
    first, last = dt.date(2000, 1, 1), dt.date(2040, 12, 1)  # a Saturday in week 52 of 1999
    days = (first + dt.timedelta(days=passed) for passed in range((last - first).days + 1))
    expected = [day for day in days if day.isocalendar().week == number and wanted(day)]
    found = instances(Rule.parse(f"FREQ=YEARLY;BYWEEKNO={number};{part};UNTIL=20401201"), first)
    if expected:
        assert list(found) == expected
    else:
        with pytest.raises(RuleTooCostly):
            next(found)


def by_us(text: str, start: dt.datetime, end: dt.datetime) -> list[dt.datetime]:
    """Return our first instances up to *end*; what is given up after these was not wrong up to there."""
    found: list[dt.datetime] = []
    with suppress(RuleTooCostly):
        for moment in islice(instances(Rule.parse(text), start), FIRST):
            if moment > end:
                break
            found.append(moment)
    return found


def by_dateutil(text: str, start: dt.datetime, end: dt.datetime) -> list[dt.datetime] | None:
    """Return the same of dateutil; None for a rule that it refuses since nothing would ever come."""
    parts = dict(part.split("=") for part in text.split(";"))
    count, until = int(parts.pop("COUNT", FIRST)), parts.pop("UNTIL", "")
    last = min(end, dt.datetime.fromisoformat(until)) if until else end
    rule = ";".join("=".join(part) for part in parts.items())
    try:
        found = rrulestr(f"{rule};UNTIL={last:%Y%m%dT%H%M%S}", dtstart=start)
    except ValueError as refused:
        if "empty" in str(refused):
            return None
        raise
    with mock.patch.object(dt, "MAXYEAR", end.year):  # where it ends its search for a date that never comes
        return list(islice(found, min(count, FIRST)))


def random_start(chance: random.Random) -> dt.datetime:
    """Return a moment between 1990 and 2030, now and then at the turn of a year or the end of a month."""
    day = dt.datetime(1990, 1, 1) + dt.timedelta(days=chance.randrange(40 * 365))
    if chance.random() < 0.2:
        day = day.replace(month=chance.choice((1, 12)), day=chance.choice((1, 2, 28, 29, 30, 31)))
    return day.replace(hour=chance.randrange(24), minute=chance.choice((0, 0, 15, 30, 59)))


def random_rule(chance: random.Random, freq: str, weekday: str) -> str:
    """Return a rule of this frequency that RFC 5545 allows and that both libraries should read alike.

    *weekday* is that of the start.
    """
    parts = dict(random_parts(chance, freq))
    if "BYWEEKNO" in parts and not {"BYDAY", "BYMONTHDAY", "BYYEARDAY"} & set(parts):
        parts["BYDAY"] = days(chance, 0)
    if parts and "BYWEEKNO" not in parts and chance.random() < 0.25:
        parts["BYSETPOS"] = numbers(chance, 1, least_instances(parts, freq), 2, signed=True)
    if "BYWEEKNO" not in parts and chance.random() < 0.4:
        parts["INTERVAL"] = str(chance.choice((2, 2, 3, 4, 5, 6, 7, 12, 25)))
    ending = chance.random()
    if ending < 0.3:
        parts["COUNT"] = str(chance.randint(1, 50))
    elif ending < 0.6:
        end = dt.datetime(2000, 1, 1) + dt.timedelta(
            days=chance.randrange(40 * 365), hours=chance.randrange(24)
        )
        parts["UNTIL"] = f"{end:%Y%m%dT%H%M%S}"
    if freq == "WEEKLY" and "BYSETPOS" in parts:
        parts["WKST"] = weekday
    elif chance.random() < 0.3:
        parts["WKST"] = chance.choice(DAYS)
    return ";".join([f"FREQ={freq}", *(f"{name}={value}" for name, value in parts.items())])


def random_parts(chance: random.Random, freq: str) -> Iterator[tuple[str, str]]:
    """Give some of the BY parts that the table allows for this frequency."""
    often = 0.3 if freq in ("YEARLY", "MONTHLY", "WEEKLY", "DAILY") else 0.15
    whole = freq in ("YEARLY", "MONTHLY")
    weeks = freq == "YEARLY" and chance.random() < 0.15
    if weeks:
        yield "BYWEEKNO", numbers(chance, 1, 51, 3, signed=True)
    if chance.random() < often:
        yield "BYMONTH", numbers(chance, 1, 12, 4)
    if freq not in ("DAILY", "WEEKLY", "MONTHLY") and chance.random() < often / 3:
        yield "BYYEARDAY", numbers(chance, 1, 366, 40 if freq != "YEARLY" else 5, signed=True)
    if freq != "WEEKLY" and chance.random() < often:
        yield "BYMONTHDAY", numbers(chance, 1, 31, 6, signed=True)
    if chance.random() < often * 1.5:
        yield "BYDAY", days(chance, 5 if whole and not weeks else 0)
    if chance.random() < 0.15:
        yield "BYHOUR", numbers(chance, 0, 23, 3 if freq != "SECONDLY" else 20)
    if chance.random() < 0.15:
        yield "BYMINUTE", numbers(chance, 0, 59, 3 if freq != "SECONDLY" else 40)
    if chance.random() < 0.1:
        yield "BYSECOND", numbers(chance, 0, 59, 2)


def least_instances(parts: dict[str, str], freq: str) -> int:
    """Return how many instances a period has about; a position beyond it would be waited for in vain."""
    sizes = {name: value.count(",") + 1 for name, value in parts.items()}
    found = sizes.get("BYSECOND", 1) if freq != "SECONDLY" else 1
    found *= sizes.get("BYMINUTE", 1) if freq not in ("SECONDLY", "MINUTELY") else 1
    found *= sizes.get("BYHOUR", 1) if freq not in ("SECONDLY", "MINUTELY", "HOURLY") else 1
    if freq in ("YEARLY", "MONTHLY", "WEEKLY"):
        found *= sizes.get("BYMONTHDAY", sizes.get("BYDAY", 1))
    return min(found, 6)


def numbers(chance: random.Random, least: int, most: int, size: int, *, signed: bool = False) -> str:
    """Return a list of up to *size* numbers; some count from the end where they may."""
    chosen = chance.sample(range(least, most + 1), min(chance.randint(1, size), most + 1 - least))
    return ",".join(f"{-number if signed and chance.random() < 0.3 else number}" for number in chosen)


def days(chance: random.Random, nth: int) -> str:
    """Return weekdays; up to the *nth* of them where that is above 0."""
    chosen = chance.sample(DAYS, chance.choice((1, 1, 2, 3, 5)))
    if not nth or chance.random() < 0.4:
        return ",".join(chosen)
    return ",".join(f"{chance.choice((-1, -2, 1, 2, 3, 4, nth))}{day}" for day in chosen)
