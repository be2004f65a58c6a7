"""The contract of the channels, keeping, and what differs between databases, with a real PostgreSQL.

Tests run on SQLite. These are run again in a pytest of their own, whose site has another database.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.site.databases import REPOSITORY, environment, postgresql, postgresql_programs

FILES = (
    "channels/test_contract.py",
    "channels/test_running.py",
    "test_keeping.py",
    "test_operations.py",
    "test_reading.py",
    "../listing/test_fields.py",
)


def test_channels_and_keeping_hold_on_postgresql_too(tmp_path: Path) -> None:
    programs = postgresql_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed under /usr/lib/postgresql")
    files = [str(Path(__file__).parent / name) for name in FILES]
    faults = str(Path(__file__).parent / "test_every_call_fails.py")
    chosen = [f"{faults}::{WHATEVER}[{door}-database]" for door in ("form", "lmtp", "instagram")]
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", *files, *chosen]
    with postgresql(programs, is_flushed=False) as url:
        env = environment(tmp_path, url, PYTHONDONTWRITEBYTECODE="1")
        ran = subprocess.run(command, cwd=REPOSITORY, env=env, capture_output=True, text=True, timeout=500)
    assert ran.returncode == 0, ran.stdout[-5000:] + ran.stderr[-2000:]
    assert sum(map(len, re.findall(r"^[.s]+", ran.stdout, re.MULTILINE))) > 60, "they ran"


WHATEVER = "test_whatever_call_fails_there_is_no_false_yes_and_trying_again_helps"
