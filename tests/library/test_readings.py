"""The readings are sound, and reading them does not get worse."""

import datetime as dt
import email
import email.policy
import html
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tools.readings import dev
from tools.score import found_and_usable

READINGS = Path(__file__).parents[1] / "readings"
GOLD = sorted(READINGS.glob("gold-*.jsonl"))
FILES = sorted(path.name for path in READINGS.iterdir() if path.suffix not in {".md", ".jsonl"})
PAGE = ["id", "file", "language", "reference_date", "home", "layout", "features", "events"]
FIELDS = [
    *("start", "end", "all_day", "tz", "title", "city", "country", "venue", "organizers", "links"),
    *("recurrence", "kind", "status"),
]
MORE_FIELDS = {
    *("exdates", "previous_start", "previous_venue", "optional"),
    *("door_time", "attendance", "offers", "accessibility", "contact"),
}
VOCABULARY = "schema.org"  # names in structured data, not links
KINDS = {
    *("march", "rally", "vigil", "strike", "picket", "festival", "fair", "market", "talk", "workshop"),
    *("meeting", "concert", "exhibition", "religious", "procession", "commemoration", "sport", "other"),
}
STATUSES = {"scheduled", "cancelled", "postponed", "changed"}

FLOORS = {"samples": (0.942, 0.856), "readings": (0.882, 0.698)}
"""Found and usable F1 that reading once reached, less 0.03; raise them when it has become better."""

Json = dict[str, Any]


@cache
def pages() -> tuple[Json, ...]:
    return tuple(json.loads(line) for gold in GOLD for line in gold.read_text("utf-8").splitlines())


def events() -> Iterator[tuple[Json, Json]]:
    """Each page with each of its expected events."""
    return ((page, event) for page in pages() for event in page["events"])


def starts_of(event: Json) -> list[str]:
    return [event["start"], *event.get("alt_start", [])]


# ---------------------------------------------------------------- the gold


def test_every_file_has_its_line() -> None:
    assert sorted(page["file"] for page in pages()) == FILES


def test_ids_are_those_of_the_files() -> None:
    """Odd and even are told by the id, so that it must be the file's."""
    assert [page["id"] for page in pages() if page["file"].partition(".")[0] != page["id"]] == []
    assert all(re.fullmatch(r"[A-Z]\d{3}", page["id"]) for page in pages())


def test_pages_and_events_have_all_fields_and_no_others() -> None:
    for page in pages():
        assert list(page) == PAGE, page["id"]
    for page, event in events():
        assert set(FIELDS) <= set(event), page["id"]
        extra = {key.removeprefix("alt_") for key in set(event) - set(FIELDS)}
        assert extra <= {*FIELDS, *MORE_FIELDS}, page["id"]
        assert (event["kind"] in KINDS, event["status"] in STATUSES) == (True, True), page["id"]


def test_starts_are_whole_wall_times_or_days() -> None:
    for page, event in events():
        for start in starts_of(event):
            value = dt.datetime.fromisoformat(start)
            assert start in (value.isoformat("T", "minutes"), value.date().isoformat()), page["id"]
        assert event["all_day"] == (len(event["start"]) == len("2027-04-10")), page["id"]


def test_starts_exist_in_their_zone_and_ends_come_after() -> None:
    for page, event in events():
        zoned = dt.datetime.fromisoformat(event["start"]).replace(tzinfo=ZoneInfo(event["tz"] or "UTC"))
        assert zoned.astimezone(dt.UTC).astimezone(zoned.tzinfo) == zoned, page["id"]
        assert event["end"] is None or event["start"] <= event["end"], page["id"]


def test_repetitions_are_rules_of_rfc_5545() -> None:
    for page, event in events():
        rule = event["recurrence"]
        assert rule is None or re.fullmatch(r"FREQ=[A-Z]+(;[A-Z]+=[-+A-Z0-9,]+)*", rule), page["id"]


def test_titles_stand_in_the_text() -> None:
    missing = []
    for page, event in events():
        text = folded(text_of(page["file"]))
        titles = [event["title"], *event.get("alt_title", [])]
        if not any(folded(title or "") in text for title in titles):
            missing.append(page["id"])
    assert missing == []


def test_organizers_stand_in_the_text() -> None:
    missing = []
    for page, event in events():
        text = folded(text_of(page["file"]))
        ways = [event["organizers"], *event.get("alt_organizers", [])]
        lists = [[way] if isinstance(way, str) else way for way in ways]
        if not any(all(folded(name) in text for name in names) for names in lists):
            missing.append(page["id"])
    assert missing == []


@pytest.mark.parametrize("name", FILES)
def test_every_address_is_invented(name: str) -> None:
    text = text_of(name)
    hosts = set(re.findall(r"https?://([\w.-]+)", text))
    hosts |= set(re.findall(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)", text))
    hosts -= {VOCABULARY}
    assert {host for host in hosts if not host.rstrip(".").endswith(".example")} == set()


@cache
def text_of(name: str) -> str:
    """All that a person may read of a page, and what its markup holds: tags stay out, attributes in."""
    raw = (READINGS / name).read_bytes()
    if not name.endswith(".eml"):
        return readable(raw.decode("utf-8"))
    message = email.message_from_bytes(raw, policy=email.policy.default)
    parts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    heads = [f"{key}: {value}" for key, value in message.items() if key != "Message-ID"]
    return "\n".join([*heads, *(readable(part) for part in parts)])


def readable(markup: str) -> str:
    """The source as written, then without tags."""
    return html.unescape(markup) + "\n" + html.unescape(re.sub(r"</?[a-zA-Z][^>]*>", " ", markup))


def folded(text: str) -> str:
    """Letters and digits only: quotation marks, escapes and line breaks do not count."""
    return re.sub(r"[\W_]+", "", text).casefold()


# ---------------------------------------------------------------- how well they are read


@cache
def scores() -> dict[str, tuple[float, float]]:
    read = list(dev())
    numbered = {page["id"] for page in pages()}
    return {
        "samples": found_and_usable(page for page in read if page.id not in numbered),
        "readings": found_and_usable(page for page in read if page.id in numbered),
    }


@pytest.mark.parametrize("group", FLOORS)
def test_reading_does_not_get_worse(group: str) -> None:
    """Found and usable F1 over the pages that may be looked at stay above their floors."""
    (found, usable), (least_found, least_usable) = scores()[group], FLOORS[group]

    assert (found >= least_found, usable >= least_usable) == (True, True), (found, usable)


def test_only_odd_pages_are_read_here() -> None:
    """The others are held out: no test may fail on them."""
    numbered = {page["id"] for page in pages()}

    assert {page.id for page in dev()} & numbered == {i for i in numbered if int(i[1:]) % 2 == 1}
