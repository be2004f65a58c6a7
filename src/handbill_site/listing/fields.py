"""Columns of the listing that no field of Django is for."""

from collections.abc import Mapping
from typing import Any

from django.db import models


class TextsByLanguage(models.JSONField):
    """Texts by BCP 47 tag in the order they were given, which says which is the main one.

    Kept as a list of pairs: PostgreSQL's jsonb sorts the keys of objects. Objects of older rows are read too.
    """

    def get_prep_value(self, value: Any) -> Any:
        """Return pairs for the database."""
        pairs = [[tag, words] for tag, words in value.items()] if isinstance(value, Mapping) else value
        return super().get_prep_value(pairs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Return a mapping."""
        read = super().from_db_value(value, expression, connection)
        return dict(read) if isinstance(read, list) else read
