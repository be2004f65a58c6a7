"""The picture that words were read from: marked where they stand, shown to editors only."""

import datetime as dt
import re

import pytest
from django.test import Client
from tests.site.desk.browsing import seen
from tests.site.desk.making import case
from tests.site.listing.making import found, walk

from handbill.values import Announcement, Comparison, Picture, PictureRegion, Problem, Span, to_json
from handbill_site.desk.models import Case
from handbill_site.desk.pictures import Mark, shown_pictures
from handbill_site.desk.policy import Doubt, decide, doubts, rests_on_picture
from handbill_site.intake.pictures import keep_copies

TEXT = "Seed Swap\nSaturday 8 May\nBath <b>"
BOXES = {
    "Seed": (100, 50, 80, 30), "Swap": (190, 52, 90, 30),
    "Saturday": (60, 120, 150, 28), "8": (220, 120, 14, 28), "May": (244, 120, 60, 28),
    "Bath": (100, 200, 90, 30), "<b>": (200, 200, 40, 30),
}  # fmt: skip
COPY = b"RIFF\x0c\0\0\0WEBPVP8 one"


def pictured(**confidences: float) -> Announcement:
    regions = tuple(
        PictureRegion(
            Span(TEXT.index(word), TEXT.index(word) + len(word)), 1, box, confidences.get(word, 0.9)
        )
        for word, box in BOXES.items()
    )
    picture = Picture(1, 400, 300, "image/webp")
    return Announcement(TEXT, (), dt.datetime(2027, 4, 1), pictures=(picture,), regions=regions)


SWAP = walk(
    name=found("Seed Swap", (0, 9)),
    dtstart=found(dt.datetime(2027, 5, 8, 12), (10, 24)),
    city=found("Bath", (25, 29)),
    venue=None,
    organizers=(),
    urls=(),
)


def pictured_case(**more: object) -> Case:
    made = case(SWAP, text=TEXT)
    row = made.reading.announcement
    announcement = to_json(pictured()) | {
        "problems": to_json([Problem("picture.no_words", detail="picture 2")])
    }
    row.value = {**row.value, **{key: announcement[key] for key in ("pictures", "regions", "problems")}}
    row.save()
    announcement["pictures"][0]["encoded"] = "UklGRgwAAABXRUJQVlA4IG9uZQ=="
    keep_copies(row.delivery, announcement)
    return made


def test_words_of_one_line_that_say_one_thing_share_a_box() -> None:
    [shown] = shown_pictures(pictured(May=0.4), SWAP)
    assert shown.marks == (
        Mark((95, 45, 190, 42), "Seed Swap", ("name",), legible=True),
        Mark((55, 115, 254, 38), "Saturday 8 May", ("dtstart",), legible=False),
        Mark((95, 195, 100, 40), "Bath", ("city",), legible=True),
    )
    assert [mark.colours for mark in shown.marks] == [("name",), ("when",), ("where",)]


def test_evidence_over_two_lines_has_two_boxes() -> None:
    draft = walk(name=found("Seed Swap Saturday", (0, 18)))
    [shown] = shown_pictures(pictured(), draft)
    assert [mark.words for mark in shown.marks] == ["Seed Swap", "Saturday"]


@pytest.mark.django_db
def test_a_case_shows_the_picture_with_its_places(editor: Client) -> None:
    made = pictured_case()
    page = seen(editor, f"/desk/cases/{made.pk}/")

    address = f"/desk/deliveries/{made.reading.announcement.delivery.uid}/pictures/1/"
    assert 'viewBox="0 0 400 300"' in page
    assert re.findall(r'<image href="([^"]+)" width="(\d+)" height="(\d+)"/>', page) == [
        (address, "400", "300")
    ]
    rects = (
        r'<rect class="(\w+)" data-for="(\w+)" x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)">'
        r"<title>([^<]+)<"
    )
    assert re.findall(rects, page) == [
        ("name", "name", "95", "45", "190", "42", "Seed Swap"),
        ("when", "dtstart", "55", "115", "254", "38", "Saturday 8 May"),
        ("where", "city", "95", "195", "100", "40", "Bath"),
    ]
    assert re.findall(r"<li>No words were made out: <bdi>picture 2</bdi></li>", page)
    assert "<b>" not in page
    assert " style=" not in page


@pytest.mark.django_db
def test_the_picture_is_for_editors_and_never_stored(client: Client, editor: Client) -> None:
    address = f"/desk/deliveries/{pictured_case().reading.announcement.delivery.uid}/pictures/"
    answer = editor.get(f"{address}1/")
    assert (answer.status_code, answer.content) == (200, COPY)
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert editor.get(f"{address}2/").status_code == 410
    stranger = Client().get(f"{address}1/")
    assert (stranger.status_code, stranger["Location"]) == (302, f"/people/login/?next={address}1/")


def test_a_draft_from_a_picture_always_waits_for_a_person() -> None:
    assert rests_on_picture(SWAP, pictured())
    outside = walk(name=found("Other", (40, 45)), dtstart=None, city=None, venue=None)
    assert not rests_on_picture(outside, pictured())

    given = {"trusted": True, "structured": True, "today": dt.date(2026, 11, 1)}
    complete = walk()
    assert decide(complete, Comparison("new"), **given, pictured=False).action == "publish"
    decision = decide(complete, Comparison("new"), **given, pictured=True)
    assert (decision.action, decision.why) == ("case", ("picture",))


def test_hardly_legible_words_are_a_doubt_of_their_field() -> None:
    poor = Problem("picture.poorly_legible", Span(0, 9), "place")
    assert Doubt("city", "poorly_legible") in doubts(walk(problems=(poor,)))
