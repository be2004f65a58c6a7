"""What a client asks for in its headers (RFC 9110), as pure functions."""

import datetime as dt
from collections.abc import Sequence
from email.utils import parsedate_to_datetime


def choose_encoding(accepted: str, offered: Sequence[str]) -> str:
    """Return the best of *offered*, "" for the content as it is (RFC 9110 12.5.3).

    Args:
        accepted: Accept-Encoding; "" asks for nothing.
        offered: Ours, best first; of equal wishes the first wins, and any of them over none.

    >>> choose_encoding("gzip, br;q=0.5", ("br", "gzip"))
    'gzip'
    >>> choose_encoding("br;q=0, *", ("br", "gzip"))
    'gzip'
    """
    wishes = _weights(accepted)
    anything = wishes.get("*", 0.0)
    weighed = [(wishes.get(coding, anything), coding) for coding in offered]
    best, coding = max(weighed, key=lambda pair: pair[0], default=(0.0, ""))
    return coding if best > 0 and best >= wishes.get("identity", 0.0) else ""


def is_known(if_none_match: str, etag: str) -> bool:
    """Tell whether the client has this content already (RFC 9110 13.1.2: weak comparison).

    >>> is_known('W/"a", "b"', '"a"')
    True
    """
    tags = (tag.strip().removeprefix("W/") for tag in if_none_match.split(","))
    return if_none_match.strip() == "*" or etag in tags


def is_unchanged_since(if_modified_since: str, last_modified: dt.datetime) -> bool:
    """Tell whether nothing changed since; False for a date that cannot be read (RFC 9110 13.1.3)."""
    try:
        since = parsedate_to_datetime(if_modified_since)
    except (ValueError, IndexError):
        return False
    return last_modified <= (since if since.tzinfo else since.replace(tzinfo=dt.UTC))


def _weights(accepted: str) -> dict[str, float]:
    """Return {coding: weight}; a weight that cannot be read counts as a refusal."""
    weights = {}
    for part in accepted.split(","):
        coding, _, parameters = part.partition(";")
        if name := coding.strip().lower():
            weights["gzip" if name == "x-gzip" else name] = _weight(parameters)
    return weights


def _weight(parameters: str) -> float:
    key, _, value = parameters.partition("=")
    if key.strip().lower() != "q":
        return 1.0
    try:
        weight = float(value)
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0
