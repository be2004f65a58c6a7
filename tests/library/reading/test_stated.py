"""Structured data beside the words of its page: facts stay facts, the words become further evidence."""

import datetime as dt

from handbill.formats import open_announcement
from handbill.reading import read
from handbill.values import Span

PAGE = """<html lang="en"><head><script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Event", "name": "Quay dance",
 "startDate": "2027-04-10T18:00:00+01:00", "location": {"@type": "Place", "name": "Fish Hall",
 "address": {"@type": "PostalAddress", "addressLocality": "Norwich", "addressCountry": "GB"}}}
</script></head><body><h1>Quay dance</h1>
<p>Saturday 10 April 2027, 6pm, Fish Hall, Norwich</p></body></html>"""


def test_words_that_say_the_same_are_further_evidence():
    """The start keeps the rule and value of the data, and points to the visible words as well."""
    announcement = open_announcement(
        PAGE.encode(), media_type="text/html", received=dt.datetime(2027, 3, 1), home="GB"
    )
    (draft,) = read(announcement).drafts

    assert draft.dtstart is not None
    visible = announcement.text.index("Saturday 10 April 2027, 6pm")
    assert (draft.dtstart.value, draft.dtstart.rule, draft.dtstart.also) == (
        dt.datetime(2027, 4, 10, 18, 0),
        "schemaorg.startDate",
        (Span(visible, visible + len("Saturday 10 April 2027, 6pm")),),
    )


SHARED = """<html lang="en"><head><meta property="og:title" content="Quay dance">
<meta property="event:start_time" content="2027-04-10T18:00:00+01:00"></head><body>
<ul><li>Boat race, 17 April 2027, Norwich</li>
<li>Kite festival, 24 April 2027, Norwich</li></ul></body></html>"""


def test_a_weak_fact_does_not_silence_what_the_words_tell():
    """Tags for sharing speak of one event; the days below, without an hour, are events of their own."""
    announcement = open_announcement(
        SHARED.encode(), media_type="text/html", received=dt.datetime(2027, 3, 1), home="GB"
    )
    starts = {
        draft.dtstart.value: draft.dtstart.confidence < 1
        for draft in read(announcement).drafts
        if draft.dtstart
    }

    assert starts == {
        dt.datetime(2027, 4, 10, 18, 0): True,
        dt.date(2027, 4, 17): True,
        dt.date(2027, 4, 24): True,
    }


def test_an_hour_in_utc_where_that_is_local_time_is_no_doubt():
    """In Accra an offset of zero is the wall clock; in Lagos somebody may have meant local time."""
    stated = PAGE.replace("+01:00", "+00:00").replace(
        "<p>Saturday 10 April 2027, 6pm, Fish Hall, Norwich</p>", ""
    )
    doubts = {}
    for city, country in (("Accra", "GH"), ("Lagos", "NG")):
        page = stated.replace("Norwich", city).replace('"GB"', f'"{country}"')
        announcement = open_announcement(
            page.encode(), media_type="text/html", received=dt.datetime(2027, 3, 1), home=None
        )
        doubts[city] = [problem.code for problem in read(announcement).drafts[0].problems]

    assert doubts == {"Accra": [], "Lagos": ["dtstart.utc_or_local"]}
