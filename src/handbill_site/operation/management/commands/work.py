"""`manage.py work`: takes what was kept through all stages, again and again, or once."""

import datetime as dt
import logging
import os
import signal
import sys
import threading
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from handbill_site.flow import Counts, run_once
from handbill_site.intake.child import Reader
from handbill_site.intake.operations import recover_orphans
from handbill_site.listing.zonerules import follow_zone_rules
from handbill_site.retention.operations import retain_daily

POLL_SECONDS = 1.0
FAULT_SECONDS = 10.0
"""Pause after a pass that failed as a whole, so that the log stays readable."""
SWEEP_SECONDS = 300.0
SHORT_PERCENT = 10
WORDS = ("fetched", "waiting", "read", "tray", "drafts", "published", "updated", "known", "cases")

log = logging.getLogger("handbill.work")


class Command(BaseCommand):
    help = (
        "Fetch, read, match and publish what was taken in. Without --once it looks every second for more "
        "and ends within 10 seconds of SIGTERM or SIGINT; whatever it was at is found again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="one pass, then a table of what it did")

    def handle(self, *_: Any, once: bool, **__: Any) -> None:
        if once:
            self._once()
        else:
            self._until_told()

    def _once(self) -> None:
        began = time.perf_counter()
        orphans = recover_orphans(now=timezone.now())
        follow_zone_rules(now=timezone.now())
        counts = run_once(now=timezone.now(), progress=_progress if sys.stderr.isatty() else None)
        if orphans:
            self.stdout.write(f"{'recovered':12}{orphans:>8}")
        self.stdout.write(table_of(counts, time.perf_counter() - began))

    def _until_told(self) -> None:
        told = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: _end(told))
        try:
            recover_orphans(now=timezone.now())
            follow_zone_rules(now=timezone.now())
            _retain()
            with Reader() as reader:
                _loop(reader, told)
        except _Told:
            log.info("ended in the middle of a pass; it will be repeated")


class _Told(BaseException):
    """Ends a pass in the middle, past every handler of errors: the transaction at hand is rolled back."""


def _end(told: threading.Event) -> None:
    """On the first signal; later ones change nothing."""
    if not told.is_set():
        told.set()
        raise _Told


def warn_of_full_disk() -> None:
    """Say so in the log while less than a tenth of the disk is free: there is time left to make room."""
    status = os.statvfs(settings.VAR)
    if 100 * status.f_bavail < SHORT_PERCENT * status.f_blocks:
        log.warning("%d %% of the disk is free: make room", 100 * status.f_bavail // status.f_blocks)


def _loop(reader: Reader, told: threading.Event) -> None:
    swept = time.monotonic()
    warn_of_full_disk()
    while not told.is_set():
        close_old_connections()
        went_well = _pass(reader)
        if time.monotonic() - swept > SWEEP_SECONDS:
            recover_orphans(now=timezone.now(), newest_days=2)
            _retain()
            warn_of_full_disk()
            swept = time.monotonic()
        told.wait(POLL_SECONDS if went_well else FAULT_SECONDS)


def _retain() -> None:
    """Let go what is due, once a day. A fault is logged, and tried again with the next sweep."""
    try:
        retain_daily(now=timezone.now())
    except Exception:  # as with a pass
        log.exception("retention failed")


def _pass(reader: Reader) -> bool:
    """One pass; tell whether it went well. A fault (disk full, database away) is logged and tried again."""
    try:
        counts = run_once(now=timezone.now(), reader=reader)
    except Exception:  # the worker outlives what a pass runs into
        log.exception("a pass failed")
        return False
    if any(number for word, number in counts.by.items() if word != "waiting"):
        log.info("%s", ", ".join(f"{number} {word}" for word, number in counts.by.items() if number))
    return True


def _progress(stage: str, done: int, of: int) -> None:
    end = "\n" if done == of else ""
    print(f"\r{stage} {done}/{of}", end=end, file=sys.stderr, flush=True)  # noqa: T201 - a terminal's progress


def table_of(counts: Counts, seconds: float) -> str:
    """Return the counts and times as lines for a person."""
    lines = [f"{word:12}{counts.by[word]:>8}" for word in WORDS]
    stages = ", ".join(f"{stage} {spent:.1f} s" for stage, spent in counts.seconds.items())
    elapsed = dt.timedelta(seconds=round(seconds))
    return "\n".join([*lines, f"{'edition':12}{counts.edition:>8}", f"time        {elapsed} ({stages})"])
