"""JSON of services, looked into without belief: what is not of the expected type is not there."""

import datetime as dt
from collections.abc import Mapping
from typing import Any


def obj(value: Any, *path: str) -> Mapping[str, Any]:
    """Return the object at *path* in *value*; {} where there is none.

    >>> obj({"message": {"chat": 7}}, "message", "chat")
    {}
    """
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def objs(value: Any, key: str) -> list[Mapping[str, Any]]:
    """Return the objects in the list under *key*, others left out."""
    found = obj(value).get(key)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def text(value: Any, key: str) -> str:
    """Return the string under *key*, "" for none.

    >>> text({"text": None}, "text")
    ''
    """
    found = obj(value).get(key)
    return found if isinstance(found, str) else ""


def name(value: Any, key: str) -> str:
    """Return the id under *key*, which some services write as a number; "" for none.

    >>> name({"id": 7}, "id"), name({"id": "7"}, "id"), name({"id": True}, "id")
    ('7', '7', '')
    """
    found = obj(value).get(key)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    return found if isinstance(found, str) else ""


def moment(value: Any, key: str, *, a_second: int = 1) -> dt.datetime | None:
    """Return the Unix time under *key*, aware; None for none and for times no calendar has.

    Args:
        a_second: How many units a second has: 1000 for milliseconds.
    """
    found = obj(value).get(key)
    found = int(found) if isinstance(found, str) and found.isascii() and found.isdigit() else found
    if not isinstance(found, int) or isinstance(found, bool):
        return None
    try:
        return dt.datetime.fromtimestamp(found / a_second, dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None


def stamp(value: Any, key: str) -> dt.datetime | None:
    """Return the RFC 3339 time under *key*, aware; None for none."""
    try:
        found = dt.datetime.fromisoformat(text(value, key))
    except ValueError:
        return None
    return found if found.tzinfo else None
