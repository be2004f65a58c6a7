"""Drill the intake: kill -9 under load, and power cuts. Prints figures; exit code 1 when anything is lost.

    python -m tools.drill_intake [--kills 1000] [--cuts 300]

**Kills.** A server of the site's own code (form and webhooks by WSGI, mail by LMTP) is killed with SIGKILL at
random moments while clients send through each door; what got no answer is sent again, as browsers' users,
mail servers and services do. Webhooks bring several messages at once, and now and then all of them once more
though they had their yes. Afterwards everything that was said to be accepted must be there once, with its
bytes. The server is forked from a process that has everything loaded, so that it is up again within
milliseconds and nearly all of the time is load.

**Power cuts.** See `tools/power_cut.py`: the spool's own code over a disk that forgets what was not flushed.
The same drill with flushing turned off must lose, or it shows nothing.

A door joins by one line in `tools/drill_doors.py`.
"""

import argparse
import datetime as dt
import hashlib
import os
import random
import signal
import socket
import socketserver
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from tools.drill_doors import DOORS, ENVIRONMENT, LIST, NO_YES

CLIENTS_A_DOOR = 3
LIVES_MS = (20, 260)
"""How long a server lives before it is killed."""
SEED = 20270420


@dataclass(slots=True)
class Load:
    """What clients sent and were told.

    Attributes:
        accepted: Door and sha256 of what was accepted, by text.
        tries: Requests, by door. repeats: those of them that had their yes before.
    """

    ports: dict[str, int]
    accepted: dict[str, tuple[str, str]] = field(default_factory=dict)
    tries: Counter[str] = field(default_factory=Counter)
    repeats: Counter[str] = field(default_factory=Counter)
    done: threading.Event = field(default_factory=threading.Event)


def main() -> int:
    """Run both drills and print their figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--cuts", type=int, default=300)
    said = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="handbill-drill-") as folder:
        _set_up(Path(folder))
        held = [drill_kills(said.kills), drill_power_cuts(Path(folder), said.cuts)]
    return 0 if all(held) else 1


def drill_kills(kills: int) -> bool:
    """Kill the server so many times under load; print the figures and tell whether all was held."""
    chance = random.Random(SEED)
    load = Load({server: _free_port() for server in ("web", "lmtp")})
    clients = [
        threading.Thread(target=_send_until_done, args=(door, number, load))
        for door in DOORS
        for number in range(CLIENTS_A_DOOR)
    ]
    nursery = Nursery(load.ports)
    began = time.monotonic()
    server = nursery.birth()
    for client in clients:
        client.start()
    for _ in range(kills):
        time.sleep(chance.uniform(*LIVES_MS) / 1000)
        os.kill(server, signal.SIGKILL)
        server = nursery.birth()
    load.done.set()
    for client in clients:
        client.join(120)
    seconds = time.monotonic() - began
    nursery.end()
    return _found_again(load, kills, seconds)


def _found_again(load: Load, kills: int, seconds: float) -> bool:
    """Compare what was accepted with what is there; print."""
    from handbill_site.intake.models import Delivery
    from handbill_site.intake.operations import raw_of, recover_orphans

    recovered = recover_orphans(now=dt.datetime.now(dt.UTC) + dt.timedelta(minutes=10))
    copies: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for delivery in Delivery.objects.all().iterator():
        raw = raw_of(delivery)
        text = raw.rpartition(b"\r\n\r\n")[2].decode().strip()
        copies[text] += 1
        whole[text] += hashlib.sha256(raw).hexdigest() == load.accepted.get(text, ("", ""))[1]
    print(f"kill -9 under load: {kills} kills in {seconds:.0f} s, {CLIENTS_A_DOOR} clients a door")
    print(f"{'door':24}{'requests':>9}{'repeated':>9}{'accepted':>10}{'found':>8}{'lost':>6}{'doubles':>9}")
    lost, doubles, is_busy = 0, 0, True
    for door in DOORS:
        mine = [text for text, (at, _) in load.accepted.items() if at == door]
        found = sum(whole[text] > 0 for text in mine)
        twice = sum(copies[text] > 1 for text in mine)
        lost, doubles = lost + len(mine) - found, doubles + twice
        print(
            f"{door:24}{load.tries[door]:>9}{load.repeats[door]:>9}{len(mine):>10}{found:>8}"
            f"{len(mine) - found:>6}{twice:>9}"
        )
        is_busy = is_busy and len(mine) > kills / 10
    print(f"files without a row, found by the sweep and not sent again: {recovered}")
    if not is_busy:
        print("too little was accepted at a door for the drill to show anything")
    return is_busy and not (lost or doubles)


class Nursery:
    """A process that has the site loaded, no database opened, and gives birth to servers."""

    def __init__(self, ports: dict[str, int]):
        asked, self._asks = os.pipe()
        self._told, tells = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            _nurse(asked, tells, ports)

    def birth(self) -> int:
        """Start a server once the one before is dead; return its process id."""
        os.write(self._asks, b"b")
        return int.from_bytes(os.read(self._told, 8), "big")

    def end(self) -> None:
        """End the nursery with its last server."""
        os.write(self._asks, b"e")
        os.waitpid(self._pid, 0)


def _send_until_done(name: str, number: int, load: Load) -> None:
    """Send request after request, each again and again until it is accepted; none is left unaccepted."""
    door, count = DOORS[name], 0
    chance = random.Random(f"{SEED} {name} {number}")
    while not load.done.is_set():
        size = chance.randint(1, door.most)
        texts = [
            f"Evening of lanterns {name} {number} {count + each}, Friday 30 April 2027, 8 pm"
            for each in range(size)
        ]
        count += size
        _send(name, texts, load)
        if door.repeats and chance.random() < 0.2:
            load.repeats[name] += 1
            _send(name, texts, load)


def _send(name: str, texts: list[str], load: Load) -> None:
    door = DOORS[name]
    while True:
        load.tries[name] += 1
        try:
            kept = door.send(texts, load.ports[door.server])
        except NO_YES:
            time.sleep(0.005)
            continue
        load.accepted.update({text: (name, sha256) for text, sha256 in zip(texts, kept, strict=True)})
        return


def drill_power_cuts(var: Path, cuts: int) -> bool:
    """Cut the power so many times with flushing, and as often without; tell whether all was held."""
    print(f"power cuts over the spool: {cuts} each")
    with_flushes = _cut(var, cuts, flushing=True)
    without = _cut(var, cuts, flushing=False)
    return with_flushes == 0 and without > 0


def _cut(var: Path, cuts: int, *, flushing: bool) -> int:
    from django.conf import settings
    from tools.power_cut import after_cut, lost, writing_down

    from handbill_site.intake.models import Source
    from handbill_site.intake.operations import accept, source_of

    root = var / f"cut-{flushing}"
    root.mkdir()
    settings.SPOOL = root / "spool"
    now = dt.datetime(2027, 4, 20, 12, tzinfo=dt.UTC)
    source = source_of(Source.Kind.FORM, "tell", name="Public form", now=now)
    with writing_down(flushing=flushing) as written:
        for number in range(100):
            at = now + dt.timedelta(hours=number)
            raw = f"Lanterns no. {number}\n".encode() * 50
            delivery = accept(raw, source=source, received=at, media_type="text/plain", by="source:1")
            written.add("yes", delivery.path)
    chance = random.Random(SEED)
    each = []
    for _ in range(cuts):
        before = written.calls[: chance.randint(1, len(written.calls))]
        each.append(lost(before, settings.SPOOL, after_cut(before, root, chance)))
    words = "with flushing" if flushing else "without flushing, which must lose"
    print(f"  {words}: {sum(each)} deliveries lost, in {sum(number > 0 for number in each)} cuts")
    return sum(each)


def _nurse(asked: int, tells: int, ports: dict[str, int]) -> None:
    """In a process of its own: fork a server when asked, after the one before was reaped."""
    server = 0
    while os.read(asked, 1) == b"b":
        if server:
            os.waitpid(server, 0)
        server = os.fork()
        if server == 0:
            _serve(ports)
        os.write(tells, server.to_bytes(8, "big"))
    if server:
        os.kill(server, signal.SIGKILL)
        os.waitpid(server, 0)
    os._exit(0)


def _serve(ports: dict[str, int]) -> None:
    """In the server: pages, hooks and mail, until killed."""
    from handbill_site.intake.channels import MAIL
    from handbill_site.intake.channels.mail.receiver import MailReceiver
    from handbill_site.intake.channels.mail.setup import MailSettings, Server
    from handbill_site.intake.channels.running import keeper
    from handbill_site.wsgi import application

    settings = MailSettings(LIST, listen=Server("lmtp", "127.0.0.1", ports["lmtp"]))
    receiver = MailReceiver(settings)
    mail = threading.Thread(target=receiver.serve, args=(keeper(MAIL, "receive"), threading.Event()))
    mail.start()
    with _Threaded(("127.0.0.1", ports["web"]), _Quiet) as web:
        web.set_app(application)
        web.serve_forever()


class _Threaded(socketserver.ThreadingMixIn, WSGIServer):
    """A web server of the standard library; what it serves is the site's own application."""

    daemon_threads = True
    allow_reuse_address = True

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]
        self.setup_environ()

    def handle_error(self, *_: Any) -> None:
        """Clients that went away are no news."""


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def _set_up(var: Path) -> None:
    os.environ.update(ENVIRONMENT, HANDBILL_VAR=str(var), DJANGO_SETTINGS_MODULE="handbill_site.settings")
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", verbosity=0, interactive=False)
    import handbill_site.urls  # noqa: F401 - loaded once, before servers are forked

    connections.close_all()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
