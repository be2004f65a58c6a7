"""A site from before: its rows are sealed by the migration and its files by `manage.py seal`, and back."""

import subprocess
from pathlib import Path

import pytest
from tests.site.databases import ENGINES, manage, migrated_site

BEFORE = (("desk", "0001"), ("answering", "0002"), ("intake", "0003"))
ROWS = """
INSERT INTO intake_source (id, kind, name, address, trusted, home, language, calls, created)
    VALUES (1, 'mail', 'Ada Lamp', 'ada@lamp.example', FALSE, '', '', '[]', '2027-04-20');
INSERT INTO intake_delivery (id, uid, source_id, received, path, sha256, size, media_type, file_name, url,
        contact, external_id, sender, conversation, subject, about, proven, silent, state, trouble,
        attempts, identity)
    VALUES (1, 'u1', 1, '2027-04-20', '2027-04-20/u1.txt', 'abc', 8, 'text/plain', 'lamp.txt', '',
        'eve@lamp.example', '<1@lamp.example>', 'ada@lamp.example', '', 'Of lamps', '', TRUE, '', 'routed',
        '', 0, 'same');
INSERT INTO intake_announcementrow (id, delivery_id, text, value)
    VALUES (1, 1, 'Lamps in May', '{"text": "Lamps in May", "blocks": []}');
INSERT INTO intake_readingrow (id, announcement_id, reader, made, language, value, drafts)
    VALUES (1, 1, '1', '2027-04-20', 'en', '{"language": "en", "drafts": []}', 0);
"""
READ = """
from handbill_site.intake.models import *
from handbill_site.intake.operations import raw_of
ada = "ada@lamp.example"
row = Delivery.objects.get(sender=ada, source__address=ada, external_id="<1@lamp.example>")
opened = row.announcement
print([row.contact, row.subject, row.identity, row.source.name, opened.text, opened.beginning])
print(sorted(row.announcement.value.items()), ReadingRow.objects.get().value["language"], raw_of(row))
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_a_site_from_before_is_sealed_and_can_be_opened_again(engine: str, tmp_path: Path) -> None:
    with migrated_site(engine, tmp_path) as (env, ask):
        for app, number in BEFORE:
            manage("migrate", app, number, "--verbosity=0", env=env)
        for statement in ROWS.split(";")[:-1]:
            ask(statement)
        if engine == "sqlite":
            ask("COMMIT")
        (tmp_path / "spool/2027-04-20").mkdir(parents=True)
        file = tmp_path / "spool/2027-04-20/u1.txt"
        file.write_bytes(b"of lamps")

        manage("migrate", "--verbosity=0", env=env)
        assert "1 files and 0 rows sealed" in manage("seal", env=env).stdout
        [stored] = ask("SELECT contact, sender, subject FROM intake_delivery")
        assert all(value.startswith("seal1.") for value in stored)
        assert b"of lamps" not in file.read_bytes()
        if engine == "sqlite":
            assert list(ask("PRAGMA wal_checkpoint(TRUNCATE)")) == [(0, 0, 0)]
            assert not _is_in("lamp", tmp_path / "handbill.sqlite3")
        assert manage("shell", "--verbosity=0", "--command", READ, env=env).stdout == (
            "['eve@lamp.example', 'Of lamps', 'same', 'Ada Lamp', 'Lamps in May', 'Lamps in May']\n"
            "[('blocks', []), ('text', 'Lamps in May')] en b'of lamps'\n"
        )
        for app, number in BEFORE:
            manage("migrate", app, number, "--verbosity=0", env=env)
        [plain] = ask("SELECT contact, sender, subject, identity FROM intake_delivery")
        assert tuple(plain) == ("eve@lamp.example", "ada@lamp.example", "Of lamps", "same")


def _is_in(word: str, file: Path) -> bool:
    """Look in another process: to close the file of a database drops the locks that SQLite has on it here."""
    return subprocess.run(["grep", "--quiet", "--text", word, str(file)], check=False).returncode == 0
