"""Runs of time in a day: from one clock to another, or only to its end or start."""

from dataclasses import replace

from handbill.calendars import zone_named
from handbill.reading.moments.grammar import Built, Match, Rule
from handbill.reading.moments.signs import Token
from handbill.reading.moments.times import Clock, Clocks, bare, dotted_late, hour_clock, in_part, settled


def run(first: Clock, last: Clock, hours: int) -> Clocks:
    """Return the time from one clock to another; the one with am or pm lends it to the other.

    "7:30-9pm" is in the evening, "10-2pm" begins in the morning; a run past midnight ends next day.
    """
    if first.said is not None and last.said is not None and first.open and last.open:
        first, last = _counted_alike(first, last)
    if first.open and not last.open:
        later = first.minutes % 720 + 720
        fits = later <= last.minutes or (first.minutes % 720 > last.minutes)
        first = Clock(later if fits and last.minutes >= 720 else first.minutes)
    elif last.open and not first.open:
        later = last.minutes % 720 + 720
        last = Clock(last.minutes if last.minutes > first.minutes else later)
        if last.minutes <= first.minutes:
            last = Clock(last.minutes % 720)
    elif first.open and last.open:
        first = settled(first, hours)
        if last.minutes <= first.minutes and last.minutes + 720 > first.minutes:
            last = replace(last, minutes=last.minutes + 720)
    return Clocks(first, last, next_day=last.minutes <= first.minutes)


def _counted_alike(first: Clock, last: Clock) -> tuple[Clock, Clock]:
    """Count both ends from sunrise where one is: "saa 3:00 - 6:00"."""
    shift = max(first.minutes - (first.said or 0), last.minutes - (last.said or 0))
    first, last = (replace(clock, minutes=(clock.said or 0) + shift) for clock in (first, last))
    return first, last


def clock_of(match: Match, token: Token | None) -> Clock | None:
    """Return the clock of a token that is a time or a bare hour."""
    if token is None:
        return None
    clock = token.values.get("TIME")
    if isinstance(clock, Clock):
        return clock
    return hour_clock(match, token.values["n"], digits=token.values["digits"])


def time_run(match: Match) -> Built | None:
    """from 7 to 9, 10am-2pm, between 16:00 and 18:00."""
    first, last = clock_of(match, match.token("a")), clock_of(match, match.token("b"))
    if first is None or last is None:
        return None
    if _month_day(match) or _day_at(match):
        return None
    clocks = run(first, last, match.context.words.time.hours)
    return {"TIMES": clocks}


def doors(match: Match) -> Built | None:
    """7 for 7.30pm: doors open at the first hour, which the second, within the hour, lends its half day."""
    first = match.value("a", "TIME") or hour_clock(match, match.n("a") or 0, match.n("ma") or 0)
    last = match.value("b", "TIME") or hour_clock(
        match, match.n("h") or 0, match.n("mi") or 0, apm=match.value("apm", "clock")
    )
    if first is None or last is None or not 0 < (last.minutes - first.minutes) % 720 <= 60:
        return None
    told = run(first, last, 24).start or first
    return {"TIME": replace(told, open=first.open and last.open)}


def listed(match: Match) -> Built | None:
    """4.30pm, 5.15, 6pm: an hour in a row with one that says its half day is in that half, and later."""
    told = match.tokens[match.found.start() - 2].values["TIME"]
    clock = match.value("t", "TIME") or hour_clock(match, match.n("h") or 0, match.n("mi") or 0)
    if clock is None or told.open or (clock.minutes >= 720 and not clock.open):
        return None
    minutes = clock.minutes % 720 + told.minutes // 720 * 720
    return {"TIME": Clock(minutes)} if told.minutes < minutes else None


def timed_run(match: Match) -> Built | None:
    """5時から6時まで: a run marked behind its end; one of the two must be a clock."""
    known = [token for token in (match.token("a"), match.token("b")) if token and "TIME" in token.values]
    return time_run(match) if known else None


def hours_run(match: Match) -> Built | None:
    """7-9 with nothing that says clock: counts only right after a date."""
    built, opening = time_run(match), match.inner()[0].values
    said = {"FROMTO": True} if {"ranges.from", "ranges.between"} & set(opening) else {}
    return built and {"HOURS": built["TIMES"], **said}


def open_run(match: Match) -> Built | None:
    """from 2 pm: the end is not said; a word that may only mean "of" says nothing."""
    if _also(match, "glue"):
        return None
    clock = match.value("t", "TIME")
    return {"TIMES": Clocks(settled(clock, match.context.words.time.hours), open_end=True)}


def dotted_run(match: Match) -> Built | None:
    """10.30-12.30 right behind a day: hours, where the minutes are no months."""
    minutes, last_minutes = match.n("mi") or 0, match.n("mb") or 0
    first = hour_clock(match, match.n("h") or 0, minutes)
    last = match.value("b", "TIME") or hour_clock(match, match.n("hb") or 0, last_minutes)
    if first is None or last is None or 1 <= minutes <= 12 or 1 <= last_minutes <= 12:
        return None
    return {"TIMES": run(first, last, match.context.words.time.hours)}


def open_hour(match: Match) -> Built | None:
    """from 10, right behind a day: an hour alone, of which the end is not said."""
    clock = clock_of(match, match.token("t"))
    if clock is None or _also(match, "glue"):
        return None
    return {"TIMES": Clocks(settled(clock, match.context.words.time.hours), open_end=True)}


def until_run(match: Match) -> Built | None:
    """until 9 pm: the start is not said; "à 18h" is no end, nor is a word that may only join."""
    if _also(match, "clock.at") or _also(match, "glue"):
        return None
    clock = match.value("t", "TIME")
    return {"TIMES": Clocks(end=settled(clock, match.context.words.time.hours), deadline=True)}


def _also(match: Match, name: str) -> bool:
    """Tell whether the word that opens the match has another, weaker sense."""
    word = match.token("w")
    return word is not None and name in word.values


def _day_at(match: Match) -> bool:
    """Tell "dia 5 às 19h", a day at a time, from "das 5 às 19h": "às" means "at" as well as "to"."""
    between = any({"ranges.to", "clock.at"} <= set(token.values) for token in match.inner())
    first = match.token("a")
    return between and match.token("f") is None and first is not None and "n" in first.values


def _month_day(match: Match) -> bool:
    """Tell "March 7 - 9 pm", a day and a time, from "7 - 9 pm": a month without day stands in front."""
    first, before = match.inner()[0], match.before()
    if before is None or "month" not in before.values or "n" not in first.values:
        return False
    at = match.found.start()
    return at < 2 or "n" not in match.tokens[at - 2].values


def set_run_in_part(match: Match) -> Built | None:
    """3-8 in the afternoon, evening from 7 to 9."""
    clocks, part = match.value("t", "TIMES"), match.value("p", "part")
    if not clocks.start or not clocks.end:
        return None
    first = (
        in_part(replace(clocks.start, minutes=clocks.start.minutes % 720), part)
        if clocks.start.open
        else clocks.start
    )
    last = (
        in_part(replace(clocks.end, minutes=clocks.end.minutes % 720), part)
        if clocks.end.open
        else clocks.end
    )
    if last.minutes <= first.minutes:
        last = clocks.end
    return {"TIMES": replace(clocks, start=first, end=last, next_day=last.minutes <= first.minutes)}


def zoned(match: Match) -> Built | None:
    """7 PM CET."""
    stated = match.value("z", "zone")
    zone = zone_named(stated, home=match.context.home) or stated
    clocks = match.value("t", "TIMES")
    if clocks is None:
        clocks = Clocks(settled(match.value("t", "TIME"), match.context.words.time.hours))
    return {"TIMES": replace(clocks, zone=zone)}


_LISTED = tuple(
    Rule(
        f"clock.listed_{number}",
        "(?<= TIME comma/slash/ranges.and ) (?: t=TIME | h=h dot mi=mi (?! dot num | slash ) )",
        listed,
    )
    for number in range(1, 4)
)
"""Each reads the next hour of a row, which the one before has told."""

RULES: tuple[Rule, ...] = (
    Rule(
        "clock.doors",
        "(?: a=TIME | (?<! num dot/colon ) a=h (?: dot ma=mi )? ) clock.doors_for "
        "(?: b=TIME | h=h dot mi=mi (?: apm=APM )? (?! dot/slash num ) )",
        doors,
    ),
    *_LISTED,
    Rule("clock.between", "ranges.between OF a=h/TIME OF ranges.and OF b=TIME", time_run),
    Rule(
        "clock.run",
        "(?: f=ranges.from/ranges.between OF )? (?<! slash/dot ) (?<! num colon ) a=h/TIME dot? TO clock.at? "
        "approximate? OF b=TIME UNTIL",
        time_run,
    ),
    Rule(
        "clock.run_then",
        "a=TIME comma ranges.to clock.at? approximate? OF b=h/TIME UNTIL (?! SEP/colon num/h/d/mi "
        "| month/unit/other/counted )",
        time_run,
    ),
    Rule("clock.run_toward", "ranges.from OF a=h/TIME OF b=TOWARD", time_run),
    Rule(
        "clock.run_after",
        "a=h/TIME ranges.from/ranges.and/dash OF b=h/TIME ranges.to/ranges.between",
        timed_run,
    ),
    Rule("clock.run_ranks", "ranges.from/ranges.between OF a=h dot ranges.to/ranges.and OF b=TIME", time_run),
    Rule("clock.run_bare", "a=TIME ranges.from b=TIME", timed_run),
    Rule(
        "clock.run_open",
        "(?: ranges.from OF )? a=TIME TO clock.at? approximate? OF b=h UNTIL "
        "(?! SEP/colon num/h/d/mi | month/unit )",
        time_run,
    ),
    Rule(
        "clock.between_open",
        "ranges.between OF a=TIME OF ranges.and OF b=h (?! SEP/colon num/h/d/mi | month/unit )",
        time_run,
    ),
    Rule("clock.zone", "t=TIME/TIMES lpar? z=zone rpar?", zoned),
)
"""Applied before dates, like single clocks."""

LOOSE_RULES: tuple[Rule, ...] = (
    Rule(
        "clock.between_hours",
        "ranges.between OF a=h OF ranges.and OF b=h (?! SEP/colon num/h/d/mi | month/unit/other )",
        time_run,
    ),
    Rule(
        "clock.from_hours",
        "f=ranges.from OF clock.at? a=h TO clock.at? b=h (?! SEP/colon num/h/d/mi | month/unit/other )",
        time_run,
    ),
    Rule("clock.at_hours", "clock.at a=h TO b=h (?! SEP/colon num/h/d/mi | month/unit/other )", time_run),
    Rule(
        "clock.from_hours_loose",
        "f=ranges.from/ranges.between OF a=h (?: TO | ranges.and ) b=h "
        "(?! SEP/colon num/h/d/mi | month/unit )",
        hours_run,
    ),
    Rule(
        "clock.hours_until",
        "a=h ranges.from/ranges.to/ranges.and b=h ranges.to/ranges.between (?! SEP/colon num/h/d/mi | unit )",
        time_run,
    ),
    Rule(
        "clock.at_hours_dash",
        "clock.at OF a=h dash b=h (?! SEP/colon num/h/d/mi | month/unit/num )",
        time_run,
    ),
    Rule(
        "clock.hours_dash",
        "(?<! dot/dash/slash ) (?<! num colon ) a=h dash b=h (?! SEP/colon num/h/d/mi | month/unit )",
        hours_run,
    ),
    Rule(  # "Saturday 20 March, 11 till 4"
        "clock.hours_to",
        "(?: (?<= DAY ) | (?<= DAY comma ) | (?<= DAY glue ) ) a=h ranges.to b=h "
        "(?! SEP/colon num/h/d/mi | APM/HOUR/month/unit/other/counted/num )",
        hours_run,
    ),
    Rule(  # "Sat 5 June, 10.30-12.30"
        "clock.dots_run",
        "(?: (?<= DAY ) | (?<= DAY comma ) ) h=h dot mi=mi TO (?: b=TIME | hb=h (?: dot mb=mi )? ) "
        "(?! dot num | slash | counted/unit )",
        dotted_run,
    ),
    Rule(  # "Sun 4 Oct  10.00", "every Wednesday until 24 March, 12.30"
        "clock.dot_late",
        "(?: (?<= DAY ) | (?<= DAY comma ) ) h=h dot mi=mi (?! dot num | slash | counted/unit )",
        dotted_late,
    ),
    Rule(  # "on Saturday 6 March from 10."
        "clock.from_late",
        "(?<= DAY ) w=ranges.from t=h (?! SEP/colon num/h/d/mi | APM/HOUR/month/unit/other/counted/num )",
        open_hour,
    ),
    Rule("clock.run_late", "(?<! colon/dot/dash/slash ) a=h/TIME dash b=TIME", time_run),
    Rule("clock.at", "clock.at OF h=h (?! SEP/colon num/h/d/mi | month/unit/num )", bare),
    Rule("clock.run_in_part", "t=TIMES OF p=part", set_run_in_part),
    Rule("clock.part_run", "p=part OF t=TIMES", set_run_in_part),
    Rule("clock.open", "w=ranges.from OF t=TIME", open_run),
    Rule("clock.open_after", "t=TIME ranges.from (?! mark.before_day? DAY )", open_run),
    Rule("clock.until", "w=ranges.to/ranges.by OF t=TIME", until_run),
    Rule("clock.until_after", "t=TIME ranges.to (?! PERIOD )", until_run),
)
"""Applied after dates: bare hours, which could be days before them."""
