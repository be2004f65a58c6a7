"""Sealing the columns of rows that are there already: after an update, or with a new key."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import RunPython

from handbill_site.sealing import seals
from handbill_site.sealing.fields import SealedField
from handbill_site.sealing.keys import ring

BATCH = 500
Change = Callable[[SealedField, str], str]


def sealed_fields(model: type[models.Model]) -> list[SealedField]:
    """Return the sealed fields of a model."""
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]


def seal_rows(model: type[models.Model], connection: BaseDatabaseWrapper) -> int:
    """Seal what is not sealed with the newest key; return how many rows were changed.

    Raises: NotOpened, NoKey; the batches before are done.
    """
    newest = ring().newest.id.hex()

    def anew(field: SealedField, stored: str) -> str:
        return stored if seals.key_id_of(stored) == newest else field.sealed(field.opened(stored))

    return _change_rows(model, connection, anew)


def open_rows(model: type[models.Model], connection: BaseDatabaseWrapper) -> int:
    """Put what is sealed back as plain texts, for taking a migration back; return how many rows changed."""
    return _change_rows(model, connection, lambda field, stored: field.opened(stored))


def _change_rows(model: type[models.Model], connection: BaseDatabaseWrapper, change: Change) -> int:
    """Change the sealed columns as they stand in the database, past the fields, in batches."""
    fields = sealed_fields(model)
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    columns = [quote(str(field.column)) for field in fields]
    select = f"SELECT {key}, {', '.join(columns)} FROM {table}"  # noqa: S608 - names of our own, quoted
    changed = 0
    for rows in _batches(select, key, connection):
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            for pk, *stored in rows:
                after = [_changed(field, value, change) for field, value in zip(fields, stored, strict=True)]
                three = zip(columns, stored, after, strict=True)
                new = {column: (was, now) for column, was, now in three if now != was}
                changed += _update(cursor, table, key, pk, new) if new else 0
    return changed


def _update(cursor: Any, table: str, key: str, pk: Any, new: dict[str, tuple[Any, Any]]) -> int:
    """Write new values unless somebody has changed or emptied the row since it was read; 1 when done."""
    sets = ", ".join(f"{column} = %s" for column in new)
    same = " AND ".join(f"{column} = %s" for column in new)
    update = f"UPDATE {table} SET {sets} WHERE {key} = %s AND {same}"  # noqa: S608 - names of our own, quoted
    was, now = zip(*new.values(), strict=True)
    cursor.execute(update, [*now, pk, *was])
    return int(cursor.rowcount)


def _changed(field: SealedField, stored: str | None, change: Change) -> str | None:
    return change(field, stored) if stored else stored


def _batches(select: str, key: str, connection: BaseDatabaseWrapper) -> Iterator[list[tuple[Any, ...]]]:
    after: Any = None
    while True:
        with connection.cursor() as cursor:
            where, parameters = (f" WHERE {key} > %s", [after]) if after is not None else ("", [])
            cursor.execute(f"{select}{where} ORDER BY {key} LIMIT {BATCH}", parameters)
            rows = cursor.fetchall()
        if not rows:
            return
        yield rows
        after = rows[-1][0]


def sealing(app_label: str, *names: str) -> RunPython:
    """Return the step of a migration that seals these models' rows, once their columns are sealed ones."""

    def every(change: Callable[..., int]) -> Callable[[Any, Any], None]:
        def run(apps: Any, schema_editor: Any) -> None:
            for name in names:
                change(apps.get_model(app_label, name), schema_editor.connection)

        return run

    return RunPython(every(seal_rows), every(open_rows))
