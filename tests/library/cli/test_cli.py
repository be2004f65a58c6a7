"""The command line: what a person and what a program see, and how it ends."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.library.models.endpoint import endpoint, events

from handbill.cli import main

FLYER = "Lamp walk\nSaturday 6 March 2027, 7pm\nMarket Square, Norwich\nHosted by Yare Lamps\n"


@pytest.fixture
def flyer(tmp_path: Path) -> Path:
    path = tmp_path / "flyer.txt"
    path.write_text(FLYER, "utf-8")
    return path


def run(*args: object, stdin: str = ""):
    return CliRunner().invoke(main, [str(arg) for arg in args], input=stdin)


def test_read_prints_a_table(flyer: Path):
    """One line an event: when, city, name, place and who; no colours where nobody looks."""
    result = run("read", flyer, "--received", "2027-03-01", "--home", "GB")

    assert result.output.split("\n")[0].rstrip() == (
        "2027-03-06 19:00  Norwich, GB               Lamp walk  Market Square · Yare Lamps"
    )
    assert "\x1b" not in result.output
    assert result.exit_code == 0


def test_explain_shows_words_and_rule(flyer: Path):
    """Each field is shown with the words that it was read from."""
    result = run("read", "--explain", flyer, "--received", "2027-03-01", "--home", "GB")

    assert '2027-03-06T19:00  ← "Saturday 6 March 2027, 7pm"' in result.output
    assert 'Yare Lamps  ← "Yare Lamps"' in result.output


def test_json_is_one_array(flyer: Path):
    """--json prints the flat records of all files."""
    result = run("read", "--json", flyer, flyer, "--received", "2027-03-01", "--home", "GB")

    assert [draft["dtstart"] for draft in json.loads(result.output)] == [
        "2027-03-06T19:00",
        "2027-03-06T19:00",
    ]


def test_standard_input():
    """- reads standard input."""
    result = run("read", "-", "--received", "2027-03-01", "--home", "GB", "--json", stdin=FLYER)

    assert json.loads(result.output)[0]["city"] == "Norwich"


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("missing.txt", None, "No such file or directory"),
        ("empty.txt", b"", "empty"),
        ("noise.bin", bytes(range(256)) * 40, ""),
        ("poster.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "pdf"),
    ],
)
def test_unreadable_input_is_one_line_and_code_2(tmp_path: Path, name: str, raw: bytes | None, reason: str):
    """One line on stderr names the file and the reason; never a traceback; exit code 2."""
    path = tmp_path / name
    if raw is not None:
        path.write_bytes(raw)

    result = run("read", path)

    lines = result.stderr.strip().split("\n")
    assert result.exit_code == 2
    assert len(lines) == 1
    assert lines[0].startswith(f"handbill: {path}: ")
    assert reason.casefold() in lines[0].casefold()


def test_a_bad_file_does_not_stop_the_others(tmp_path: Path, flyer: Path):
    """The good file is read; the bad one is named; the exit code tells."""
    result = run("read", tmp_path / "missing.txt", flyer, "--received", "2027-03-01", "--home", "GB")

    assert "Lamp walk" in result.stdout
    assert result.exit_code == 2


def test_batch_answers_each_line():
    """The batch protocol: an answer a request, in order; a bad one carries its error, the rest go on."""
    requests = [
        {"id": "a", "text": FLYER, "received": "2027-03-01", "home": "GB"},
        {"id": "b", "path": "/nowhere.txt", "received": "2027-03-01"},
        {
            "id": "c",
            "html": "<p>Choir, Sunday 7 March 2027, 3pm, Ely</p>",
            "received": "2027-03-01",
            "home": "GB",
        },
    ]
    result = run("read", "--jsonl", stdin="\n".join(map(json.dumps, requests)) + "\nnot json\n")

    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", "b", "c", "line 4"]
    assert [len(answer["drafts"]) for answer in answers] == [1, 0, 1, 0]
    assert "No such file" in answers[1]["error"]
    assert "error" in answers[3]


def test_batch_explains():
    """With --explain the whole reading comes back, evidence and text, for the site to keep."""
    request = {"id": 1, "text": FLYER, "received": "2027-03-01", "home": "GB"}
    answer = json.loads(run("read", "--jsonl", "--explain", stdin=json.dumps(request) + "\n").stdout)

    start, end = answer["reading"]["drafts"][0]["name"]["span"]
    assert answer["announcement"]["text"][start:end] == "Lamp walk"


def test_dates():
    """Every date expression with what it means."""
    result = run("dates", "Friday 5 March, 7 to 9pm", "--received", "2027-03-01", "--language", "en")

    assert result.output == "2027-03-05T19:00 to 2027-03-05T21:00  Friday 5 March, 7 to 9pm\n"


def test_dates_batch():
    """The batch protocol of dates has spans."""
    request = {"id": "x", "text": "am 5. März 2027", "languages": ["de"], "received": "2027-03-01T00:00:00"}
    answer = json.loads(run("dates", "--jsonl", stdin=json.dumps(request) + "\n").stdout)

    assert (answer["id"], [date["dtstart"] for date in answer["dates"]]) == ("x", ["2027-03-05"])


@pytest.mark.parametrize("args", [(), ("read",), ("dates",)])
def test_help_shows_how(args: tuple[str, ...]):
    """Every command has help, with its options."""
    result = run(*args, "--help")

    assert result.exit_code == 0
    assert "Usage:" in result.output


def test_a_url_without_the_site_extra_is_one_line(monkeypatch: pytest.MonkeyPatch):
    """Where httpx is not installed, the line says what to install."""
    monkeypatch.setitem(sys.modules, "handbill.fetch", None)

    result = run("read", "https://lamps.example/")

    assert (result.exit_code, result.stderr) == (
        2,
        'handbill: https://lamps.example/: reading from the web needs pip install "handbill[site]"\n',
    )


def test_wrong_call_is_code_2():
    """A call without input says what is missing."""
    assert (run("read").exit_code, run("dates").exit_code) == (2, 2)


def test_runs_as_a_module(flyer: Path):
    """`python -m handbill` is the same command."""
    done = subprocess.run(
        [sys.executable, "-m", "handbill", "read", str(flyer), "--received", "2027-03-01"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.returncode, "Lamp walk" in done.stdout) == (0, True)


def test_no_model_is_asked_unless_one_is_named(flyer: Path):
    """--model sends the text to that endpoint; without it nothing is sent."""
    with endpoint(events({"draft": 0, "offers": "Market Square"})) as seen:
        plain = run("read", flyer, "--received", "2027-03-01", "--home", "GB", "--json")
        assert seen.requests == []
        asked = run(
            *("read", flyer, "--received", "2027-03-01", "--home", "GB", "--json"),
            *("--model", seen.url, "--model-name", "small"),
        )
        assert len(seen.requests) == 1

    assert json.loads(plain.output)[0]["offers"] is None
    assert json.loads(asked.output)[0]["offers"] == "Market Square"


def test_what_a_model_said_in_vain_is_told_on_stderr(flyer: Path):
    """The drafts go to standard output as ever."""
    with endpoint(events({"draft": 0, "offers": "5 pounds"})) as seen:
        result = run("read", flyer, "--received", "2027-03-01", "--model", seen.url, "--model-name", "small")

    assert result.stderr == f"handbill: {flyer}: model.unsupported: offers: its words are not in the text\n"
    assert "Lamp walk" in result.stdout
    assert result.exit_code == 0


def test_a_model_without_a_name_is_a_wrong_call(flyer: Path):
    """It ends with code 2 and names the setting."""
    result = run("read", flyer, "--model", "http://127.0.0.1:9/v1")

    assert (result.exit_code, "HANDBILL_MODEL_NAME" in result.stderr) == (2, True)


def test_a_request_of_the_batch_may_keep_its_text_at_home():
    """ "model": false asks nobody."""
    requests = [
        {"id": "a", "text": FLYER, "received": "2027-03-01", "model": False},
        {"id": "b", "text": FLYER, "received": "2027-03-01"},
    ]
    with endpoint(events({"draft": 0, "offers": "Market Square"})) as seen:
        lines = "\n".join(json.dumps(request) for request in requests)
        result = run("read", "--jsonl", "--model", seen.url, "--model-name", "small", stdin=lines)
        assert len(seen.requests) == 1

    answers = [json.loads(line) for line in result.output.splitlines()]
    assert [answer["drafts"][0]["offers"] for answer in answers] == [None, "Market Square"]


def test_home_decides_which_figure_is_the_month():
    """3/4 is 4 March where its sender says so, as the help promises; 3 April elsewhere."""
    asked = ("dates", "3/4/2027, 7pm", "--language", "en", "--received", "2027-01-10", "--home")
    told = [run(*asked, home).stdout for home in ("US", "GB")]
    assert told == ["2027-03-04T19:00  3/4/2027, 7pm\n", "2027-04-03T19:00  3/4/2027, 7pm\n"]
