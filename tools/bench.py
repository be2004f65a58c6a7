"""Print the benchmark tables.

    python tools/bench.py

Each part runs in processes of its own, so that nothing is warm that would be cold in use. Times of whole
processes are the best of several runs, since the others had to share the machine; those of reading are
medians of processor time on one core, what is compared taking turns.
"""

import datetime as dt
import json
import os
import sys
import tempfile
import time
import zoneinfo
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import bench_flyers
import bench_intake
import bench_reading
import bench_recurrence
from measuring import ROOT, best, child, print_figures, resident, run, table, timed

SAMPLES = ROOT / "samples"
NOW = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)
STARTS = 3
EVENTS, CITIES = 1000, 200
HANDBILL = (sys.executable, "-c", "from handbill.cli import main; main()")


def main() -> None:
    """Run what the argument names in this process, else everything."""
    print_figures({"gazetteer": gazetteer_figures, "edition": edition_figures}, all_tables, one_core=False)


def all_tables() -> Iterator[str]:
    """Yield the tables as they are measured."""
    yield startup_table()
    yield from bench_reading.tables()
    yield from bench_recurrence.tables()
    yield gazetteer_table()
    yield edition_table()
    yield from bench_flyers.tables()
    yield from bench_intake.tables()


def startup_table() -> str:
    """Time whole processes, from the shell's view."""
    bare = best(lambda: run(sys.executable, "-c", "pass"), STARTS)
    commands = {
        "python alone": bare,
        "handbill --version": best(lambda: run(*HANDBILL, "--version"), STARTS),
        "handbill dates TEXT": best(lambda: run(*HANDBILL, "dates", "tomorrow at 7"), STARTS),
        "handbill read FILE": best(lambda: run(*HANDBILL, "read", str(SAMPLES / "nantes-post.txt")), STARTS),
    }
    rows = [[name, f"{took:.2f}", f"{took / bare:.1f}"] for name, took in commands.items()]
    return table("Start-up", ["command", "s", "of python alone"], rows)


def gazetteer_table() -> str:
    """Open the gazetteer in a fresh process."""
    figures = child(Path(__file__), "gazetteer")
    rows = [
        ["open", f"{figures['open']:.1f} ms", f"{figures['opened']:.0f} MB"],
        ["first name asked", f"{figures['first']:.2f} ms", ""],
        ["10,000 names asked", f"{figures['many']:.0f} ms", f"{figures['used']:.0f} MB"],
    ]
    return table("Gazetteer", ["what", "time", "resident, growth"], rows)


def gazetteer_figures() -> dict[str, float]:
    """Return times in milliseconds, and the growth of resident memory in megabytes."""
    from handbill.places import gazetteer

    before, began = resident(), time.perf_counter()
    places = gazetteer()
    opened_at, opened = time.perf_counter(), resident()
    places.named("Vienne")
    first_at = time.perf_counter()
    for name in islice(cycle(["London", "القاهرة", "東京", "São Paulo", "Киев", "no such town"]), 10_000):
        places.named(name)
    many_at = time.perf_counter()
    return {
        "open": 1000 * (opened_at - began),
        "first": 1000 * (first_at - opened_at),
        "many": 1000 * (many_at - first_at),
        "opened": opened - before,
        "used": resident() - before,
    }


def edition_table() -> str:
    """Make an edition of many events, then follow one change."""
    figures = child(Path(__file__), "edition")
    rows = [
        ["everything from nothing", f"{figures['files']:.0f}", f"{figures['rebuild']:.2f}", "1"],
        ["one new time", f"{figures['touched']:.0f}", f"{figures['follow']:.2f}", ratio(figures, "follow")],
        ["nothing new", "0", f"{figures['idle']:.3f}", ratio(figures, "idle")],
    ]
    title = f"Edition: {EVENTS:,} events in {CITIES} cities"
    return table(title, ["change", "files written", "s", "times faster"], rows)


def ratio(figures: dict[str, float], key: str) -> str:
    """Return how many times faster than the whole edition it is."""
    return f"{figures['rebuild'] / figures[key]:.0f}"


def edition_figures() -> dict[str, float]:
    """Fill a listing in a folder of its own and publish it; return seconds and numbers of files."""
    with tempfile.TemporaryDirectory(prefix="handbill-bench-") as var:
        os.environ |= {"HANDBILL_VAR": var, "DJANGO_SETTINGS_MODULE": "handbill_site.settings"}
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        event = filled_listing()
        from handbill_site.edition.follow import follow, rebuild

        made = timed(lambda: rebuild(now=NOW))
        before = files_of(Path(var))
        move(event)
        followed = timed(lambda: follow(now=NOW))
        after = files_of(Path(var))
        idle = timed(lambda: follow(now=NOW))
    touched = sum(before.get(path) != digest for path, digest in after.items())
    return {"rebuild": made, "files": len(before), "follow": followed, "touched": touched, "idle": idle}


def filled_listing() -> Any:
    """Publish the events through the site's own operations; return one of them."""
    from django.core.management import call_command
    from django.db import transaction

    from handbill_site.intake.channels import FILE
    from handbill_site.intake.operations import accept
    from handbill_site.listing.calls import create_call
    from handbill_site.listing.operations import publish

    call_command("migrate", verbosity=0)
    source = FILE.source("bench", now=NOW)
    delivery = accept(b"-", source=source, received=NOW, media_type="text/plain", by="policy")
    with transaction.atomic():  # one flush for all: what is timed comes later
        call = create_call(
            "day-of-lanterns",
            titles={"en": "Day of Lanterns"},
            first_day=NOW.date(),
            last_day=NOW.date() + dt.timedelta(days=60),
            by="policy",
            at=NOW,
        )
        written = {"delivery": delivery, "calls": [call], "by": "policy", "at": NOW}
        events = [publish(draft, draft_index=n, **written) for n, draft in enumerate(drafts())]
    return events[EVENTS // 2]


def drafts() -> list[Any]:
    """Return one draft an event: cities in turn, forty days, four hours."""
    from handbill.values import Draft, Finding

    hours = [NOW.replace(tzinfo=None, hour=hour) for hour in (10, 12, 17, 19)]
    return [
        Draft(
            name=Finding(f"Evening of lanterns {number}", None, "bench"),
            dtstart=Finding(hours[number % 4] + dt.timedelta(days=1 + number % 40), None, "bench"),
            tzid=Finding(place.timezone, None, "bench"),
            place=Finding(place, None, "bench"),
            venue=Finding(f"Square {number % 7}", None, "bench"),
            organizers=(Finding(f"Lantern Society of {place.name}", None, "bench"),),
            urls=(Finding(f"https://lanterns.example/{number}", None, "bench"),),
            kind=Finding("vigil", None, "bench"),
            language="en",
        )
        for number, place in zip(range(EVENTS), cycle(large_cities()), strict=False)
    ]


def large_cities() -> list[Any]:
    """Return the cities of the listing, known by their English names."""
    from handbill.places import gazetteer

    places = gazetteer()
    capitals = (place for zone in sorted(zones()) for place in places.named(zone)[:1])
    return list(islice(dict.fromkeys(capitals), CITIES))


def zones() -> set[str]:
    """Return the last parts of zone names, which are cities all over the world."""
    known = zoneinfo.available_timezones()
    return {zone.rpartition("/")[2].replace("_", " ") for zone in known if "/" in zone}


def move(event: Any) -> None:
    """Give an event a new time, as an editor would."""
    from handbill.values import Draft, Finding
    from handbill_site.listing.operations import update

    later = dt.datetime.fromisoformat(event.dtstart) + dt.timedelta(hours=1)
    draft = Draft(dtstart=Finding(later, None, "bench"))
    delivery = event.sightings.get().delivery
    update(event, draft, delivery=delivery, draft_index=EVENTS, by="user:bench", at=NOW)


def files_of(var: Path) -> dict[str, str]:
    """Return path -> digest of the files of the current edition."""
    manifest = json.loads((var / "edition" / "current" / "manifest.json").read_bytes())
    return {path: entry["sha256"] for path, entry in manifest["files"].items()}


if __name__ == "__main__":
    main()
