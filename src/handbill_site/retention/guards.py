"""What a program may not decide alone: to remove much at once, or on a day that may be wrong."""

import datetime as dt

from handbill_site.ledger.models import Entry
from handbill_site.retention.due import Due

SHARE = 20
"""One in so many (5 %) may go in one run without a person: a wrong clock or rule would want more."""
FEW = 20
"""So many may always go: a small site's festival ends on one day, and a person can look through 20."""
SILENCE = dt.timedelta(days=7)
"""The worker runs it once a day. Longer without a run, and the clock was set, a backup came back, or the site
was off: a person says whether the day is right. (Other entries do not tell: they have its day.)"""
AHEAD = dt.timedelta(hours=1)
DONE, REFUSED = "retention.done", "retention.refused"


def refusal(found: Due, *, now: dt.datetime, confirmed: int | None = None) -> str:
    """Return why a person is needed: "number", "share", "clock", "refused" (the last time); "" if none is."""
    if confirmed is not None:
        return "" if confirmed == found.number else "number"
    if not found.number:
        return ""
    if found.number > max(FEW, found.held // SHARE):
        return "share"
    run = last_run()
    if run and not now - SILENCE <= run.at <= now + AHEAD:
        return "clock"
    return "refused" if run and run.verb == REFUSED else ""


def words_of(why: str, found: Due, confirmed: int | None = None) -> str:
    """Return a refusal in plain words."""
    number = found.number
    said = {
        "number": f"{confirmed} were confirmed and {number} are due",
        "share": f"{number} of {found.held} deliveries are due, more than {max(FEW, found.held // SHARE)}, "
        "which is what may go without a person",
        "clock": f"{number} deliveries are due, and the last run was not within {SILENCE.days} days: is the "
        "clock right?",
        "refused": f"{number} deliveries are due, and the last run was refused: a person has to look",
    }[why]
    return f"nothing was removed: {said}. To let them go: `manage.py retention --confirm {number}`"


def last_run() -> Entry | None:
    """Return the entry of the last run."""
    return Entry.objects.filter(verb__in=(DONE, REFUSED)).order_by("-number").first()


def is_time(*, now: dt.datetime) -> bool:
    """Tell whether the worker is to run it: once a day, and at once where the last entry is of the future."""
    run = last_run()
    return run is None or not now - dt.timedelta(days=1) < run.at <= now
