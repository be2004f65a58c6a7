"""How an announcement is cut into pieces that carry the fields they are evidence of."""

import datetime as dt

from tests.site.listing.making import BIRMINGHAM, found

from handbill.values import Draft, Span
from handbill_site.desk.evidence import Passage, Piece, passages, visible, words_of


def test_words_are_marked_where_they_stand() -> None:
    draft = Draft(name=found("Walk", (6, 10)))

    assert passages("Come: Walk!", draft) == (
        Passage((Piece("Come: "), Piece("Walk", ("name",), ("name",), "e6"), Piece("!")), True),
    )


def test_overlapping_evidence_is_cut_at_every_border() -> None:
    text = "Birmingham Walk Friday"
    draft = Draft(
        name=found("Birmingham Walk", (0, 15)),
        city=found("Birmingham", (0, 10)),
        place=found(BIRMINGHAM, (0, 10)),
        dtstart=found(dt.date(2026, 11, 13), (11, 22)),
    )

    (passage,) = passages(text, draft)

    assert passage.pieces == (
        Piece("Birmingham", ("name", "city", "place"), ("name", "where"), "e0"),
        Piece(" ", ("name",), ("name",), "e10"),
        Piece("Walk", ("name", "dtstart"), ("name", "when"), "e11"),
        Piece(" Friday", ("dtstart",), ("when",), "e15"),
    )


def test_all_organisers_and_all_spans_of_a_field_are_marked() -> None:
    draft = Draft(organizers=(found("A", (0, 1)), found("B", (4, 5), also=(Span(6, 7),))))

    (passage,) = passages("A + B C", draft)

    assert [piece.text for piece in passage.pieces if piece.fields] == ["A", "B", "C"]


def test_spans_outside_the_text_are_left_out() -> None:
    assert passages("short", Draft(name=found("x", (3, 99)))) == (Passage((Piece("short"),), True),)


def test_a_long_announcement_shows_the_neighbourhood_and_folds_the_rest() -> None:
    before, after = "before\n" * 400, "after\n" * 500
    text = f"{before}Walk on Friday\n{after}"
    draft = Draft(name=found("Walk", (len(before), len(before) + 4)))

    cut = passages(text, draft)

    assert [passage.near for passage in cut] == [False, True, False]
    assert "".join(piece.text for passage in cut for piece in passage.pieces) == text
    assert [piece.text for piece in cut[1].pieces if piece.fields] == ["Walk"]
    assert cut[0].pieces[0].text.endswith("\n")
    assert cut[1].length < 800


def test_distant_evidence_keeps_both_places_in_sight() -> None:
    text = "Friday\n" + "x\n" * 3000 + "Walk\n"
    draft = Draft(dtstart=found(dt.date(2026, 11, 13), (0, 6)), name=found("Walk", (6007, 6011)))

    assert [passage.near for passage in passages(text, draft)] == [True, False, True]


def test_evidence_in_data_is_shown_as_its_record_and_the_rest_is_folded() -> None:
    prose, first, second = "Come. " * 60 + "\n\n", "name: Swim\n" * 30, "name: Walk\nlocation: Pier"
    text = f"{prose}{first}\n{second}"
    start = text.index(second)
    records = (Span(len(prose), len(prose + first)), Span(start, len(text)))
    draft = Draft(name=found("Walk", (start + 6, start + 10)))

    assert passages(text, draft, records) == (
        Passage((Piece(f"{prose}{first}\n"),), False),
        Passage(
            (
                Piece("name: "),
                Piece("Walk", ("name",), ("name",), f"e{start + 6}"),
                Piece("\nlocation: Pier"),
            ),
            True,
        ),
    )


def test_prose_that_says_the_same_stays_in_sight_beside_the_record() -> None:
    prose, between = "Walk on Friday.\n", "More of us.\n" * 100
    text = f"{prose}{between}name: Walk"
    record = Span(len(prose + between), len(text))
    draft = Draft(name=found("Walk", (record.start + 6, record.end), also=(Span(0, 4),)))

    cut = passages(text, draft, (record,))

    assert [passage.near for passage in cut] == [True, False, True]
    marked = [piece.text for passage in cut for piece in passage.pieces if piece.fields]
    assert (marked, cut[2].length) == (["Walk", "Walk"], 10)


def test_what_is_too_short_to_fold_stays_in_sight() -> None:
    text = "Our club\n\nname: Walk\n\nname: Swim"
    records = (Span(10, 20), Span(22, 32))

    cut = passages(text, Draft(name=found("Walk", (16, 20))), records)

    assert [(passage.near, passage.length) for passage in cut] == [(True, 32)]


def test_an_empty_announcement_has_no_passages() -> None:
    assert passages("", Draft()) == ()


def test_characters_that_reorder_or_hide_are_written_out_and_joiners_are_kept() -> None:
    assert visible("a\u202eb\u200bc\u0000\nक्\u200dष") == "a‹U+202E›b‹U+200B›c‹U+0000›\nक्\u200dष"


def test_the_words_of_a_finding_are_one_short_line() -> None:
    text = "on Friday\n  the 13th " + "long " * 40

    assert words_of(found(1, (3, 20)), text) == "Friday the 13th"
    assert len(words_of(found(1, (0, len(text))), text)) <= 90
    assert words_of(found(1), text) == ""
