"""Seize the machine: words planted in what senders send are searched in every byte that the site keeps.

    python -m tools.drill_seize

A site of its own takes in a delivery by every channel, with planted words as sender, name, contact, subject,
conversation, file name, link, message id and body; takes them through the whole flow, with cases decided,
answers sent and refused, and one delivery that nobody can read; and is then ended in the middle, without
closing anything. What a seizer finds in its folder (database, write-ahead log, spool; the key and the public
edition left out) and in its log must hold none of the words. The same with sealing turned off must show every
one of them, or the drill shows nothing.
"""

import argparse
import contextlib
import dataclasses
import datetime as dt
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

PUBLIC_OR_KEY = ("edition", "seal-key", "secret-key")
NOW = dt.datetime(2027, 4, 20, 12, tzinfo=dt.UTC)
KINDS = ["form", "upload", "url", "file", "mail", "feed", "telegram", "instagram", "fediverse", "x"]
PARTS = ["sender", "name", "contact", "subject", "conversation", "filename", "link", "message", "body"]
UNREADABLE, COPIED = "canaryunreadable", "canarycopied"


def main() -> int:
    """Seize a sealed and an unsealed site; print what was found; 1 when the one shows or the other hides."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--site", type=Path, help="(the drill's own) the folder of the site to live in")
    parser.add_argument("--unsealed", action="store_true", help="(the drill's own)")
    said = parser.parse_args()
    if said.site:
        live(said.site, unsealed=said.unsealed)
    planted = len(canaries())
    sealed, unsealed = (seize(unsealed=each) for each in (False, True))
    print(f"{planted} words planted, by {len(KINDS)} channels")
    print(f"sealed: {len(sealed)} of them found{': ' + ', '.join(sorted(sealed)) if sealed else ''}")
    print(f"with sealing off: {len(unsealed)} found, where {planted} must be")
    return 0 if not sealed and len(unsealed) == planted else 1


def canaries() -> set[str]:
    """Return the planted words: one a channel and part, of a file that nobody can read, of a copied page."""
    return {word(part, kind) for kind in KINDS for part in PARTS} | {UNREADABLE, COPIED}


def word(part: str, kind: str) -> str:
    """Return one planted word."""
    return f"canary{part}{kind}"


def seize(*, unsealed: bool) -> set[str]:
    """Let a site live in a process of its own, and return the words found in its folder and log."""
    with tempfile.TemporaryDirectory(prefix="handbill-seize-") as folder:
        command = [sys.executable, "-m", "tools.drill_seize", "--site", folder]
        ended = subprocess.run(
            [*command, *(["--unsealed"] if unsealed else [])],
            env={key: value for key, value in os.environ.items() if not key.startswith("HANDBILL_")},
            check=True,
            capture_output=True,
            timeout=240,
        )
        held = [ended.stdout + ended.stderr, *(path.read_bytes() for path in files_of(Path(folder)))]
    found = b"\n".join(held).lower()
    return {each for each in canaries() if each.encode() in found}


def files_of(var: Path) -> Iterator[Path]:
    """Yield what the seizer gets."""
    for path in sorted(var.rglob("*")):
        if path.is_file() and path.relative_to(var).parts[0] not in PUBLIC_OR_KEY:
            yield path


def live(var: Path, *, unsealed: bool) -> None:
    """Be the site: take everything in and through, and end at once."""
    os.environ.update(
        HANDBILL_VAR=str(var), DJANGO_SETTINGS_MODULE="handbill_site.settings", HANDBILL_OBSERVANCES="labour"
    )
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.core.management import call_command

    with _without_seals() if unsealed else contextlib.nullcontext():
        call_command("migrate", verbosity=0, interactive=False)
        _take_in()
        _take_through()
    os._exit(0)


def _take_in() -> None:
    from handbill_site.intake.channels import BY_KIND, FILE
    from handbill_site.intake.incoming import Incoming
    from handbill_site.intake.models import Source

    for number, kind in enumerate(KINDS):
        said = {part: word(part, kind) for part in PARTS}
        raw = (
            f"Evening of lanterns no. {number}\n\nFriday {30 - number % 2} April 2027, 8 pm, Lisbon\n\n"
            f"For the editors alone: {said['body']} keeps the key.\n"
        )
        incoming = Incoming(
            raw.encode(),
            "text/plain",
            sender=f"{said['sender']}@lamp.example",
            conversation=said["conversation"],
            external_id=f"<{said['message']}@lamp.example>",
            url=f"https://{said['link']}.example/",
            file_name=f"{said['filename']}.txt",
            contact=f"{said['contact']}@lamp.example",
            subject=said["subject"],
        )
        BY_KIND[Source.Kind(kind)].keep(incoming, now=NOW, name=said["name"])
    FILE.keep(Incoming(f"%PDF-1.7 {UNREADABLE}".encode(), "application/pdf", sender="lamp"), now=NOW)


def _take_through() -> None:
    """Read and route; list one case, decline one, copy a page of one; answer all, some in vain."""
    from handbill_site.answering import sending
    from handbill_site.desk.copies import keep_copy
    from handbill_site.desk.models import Case
    from handbill_site.desk.operations import publish_case, reject_case
    from handbill_site.desk.values import draft_of
    from handbill_site.flow import run_once
    from handbill_site.intake.models import Source

    ways = {Source.Kind(kind): _Answerer(fails=kind == "x") for kind in KINDS}
    with patch.object(sending, "answerers", lambda: ways):
        run_once(now=NOW)
        listed, declined, copied = Case.objects.order_by("pk")[:3]
        keep_copy(
            f"https://{COPIED}.example/", of=copied, as_evidence=True, by="user:ana", at=NOW, fetch=_page
        )
        draft = dataclasses.replace(draft_of(listed), description=None, urls=(), organizers=())
        publish_case(
            listed, draft, fields={}, pinned=(), calls=(), version=listed.version, by="user:ana", at=NOW
        )
        reject_case(declined, reason="past", version=declined.version, by="user:ana", at=NOW)
        run_once(now=NOW + dt.timedelta(hours=1))


def _page(url: str, *, witness: Any) -> Any:
    """A page that says its own address."""
    from handbill.fetch import Exchange, Fetched

    witness(Exchange(url, "", (), "HTTP/1.1", 200, "OK", (("Content-Type", "text/html"),), url.encode()))
    return Fetched(url, "text/html", url.encode())


@dataclasses.dataclass
class _Answerer:
    """A service that takes every answer, or refuses each with words that name who was to have it."""

    fails: bool

    def check(self) -> str:
        return "well"

    def address_for(self, about: str) -> str:
        return f"list+{about.partition(':')[0]}@town.example"

    def send(self, reply: Any) -> str:
        from handbill_site.intake.errors import ChannelTrouble

        if self.fails:
            raise ChannelTrouble(f"{reply.to} does not exist", permanent=True)
        return f"<{reply.to}>"


@contextlib.contextmanager
def _without_seals() -> Iterator[None]:
    from handbill_site.sealing import fields, seals

    with (
        patch.object(seals, "seal", lambda raw, _: raw),
        patch.object(fields.SealedField, "sealed", lambda _, plain: plain),
        patch.object(fields.MatchedField, "sealed", lambda _, plain: plain),
        patch.object(fields.MatchedField, "candidates", lambda _, plain: [plain]),
    ):
        yield


if __name__ == "__main__":
    sys.exit(main())
