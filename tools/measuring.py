"""What all benchmarks need: clocks, memory, processes of their own, tables."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


def child(script: Path, part: str) -> dict[str, float]:
    """Return the figures of one part of *script*, measured in a process of its own."""
    answer = subprocess.run([sys.executable, script, part], check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
    return figures


def print_figures(
    parts: Mapping[str, Callable[[], Any]], tables: Callable[[], Iterable[str]], *, one_core: bool = True
) -> None:
    """Print, as JSON, what the first argument names of *parts*; without argument all *tables*.

    A benchmark calls itself so through `child`, for a part that wants a process of its own.
    """
    if len(sys.argv) > 1:
        if one_core:
            keep_to_one_core()
        print(json.dumps(parts[sys.argv[1]]()))
        return
    for made in tables():
        print(made, end="\n\n", flush=True)


def run(*command: str) -> None:
    """Run a command to its end, its output thrown away."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def keep_to_one_core() -> None:
    """Bind this process to one of the cores that it may use."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def timed(act: Callable[[], object]) -> float:
    """Return the seconds that *act* takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def worked(act: Callable[[], object]) -> float:
    """Return the seconds of processor time that *act* takes: others on the machine count for less."""
    began = time.process_time()
    act()
    return time.process_time() - began


def best(act: Callable[[], object], runs: int) -> float:
    """Return the seconds of the fastest of *runs*."""
    return min(timed(act) for _ in range(runs))


def medians(acts: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return the median processor time of each act; they take turns, so that all share one weather."""
    took: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(rounds):
        for name, act in acts.items():
            took[name].append(worked(act))
    return {name: statistics.median(seconds) for name, seconds in took.items()}


def resident() -> float:
    """Return the resident memory of this process in megabytes."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def peak() -> float:
    """Return the most memory in megabytes that this process ever had resident.

    Not `resource.getrusage`, whose maximum a child inherits from the process that started it.
    """
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    (kilobytes,) = (line.split()[1] for line in lines if line.startswith("VmHWM:"))
    return int(kilobytes) * 1024 / 1e6


def table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table as text: the first column to the left, the others to the right."""
    widths = [max(len(row[column]) for row in (heads, *rows)) for column in range(len(heads))]
    lines = ["  ".join(_cells(row, widths)).rstrip() for row in (heads, *rows)]
    return "\n".join([title, "-" * len(title), *lines])


def _cells(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    others = zip(row[1:], widths[1:], strict=True)
    return [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in others)]
