"""What was hardly legible in a picture is less sure, and says so in the field that rests on it."""

import datetime as dt

from handbill.formats import announcement_of_text
from handbill.reading import read
from handbill.values import Announcement, Draft, PictureRegion, Problem, Span
from handbill.values.copies import replace

TEXT = "Seed Swap\nSaturday 8 May 2027, 7.30 pm\nTown Hall, Bristol"


def seen(**confidences: float) -> Announcement:
    """Return TEXT as if from a picture, each word sure but for those named by their letters."""
    announcement = announcement_of_text(TEXT, received=dt.datetime(2027, 4, 1))
    regions, place = [], 0
    for word in TEXT.split():
        place = TEXT.index(word, place)
        span = Span(place, place + len(word))
        confidence = confidences.get("".join(filter(str.isalpha, word)), 0.9)
        regions.append(PictureRegion(span, 1, (0, place, 9, 9), confidence))
    return replace(announcement, regions=tuple(regions))


def drafted(announcement: Announcement) -> Draft:
    [draft] = read(announcement).drafts
    return draft


def test_a_hardly_legible_word_lowers_what_rests_on_it_and_nothing_else() -> None:
    clear, poor = drafted(seen()), drafted(seen(Swap=0.5))
    assert clear.name
    assert poor.name
    assert poor.name.confidence == round(clear.name.confidence * 0.5, 3)
    assert poor.problems == (
        Problem("picture.poorly_legible", Span(0, 9), "name"),
        Problem("picture.poorly_legible", Span(0, 9), "kind"),
    )
    assert (poor.dtstart, poor.venue, poor.place) == (clear.dtstart, clear.venue, clear.place)


def test_words_that_are_legible_change_nothing() -> None:
    text_alone = replace(seen(), regions=())
    assert drafted(seen(Swap=0.6)) == drafted(text_alone)


def test_the_least_legible_word_counts() -> None:
    poor = drafted(seen(Town=0.55, Hall=0.2))
    clear = drafted(seen())
    assert poor.venue
    assert clear.venue
    assert poor.venue.confidence == round(clear.venue.confidence * 0.2, 3)
    assert ("picture.poorly_legible", "venue") in [
        (problem.code, problem.detail) for problem in poor.problems
    ]
