"""Print the benchmark tables.

    python tools/bench.py

Start-up, gazetteer and edition run in processes of their own, so that nothing is warm that would be cold
in use. Times are the best of several runs: the others had to share the machine.
"""

import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import time
import zoneinfo
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples"
KINDS = (".txt", ".html", ".eml", ".ics")
RECEIVED = dt.datetime(2027, 3, 1)  # noqa: DTZ001 - wall time of a sender
NOW = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)
RUNS = 3
STARTS = 3
EVENTS, CITIES = 1000, 200
HANDBILL = (sys.executable, "-c", "from handbill.cli import main; main()")


def main() -> None:
    """Run what the argument names in this process, else everything."""
    own = {"gazetteer": gazetteer_figures, "edition": edition_figures}
    if len(sys.argv) > 1:
        print(json.dumps(own[sys.argv[1]]()))
        return
    for table in (startup_table, reading_table, dates_table, gazetteer_table, edition_table):
        print(table(), end="\n\n", flush=True)


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


def reading_table() -> str:
    """Read every sample, in one process that has the gazetteer open already."""
    read_all(sample_files())
    rows, all_bytes, all_seconds, all_files = [], 0, 0.0, 0
    for suffix, paths in by_suffix(sample_files()).items():
        took, size = best(lambda paths=paths: read_all(paths), RUNS), sum(map(size_of, paths))
        rows.append(reading_row(suffix, len(paths), size, took))
        all_bytes, all_seconds, all_files = all_bytes + size, all_seconds + took, all_files + len(paths)
    rows.append(reading_row("all", all_files, all_bytes, all_seconds))
    return table("Reading samples/", ["kind", "files", "kB", "ms a file", "files/s", "kB/s"], rows)


def reading_row(kind: str, files: int, size: int, took: float) -> list[str]:
    """Return one line of the table of reading."""
    rates = (f"{1000 * took / files:.1f}", f"{files / took:.0f}", f"{size / 1000 / took:.0f}")
    return [kind, str(files), f"{size / 1000:.0f}", *rates]


def read_all(paths: Iterable[Path]) -> None:
    """Open and read each file."""
    from handbill.formats import open_announcement
    from handbill.reading import read

    for path in paths:
        read(open_announcement(path.read_bytes(), file_name=path.name, received=RECEIVED))


def dates_table() -> str:
    """Find every date expression in the texts of the samples."""
    from handbill.formats import open_announcement
    from handbill.languages import detect, words_for
    from handbill.reading.moments import find_moments

    texts = [
        open_announcement(path.read_bytes(), file_name=path.name, received=RECEIVED).text
        for path in sample_files()
    ]
    known = [(text, words_for(detect(text) or "en")) for text in texts]

    def find_all() -> int:
        return sum(len(find_moments(text, words, received=RECEIVED)) for text, words in known)

    found, characters = find_all(), sum(map(len, texts))
    took = best(find_all, RUNS)
    row = [f"{characters:,}", str(found), f"{characters / 1000 / took:.0f}", f"{found / took:.0f}"]
    return table("Dates", ["characters", "expressions", "thousand characters/s", "expressions/s"], [row])


def gazetteer_table() -> str:
    """Open the gazetteer in a fresh process."""
    figures = child("gazetteer")
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
    figures = child("edition")
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


def sample_files() -> list[Path]:
    """Return the announcements among the samples."""
    return sorted(path for path in SAMPLES.iterdir() if path.suffix in KINDS)


def by_suffix(paths: Iterable[Path]) -> dict[str, list[Path]]:
    """Return *paths* under their suffix, in the order of `KINDS`."""
    found: dict[str, list[Path]] = defaultdict(list)
    for path in paths:
        found[path.suffix].append(path)
    return {suffix: found[suffix] for suffix in KINDS if found[suffix]}


def size_of(path: Path) -> int:
    """Return bytes."""
    return path.stat().st_size


def resident() -> float:
    """Return the resident memory of this process in megabytes."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def child(part: str) -> dict[str, float]:
    """Return the figures of one part, measured in a process of its own."""
    answer = subprocess.run([sys.executable, __file__, part], check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
    return figures


def run(*command: str) -> None:
    """Run a command to its end, its output thrown away."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def timed(act: Callable[[], object]) -> float:
    """Return the seconds that *act* takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def best(act: Callable[[], object], runs: int) -> float:
    """Return the seconds of the fastest of *runs*."""
    return min(timed(act) for _ in range(runs))


def table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table as text: the first column to the left, the others to the right."""
    widths = [max(len(row[column]) for row in (heads, *rows)) for column in range(len(heads))]
    lines = ["  ".join(_cells(row, widths)).rstrip() for row in (heads, *rows)]
    return "\n".join([title, "-" * len(title), *lines])


def _cells(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    others = zip(row[1:], widths[1:], strict=True)
    return [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in others)]


if __name__ == "__main__":
    main()
