"""Web addresses in running text and in attributes."""

import pytest

from handbill.formats.links import addresses_in, web_address


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("See https://a.example/x.", ["https://a.example/x"]),
        ("(www.a.example/b)", ["www.a.example/b"]),
        ("https://a.example/May_(month)?x=1, then", ["https://a.example/May_(month)?x=1"]),
        ("mail ann@www.a.example", []),
        ("<https://a.example/?q=1&r=2>", ["https://a.example/?q=1&r=2"]),
        ("【https://a.example/祭】", ["https://a.example/祭"]),
        ("http://", []),
    ],
)
def test_an_address_ends_where_its_sentence_goes_on(text: str, addresses: list[str]) -> None:
    assert [link.span.of(text) for link in addresses_in(text)] == addresses


@pytest.mark.parametrize(
    ("href", "kept"),
    [
        ("b", "https://a.example/x/b"),
        ("//c.example/d", "https://c.example/d"),
        (" https://c.exa\nmple/ ", "https://c.example/"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("mailto:a@b.example", ""),
        ("http://[half", ""),
        ("https://a.example/" + "x" * 3_000, ""),
    ],
)
def test_only_absolute_web_addresses_are_kept(href: str, kept: str) -> None:
    assert web_address(href, "https://a.example/x/y") == kept
