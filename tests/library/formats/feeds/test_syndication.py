"""RSS and Atom cut into items."""

import datetime as dt

import pytest

from handbill.errors import UnreadableFile
from handbill.formats import open_announcement
from handbill.formats.feeds import open_feed

RSS = b"""<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Lanterns</title>
<item><title>Walk &amp; tea</title><link>https://lanterns.example/walk</link><guid>walk-1</guid>
<pubDate>Thu, 01 Apr 2027 09:00:00 +0200</pubDate><description>short</description>
<content:encoded><![CDATA[<p>Friday 30 April 2027, 8 pm, Lisbon</p>]]></content:encoded></item>
<item><title>No guid</title><link>/second</link></item>
</channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Lanterns</title>
<entry><id>urn:1</id><title>Walk</title><link rel="edit" href="/edit"/><link href="/walk"/>
<published>2027-04-01T09:00:00Z</published>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>30 April 2027</p></div></content></entry>
<entry><id>urn:2</id><title>Plain</title><summary>1 &lt; 2 on 1 May</summary></entry></feed>"""
DATED = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:ev="http://purl.org/rss/1.0/modules/event/">
<item rdf:about="https://lanterns.example/walk"><title>Walk</title><link>https://lanterns.example/walk</link>
<ev:startdate>2027-04-30T20:00:00+01:00</ev:startdate><ev:location>Lisbon</ev:location></item></rdf:RDF>"""
RECEIVED = dt.datetime(2027, 4, 2)


def test_an_rss_item_is_a_small_page_known_by_guid_or_link() -> None:
    feed = open_feed(RSS, url="https://lanterns.example/feed")
    first, second = feed.items
    assert (first.key, first.url, first.media_type) == (
        "walk-1",
        "https://lanterns.example/walk",
        "text/html",
    )
    assert first.sent == dt.datetime(2027, 4, 1, 7, tzinfo=dt.UTC)
    assert second.key == second.url == "https://lanterns.example/second"
    text = open_announcement(first.raw, media_type="text/html", received=RECEIVED).text
    assert "Walk & tea" in text
    assert "Friday 30 April 2027, 8 pm, Lisbon" in text
    assert "short" not in text
    assert (feed.is_complete, feed.remark) == (False, "")


def test_atom_in_its_three_kinds_of_text() -> None:
    xhtml, plain = open_feed(ATOM, url="https://lanterns.example/feed").items
    assert (xhtml.key, xhtml.url) == ("urn:1", "https://lanterns.example/walk")
    assert b"<p>30 April 2027</p>" in xhtml.raw
    assert b"1 &lt; 2 on 1 May" in plain.raw


def test_a_date_stated_as_data_makes_an_event_of_the_item() -> None:
    (item,) = open_feed(DATED, url="https://lanterns.example/feed").items
    (draft,) = open_announcement(item.raw, media_type=item.media_type, received=RECEIVED).stated
    assert draft.dtstart
    assert draft.name
    assert (draft.uid, draft.sequence, draft.name.value) == ("https://lanterns.example/walk", 0, "Walk")
    assert draft.dtstart.value == dt.datetime(2027, 4, 30, 20)


def test_a_feed_that_breaks_off_gives_what_is_there_and_says_so() -> None:
    feed = open_feed(RSS[: RSS.index(b"<item><title>No guid")])
    assert [item.key for item in feed.items] == ["walk-1"]
    assert feed.remark == "the feed is damaged XML"


def test_entities_are_not_expanded() -> None:
    bomb = b"""<!DOCTYPE rss [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>
<rss><channel><item><guid>1</guid><title>x &b; &f; y</title></item></channel></rss>"""
    (item,) = open_feed(bomb, media_type="application/rss+xml").items
    assert b"lol" not in item.raw


@pytest.mark.parametrize("raw", [b"\x89PNG\r\n1234", b"just words", b"{broken", b'{"a": 1}'])
def test_what_is_no_feed_is_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableFile):
        open_feed(raw)
