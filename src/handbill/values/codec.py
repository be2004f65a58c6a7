"""Values to plain JSON types and back, without loss.

Dates and times travel as ISO 8601: "2027-05-01", "2027-05-01T14:00:00", aware ones with offset.
"""

import datetime as dt
import functools
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import cattrs

from handbill.values.text import Span, WallTime

V = TypeVar("V")


def _wall_time(value: Any, _: Any) -> WallTime | None:
    if value is None:
        return None
    return dt.datetime.fromisoformat(value) if len(value) > 10 else dt.date.fromisoformat(value)


@functools.cache
def _converter() -> "cattrs.Converter":
    import cattrs  # a quarter of a second: only those who write JSON pay for it

    converter = cattrs.Converter(omit_if_default=True)
    converter.register_unstructure_hook(dt.date, lambda value: value.isoformat())
    converter.register_structure_hook(WallTime, _wall_time)
    converter.register_structure_hook(WallTime | None, _wall_time)
    converter.register_structure_hook(dt.datetime, lambda value, _: dt.datetime.fromisoformat(value))
    converter.register_structure_hook(dt.date, lambda value, _: dt.date.fromisoformat(value))
    converter.register_unstructure_hook(Span, list)
    converter.register_structure_hook(Span, lambda value, _: Span(*value))
    return converter


def to_json(value: object) -> Any:
    """Return *value* as dicts, lists, strings and numbers; fields at their default are left out."""
    return _converter().unstructure(value)


def from_json(plain: Any, kind: type[V]) -> V:
    """Return the *kind* that `to_json` wrote as *plain*.

    Raises:
        cattrs.BaseValidationError: *plain* has not the shape of *kind*.
    """
    return _converter().structure(plain, kind)
