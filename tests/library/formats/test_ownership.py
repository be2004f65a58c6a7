"""Whose a page is, by what stands on it."""

import json

import pytest

from handbill.formats.ownership import (
    is_in_file,
    placed,
    plain_address,
    profiles_of,
    rel_me,
    rel_me_of_account,
)

CODE = "mfrggzdfmztwq2lknnwg23tpoa"
META = f'<meta name="handbill-verify" content="{CODE}">'
SAID = f"handbill-verify={CODE}"


def page(body: str = "", head: str = "") -> bytes:
    return (
        f"<!doctype html><html><head><title>Lanterns</title>{head}</head><body>{body}</body></html>".encode()
    )


@pytest.mark.parametrize(
    ("raw", "where"),
    [
        (page(head=META), "head"),
        (page(head=META.replace("handbill-verify", "Handbill-Verify")), "head"),
        (page(f"<p>We are {SAID}</p>"), "text"),
        (page(f"<footer>handbill-verify = {CODE.upper()}</footer>"), "text"),
        (page(f"<p><span>handbill-verify=</span><b>{CODE}</b></p>"), "text"),
        (page(f"<p>Hello</p>{META}"), ""),
        (page(f"<!-- {SAID} --><script>'{SAID}'</script><textarea>{SAID}</textarea>"), ""),
        (page(f"<p>{SAID}x</p>"), ""),
        (page(f"<p>my-{SAID}</p>"), ""),
        (page(f"<p>handbill-verify={'a' * 26}</p>"), ""),
        (page(f"<p>{CODE}</p>"), ""),
        (b"", ""),
        (b"\xff\xfe\x00", ""),
    ],
)
def test_where_a_code_stands_on_a_page(raw: bytes, where: str) -> None:
    assert placed(raw, CODE) == where


def test_no_code_is_on_no_page() -> None:
    assert placed(page(head='<meta name="handbill-verify" content="">'), "") == ""


@pytest.mark.parametrize(
    ("raw", "good"),
    [
        (f"{CODE}\n".encode(), True),
        (f"# ours\r\n{SAID}\r\n".encode(), True),
        (f"\ufeff{CODE.upper()}".encode(), True),
        (f"see {CODE}".encode(), False),
        (b"<html>" + SAID.encode() + b"</html>", False),
        (b" " * 5000 + CODE.encode(), False),
        (b"", False),
    ],
)
def test_the_file_of_a_domain_holds_the_code_alone_on_a_line(raw: bytes, good: bool) -> None:
    assert is_in_file(raw, CODE) is good


def test_links_to_oneself_are_those_with_rel_me() -> None:
    raw = page(
        '<a rel="nofollow ME" href="//Quay.example/@ada/">Ada</a> <a href="https://x.example/@ada">not me</a>'
        '<a rel="menu" href="https://y.example/">no</a> <a rel="me" href="javascript:alert(1)">no</a>',
        '<link rel="me" href="http://river.example/ada#top">',
    )
    assert rel_me(raw, "https://lanterns.example/us") == {
        "https://quay.example/@ada",
        "https://river.example/ada",
    }


def test_the_profile_pages_of_webfinger() -> None:
    links = [
        {
            "rel": "http://webfinger.net/rel/profile-page",
            "type": "text/html",
            "href": "https://quay.example/@ada",
        },
        {"rel": "self", "href": "https://quay.example/users/ada"},
        {
            "rel": "http://ostatus.org/schema/1.0/subscribe",
            "template": "https://quay.example/authorize?uri={uri}",
        },
        {"rel": "self", "href": 7},
        "nothing",
    ]
    raw = json.dumps({"subject": "acct:ada@quay.example", "links": links}).encode()
    assert profiles_of(raw) == {"https://quay.example/@ada", "https://quay.example/users/ada"}
    for other in (b"", b"[]", b"[" * 100_000, b'{"links": {}}'):
        assert profiles_of(other) == frozenset()


def test_the_fields_of_an_account_name_its_pages() -> None:
    fields = [
        {
            "name": "Site",
            "value": '<a href="https://lanterns.example" rel="nofollow me">lanterns.example</a>',
        },
        {"name": "Friend", "value": '<a href="https://river.example">river.example</a>'},
        {"name": "Words", "value": "we light"},
    ]
    assert rel_me_of_account(json.dumps({"acct": "ada", "fields": fields}).encode()) == {
        "https://lanterns.example"
    }


def test_an_address_that_is_none_is_plain_nothing() -> None:
    assert plain_address("mailto:ada@quay.example") == ""
