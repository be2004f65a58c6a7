"""Feed spoilt announcements to the reader and print what breaks or dawdles.

    python tools/mutate.py [--count 200] [--seed 1] [--only .html] [--open] [--keep FOLDER] [FOLDER ...]

Every file of the folders (samples/ by default) is spoilt in many ways, as often for each format. All runs of
one seed are alike. A document may take 2 s of processor time and 1 s for each of its megabytes. With --keep
the documents that broke or dawdled are written out, each made as small as it still breaks.
"""

import argparse
import datetime as dt
import io
import random
import signal
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from handbill.errors import UnreadableFile
from handbill.formats import open_announcement
from handbill.reading import read

ROOT = Path(__file__).parents[1]
SUFFIXES = (
    ".csv", ".docx", ".eml", ".html", ".ics", ".json", ".md", ".odt", ".pdf", ".tsv", ".txt", ".xlsx",
)  # fmt: skip
PACKED = {".docx", ".odt", ".xlsx"}
RECEIVED = dt.datetime(2027, 3, 1)  # noqa: DTZ001 - wall time of a sender
MEGABYTE = 1_000_000
CHARSETS = (
    "utf-16", "utf-8-sig", "cp1252", "cp1251", "shift_jis", "gb18030", "iso2022_jp", "koi8_r", "utf-32",
)  # fmt: skip
PARTS = (
    b"\0", b"\xff\xfe", b"\x1b$B", "\u202e\u200d\u0301".encode(), b"&#x1F4A9;&nbsp;&lt;", b"]]>", b"-->",
    b"\"\"\"'", b"=?utf-8?B?/w==?=", b"99999999999999999999", b"-1", b"2027-02-30T25:61", b"31.02.2027",
    b"00:00-24:00", b"0000-00-00", b"RRULE:FREQ=DAILY;INTERVAL=0", b"\r\n\r\n", b"\r", b"|" * 300,
    b"\t" * 300,
    b"<table><tr><td>", b"BEGIN:VEVENT\r\n", b"\n--b\n", b"Content-Type: multipart/mixed; boundary=b\n\n",
    "١٢ مارس ٢٠٢٧".encode(), "令和九年三月三日".encode(), b"every 2nd Friday until 2 January 9999",
    b"https://a.example/" + b"(" * 300,
)  # fmt: skip
NESTS = (
    b"<div>", b"<ul><li>", b"[", b'{"@type":"Event","subEvent":', b"> ", b"((", b"BEGIN:X\r\n",
    b"<p class=vevent>", b"**[", b"<<", b"<table><td>", b'"@graph":[',
)  # fmt: skip

Mutation = Callable[[bytes, random.Random, int], bytes]


def cut(raw: bytes, chance: random.Random, _: int) -> bytes:
    """Lose the end, the beginning or the middle."""
    a, b = sorted(chance.choices(range(len(raw) + 1), k=2))
    return chance.choice((raw[:b], raw[a:], raw[:a] + raw[b:]))


def shuffled(raw: bytes, chance: random.Random, _: int) -> bytes:
    """Put the lines in any order, or lose and double some."""
    lines = raw.splitlines(keepends=True) or [raw]
    if chance.random() < 0.5:
        chance.shuffle(lines)
        return b"".join(lines)
    return b"".join(line * chance.choice((0, 1, 1, 1, 2)) for line in lines)


def recoded(raw: bytes, chance: random.Random, _: int) -> bytes:
    """Write it in another charset than it says."""
    return raw.decode("utf-8", "replace").encode(chance.choice(CHARSETS), "replace")


def long_line(raw: bytes, chance: random.Random, size: int) -> bytes:
    """Add a line of *size* bytes: one word, many words, or the text itself without line ends."""
    place = chance.randrange(len(raw) + 1)
    flat = raw.replace(b"\r", b" ").replace(b"\n", b" ") or b"x"
    filling = chance.choice((b"x", b"word ", b"12.5. ", b"a@b.c,", "é".encode(), flat))
    return raw[:place] + (filling * (size // len(filling) + 1))[:size] + raw[place:]


def nested(raw: bytes, chance: random.Random, size: int) -> bytes:
    """Open the same thing again and again somewhere."""
    place = chance.randrange(len(raw) + 1)
    nest = chance.choice(NESTS)
    return raw[:place] + nest * (size // 10 // len(nest)) + raw[place:]


def flipped(raw: bytes, chance: random.Random, _: int) -> bytes:
    """Turn some bits."""
    spoilt = bytearray(raw or b"x")
    for _each in range(chance.choice((1, 3, 10, 100, 1_000))):
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def spiked(raw: bytes, chance: random.Random, _: int) -> bytes:
    """Set hostile pieces in some places."""
    for _each in range(chance.choice((1, 3, 20))):
        place = chance.randrange(len(raw) + 1)
        raw = raw[:place] + chance.choice(PARTS) + raw[place:]
    return raw


def renumbered(raw: bytes, chance: random.Random, _: int) -> bytes:
    """Replace figures by others."""
    return bytes(
        chance.choice(b"0123456789") if 48 <= byte <= 57 and chance.random() < 0.3 else byte for byte in raw
    )


def repeated(raw: bytes, chance: random.Random, size: int) -> bytes:
    """Say a piece of it over and over, up to *size* bytes."""
    start = chance.randrange(len(raw) + 1)
    piece = raw[start : start + chance.choice((3, 40, 400, 4_000))] or b"x"
    return raw[:start] + piece * (size // 4 // len(piece) + 1) + raw[start:]


MUTATIONS: tuple[Mutation, ...] = (
    cut, shuffled, recoded, long_line, nested, flipped, flipped, spiked, spiked, renumbered, repeated,
)  # fmt: skip


@dataclass(slots=True)
class Tally:
    """What became of the documents of one format."""

    outcomes: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    slowest_name: str = ""


_watched: list[str] = []
"""The document that is read just now: an alarm that comes later is none."""


class TooSlow(BaseException):
    """The time of a document is over. (No Exception: a reader that catches those must not catch this.)"""


def main() -> None:
    """Spoil, read, print."""
    arguments = _arguments()
    signal.signal(signal.SIGVTALRM, _too_slow)
    tallies: dict[str, Tally] = {}
    for name, raw in documents(arguments.folders, count=arguments.count, seed=arguments.seed):
        suffix = Path(name.split("#")[0]).suffix
        if arguments.only and suffix != arguments.only:
            continue
        tally = tallies.setdefault(suffix, Tally())
        outcome, took = outcome_of(raw, name, reading=not arguments.open)
        tally.outcomes["read" if not outcome else outcome.partition(":")[0]] += 1
        if took > tally.slowest:
            tally.slowest, tally.slowest_name = took, name
        if outcome and not outcome.startswith("refused"):
            print(f"{name}  {outcome}", flush=True)
            if arguments.keep:
                keep(arguments.keep, name, raw, outcome)
    print(table(tallies))
    sys.exit(any(tally.outcomes["broke"] or tally.outcomes["slow"] for tally in tallies.values()))


def documents(
    folders: list[Path], *, count: int, seed: int, size: int = MEGABYTE
) -> Iterator[tuple[str, bytes]]:
    """Yield *count* spoilt documents of each format, with a name that tells how each was made.

    Args:
        size: Bytes of the longest line that is added.
    """
    for suffix in SUFFIXES:
        files = [path for folder in folders for path in sorted(folder.glob(f"*{suffix}"))]
        for number in range(count if files else 0):
            chance = random.Random(f"{seed} {suffix} {number}")
            path = files[number % len(files)]
            chosen = chance.choices(MUTATIONS, k=chance.choice((1, 1, 2, 3)))
            raw = path.read_bytes()
            spoilt = raw
            if suffix in PACKED and chance.random() < 0.8:
                spoilt = spoilt_inside(raw, chosen, chance, size)
            else:
                for mutation in chosen:
                    spoilt = mutation(spoilt, chance, size)
            yield f"{path.name}#{number}:{'+'.join(each.__name__ for each in chosen)}", spoilt


def spoilt_inside(packed: bytes, chosen: list[Mutation], chance: random.Random, size: int) -> bytes:
    """Return the archive *packed* with one of its parts spoilt: a spoilt archive is only refused."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(parts))
    for mutation in chosen:
        parts[name] = mutation(parts[name], chance, size)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, raw in parts.items():
            is_mark = each == "mimetype"  # of OpenDocument, never compressed (ISO 26300-2, 3.3)
            archive.writestr(each, raw, zipfile.ZIP_STORED if is_mark else None)
    return out.getvalue()


def outcome_of(raw: bytes, name: str, *, reading: bool = True) -> tuple[str, float]:
    """Return what became of one document ("" when it was read) and the seconds of processor time it took."""
    limit = 2 + len(raw) / MEGABYTE
    started = time.process_time()
    _watched.append(name)
    signal.setitimer(signal.ITIMER_VIRTUAL, limit)
    try:
        try:
            outcome = tried(raw, name, reading=reading)
        finally:
            _watched.clear()  # the time may be over just here
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    except TooSlow:
        outcome = "slow: " + _where(sys.exc_info()[2])
    return outcome, time.process_time() - started


def tried(raw: bytes, name: str, *, reading: bool = True) -> str:
    """Open one document and read it, or only open it; return "" or what stopped it."""
    file_name = name.split("#")[0]
    try:
        found = open_announcement(
            raw, file_name=file_name, received=RECEIVED, home="GB", url="https://a.example/b"
        )
        if reading:
            read(found)
    except UnreadableFile as error:
        return f"refused: {error}"
    except Exception as error:  # noqa: BLE001 - to find it is what this is for
        return f"broke: {type(error).__name__}: {error} {_where(error.__traceback__)}"
    return ""


def keep(folder: Path, name: str, raw: bytes, outcome: str) -> None:
    """Write a document to *folder*, made smaller as long as it breaks in the same way."""
    folder.mkdir(parents=True, exist_ok=True)
    kind = outcome.split(":")[:2]
    small = smallest(raw, lambda part: outcome_of(part, name)[0].split(":")[:2] == kind)
    (folder / name.replace("#", "-").replace(":", "-")).with_suffix(
        Path(name.split("#")[0]).suffix
    ).write_bytes(small)


def smallest(raw: bytes, breaks: Callable[[bytes], bool], *, tries: int = 60) -> bytes:
    """Return a part of *raw* that still breaks, found by leaving out ever smaller pieces."""
    step = len(raw) // 2
    while step and tries > 0:
        place = 0
        while place < len(raw) and tries > 0:
            part, tries = raw[:place] + raw[place + step :], tries - 1
            if breaks(part):
                raw = part
            else:
                place += step
        step //= 2
    return raw


def table(tallies: dict[str, Tally]) -> str:
    """Return the tallies, a row for each format."""
    lines = [
        "| format | read | refused | broke | slow | slowest (s) | which |",
        "| --- | --: | --: | --: | --: | --: | --- |",
    ]
    for suffix, tally in tallies.items():
        counts = " | ".join(str(tally.outcomes[each]) for each in ("read", "refused", "broke", "slow"))
        lines.append(f"| {suffix} | {counts} | {tally.slowest:.2f} | {tally.slowest_name} |")
    return "\n".join(lines)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, default=[ROOT / "samples"])
    parser.add_argument("--count", type=int, default=200, help="documents of each format")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", metavar="SUFFIX", help="one format, such as .html")
    parser.add_argument("--open", action="store_true", help="only open, do not read")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="write out what broke, made small")
    return parser.parse_args()


def _too_slow(_: int, __: FrameType | None) -> None:
    if _watched:
        raise TooSlow


def _where(trace: object) -> str:
    """Return the last line of our own code in *trace*."""
    place = ""
    while trace is not None:
        frame = trace.tb_frame  # type: ignore[attr-defined]
        if "handbill" in frame.f_code.co_filename:
            place = f"{Path(frame.f_code.co_filename).name}:{trace.tb_lineno}"  # type: ignore[attr-defined]
        trace = trace.tb_next  # type: ignore[attr-defined]
    return f"at {place}"


if __name__ == "__main__":
    main()
