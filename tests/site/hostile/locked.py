"""Posts to the form while another connection holds the database, and again when it has let go.

    python locked.py DATABASE

Prints statuses, Retry-After and whether it waited about as long as SQLite was told to.
"""

import json
import sqlite3
import sys
import time

import django
from django.conf import settings
from django.db import connection
from django.test import Client

WAIT = 0.5
"""Seconds that SQLite waits for a lock, for this test."""


def main(path: str) -> None:
    django.setup()
    settings.ALLOWED_HOSTS = ["testserver"]
    connection.settings_dict["OPTIONS"]["timeout"] = WAIT
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    began = time.monotonic()
    during = Client().post("/tell/", {"text": "Evening of lanterns"})
    waited = time.monotonic() - began
    holder.execute("ROLLBACK")
    after = Client().post("/tell/", {"text": "Evening of lanterns"})
    kept = holder.execute("SELECT count(*) FROM intake_delivery").fetchone()[0]
    told = [during.status_code, during.headers.get("Retry-After"), after.status_code, kept]
    print(json.dumps({"told": told, "waited": waited}))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1])
