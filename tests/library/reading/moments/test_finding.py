"""What the finder of dates and times promises beyond the examples of each language."""

import datetime as dt
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbill.languages import tags, words_for
from handbill.reading.moments import Moment, answers, find_moments
from handbill.values import Finding, Span

FRIDAY = dt.datetime(2026, 11, 20, 9)
EN = words_for("en")


def moments(text: str, tag: str = "en", **more: object) -> list[Moment]:
    """The moments of a text, read on Friday 20 November 2026."""
    return [f.value for f in find_moments(text, words_for(tag), received=FRIDAY, **more)]  # type: ignore[arg-type]


def test_a_date_with_its_time_is_one_finding_with_both_spans() -> None:
    text = "We meet on Sat 5 Dec 2026 at 7.30pm CET."

    assert find_moments(text, EN, received=FRIDAY) == (
        Finding(
            Moment(
                first=dt.date(2026, 12, 5),
                last=dt.date(2026, 12, 5),
                start=dt.time(19, 30),
                has_year=True,
                weekday=5,
                zone="Europe/Paris",
                day_span=Span(11, 25),
                time_span=Span(26, 39),
            ),
            Span(11, 39),
            "when.date_run",
            0.9,
        ),
    )


def test_a_time_alone_has_no_day() -> None:
    assert moments("Doors 18:30")[0] == Moment(start=dt.time(18, 30), precision="time", time_span=Span(6, 11))


def test_the_heading_above_completes_a_day_without_month() -> None:
    """ "Sunday 8th" under a heading of March is 8 March, though the text was written in November."""
    assert moments("Sunday 7th, 3pm", near=dt.date(2027, 3, 6))[0].first == dt.date(2027, 3, 7)


def test_the_heading_above_gives_the_year() -> None:
    assert moments("5 January", year=2032)[0].first == dt.date(2032, 1, 5)


def test_a_list_of_days_gives_each_of_them() -> None:
    days = [m.first for m in moments("5, 6 and 7 March 2027")]
    assert days == [dt.date(2027, 3, 5), dt.date(2027, 3, 6), dt.date(2027, 3, 7)]


def test_the_later_half_lends_its_half_of_the_day() -> None:
    spans = [(m.start, m.end) for m in moments("10am-2pm; 7:30-9pm; 11-1pm; 6–7.30pm")]
    assert spans == [
        (dt.time(10), dt.time(14)),
        (dt.time(19, 30), dt.time(21)),
        (dt.time(11), dt.time(13)),
        (dt.time(18), dt.time(19, 30)),
    ]


def test_an_hour_without_half_of_the_day_says_so() -> None:
    bare, said = moments("at 6; at 6am")
    assert (bare.start, bare.half_day_open, said.start, said.half_day_open) == (
        dt.time(18),
        True,
        dt.time(6),
        False,
    )


def test_a_weekday_that_no_near_year_bears_out_is_reported() -> None:
    moment = moments("Monday, 5 December 2026")[0]
    assert (moment.first, moment.weekday, moment.weekday_agrees) == (dt.date(2026, 12, 5), 0, False)


def test_only_the_end_or_only_the_start_may_be_said() -> None:
    until, opening = moments("until 5 May"), moments("ab 14 Uhr", "de")
    assert (until[0].deadline, opening[0].open_end) == (True, True)


def test_exceptions_are_taken_out_of_a_repetition() -> None:
    moment = moments("every Saturday except 5 December")[0]
    assert (moment.rrule, moment.exdates) == ("FREQ=WEEKLY;BYDAY=SA", (dt.date(2026, 12, 5),))


def test_both_readings_of_an_open_numeric_date_are_kept() -> None:
    finding = find_moments("on 5/6", EN, received=FRIDAY)[0]
    assert finding.value.first == dt.date(2027, 5, 6)
    assert dt.date(2027, 6, 5) in [other.first for other in finding.alternatives]


def test_only_the_asked_part_is_read_and_spans_count_in_the_whole() -> None:
    text = "1 May 2027 and 2 May 2027"
    found = find_moments(text, EN, received=FRIDAY, span=Span(15, 25))
    assert [(f.value.first, f.span) for f in found] == [(dt.date(2027, 5, 2), Span(15, 25))]


def test_a_line_end_parts_a_short_line_but_not_a_wrapped_one() -> None:
    wrapped = "The yearly gathering of the neighbours will take place on Saturday 5\nDecember 2026."
    assert moments(wrapped)[0].first == dt.date(2026, 12, 5)
    assert [m.precision for m in moments("Room 5\nDecember 2026")] == ["month"]


@pytest.mark.parametrize(
    "text",
    [
        "Call +86 2010-2015-86 or (206) 555-1212",
        "file ABC-12345-A1 v2.10.3, host 192.168.10.12, see https://example.org/2027/03/05/",
        "we won 3-2, paid $12.50 and 7.5%, 10 students",
        "31.02. and 32-2015",
        "Straße des 17. Juni",
    ],
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert moments(text, "de" if "Straße" in text else "en") == []


def test_a_raised_digit_is_no_number_of_time() -> None:
    assert moments("Hall of 300 m ² on 5 December")[0].first == dt.date(2026, 12, 5)


def test_minutes_on_the_sign_of_the_hour_are_no_day() -> None:
    found = moments("18h30. 5 mars 2027", "fr")
    assert (found[0].first, found[0].start) == (dt.date(2027, 3, 5), dt.time(18, 30))


def test_an_hour_counted_from_six_lies_in_its_part_of_the_day() -> None:
    texts = (
        "saa 3 asubuhi",
        "saa 3 usiku",
        "saa 8:00 mchana",
        "10:00 asubuhi",
        "saa 11 alfajiri",
        "saa 14:00",
    )
    assert [moments(text, "sw")[0].start for text in texts] == [
        dt.time(9), dt.time(21), dt.time(14), dt.time(10), dt.time(5), dt.time(14)
    ]  # fmt: skip


def test_answers_follow_the_protocol_of_the_command() -> None:
    text = "next week, tomorrow at 5pm and again from 4pm to 5pm tomorrow"
    assert answers(text, EN, FRIDAY) == [
        {"dtstart": "2026-11-23", "dtend": "2026-11-30", "span": [0, 9]},
        {"dtstart": "2026-11-21T17:00", "span": [11, 26]},
        {"dtstart": "2026-11-21T16:00", "dtend": "2026-11-21T17:00", "span": [37, 61]},
    ]


@pytest.mark.parametrize(
    "bait", ["a" * 50_000 + "!", "1 " * 25_000, "5 and " * 10_000, "of the " * 10_000, "A" * 50_000]
)
def test_bait_for_backtracking_costs_little(bait: str) -> None:
    """Linear: tens of kilobytes of one kind of token within two seconds, on a busy machine."""
    find_moments("5 May", EN, received=FRIDAY)
    began = time.process_time()
    find_moments(bait, EN, received=FRIDAY)
    assert time.process_time() - began < 2


@pytest.mark.parametrize("tag", tags())
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_any_words_in_any_order_are_survived(tag: str, data: st.DataObject) -> None:
    """Words of time thrown together never raise, and findings stay in order without overlap."""
    time_words = words_for(tag).time
    tables = (time_words.units, time_words.modifiers, time_words.ranges, time_words.clock, time_words.offsets)
    spellings = [word for table in tables for words in table.values() for word in words]
    spellings += [word for words in time_words.months.values() for word in words]
    spellings += [
        "0",
        "5",
        "12",
        "31",
        "99",
        "1000",
        "2027",
        "99999999",
        "/",
        ".",
        ":",
        "-",
        ",",
        "(",
        "last",
        "\n",
    ]
    text = " ".join(data.draw(st.lists(st.sampled_from(spellings), max_size=14)))

    found = find_moments(text, words_for(tag), received=FRIDAY)

    edges = [edge for f in found if f.span for edge in f.span]
    assert edges == sorted(edges)


def test_weekdays_before_a_run_of_numbers_only_say_it_again() -> None:
    runs = [
        (m.first, m.last) for m in moments("Fr–So, 4.–6. Dezember", "de") + moments("Sat-Sun 5-6 December")
    ]
    assert runs == [
        (dt.date(2026, 12, 4), dt.date(2026, 12, 6)),
        (dt.date(2026, 12, 5), dt.date(2026, 12, 6)),
    ]


def test_a_feast_beside_its_date_keeps_the_hour() -> None:
    (found,) = moments("Boxing Day, 26 December, 11am")
    assert (found.first, found.start) == (dt.date(2026, 12, 26), dt.time(11))


def test_an_ending_written_onto_a_day_is_its_bound() -> None:
    """Hungarian "-ig" says until, "-től" from; the same day without an ending says neither."""
    said = [(m.deadline, m.open_end) for m in moments("május 5-ig. Május 6-tól. Május 7-én.", "hu")]
    assert said == [(True, False), (False, True), (False, False)]


def test_a_letter_that_ends_a_word_is_no_weekday() -> None:
    """Estonian "L" is Saturday, but "laupäeval" only once, and "esmaspäeval" not at all."""
    assert [m.first for m in moments("esmaspäeval ja laupäeval", "et")] == [
        dt.date(2026, 11, 23),
        dt.date(2026, 11, 21),
    ]


def test_a_dot_after_the_year_ends_a_sentence_where_the_year_comes_last() -> None:
    assert moments("2026. december 5.", "hu")[0].first == dt.date(2026, 12, 5)
    assert moments("Founded in 1926. March 5 is the day", "en")[-1].first == dt.date(2027, 3, 5)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("4.30pm, 5.15, 6pm", [(16, 30), (17, 15), (18, 0)]),
        ("4.30pm, 5.15, 6.00 and 6.45", [(16, 30), (17, 15), (18, 0), (18, 45)]),
        ("10.30am, 11.15, 2pm", [(10, 30), (11, 15), (14, 0)]),
        ("8pm, 9:15 and 10pm", [(20, 0), (21, 15), (22, 0)]),
    ],
)
def test_an_hour_in_a_row_takes_the_half_day_of_the_one_before(text: str, hours: list[tuple[int, int]]):
    assert [moment.start for moment in moments(text)] == [dt.time(*hour) for hour in hours]


@pytest.mark.parametrize("text", ["Saturday 12th: all in Plymouth", "Sat 12th: all in Plymouth"])
def test_a_weekday_and_a_rank_under_a_month_are_one_day(text: str):
    (moment,) = moments(text, near=dt.date(2027, 6, 1))

    assert (moment.first, moment.weekday_agrees) == (dt.date(2027, 6, 12), True)
