import datetime as dt
import email
from email import policy

import pytest

from handbill.formats import open_announcement
from handbill_site.intake.channels.writing import Piece, document, in_parts, lines, split
from handbill_site.intake.errors import ChannelTrouble

NOON = dt.datetime(2027, 4, 20, 12, tzinfo=dt.UTC)
LANTERNS = "Lanterns, Friday 30 April 2027\nPraça do Comércio"


def test_words_a_lone_link_and_a_lone_picture_are_kept_as_such() -> None:
    assert document(LANTERNS) == (LANTERNS.encode(), "text/plain; charset=utf-8")
    assert document(" https://lanterns.example/a ") == (b"https://lanterns.example/a\r\n", "text/uri-list")
    assert document("", [Piece("image/png", b"\x89PNG")]) == (b"\x89PNG", "image/png")


def test_words_and_pictures_are_one_mail_whose_words_are_read() -> None:
    raw, media_type = document(LANTERNS, [Piece("image/jpeg", b"\xff\xd8\xff\r\n--x\r\n")], sent=NOON)
    assert media_type == "message/rfc822"
    opened = open_announcement(raw, media_type=media_type, received=dt.datetime(2027, 4, 21))
    assert opened.text.strip() == LANTERNS
    assert [problem.detail[:27] for problem in opened.problems] == ["image/jpeg: damaged JPEG: i"]
    picture = list(email.message_from_bytes(raw, policy=policy.default).iter_parts())[1]
    assert picture.get_payload(decode=True) == b"\xff\xd8\xff\r\n--x\r\n"


def test_a_linked_picture_is_named_and_its_link_is_no_words() -> None:
    raw, media_type = document(LANTERNS, [Piece("image/jpeg", url='https://cdn.example/a"b\r\nX: y')])
    opened = open_announcement(raw, media_type=media_type, received=dt.datetime(2027, 4, 21))
    assert opened.text.strip() == LANTERNS
    assert b'URL="https://cdn.example/abX:y"' in raw


def test_the_same_message_gives_the_same_bytes_and_no_type_of_its_sender_reaches_a_header() -> None:
    pieces = [Piece("image/jpeg\r\nBcc: ada@lanterns.example", b"\xff\xd8\xff")]
    assert document(LANTERNS, pieces) == document(LANTERNS, pieces)
    assert b"Bcc" not in document(LANTERNS, pieces)[0]


def test_lone_surrogates_are_kept_as_question_marks() -> None:
    assert document("Lanterns \ud83c") == (b"Lanterns ?", "text/plain; charset=utf-8")


@pytest.mark.parametrize(
    ("text", "most", "parts"),
    [
        ("", 5, []),
        ("one", 5, ["one"]),
        ("one two three", 8, ["one two", "three"]),
        ("one\ntwo three four", 10, ["one", "two three", "four"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("🏮🏮🏮", 4, ["🏮🏮", "🏮"]),
    ],
)
def test_long_answers_are_parted_at_lines_then_blanks(text: str, most: int, parts: list[str]) -> None:
    assert split(text, most) == parts


def test_bytes_are_counted_where_a_service_counts_bytes() -> None:
    assert split("ああ い", 7, encoding="utf-8", unit=1) == ["ああ", "い"]


def test_an_answer_whose_beginning_is_out_is_not_begun_again() -> None:
    sent: list[str] = []

    def send(part: str) -> str:
        if sent:
            raise ChannelTrouble("slow down", seconds=5)
        sent.append(part)
        return part

    with pytest.raises(ChannelTrouble, match="only its beginning went out: slow down") as trouble:
        in_parts("one two", send, most=4)
    assert trouble.value.permanent is True


def test_links_are_added_once() -> None:
    links = ["https://a.example/", "https://b.example/", "https://b.example/", ""]
    assert lines("see https://a.example/", links) == "see https://a.example/\nhttps://b.example/"
