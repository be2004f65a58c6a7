"""A schema.org Schedule to an RRULE."""

import re
from typing import Any

from handbill.formats.schemaorg.items import all_of, words_in
from handbill.formats.schemaorg.times import stated_time

_FREQUENCY = re.compile(r"P(\d{1,3})([DWMY])$")
_UNITS = {"D": "DAILY", "W": "WEEKLY", "M": "MONTHLY", "Y": "YEARLY"}
_WORDS = {
    "daily": "DAILY",
    "weekly": "WEEKLY",
    "monthly": "MONTHLY",
    "yearly": "YEARLY",
    "annually": "YEARLY",
}
_DAYS = {
    "monday": "MO", "tuesday": "TU", "wednesday": "WE", "thursday": "TH", "friday": "FR", "saturday": "SA",
    "sunday": "SU",
}  # fmt: skip
_RULE_DAY = re.compile(r"(?:[+-]?[1-5])?(?:MO|TU|WE|TH|FR|SA|SU)$")


def rule_of(schedule: Any) -> str:
    """Return the RRULE value of a Schedule (repeatFrequency, byDay, repeatCount or endDate); "" for none.

    >>> rule_of({"repeatFrequency": "P2W", "byDay": "https://schema.org/Friday", "repeatCount": 6})
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=FR;COUNT=6'
    """
    if not isinstance(schedule, dict):
        return ""
    frequency = _frequency(words_in(schedule.get("repeatFrequency")).strip())
    if not frequency:
        return ""
    return ";".join(part for part in (frequency, _by_day(schedule), _bound(schedule)) if part)


def _frequency(stated: str) -> str:
    if stated.lower() in _WORDS:
        return f"FREQ={_WORDS[stated.lower()]}"
    found = _FREQUENCY.match(stated.upper())
    if found is None or int(found[1]) == 0:
        return ""
    step = f";INTERVAL={int(found[1])}" if int(found[1]) > 1 else ""
    return f"FREQ={_UNITS[found[2]]}{step}"


def _by_day(schedule: dict[str, Any]) -> str:
    stated = [words_in(each).rpartition("/")[2].strip() for each in all_of(schedule.get("byDay"))[:14]]
    days = [_DAYS.get(day.lower(), day.upper()) for day in stated]
    days = [day for day in days if _RULE_DAY.match(day)]
    return f"BYDAY={','.join(days)}" if days else ""


def _bound(schedule: dict[str, Any]) -> str:
    count = words_in(schedule.get("repeatCount"))
    if count.isascii() and count.isdigit() and 0 < int(count[:9]) <= 1_000:
        return f"COUNT={int(count)}"
    last = stated_time(words_in(schedule.get("endDate")))
    return f"UNTIL={last.wall:%Y%m%d}" if last else ""
