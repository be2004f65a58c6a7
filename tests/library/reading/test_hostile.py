"""Lines that nobody wrote are read within seconds, and what they hold is still found."""

import datetime as dt
import time

import pytest

from handbill.errors import UnreadableFile
from handbill.formats import open_announcement
from handbill.reading import read
from handbill.values import Reading

RECEIVED = dt.datetime(2027, 3, 1)
MOST_SECONDS = 15.0
HOSTILE = {
    "one long word": "a" * 50_000 + "!",
    "an address without end": "a@b.c," * 30_000,
    "places without end": "at Ab " * 6_600,
    "figures that may be days": "12.5. " * 30_000,
    "figures that may be months": "1-" * 50_000,
    "days that move": "12 April moved to 13 April instead of the Mill Hall " * 2_000,
    "brackets": "12 April 2027 " + "(" * 20_000 + ")" * 20_000,
    "quotations": "12 April 2027 " + '"abc def" ' * 10_000,
    "a megabyte of words": "12 April 2027 " + "word " * 200_000,
    "many bare days": "12 March 2027\n" * 10_000,
    "many days in one line over many lines": ", ".join(f"{n % 28 + 1} April" for n in range(60))
    + "\nCome to the garden with your friends" * 3_000,
    "text without spaces": "三月十二日下午三点在北京\n" * 5_000,
}


def _read(text: str) -> Reading:
    return read(open_announcement(text.encode(), media_type="text/plain", received=RECEIVED, home="GB"))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_read_within_seconds(name: str) -> None:
    began = time.process_time()
    _read(HOSTILE[name])

    assert time.process_time() - began < MOST_SECONDS


def test_blanks_in_a_listing_cost_no_more_than_letters() -> None:
    began = time.process_time()
    with pytest.raises(UnreadableFile):
        open_announcement(
            b'{"a":1' + b" \n" * 100_000 + b"x", media_type="application/json", received=RECEIVED
        )

    assert time.process_time() - began < MOST_SECONDS


def test_a_letter_that_ends_again_and_again_is_opened_within_seconds() -> None:
    mail = (
        b"Subject: Walk\n\n" + b"Kind regards\n\nMaria from the garden\n\n" * 12_000
    )  # each looked for an end
    began = time.process_time()
    open_announcement(mail, media_type="message/rfc822", received=RECEIVED)

    assert time.process_time() - began < MOST_SECONDS


def test_a_list_of_days_and_sentences_is_read_within_seconds() -> None:
    line = "Come on {} April 2027 at 7 pm. We sing. Bring a cup. We eat. Bring a chair. We dance.\n\n"
    began = time.process_time()
    _read("".join(line.format(n % 28 + 1) for n in range(4_000)))  # each sentence was held against each day

    assert time.process_time() - began < MOST_SECONDS


def test_a_day_within_a_long_line_is_found() -> None:
    filling = "We met and sang and ate together in the garden by the river. " * 100
    reading = _read(f"{filling}The lantern walk is on 12 April 2027 at 7 pm. {filling}")

    assert [draft.dtstart.value for draft in reading.drafts if draft.dtstart] == [
        dt.datetime(2027, 4, 12, 19)
    ]


def test_a_figure_set_small_is_no_date() -> None:
    assert _read("²").drafts == ()
