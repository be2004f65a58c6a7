"""Measure recurrence: many rules over ten years beside others, hostile rules, rules of each calendar.

    python tools/bench_recurrence.py

Called by tools/bench.py. Each part is made in a process of its own that keeps to one core. One of the others,
recurring-ical-events, wants an older python-dateutil than ours; it gets an environment of its own in build/,
from requirements/bench.txt, and its row is left out, with the reason, where that cannot be made.
"""

import datetime as dt
import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice, pairwise, takewhile
from pathlib import Path
from typing import Any, NamedTuple

from measuring import ROOT, child, medians, print_figures, table, worked

OTHERS = ROOT / "build" / "bench"
RULES, YEARS, ROUNDS = 1000, 10, 3
SEED = "Handbill recurrence"
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
OURS = "handbill, rules"
HOSTILE = {
    "every second since 1970": "FREQ=SECONDLY",
    "a second of each hour since 1970": "FREQ=SECONDLY;BYMINUTE=0;BYSECOND=0",
    "INTERVAL=0": "FREQ=DAILY;INTERVAL=0",
    "COUNT=1000000000": "FREQ=DAILY;COUNT=1000000000",
    "the greatest COUNT that is taken": "FREQ=DAILY;COUNT=50000",
    "30 February, yearly": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "30 February, monthly": "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30",
    "30 February, daily": "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    "30 February, by the second": "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
    "BYSETPOS=366 of the Mondays": "FREQ=YEARLY;BYDAY=MO;BYSETPOS=366",
    "BYSETPOS=366 of the seconds": "FREQ=SECONDLY;BYHOUR=3;BYSETPOS=366",
    "an hour that INTERVAL never reaches": "FREQ=HOURLY;INTERVAL=24;BYHOUR=3",
    "week 20 in December": "FREQ=YEARLY;BYWEEKNO=20;BYMONTH=12;BYDAY=MO",
    "a Hebrew month that is never added": "RSCALE=HEBREW;FREQ=YEARLY;BYMONTH=7L;BYMONTHDAY=1",
    "10,000 numbers": "FREQ=MONTHLY;BYMONTHDAY=" + ",".join(["1"] * 10_000),
    "1 MB of text": "F" * 1_000_000,
    "every part at its greatest": (
        "FREQ=YEARLY;BYYEARDAY="
        + ",".join(map(str, range(1, 100)))
        + ";BYHOUR="
        + ",".join(map(str, range(24)))
        + ";BYMINUTE="
        + ",".join(map(str, range(60)))
        + ";BYSECOND="
        + ",".join(map(str, range(60)))
    ),
}
OF_CALENDARS = (
    "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1",
    "FREQ=YEARLY;BYMONTH=9;BYDAY=-1FR",
    "FREQ=YEARLY;BYYEARDAY=-1",
    "FREQ=MONTHLY;BYMONTHDAY=15",
    "FREQ=MONTHLY;BYMONTHDAY=30;SKIP=FORWARD",
    "FREQ=MONTHLY;BYDAY=2SA",
    "FREQ=WEEKLY;BYMONTH=9;BYDAY=FR",
    "FREQ=DAILY;BYMONTH=9",
)


class Series(NamedTuple):
    """A start, a rule, and the end of the ten years from that start."""

    start: dt.datetime
    rule: str

    @property
    def end(self) -> dt.datetime:
        return self.start.replace(year=self.start.year + YEARS)


def main() -> None:
    """Measure what the argument names in this process, else print everything."""
    print_figures(
        {
            "expansion": expansion_figures,
            "recurring": recurring_figures,
            "hostile": hostile_figures,
            "calendars": calendar_figures,
        },
        tables,
    )


def tables() -> Iterator[str]:
    """Yield the tables of recurrence."""
    yield expansion_table()
    yield hostile_table()
    yield calendar_table()


def expansion_table() -> str:
    """Expand the same rules by ours and by others, from their text on.

    Events have some occurrences more: a start that its rule does not say is one of them.
    """
    figures = _figures("expansion") | _others()
    ours = figures[OURS]["took"]
    rows = [
        [name, f"{f['found']:,.0f}", f"{f['took']:.3f}", f"{f['took'] / ours:.1f}"]
        for name, f in figures.items()
    ]
    title = f"{RULES:,} rules over {YEARS} years, one core"
    return table(title, ["what", "occurrences", "s", "times our time"], rows)


def expansion_figures() -> dict[str, dict[str, float]]:
    """Return occurrences and seconds of ours, with and without zone and ends, and of python-dateutil."""
    every = series()
    acts = {
        OURS: lambda: sum(map(_by_rule, every)),
        "handbill, events in a zone": lambda: sum(map(_by_set, every)),
        "python-dateutil, rules": lambda: sum(map(_by_dateutil, every)),
    }
    found = {name: act() for name, act in acts.items()}  # and everything is loaded
    took = medians(acts, ROUNDS)
    return {name: {"found": found[name], "took": took[name]} for name in acts}


def _by_rule(each: Series) -> int:
    from handbill.calendars.recurrence import Rule, instances

    found = instances(Rule.parse(each.rule), each.start)
    return sum(1 for _ in takewhile(lambda moment: moment < each.end, found))


def _by_set(each: Series) -> int:
    """Expand year by year, as a set gives no more than a thousand at once."""
    from handbill.calendars.recurrence import RecurrenceSet, Rule

    whole = RecurrenceSet(
        each.start, each.start + dt.timedelta(hours=2), "Europe/Paris", (Rule.parse(each.rule),)
    )
    day = dt.timedelta(days=1)
    begins = [each.start.date().replace(year=each.start.year + at) for at in range(YEARS + 1)]
    return sum(1 for begin, end in pairwise(begins) for _ in whole.between(begin, end - day))


def _by_dateutil(each: Series) -> int:
    from dateutil.rrule import rrulestr

    found = rrulestr(each.rule, dtstart=each.start)
    return sum(1 for _ in takewhile(lambda moment: moment < each.end, found))


def recurring_figures() -> dict[str, dict[str, float]]:
    """Return the same of recurring-ical-events: events of a calendar that is read before the clock starts."""
    import icalendar
    import recurring_ical_events

    every = series()
    read = [icalendar.Calendar.from_ical(_calendar_of(each)) for each in every]
    second = dt.timedelta(seconds=1)

    def act() -> int:
        return sum(
            len(recurring_ical_events.of(own).between(each.start, each.end - second))
            for own, each in zip(read, every, strict=True)
        )

    return {"recurring-ical-events, events": {"found": act(), "took": worked(act)}}


def _calendar_of(each: Series) -> str:
    start, end = (f"{moment:%Y%m%dT%H%M%S}" for moment in (each.start, each.start + dt.timedelta(hours=2)))
    lines = (
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//bench//", "BEGIN:VEVENT", "UID:bench@salon.example",
        f"DTSTART:{start}", f"DTEND:{end}", f"RRULE:{each.rule}", "SUMMARY:Tango", "END:VEVENT",
        "END:VCALENDAR",
    )  # fmt: skip
    return "\r\n".join((*lines, ""))


def _others() -> dict[str, dict[str, float]]:
    """Return the figures of what lives in an environment of its own; none where that cannot be made."""
    python = OTHERS / "bin" / "python"
    try:
        if not (OTHERS / "made").exists():
            _run(sys.executable, "-m", "venv", str(OTHERS))
            locked = str(ROOT / "requirements" / "bench.txt")
            _run(str(python), "-m", "pip", "install", "-q", "--require-hashes", "-r", locked)
            (OTHERS / "made").touch()
        figures: Any = json.loads(_run(str(python), __file__, "recurring").splitlines()[-1])
    except (subprocess.CalledProcessError, OSError) as cause:
        print(f"recurring-ical-events is left out: {cause}", file=sys.stderr)
        return {}
    return dict(figures)


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def series() -> list[Series]:
    """Return rules as calendars of events have them: mostly weekly, some by the month, few of the rest."""
    chance = random.Random(SEED)
    kinds = (_weekly, _fortnightly, _several_days, _nth_weekday, _day_of_month, _yearly, _daily, _last_of)
    chosen = chance.choices(kinds, (38, 10, 10, 17, 5, 8, 7, 5), k=RULES)
    return [Series(start, kind(chance, start)) for kind in chosen for start in [_start(chance)]]


def _start(chance: random.Random) -> dt.datetime:
    """Return an evening of 2024; not of 29 February, to which ten years later nothing answers."""
    day = dt.datetime(2024, 3, 1) + dt.timedelta(days=chance.randrange(300))  # noqa: DTZ001 - wall time
    return day.replace(hour=chance.randint(17, 21), minute=chance.choice((0, 0, 30)))


def _weekly(_: random.Random, start: dt.datetime) -> str:
    return f"FREQ=WEEKLY;BYDAY={DAYS[start.weekday()]}"


def _fortnightly(_: random.Random, start: dt.datetime) -> str:
    return f"FREQ=WEEKLY;INTERVAL=2;BYDAY={DAYS[start.weekday()]}"


def _several_days(chance: random.Random, start: dt.datetime) -> str:
    own = {DAYS[start.weekday()], *chance.sample(DAYS, chance.choice((1, 1, 2)))}
    return "FREQ=WEEKLY;BYDAY=" + ",".join(day for day in DAYS if day in own)


def _nth_weekday(chance: random.Random, start: dt.datetime) -> str:
    nths = chance.choice(("1", "2", "3", "-1", "1,3", "2,4")).split(",")
    return "FREQ=MONTHLY;BYDAY=" + ",".join(f"{nth}{DAYS[start.weekday()]}" for nth in nths)


def _day_of_month(chance: random.Random, start: dt.datetime) -> str:
    return f"FREQ=MONTHLY;BYMONTHDAY={chance.choice((1, 15, -1, start.day))}"


def _yearly(chance: random.Random, start: dt.datetime) -> str:
    nth = f"FREQ=YEARLY;BYMONTH={start.month};BYDAY={chance.choice((1, 2, -1))}{DAYS[start.weekday()]}"
    return chance.choice((nth, "FREQ=YEARLY"))


def _daily(chance: random.Random, start: dt.datetime) -> str:
    return f"FREQ=DAILY;UNTIL={start + dt.timedelta(days=chance.randint(5, 400)):%Y%m%dT%H%M%S}"


def _last_of(chance: random.Random, _: dt.datetime) -> str:
    return f"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS={chance.choice((-1, -1, 1, -2))}"


def hostile_table() -> str:
    """Ask for one year of rules that are made to cost, from a start in 1970."""
    rows = [
        [name, f"{f['found']:.0f}" if f["found"] >= 0 else "refused", f"{1000 * f['took']:.2f}"]
        for name, f in _figures("hostile").items()
    ]
    return table("Hostile rules: the year 2026 of a start in 1970", ["rule", "occurrences", "ms"], rows)


def hostile_figures() -> dict[str, dict[str, float]]:
    """Return occurrences, -1 where a rule is refused, and seconds."""
    from handbill.calendars.recurrence import occurrences
    from handbill.values import Problem

    start = dt.datetime(1970, 1, 1, 9)  # noqa: DTZ001 - wall time
    window = {"first": dt.date(2026, 1, 1), "last": dt.date(2026, 12, 31)}
    occurrences("FREQ=DAILY;COUNT=1", start, **window)  # so that everything is loaded
    figures = {}
    for name, rule in HOSTILE.items():
        answers: list[Any] = []
        # once: a rule that has been read is kept
        took = worked(lambda rule=rule, answers=answers: answers.append(occurrences(rule, start, **window)))
        found = -1 if isinstance(answers[0], Problem) else len(answers[0])
        figures[name] = {"found": found, "took": took}
    return figures


def calendar_table() -> str:
    """Expand the same rules in every calendar that is kept."""
    figures = _figures("calendars")
    base = figures["gregorian"]["took"]
    rows = [
        [name, f"{f['found']:.0f}", f"{1e6 * f['took'] / f['found']:.1f}", f"{f['took'] / base:.1f}"]
        for name, f in figures.items()
    ]
    heads = ["RSCALE", "occurrences", "µs each", "of gregorian"]
    return table(f"{len(OF_CALENDARS)} rules over {YEARS} years by calendar", heads, rows)


def calendar_figures() -> dict[str, dict[str, float]]:
    """Return occurrences and seconds for each calendar, warm."""
    from handbill.calendars.systems import CALENDARS

    acts: dict[str, Callable[[], int]] = {name: partial(_in_calendar, name) for name in CALENDARS}
    found = {name: act() for name, act in acts.items()}
    took = medians(dict(acts), ROUNDS)
    return {name: {"found": found[name], "took": took[name]} for name in acts}


def _in_calendar(rscale: str) -> int:
    from handbill.calendars.recurrence import Rule, instances

    start = dt.date(2024, 1, 1)
    end = start.replace(year=start.year + YEARS)
    count = 0
    for rule in OF_CALENDARS:
        found = instances(Rule.parse(f"RSCALE={rscale.upper()};{rule}"), start)
        count += sum(1 for _ in takewhile(lambda day: day < end, islice(found, 10_000)))
    return count


def _figures(part: str) -> dict[str, dict[str, float]]:
    figures: Any = child(Path(__file__), part)
    return dict(figures)


if __name__ == "__main__":
    main()
