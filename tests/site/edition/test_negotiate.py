"""What a client asks for in its headers, clause by clause."""

import datetime as dt

import pytest

from handbill_site.edition.negotiate import choose_encoding, is_known, is_unchanged_since

OURS = ("br", "gzip")


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", ""),
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("GZIP;Q=1", "gzip"),
        ("br;q=0.2, gzip;q=0.9", "gzip"),
        ("br;q=0, gzip;q=0", ""),
        ("*", "br"),
        ("br;q=0, *;q=0.1", "gzip"),
        ("identity, gzip;q=0.5", ""),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("deflate, zstd", ""),
        ("br;q=nan", ""),
        ("br;q=7, gzip", "gzip"),
        (",;=,", ""),
    ],
)
def test_the_encoding_with_the_highest_weight_is_chosen(accepted: str, coding: str) -> None:
    assert choose_encoding(accepted, OURS) == coding


def test_what_is_not_offered_is_not_chosen() -> None:
    assert choose_encoding("br", ()) == ""


@pytest.mark.parametrize(
    ("if_none_match", "known"),
    [
        ('"a"', True),
        ('W/"a"', True),
        ('"b", "a"', True),
        ("*", True),
        ('"ab"', False),
        ("", False),
        ("a", False),
    ],
)
def test_an_etag_is_known_by_weak_comparison(if_none_match: str, known: bool) -> None:
    assert is_known(if_none_match, '"a"') is known


@pytest.mark.parametrize(
    ("since", "unchanged"),
    [
        ("Mon, 06 Apr 2026 12:00:00 GMT", True),
        ("Mon, 06 Apr 2026 11:59:59 GMT", False),
        ("Tue, 07 Apr 2026 00:00:00 -0000", True),
        ("yesterday", False),
        ("", False),
    ],
)
def test_if_modified_since_counts_seconds_and_an_unreadable_date_counts_nothing(
    since: str, unchanged: bool
) -> None:
    assert is_unchanged_since(since, dt.datetime(2026, 4, 6, 12, tzinfo=dt.UTC)) is unchanged
