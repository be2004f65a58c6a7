"""Times of day: clocks, parts of the day, and runs from one clock to another."""

import datetime as dt
from dataclasses import dataclass, replace

from handbill.reading.moments.grammar import Built, Match, Rule

PART_HOURS = {
    "early_morning": (4, 8), "morning": (8, 12), "noon": (12, 16), "afternoon": (12, 16), "evening": (16, 20),
    "night": (20, 24), "day": (8, 18),
}  # fmt: skip
"""First hour and hour after the last of each part of the day, where words.toml does not say otherwise."""
SUNRISE = 6 * 60
"""Minutes after midnight from which languages with a `clock_shift` count their hours."""
_COUNTED_HOURS = {
    "early_morning": (3, 7), "morning": (6, 12), "noon": (11, 15), "afternoon": (11, 19), "evening": (15, 24),
    "night": (18, 30),
}  # fmt: skip
"""Where an hour counted from sunrise or sunset may lie in a part of the day; 30 is six next morning."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day.

    Attributes:
        minutes: After midnight, 0-1440.
        open: Whether the half of the day was not said.
        said: Minutes as said, where the language counts hours from sunrise; None elsewhere.
    """

    minutes: int
    open: bool = False
    said: int | None = None

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
    if match.context.words.time.clock_shift and 1 <= hour <= 12:
        return counted_clock(match, hour * 60 + minute, digits)
    twelve = match.context.words.time.hours == 12
    unsaid = 1 <= hour <= 12 and not (digits == 2 and hour < 10)
    return Clock(hour * 60 + minute, (unsaid and (twelve or hour < 10)) or (unsaid and hour <= 12 and twelve))


def counted_clock(match: Match, said: int, digits: int) -> Clock:
    """Return the clock of an hour that may be counted from sunrise: Swahili "saa 3" is 9:00.

    A word for the hour beside it says so; a digital "08:30" and one without the word stand as written,
    until a part of the day decides (`in_part`).
    """
    around = (match.before(), match.after(), *match.inner())
    marked = any(token and {"clock.at", "clock.oclock"} & set(token.values) for token in around)
    padded = digits == 2 and said < 600
    return Clock(said + SUNRISE if marked and not padded else said, True, said)


def settled(clock: Clock, hours: int) -> Clock:
    """Choose the half of the day of a bare hour: one to seven is afternoon where clocks have twelve hours."""
    if clock.open and hours == 12 and 60 <= clock.minutes < 480:
        return replace(clock, minutes=clock.minutes + 720)
    return clock


def in_part(clock: Clock, part: str) -> Clock:
    """Set a clock into a part of the day: "7" of the evening is 19:00, "3" of the night stays."""
    if clock.said is not None:
        return _counted_in_part(clock, part)
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


def _counted_in_part(clock: Clock, part: str) -> Clock:
    """Choose the hour that lies in the part of the day: from sunrise or sunset, else from midnight."""
    said = clock.said or 0
    first, last = _COUNTED_HOURS.get(part, (0, 24))
    for choice in (said + SUNRISE, said + SUNRISE + 720, said, said + 720):
        minutes = choice % 1440
        if first * 60 <= minutes < last * 60 or minutes + 1440 < last * 60:
            return Clock(minutes)
    return Clock(clock.minutes % 1440)


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
    if _day_and_hour(match):
        return None
    after = match.after()
    cued = any(match.token(name) for name in ("apm", "mark", "at")) or (after and "part" in after.values)
    plausible_date = 1 <= hour <= 31 and 1 <= minutes <= 12
    twelve = match.context.words.time.hours == 12 or match.context.words.tag == "en"
    if not cued and (plausible_date or (twelve and not match.context.words.time.dotted_hours)):
        return None
    built = colon(match)
    toward = {"TOWARD": True} if match.value("at", "ranges") == "to" or match.value("at", "ranges.to") else {}
    return built and built | toward


def dotted_late(match: Match) -> Built | None:
    """Sun 4 Oct 10.00: right behind a day it is an hour, where the minutes are no month."""
    return None if 1 <= (match.n("mi") or 0) <= 12 or _day_and_hour(match) else colon(match)


def dotted_in_part(match: Match) -> Built | None:
    """शाम 4.30, evening 7.00: after a part of the day it is an hour, where the minutes are no month."""
    return None if 1 <= (match.n("mi") or 0) <= 12 else colon(match)


def _day_and_hour(match: Match) -> bool:
    """Tell "március 15. 10 óra", a day and an hour, from "15.10": a month before it, a space in it."""
    before, minutes = match.before(), match.token("mi")
    spaced = minutes is not None and match.context.text[minutes.start - 1].isspace()
    return spaced and before is not None and "month" in before.values


def hour_apm(match: Match) -> Built | None:
    """7pm; "20p" is a price."""
    hour, sign = match.n("h") or 0, match.token("apm")
    if hour > 12 and sign and sign.end - sign.start == 1:
        return None
    return one(hour_clock(match, hour, apm=match.value("apm", "clock")))


def marked(match: Match) -> Built | None:
    """20 Uhr 15, 18h30, 5時30分, 8 o'clock, ob 18. uri."""
    hour, minute = match.token("h"), match.n("mi") or 0
    if hour is None or _some_hours(match):
        return None
    return one(
        hour_clock(
            match, hour.values["n"], minute, digits=hour.values["digits"], apm=match.value("apm", "clock")
        )
    )


def _some_hours(match: Match) -> bool:
    """Tell "the last 5 hours" from "this Sunday 5 o'clock": the word for the hour is a unit too."""
    before, mark = match.before(), match.token("mark")
    return bool(before and "mod" in before.values and mark and "unit" in mark.values)


def glued_minutes(match: Match) -> Built | None:
    """18h30, 8h00 - 17h00: minutes written onto the sign of the hour are no day of a date behind it."""
    mark, minute = match.token("mark"), match.token("mi")
    return marked(match) if mark and minute and mark.end == minute.start else None


def half_past(match: Match) -> Built | None:
    """half past six, quarter to seven, halb sieben; čtvrt na sedm is a quarter of the hour to come."""
    hour, role = match.n("h"), match.value("role", "clock")
    shift = {
        "half_past": 30, "quarter_past": 15, "quarter_to": -15, "half_to": -30, "quarter_into": -45,
        "half_after": 30, "quarter_after": 15, "quarter_before": -15,
    }.get(role)  # fmt: skip
    return None if hour is None or shift is None else shifted(match, hour, shift, match.value("apm", "clock"))


def shifted(match: Match, hour: int, shift: int, apm: str | None = None) -> Built | None:
    """Return the clock so many minutes off a full hour; half an hour before one is half past twelve."""
    clock = hour_clock(match, hour, apm=apm)
    if clock is None or hour < 1:
        return None
    if apm:
        return one(Clock((hour * 60 + shift) % 720 + (720 if apm == "pm" else 0)))
    if clock.said is not None:
        return one(Clock((clock.minutes + shift) % 1440, clock.open, clock.said + shift))
    if clock.open:
        return one(Clock((clock.minutes + shift - 60) % 720 + 60, True))
    return one(Clock((clock.minutes + shift) % 1440))


def minutes_past(match: Match) -> Built | None:
    """ten past seven, 15 para as 8, seis menos cinco."""
    hour, minute, role = match.n("h"), match.n("mi"), match.value("role", "clock")
    if hour is None or minute is None or minute > 59:
        return None
    return shifted(match, hour, -minute if role in ("to", "minus") else minute)


def named(match: Match) -> Built | None:
    """noon, midnight; Thai "เที่ยงครึ่ง" is half an hour later."""
    minutes = 720 if match.value("w", "clock") == "noon" else 1440
    return {"TIME": Clock((minutes + 30) % 1440 if match.token("half") else minutes)}


def hour_named(match: Match) -> Built | None:
    """επτάμισι, บ่ายโมง: a word that says a whole time."""
    hour, _, minute = match.value("w", "hourname").partition(":")
    return one(hour_clock(match, int(hour), 30 if match.token("half") else int(minute or 0)))


def hour_from(match: Match) -> Built | None:
    """สองทุ่ม: the second hour from six in the evening."""
    hour, base = match.n("h") or 0, match.value("w", "hourfrom")
    return one(hour_clock(match, base + hour, 30 if match.token("half") else 0)) if 1 <= hour <= 6 else None


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
    clock = hour_clock(match, hour.values["n"], digits=hour.values["digits"])
    said = clock.said if clock else None
    return {"TIME": in_part(Clock(hour.values["n"] * 60, True, said), match.value("p", "part"))}


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
    Rule("clock.hour_from", "h=h w=hourfrom (?: half=clock.half_after )?", hour_from),
    Rule(
        "clock.half_past",
        "role=clock.half_past/clock.half_to/clock.quarter_past/clock.quarter_to/clock.quarter_into OF "
        "h=h/ord HOUR? (?: apm=APM )?",
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
    Rule("clock.hour_glued", "h=h mark=HOUR mi=mi (?! clock.minute ) (?: apm=APM )?", glued_minutes),
    Rule(
        "clock.hour",
        "(?<! offset.in/offset.within/offset.ago_before ) h=h dot? mark=HOUR (?: mi=num clock.minute | mi=mi "
        "(?! SEP ) )? (?: apm=APM )?",
        marked,
    ),
    Rule("clock.located", "h=h located", bare),
    Rule("clock.hour_named", "w=hourname (?: half=clock.half_after )? HOUR?", hour_named),
    Rule("clock.named", "w=clock.noon/clock.midnight (?: half=clock.half_after )?", named),
    Rule("clock.words", "h=wh dash? mi=miw clock.minute?", worded),
    Rule("clock.in_part", "t=TIME OF p=part", set_in_part),
    Rule("clock.part_in", "p=part OF (?: clock.at OF )? t=TIME", set_in_part),
    Rule(
        "clock.hour_part",
        "(?: clock.at OF )? (?<! month ) (?<! month dot ) h=h OF p=part (?! HOUR )",
        bare_in_part,
    ),
    Rule(
        "clock.part_hour",
        "p=part OF (?: clock.at OF )? h=h (?! SEP/colon/month/unit/d/TIME/ord )",
        bare_in_part,
    ),
)
"""Applied before dates: what only a clock says."""
