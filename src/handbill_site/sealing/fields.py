"""Columns that are sealed: in Python what was put in, in the database nothing that can be read.

    SealedTextField     a text; can be asked for nothing but being empty
    SealedJSONField     plain JSON, compressed
    MatchedField        a text that can be asked for equality (`=`, `in`) and kept unique

A label, the names of table and column, goes with each value: what is copied into another column does not open
there. (So a renamed column has to be sealed anew in the same migration.) "" and NULL stay as they are. A text
that is not sealed, of a row from before, reads as it is.
"""

import json
import zlib
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.models import Lookup

from handbill_site.sealing import seals
from handbill_site.sealing.errors import NotOpened

if TYPE_CHECKING:
    _TextField = models.TextField[Any, Any]
else:
    _TextField = models.TextField


class SealedField(_TextField):
    """What the three share. Its values are packed into bytes before they are sealed."""

    @property
    def label(self) -> str:
        """Where its values lie."""
        return f"{self.model._meta.db_table}.{self.column}"

    def pack(self, plain: str) -> bytes:
        """Return the bytes that are sealed for a plain column's text."""
        return plain.encode("utf-8", "surrogatepass")

    def unpack(self, raw: bytes) -> str:
        """Return the plain column's text again."""
        return raw.decode("utf-8", "surrogatepass")

    def sealed(self, plain: str) -> str:
        """Return what stands in the database for a plain column's text. Raises: NoKey."""
        return seals.seal_text(self.pack(plain), self.label) if plain else plain

    def opened(self, stored: str) -> str:
        """Return a plain column's text for what stands in the database. Raises: NotOpened, NoKey."""
        if not seals.is_sealed_text(stored):
            return stored
        try:
            return self.unpack(seals.open_text(stored, self.label))
        except NotOpened as error:
            raise NotOpened(
                f"a value of {self.label} cannot be opened: {error}", key_id=error.key_id
            ) from error

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:  # noqa: ARG002 - as Django calls it
        """Seal on the way in."""
        if value is None or hasattr(value, "as_sql"):
            return value
        return self.sealed(self.get_prep_value(value))

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        """Open on the way out."""
        return None if value is None else self.opened(value)

    def get_lookup(self, lookup_name: str) -> Any:
        """Return no way to ask for what cannot be told: Django's FieldError names field and question."""
        return super().get_lookup(lookup_name) if lookup_name in self._askable else None

    def get_transform(self, lookup_name: str) -> Any:  # noqa: ARG002 - as Django calls it
        """Return none: nothing can be worked out of a sealed value in the database."""
        return None

    _askable: tuple[str, ...] = ("isnull", "exact")


class SealedTextField(SealedField):
    """A text, sealed differently each time. `exact` asks for "" alone."""


class SealedJSONField(SealedField):
    """Plain JSON, sealed differently each time, compressed before."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def pack(self, plain: str) -> bytes:
        return zlib.compress(super().pack(plain), 1)

    def unpack(self, raw: bytes) -> str:
        return super().unpack(zlib.decompress(raw))

    def get_prep_value(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        return None if value is None else json.loads(self.opened(value))

    def to_python(self, value: Any) -> Any:
        return value

    _askable = ("isnull",)


class MatchedField(SealedField):
    """A text that is found by equality: the same text is sealed to the same, which is all that it tells."""

    def sealed(self, plain: str) -> str:
        return seals.match_text(self.pack(plain), self.label) if plain else plain

    def candidates(self, plain: str) -> list[str]:
        """Return how *plain* may stand in the database: sealed with each key there is."""
        return seals.matches(self.pack(plain), self.label) if plain else [plain]

    _askable = ("isnull", "exact", "in")


@SealedTextField.register_lookup
class IsEmpty(Lookup):
    """`exact`, for "" alone."""

    lookup_name = "exact"

    def get_prep_lookup(self) -> Any:
        if self.rhs != "":
            raise ValueError("a sealed text cannot be searched; it can be asked for being empty")
        return self.rhs

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ''", list(parameters)


class _Matched(Lookup):
    """Equality with one of some texts, however long ago they were sealed."""

    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, parameters = self.process_lhs(compiler, connection)
        wanted = self._wanted()
        if not wanted:
            raise EmptyResultSet
        marks = ", ".join(["%s"] * len(wanted))
        return f"{column} IN ({marks})", [*parameters, *wanted]

    def _wanted(self) -> list[str]:
        if hasattr(self.rhs, "as_sql"):
            raise ValueError("a sealed column can be compared with values alone")
        field = self.lhs.output_field
        return [each for plain in self._texts() for each in field.candidates(str(plain))]

    def _texts(self) -> list[Any]:
        return [self.rhs]


@MatchedField.register_lookup
class MatchedExact(_Matched):
    """`exact`."""

    lookup_name = "exact"


@MatchedField.register_lookup
class MatchedIn(_Matched):
    """`in`, of values and not of a query."""

    lookup_name = "in"

    def _texts(self) -> list[Any]:
        return list(dict.fromkeys(self.rhs))
