"""Benchmark of flyers: how long five drawn ones take to open, and how many of their words are made out.

Part of tools/bench.py; alone: `python tools/bench_flyers.py`. The flyers are those of the tests.
"""

import datetime as dt
import statistics
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from measuring import ROOT, child, print_figures, table, timed

RUNS = 3
RECEIVED = "2027-04-01T12:00:00"
NAMES = {
    "lanterns": "English, dark on white, PNG",
    "repairs": "German, lying on its side, JPEG",
    "kites": "French, light on dark, WebP",
    "books": "Russian, photographed askew, grain, JPEG",
    "chairs": "Spanish, 560 × 620, GIF",
}


def tables() -> Iterator[str]:
    """Yield the table of flyers."""
    figures = child(Path(__file__), "flyers")
    rows = [
        [
            told,
            f"{figures[f'{name} bytes'] / 1000:.0f} kB",
            f"{figures[f'{name} seconds']:.2f}",
            f"{figures[f'{name} right']:.0f} of {figures[f'{name} words']:.0f}",
        ]
        for name, told in NAMES.items()
    ]
    rows.append(["most memory of the process", f"{figures['peak']:.0f} MB", "", ""])
    yield table("Flyers, on one core", ["flyer", "size", "s to open", "words right"], rows)


def flyers_figures() -> dict[str, float]:
    """Open each flyer some times; the first of all warms up."""
    sys.path.insert(0, str(ROOT))
    from tests.library.formats import flyers

    from handbill.formats import open_announcement

    figures: dict[str, float] = {}
    received = dt.datetime.fromisoformat(RECEIVED)
    open_announcement(flyers.lanterns().raw, received=received)
    for name in NAMES:
        flyer = getattr(flyers, name)()
        opened = open_announcement(flyer.raw, received=received)
        drawn = Counter(word for line, _ in flyer.lines for word in line.split())
        figures[f"{name} bytes"] = len(flyer.raw)
        figures[f"{name} words"] = drawn.total()
        figures[f"{name} right"] = (drawn & Counter(opened.text.split())).total()
        figures[f"{name} seconds"] = statistics.median(
            timed(lambda raw=flyer.raw: open_announcement(raw, received=received)) for _ in range(RUNS)
        )
    figures["peak"] = peak_megabytes()
    return figures


def peak_megabytes() -> float:
    """Return the most memory that this process has had."""
    status = Path("/proc/self/status").read_text()
    [line] = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1000


if __name__ == "__main__":
    print_figures({"flyers": flyers_figures}, tables)
