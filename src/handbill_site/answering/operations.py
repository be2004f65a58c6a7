"""What editors do with the texts of answers."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from handbill_site.answering.models import Wording
from handbill_site.answering.wording import ENGLISH, ours
from handbill_site.ledger.operations import enter

MOST = 1000


@transaction.atomic
def word(language: str, sentences: Mapping[str, str], *, by: str, at: dt.datetime) -> list[str]:
    """Let *sentences* be said in *language*; "" or our own sentence takes an editor's away.

    Keys that no sentence has are left out. Writes "answer.worded" where anything changed.

    Returns: The keys that changed.
    """
    held = dict(Wording.objects.filter(language=language).values_list("key", "text"))
    changed = []
    for key in ours(ENGLISH):
        said = sentences.get(key, "").replace("\r\n", "\n").strip()[:MOST]
        wanted = "" if said == ours(language).get(key, "") else said
        if wanted == held.get(key, ""):
            continue
        changed.append(key)
        if wanted:
            row = {"text": wanted, "changed": at, "changed_by": by}
            Wording.objects.update_or_create(language=language, key=key, defaults=row)
        else:
            Wording.objects.filter(language=language, key=key).delete()
    if changed:
        enter("answer.worded", f"wording:{language}", by=by, at=at, keys=changed)
    return changed
