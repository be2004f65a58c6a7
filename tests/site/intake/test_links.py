import pytest

from handbill_site.intake.links import link_of, only_link


@pytest.mark.parametrize(
    "text",
    ["https://lanterns.example/evening", " HTTP://lanterns.example\n", "https://фонари.example/вечер?a=b#c"],
)
def test_a_text_that_is_one_link_is_a_link(text: str) -> None:
    assert only_link(text) == text.strip()


@pytest.mark.parametrize(
    "text",
    ["", "see https://lanterns.example", "https://a.example https://b.example", "lanterns.example", "ftp://a.example",
     "javascript:alert(1)", "https://", "http://[bad", "https://a.example/" + "x" * 2000, "https://a.example/\x00"],
)  # fmt: skip
def test_anything_else_is_a_text(text: str) -> None:
    assert only_link(text) == ""


@pytest.mark.parametrize(
    ("raw", "link"),
    [
        (b"https://lanterns.example/\r\n", "https://lanterns.example/"),
        (b"# told by a neighbour\r\nhttps://lanterns.example/\r\nhttps://second.example/\r\n", "https://lanterns.example/"),
        (b"# nothing\r\n", ""),
        (b"\xff\xfe", ""),
    ],
)  # fmt: skip
def test_the_first_link_of_a_list_counts(raw: bytes, link: str) -> None:
    assert link_of(raw) == link
