"""Ways in for hostile documents, through the pages and parts that serve the real world."""

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.site.intake.channels.mail.mails import ADA, LIST

from handbill_site.desk.models import Case
from handbill_site.flow import run_once
from handbill_site.intake.channels import MAIL
from handbill_site.intake.channels.mail.message import incoming_of
from handbill_site.intake.child import Reader
from handbill_site.intake.models import Delivery
from handbill_site.people.models import User


def by_mail(raw: bytes, reader: Reader) -> Delivery:
    """Keep a mail as the receiver does, and take it through the flow."""
    kept = MAIL.keep(incoming_of(raw, base=LIST, now=timezone.now(), return_path=ADA), now=timezone.now())
    return read(kept.delivery, reader)


def by_upload(name: str, raw: bytes, reader: Reader) -> Delivery:
    """Hand in a file at the editors' page, and take it through the flow."""
    answer = editor().post("/intake/upload/", {"documents": SimpleUploadedFile(name, raw)})
    assert answer.status_code == 303, answer.text
    return read(Delivery.objects.latest("pk"), reader)


def by_form(reader: Reader, **fields: str) -> Delivery:
    """Tell it by the public form, and take it through the flow."""
    answer = Client().post("/tell/", fields)
    assert answer.status_code == 303, answer.text
    return read(Delivery.objects.latest("pk"), reader)


def read(delivery: Delivery, reader: Reader, now: dt.datetime | None = None) -> Delivery:
    """Take all that waits through the flow; the edition follows."""
    run_once(now=now or timezone.now(), reader=reader)
    delivery.refresh_from_db()
    return delivery


def editor(role: str = "editor") -> Client:
    """Somebody who is logged in."""
    user, _ = User.objects.get_or_create(username=f"ada-{role}", defaults={"role": role})
    client = Client()
    client.force_login(user)
    return client


def starts() -> list[str]:
    """Return what the open cases say of their start, to the minute; "" for those without one."""
    drafts = [case.draft for case in Case.objects.filter(state="open").order_by("pk")]
    return [str((draft.get("dtstart") or {}).get("value", ""))[:16] for draft in drafts]


def problems() -> dict[str, str]:
    """Return the problems of the drafts of open cases: code to detail."""
    found: dict[str, Any] = {}
    for case in Case.objects.filter(state="open"):
        found |= {each["code"]: each.get("detail", "") for each in case.draft.get("problems", ())}
    return found
