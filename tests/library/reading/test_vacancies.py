"""A job advert or a call for papers is full of days, and none of them is an event."""

import datetime as dt

import pytest

from handbill.formats import open_announcement
from handbill.reading import read
from handbill.values import Reading

RECEIVED = dt.datetime(2027, 3, 1)

ADVERTS = [
    ("GB", "We are hiring: a cook for the Quay Kitchen\n\nInterviews: Friday 2 April 2027, 10am, Quay Hall"),
    ("DE", "Stellenausschreibung der Seebühne\n\nGespräche: Freitag, 2. April 2027, 10 Uhr, Rathaus"),
    ("FR", "La Criée\n\nOffre d'emploi\n\nEntretiens : vendredi 2 avril 2027 à 10 h, salle des fêtes"),
    ("JP", "求人のお知らせ\n\n面接 2027年4月2日(金) 10時 市民会館"),
]
HARVEST = "Seed swap: Friday 2 April 2027, 10am, Quay Hall, Norwich"


def reading(text: str, home: str, media_type: str = "text/plain") -> Reading:
    return read(open_announcement(text.encode(), media_type=media_type, received=RECEIVED, home=home))


@pytest.mark.parametrize(("home", "text"), ADVERTS, ids=[home for home, _ in ADVERTS])
def test_an_advert_has_no_events(home: str, text: str):
    """The day of the interviews would be one, if the words at the top did not say what the text is."""
    assert reading(text, home).drafts == ()


def test_an_advert_further_down_hides_nothing():
    """In a newsletter the vacancy is one item of many."""
    text = f"{HARVEST}\n\nNews of the shed\n\nThe roof is tight again.\n\nWe are hiring: a cook"
    (draft,) = reading(text, "GB").drafts

    assert draft.dtstart is not None
    assert draft.dtstart.value == dt.datetime(2027, 4, 2, 10)


def test_stated_data_of_an_advert_stays():
    """Who publishes structured data for an open day means it."""
    page = """<html lang="en"><head><title>Job vacancies</title><script type="application/ld+json">
    {"@context": "https://schema.org", "@type": "Event", "name": "Open day at the mill",
     "startDate": "2027-04-10T18:00:00+01:00"}</script></head>
    <body><h1>Job vacancies</h1><p>Miller, from Saturday 10 July 2027, 6pm</p></body></html>"""
    starts = [draft.dtstart and draft.dtstart.value for draft in reading(page, "GB", "text/html").drafts]

    assert starts == [dt.datetime(2027, 4, 10, 18)]
