"""The pages of imports, as an editor without scripts meets them."""

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.site.desk.browsing import seen

from handbill.formats.tabular.neutral import as_it_was
from handbill_site.desk import wording
from handbill_site.flow import run_once
from handbill_site.intake.child import Reader
from handbill_site.intake.models import Delivery, Import
from handbill_site.listing.models import Event

pytestmark = pytest.mark.django_db(transaction=True)
YEAR = timezone.now().year + 1
TABLE = f"""Title,Date,Time,City,Link
Lantern walk,13/04/{YEAR},19:30,Norwich,https://lanterns.example/
=cmd|'/c calc'!A1,31/02/{YEAR},19:30,Norwich,
<b>Choir</b>,14/05/{YEAR},25:00,Norwich,nolink
"""


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """A real child, one for the module."""
    with Reader() as reader:
        yield reader


def handed_in(client: Client, table: str = TABLE, name: str = "spring.csv", **fields: str) -> Any:
    return client.post("/intake/import/", {"table": SimpleUploadedFile(name, table.encode()), **fields})


def looked(client: Client, reader: Reader, table: str = TABLE) -> str:
    path = str(handed_in(client, table, home="gb")["Location"])
    run_once(now=timezone.now(), reader=reader)
    return path


def sent(page: str) -> dict[str, str]:
    """What a browser would send from the form of columns as it was served."""
    chosen = re.findall(r'<select id="\w+" name="(\w+)">(.*?)</select>', page, re.DOTALL)
    fields = {}
    for name, options in chosen:
        found = re.search(r'<option value="(\w*)" selected>', options)
        fields[name] = found[1] if found else ""
    home = re.search(r'name="home" value="(\w*)"', page)
    return fields | {"home": home[1] if home else ""}


def test_nobody_else_sees_these_pages(client: Client) -> None:
    assert client.get("/intake/import/")["Location"].startswith("/people/login/")
    assert handed_in(client).status_code == 302
    assert Delivery.objects.count() == 0


def test_the_web_process_opens_nothing(editor: Client) -> None:
    """What is no workbook at all is kept like one; only the child finds out."""
    path = handed_in(editor, "PK not a workbook", "bomb.xlsx")["Location"]
    page = seen(editor, path)
    assert "It is being looked at." in page
    assert f'<a href="{path}" id="asks-again">' in page


def test_the_preview_shows_columns_and_errors_and_imports_nothing(editor: Client, reader: Reader) -> None:
    page = unescape(seen(editor, looked(editor, reader)))
    assert sent(page) == {
        "column0": "what", "column1": "date", "column2": "time", "column3": "city", "column4": "link",
        "home": "GB",
    }  # fmt: skip
    assert "3 rows: 1 can be imported, 2 cannot." in page
    assert f"Date: there is no 31 February {YEAR}" in page
    assert "Time: there is no such hour: 25:00; Link: no web address: nolink" in page
    assert "Import 1 rows</button>" in page
    assert "Publish what is complete" not in page
    assert Event.objects.count() == 0
    assert Delivery.objects.count() == 1


def test_markup_in_a_cell_is_text(editor: Client, reader: Reader) -> None:
    page = seen(editor, looked(editor, reader))
    assert "<b>Choir" not in page
    assert "&lt;b&gt;Choir&lt;/b&gt;" in page


def test_row_67_cells_of_the_rows_left_out_run_nowhere(editor: Client, reader: Reader) -> None:
    path = looked(editor, reader)
    response = editor.get(f"{path}left-out.csv")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert response["Content-Disposition"].startswith("attachment")
    assert rows == [
        ["Title", "Date", "Time", "City", "Link", "why not imported"],
        ["'=cmd|'/c calc'!A1", f"31/02/{YEAR}", "19:30", "Norwich", "",
         f"row 3: Date: there is no 31 February {YEAR}"],
        ["<b>Choir</b>", f"14/05/{YEAR}", "25:00", "Norwich", "nolink",
         "row 4: Time: there is no such hour: 25:00; Link: no web address: nolink"],
    ]  # fmt: skip
    assert as_it_was(rows[1][0]) == "=cmd|'/c calc'!A1"


def test_what_was_left_out_comes_back_corrected(editor: Client, reader: Reader) -> None:
    path = looked(editor, reader)
    again = editor.get(f"{path}left-out.csv").content.decode("utf-8-sig").replace("31/02", "13/02")
    page = unescape(seen(editor, looked(editor, reader, again)))
    assert sent(page)["column5"] == ""
    assert "2 rows: 1 can be imported, 1 cannot." in page


def test_confirmed_it_is_imported_and_undone_again(editor: Client, reader: Reader) -> None:
    path = looked(editor, reader)
    assert (
        editor.post(path, sent(seen(editor, path)) | {"act": "confirm", "trusted": "yes"}).status_code == 302
    )
    run_once(now=timezone.now(), reader=reader)
    page = seen(editor, path)
    assert "1 rows kept, 0 of them not done yet · 0 events listed · 1 waiting" in page
    assert editor.post(path, {"act": "undo"}).status_code == 302
    run_once(now=timezone.now(), reader=reader)
    assert "All of it was taken back." in seen(editor, path)
    assert editor.post(path, {"act": "undo"}).status_code == 409


def test_an_admin_may_let_policy_publish(admin: Client, reader: Reader) -> None:
    path = looked(admin, reader)
    page = seen(admin, path)
    assert "Publish what is complete" in page
    admin.post(path, sent(page) | {"act": "confirm", "trusted": "yes"})
    run_once(now=timezone.now(), reader=reader)
    assert [event.name for event in Event.objects.all()] == ["Lantern walk"]


def test_columns_that_were_changed_are_looked_at_before_anything_is_imported(
    editor: Client, reader: Reader
) -> None:
    path = looked(editor, reader)
    changed = sent(seen(editor, path)) | {"column3": "where", "act": "confirm"}
    assert editor.post(path, changed)["Location"] == f"{path}?notice=changed"
    run_once(now=timezone.now(), reader=reader)
    page = seen(editor, path)
    assert sent(page)["column3"] == "where"
    assert "chosen" in page
    assert Import.objects.get().state == "looked"


def test_an_order_that_nothing_decides_is_asked(editor: Client, reader: Reader) -> None:
    path = looked(editor, reader, f"Title,Date\nOne,03/04/{YEAR}\n")
    page = unescape(seen(editor, path))
    assert f"Which comes first in <bdi>“03/04/{YEAR}”</bdi> (row 2)?" in page
    assert 'value="confirm"' not in page
    editor.post(path, sent(page) | {"order": "mdy", "act": "look"})
    run_once(now=timezone.now(), reader=reader)
    page = seen(editor, path)
    assert f"{YEAR}-03-04</bdi>" in page
    assert 'value="confirm"' in page


def test_the_same_file_is_told_as_a_double(editor: Client, other_editor: Client, reader: Reader) -> None:
    path = looked(editor, reader)
    response = handed_in(other_editor, name="renamed.csv")
    assert response["Location"] == f"{path}?notice=known"
    assert "This same file was handed in before" in seen(other_editor, response["Location"])


@pytest.mark.parametrize(
    ("name", "table", "home", "reason"),
    [
        ("a.ods", "x", "", "Only .csv, .tsv, .xlsx are taken here."),
        ("a.csv", "", "", "Choose a table."),
        ("a.csv", "x" * 16_000_001, "", "at most 16,000,000 are taken"),
        ("a.csv", TABLE, "G1", "Two letters, such as GB."),
    ],
)
def test_what_is_not_taken_is_said(editor: Client, name: str, table: str, home: str, reason: str) -> None:
    response = handed_in(editor, table, name, home=home)
    assert response.status_code == 422
    assert reason in response.text
    assert Delivery.objects.count() == 0


def test_every_code_of_a_wrong_row_has_words() -> None:
    from pathlib import Path

    from handbill.reading import imports

    code = "".join(path.read_text("utf-8") for path in Path(imports.__file__).parent.glob("*.py"))
    assert set(re.findall(r'Wrong\(\s*"(\w+)"', code)) == set(wording.ROW_ERRORS)
