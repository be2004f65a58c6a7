"""Atom: valid XML whatever is in it, read again with lxml."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.library.formats.gatherings import FAIR, WALK, other

from handbill.formats.atom import write_atom
from handbill.values import Event

A = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def page_of(event: Event) -> str:
    return f"https://handbill.example/events/{event.uid.partition('@')[0]}/"


def feed_of(*events: Event) -> etree._Element:
    url, page = "https://handbill.example/feed.atom", "https://handbill.example/"
    return etree.fromstring(
        write_atom(events, name="All", url=url, page=page, author="Handbill", page_of=page_of)
    )


def plain(element: etree._Element) -> list[tuple]:
    """Return (name, attributes, text) of the children."""
    return [(child.tag.removeprefix(A), dict(child.attrib), child.text) for child in element]


def test_the_feed_says_what_it_is() -> None:
    assert plain(feed_of(WALK))[:-1] == [
        ("title", {}, "All"),
        ("id", {}, "https://handbill.example/feed.atom"),
        ("updated", {}, "2026-11-11T08:00:00Z"),
        (
            "link",
            {"rel": "self", "type": "application/atom+xml", "href": "https://handbill.example/feed.atom"},
            None,
        ),
        ("link", {"rel": "alternate", "type": "text/html", "href": "https://handbill.example/"}, None),
        ("author", {}, None),
    ]


def test_an_entry_has_the_language_the_links_and_the_organisers() -> None:
    (entry,) = feed_of(WALK).iter(f"{A}entry")
    assert entry.get(LANG) == "en"
    assert [author.findtext(f"{A}name") for author in entry.iter(f"{A}author")] == [
        "Canal Lightkeepers",
        "Brum Walks Slowly",
    ]
    assert [each for each in plain(entry) if each[0] != "author"] == [
        ("title", {}, "Light the Canal; a walk, with lamps"),
        ("id", {}, "https://handbill.example/events/0b7c-walk/"),
        ("updated", {}, "2026-11-11T08:00:00Z"),
        ("published", {}, "2026-11-10T09:12:05Z"),
        (
            "link",
            {"rel": "alternate", "type": "text/html", "href": "https://handbill.example/events/0b7c-walk/"},
            None,
        ),
        ("link", {"rel": "related", "href": "https://canallight.example/walk?a=1,2"}, None),
        ("category", {"term": "march"}, None),
        (
            "content",
            {"type": "text"},
            "2026-11-14T17:00:00\nGas Street Basin, Birmingham, GB\nBring a lamp.\nDogs welcome, on a lead.",
        ),
    ]


def test_the_newest_change_comes_first_whatever_the_order_and_old_ones_fall_out() -> None:
    days = [dt.datetime(2026, 1, day, tzinfo=dt.UTC) for day in (3, 1, 2)]
    events = [other(FAIR, uid=f"{day.day}", last_modified=day) for day in days]
    written = write_atom(events, name="All", url="u", page="p", author="h", page_of=page_of, limit=2)
    ids = [entry.findtext(f"{A}id") for entry in etree.fromstring(written).iter(f"{A}entry")]
    assert ids == ["https://handbill.example/events/3/", "https://handbill.example/events/2/"]


def test_a_cancelled_event_says_so_in_its_title() -> None:
    (entry,) = feed_of(other(FAIR, status="cancelled")).iter(f"{A}entry")
    assert entry.findtext(f"{A}title") == "Cancelled: Uferfest"


def test_an_empty_feed_is_valid_too() -> None:
    assert feed_of().findtext(f"{A}updated") == "1970-01-01T00:00:00Z"


@settings(deadline=None, max_examples=150)
@given(text=st.text(alphabet=st.characters(exclude_categories=()), max_size=200))
def test_whatever_the_words_the_xml_is_valid(text: str) -> None:
    event = other(name=text, description=f"{text}]]>\x00\ufffe", venue=text, organizers=())
    (entry,) = feed_of(event).iter(f"{A}entry")
    assert entry.findtext(f"{A}id") == "https://handbill.example/events/0b7c-walk/"


def test_a_time_that_the_clock_shows_twice_says_its_offset_where_the_second_is_meant() -> None:
    start = dt.datetime(2026, 10, 25, 1, 30)
    told = [feed_of(other(dtstart=start, fold=fold)).findtext(f"{A}entry/{A}content") for fold in (0, 1)]
    assert [str(text).partition("\n")[0] for text in told] == [
        "2026-10-25T01:30:00",
        "2026-10-25T01:30+00:00",
    ]
