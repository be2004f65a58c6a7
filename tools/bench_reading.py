"""Measure reading: speed by kind of file, beside others that find dates, growth with length, memory.

    python tools/bench_reading.py

Called by tools/bench.py. Each table is made in a process of its own that keeps to one core.
"""

import datetime as dt
import re
import statistics
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from measuring import ROOT, child, medians, peak, print_figures, table, worked

SAMPLES = ROOT / "samples"
KINDS = (".txt", ".html", ".eml", ".ics")
RECEIVED = dt.datetime(2027, 3, 1)  # noqa: DTZ001 - wall time of a sender
ROUNDS = 5
SIZES = {"10 kB": 10_000, "100 kB": 100_000, "1 MB": 1_000_000, "10 MB": 10_000_000}
PART = 10_000
"""Characters that are opened as one announcement; longer ones are joined from such parts."""
MONTHS = [dt.date(2027, number, 1).strftime("%B") for number in range(1, 13)]
_FORMER = re.compile(r"^.*\b(?:1[89]\d\d|20[01]\d|202[0-6])\b.*\n?", re.MULTILINE)
_MONTH = f"({'|'.join(MONTHS)})"
_DAY = re.compile(rf"{_MONTH} (\d\d?)\b|\b(\d\d?)((?:st|nd|rd|th)?(?: of)?) {_MONTH}")


def main() -> None:
    """Measure what the argument names in this process, else print everything."""
    print_figures(
        {
            "kinds": kinds_figures,
            "others": others_figures,
            "growth": growth_figures,
            "memory": memory_figures,
        },
        tables,
    )


def tables() -> Iterator[str]:
    """Yield the tables of reading."""
    yield kinds_table()
    yield others_table()
    yield growth_table()
    yield memory_table()


def kinds_table() -> str:
    """Open and read every sample, gazetteer and words loaded."""
    rows = [
        [kind, f"{f['files']}", f"{f['size'] / 1000:.0f}", *_rates(f["files"], f["size"], f["took"])]
        for kind, f in _figures("kinds").items()
    ]
    return table(
        "Opening and reading samples/", ["kind", "files", "kB", "ms a file", "files/s", "kB/s"], rows
    )


def _rates(files: int, size: int, took: float) -> tuple[str, str, str]:
    return f"{1000 * took / files:.1f}", f"{files / took:.0f}", f"{size / 1000 / took:.0f}"


def kinds_figures() -> dict[str, dict[str, float]]:
    """Return files, bytes and seconds of each kind of file, and of all."""
    paths: dict[str, list[Path]] = defaultdict(list)
    for path in sample_files():
        paths[path.suffix].append(path)
    paths = {kind: paths[kind] for kind in KINDS if paths[kind]}
    open_and_read(sample_files())
    took = medians({kind: lambda own=own: open_and_read(own) for kind, own in paths.items()}, ROUNDS)
    sizes = {kind: sum(path.stat().st_size for path in own) for kind, own in paths.items()}
    figures = {kind: {"files": len(paths[kind]), "size": sizes[kind], "took": took[kind]} for kind in paths}
    whole = {key: sum(one[key] for one in figures.values()) for key in ("files", "size", "took")}
    return figures | {"all": whole}


def others_table() -> str:
    """All our fields beside dates alone, ours and those of others, on the same texts in turn."""
    figures = _figures("others")
    ours = figures["handbill, all fields"]["took"]
    rows = [
        [
            name,
            f"{f['found']:.0f}",
            f"{1000 * f['took']:.0f}",
            f"{f['size'] / 1000 / f['took']:.1f}",
            f"{f['took'] / ours:.1f}",
        ]
        for name, f in figures.items()
    ]
    heads = ["what", "found", "ms", "kB of text/s", "times our time"]
    return table("The texts of samples/, one core", heads, rows)


def others_figures() -> dict[str, dict[str, float]]:
    """Return bytes of text, seconds, and how many events or dates were found."""
    opened = [open_sample(path) for path in sample_files()]
    acts = {
        "handbill, all fields": lambda: sum(map(_events_in, opened)),
        "handbill, dates only": lambda: sum(map(_our_dates, opened)),
        "dateparser.search, dates only": lambda: sum(map(_dateparser_dates, opened)),
        "the same, told the language": lambda: sum(map(_dateparser_dates_told, opened)),
        "datefinder, dates only": lambda: sum(map(_datefinder_dates, opened)),
    }
    found = {name: act() for name, act in acts.items()}  # and everything is loaded
    size = sum(len(announcement.text.encode()) for announcement in opened)
    took = medians(acts, ROUNDS)
    return {name: {"found": found[name], "size": size, "took": took[name]} for name in acts}


def _events_in(announcement: Any) -> int:
    from handbill.reading import read

    return len(read(announcement).drafts)


def _our_dates(announcement: Any) -> int:
    from handbill.languages import detect, words_for
    from handbill.reading.moments import find_moments

    text = announcement.text
    return len(find_moments(text, words_for(detect(text) or "en"), received=RECEIVED))


def _dateparser_dates(announcement: Any) -> int:
    from dateparser.search import search_dates

    return len(search_dates(announcement.text, settings={"RELATIVE_BASE": RECEIVED}) or ())


def _dateparser_dates_told(announcement: Any) -> int:
    """The language is the one that we find, where it knows that; to guess it takes longer."""
    from dateparser.data.languages_info import language_order
    from dateparser.search import search_dates

    from handbill.languages import detect

    language = detect(announcement.text)
    known = [language] if language in language_order else None
    return len(search_dates(announcement.text, known, {"RELATIVE_BASE": RECEIVED}) or ())


def _datefinder_dates(announcement: Any) -> int:
    import datefinder

    return len(list(datefinder.find_dates(announcement.text, base_date=RECEIVED)))


def growth_table() -> str:
    """One announcement of growing length, joined from the English samples with shifted days.

    Of thousands of dates only the first are read; the columns from "all lines" on lift that limit.
    """
    figures = _figures("growth")
    first = next(iter(figures.values()))
    base = first["whole"] / first["size"]
    rows = [
        [
            name,
            f"{f['drafts']:.0f}",
            f"{f['took']:.2f}",
            f"{f['whole']:.2f}",
            f"{1e6 * f['whole'] / f['size']:.2f}",
            f"{f['whole'] / f['size'] / base:.2f}",
        ]
        for name, f in figures.items()
    ]
    heads = ["length", "drafts", "s", "s, all lines", "ms a kB", "of 10 kB"]
    return table("Reading one announcement of growing length", heads, rows)


def growth_figures() -> dict[str, dict[str, float]]:
    """Return characters, seconds and drafts for each length; the longest is read once, others thrice."""
    from handbill.reading import read, segments

    texts = english_samples()
    read(joined(texts, PART))
    figures = {}
    for name, length in SIZES.items():
        announcement = joined(texts, length)
        found: list[int] = []
        act: Callable[[], object] = lambda: found.append(len(read(announcement).drafts))  # noqa: B023, E731
        rounds, most = 3 if length <= 1_000_000 else 1, segments.MOST_TIMED
        took = statistics.median(worked(act) for _ in range(rounds))
        segments.MOST_TIMED = sys.maxsize
        whole = statistics.median(worked(act) for _ in range(rounds))
        segments.MOST_TIMED = most
        size = len(announcement.text)
        figures[name] = {"size": size, "took": took, "whole": whole, "drafts": found[0]}
    return figures


def memory_table() -> str:
    """The peak of a fresh process that reads the samples, then one announcement of a megabyte."""
    figures = _figures("memory")
    rows = [[what, f"{f['peak']:.0f}"] for what, f in figures.items()]
    return table("Peak memory of a reader (to stay under 300 MB)", ["after", "MB"], rows)


def memory_figures() -> dict[str, dict[str, float]]:
    """Return the peak in megabytes after each."""
    from handbill.reading import read

    open_and_read(sample_files())
    figures = {"all samples": {"peak": peak()}}
    read(joined(english_samples(), 1_000_000))
    return figures | {"one of 1 MB": {"peak": peak()}}


def joined(texts: list[str], size: int) -> Any:
    """Return one announcement of at least *size* characters.

    Formats read a million characters of a file at most; so parts are opened one by one, and joined.
    """
    parts, length = [], 0
    for number in count():
        raw = _part_of(texts, number, min(PART, size)).encode()
        part = open_text(raw)
        parts.append(_moved(part, length, 1_000 * number))
        length += len(part.text) + 2
        if length >= size:
            break
    text = "\n\n".join(part.text for part in parts)
    blocks = tuple(block for part in parts for block in part.blocks)
    return replace(parts[0], text=text, blocks=blocks, links=())


def _part_of(texts: list[str], number: int, size: int) -> str:
    """Return some *size* characters of samples in turn, no round like another."""
    written: list[str] = []
    for turn in count(number * 100):
        written.append(_shifted(texts[turn % len(texts)], turn))
        if sum(map(len, written)) >= size:
            return "\n\n".join(written)
    raise AssertionError


def _shifted(text: str, by: int) -> str:
    """Return *text* with its days moved on, and after 28 times its months."""

    def later(found: re.Match[str]) -> str:
        day = (int(found[2] or found[3]) + by - 1) % 28 + 1
        month = MONTHS[(MONTHS.index(found[1] or found[5]) + by // 28) % 12]
        return f"{month} {day}" if found[1] else f"{day}{found[4]} {month}"

    return _DAY.sub(later, text)


def _moved(part: Any, by: int, groups: int) -> Any:
    """Return *part* as it stands *by* characters further on."""
    blocks = tuple(
        replace(
            block,
            span=block.span.shifted(by),
            group=block.group + groups if block.group else 0,
            cells=tuple(replace(cell, span=cell.span.shifted(by)) for cell in block.cells),
        )
        for block in part.blocks
    )
    return replace(part, blocks=blocks)


def english_samples() -> list[str]:
    """Return the texts of the samples that are plain and English, without lines that tell of former years.

    Those would date what follows them in one long announcement, as they should within one sample.
    """
    from handbill.languages import detect

    texts = [path.read_text("utf-8") for path in sample_files() if path.suffix == ".txt"]
    return [_FORMER.sub("", text) for text in texts if detect(text) == "en"]


def open_and_read(paths: Iterable[Path]) -> None:
    """Open and read each file."""
    from handbill.reading import read

    for path in paths:
        read(open_sample(path))


def open_sample(path: Path) -> Any:
    """Return what is inside a sample."""
    from handbill.formats import open_announcement

    return open_announcement(path.read_bytes(), file_name=path.name, received=RECEIVED)


def open_text(raw: bytes) -> Any:
    """Return a plain text as an announcement."""
    from handbill.formats import open_announcement

    return open_announcement(raw, media_type="text/plain", received=RECEIVED)


def sample_files() -> list[Path]:
    """Return the announcements among the samples."""
    return sorted(path for path in SAMPLES.iterdir() if path.suffix in KINDS)


def _figures(part: str) -> dict[str, dict[str, float]]:
    figures: Any = child(Path(__file__), part)
    return dict(figures)


if __name__ == "__main__":
    main()
