"""Importing a table: keeping the file, choosing, confirming, undoing. What opens it is `importing`."""

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db import transaction

from handbill_site.intake.channels import UPLOAD
from handbill_site.intake.errors import StaleImport
from handbill_site.intake.incoming import Incoming
from handbill_site.intake.keeping import keep
from handbill_site.intake.models import Import, Source
from handbill_site.intake.operations import make_source, plain_name
from handbill_site.ledger import operations as ledger

State = Import.State
TABLES = "imports"
"""Address of the source of the files themselves."""
ROWS = "import/"
"""How the address of the source of one import's rows begins; its uid follows."""
OVER = (State.REFUSED, State.UNDONE)
"""States after which the same file may be imported anew."""
UNDOABLE = (State.CONFIRMED, State.TAKEN)


def begin(
    raw: bytes, *, file_name: str, media_type: str, home: str, by: str, at: dt.datetime
) -> tuple[Import, bool]:
    """Keep a file and let it be looked at. Writes "import.begun" beside "intake.received".

    Returns: The import, and whether it is new: the same bytes are told as the earlier import of them, unless
        that was refused or undone.

    Raises: NotKept.
    """
    incoming = Incoming(raw, media_type, file_name=file_name, settled="a table to import")
    kept = keep(incoming, source=UPLOAD.source(TABLES, now=at, name="Imported tables"), now=at, by=by)
    with transaction.atomic():
        earlier = kept.delivery.imports.exclude(state__in=OVER).first()
        if earlier is not None:
            return earlier, False
        made = Import.objects.create(
            uid=str(uuid.uuid4()),
            delivery=kept.delivery,
            name=plain_name(file_name) or "table",
            home=home,
            made=at,
            made_by=by,
        )
        ledger.enter("import.begun", _subject(made), by=by, at=at, delivery=kept.delivery.uid)
    return made, True


@transaction.atomic
def choose(made: Import, *, roles: Mapping[str, str], order: str, home: str) -> None:
    """Let it be looked at again with what an editor chose. Nothing is decided yet, so no entry is written.

    Args:
        roles: Column, counted from "0", to role; "" for a column that is left out.

    Raises: StaleImport when it is confirmed already.
    """
    row = _locked(made, State.WAITS, State.LOOKED, State.REFUSED)
    row.roles, row.order, row.home = dict(roles), order, home
    row.state, row.trouble = State.WAITS, ""
    row.save()


@transaction.atomic
def confirm(made: Import, *, trusted: bool, by: str, at: dt.datetime) -> None:
    """Let the rows without fault be taken. Writes "import.confirmed" beside "source.made".

    Args:
        trusted: Whether policy may publish what is complete and new; else each row waits for a person.

    Raises: StaleImport when it is not as it was looked at, has no such row, or its dates are not decided.
    """
    row = _locked(made, State.LOOKED)
    if not is_ready(row):
        raise StaleImport(row)
    row.source = make_source(
        Source.Kind.UPLOAD,
        f"{ROWS}{row.uid}",
        name=row.name,
        trusted=trusted,
        home=row.home,
        calls=(),
        by=by,
        at=at,
    )
    row.source.language = row.seen["language"]
    row.source.save(update_fields=["language"])
    row.state = State.CONFIRMED
    row.save()
    facts = {"rows": row.seen["good"], "left_out": len(row.wrong), "trusted": trusted}
    ledger.enter("import.confirmed", _subject(row), by=by, at=at, **facts)


@transaction.atomic
def undo(made: Import, *, by: str, at: dt.datetime) -> None:
    """Take a whole import back. Writes "import.undone"; what follows from it is done by the worker.

    Raises: StaleImport when it was never confirmed, or is undone already.
    """
    row = _locked(made, *UNDOABLE)
    row.state, row.undone_by = State.UNDOING, by
    row.save()
    ledger.enter("import.undone", _subject(row), by=by, at=at)


def is_ready(made: Import) -> bool:
    """Whether it may be confirmed: some row is good, and the order of day and month is decided."""
    seen = made.seen
    return bool(seen.get("good")) and bool(not seen["order"]["asked"] or seen["order"]["value"])


def _locked(made: Import, *states: Import.State) -> Import:
    row = Import.objects.select_for_update().get(pk=made.pk)
    if row.state not in states:
        raise StaleImport(row)
    return row


def _subject(made: Import) -> str:
    return f"import:{made.uid}"
