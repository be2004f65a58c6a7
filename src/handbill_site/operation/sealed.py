"""Sealing all that a site holds, files and columns: after an update or with a new key."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection, models

from handbill_site.desk import copies
from handbill_site.intake import pictures, spool
from handbill_site.sealing.errors import NotOpened
from handbill_site.sealing.rows import seal_rows, sealed_fields


@dataclass(slots=True)
class Sealed:
    """What one run sealed anew.

    Attributes:
        files, rows: How many were sealed anew; the others were sealed with the newest key before.
        troubles: In words, what could not be opened and so stays as it is.
    """

    files: int = 0
    rows: int = 0
    troubles: list[str] = field(default_factory=list)


def sealed_models() -> Iterator[type[models.Model]]:
    """Yield the models that have sealed columns."""
    return (model for model in apps.get_models() if sealed_fields(model))


def seal_all() -> Sealed:
    """Seal what is not sealed with the newest key. May be stopped anywhere and said again.

    On SQLite the database is written anew after it, so that no page of the file holds what stood before.
    """
    done = Sealed()
    for model in sealed_models():
        try:
            done.rows += seal_rows(model, connection)
        except NotOpened as error:
            done.troubles.append(str(error))
    for kept in (settings.SPOOL, pictures.folder(), copies.folder()):
        for day in spool.days(kept):
            for file in sorted(day.iterdir()):
                if not file.name.startswith("."):
                    _seal_file(kept, f"{day.name}/{file.name}", done)
    forget_free_pages()
    return done


def forget_free_pages() -> None:
    """Make SQLite write its file anew without the pages that are free, and empty its log."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _seal_file(kept: Path, path: str, done: Sealed) -> None:
    try:
        done.files += spool.seal_again(kept, path)
    except FileNotFoundError:
        return  # it was dropped meanwhile
    except (NotOpened, OSError) as error:
        done.troubles.append(f"{path}: {error}")
