"""JSON that two programs would read in two ways, told by the place of the fault."""

import json
import math
from typing import Any

DEEPEST = 64
_PLAIN = (str, int, float, type(None))


class BadJson(ValueError):
    """It is no JSON that can be taken; the message names the place and fault in plain words."""


def strict_json(raw: bytes) -> Any:
    """Return *raw* as JSON.

    Half a letter (RFC 8259 8.2) is taken: people can send one, and a request refused for it would take
    the messages of others with it.

    Raises: BadJson for bytes that are no UTF-8, a key that stands twice, a number that is none or has no end
        (RFC 8259 6), nesting deeper than `DEEPEST`, and all that is no JSON.

    >>> strict_json(b'{"a": 1, "a": 2}')
    Traceback (most recent call last):
        ...
    handbill_site.intake.channels.strictly.BadJson: the key "a" stands twice
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadJson(f"byte {error.start} is not UTF-8") from error
    try:
        value = json.loads(text, object_pairs_hook=_once_each, parse_constant=_no_number, parse_float=_finite)
    except RecursionError as error:
        raise BadJson(f"it nests deeper than {DEEPEST}") from error
    except json.JSONDecodeError as error:
        raise BadJson(f"it is no JSON: {error.msg} at character {error.pos}") from error
    if _is_deep(value):
        raise BadJson(f"it nests deeper than {DEEPEST}")
    return value


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise BadJson(f'the key "{key[:80]}" stands twice')
        found[key] = value
    return found


def _no_number(word: str) -> float:
    raise BadJson(f"{word} is no number")


def _finite(digits: str) -> float:
    if math.isinf(number := float(digits)):
        raise BadJson(f"{digits[:20]} is too large a number")
    return number


def _is_deep(value: Any) -> bool:
    """Tell whether lists and objects nest too deep, level by level and without recursion."""
    level = [value]
    for _ in range(DEEPEST + 1):
        inner = [each.values() if isinstance(each, dict) else each for each in level]
        level = [one for each in inner if not isinstance(each, _PLAIN) for one in each]
        if not level:
            return False
    return True
