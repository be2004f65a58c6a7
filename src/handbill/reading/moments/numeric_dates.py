"""Dates written in numbers alone: 2027-03-05, 5/3/27, 12.11."""

from dataclasses import replace

from handbill.calendars import day_and_month, is_current
from handbill.languages import OTHER_MONTHS
from handbill.reading.moments.dates import given, in_longer_row, short_year
from handbill.reading.moments.days import Days, calendar_day, run_of_days, system_days, year_of
from handbill.reading.moments.grammar import Built, Match, Rule


def packed(match: Match) -> Built | None:
    """20270305."""
    number = match.n("p") or 0
    year, month, day = number // 10000, number // 100 % 100, number % 100
    return (
        given(calendar_day(match.context, day, month, year))
        if 1900 <= year <= 2100 and 1 <= month <= 12
        else None
    )


def year_first(match: Match) -> Built | None:
    """2027-03-05, 2027/3/5."""
    month, day, year = match.n("m") or 0, match.n("d") or 0, match.n("y") or 0
    if month > 12 >= day:
        month, day = day, month
    if not 1 <= month <= 12 or in_longer_row(match):
        return None
    return given(own_years(match, day, month, year) or calendar_day(match.context, day, month, year))


def own_years(match: Match, day: int, month: int, year: int | None) -> Days | None:
    """Return ۱۴۰۶/۱/۱۵ where the language counts such years by a calendar with months of its own."""
    for system in match.context.words.time.calendars:
        if year is not None and system in OTHER_MONTHS and is_current(system, year, near=match.context.today):
            return system_days(match.context, system, day, month, year)
    return None


def three_numbers(match: Match) -> Built | None:
    """5/3/2027, 05.03.27, 5/3 2027: the order is that of the text or of the sender's country."""
    a, b = match.n("a") or 0, match.n("b") or 0
    order = match.context.order
    if in_longer_row(match):
        return None
    if match.value("y", "digits") == 2 and order == "ymd":
        year = year_of(match.context, a, 2)
        return given(calendar_day(match.context, match.n("y") or 0, b, year)) if 1 <= b <= 12 else None
    pair = day_and_month(a, b, "dmy" if order == "dmy" or _dotted(match) else "mdy")
    year = short_year(match)
    return pair and given(own_years(match, *pair, year) or calendar_day(match.context, *pair, year))


def _dotted(match: Match) -> bool:
    return any("dot" in token.values for token in match.inner())


def two_numbers(match: Match) -> Built | None:
    """22/04, 12.11.: a day and month where they can be one; a lone fraction or version is none."""
    a, b = match.n("a") or 0, match.n("b") or 0
    weekday = match.value("wd", "weekday")
    separator = match.token("sep")
    sign = match.context.text[separator.start] if separator else "/"
    if in_longer_row(match) or (weekday is None and not _credible(match, a, b, sign)):
        return None
    if sign in "-–" and not _near(match, a, b):
        return None
    orders = ("dmy", "mdy") if match.context.order == "dmy" else ("mdy", "dmy")
    choices = []
    for order in orders:
        pair = day_and_month(a, b, order)  # type: ignore[arg-type]
        found = pair and calendar_day(match.context, *pair, None, weekday)
        if found and found not in choices:
            choices.append(found)
    choices.sort(key=lambda days: not days.agrees)
    if not choices:
        return None
    others = tuple(days.first for days in choices[1:]) + choices[0].others
    return given(replace(choices[0], others=others))


def _near(match: Match, a: int, b: int) -> bool:
    """Judge "Friday 7-6", which could be hours: a date only where that weekday soon falls on it."""
    pair = day_and_month(a, b, match.context.order)
    found = pair and calendar_day(match.context, *pair, None, match.value("wd", "weekday"))
    today = match.context.today
    return bool(found and found.agrees and -7 <= (found.first - today).days <= 180)


def _credible(match: Match, a: int, b: int, sign: str) -> bool:
    """Judge two bare numbers: a dot needs a language that writes 12.11., a dash a word before it."""
    before = match.before()
    cued = before is not None and bool({"glue", "ranges", "ranges.from", "ranges.to"} & set(before.values))
    if sign == "/":
        return (a, b) != (24, 7) and ((a, b) not in ((1, 2), (1, 1)) or cued)
    if sign == ".":
        digits, tail = match.value("b", "digits"), match.token("tail") is not None
        padded = digits == 2 or tail
        return (
            (match.context.order == "dmy" or (match.context.order == "ymd" and digits == 2 and tail))
            and match.context.words.tag not in ("en", "es", "pt")
            and (padded or cued)
        )
    return False


def dashed_run(match: Match) -> Built | None:
    """van 1-10 tot 7-11: dashes part day and month where a second such pair follows."""
    order = match.context.order
    pairs = [day_and_month(match.n(x) or 0, match.n(y) or 0, order) for x, y in (("a", "b"), ("c", "d"))]
    if not pairs[0] or not pairs[1]:
        return None
    first, last = calendar_day(match.context, *pairs[0]), calendar_day(match.context, *pairs[1])
    return given(run_of_days(match.context, first, last)) if first and last else None


RULES: tuple[Rule, ...] = (
    Rule("date.packed", "p=ymd", packed),
    Rule("date.iso", "y=y4 dash m=d dash d=d", year_first),
    Rule("date.year_first", "y=y4 slash m=d slash d=d", year_first),
    Rule("date.year_first_dots", "y=y4 dot m=d dot d=d dot?", year_first),
    Rule("date.slashes", "a=d slash b=d slash y=y4/y2", three_numbers),
    Rule("date.dots", "a=d dot b=d dot y=y4/y2 (?! colon )", three_numbers),
    Rule("date.dashes", "a=d dash b=d dash y=y4/y2 (?! HOUR )", three_numbers),
    Rule("date.slash_space", "(?<! slash/dot ) a=d slash b=d y=y4 (?! SEP/colon/HOUR )", three_numbers),
    Rule("date.spaced_year_first", "y=y4 m=mi d=mi (?! colon )", year_first),
)
"""Three numbers, or eight digits."""

PAIR_RULES: tuple[Rule, ...] = (
    Rule(
        "date.weekday_two_numbers",
        "wd=weekday (?: dot/glue/comma/dash/lpar ){0,6} a=d sep=SEP b=d tail=dot? (?! SEP/num | colon num )",
        two_numbers,
    ),
    Rule(
        "date.two_numbers_weekday", "a=d sep=SEP b=d dot? (?: glue/comma/lpar ){0,6} wd=weekday", two_numbers
    ),
    Rule(
        "date.two_numbers",
        "(?<! dot/colon ) a=d sep=slash/dot b=d tail=dot? (?! slash/dot/num | colon num | dash y4 )",
        two_numbers,
    ),
    Rule(
        "date.two_numbers_run",
        "(?: ranges.from/ranges.between )? a=d dash b=d (?: ranges.to/ranges.and/dash ) c=d dash d=d UNTIL",
        dashed_run,
    ),
)
"""Two numbers: after the dates that name their month, which may stand behind a slash ("5/6 Dec")."""
