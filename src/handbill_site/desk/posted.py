"""What a person sent from the page of a case."""

import datetime as dt
from dataclasses import dataclass

from django.core import signing
from django.http import QueryDict

from handbill_site.desk.forms import entered_fields
from handbill_site.desk.models import Case
from handbill_site.desk.values import draft_of

_SALT = "desk.served"
_LONGEST = 3600
"""Seconds; a page left open over lunch says nothing about the editor's work."""
_STATE_OF = {
    "publish": Case.State.PUBLISHED,
    "apply": Case.State.UPDATED,
    "reject": Case.State.REJECTED,
    "split": Case.State.SPLIT,
    "later": Case.State.LATER,
}


@dataclass(frozen=True, slots=True)
class Posted:
    """One press of a button.

    Attributes:
        version: Of the case as the page showed it.
        fields: Inputs that differ from what was read.
        beside: UID of the listed event that the page showed beside it, "" for none.
        served: The stamp that `stamp_of` put into the page.
    """

    act: str
    case: int
    version: int
    fields: dict[str, str]
    calls: tuple[str, ...]
    reason: str
    beside: str
    served: str

    @classmethod
    def of(cls, sent: QueryDict, case: Case) -> "Posted | None":
        """Return what was sent about *case*; None when that is no form of ours."""
        version = sent.get("version", "")
        if not (version.isascii() and version.isdigit()):
            return None
        fields = entered_fields(draft_of(case), {name: str(sent[name]) for name in sent})
        return cls(
            act=sent.get("act", ""),
            case=case.pk,
            version=int(version),
            fields=fields,
            calls=tuple(dict.fromkeys(sent.getlist("calls"))),
            reason=sent.get("reason", ""),
            beside=sent.get("beside", ""),
            served=sent.get("served", ""),
        )

    def kept(self) -> dict[str, str]:
        """Return what the case keeps of it: fields, and the calls that were picked."""
        return self.fields | {"calls": " ".join(self.calls)}

    def seconds(self, now: dt.datetime) -> int | None:
        """Return how long the page was open; None when it does not say so, or was left open for an hour."""
        try:
            number, served = signing.loads(self.served, salt=_SALT)
        except signing.BadSignature:
            return None
        seconds = round(now.timestamp() - served)
        return seconds if number == self.case and 0 <= seconds <= _LONGEST else None


def stamp_of(case: Case, now: dt.datetime) -> str:
    """Return the signed time at which the page of *case* was served."""
    return signing.dumps([case.pk, now.timestamp()], salt=_SALT)


def same_act(case: Case, posted: Posted) -> bool:
    """Whether *case* has become just what *posted* asks for: a second click, or two of one mind."""
    if case.state != _STATE_OF.get(posted.act):
        return False
    if posted.act == "reject":
        return case.reason == posted.reason
    return bool(case.fields == posted.kept())
