"""The samples are sound: readable, listed, and their expected events agree with what they say."""

import datetime as dt
import email
import email.policy
import html
import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from icalendar import Calendar

SAMPLES = Path(__file__).parents[2] / "samples"
ABOUT = {"README.md", "demo.toml", "expected.jsonl", "expected-ics.jsonl", ".gitattributes"}
PICTURES = sorted(path.name for path in SAMPLES.glob("*.jpg"))
FILES = sorted(path.name for path in SAMPLES.iterdir() if path.name not in {*ABOUT, *PICTURES})
CALENDARS = [name for name in FILES if name.endswith(".ics")]
LETTERS = [name for name in FILES if name.endswith(".eml")]
JSON_LD = [name for name in FILES if "application/ld+json" in (SAMPLES / name).read_text("utf-8")]

VOCABULARY = "schema.org"  # names in structured data, not links
FIELDS = [
    *("start", "end", "all_day", "tz", "title", "city", "country", "venue", "organizers", "links"),
    *("recurrence", "kind", "status"),
]
MORE_FIELDS = {"previous_start", "previous_venue", "exdates", "optional"}
KINDS = {
    *("march", "rally", "vigil", "strike", "picket", "festival", "fair", "market", "talk", "workshop"),
    *("meeting", "concert", "exhibition", "religious", "procession", "commemoration", "sport", "other"),
}
STATUSES = {"scheduled", "cancelled", "postponed", "changed"}

Json = dict[str, Any]


@cache
def expected() -> dict[str, Json]:
    """Every expected page by its file name."""
    lines = [
        line
        for name in ("expected.jsonl", "expected-ics.jsonl")
        for line in (SAMPLES / name).read_text("utf-8").splitlines()
    ]
    return {page["file"]: page for page in map(json.loads, lines)}


@cache
def demo() -> Json:
    return tomllib.loads((SAMPLES / "demo.toml").read_text("utf-8"))


def events() -> Iterator[tuple[Json, Json]]:
    """Each page with each of its expected events."""
    return ((page, event) for page in expected().values() for event in page["events"])


def letter(name: str) -> email.message.EmailMessage:
    return email.message_from_bytes((SAMPLES / name).read_bytes(), policy=email.policy.default)


def text_of(name: str) -> str:
    """What a person reads: transfer encodings undone, tags left out, folded lines joined."""
    if name.endswith(".eml"):
        message = letter(name)
        parts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
        return without_tags("\n".join([str(message["subject"]), *parts]))
    raw = (SAMPLES / name).read_bytes().decode("utf-8")
    return without_tags(raw) if name.endswith(".html") else raw.replace("\r\n ", "").replace("\r\n", "\n")


def without_tags(markup: str) -> str:
    return html.unescape(re.sub(r"<script.*?</script>|</?[a-zA-Z][^>]*>", " ", markup, flags=re.DOTALL))


def source_of(name: str) -> str:
    """All characters of a sample with transfer encodings undone: what may hold an address."""
    if not name.endswith(".eml"):
        return (SAMPLES / name).read_text("utf-8").replace("\n ", "")
    message = letter(name)
    heads = [f"{key}: {value}" for key, value in message.items()]
    return "\n".join(
        heads + [part.get_content() for part in message.walk() if not part.is_multipart()]
    ).replace("\r\n ", "")


def starts_of(name: str) -> list[str]:
    return sorted(event["start"] for event in expected()[name]["events"])


# ---------------------------------------------------------------- the files


def test_samples_lie_flat_and_number_forty_seven_one_of_them_a_picture() -> None:
    assert all((SAMPLES / name).is_file() for name in (*FILES, *PICTURES))
    assert (len(FILES), len(PICTURES)) == (46, 1)


@pytest.mark.parametrize("name", [name for name in FILES if name not in LETTERS])
def test_files_are_utf8_without_mark_or_replacement(name: str) -> None:
    text = (SAMPLES / name).read_bytes().decode("utf-8")
    assert not {"\ufeff", "\ufffd"} & set(text)


@pytest.mark.parametrize("name", LETTERS)
def test_letters_are_valid_mime_with_the_headers_of_rfc_5322(name: str) -> None:
    raw = (SAMPLES / name).read_bytes()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998  # RFC 5322 2.1.1
    message = letter(name)
    assert all(message[header] for header in ("From", "To", "Date", "Subject", "Message-ID"))
    assert [part.defects for part in message.walk()] == [[] for _ in message.walk()]


@pytest.mark.parametrize("name", CALENDARS)
def test_calendars_parse_and_are_folded_as_rfc_5545_asks(name: str) -> None:
    raw = (SAMPLES / name).read_bytes()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 75  # RFC 5545 3.1, octets
    calendar = Calendar.from_ical(raw)
    assert [part.errors for part in calendar.walk()] == [[] for _ in calendar.walk()]


@pytest.mark.parametrize("name", [*FILES, "demo.toml", "README.md"])
def test_every_address_is_invented(name: str) -> None:
    text = source_of(name)
    hosts = {urlsplit(url).hostname for url in re.findall(r"https?://[^\s\"'<>)]+", text)} - {VOCABULARY}
    hosts |= set(re.findall(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)", text))
    assert {host for host in hosts if not str(host).endswith(".example")} == set()


# ---------------------------------------------------------------- demo.toml


def test_every_file_is_expected_and_delivered_once() -> None:
    assert sorted(expected()) == FILES
    assert sorted(delivery["file"] for delivery in demo()["delivery"]) == sorted([*FILES, *PICTURES])


def test_sources_and_calls_are_named_once_and_all_known() -> None:
    keys = [source["key"] for source in demo()["source"]]
    slugs = [call["slug"] for call in demo()["call"]]
    addresses = [(source["kind"], source["address"]) for source in demo()["source"]]
    assert len(set(keys)) == len(keys)
    assert len(set(slugs)) == len(slugs)
    assert len(set(addresses)) == len(addresses)
    assert {delivery["source"] for delivery in demo()["delivery"]} == set(keys)
    assert {slug for source in demo()["source"] for slug in source["calls"]} <= set(slugs)


def test_deliveries_come_in_order_on_the_day_and_from_the_country_that_is_expected() -> None:
    homes = {source["key"]: source["home"] for source in demo()["source"]}
    deliveries = demo()["delivery"]
    written = [delivery for delivery in deliveries if delivery["file"] not in PICTURES]
    told = {d["file"]: (d["received"].date().isoformat(), homes[d["source"]]) for d in written}
    assert told == {name: (page["reference_date"], page["home"]) for name, page in expected().items()}
    received = [delivery["received"] for delivery in deliveries]
    assert received == sorted(received)


@pytest.mark.parametrize("name", LETTERS)
def test_letters_were_received_when_they_say_they_were_sent(name: str) -> None:
    [delivery] = [delivery for delivery in demo()["delivery"] if delivery["file"] == name]
    assert delivery["received"] == letter(name)["date"].datetime.replace(tzinfo=None)


def test_calls_speak_one_set_of_languages_and_have_a_window() -> None:
    for call in demo()["call"]:
        assert list(call["titles"]) == list(call["statements"])
        assert "observance" in call or call["first_day"] <= call["last_day"]
    worldwide = demo()["call"][0]
    assert (worldwide["slug"], list(worldwide["titles"])) == (
        "open-rivers-days",
        ["en", "de", "fr", "es", "pt", "ar", "ja"],
    )


def test_trusted_structured_events_fill_the_worldwide_call() -> None:
    """What policy may publish on its own covers at least 20 cities and 10 of the 12 days."""
    call = demo()["call"][0]
    speakers = {s["key"] for s in demo()["source"] if s["trusted"] and call["slug"] in s["calls"]}
    files = [delivery["file"] for delivery in demo()["delivery"] if delivery["source"] in speakers]
    window = (call["first_day"].isoformat(), call["last_day"].isoformat())
    found = [event for name in files for event in expected()[name]["events"]]
    inside = [event for event in found if window[0] <= event["start"][:10] <= window[1]]
    assert len({event["city"] for event in inside}) >= 20
    assert len({event["start"][:10] for event in inside}) >= 10


# ---------------------------------------------------------------- expected events


def test_expected_events_have_all_fields_and_no_others() -> None:
    for page, event in events():
        assert [key for key in event if not key.startswith("alt_")][: len(FIELDS)] == FIELDS, page["id"]
        extra = set(event) - set(FIELDS) - MORE_FIELDS
        assert all(key.removeprefix("alt_") in FIELDS for key in extra), page["id"]
        assert event["kind"] in KINDS
        assert event["status"] in STATUSES


def test_expected_times_are_whole_wall_times_in_order_and_exist_in_their_zone() -> None:
    for page, event in events():
        start = dt.datetime.fromisoformat(event["start"])
        assert event["all_day"] == (len(event["start"]) == len("2027-04-10")), page["id"]
        zoned = start.replace(tzinfo=ZoneInfo(event["tz"]))
        assert zoned.astimezone(dt.UTC).astimezone(ZoneInfo(event["tz"])) == zoned, page["id"]
        if event["end"]:
            assert len(event["end"]) == len(event["start"])
            assert event["start"] <= event["end"], page["id"]
        assert event["start"][:10] >= page["reference_date"], page["id"]


def test_titles_cities_and_organisers_stand_in_the_text() -> None:
    for page, event in events():
        text = folded(text_of(page["file"]) + source_of(page["file"]))
        for field in ("title", "city"):
            values = [event[field], *event.get(f"alt_{field}", [])]
            assert any(folded(value) in text for value in values), (page["id"], values)
        for organizer in event["organizers"]:
            assert folded(organizer) in text, (page["id"], organizer)


def folded(text: str) -> str:
    """Letters and digits only: quotation marks, escapes and line breaks do not count."""
    return re.sub(r"[\W_]+", "", text.replace("\\n", " ")).casefold()


def test_at_least_five_pages_hold_no_event_and_say_so() -> None:
    empty = {name for name, page in expected().items() if not page["events"]}
    negative = {name for name, page in expected().items() if "negative" in page["features"]}
    assert empty == negative
    assert len(empty) >= 5


# ---------------------------------------------------------------- weekdays


@cache
def weekday_names(language: str) -> dict[str, int]:
    """Names of weekdays, full and short, folded, with Monday as 0 (CLDR)."""
    days = Locale.parse(language).days["format"]
    names = {width: days[width].items() for width in ("wide", "abbreviated")}
    found = {name.casefold().rstrip("."): day for items in names.values() for day, name in items}
    found |= {name.removesuffix("-feira"): day for name, day in found.items()}
    return found | ({"thurs": 3} if language == "en" else {})


def written(day: dt.date, language: str) -> list[str]:
    """Ways to write *day* without its year, as patterns; the bare number last."""
    months = Locale.parse(language).months["format"]
    names = {re.escape(months[width][day.month].casefold().rstrip(".")) for width in ("wide", "abbreviated")}
    d, m = day.day, day.month
    named = [form for n in names for form in (rf"{d}(?:\.|er| de)? {n}", rf"{n} {d}")]
    return [*named, rf"{m}月{d}日", rf"{m}월 {d}일", rf"{d}/{m}", rf"{d}\.{m}\.", rf"{d}(?:th)?"]


def weekdays_beside(day: dt.date, text: str, language: str) -> set[int]:
    """Weekdays that stand directly before or after *day* in *text*."""
    names = weekday_names(language)
    weekday = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    dates = "|".join(written(day, language))
    before = rf"(?<!\w)({weekday})\.?[\s,،]{{1,2}}(?:{dates})(?!\d|[.:,]\d|\s?[ap]\.?m|\s?h)"
    after = rf"(?<!\d)(?:{'|'.join(written(day, language)[:-1])})[\s,(]{{1,2}}({weekday})(?!\w)"
    return {names[word] for pattern in (before, after) for word in re.findall(pattern, text.casefold())}


def stated_weekdays(page: Json, event: Json) -> set[int]:
    language = {"mul": "de"}.get(page["language"], page["language"])
    text = text_of(page["file"])
    return weekdays_beside(dt.date.fromisoformat(event["start"][:10]), text, language)


def test_a_weekday_beside_an_expected_day_is_its_weekday() -> None:
    wrong = {
        (page["id"], event["start"]): stated
        for page, event in events()
        if (stated := stated_weekdays(page, event)) - {dt.date.fromisoformat(event["start"][:10]).weekday()}
    }
    assert wrong == {}


def test_most_expected_days_have_their_weekday_beside_them() -> None:
    confirmed = sum(bool(stated_weekdays(page, event)) for page, event in events())
    assert confirmed >= 110


def test_a_wrong_weekday_would_be_seen() -> None:
    """The check above can fail."""
    saturday = dt.date(2027, 4, 10)
    assert weekdays_beside(saturday, "Sunday 10 April, noon", "en") == {6}
    assert weekdays_beside(saturday, "4月10日(日)14時", "ja") == {6}
    assert weekdays_beside(saturday, "10 апреля, воскресенье", "ru") == {6}


# ---------------------------------------------------------------- structured data


@pytest.mark.parametrize("name", CALENDARS)
def test_calendars_state_the_expected_starts(name: str) -> None:
    zones = {event["title"]: ZoneInfo(event["tz"]) for event in expected()[name]["events"]}
    stated = []
    for component in Calendar.from_ical((SAMPLES / name).read_bytes()).walk("VEVENT"):
        start = component.decoded("DTSTART")
        local = (
            start.astimezone(zones[str(component["SUMMARY"])]) if isinstance(start, dt.datetime) else start
        )
        stated.append(local.isoformat()[:16])
    assert sorted(stated) == starts_of(name)


def test_the_update_raises_the_sequence_of_known_events() -> None:
    first, update = (
        {str(event["UID"]): int(event["SEQUENCE"]) for event in Calendar.from_ical(raw).walk("VEVENT")}
        for raw in ((SAMPLES / name).read_bytes() for name in ("danube.ics", "danube-update.ics"))
    )
    assert {uid: first[uid] + 1 for uid in update} == update


@pytest.mark.parametrize("name", JSON_LD)
def test_json_ld_states_the_expected_starts(name: str) -> None:
    raw = (SAMPLES / name).read_text("utf-8")
    scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', raw, flags=re.DOTALL)
    stated = [start[:16] for script in scripts for start in start_dates(json.loads(script))]
    assert sorted(stated) == starts_of(name)


def start_dates(node: Any) -> Iterator[str]:
    """Every `startDate` in a tree of JSON-LD."""
    if isinstance(node, dict):
        if "startDate" in node:
            yield node["startDate"]
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from start_dates(child)


@pytest.mark.parametrize("name", JSON_LD)
def test_json_ld_offsets_are_those_of_the_zone_of_the_place(name: str) -> None:
    offsets = re.findall(
        r'"startDate": ?"([^"]{16})(?::00)?([+-]\d\d:\d\d)"', (SAMPLES / name).read_text("utf-8")
    )
    zones = {event["start"]: ZoneInfo(event["tz"]) for event in expected()[name]["events"]}
    stated = {wall: dt.datetime.fromisoformat(wall + offset).utcoffset() for wall, offset in offsets}
    assert stated == {
        wall: dt.datetime.fromisoformat(wall).replace(tzinfo=zones[wall]).utcoffset() for wall in stated
    }
