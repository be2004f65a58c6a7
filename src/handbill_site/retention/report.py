"""What a run found and did, in plain words."""

import datetime as dt
from collections.abc import Iterator

from handbill_site.retention.due import Due, days
from handbill_site.retention.operations import Removed

STAYS = {
    "young": "came less than {days} days ago",
    "event": "speak of an event that is to come, or was over less than {days} days ago",
    "case": "lie in an open case",
    "tray": "lie in the tray",
    "import": "are tables that are being imported, or whose rows are held",
    "page": "are links whose page waits",
    "unread": "are not read yet",
    "answer": "have an answer that is not out yet",
}
GONE = {
    "files": "files of the spool",
    "announcements": "texts of announcements",
    "readings": "readings",
    "cases": "cases",
    "copies": "copies of pages",
    "answers": "answers: address and text",
    "senders": "senders: name and address",
}


def lines_of_due(found: Due, *, now: dt.datetime) -> Iterator[str]:
    """Yield what is due and why the rest is not."""
    yield f"{found.held} deliveries are held, {found.number} of them are due:"
    yield f"  {len(found.ids)} came, and all they led to was over, before {(now - days()).date()}"
    if found.copies:
        yield f"  {len(found.copies)} are copies of pages"
    for word, words in STAYS.items():
        if number := found.waits[word]:
            yield f"  {number} stay: they {words.format(days=days().days)}"


def lines_of_removed(removed: Removed) -> Iterator[str]:
    """Yield what was removed, and what could not be."""
    yield f"removed: the contents of {removed.counts['deliveries']} deliveries"
    for word, words in GONE.items():
        yield f"{removed.counts[word]:>8} {words}"
    yield "kept: events with their pages and links, the ledger, and empty rows that they refer to"
    for path in removed.left:
        yield f"not removed: {path}; the next run tries again"
    if not removed.is_log_empty:
        yield "the log of the database is in use and is emptied later"
