"""Counted stretches of time: "3 weeks", and what they are counted from."""

import datetime as dt
from dataclasses import dataclass

from handbill.calendars import add_months
from handbill.reading.moments.dates import given
from handbill.reading.moments.days import Days, single
from handbill.reading.moments.folding import fold
from handbill.reading.moments.grammar import Built, Match, Rule
from handbill.reading.moments.units import DAY, span_of

CLOCK_UNITS = {"second": 1, "minute": 60, "hour": 3600}


DAY_UNITS = {"day": 1, "week": 7, "fortnight": 14, "weekend": 7}


MONTH_UNITS = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}


@dataclass(frozen=True, slots=True)
class Amount:
    """A counted stretch: "3 weeks", "2 years 1 month"; parts in the order said."""

    parts: tuple[tuple[int, str], ...]

    def added(self, to: dt.datetime, sign: int = 1) -> dt.datetime:
        """Return the moment so much later (or earlier, *sign* -1)."""
        for count, unit in self.parts:
            to = _moved(to, count * sign, unit)
        return to

    @property
    def by_clock(self) -> bool:
        """Whether hours or minutes are counted."""
        return any(unit in CLOCK_UNITS for _, unit in self.parts)


def _moved(moment: dt.datetime, count: int, unit: str) -> dt.datetime:
    if unit in CLOCK_UNITS:
        return moment + dt.timedelta(seconds=CLOCK_UNITS[unit] * count)
    if unit in DAY_UNITS:
        return moment + dt.timedelta(days=DAY_UNITS[unit] * count)
    if unit in MONTH_UNITS:
        return dt.datetime.combine(add_months(moment.date(), MONTH_UNITS[unit] * count), moment.time())
    return _workdays(moment, count)


def _workdays(moment: dt.datetime, count: int) -> dt.datetime:
    step = DAY if count > 0 else -DAY
    left = abs(count)
    while left:
        moment += step
        left -= moment.weekday() < 5
    return moment


def amount(match: Match) -> Built | None:
    """3 weeks, an hour, half an hour, 2 years 1 month 21 days."""
    parts: list[tuple[int, str]] = []
    count = 1
    half = False
    for token in match.inner():
        if "n" in token.values and "unit" not in token.values:
            count = token.values["n"]
        elif "mark.half" in token.values:
            half = True
        elif "unit" in token.values:
            unit = token.values["unit"]
            parts.append(
                (30, "minute")
                if half and unit == "hour"
                else (6, "month")
                if half and unit == "year"
                else (count, unit)
            )
            count, half = 1, False
        elif "mark.day" in token.values:
            parts.append((count, "day"))
    if any(count > 1000 for count, _ in parts):
        return None
    return {"AMOUNT": Amount(tuple(parts))}


def named_amount(match: Match) -> Built | None:
    """יומיים, شهرين, 사흘: one word for so many."""
    count, unit = match.value("a", "amount").split()
    return {"AMOUNT": Amount(((int(count), unit),))}


def from_now(match: Match) -> Built | None:
    """in 3 weeks, 2 hours ago, three days later."""
    amount_said: Amount = match.value("t", "AMOUNT")
    sign = -1 if match.value("o", "offset") in ("ago", "ago_before") else 1
    received = match.context.received
    moment = _safely(amount_said, received, sign)
    if moment is None:
        return None
    if amount_said.by_clock:
        return given(single(moment.date(), start=moment.time().replace(second=0, microsecond=0)))
    return given(single(moment.date()))


def _safely(amount_said: Amount, moment: dt.datetime, sign: int) -> dt.datetime | None:
    try:
        return amount_said.added(moment, sign)
    except (ValueError, OverflowError):
        return None


def within(match: Match) -> Built | None:
    """within 2 weeks, in the next 2 hours."""
    return stretch(match, match.value("t", "AMOUNT"), "within")


def counted_units(match: Match) -> Built | None:
    """the next 3 days, los 5 años pasados, 2 upcoming months."""
    word = match.token("mod")
    if word is not None and "offset" in word.values:
        return None  # Chinese 前 is "last" before its noun and "ago" after it
    return stretch(match, match.value("t", "AMOUNT"), match.value("mod", "mod"))


def inside_amount(match: Match) -> Built | None:
    """2 upcoming months, 13 last minutes."""
    said = Amount(((match.n("n") or 1, match.value("u", "unit")),))
    return stretch(match, said, match.value("mod", "mod")) if _plural(match) else None


def _plural(match: Match) -> bool:
    """Tell "the 13 last minutes" from "only 3 next week": several need a form that is not the first."""
    token, count = match.token("u"), match.n("n") or 1
    if token is None or count == 1:
        return True
    first = match.context.words.time.units[token.values["unit"]][0]
    return fold(match.context.text[token.start : token.end]) != fold(first)


def stretch(match: Match, said: Amount, role: str) -> Built | None:
    """Return the stretch that begins or ends now; whole days begin tomorrow, quarters are whole."""
    if role not in ("next", "coming", "last", "past", "within"):
        return None
    ahead = role in ("next", "coming", "within")
    whole = _whole_units(match, said, ahead) if role != "within" else None
    if whole:
        return given(whole)
    now = match.context.received
    other = _safely(said, now, 1 if ahead else -1)
    if other is None:
        return None
    first, last = (now, other) if ahead else (other, now)
    if said.by_clock:
        return given(
            Days(
                first.date(), last.date(), "days", relative=True, start=minute_of(first), end=minute_of(last)
            )
        )
    shift = DAY if ahead and role != "within" else dt.timedelta(0)
    if ahead and any(unit == "workday" for _, unit in said.parts):
        shift = DAY
        last += DAY - shift
        return given(Days(first.date() + DAY, last.date(), "days", relative=True))
    begin, end = first.date() + shift, last.date() + shift - DAY
    return given(Days(begin, max(begin, end), "days", relative=True))


def _whole_units(match: Match, said: Amount, ahead: bool) -> Days | None:
    count, unit = said.parts[0]
    if len(said.parts) > 1 or unit not in ("quarter", "decade", "century") or not count:
        return None
    offsets = (1, count) if ahead else (-count, -1)
    first, last = (span_of(unit, match.context.today, offset) for offset in offsets)
    return Days(first[0], last[1], "days", relative=True) if first and last else None


def minute_of(moment: dt.datetime) -> dt.time:
    return moment.time().replace(second=0, microsecond=0)


def beside_date(match: Match) -> Built | None:
    """3 days after 12 January, two weeks before Christmas."""
    said, days = match.value("t", "AMOUNT"), match.value("d", "DATE")
    sign = -1 if match.value("o", "offset") in ("before", "ago") else 1
    start = dt.datetime.combine(days.first, days.start or dt.time())
    moment = None if said.by_clock else _safely(said, start, sign)
    return None if moment is None else given(single(moment.date()))


AMOUNT_RULES: tuple[Rule, ...] = (
    Rule(
        "amount.days",
        "num mark.day (?! ranges.from OF num ) "
        "(?= offset.ago/offset.later/offset.within/offset.before/offset.after )",
        amount,
    ),
    Rule(
        "amount",
        "num/article (?: mark.half )? glue? unit (?: (?: ranges.and/comma/clock.plus )? num unit ){0,6}",
        amount,
    ),
    Rule("amount.named", "a=amount", named_amount),
    Rule("amount.half", "mark.half article? unit", amount),
)


OFFSET_RULES: tuple[Rule, ...] = (
    Rule("amount.beside", "t=AMOUNT OF o=offset.before/offset.after OF d=DAY", beside_date),
    Rule("amount.beside_after", "d=DAY OF o=offset.before/offset.after OF t=AMOUNT", beside_date),
    Rule("amount.within", "offset.within OF t=AMOUNT", within),
    Rule("amount.within_after", "t=AMOUNT OF offset.within", within),
    Rule("amount.ago", "t=AMOUNT OF o=offset.ago/offset.later", from_now),
    Rule("amount.ago_before", "o=offset.ago_before/offset.later_before OF t=AMOUNT", from_now),
    Rule("amount.in", "o=offset.in OF t=AMOUNT", from_now),
    Rule("amount.after", "t=AMOUNT OF o=offset.after", from_now),
)
"""Stretches before and after a day, when all dates stand."""
