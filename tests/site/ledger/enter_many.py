"""One of several processes that write to one ledger: `enter_many.py NAME COUNT`.

Two threads enter COUNT acts each, and roll every fifth one back.
"""

import datetime as dt
import os
import sys
import threading

os.environ["DJANGO_SETTINGS_MODULE"] = "handbill_site.settings"

import django

django.setup()

from django.db import connection, transaction  # noqa: E402  Django must be set up first

from handbill_site.ledger.operations import enter  # noqa: E402


class ChangedMindError(Exception):
    """The act is taken back before its commit."""


def act(name: str, turn: int) -> None:
    try:
        with transaction.atomic():
            enter("test.acted", f"{name}:{turn}", by="policy", at=dt.datetime.now(dt.UTC))
            if turn % 5 == 4:
                raise ChangedMindError
    except ChangedMindError:
        pass


def act_often(name: str, count: int) -> None:
    for turn in range(count):
        act(name, turn)
    connection.close()


threads = [
    threading.Thread(target=act_often, args=(f"{sys.argv[1]}{which}", int(sys.argv[2]))) for which in "ab"
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
