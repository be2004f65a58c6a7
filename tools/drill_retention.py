"""Ninety days go by: what senders sent is gone 30 days after each event, and its bytes with it.

    python -m tools.drill_retention [--deliveries 120] [--days 90]

A site of its own takes in deliveries by every channel for events over the next weeks; an editor lists most,
declines some and leaves a few. Then its worker's daily run comes once a day, with the clock a day on each
time. After each run no row that is past due may hold a contact, sender or text, by the plan of the drill and
not by the code under test. At the end the site is ended without closing anything, and what the database held
of those rows, still sealed, is searched in every byte of its folder; that of rows that wait must be found.
"""

import argparse
import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tools.drill_seize import KINDS, files_of

NOW = dt.datetime(2027, 4, 20, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
KEPT = 30
COLUMNS = ("contact", "sender", "subject", "external_id", "file_name", "identity", "sha256")
WORDS = ("text", "beginning", "value")


def main() -> int:
    """Run the drill; print its figures; 1 when anything past due is left, or nothing went."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--deliveries", type=int, default=120)
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--site", type=Path, help="(the drill's own) the folder of the site to live in")
    said = parser.parse_args()
    if said.site:
        live(said.site, said.deliveries, said.days)
    told = figures(said.deliveries, said.days)
    print(f"{said.deliveries} deliveries by {len(KINDS)} channels, {said.days} daily runs")
    print(f"  went: {told['gone']}; wait in open cases: {told['waiting']}; runs refused: {told['refused']}")
    print(f"  rows past due with a contact, sender or text after a run: {told['late']}")
    print(f"  files of the spool: {told['files']} for {told['held']} deliveries that are held")
    print(f"  sealed values of rows that went, found in the folder: {told['found']} of {told['values']}")
    print(f"  of rows that wait, which the search must find: {told['control']} of {told['controls']}")
    return 0 if holds(told) else 1


def holds(told: dict[str, int]) -> bool:
    """Tell whether all went that had to, and nothing else."""
    return (
        told["late"] == told["found"] == told["refused"] == 0
        and told["files"] == told["held"] == told["waiting"] > 0
        and told["gone"] > 0
        and told["control"] == told["controls"] > 0
    )


def figures(deliveries: int, days: int) -> dict[str, int]:
    """Let a site live in a process of its own; return the figures by word."""
    with tempfile.TemporaryDirectory(prefix="handbill-retention-") as folder:
        sizes = ["--deliveries", str(deliveries), "--days", str(days)]
        ended = subprocess.run(
            [sys.executable, "-m", "tools.drill_retention", "--site", folder, *sizes],
            env={key: value for key, value in os.environ.items() if not key.startswith("HANDBILL_")},
            check=True,
            stdout=subprocess.PIPE,
            timeout=280,
        )
        told = json.loads(ended.stdout)
        held = b"\n".join(path.read_bytes() for path in files_of(Path(folder)))
    gone, waiting = told.pop("gone_values"), told.pop("waiting_values")
    told |= {"values": len(gone), "found": sum(each.encode() in held for each in gone)}
    return told | {"controls": len(waiting), "control": sum(each.encode() in held for each in waiting)}


def live(var: Path, deliveries: int, days: int) -> None:
    """Be the site: take in, decide, let the days go by, print what was held, and end at once."""
    os.environ.update(
        HANDBILL_VAR=str(var), DJANGO_SETTINGS_MODULE="handbill_site.settings", HANDBILL_OBSERVANCES="labour"
    )
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    over = _take_in(deliveries)
    _decide(over)
    before = _stored()
    print(json.dumps(_days_go_by(over, days) | _split(before)), flush=True)
    os._exit(0)


def _take_in(deliveries: int) -> dict[str, dt.date]:
    """Take in and read; return of each delivery the day of its event, by uid."""
    from handbill_site.flow import run_once
    from handbill_site.intake.channels import BY_KIND
    from handbill_site.intake.incoming import Incoming
    from handbill_site.intake.models import Source

    over = {}
    for number in range(deliveries):
        day = NOW.date() + (1 + number % 45) * DAY
        text = f"Evening of lanterns no. {number}\n\n{day:%A} {day.day} {day:%B} 2027, 8 pm, Lisbon\n"
        incoming = Incoming(
            text.encode(),
            "text/plain",
            sender=f"sender{number}@lamp.example",
            external_id=f"<{number}@lamp.example>",
            contact=f"contact{number}@lamp.example",
            subject=f"Lanterns {number}",
            file_name=f"lanterns-{number}.txt",
        )
        kept = BY_KIND[Source.Kind(KINDS[number % len(KINDS)])].keep(incoming, now=NOW)
        over[kept.delivery.uid] = day
    run_once(now=NOW)
    return over


def _decide(over: dict[str, dt.date]) -> None:
    """List most cases, decline every seventh (which is over when it came), leave every twentieth."""
    from handbill_site.desk.models import Case
    from handbill_site.desk.operations import publish_case, reject_case
    from handbill_site.desk.values import draft_of

    for number, case in enumerate(Case.objects.order_by("pk")):
        uid = case.reading.announcement.delivery.uid
        common: dict[str, Any] = {"version": case.version, "by": "user:ana", "at": NOW}
        if number % 20 == 0:
            over[uid] = dt.date.max
        elif number % 7 == 0:
            reject_case(case, reason="scope", **common)
            over[uid] = NOW.date()
        else:
            publish_case(case, draft_of(case), fields={}, pinned=(), calls=(), **common)


def _days_go_by(over: dict[str, dt.date], days: int) -> dict[str, int]:
    from django.conf import settings

    from handbill_site.desk.models import Case
    from handbill_site.intake import spool
    from handbill_site.intake.models import Delivery
    from handbill_site.ledger.models import Entry
    from handbill_site.retention.operations import retain_daily

    late = 0
    for number in range(days + 1):
        now = NOW + number * DAY
        retain_daily(now=now)
        late += sum(_holds_something(uid) for uid, day in over.items() if _is_past_due(day, now.date()))
    return {
        "late": late,
        "gone": Delivery.objects.exclude(forgotten=None).count(),
        "held": Delivery.objects.filter(forgotten=None).count(),
        "waiting": Case.objects.filter(state="open").count(),
        "refused": Entry.objects.filter(verb="retention.refused").count(),
        "files": sum(len(list(folder.iterdir())) for folder in spool.days(settings.SPOOL)),
    }


def _is_past_due(day: dt.date, today: dt.date) -> bool:
    """Whether more than 30 whole days are between; one more for the hour at which the run comes."""
    return day < dt.date.max and today > day + (KEPT + 1) * DAY


def _holds_something(uid: str) -> bool:
    from handbill_site.intake.models import AnnouncementRow, Delivery

    row = Delivery.objects.get(uid=uid)
    return bool(
        row.contact or row.sender or row.subject or AnnouncementRow.objects.filter(delivery=row).exists()
    )


def _stored() -> dict[str, list[str]]:
    """Return what stands in the database, sealed, by uid."""
    from django.db import connection

    stored: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT uid, {', '.join(COLUMNS)} FROM intake_delivery")
        for uid, *values in cursor.fetchall():
            stored[uid] = [value for value in values if value]
        cursor.execute(
            f"SELECT uid, {', '.join(WORDS)} FROM intake_announcementrow "
            "JOIN intake_delivery ON intake_delivery.id = delivery_id"
        )
        for uid, *values in cursor.fetchall():
            stored[uid] += [value[:400] for value in values if value]  # a longer one goes on in another page
    return stored


def _split(stored: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return what was stored of rows that went, and of those that wait."""
    from handbill_site.intake.models import Delivery

    went = set(Delivery.objects.exclude(forgotten=None).values_list("uid", flat=True))
    return {
        "gone_values": [each for uid, values in stored.items() if uid in went for each in values],
        "waiting_values": [each for uid, values in stored.items() if uid not in went for each in values],
    }


if __name__ == "__main__":
    sys.exit(main())
