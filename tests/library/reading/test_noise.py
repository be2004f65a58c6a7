"""Dates that are no date of an event are told apart; those that are one stay."""

import datetime as dt

import pytest

from handbill.formats import open_announcement
from handbill.languages import words_for
from handbill.reading.segments import segments_of
from handbill.reading.vocabulary import vocabulary

RECEIVED = dt.datetime(2027, 3, 1)

NOISE = [
    ("en", "Pitch fees are due by 2 April."),
    ("en", "Last updated: 3 March 2027"),
    ("en", "Founded 21 June 2009"),
    ("en", "Office hours: Monday to Thursday, 10am to 4pm"),
    ("en", "NO vigil on Saturday, April 10 (we are all at the fair)"),
    ("de", "Kein Treffen am 5. Mai"),
    ("de", "Anmeldung bis zum 18. April."),
    ("de", "Treffpunkt ist der Platz des 18. März"),
    ("fr", "Inscription avant le 27 mars."),
    ("es", "La biblioteca fue fundada el 5 de mayo de 1972."),
    ("it", "Iscrizioni entro il 5 aprile."),
    ("ur", "درخواست جمع کرانے کی آخری تاریخ 5 اپریل ہے۔"),
    ("bn", "নিবন্ধনের শেষ তারিখ ৫ এপ্রিল"),
    ("nl", "Openingstijden: maandag t/m vrijdag 10.00–18.00 uur"),
    ("ja", "営業時間 4月5日(月) 10時から17時"),
    ("zh", "开放时间：4月5日 10:00-17:00"),
    ("ko", "영업시간: 4월 5일 10시"),
    ("ja", "4月5日はお休み"),
    ("en", "Monday 5 April: no rehearsal"),
    ("tr", "5 Nisan: toplantı yok"),
    ("fr", "Pas de répétition le 5 avril"),
]
EVENTS = [
    ("en", "7pm, Friday 5 March: open rehearsal, Market Hall", dt.date(2027, 3, 5)),
    ("en", "Saturday 6 March: PARADE FOR OPEN WATER, 9am from the jetty", dt.date(2027, 3, 6)),
    ("de", "Samstag, 6. März, 10 Uhr: Tag der offenen Tür", dt.date(2027, 3, 6)),
    ("en", "First Sunday of the month, 10am, until the end of June: seed swap", dt.date(2027, 3, 7)),
    ("ja", "3月6日(土) 10時 受付、朝市の歩き方", dt.date(2027, 3, 6)),
    ("hi", "5 से 7 मार्च तक पुस्तक मेला, गांधी मैदान", dt.date(2027, 3, 5)),
    ("ko", "3월 5일부터 7일까지 책 축제, 시민회관", dt.date(2027, 3, 5)),
    ("en", "Friday 5 March, no meeting without cake: 7pm, Hall", dt.date(2027, 3, 5)),
    ("es", "La marcha sale el 7 de marzo a las 11 desde la plaza", dt.date(2027, 3, 7)),
]


def days(language: str, line: str) -> list[dt.date | None]:
    announcement = open_announcement(line.encode(), media_type="text/plain", received=RECEIVED)
    segments = segments_of(announcement, words_for(language), vocabulary(language))
    return [day.value.first for segment in segments for day in segment.dates]


@pytest.mark.parametrize(("language", "line"), NOISE, ids=[line for _, line in NOISE])
def test_noise(language: str, line: str):
    """Deadlines, publication, founding, opening hours and streets named for a day give no day."""
    assert days(language, line) == []


@pytest.mark.parametrize(("language", "line", "day"), EVENTS, ids=[line for _, line, _ in EVENTS])
def test_no_noise(language: str, line: str, day: dt.date):
    """Words such as "open" or "from" do not hide an event."""
    assert days(language, line) == [day]


def test_a_day_that_no_longer_holds_is_kept_as_the_former_one():
    """ "planned for" marks the old day of an update."""
    line = "The lantern walk planned for Friday 5 March is now on Friday 12 March, 7pm."
    announcement = open_announcement(line.encode(), media_type="text/plain", received=RECEIVED)
    (segment,) = segments_of(announcement, words_for("en"), vocabulary("en"))

    assert [day.value.first for day in segment.former] == [dt.date(2027, 3, 5)]
    assert [day.value.first for day in segment.dates] == [dt.date(2027, 3, 12)]
