"""Flyers on the form: kept whole with the words beside them, known by their bytes, bounded."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from handbill_site.intake.channels.form.files import MOST_BYTES
from handbill_site.intake.models import Delivery
from handbill_site.intake.operations import raw_of

pytestmark = pytest.mark.django_db
JPEG = b"\xff\xd8\xff\xe0" + b"picture\r\n\r\n--" * 3
PDF = b"%PDF-1.7\n"
CALENDAR = b"\xef\xbb\xbf\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def file(raw: bytes, name: str = "flyer.jpg", media_type: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, raw, media_type)


def sent(client: Client, *files: SimpleUploadedFile, **fields: str) -> Delivery:
    response = client.post("/tell/", {**fields, "flyers": files})
    assert response.status_code == 303, response.text
    return Delivery.objects.get()


@pytest.mark.parametrize(
    ("raw", "media_type"),
    [
        (JPEG, "image/jpeg"),
        (PDF, "application/pdf"),
        (CALENDAR, "text/calendar"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"GIF89a", "image/gif"),
    ],
)
def test_a_lone_file_is_kept_as_it_is_whatever_it_is_called(
    client: Client, raw: bytes, media_type: str
) -> None:
    delivery = sent(client, file(raw, "CON.exe", "text/html"))
    assert (raw_of(delivery), delivery.media_type, delivery.file_name) == (raw, media_type, "CON.exe")


def test_words_and_files_are_one_delivery_and_the_receipt_shows_the_words(client: Client) -> None:
    delivery = sent(client, file(JPEG), file(PDF, "two.pdf"), text="Lanterns & reeds\nFriday 8 pm")
    raw = raw_of(delivery)
    assert (delivery.media_type, delivery.file_name) == ("message/rfc822", "flyer.jpg, two.pdf")
    assert (raw.count(JPEG), raw.count(PDF)) == (1, 1)
    receipt = client.get(f"/tell/receipt/{delivery.uid}/").text
    assert ">Lanterns &amp; reeds\nFriday 8 pm\n</pre>" in receipt
    assert "Files: <bdi>flyer.jpg, two.pdf</bdi>" in receipt
    assert "picture" not in receipt


def test_the_words_of_a_lone_file_are_none(client: Client) -> None:
    receipt = client.get(f"/tell/receipt/{sent(client, file(JPEG)).uid}/").text
    assert "<pre" not in receipt
    assert "Files: <bdi>flyer.jpg</bdi>" in receipt


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("may\u202egpj.exe", "maygpj.exe"),
        ("-rf \n.jpg", "-rf .jpg"),
        ("a" * 4096 + ".jpg", "a" * 196 + ".jpg"),
        ("<img onerror=alert(1)>.jpg", "&lt;img onerror=alert(1)&gt;.jpg"),
    ],
)
def test_row_32_their_names_are_shown_as_text_and_ours_are_on_the_disk(
    client: Client, name: str, shown: str
) -> None:
    delivery = sent(client, file(JPEG, name))
    assert f"<bdi>{shown}</bdi>" in client.get(f"/tell/receipt/{delivery.uid}/").text
    assert delivery.path.rpartition("/")[2].partition(".")[0] == delivery.uid


@pytest.mark.parametrize(
    "raw",
    [b"<html><script>", b"<svg onload=alert(1)>", b"MZ\x90", b"PK\x03\x04", b" \xff\xd8", b""],
)  # fmt: skip
def test_row_29_what_is_no_flyer_is_refused_by_its_bytes(client: Client, raw: bytes) -> None:
    response = client.post("/tell/", {"text": "with words", "flyers": file(raw)})
    assert response.status_code == 400
    assert "flyer.jpg: " in response.text
    assert "with words</textarea>" in response.text
    assert Delivery.objects.count() == 0


def test_four_files_are_too_many(client: Client) -> None:
    response = client.post("/tell/", {"flyers": [file(JPEG)] * 4})
    assert response.status_code == 400
    assert "There are 4 files; at most 3 can be taken." in response.text


def test_files_have_ten_megabytes_together(client: Client) -> None:
    half = JPEG[:3] + b"x" * (MOST_BYTES // 2 - 3)
    response = client.post("/tell/", {"flyers": [file(half), file(half + b"x")]})
    assert response.status_code == 400
    assert "10,485,761 bytes together; at most 10,485,760" in response.text
    assert client.post("/tell/", {"flyers": [file(half), file(half)]}).status_code == 303


def test_a_post_that_says_it_is_larger_is_refused_before_it_is_read(client: Client) -> None:
    response = client.post(
        "/tell/", b"", content_type="multipart/form-data; boundary=x", headers={"Content-Length": "14000000"}
    )
    assert response.status_code == 413
    assert "nothing was sent" in response.text


def test_row_90_too_many_fields_files_or_parts_are_refused(client: Client) -> None:
    fields = {f"f{number}": "x" for number in range(1001)}
    assert client.post("/tell/", fields).status_code == 400
    assert client.post("/tell/", {"flyers": [file(JPEG)] * 101}).status_code == 400
    parts = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="f%d"\r\n\r\nx\r\n' % n for n in range(10000)
    )
    response = client.post("/tell/", parts + b"--x--\r\n", content_type="multipart/form-data; boundary=x")
    assert response.status_code == 400
    assert Delivery.objects.count() == 0


def test_other_doors_are_named_where_they_are_set_up(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "You may as well write to us" not in client.get("/tell/").text
    monkeypatch.setattr("handbill_site.intake.channels.form.others.setting", lambda name: {
        "HANDBILL_MAIL_ADDRESS": "list@town.example",
        "HANDBILL_TELEGRAM_ACCOUNT": "lanternsbot",
        "HANDBILL_X_ACCOUNT": "no name\"><script>",
        "HANDBILL_FEDIVERSE_ACCOUNT": "@list@social.example",
    }.get(name, ""))  # fmt: skip
    page = client.get("/tell/").text
    assert 'by e-mail to <a href="mailto:list@town.example" rel="noopener">list@town.example</a>' in page
    assert 'by Telegram to <a href="https://t.me/lanternsbot" rel="noopener">@lanternsbot</a>' in page
    assert 'or by the Fediverse to <a href="https://social.example/@list" rel="noopener">' in page
    assert "x.com" not in page
