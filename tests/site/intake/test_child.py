"""The child's limits, with a fake reader that speaks the same protocol."""

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.library.models.endpoint import endpoint, events

from handbill_site.intake.child import PROBE, Reader, _bare_environment
from handbill_site.intake.errors import ReaderDied, ReaderUnavailable

FAKE = (sys.executable, str(Path(__file__).parent / "fake_reader.py"))


@pytest.fixture
def reader() -> Iterator[Reader]:
    with Reader(FAKE, seconds=3, memory=128 * 1024 * 1024, start_seconds=30) as reader:
        yield reader


def ask(reader: Reader, text: str) -> dict[str, object]:
    request = {"id": "1", "text": text, "received": "2027-04-20T12:00:00"}
    return reader.read(request)


def test_one_child_reads_many_documents(reader: Reader) -> None:
    answers = [ask(reader, f"event {number}") for number in range(3)]
    assert [answer["announcement"]["text"] for answer in answers] == ["event 0", "event 1", "event 2"]  # type: ignore[index]
    assert reader.started == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("crash", "it hurts"),
        ("hang", "not read within 3 seconds"),
        ("eat all there is", "more than 128 MB of memory"),
        ("babble", "its reader ended"),
    ],
)
def test_a_document_that_breaks_its_reader_costs_no_other(reader: Reader, text: str, reason: str) -> None:
    ask(reader, "event")
    with pytest.raises(ReaderDied, match=reason):
        ask(reader, text)
    assert ask(reader, "event")["id"] == "1"
    assert reader.started == 2


def test_a_document_of_five_megabytes_goes_there_and_back() -> None:
    """Pipes hold 64 kB; neither side may wait for the other for ever."""
    text = "лампа " * 900_000
    with Reader(FAKE, seconds=60) as reader:
        assert ask(reader, text)["announcement"]["text"] == text  # type: ignore[index]


def test_a_child_that_was_killed_from_outside_is_replaced(reader: Reader) -> None:
    ask(reader, "event")
    os.kill(reader.pid or 0, signal.SIGKILL)
    time.sleep(0.2)
    assert ask(reader, "event")["id"] == "1"


def test_the_child_is_told_no_secret(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://secret@db/handbill")
    monkeypatch.setenv("HANDBILL_SECRET_KEY", "secret")
    told = ask(reader, "environment")["environment"]
    assert not {"DATABASE_URL", "HANDBILL_SECRET_KEY"} & set(told)  # type: ignore[call-overload]


def test_a_reader_that_cannot_be_started_is_no_fault_of_the_document() -> None:
    broken = Reader((sys.executable, "-c", "raise SystemExit('no such module')"))
    with broken as reader, pytest.raises(ReaderUnavailable, match="no such module"):
        ask(reader, "event")


def test_closing_leaves_no_process(reader: Reader) -> None:
    ask(reader, "event")
    pid = reader.pid or 0
    reader.close()
    assert not Path(f"/proc/{pid}").exists()


def test_a_child_knows_of_a_model_only_where_one_is_set_up(settings: Any) -> None:
    """Its own settings go to it, and no other key."""
    assert not any("MODEL" in name for name in _bare_environment())
    settings.MODEL = {"HANDBILL_MODEL_URL": "http://127.0.0.1:9/v1"}
    assert {name for name in _bare_environment() if "MODEL" in name} == {"HANDBILL_MODEL_URL"}
    assert "HANDBILL_SECRET_KEY" not in _bare_environment()


def test_the_first_question_to_a_child_is_for_no_model() -> None:
    assert PROBE["model"] is False


def test_a_real_child_asks_the_model_that_is_set_up_and_counts_what_it_uses(
    settings: Any, tmp_path: Path
) -> None:
    """The probe is not sent, the document is; proposals come back in the reading."""
    spent = tmp_path / "model-spent.json"
    text = "Lamp walk\nSaturday 6 March 2027, 7pm\nNorwich\n\nBring your own lamp, says Yare Lamps.\n"
    with endpoint(events({"draft": 0, "organizers": ["Yare Lamps"]})) as seen:
        settings.MODEL = {
            "HANDBILL_MODEL_URL": seen.url,
            "HANDBILL_MODEL_NAME": "small",
            "HANDBILL_MODEL_SPENT": str(spent),
        }
        with Reader() as reader:
            answer = reader.read({"id": "1", "text": text, "received": "2027-03-01T12:00:00", "home": "GB"})
        assert len(seen.requests) == 1

    assert answer["drafts"][0]["organizers"] == ["Yare Lamps"]
    assert answer["reading"]["drafts"][0]["organizers"][0]["rule"] == "model.organizers"
    assert json.loads(spent.read_text())["sent"] == 900
