"""Which container: content first, then name, then declaration."""

import pytest

from handbill.formats import sniff

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("raw", "file_name", "declared", "media_type"),
    [
        (b"%PDF-1.7", "page.html", "text/html", "application/pdf"),
        (b"\xef\xbb\xbf\r\n%PDF-1.4", "", "", "application/pdf"),
        (b"PK\x03\x04rest", "", "", "application/zip"),
        (b"PK\x03\x04..xl/workbook.xml", "a.zip", "", XLSX),
        (b"PK\x03\x04..word/document.xml", "a.xlsx", "", DOCX),
        (b"day;hour;what\n1.5.;19:00;Fest\n2.5.;20:00;Ball\n", "a.txt", "text/plain", "text/csv"),
        (b"day,hour,what\n1 May,7pm,Fair\n2 May,8pm,Ball\n", "", "", "text/csv"),
        (b"Fri, 1 May, fair\nSat, 2 May, ball\nSun, 3 May, tea\n", "", "", "text/plain"),
        (b"Dear Ann, Bo, Cy\ncome, eat, sing\non 1 May, 2 May, 3 May\n", "", "", "text/plain"),
        (b"see [us](https://a.example)", "a.txt", "", "text/markdown"),
        (b"day | what\n--- | ---\n1 May | fair\n", "", "", "text/markdown"),
        (b"# Fair\n* 1 May\n", "fair.md", "", "text/markdown"),
        (b"# Fair\n* 1 May\n", "", "", "text/plain"),
        (b"1 May,7pm\n2 May,8pm\n", "a.csv", "", "text/csv"),
        (b"1 May\t7pm\n2 May\t8pm\n", "", "text/tab-separated-values", "text/csv"),
        (b"RIFF\0\0\0\0WEBPVP8", "", "", "image/webp"),
        (b"BM is how it begins", "a.txt", "", "text/plain"),
        (b"BM\x00\x01\x00\x00", "", "", "image/bmp"),
        (b"\xef\xbb\xbf\r\nBEGIN:VCALENDAR\r\n", "a.txt", "text/plain", "text/calendar"),
        (b"<!-- saved --><?xml version='1.0'?><!DOCTYPE html><html>", "", "text/plain", "text/html"),
        ("<html>".encode("utf-16"), "", "", "text/html"),
        (b"<?xml version='1.0'?><rss>", "", "", "application/rss+xml"),
        (b"<svg onload=x>", "", "", "image/svg+xml"),
        (b'{"@context": "https://schema.org"}', "", "", "application/ld+json"),
        (b"From: a@b.example\r\nSubject: x\r\n\r\n", "", "", "message/rfc822"),
        (b"From x@y.example Mon\nTo: a@b.example\nDate: x\n\n", "", "", "message/rfc822"),
        (b"Date: Friday\nPlace: the pond\n", "", "", "text/plain"),
        (b"Fr 5.3. Fest", "fest.html", "", "text/html"),
        (b"Fr 5.3. Fest", "", "text/html; charset=utf-8", "text/html"),
        (b"Fr 5.3. Fest", "fest.bin", "application/octet-stream", "text/plain"),
    ],
)
def test_content_goes_before_name_and_name_before_declaration(
    raw: bytes, file_name: str, declared: str, media_type: str
) -> None:
    assert sniff(raw, file_name, declared) == media_type
