import ipaddress

import pytest

from handbill.errors import Refused
from handbill.fetch.guard import Address, Guard, is_public


def leading_to(*addresses: str) -> Guard:
    """A guard whose resolver knows one answer."""
    found: list[Address] = [ipaddress.ip_address(address) for address in addresses]
    return Guard(resolve=lambda *_: found)


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "2a00:1450::200e"])
def test_addresses_of_the_public_web_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.255.255.254", "0.0.0.0", "198.51.100.1", "10.0.0.1", "172.16.0.1", "192.168.1.1",  # noqa: S104
        "169.254.169.254", "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "203.0.113.1",
        "192.88.99.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b:1::1",
        "2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "fc00::1", "fd00::1", "fe80::1", "fec0::1",
        "ff02::1",
    ],
)  # fmt: skip
def test_row_71_everything_else_is_not_public(address: str) -> None:
    """Python 3.11 calls NAT64, 6to4, fec0::, ff02:: and 224/4 global."""
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://[::1]/", "http://[::]/", "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/",
        "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://169.254.169.254/latest/meta-data",
        "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://127.1/",
        "http://017700000001/", "http://127.0.0.1./", "http://localhost/", "http://localhost./",
        "http://a.localhost/", "http://printer/", "http://router.local/", "http://db.internal/",
        "http://１２７.０.０.１/", "http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/",
        "http://user@lanterns.example/", "http://lanterns.example@127.0.0.1/", "http://:pw@lanterns.example/",
        "http://lanterns%2eexample/", "http://lanterns.example%00.evil.example/", "http://lan terns.example/",
        "http://lanterns.example\\@evil.example/", "http://lanterns.example:8080/", "http://lanterns.example:22/",
        "http://lanterns.example:0/", "http://lanterns.example:99999/", "http:///path", "http://",
        "//lanterns.example/",
        "ftp://lanterns.example/", "file:///etc/passwd", "gopher://lanterns.example/", "data:text/html,x",
        "javascript:alert(1)", "http://lanterns.example/\r\nHost: evil", "http://[fe80::1%25eth0]/", "http://[bad/",
        "http://-bad.example/", "http://a..example/", "lanterns.example", "", "http://router.lan/", "http://x.test/",
    ],
)  # fmt: skip
def test_row_71_an_address_in_any_other_form_is_refused_before_a_name_is_resolved(url: str) -> None:
    def nobody(host: str, port: int) -> list[Address]:
        raise AssertionError(f"{host} was resolved")

    with pytest.raises(Refused):
        Guard(resolve=nobody).check_url(url)


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://lanterns.example/evening?day=1", "https://lanterns.example/evening?day=1"),
        ("HTTPS://Lanterns.Example:443/", "https://lanterns.example/"),
        ("http://8.8.8.8/", "http://8.8.8.8/"),
        ("https://lichterfest-münchen.example/", "https://xn--lichterfest-mnchen-y6b.example/"),
        ("https://lanterns.example/фонари", "https://lanterns.example/%D1%84%D0%BE%D0%BD%D0%B0%D1%80%D0%B8"),
    ],
)
def test_a_plain_address_is_asked_for(url: str, asked: str) -> None:
    checked = Guard().check_url(url)
    assert (checked.scheme, checked.raw_host, checked.raw_path) == (
        asked.split(":")[0],
        asked.split("/")[2].encode(),
        ("/" + asked.split("/", 3)[3]).encode(),
    )


def test_row_73_one_inner_address_among_public_ones_refuses_the_name() -> None:
    with pytest.raises(Refused, match=r"127\.0\.0\.1"):
        leading_to("93.184.216.34", "127.0.0.1").addresses_of("lanterns.example", 80, seconds=1)


def test_a_public_name_leads_to_its_addresses() -> None:
    found = leading_to("93.184.216.34", "2606:4700::1111").addresses_of("lanterns.example", 80, seconds=1)
    assert [str(address) for address in found] == ["93.184.216.34", "2606:4700::1111"]


def test_a_name_without_an_address_is_an_error_of_the_network() -> None:
    with pytest.raises(OSError, match="no address"):
        leading_to().addresses_of("lanterns.example", 80, seconds=1)
