"""Cells that say when: read in one way, or wrong with the reason."""

import datetime as dt

import pytest

from handbill.reading.imports.cells import Order, When, WhenReader, Wrong, order_of

RECEIVED = dt.datetime(2027, 2, 1)
DAY, NIGHT = dt.date(2027, 4, 3), dt.time(19, 30)


def read(words: str, order: Order | None = None, language: str = "en") -> When | Wrong:
    return WhenReader(language, RECEIVED, order).read(words)


@pytest.mark.parametrize(
    ("words", "order", "said"),
    [
        ("2027-04-03", None, When(DAY)),
        ("2027/4/3", None, When(DAY)),
        ("3.4.2027", None, When(DAY)),
        ("03.04.27", "mdy", When(DAY)),
        ("03/04/2027", "dmy", When(DAY)),
        ("04/03/2027", "mdy", When(DAY)),
        ("27/04/03", "ymd", When(DAY)),
        ("03-04-2027 19:30", "dmy", When(DAY, NIGHT)),
        ("2027-04-03T19:30:00", None, When(DAY, NIGHT)),
        ("2027-04-03, 7.30pm", None, When(DAY, NIGHT)),
        ("03/04/2027 19:30-22:00", "dmy", When(DAY, NIGHT, None, dt.time(22))),
        ("03/03/2027", None, When(dt.date(2027, 3, 3))),
        ("٢٠٢٧-٠٤-٠٣", None, When(DAY)),
        ("19:30", None, When(start=NIGHT)),
        ("19h30", None, When(start=NIGHT)),
        ("7:30 p.m.", None, When(start=NIGHT)),
        ("12 am", None, When(start=dt.time(0))),
        ("19.30 – 22.00", None, When(start=NIGHT, end=dt.time(22))),
        ("Saturday 3 April 2027, 7.30pm", None, When(DAY, NIGHT)),
        ("Sat 03/04/2027", "dmy", When(DAY)),
        ("3 April", None, When(DAY, has_year=False)),
    ],
)
def test_a_cell_says_a_day_or_an_hour_or_both(words: str, order: Order | None, said: When) -> None:
    assert read(words, order) == said


@pytest.mark.parametrize(
    ("words", "language"),
    [("3 avril 2027", "fr"), ("3. April 2027", "de"), ("3 Nisan 2027", "tr"), ("3 апреля 2027", "ru")],
)
def test_months_are_read_in_the_language_of_the_table(words: str, language: str) -> None:
    assert read(words, language=language) == When(DAY)


@pytest.mark.parametrize(
    ("words", "order", "wrong"),
    [
        ("31/02/2027", "dmy", Wrong("no_such_day", "31 February 2027")),
        ("30.02.2027", None, Wrong("no_such_day", "30 February 2027")),
        ("2027-02-29", None, Wrong("no_such_day", "29 February 2027")),
        ("13/13/2027", "dmy", Wrong("no_such_month", "13/13/2027")),
        ("25/03/2027", "mdy", Wrong("no_such_month", "25/03/2027")),
        ("03/04/27", None, Wrong("which_order", "03/04/27")),
        ("25:00", None, Wrong("no_such_time", "25:00")),
        ("23:59:60", None, Wrong("no_such_time", "23:59:60")),
        ("13 pm", None, Wrong("no_such_time", "13 pm")),
        ("2027-04-03 25:00", None, Wrong("no_such_time", "25:00")),
        ("Friday 3 April 2027", None, Wrong("other_weekday", "Friday 3 April 2027")),
        ("Fri 03/04/2027", "dmy", Wrong("other_weekday", "Fri 03/04/2027")),
        ("7", None, Wrong("unread_time", "7")),
        ("soon", None, Wrong("unread_time", "soon")),
        ("3 April or 4 May 2027", None, Wrong("unread_time", "3 April or 4 May 2027")),
        ("every Friday", None, Wrong("unread_time", "every Friday")),
        ("2027", None, Wrong("unread_time", "2027")),
    ],
)
def test_what_is_not_clear_is_wrong_and_says_why(words: str, order: Order | None, wrong: Wrong) -> None:
    assert read(words, order) == wrong


@pytest.mark.parametrize(
    ("words", "orders"),
    [
        ("13/04/2027", {"dmy"}),
        ("04/13/2027", {"mdy"}),
        ("03/04/2027", {"dmy", "mdy"}),
        ("27/04/03", {"dmy", "ymd"}),
        ("13.04.2027", {"dmy", "mdy", "ymd"}),
        ("April 3", {"dmy", "mdy", "ymd"}),
    ],
)
def test_which_orders_fit(words: str, orders: set[str]) -> None:
    """Dots are days first, everywhere; so they decide nothing about slashes."""
    assert order_of(words) == orders
