"""What the worker does with imports: the child looks at the table, and each row is kept as a delivery."""

import datetime as dt
import json
import logging
from typing import Any

from handbill.formats.tabular.stated import ROW
from handbill_site.intake.child import Reader
from handbill_site.intake.errors import NotKept, ReaderDied
from handbill_site.intake.incoming import Incoming
from handbill_site.intake.keeping import keep
from handbill_site.intake.models import Delivery, Import
from handbill_site.intake.operations import damage_of
from handbill_site.intake.reading import request_for

State = Import.State
A_PASS = 300
"""Rows that are read in one pass: what others send is not kept waiting by a long table."""
KEPT_A_PASS = 1_000
"""Rows that are kept in one pass, likewise; before each the table is opened again."""

log = logging.getLogger(__name__)


def look_at(made: Import, *, reader: Reader) -> None:
    """Let the child look at a table, and keep what it says. Raises: ReaderUnavailable."""
    answer = _asked(made, "look", reader)
    # Only where nobody has chosen otherwise meanwhile.
    waits = Import.objects.filter(pk=made.pk, state=State.WAITS, roles=made.roles, order=made.order)
    if isinstance(answer, str):
        waits.update(state=State.REFUSED, trouble=answer[:500])
        return
    wrong = answer.pop("wrong")
    waits.update(state=State.LOOKED, trouble="", seen=answer, wrong=wrong)


def take_rows(made: Import, *, reader: Reader, now: dt.datetime) -> int:
    """Keep rows without fault, each as a delivery of its own, as many as in one pass; return how many were.

    What an earlier pass has kept is not kept twice. While there is no room it is left for a later one.

    Raises: ReaderUnavailable.
    """
    answer = _asked(made, "take", reader)
    if isinstance(answer, str):
        Import.objects.filter(pk=made.pk, state=State.CONFIRMED).update(trouble=answer[:500])
        return 0
    missing = _missing(answer["rows"], made)
    try:
        taken = sum(_keep(row, made, now=now) for row in missing[:KEPT_A_PASS])
    except NotKept as error:
        log.warning("import %s waits: %s", made.uid, error)
        return 0
    if len(missing) <= KEPT_A_PASS:
        Import.objects.filter(pk=made.pk, state=State.CONFIRMED).update(state=State.TAKEN, trouble="")
    return taken


def rows_to_read() -> list[int]:
    """Return the ids of the oldest rows that are kept and not read, as many as are read in one pass."""
    waiting = Delivery.objects.filter(state=Delivery.State.KEPT, media_type=ROW).order_by("received", "pk")
    return list(waiting.values_list("pk", flat=True)[:A_PASS])


def _asked(made: Import, act: str, reader: Reader) -> dict[str, Any] | str:
    """Return what the child answers; in words why there is no answer. Raises: ReaderUnavailable."""
    if trouble := damage_of(made.delivery):
        return trouble
    request = request_for(made.delivery) | {
        "file_name": made.delivery.file_name,
        "received": made.made.astimezone(dt.UTC).replace(tzinfo=None).isoformat(),
        "table": {"act": act, "roles": made.roles, "order": made.order},
    }
    if made.home:
        request["home"] = made.home
    try:
        answer = reader.read(request)
    except ReaderDied as death:
        return str(death)
    table: dict[str, Any] | None = answer.get("table")
    return table if table is not None else str(answer.get("error", "it was not understood"))


def _missing(rows: list[dict[str, Any]], made: Import) -> list[dict[str, Any]]:
    held = set(Delivery.objects.filter(source=made.source_id).values_list("external_id", flat=True))
    return [row for row in rows if _name(made, row) not in held]


def _keep(row: dict[str, Any], made: Import, *, now: dt.datetime) -> bool:
    """Raises: NotKept."""
    assert made.source is not None  # noqa: S101 - made when it was confirmed
    incoming = Incoming(
        json.dumps(row, ensure_ascii=False).encode("utf-8", "replace"),
        ROW,
        external_id=_name(made, row),
        file_name=f"{made.name}, row {row['row']}",
        silent="a row of a table",
    )
    return keep(incoming, source=made.source, now=now, by=made.made_by).is_new


def _name(made: Import, row: dict[str, Any]) -> str:
    return f"{made.uid}/{row['row']}"
