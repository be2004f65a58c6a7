"""Calendar dates: day, month, year and weekday in every order that languages use."""

import datetime as dt
from dataclasses import replace

from handbill.calendars import add_months
from handbill.reading.moments.days import (
    Days,
    calendar_day,
    calendar_month,
    calendar_year,
    civil,
    on_weekday,
    single,
    weekday_alone,
    year_of,
)
from handbill.reading.moments.grammar import Built, Match, Rule


def given(days: Days | None) -> Built | None:
    """Give a token of one date: a day, a period, or an instant."""
    if days is None:
        return None
    if days.start is not None or days.end is not None:
        return {"DATE": days, "INSTANT": days}
    if days.precision == "day":
        return {"DATE": days, "DAY": days}
    name = {"week": "WEEK", "month": "MONTH", "year": "YEAR"}.get(days.precision)
    return {"DATE": days, "PERIOD": days} | ({name: days} if name else {})


def short_year(match: Match, name: str = "y") -> int | None:
    """Return the year bound to *name*, two digits filled up."""
    return year_of(match.context, match.n(name), match.value(name, "digits") or 4)


def full(match: Match) -> Built | None:
    """5 March 2027, March 5, 2027年3月5日: the month is a name or marked as one."""
    day, month = match.n("d"), match.value("mo", "month") or match.n("m")
    if day is None or month is None or not 1 <= month <= 12 or _small_talk(match) or _two_ends(match):
        return None
    return given(calendar_day(match.context, day, month, short_year(match), match.value("wd", "weekday")))


def year_led(match: Match) -> Built | None:
    """2027. június 5.: a dot after a year that is written first; elsewhere it ends a sentence."""
    return full(match) if match.context.order == "ymd" else None


def swallowed(match: Match) -> Built | None:
    """Platz des 18. März, Avenida 9 de Julio: a date that names a street."""
    return {"other": True} if match.inner() else None


def _small_talk(match: Match) -> bool:
    """Tell "one may ask" from a date: a small number word beside a word that is a month only at times."""
    month, day = match.token("mo"), match.token("d")
    if month is None or day is None or "Month" in month.values:
        return False
    return bool(day.values["form"] == "word" and day.values["n"] <= 12)


def _two_ends(match: Match) -> bool:
    """Tell "28 முதல் டிசம்பர் 2", where a word parts two ends, from "5 من مارس", where it says "of"."""
    return any({"ranges.from", "ranges.to"} <= set(token.values) for token in match.inner())


def in_longer_row(match: Match) -> bool:
    """Tell a piece of a longer row of numbers ("133-03-03-2020") from a date."""
    before, after = match.before(), match.after()
    text = match.context.text
    first, last = match.inner()[0].start, match.inner()[-1].end
    glued_before = before is not None and before.end == first and text[first - 1 : first] in ("-", "/", ".")
    inside = {text[token.start] for token in match.inner() if token.end - token.start == 1}
    digit_before = glued_before and first > 1 and text[first - 2].isdigit() and text[first - 1] in inside
    glued_after = after is not None and after.start == last and text[last : last + 1] in ("/",)
    return digit_before or (glued_after and text[last + 1 : last + 2].isdigit())


def month_and_year(match: Match) -> Built | None:
    """May 2027, 2027年5月, 5/2027, 2015-3."""
    month = match.value("mo", "month") or match.n("m")
    year = short_year(match)
    if year is None and _lower_case(match, "mo", "Month"):
        return None
    if month is None or not 1 <= month <= 12 or in_longer_row(match):
        return None
    return given(calendar_month(match.context, month, year))


def _lower_case(match: Match, name: str, strong: str) -> bool:
    """Tell "this may be" from "this May": a weak name alone needs a capital, where there are any."""
    token = match.token(name)
    return token is not None and strong not in token.values and match.context.text[token.start].islower()


def year_alone(match: Match) -> Built | None:
    """2008, 2008年, the year 2008."""
    year = match.n("y")
    if year is None or not 1 <= year <= 9998 or (not match.token("mark") and _beside_code(match)):
        return None
    return given(calendar_year(year))


def month_of_run(match: Match) -> Built | None:
    """jan-feb 2017: a weak name beside another month is one."""
    return given(calendar_month(match.context, match.value("mo", "month")))


def year_alone_marked(match: Match) -> Built | None:
    """the year 2008, 2008年."""
    year = civil(match.context, match.n("y"))
    return given(calendar_year(year)) if year else None


def short_marked_year(match: Match) -> Built | None:
    """18年, año 18."""
    year = short_year(match)
    return None if year is None else given(calendar_year(year))


def _beside_code(match: Match) -> bool:
    """Tell the year 2015 from the same digits in "32-2015" or "2015-32"."""
    text, token = match.context.text, match.token("y")
    if token is None:
        return True
    before, after = text[: token.start].rstrip()[-1:], text[token.end :].lstrip()[:1]
    return (
        (before == "-" and text[: token.start].rstrip()[-2:-1].strip().isdigit())
        or (after == "-" and text[token.end :].lstrip()[1:].lstrip()[:1].isdigit())
        or (before in "-/" and text[: token.start].rstrip(" -/")[-1:].isdigit() and before != "")
    )


def day_alone(match: Match) -> Built | None:
    """the 18th, el 23, Sunday 8th, 29日: month and year come from the heading or the day of writing."""
    day, after = match.n("d"), match.after()
    weekday = match.value("wd", "weekday")
    if (
        after is not None
        and "ranges.to" in after.values
        and "clock.at" not in after.values
        and weekday is not None
    ):
        return None  # a run follows, whose end may say the month
    return given((day and calendar_day(match.context, day, None, None, weekday)) or None)


def with_weekday(match: Match) -> Built | None:
    """Friday, 6 March; 3月5日(日): the weekday helps to find the year."""
    days, weekday = match.value("t", "DATE"), match.value("wd", "weekday")
    if _begins_rule(match):
        return None
    if days.system and days.precision == "day":
        return given(on_weekday(days, weekday))
    if days.precision != "day" or days.weekday is not None or (days.relative and days.day is None):
        same = days.precision == "day" and days.first.weekday() == weekday
        return given(replace(days, weekday=weekday)) if same else None
    if days.day is None:
        return None
    found = calendar_day(match.context, days.day, days.month, days.year, weekday)
    if found and not found.agrees and days.others:
        swapped = [day for day in days.others if day.weekday() == weekday]
        if swapped and days.year is None:
            return given(
                replace(found, first=swapped[0], last=swapped[0], agrees=True, others=(found.first,))
            )
    return given(found)


def _begins_rule(match: Match) -> bool:
    """Tell "ogni giovedì dal 12 novembre" from "giovedì dal 12", where it only says "the"."""
    before = match.before()
    repeats = before is not None and bool({"recur.every", "recur.other"} & set(before.values))
    return repeats and any("ranges.from" in token.values for token in match.inner())


def weekday(match: Match) -> Built | None:
    """Friday; a name of one or two letters says too little alone."""
    token = match.token("wd")
    short = token is not None and "Weekday" not in token.values and token.end - token.start <= 2
    if short or _lower_case(match, "wd", "Weekday"):
        return None
    return given(weekday_alone(match.context, match.value("wd", "weekday")))


def weekday_marked(match: Match) -> Built | None:
    """na sexta às 20h: a weekday that its neighbours make one, however weak its name."""
    return given(weekday_alone(match.context, match.value("wd", "weekday")))


def moved_weekday(match: Match) -> Built | None:
    """next Friday, this Sunday, last Monday."""
    today, weekday = match.context.today, match.value("wd", "weekday")
    token = match.token("wd")
    if token is not None and token.end - token.start <= 3 and _lower_case(match, "wd", "Weekday"):
        return None  # Spanish "mi próximo"
    if match.value("mod", "mod") == "week_on" and not _side_by_side(match):
        return None
    ahead = (weekday - today.weekday()) % 7
    monday = today - dt.timedelta(today.weekday())
    role = match.value("mod", "mod")
    days = {
        "this": monday + dt.timedelta(weekday),
        "next": monday + dt.timedelta(weekday + 7),
        "last": monday + dt.timedelta(weekday - 7),
        "past": today - dt.timedelta((today.weekday() - weekday) % 7 or 7),
        "coming": today + dt.timedelta(ahead or 7),
        "after_next": monday + dt.timedelta(weekday + 14),
        "before_last": monday + dt.timedelta(weekday - 14),
        "week_on": today + dt.timedelta((ahead or 7) + 7),
    }
    return given(single(days[role], weekday=weekday)) if role in days else None


def _side_by_side(match: Match) -> bool:
    """Tell "Friday week" from "Friday of the week": nothing stands between the two words."""
    first, last = match.inner()[0], match.inner()[-1]
    return match.context.text[first.end : last.start].isspace() and "weekday" in first.values


def moved_day(match: Match) -> Built | None:
    """this 5/12, next 21 May: the modifier only chooses the year."""
    days, role = match.value("t", "DATE"), match.value("mod", "mod")
    if days.month is None or days.day is None or days.year is not None:
        return None
    if role in ("next", "coming") and days.first <= match.context.today:
        return given(replace(days, first=add_months(days.first, 12), last=add_months(days.first, 12)))
    return given(days)


def relative_day(match: Match) -> Built | None:
    """today, tomorrow, the day before yesterday."""
    return given(single(match.context.today + dt.timedelta(match.value("r", "relday"))))


RULES: tuple[Rule, ...] = (
    Rule(
        "name.street",
        "street (?: glue/dot ){0,6} (?: feast | d=d TAIL mo=month ) (?: y=y4 )?",
        swallowed,
    ),
    Rule(
        "name.street_after",
        "(?: d=d TAIL mo=month | mo=month d=d glue? ) street",
        swallowed,
    ),
    Rule("date.year_marked", "(?: y=num mark.year comma? )? m=m mark.month OF d=d mark.day", full),
    Rule("date.year_marked_name", "(?: y=y4 mark.year comma? )? mo=month OF d=d mark.day", full),
    Rule("date.year_marked_short", "y=num mark.year m=m mark.month OF d=d (?! HOUR/colon/mark/unit )", full),
    Rule("date.year_month_name", "y=y4 SEP mo=month dot? SEP d=d", full),
    Rule("date.year_day_name", "y=y4 SEP d=d SEP mo=month dot?", full),
    Rule("date.name_year_day", "mo=month dot? SEP y=y4 SEP d=d", full),
    Rule("date.name_day_year", "mo=month dot? SEP d=d SEP y=y4/y2", full),
    Rule("date.day_year_name", "d=d SEP y=y4 SEP mo=month dot?", full),
    Rule("date.day_name_year", "d=d dot? SEP? mo=month dot? SEP? y=y4 (?! colon/HOUR )", full),
    Rule("date.day_name_short_year", "d=d SEP mo=month dot? SEP y=y2 (?! colon/HOUR/month )", full),
    Rule("date.day_of_number", "d=d glue m=m glue y=y4", full),
    Rule(
        "date.day_month_year",
        "d=d TAIL mo=month GL y=y4",
        full,
    ),
    Rule(
        "date.day_month_short_year",
        "d=d TAIL mo=month dot? apos y=y2",
        full,
    ),
    Rule("date.month_day_year", "mo=month dot? OF d=d GL y=y4 (?! HOUR )", full),
    Rule("date.year_dot_month_day", "y=y4 dot mo=month dot? d=d dot? (?! colon/HOUR )", year_led),
    Rule("date.year_month_day", "y=y4 OF mo=month dot? OF d=d (?! colon/HOUR )", full),
    Rule(
        "date.year_day_month",
        "y=y4 OF d=d TAIL mo=month",
        full,
    ),
    Rule(
        "date.month_day_run",
        "mo=month dot? OF d=d dot? (?= (?: TO | ranges.from ) month dot? d )",
        full,
    ),
    Rule(  # "January 25th, May 9th": the comma parts two days, and joins no day to the month behind it
        "date.month_day_listed",
        "(?<! d ) mo=month dot? d=d dot? (?= (?: comma/ranges.and ){1,2} month dot? d (?! month ) )",
        full,
    ),
    Rule(
        "date.day_month",
        "d=d TAIL mo=month dot? (?! SEP y4 )",
        full,
    ),
    Rule("date.month_day", "mo=month dot? slash? OF d=d dot? (?! colon/HOUR/unit/mark )", full),
    Rule("date.day_month_ordinals", "d=d dot? m=ordm (?: dot | GL y=y4 )?", full),
)
"""Dates that name or number their month, and weekdays beside a number."""

BESIDE_RULES: tuple[Rule, ...] = (
    Rule(
        "date.weekday_before",
        "wd=weekday (?: dot/glue/comma/dash/lpar/bar/mark.before_day ){0,6} t=DAY",
        with_weekday,
    ),
    Rule("date.weekday_after", "t=DAY (?: dot | comma/lpar/glue ){0,6} wd=weekday dot? rpar?", with_weekday),
    Rule(
        "date.weekday_day",
        "wd=weekday (?: dot/comma/glue/mark.before_day ){0,6} (?! weekday ) d=d (?: dot | mark.day )? (?! "
        "HOUR/SEP/unit/month/DATE | colon num | ranges.and d/DAY | OF recur.of_month )",
        day_alone,
    ),
    Rule(
        "date.weekday_rank",
        "wd=weekday (?: dot/comma/glue/mark.before_day ){0,6} d=digitord (?= dash other | colon )",
        day_alone,
    ),
    Rule(
        "date.day_weekday",
        "mark.before_day? (?<! colon ) d=dayish (?: mark.day glue? )? wd=Weekday",
        day_alone,
    ),
)
"""Weekdays beside a date or a number."""

MONTH_RULES: tuple[Rule, ...] = (
    Rule("month.year_marked", "y=y4 mark.year glue? m=m mark.month", month_and_year),
    Rule("month.name_year", "mo=month (?: dot | slash | dash )? OF y=y4", month_and_year),
    Rule("month.year_name", "y=y4 (?: SEP )? OF mo=month dot? (?! d )", month_and_year),
    Rule("month.number_year", "m=m slash/dash/dot y=y4 (?! SEP )", month_and_year),
    Rule("month.year_number", "y=y4 dash m=m (?! SEP )", month_and_year),
    Rule("month.name_short_year", "mo=month OF apos y=y2", month_and_year),
    Rule("month.name_late_year", "mo=month GL y=late (?! HOUR/colon )", month_and_year),
    Rule("month.marked", "m=m mark.month", month_and_year),
    Rule("year.named", "unit.year OF y=y4", year_alone_marked),
    Rule("year.marked", "y=y4 mark.year/unit.year", year_alone_marked),
    Rule("year.short_marked", "unit.year y=y2", short_marked_year),
)
"""Months and years that stand without a day."""

LATE_RULES: tuple[Rule, ...] = (
    Rule("day.relative", "(?<! weekday ) r=relday", relative_day),
    Rule("day.moved_date", "mod=mod t=DAY", moved_day),
    Rule(
        "month.run_first",
        "mo=month (?= dot? (?: dash | ranges.from? ranges.to ) (?: month/MONTH | DAY ) )",
        month_of_run,
    ),
    Rule("month.run_last", "(?<= MONTH dash/ranges.to/ranges.and ) mo=month (?! d )", month_of_run),
    Rule(
        "month.cued",
        "(?<= edge/mod/approximate/ranges.from/ranges.since/ranges.between/offset.in/mark.in ) mo=month "
        "(?! d )",
        month_and_year,
    ),
    Rule("month.alone", "mo=Month", month_and_year),
    Rule("year.alone", "y=Y (?! HOUR/colon )", year_alone),
)
"""Words that make a date alone, when no longer rule has taken them."""

WEEKDAY_RULES: tuple[Rule, ...] = (
    Rule(
        "day.marked",
        "mark.before_day d=dayish/digitord (?! HOUR/SEP/colon/unit/month/DATE/other/TIMES/num "
        "| (?: comma d ){0,6} comma? ranges.and/ranges.or DAY )",
        day_alone,
    ),
    Rule("day.ordinal", "d=digitord (?! unit/other/street/month/DATE/weekday/SEP/mod )", day_alone),
    Rule("day.numbered", "d=d mark.day (?! unit )", day_alone),
    Rule("weekday.moved", "mod=mod OF wd=weekday", moved_weekday),
    Rule("weekday.moved_after", "wd=weekday OF mod=mod (?! unit )", moved_weekday),
    Rule("weekday.marked", "wd=weekday mark.weekday", weekday_marked),
    Rule(
        "weekday.run_first",
        "wd=weekday dot? (?= (?: dash | ranges.from? ranges.to | ranges.from ) weekday )",
        weekday_marked,
    ),
    Rule("weekday.run_end", "(?<= DAY dash ) wd=weekday", weekday_marked),
    Rule(
        "weekday.timed", "wd=weekday (?= dot? JOIN TIME/TIMES/HOURS | dot? OF clock.at OF h )", weekday_marked
    ),
    Rule("weekday.listed", "wd=weekday dot? (?= (?: comma/ranges.and/ranges.or )+ weekday )", weekday_marked),
    Rule("weekday.alone", "wd=Weekday", weekday),
    Rule("weekday.list_end", "(?<= DAY ranges.and/ranges.or/comma ) wd=weekday", weekday_marked),
    Rule(
        "weekday.cued", "(?<= ranges.from/ranges.to/ranges.by/mark.before_day/mark.on ) wd=weekday", weekday
    ),
)
"""Days and weekdays that belong to no month and no week said beside them."""
