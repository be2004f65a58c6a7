"""Whole tables: columns guessed, rows checked, and what is taken of them."""

import csv
import datetime as dt
import io
import json
from typing import Any

import pytest
from openpyxl import Workbook

from handbill.errors import TooLarge, UnreadableFile
from handbill.formats import open_announcement
from handbill.formats.tabular import grid
from handbill.formats.tabular.stated import ROW
from handbill.reading import read
from handbill.reading.imports import Choices, look, take
from handbill.values import Announcement, Draft

RECEIVED = dt.datetime(2027, 2, 1)
LIST = """Spring in the valley
Title;Date;Start time;End;Venue;City;Organiser;Link;Price;Description
Lantern walk;13/04/2027;19:30;22:00;Gas Street Basin;Norwich;Keepers; https://lanterns.example/walk;5;A jar
Seed swap;31/02/2027;10am;;Town Hall;Norwich;Allotments;;free;
Choir;14/05/2027;25:00;;;Leeds;;nolink;;
"""


def looked(text: str | bytes, **more: Any) -> dict[str, Any]:
    raw = text.encode() if isinstance(text, str) else text
    return look(raw, received=RECEIVED, **({"choices": Choices()} | more))


def taken(text: str | bytes, **more: Any) -> list[dict[str, Any]]:
    raw = text.encode() if isinstance(text, str) else text
    rows: list[dict[str, Any]] = take(raw, received=RECEIVED, **({"choices": Choices()} | more))["rows"]
    return rows


def roles(text: str | bytes, **more: Any) -> list[str]:
    return [column["role"] for column in looked(text, **more)["columns"]]


def errors(text: str, **more: Any) -> dict[int, list[str]]:
    return {each["row"]: [code for _, code, _ in each["errors"]] for each in looked(text, **more)["wrong"]}


def test_columns_are_known_by_their_heads_and_rows_by_their_numbers() -> None:
    answer = looked(LIST)
    assert [(column["role"], column["by"]) for column in answer["columns"]] == [
        ("what", "header"), ("date", "header"), ("time", "header"), ("end", "header"), ("where", "header"),
        ("city", "header"), ("who", "header"), ("link", "header"), ("", "header"), ("note", "header"),
    ]  # fmt: skip
    assert (answer["count"], answer["good"], answer["delimiter"], answer["order"]["value"]) == (
        3,
        1,
        ";",
        "dmy",
    )
    assert [(each["row"], each["errors"]) for each in answer["wrong"]] == [
        (4, [[1, "no_such_day", "31 February 2027"]]),
        (5, [[2, "no_such_time", "25:00"], [7, "no_link", "nolink"]]),
    ]


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("Titel,Datum,Uhrzeit,Ort,Stadt", ["what", "date", "time", "where", "city"]),
        ("Titre,Date,Heure,Lieu,Ville", ["what", "date", "time", "where", "city"]),
        ("Название,Дата,Время,Место,Город", ["what", "date", "time", "where", "city"]),
        ("タイトル,日付,時間,会場,都市", ["what", "date", "time", "where", "city"]),
        ("eventName,start_date,START_TIME,venue (street),Town", ["what", "date", "time", "where", "city"]),
    ],
)
def test_heads_are_read_in_many_languages(header: str, wanted: list[str]) -> None:
    assert roles(f"{header}\nLanterns,2027-04-13,19:30,Gas Street,Norwich\n") == wanted


def test_columns_without_heads_are_known_by_what_stands_in_them() -> None:
    table = "".join(
        f"2027-04-{day},19:30,Lantern walk number {day},{city},https://lanterns.example/{day}\n"
        for day, city in ((11, "Norwich"), (12, "Leeds"), (13, "Cardiff"), (14, "Bristol"))
    )
    answer = looked(table)
    assert [(c["header"], c["role"], c["by"]) for c in answer["columns"]] == [
        ("Column 1", "date", "content"),
        ("Column 2", "time", "content"),
        ("Column 3", "what", "content"),
        ("Column 4", "city", "content"),
        ("Column 5", "link", "content"),
    ]
    assert (answer["count"], answer["good"]) == (4, 4)


def test_an_order_that_nothing_decides_is_asked_once_and_then_holds_for_all() -> None:
    table = "Title,Date\nOne,03/04/27\nTwo,05/06/27\n"
    assert looked(table)["order"] == {
        "asked": True,
        "value": None,
        "fits": ["dmy", "mdy"],
        "example": "03/04/27",
        "row": 2,
    }
    assert errors(table) == {2: ["which_order"], 3: ["which_order"]}
    days = [row["stated"]["dtstart"][0] for row in taken(table, choices=Choices(order="mdy"))]
    assert days == ["2027-03-04", "2027-05-06"]


def test_one_clear_date_decides_for_the_file() -> None:
    answer = looked("Title,Date\nOne,03/04/2027\nTwo,04/13/2027\n")
    assert (answer["order"]["asked"], answer["order"]["value"], answer["good"]) == (False, "mdy", 2)


def test_an_editor_may_say_otherwise() -> None:
    table = "Title,Date,Notes\nOne,2027-04-13,Gas Street\n"
    (row,) = taken(table, choices=Choices({2: "where"}))
    assert row["stated"]["venue"] == ["Gas Street", [2]]
    (row,) = taken(table, choices=Choices({2: ""}))
    assert "description" not in row["stated"]


@pytest.mark.parametrize(
    ("row", "codes"),
    [
        ("One,2027-04-13,,,", []),
        (",2027-04-13,,,", ["missing_name"]),
        ("One,,,,", ["missing_date"]),
        ("One,19:30,,,", ["missing_date"]),
        ("One,2027-04-13,2027-04-12,,", ["ends_before"]),
        ("One,2027-04-13 19:30,2027-04-13 18:00,,", ["ends_before"]),
        ("One,2027-04-13 19:30,2027-04-15,,", ["end_without_time"]),
        ("One,2026-12-31,,,", ["past"]),
        ("One,9999-12-31,,,", ["far"]),
        ("One,2027-04-13,,javascript:alert(1),", ["no_link"]),
        ("One,2027-04-13,,,Atlantis", ["unknown_country"]),
        (f"{'x' * 301},2027-04-13,,,", ["long_name"]),
    ],
)
def test_what_is_wrong_with_a_row(row: str, codes: list[str]) -> None:
    assert errors(f"Title,Start,End,Link,Country\n{row}\n").get(2, []) == codes


def test_a_row_that_says_the_same_as_another_is_told() -> None:
    table = "Title,Date\nOne,2027-04-13\nTwo,2027-04-13\nONE,2027-04-13\n"
    assert looked(table)["wrong"][0]["errors"] == [[-1, "double", "2"]]


@pytest.mark.parametrize(
    ("start", "end", "dtend"),
    [
        ("2027-04-13 20:00", "2:00", "2027-04-14T02:00:00"),
        ("2027-04-13 20:00", "23:00", "2027-04-13T23:00:00"),
        ("2027-04-13", "2027-04-15", "2027-04-15"),
        ("2027-04-13 20:00", "2027-04-15 18:00", "2027-04-15T18:00:00"),
    ],
)
def test_ends(start: str, end: str, dtend: str) -> None:
    (row,) = taken(f"Title,Start,End\nOne,{start},{end}\n")
    assert row["stated"]["dtend"][0] == dtend


def opened(row: dict[str, Any]) -> tuple[Announcement, Draft]:
    announcement = open_announcement(json.dumps(row).encode(), media_type=ROW, received=RECEIVED, home="GB")
    (draft,) = read(announcement).drafts
    return announcement, draft


def test_a_row_becomes_a_draft_whose_evidence_is_its_own_words() -> None:
    announcement, draft = opened(taken(LIST)[0])
    fields = (draft.name, draft.dtstart, draft.dtend, draft.venue, draft.tzid, *draft.urls)
    said = [(each.value, each.span.of(announcement.text)) for each in fields if each and each.span]
    assert said == [
        ("Lantern walk", "Lantern walk"),
        (dt.datetime(2027, 4, 13, 19, 30), "13/04/2027"),
        (dt.datetime(2027, 4, 13, 22, 0), "22:00"),
        ("Gas Street Basin", "Gas Street Basin"),
        ("Europe/London", "Norwich"),
        ("https://lanterns.example/walk", "https://lanterns.example/walk"),
    ]
    assert draft.dtstart
    assert [span.of(announcement.text) for span in draft.dtstart.also] == ["19:30"]


def test_a_row_that_looks_like_markdown_or_data_is_still_a_row() -> None:
    table = 'Title;Date;Notes\n"[x](https://e.example) ""@type"" BEGIN:VCALENDAR";2027-04-13;"a,b,c"\n'
    _, draft = opened(taken(table)[0])
    assert draft.name
    assert draft.name.value == '[x](https://e.example) "@type" BEGIN:VCALENDAR'


@pytest.mark.parametrize(
    "raw", [b"{}", b"[]", b"x", b'{"cells": [["a", "b"]], "stated": {"name": ["x", [7]]}}']
)
def test_what_is_no_row_is_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableFile, match="no row of an import"):
        open_announcement(raw, media_type=ROW, received=RECEIVED)


def workbook(*rows: list[Any], title: str = "Spring") -> bytes:
    book = Workbook()
    assert book.active
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.create_sheet("Notes").append(["one", "line"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_fullest_sheet_of_a_workbook_is_read_with_its_dates_as_dates() -> None:
    raw = workbook(
        ["Title", "Start"], ["One", dt.datetime(2027, 4, 3, 19, 30)], ["Two", dt.datetime(2027, 4, 4)]
    )
    answer = looked(raw)
    assert (answer["sheet"], answer["sheets"], answer["good"]) == ("Spring", 2, 2)
    assert [row["stated"]["dtstart"][0] for row in taken(raw)] == ["2027-04-03T19:30:00", "2027-04-04"]


def test_charset_and_delimiter_are_found() -> None:
    answer = looked("Título\tFecha\nRomería\t13.04.2027\n".encode("utf-16"))
    assert (answer["delimiter"], answer["preview"][0]["cells"]) == ("\t", ["Romería", "13.04.2027"])
    walks = "Titel;Datum;Ort\n" + "Frühlingswanderung über die Höhen;13.04.2027;Brücke am Weiher\n" * 5
    shown = looked(walks.encode("cp1252"))["preview"][0]["cells"]
    assert shown == ["Frühlingswanderung über die Höhen", "13.04.2027", "Brücke am Weiher"]


def test_row_33_what_is_too_much_names_its_row(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TooLarge, match="row 20,001: at most 20,000 rows"):
        looked("a,2027-04-13\n" * 1_000_000)
    with pytest.raises(TooLarge, match="row 2: 1,000,001 columns; at most 100"):
        looked("Title,Date\n" + "a,b" + ",c" * 999_999)
    with pytest.raises(TooLarge, match="row 2: a cell of more than 20,000 characters"):
        looked("Title,Date\n" + "a" * 20_001 + ",2027-04-13")
    with pytest.raises(UnreadableFile, match="row 3: it holds a NUL character"):
        looked("Title,Date\nOne,2027-04-13\nTw\0o,2027-04-13\n")
    with pytest.raises(UnreadableFile, match="row 3: its quotation marks are not paired"):
        looked('Title,Date\nOne,2027-04-13\n"Two,2027-04-13\nThree,2027-04-13\n')
    with pytest.raises(TooLarge, match="16,000,001 bytes"):
        looked(b"a" * 16_000_001)


@pytest.mark.parametrize(
    "raw", [b"", b"one line of prose", b"%PDF-1.7", b"<html><p>x", b"PK\x03\x04" + b"x" * 50]
)
def test_what_is_no_table_is_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableFile):
        looked(raw)


def test_row_22_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"<workbook/>" + b" " * 50_000_000)
    assert len(out.getvalue()) < 100_000
    with pytest.raises(TooLarge, match="unpacks to too much"):
        looked(out.getvalue())


def test_numbers_of_rows_count_what_is_empty_and_what_has_several_lines() -> None:
    out = io.StringIO()
    csv.writer(out).writerows(
        [["Title", "Date"], [], ["One\nor two", "2027-04-13"], ["", ""], ["Three", "x"]]
    )
    assert errors(out.getvalue()) == {5: ["unread_time"]}
    assert grid.MOST_ROWS == 20_000
