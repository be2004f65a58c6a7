"""Times of day: clocks, parts of the day, and runs from one clock to another."""

import datetime as dt
from dataclasses import dataclass, replace

from handbill.reading.moments.grammar import Built, Match, Rule

PART_HOURS = {
    "early_morning": (4, 8), "morning": (8, 12), "noon": (12, 16), "afternoon": (12, 16), "evening": (16, 20),
    "night": (20, 24), "day": (8, 18),
}  # fmt: skip
"""First hour and hour after the last of each part of the day, where words.toml does not say otherwise."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day.

    Attributes:
        minutes: After midnight, 0-1440.
        open: Whether the half of the day was not said.
    """

    minutes: int
    open: bool = False

    @property
    def time(self) -> dt.time:
        """The time; midnight at the end of a day is 00:00."""
        return dt.time(self.minutes // 60 % 24, self.minutes % 60)


@dataclass(frozen=True, slots=True)
class Clocks:
    """When in a day: a time, a run of time, or one end of it.

    Attributes:
        part: The part of the day, where only that was said ("morning").
        next_day: The end falls on the day after.
    """

    start: Clock | None = None
    end: Clock | None = None
    part: str | None = None
    open_end: bool = False
    deadline: bool = False
    zone: str | None = None
    next_day: bool = False


def hour_clock(
    match: Match, hour: int, minute: int = 0, *, apm: str | None = None, digits: int = 1
) -> Clock | None:
    """Return the clock of an hour and minute as said; None for one that no clock shows."""
    if hour > 24 or minute > 59 or (hour == 24 and minute) or (apm and hour > 12 and apm == "am"):
        return None
    if apm and hour <= 12:
        return Clock(hour % 12 * 60 + (720 if apm == "pm" else 0) + minute)
    twelve = match.context.words.time.hours == 12
    unsaid = 1 <= hour <= 12 and not (digits == 2 and hour < 10)
    return Clock(hour * 60 + minute, (unsaid and (twelve or hour < 10)) or (unsaid and hour <= 12 and twelve))


def settled(clock: Clock, hours: int) -> Clock:
    """Choose the half of the day of a bare hour: one to seven is afternoon where clocks have twelve hours."""
    if clock.open and hours == 12 and 60 <= clock.minutes < 480:
        return replace(clock, minutes=clock.minutes + 720)
    return clock


def in_part(clock: Clock, part: str) -> Clock:
    """Set a clock into a part of the day: "7" of the evening is 19:00, "3" of the night stays."""
    hour = clock.minutes // 60
    if part in ("afternoon", "evening", "noon") and hour < 12 and not (part == "noon" and hour >= 10):
        return Clock(clock.minutes + 720)
    if part == "night" and 6 <= hour < 12:
        return Clock(clock.minutes + 720)
    if part == "night" and hour == 12:
        return Clock(clock.minutes - 720 + 1440 if clock.minutes == 720 else clock.minutes - 720)
    if part in ("morning", "early_morning") and hour == 12 and part == "early_morning":
        return Clock(clock.minutes - 720)
    return Clock(clock.minutes)


def part_clocks(match: Match, part: str) -> Clocks:
    """Return the usual hours of a part of the day."""
    first, last = match.context.words.time.part_hours.get(part, PART_HOURS.get(part, (0, 24)))
    return Clocks(Clock(first * 60), Clock(min(last * 60, 1439)), part=part)


def one(clock: Clock | None) -> Built | None:
    """Give a token of one time."""
    return None if clock is None else {"TIME": clock}


def colon(match: Match) -> Built | None:
    """19:30, 7:30 pm, 17:49:19."""
    apm = match.value("apm", "clock")
    hour = match.token("h")
    minutes = match.n("mi")
    if hour is None or minutes is None:
        return None
    return one(hour_clock(match, hour.values["n"], minutes, apm=apm, digits=hour.values["digits"]))


def dotted(match: Match) -> Built | None:
    """19.30 and 7.30pm: a time only where it can be no date, or where a word says so."""
    hour, minutes = match.n("h") or 0, match.n("mi") or 0
    cued = any(match.token(name) for name in ("apm", "mark", "at", "part"))
    plausible_date = 1 <= hour <= 31 and 1 <= minutes <= 12
    twelve = match.context.words.time.hours == 12 or match.context.words.tag == "en"
    if not cued and (plausible_date or twelve):
        return None
    built = colon(match)
    toward = {"TOWARD": True} if match.value("at", "ranges") == "to" or match.value("at", "ranges.to") else {}
    return built and built | toward


def dotted_in_part(match: Match) -> Built | None:
    """शाम 4.30, evening 7.00: after a part of the day it is an hour, where the minutes are no month."""
    return None if 1 <= (match.n("mi") or 0) <= 12 else colon(match)


def hour_apm(match: Match) -> Built | None:
    """7pm."""
    return one(hour_clock(match, match.n("h") or 0, apm=match.value("apm", "clock")))


def marked(match: Match) -> Built | None:
    """20 Uhr 15, 18h30, 5時30分, 8 o'clock."""
    hour, minute = match.token("h"), match.n("mi") or 0
    if hour is None:
        return None
    if match.token("half"):
        minute = 30
    return one(
        hour_clock(
            match, hour.values["n"], minute, digits=hour.values["digits"], apm=match.value("apm", "clock")
        )
    )


def half_past(match: Match) -> Built | None:
    """half past six, quarter to seven, halb sieben."""
    hour, role = match.n("h"), match.value("role", "clock")
    shift = {
        "half_past": 30, "quarter_past": 15, "quarter_to": -15, "half_to": -30, "three_quarters": -15,
        "half_after": 30, "quarter_after": 15, "quarter_before": -15,
    }.get(role)  # fmt: skip
    return None if hour is None or shift is None else shifted(match, hour, shift)


def shifted(match: Match, hour: int, shift: int) -> Built | None:
    """Return the clock so many minutes off a full hour."""
    clock = hour_clock(match, hour, apm=match.value("apm", "clock"))
    return None if clock is None or hour == 0 else one(Clock((clock.minutes + shift) % 1440, clock.open))


def minutes_past(match: Match) -> Built | None:
    """ten past seven, 15 para as 8, seis menos cinco."""
    hour, minute, role = match.n("h"), match.n("mi"), match.value("role", "clock")
    if hour is None or minute is None or minute > 59:
        return None
    return shifted(match, hour, -minute if role in ("to", "minus") else minute)


def named(match: Match) -> Built | None:
    """noon, midnight."""
    role = match.value("w", "clock")
    return {"TIME": Clock(720 if role == "noon" else 1440)}


def bare(match: Match) -> Built | None:
    """at 7, um 20, a las 5: an hour alone, because a word before it says that it is one."""
    hour = match.token("h")
    if hour is None or _counts_something(match):
        return None
    clock = hour_clock(match, hour.values["n"], digits=hour.values["digits"])
    return None if clock is None else {"TIME": clock, "LOOSE": True}


def _counts_something(match: Match) -> bool:
    """Tell "at 7 locations" from "at 7": the next word follows on the same line and is no word of time."""
    after = match.after()
    return False if after is None else bool({"counted", "unit"} & set(after.values))


def worded(match: Match) -> Built | None:
    """nine thirty, six forty-three."""
    hour, minute = match.n("h") or 0, match.n("mi") or 0
    return one(hour_clock(match, hour, minute)) if minute >= 10 and hour <= 12 else None


def set_in_part(match: Match) -> Built | None:
    """8 in the morning, 下午5:00."""
    clock, part = match.value("t", "TIME"), match.value("p", "part")
    return {"TIME": in_part(clock, part)}


def bare_in_part(match: Match) -> Built | None:
    """mañana a las 5 de la tarde without the mark: "5 de la tarde", "शाम 5"."""
    hour = match.token("h")
    if hour is None or hour.values["n"] > 24 or not hour.values["n"]:
        return None
    return {"TIME": in_part(Clock(hour.values["n"] * 60, True), match.value("p", "part"))}


RULES: tuple[Rule, ...] = (
    Rule(
        "clock.iso",
        "tee h=h colon mi=mi (?: colon mi (?: dot num )? )? (?: z=zone | plus/dash h colon? mi )?",
        colon,
    ),
    Rule("clock.colon", "h=h colon mi=mi (?: colon/dot mi )? (?: HOUR )? (?: apm=APM )?", colon),
    Rule("clock.dot_before_apm", "h=h dot mi=mi (?= (?: dash | TO ) h (?: dot/colon mi )? APM )", colon),
    Rule(
        "clock.dot",
        "(?: at=clock.at glue? )? (?<! dot/slash ) h=h dot mi=mi (?! dot num | slash ) (?: apm=APM | "
        "mark=HOUR )?",
        dotted,
    ),
    Rule("clock.dot_in_part", "(?<= part ) h=h dot mi=mi (?! dot num | slash )", dotted_in_part),
    Rule(
        "clock.half_past",
        "role=clock.half_past/clock.quarter_past/clock.quarter_to/clock.half_to OF h=h HOUR? (?: apm=APM )?",
        half_past,
    ),
    Rule("clock.apm", "h=h apm=APM", hour_apm),
    Rule("clock.past", "mi=num clock.minute? role=clock.past OF h=h (?: HOUR )?", minutes_past),
    Rule(
        "clock.to",
        "(?: clock.at OF mi=num clock.minute? | mi=num clock.minute ) role=clock.to OF h=h (?: HOUR )?",
        minutes_past,
    ),
    Rule(
        "clock.half_after",
        "h=h HOUR? role=clock.half_after/clock.quarter_after/clock.quarter_before",
        half_past,
    ),
    Rule(
        "clock.minus", "clock.at OF h=h HOUR? role=clock.plus/clock.minus mi=num clock.minute?", minutes_past
    ),
    Rule("clock.hour_plus", "h=h HOUR role=clock.plus/clock.minus mi=num clock.minute?", minutes_past),
    Rule(
        "clock.hour",
        "(?<! offset.in/offset.within/offset.ago_before/mod ) h=h HOUR (?: mi=num clock.minute | mi=mi "
        "(?! SEP ) )? (?: apm=APM )?",
        marked,
    ),
    Rule("clock.located", "h=h located", bare),
    Rule("clock.named", "w=clock.noon/clock.midnight", named),
    Rule("clock.words", "h=wh dash? mi=miw clock.minute?", worded),
    Rule("clock.in_part", "t=TIME OF p=part", set_in_part),
    Rule("clock.part_in", "p=part OF (?: clock.at OF )? t=TIME", set_in_part),
    Rule("clock.hour_part", "(?: clock.at OF )? h=h OF p=part (?! HOUR )", bare_in_part),
    Rule(
        "clock.part_hour",
        "p=part OF (?: clock.at OF )? h=h (?! SEP/colon/month/unit/d/TIME/ord )",
        bare_in_part,
    ),
)
"""Applied before dates: what only a clock says."""
