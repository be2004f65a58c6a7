"""Dates that another calendar counts, eras, and one date said in two calendars.

The words say the calendar: its months have names of their own, or a mark stands beside the year.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from handbill.calendars import SYSTEMS, civil_year, is_current, month_days, nearest_of, system_day
from handbill.reading.moments.dates import given, in_longer_row
from handbill.reading.moments.days import Days, calendar_day, civil, on_weekday, system_days
from handbill.reading.moments.grammar import Built, Context, Match, Rule
from handbill.reading.moments.numerals import classes_of

ECHO = 2
"""How many days two calendars may differ on one date: a sighting, and a day that begins at sunset."""


def era_year(match: Match) -> Built | None:
    """令和8, 民國115, พ.ศ. 2569, 2569 B.E.: from here on a Gregorian year in full."""
    number = 1 if match.token("first") else match.n("y")
    if number is None:
        return None
    era = match.value("e", "era.shift") or match.value("e", "era.initial")
    year = civil_year(era, number)
    if not 1800 <= year <= 2100:
        return None
    return year_token(year)


def year_token(year: int) -> Built:
    """Return the classes of a Gregorian year in full."""
    return dict.fromkeys(classes_of(year, 4, "digit"), True) | {"n": year, "digits": 4, "form": "digit"}


def year_twice(match: Match) -> Built | None:
    """2026(令和8)年: one year said twice."""
    year = match.n("y")
    return year_token(year) if year and year == match.n("again") else None


def year_again(match: Match) -> Built | None:
    """令和8年(2026年): what stands in brackets says the year before them again."""
    before = match.before()
    said = before is not None and before.values.get("n") == match.n("again")
    return {"mark": "year", "mark.year": "year"} if said else None


def era_date(match: Match) -> Built | None:
    """R8.5.3: a lone letter is an era only before a whole date."""
    month, day = match.n("m") or 0, match.n("d") or 0
    if not 1 <= month <= 12 or in_longer_row(match):
        return None
    year = civil_year(match.value("e", "era.initial"), match.n("y") or 0)
    return given(calendar_day(match.context, day, month, year))


def numeric_date(match: Match) -> Built | None:
    """1447/10/01 هـ, 5/1/2019 ዓ.ም."""
    system = match.value("e", "era.own")
    year = match.n("y") or 0
    month, day = match.n("m") or 0, match.n("d") or 0
    if not is_current(system, year, near=match.context.today):
        return None
    return given(system_days(match.context, system, day, month, year))


def counted_date(match: Match) -> Built | None:
    """115/5/3, where the language counts such years: three digits are no year of another reckoning."""
    year, month = match.n("y") or 0, match.n("m") or 0
    if match.value("y", "digits") != 3 or not 1 <= month <= 12 or in_longer_row(match):
        return None
    if civil(match.context, year) == year:
        return None
    return given(calendar_day(match.context, match.n("d") or 0, month, year))


def day_of(match: Match, name: str) -> int | None:
    """Return the day bound to *name*, in digits, words or Hebrew letters."""
    number = match.value(name, "hday")
    return match.n(name) if number is None else number


def year_of(match: Match, system: str) -> int | None:
    """Return the year bound to "y"; None where there is none that is near in the calendar."""
    number: int | None = match.value("y", "hyear") or match.n("y")
    if number is None or not is_current(system, number, near=match.context.today):
        return None
    return number


def month_of(match: Match, name: str) -> tuple[str, int]:
    """Return calendar and number of the month bound to *name*."""
    return match.value(name, "cmonth") or match.value(name, "cmonth.weak")  # type: ignore[no-any-return]


def month_date(match: Match) -> Built | None:
    """1 Shawwal 1447, ۱۵ فروردین, כ"ח באייר תשפ"ו, መስከረም 1 ቀን 2019 ዓ.ም."""
    (system, month), day = month_of(match, "mo"), day_of(match, "d")
    year = year_of(match, system)
    if day is None or (match.token("y") and year is None):
        return None
    return given(system_days(match.context, system, day, month, year, match.value("wd", "weekday")))


def whole_month(match: Match) -> Built | None:
    """Ramadan 1447: the days from its first to its last."""
    system, month = month_of(match, "mo")
    year = year_of(match, system)
    days = month_days(system, year, month) if year else []
    if not days:
        return None
    sighted = SYSTEMS[system].observed
    said = Days(days[0], days[-1], "month", year=days[0].year, approximate=sighted, system=system)
    return {"DATE": said, "PERIOD": said}  # no MONTH, whose days count as the Gregorian ones


def nth_weekday_of(match: Match) -> Built | None:
    """دومین جمعه رمضان, the last Friday of Ramadan 1447: counted in the month of its own calendar."""
    system, month = month_of(match, "mo")
    nth = match.n("o") or (-1 if match.value("l", "mod") in ("last", "past") else 0)
    year = year_of(match, system)
    if not nth or (match.token("y") and year is None):
        return None
    weekday = match.value("wd", "weekday")
    day = nth_of_month(match.context, system, month, weekday, nth, year)
    if day is None:
        return None
    sighted = SYSTEMS[system].observed
    said = day.year if year is not None else None
    return given(Days(day, day, year=said, weekday=weekday, approximate=sighted, system=system))


def nth_of_month(
    context: Context, system: str, month: int, weekday: int, nth: int, year: int | None
) -> dt.date | None:
    """Return the nth such weekday, -1 the last, of a month, of the nearest to come."""
    if year is None:
        running = SYSTEMS[system].from_gregorian(context.today).year
        years = [running - 1, running, running + 1]
    else:
        years = [year]
    found = []
    for own in years:
        days = [day for day in month_days(system, own, month) if day.weekday() == weekday]
        if -len(days) <= nth <= len(days):
            found.append(days[nth - 1 if nth > 0 else nth])
    choice = nearest_of(found, near=context.today)
    return choice.day if choice else None


def month_run(match: Match) -> Built | None:
    """از ۱۵ تا ۱۷ فروردین, 28 Ramadan to 3 Shawwal 1447."""
    (system, month), day = month_of(match, "mo"), day_of(match, "d")
    own, opening = match.value("mo1", "cmonth") or (system, month), day_of(match, "a")
    year = year_of(match, system)
    if day is None or opening is None or own[0] != system or (match.token("y") and year is None):
        return None
    last = system_days(match.context, system, day, month, year)
    if last is None:
        return None
    ends = SYSTEMS[system].from_gregorian(last.first).year
    starts = (system_day(system, y, own[1], opening) for y in (ends, ends - 1))
    first = next((found for found in starts if found and found < last.first), None)
    if first is None or (last.first - first).days > 90:
        return None
    return given(replace(last, first=first, precision="days", last_begins=last.first))


def echoed(match: Match) -> Built | None:
    """Friday 20 March 2026 / 1 Shawwal 1447: one date; that of the Gregorian calendar counts."""
    said = [token.values["DATE"] for token in match.inner() if "DATE" in token.values]
    loose = not any({"dash", "newline"} & set(token.values) for token in match.inner())
    days = one_date(match.context, said, loose)
    return None if days is None else given(days)


def one_date(context: Context, said: Sequence[Days], loose: bool) -> Days | None:
    """Return the one date that *said* states in several calendars; None where they are several dates.

    Args:
        loose: Whether they stand so close that an error in one of them is likelier than a second date.
    """
    plain = [days for days in said if not days.system]
    others = sorted((days for days in said if days.system), key=lambda days: days.approximate)
    if len(plain) > 1 or not others or len({days.system for days in said}) < len(said):
        return None
    main, echo = (plain[0], others[0]) if plain else (others[0], others[1])
    main = _in_year_of(context, main, echo)
    apart = abs((main.first - echo.first).days)
    if apart > ECHO and not (loose and plain and main.day is not None and echo.year is not None):
        return None
    if main.weekday is None and echo.weekday is not None and apart <= ECHO:
        main = replace(main, weekday=echo.weekday, agrees=main.first.weekday() == echo.weekday)
    return main


def _in_year_of(context: Context, main: Days, echo: Days) -> Days:
    """Return *main*, whose year was not said, in the year that *echo* says or is nearest to."""
    if main.year is not None or main.precision != "day":
        return main
    if main.system:
        around = [on_weekday(main, main.first.weekday())]
    elif main.day is None or main.month is None:
        return main
    else:
        years = (echo.first.year + shift for shift in (-1, 0, 1))
        found = (calendar_day(context, main.day, main.month, year, main.weekday) for year in years)
        around = [days for days in found if days]
    nearest = min(around, key=lambda days: abs((days.first - echo.first).days), default=main)
    near = abs((nearest.first - echo.first).days) <= ECHO
    return replace(nearest, year=nearest.year if echo.year is not None else None) if near else main


def echoed_when(match: Match) -> Built | None:
    """Friday 20 March 2026, 8 am (1 Shawwal 1447): the hour stands between."""
    when, echo = match.value("w", "WHEN"), match.value("d", "DATE")
    if when.days is None or not echo.system:
        return None
    days = one_date(match.context, [when.days, echo], loose=True)
    return None if days is None else {"WHEN": replace(when, days=days)}


_WD = "(?: wd=weekday (?: dot/glue/comma/dash/lpar/mark.before_day/ranges.from ){0,6} )?"
_YEAR = (
    "(?: glue/comma/dot/slash/era.own/mark.year/unit.year ){0,6} y=num/hyear (?: mark.year )? (?: era.own )?"
)
_DAY = "d=d/hday/digitord (?: mark.day/unit.day )?"
_NAMED = "(?: weekday (?: dot/glue/comma ){0,3} )?"
_RUN = f"(?: ranges.from/ranges.between )? (?: glue/mark.before_day ){{0,2}} {_NAMED} a=d/hday"
_TO = (
    f"(?: ranges.from? ranges.to | dash ranges.to? | ranges.and ) (?: glue/mark.before_day ){{0,3}} {_NAMED}"
)
_BESIDE = "(?: glue/comma/slash/lpar/dash/bar/dot/mark.same_day/mark.before_day/era.own/weekday ){0,5}"

ERA_RULES: tuple[Rule, ...] = (
    Rule("era.initial", "e=era.initial y=num SEP m=m SEP d=d", era_date),
    Rule("era.first_year", "e=era.shift first=mark.first_year (?= mark.year )", era_year),
    Rule(
        "era.year", "e=era.shift glue? (?: y=num (?= mark.year/SEP/lpar | rpar mark.year ) | y=y4 )", era_year
    ),
    Rule("era.short_year", "(?<= month ) e=era.shift y=y2", era_year),
    Rule("era.year_after", "y=y4 (?: glue/comma )? e=era.shift/era.initial", era_year),
    Rule("era.year_twice", "y=y4 lpar again=y4 rpar (?= mark.year )", year_twice),
    Rule("era.year_again", "(?<= y4 ) mark.year lpar again=y4 mark.year? rpar", year_again),
)
"""Applied first: what they make is a year like any other."""

RULES: tuple[Rule, ...] = (
    Rule("date.other_numbers", "d=d SEP m=d SEP y=num e=era.own", numeric_date),
    Rule("date.other_year_first", "y=num SEP m=d SEP d=d e=era.own", numeric_date),
    Rule("date.counted_year", "y=num slash/dot m=m slash/dot d=d", counted_date),
    Rule("date.other_run", f"{_RUN} {_TO} {_DAY} TAIL mo=cmonth/cmonth.weak {_YEAR} UNTIL", month_run),
    Rule(
        "date.other_runs",
        f"{_RUN} TAIL mo1=cmonth OF {_TO} {_DAY} TAIL mo=cmonth/cmonth.weak {_YEAR} UNTIL",
        month_run,
    ),
    Rule("date.other_run_near", f"{_RUN} {_TO} {_DAY} TAIL mo=cmonth UNTIL", month_run),
    Rule("date.other_runs_near", f"{_RUN} TAIL mo1=cmonth OF {_TO} {_DAY} TAIL mo=cmonth UNTIL", month_run),
    Rule("date.other_run_after", f"mo=cmonth/cmonth.weak OF a=d {_TO} {_DAY} {_YEAR}", month_run),
    Rule("date.other_run_after_near", f"mo=cmonth OF a=d {_TO} {_DAY} (?! colon/HOUR/APM/unit )", month_run),
    Rule("date.other_year", f"y=num mark.year? glue? mo=cmonth OF {_DAY} (?! colon/HOUR )", month_date),
    Rule("date.other", f"{_WD} {_DAY} TAIL mo=cmonth/cmonth.weak dot? {_YEAR} (?! colon )", month_date),
    Rule("date.other_near", f"{_WD} {_DAY} TAIL mo=cmonth dot?", month_date),
    Rule("date.other_month", f"{_WD} mo=cmonth/cmonth.weak dot? OF {_DAY} {_YEAR} (?! colon )", month_date),
    Rule(
        "date.other_month_near",
        f"{_WD} mo=cmonth dot? OF {_DAY} (?! colon/HOUR/APM/unit/SEP/other/counted )",
        month_date,
    ),
    Rule("period.other_nth", f"o=ord OF wd=weekday OF mo=cmonth (?: {_YEAR} )?", nth_weekday_of),
    Rule("period.other_last", f"l=mod.last OF wd=weekday OF mo=cmonth (?: {_YEAR} )?", nth_weekday_of),
    Rule("period.other_last_after", f"wd=weekday OF l=mod.last OF mo=cmonth (?: {_YEAR} )?", nth_weekday_of),
    Rule("month.other", f"mo=cmonth/cmonth.weak {_YEAR} (?! colon )", whole_month),
)
"""Applied before the dates of the Gregorian calendar, which would take their numbers."""

ECHO_RULES: tuple[Rule, ...] = (Rule("date.echo", f"DAY (?: {_BESIDE} newline? DAY rpar? )+", echoed),)
"""Applied when single dates stand, with their weekdays, and again when named days do."""

RUN_ECHO_RULES: tuple[Rule, ...] = (Rule("range.echo", f"PERIOD {_BESIDE} newline? PERIOD rpar?", echoed),)
"""Applied when runs of days stand."""

WHEN_ECHO_RULES: tuple[Rule, ...] = (Rule("when.echo", f"w=WHEN {_BESIDE} d=DAY rpar?", echoed_when),)
"""Applied when dates have their hours."""
