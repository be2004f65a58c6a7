"""One Jinja environment for the desk, the form and the edition: escaping always on."""

from typing import Any

from jinja2 import Environment, StrictUndefined


def environment(**options: Any) -> Environment:
    """Return the environment that Django's Jinja2 backend and the edition share."""
    options.update(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return Environment(**{**options, "autoescape": True})  # noqa: S701 - it is on, the rule does not see it
