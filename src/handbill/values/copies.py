"""Copies of values with some of their fields changed, in half the time of `dataclasses.replace`."""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

Value = TypeVar("Value")
_Slots = tuple[tuple[tuple[Callable[..., Any], Callable[..., None]], ...], dict[str, Callable[..., None]]]


def replace(value: Value, /, **changes: Any) -> Value:
    """Return a copy of *value* with *changes*, which must name fields of it.

    Args:
        value: Of a dataclass with slots that derives nothing from its fields: what it holds is copied as
            it stands, and nothing of the class runs.

    Raises:
        TypeError: A change names no field.

    >>> from handbill.values import Problem
    >>> replace(Problem("language.unknown"), detail="tlh")
    Problem(code='language.unknown', span=None, detail='tlh')
    """
    kind: Any = type(value)
    copies, setters = _slots_of(kind)
    copy: Value = object.__new__(kind)
    for get, put in copies:
        put(copy, get(value))
    for name, changed in changes.items():
        if name not in setters:
            raise TypeError(f"{kind.__name__} has no field {name!r}")
        setters[name](copy, changed)
    return copy


@cache
def _slots_of(kind: Any) -> _Slots:
    """Return what reads and what sets each field, and what sets it by name."""
    slots = {name: getattr(kind, name) for name in kind.__slots__}
    pairs = tuple((slot.__get__, slot.__set__) for slot in slots.values())
    return pairs, {name: slot.__set__ for name, slot in slots.items()}
