"""The forms of a call: texts by language, window, names, the day it hangs on; that day, announced. Pure."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

from handbill_site.desk.errors import EnteredWrong
from handbill_site.listing.kept import edition_day, label_of, named, next_on
from handbill_site.listing.models import Call

BLANK_ROWS = 2
PLAIN = ("slug", "first_day", "last_day", "names", "observance", "edition")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def call_fields(call: Call | None) -> dict[str, Any]:
    """Return the inputs that say what *call* says; blank ones for a new call."""
    if call is None:
        return dict.fromkeys(PLAIN, "") | {"texts": _rows({}, {})}
    hung_on = named(call.observance)
    return {
        "slug": call.slug,
        "texts": _rows(call.titles, call.statements),
        "first_day": call.first_day.isoformat(),
        "last_day": call.last_day.isoformat(),
        "names": "\n".join(call.names),
        "observance": label_of(hung_on) if hung_on else call.observance,
        "edition": call.edition,
    }


def sent_fields(sent: Mapping[str, str]) -> dict[str, Any]:
    """Return the inputs as they were sent, whatever they say."""
    numbers = sorted(int(name[4:]) for name in sent if re.fullmatch(r"tag-\d{1,2}", name))
    keys = ("tag", "title", "statement")
    texts = [{key: sent.get(f"{key}-{number}", "").strip() for key in keys} for number in numbers]
    plain = {name: sent.get(name, "").strip() for name in PLAIN}
    return {**plain, "texts": texts}


def call_of(fields: Mapping[str, Any], today: dt.date) -> dict[str, Any]:
    """Return the arguments that `listing.operations.create_call` takes, but for the actor and time.

    A call that hangs on an observance needs no days; without an edition it hangs on that which comes next
    after *today*.

    Raises: EnteredWrong with every field that cannot be understood.
    """
    errors: dict[str, str] = {}
    texts = [row for row in fields["texts"] if row["title"] or row["statement"]]
    first, last = _day(fields["first_day"]), _day(fields["last_day"])
    hung_on = _hung_on(fields, today, errors)
    if not _SLUG.fullmatch(fields["slug"]) or len(fields["slug"]) > 100:
        errors["slug"] = "slug.unreadable"
    if not texts or not all(_TAG.fullmatch(row["tag"]) and row["title"] for row in texts):
        errors["texts"] = "texts.incomplete"
    if not fields["observance"] and (first is None or last is None or last < first):
        errors["first_day"] = "window.unreadable"
    if errors:
        raise EnteredWrong(errors)
    names = (line.strip() for line in fields["names"].splitlines())
    return {
        "slug": fields["slug"],
        "titles": {row["tag"]: row["title"] for row in texts},
        "statements": {row["tag"]: row["statement"] for row in texts if row["statement"]},
        "names": [name for name in names if name],
        **(hung_on or {"first_day": first, "last_day": last}),
    }


def announcement_of(sent: Mapping[str, str], country_named: Callable[[str], str | None]) -> dict[str, Any]:
    """Return the day, country and source of an announced day. Raises: EnteredWrong."""
    day, country = _day(sent.get("day", "").strip()), sent.get("country", "").strip()
    code = country_named(country) if country else ""
    errors = {} if day else {"day": "date.unreadable"}
    if code is None:
        errors["country"] = "country.unknown"
    if errors:
        raise EnteredWrong(errors)
    return {"day": day, "country": code, "source": sent.get("source", "").strip()}


def _hung_on(fields: Mapping[str, Any], today: dt.date, errors: dict[str, str]) -> dict[str, str]:
    """Return observance and edition; nothing, with *errors*, for those that are none."""
    if not fields["observance"]:
        return {}
    observance = named(fields["observance"])
    if observance is None:
        errors["observance"] = "observance.unknown"
        return {}
    edition = fields["edition"]
    day = edition_day(observance.id, edition) if edition else next_on(observance, today)
    if day is None:
        errors["edition"] = "edition.unknown"
        return {}
    return {"observance": observance.id, "edition": day.edition}


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
