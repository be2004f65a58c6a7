"""The form of a call: texts by language, window, names. Pure."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from handbill_site.desk.errors import EnteredWrong
from handbill_site.listing.models import Call

BLANK_ROWS = 2
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def call_fields(call: Call | None) -> dict[str, Any]:
    """Return the inputs that say what *call* says; blank ones for a new call."""
    if call is None:
        return {"slug": "", "texts": _rows({}, {}), "first_day": "", "last_day": "", "names": ""}
    return {
        "slug": call.slug,
        "texts": _rows(call.titles, call.statements),
        "first_day": call.first_day.isoformat(),
        "last_day": call.last_day.isoformat(),
        "names": "\n".join(call.names),
    }


def sent_fields(sent: Mapping[str, str]) -> dict[str, Any]:
    """Return the inputs as they were sent, whatever they say."""
    numbers = sorted(int(name[4:]) for name in sent if re.fullmatch(r"tag-\d{1,2}", name))
    keys = ("tag", "title", "statement")
    texts = [{key: sent.get(f"{key}-{number}", "").strip() for key in keys} for number in numbers]
    plain = {name: sent.get(name, "").strip() for name in ("slug", "first_day", "last_day", "names")}
    return {**plain, "texts": texts}


def call_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments that `listing.operations.create_call` takes, but for the actor and time.

    Raises: EnteredWrong with every field that cannot be understood.
    """
    errors: dict[str, str] = {}
    texts = [row for row in fields["texts"] if row["title"] or row["statement"]]
    first, last = _day(fields["first_day"]), _day(fields["last_day"])
    if not _SLUG.fullmatch(fields["slug"]) or len(fields["slug"]) > 100:
        errors["slug"] = "slug.unreadable"
    if not texts or not all(_TAG.fullmatch(row["tag"]) and row["title"] for row in texts):
        errors["texts"] = "texts.incomplete"
    if first is None or last is None or last < first:
        errors["first_day"] = "window.unreadable"
    if errors:
        raise EnteredWrong(errors)
    names = (line.strip() for line in fields["names"].splitlines())
    return {
        "slug": fields["slug"],
        "titles": {row["tag"]: row["title"] for row in texts},
        "statements": {row["tag"]: row["statement"] for row in texts if row["statement"]},
        "first_day": first,
        "last_day": last,
        "names": [name for name in names if name],
    }


def _rows(titles: Mapping[str, str], statements: Mapping[str, str]) -> list[dict[str, str]]:
    rows = [
        {"tag": tag, "title": title, "statement": statements.get(tag, "")} for tag, title in titles.items()
    ]
    return rows + [{"tag": "", "title": "", "statement": ""} for _ in range(BLANK_ROWS)]


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
