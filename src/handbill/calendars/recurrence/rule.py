"""A recurrence rule as a value: RFC 5545 section 3.3.10 with RSCALE and SKIP of RFC 7529."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, NamedTuple, TypeAlias

from handbill.errors import UnreadableRule

Frequency: TypeAlias = Literal["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"]
Skip: TypeAlias = Literal["OMIT", "BACKWARD", "FORWARD"]

FREQUENCIES: tuple[str, ...] = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MAX_LENGTH = 1000
"""Characters of a rule; the longest that calendars write (a year day each week) has about 300."""
MAX_COUNT = 50_000
"""Instances of a rule with COUNT are gone through from its start, so that there is an end to them."""
MAX_INTERVAL = 9999
MAX_ENTRIES = 400
"""Entries of one list: 366 days of a year are the longest that means something."""


class NthDay(NamedTuple):
    """A weekday of BYDAY: 0 is Monday; *nth* 0 is every one, -1 the last."""

    weekday: int
    nth: int = 0


class RuleMonth(NamedTuple):
    """A month of BYMONTH; a leap month ("5L") comes after the regular month of its number."""

    number: int
    leap: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One RRULE.

    Attributes:
        until: Last instant, included; a date, a wall time, or an aware time in UTC, as it was written.
        wkst: Weekday on which weeks begin, 0 Monday.
        rscale: Calendar by CLDR name in lower case; "" where the rule names none (Gregorian, no SKIP).
        skip: What becomes of days and months that a year has not.

    The other attributes are the rule's parts of the same name; empty where it has none.
    """

    freq: Frequency
    interval: int = 1
    count: int | None = None
    until: dt.date | dt.datetime | None = None
    by_month: tuple[RuleMonth, ...] = ()
    by_week_no: tuple[int, ...] = ()
    by_year_day: tuple[int, ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_day: tuple[NthDay, ...] = ()
    by_hour: tuple[int, ...] = ()
    by_minute: tuple[int, ...] = ()
    by_second: tuple[int, ...] = ()
    by_set_pos: tuple[int, ...] = ()
    wkst: int = 0
    rscale: str = ""
    skip: Skip = "OMIT"

    @classmethod
    def parse(cls, text: str) -> "Rule":
        """Read the value of an RRULE property.

        Raises:
            UnreadableRule: "rrule.unreadable" for a part that is none or stands where RFC 5545 forbids it,
                "rrule.frequency", "rrule.interval", "rrule.count" and "rrule.too_long" for values that
                nobody means, "rrule.unsupported" for a calendar that we do not know. `detail` is the part.

        >>> Rule.parse("FREQ=MONTHLY;BYDAY=-1FR").by_day
        (NthDay(weekday=4, nth=-1),)
        """
        return _parsed(text)

    def __str__(self) -> str:
        """Return the value as RFC 5545 writes it, RSCALE first and only what differs from the defaults."""
        return ";".join(f"{name}={value}" for name, value in _written(self) if value)


def _parsed(text: str) -> Rule:
    if len(text) > MAX_LENGTH:
        raise UnreadableRule("rrule.too_long", text[:40])
    parts: dict[str, Any] = {}
    for part in text.strip().rstrip(";").split(";"):
        name, equals, value = (piece.strip() for piece in part.upper().partition("="))
        if name.startswith("X-"):
            continue
        if not equals or name not in _READERS or name in parts:
            raise UnreadableRule("rrule.unreadable", part[:40])
        parts[name] = _READERS[name](value)
    if "FREQ" not in parts:
        raise UnreadableRule("rrule.frequency", text[:40])
    _require_allowed(parts)
    return Rule(**{_FIELDS[name]: value for name, value in parts.items()})


def _frequency(value: str) -> str:
    if value not in FREQUENCIES:
        raise UnreadableRule("rrule.frequency", f"FREQ={value[:40]}")
    return value


def _whole(code: str, name: str, most: int, value: str) -> int:
    if not re.fullmatch(r"0*[1-9]\d{0,8}", value, re.ASCII) or int(value) > most:
        raise UnreadableRule(code, f"{name}={value[:40]}")
    return int(value)


def _entries(name: str, value: str) -> list[str]:
    entries = value.split(",")
    if len(entries) > MAX_ENTRIES:
        raise UnreadableRule("rrule.too_long", name)
    return entries


def _numbers(name: str, least: int, most: int, value: str) -> tuple[int, ...]:
    """Read a list of numbers; where *least* is 1 they may count from the end (-1), never be 0."""
    found = []
    for entry in _entries(name, value):
        if not re.fullmatch(r"[+-]?\d{1,3}", entry, re.ASCII):
            raise UnreadableRule("rrule.unreadable", f"{name}={entry[:40]}")
        number = int(entry)
        if not least <= (abs(number) if least else number) <= most:
            raise UnreadableRule("rrule.unreadable", f"{name}={entry}")
        found.append(number)
    return tuple(dict.fromkeys(found))


def _months(value: str) -> tuple[RuleMonth, ...]:
    found = []
    for entry in _entries("BYMONTH", value):
        match = re.fullmatch(r"0?([1-9]|1[0-3])(L?)", entry, re.ASCII)
        if not match:
            raise UnreadableRule("rrule.unreadable", f"BYMONTH={entry[:40]}")
        found.append(RuleMonth(int(match[1]), bool(match[2])))
    return tuple(dict.fromkeys(found))


def _days(value: str) -> tuple[NthDay, ...]:
    found = []
    for entry in _entries("BYDAY", value):
        match = re.fullmatch(r"([+-]?0?[1-9]\d?)?(MO|TU|WE|TH|FR|SA|SU)", entry, re.ASCII)
        if not match or abs(int(match[1] or 0)) > 53:
            raise UnreadableRule("rrule.unreadable", f"BYDAY={entry[:40]}")
        found.append(NthDay(DAYS.index(match[2]), int(match[1] or 0)))
    return tuple(dict.fromkeys(found))


def _until(value: str) -> dt.date | dt.datetime:
    match = re.fullmatch(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?", value, re.ASCII)
    try:
        if match and match[4]:
            numbers = [int(match[at]) for at in range(1, 7)]
            return dt.datetime(*numbers, tzinfo=dt.UTC if match[7] else None)  # type: ignore[arg-type, misc]
        if match:
            return dt.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        pass
    raise UnreadableRule("rrule.unreadable", f"UNTIL={value[:40]}")


def _weekday(value: str) -> int:
    if value not in DAYS:
        raise UnreadableRule("rrule.unreadable", f"WKST={value[:40]}")
    return DAYS.index(value)


def _calendar(value: str) -> str:
    from handbill.calendars.systems import calendar

    try:
        return calendar(value).rscale
    except LookupError:
        raise UnreadableRule("rrule.unsupported", f"RSCALE={value[:40]}") from None


def _skip(value: str) -> str:
    if value not in ("OMIT", "BACKWARD", "FORWARD"):
        raise UnreadableRule("rrule.unreadable", f"SKIP={value[:40]}")
    return value


_READERS: Mapping[str, Callable[[str], Any]] = {
    "FREQ": _frequency,
    "INTERVAL": partial(_whole, "rrule.interval", "INTERVAL", MAX_INTERVAL),
    "COUNT": partial(_whole, "rrule.count", "COUNT", MAX_COUNT),
    "UNTIL": _until,
    "BYMONTH": _months,
    "BYWEEKNO": partial(_numbers, "BYWEEKNO", 1, 56),  # Hebrew leap years have 56
    "BYYEARDAY": partial(_numbers, "BYYEARDAY", 1, 385),  # likewise
    "BYMONTHDAY": partial(_numbers, "BYMONTHDAY", 1, 31),
    "BYDAY": _days,
    "BYHOUR": partial(_numbers, "BYHOUR", 0, 23),
    "BYMINUTE": partial(_numbers, "BYMINUTE", 0, 59),
    "BYSECOND": partial(_numbers, "BYSECOND", 0, 60),
    "BYSETPOS": partial(_numbers, "BYSETPOS", 1, 385),
    "WKST": _weekday,
    "RSCALE": _calendar,
    "SKIP": _skip,
}
_FIELDS: Mapping[str, str] = {
    name: re.sub("^by_(month|week|year|set)(day|no|pos)$", r"by_\1_\2", re.sub("^by", "by_", name.lower()))
    for name in _READERS
}
"""RRULE part -> attribute: BYMONTHDAY -> by_month_day."""
_FORBIDDEN: Mapping[str, frozenset[str]] = {
    "BYWEEKNO": frozenset(FREQUENCIES) - {"YEARLY"},
    "BYYEARDAY": frozenset({"DAILY", "WEEKLY", "MONTHLY"}),
    "BYMONTHDAY": frozenset({"WEEKLY"}),
}
"""Where a part must not stand. Source: the table of RFC 5545 section 3.3.10."""


def _require_allowed(parts: Mapping[str, Any]) -> None:
    """Refuse combinations that RFC 5545 and 7529 forbid, since nothing says what they mean."""
    freq = parts["FREQ"]
    wrong = [name for name, where in _FORBIDDEN.items() if name in parts and freq in where]
    counted = any(day.nth for day in parts.get("BYDAY", ()))
    if counted and (freq not in ("YEARLY", "MONTHLY") or "BYWEEKNO" in parts):
        wrong.append("BYDAY")
    if "COUNT" in parts and "UNTIL" in parts:
        wrong.append("COUNT and UNTIL")
    if "BYSETPOS" in parts and not any(name.startswith("BY") and name != "BYSETPOS" for name in parts):
        wrong.append("BYSETPOS")
    if "SKIP" in parts and "RSCALE" not in parts:
        wrong.append("SKIP without RSCALE")
    if wrong:
        raise UnreadableRule("rrule.unreadable", f"{wrong[0]} with FREQ={freq}")


def _written(rule: Rule) -> list[tuple[str, str]]:
    return [
        ("RSCALE", rule.rscale.upper()),
        ("FREQ", rule.freq),
        ("INTERVAL", str(rule.interval) if rule.interval > 1 else ""),
        ("COUNT", str(rule.count or "")),
        ("UNTIL", _written_until(rule.until)),
        ("BYMONTH", ",".join(f"{month.number}{'L' if month.leap else ''}" for month in rule.by_month)),
        ("BYWEEKNO", _list(rule.by_week_no)),
        ("BYYEARDAY", _list(rule.by_year_day)),
        ("BYMONTHDAY", _list(rule.by_month_day)),
        ("BYDAY", ",".join(f"{day.nth or ''}{DAYS[day.weekday]}" for day in rule.by_day)),
        ("BYHOUR", _list(rule.by_hour)),
        ("BYMINUTE", _list(rule.by_minute)),
        ("BYSECOND", _list(rule.by_second)),
        ("BYSETPOS", _list(rule.by_set_pos)),
        ("WKST", DAYS[rule.wkst] if rule.wkst else ""),
        ("SKIP", rule.skip if rule.skip != "OMIT" else ""),
    ]


def _list(numbers: tuple[int, ...]) -> str:
    return ",".join(map(str, numbers))


def _written_until(until: dt.date | dt.datetime | None) -> str:
    if isinstance(until, dt.datetime):
        zone = "Z" if until.tzinfo else ""
        return re.sub("[-:]", "", until.replace(tzinfo=None).isoformat(timespec="seconds")) + zone
    return until.isoformat().replace("-", "") if until else ""
