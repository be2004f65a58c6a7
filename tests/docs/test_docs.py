"""What the documents say is so: links lead somewhere, commands run, tables name what the code has."""

import os
import re
import shlex
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from tools.examples import printed, refreshed, shown

from handbill.cli import main
from handbill.languages import KINDS
from handbill.values import Announcement, Comparison, Draft, Event, Finding, Place, Problem, Reading

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

LINK = re.compile(r"\]\(([^)#\s]+)(?:#([^)\s]+))?\)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
FIRST_CELL = re.compile(r"^\|([^|]*)\|", re.MULTILINE)
CODE = re.compile(r"`([a-z_]+\.[a-z_]+)`")

EMITTED = (
    ("handbill/**/*.py", r'(?<!>>> )(?:Problem|_problem|_leave_out)\(\s*"([a-z_]+\.[a-z_]+)"'),
    ("handbill/calendars/recurrence/*.py", r'"(rrule\.[a-z_]+)"'),
    ("handbill/formats/picture/*.py", r'"(picture\.[a-z_]+)"'),
    ("handbill_site/flow.py", r'Problem\(\s*"([a-z_]+\.[a-z_]+)"'),
    ("handbill_site/listing/columns.py", r'^        "([a-z_]+\.[a-z_]+)":'),
    ("handbill/formats/mime/mail.py", r'"(mime\.[a-z_]+)",'),
    ("handbill/formats/schemaorg/times.py", r'"(dtend\.[a-z_]+)"'),
)
"""Where codes of problems stand, and in which form: arguments, or the tables that arguments come from."""


def named(path: Path) -> str:
    """The path of a document as a test names it."""
    return path.relative_to(ROOT).as_posix()


def links() -> list[object]:
    """Every relative link of the documents, with its anchor or ""."""
    return [
        pytest.param(path, target, anchor, id=f"{named(path)}: {target}#{anchor}")
        for path in DOCUMENTS
        for target, anchor in LINK.findall(path.read_text("utf-8"))
        if "://" not in target
    ]


def commands() -> list[object]:
    """Every `$ handbill …` of the console blocks."""
    return [
        pytest.param(line.removeprefix("$ "), id=f"{named(path)}: {line}")
        for path in DOCUMENTS
        for language, block in FENCE.findall(path.read_text("utf-8"))
        for line in block.splitlines()
        if language in ("console", "sh") and line.startswith("$ handbill")
    ]


@pytest.mark.parametrize(("path", "target", "anchor"), links())
def test_each_link_leads_to_a_file_and_heading(path: Path, target: str, anchor: str) -> None:
    found = path.parent / target
    assert found.exists()
    assert not anchor or anchor in anchors_of(found)


def anchors_of(document: Path) -> set[str]:
    """The anchors of a document's headings, as code hosts make them."""
    heads = re.findall(r"^#+ (.*)$", document.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head).strip().lower().replace(" ", "-") for head in heads}


def test_every_document_of_a_folder_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    linked = {(ROOT / "docs" / target).resolve() for target, _ in LINK.findall(index)}
    assert linked == {path for path in DOCUMENTS if path.parent.parent == ROOT / "docs"}


@pytest.mark.parametrize("command", commands())
def test_each_command_shown_runs(command: str) -> None:
    words, _, source = command.partition(" < ")
    program, *arguments = shlex.split(words)
    assert program == "handbill"
    given = (ROOT / source).read_bytes() if source else b""
    run = [sys.executable, "-c", "from handbill.cli import main; main()", *arguments]

    answer = subprocess.run(run, input=given, cwd=ROOT, capture_output=True, timeout=60)

    assert (answer.returncode, answer.stderr) == (0, b"")
    assert answer.stdout.strip()


def outputs() -> list[object]:
    """Every command below which a document shows what it prints."""
    return [
        pytest.param(command, output, id=f"{named(path)}: {command}")
        for path in DOCUMENTS
        for command, output in shown(path.read_text("utf-8"))
    ]


@pytest.mark.parametrize(("command", "output"), outputs())
def test_each_output_shown_is_what_the_command_prints(command: str, output: str) -> None:
    """Where rules have changed on purpose, `make examples` writes the outputs anew."""
    assert printed(command) == output


def test_an_output_that_is_out_of_date_is_written_anew() -> None:
    opening, bare = (
        "```console\n$ cat docs/explanation/explained/market.txt\n",
        "```console\n$ handbill -h\n```\n",
    )
    after = refreshed(f"{opening}old\n```\n{bare}")
    assert after.startswith(f"{opening}川べりの朝市\n")
    assert after.endswith(f"\n```\n{bare}")
    assert refreshed(after) == after


def test_the_python_of_the_readme_gives_what_it_says() -> None:
    """Each line with a comment is an expression and its value."""
    blocks = FENCE.findall((ROOT / "README.md").read_text("utf-8"))
    (code,) = [block for language, block in blocks if language == "python"]
    lines = code.splitlines()
    scope: dict[str, object] = {}
    exec("\n".join(line for line in lines if "#" not in line), scope)  # noqa: S102 - our own document
    shown = [line.split("#") for line in lines if "#" in line]
    said = [value.strip() for _, value in shown]
    assert [repr(eval(expression, scope)) for expression, _ in shown] == said  # noqa: S307 - likewise


def test_each_verb_of_make_that_is_named_exists() -> None:
    known = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    text = "\n".join(path.read_text("utf-8") for path in DOCUMENTS)
    said = set(re.findall(r"(?:`|^)make ([a-z-]+)", text, re.MULTILINE))
    assert {"run", "test"} <= said <= known


def test_each_verb_of_make_is_in_contributing() -> None:
    told = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    table = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert told - set(re.findall(r"`make ([a-z-]+)`", table)) == {"help"}


def test_settings_are_those_that_are_read() -> None:
    form = r'environ\.get\(\s*"(\w+)"'
    read = found("handbill_site/settings.py", form) | found("handbill/models/settings.py", form)
    read |= found("handbill/formats/picture/tools.py", form)
    read |= found(
        "handbill_site/intake/channels/**/*.py", r'\b(?:setting|secret|number|_server)\(\s*"([A-Z_]+)"'
    )
    read |= found("handbill_site/intake/channels/*/setup.py", r'"(HANDBILL_[A-Z_]+)"')
    told = names_in_first_cells("settings.md", r"`([A-Z_]+)`")
    # A secret is read from NAME_FILE or NAME; a document may name the better one alone.
    assert {name.removesuffix("_FILE") for name in told} == {name.removesuffix("_FILE") for name in read}


def test_problems_are_those_that_are_emitted() -> None:
    document = (ROOT / "docs/reference/problems.md").read_text("utf-8")
    told = {code for cell in FIRST_CELL.findall(document) for code in CODE.findall(cell)}
    assert told == {code for place, form in EMITTED for code in found(place, form)}


def test_reasons_are_those_of_policy() -> None:
    policy = (SOURCE / "handbill_site/desk/policy.py").read_text("utf-8")
    changes = (SOURCE / "handbill_site/desk/changes.py").read_text("utf-8")
    flow = (SOURCE / "handbill_site/flow.py").read_text("utf-8")
    verifying = (SOURCE / "handbill_site/desk/verifying.py").read_text("utf-8")
    given = {
        *re.findall(r'yield "([a-z_]+)"', policy + changes),
        *re.findall(r'yield ".*" if \w+ else "([a-z_]+)"', policy),
        *re.findall(r'^    "[a-z_.]+": "([a-z_]+_[a-z_]+)",$', policy, re.MULTILINE),
        *re.findall(r'"(homonym_city|other_readings|slower_queue|poorly_legible)"', policy),
        *re.findall(r'^[A-Z_]+ = "([a-z_]+)"$', verifying, re.MULTILINE),
        *re.findall(r'why = \("([a-z_]+)", \*', flow),
        *re.findall(r'\("(picture|prose)",\)', policy),
    }
    reasons = (ROOT / "docs/reference/problems.md").read_text("utf-8").partition("## Why a draft waits")[2]
    told = {code for cell in FIRST_CELL.findall(reasons) for code in re.findall(r"`([a-z_]+)`", cell)}
    assert told == given


def test_verbs_of_the_ledger_are_those_that_are_entered() -> None:
    entered = found("handbill_site/**/*.py", r'enter\(\s*"([a-z]+\.[a-z_]+)"')
    told = names_in_column("ledger.md", 0)
    assert told == entered


@pytest.mark.parametrize("kept", [Announcement, Draft, Reading, Event, Comparison, Place, Finding, Problem])
def test_fields_of_the_values_are_named(kept: type) -> None:
    told = re.findall(r"\w+", (ROOT / "docs/reference/values.md").read_text("utf-8"))
    assert {field.name for field in fields(kept)} - set(told) == set()


def test_exceptions_are_those_of_the_code() -> None:
    text = (ROOT / "docs/reference/values.md").read_text("utf-8").partition("## Exceptions")[2]
    told = {name for cell in FIRST_CELL.findall(text) for name in re.findall(r"`(\w+)`", cell)}
    assert told == found("handbill/errors.py", r"^class (\w+)")


@pytest.mark.parametrize("command", ["read", "dates", "convert"])
def test_options_are_those_of_the_command(command: str) -> None:
    text = (ROOT / "docs/reference/command-line.md").read_text("utf-8")
    section = text.partition(f"### handbill {command} ")[2].partition("\n#")[0]
    told = {name for cell in FIRST_CELL.findall(section) for name in re.findall(r"`(--[a-z-]+)", cell)}
    assert told == {name for option in main.commands[command].params for name in option.opts if "--" in name}


def test_kinds_are_those_of_the_code() -> None:
    """Each in the order in which they are told apart, with its type in schema.org."""
    text = (ROOT / "docs/reference/kinds.md").read_text("utf-8")
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| `")]
    assert [(row[0].strip(" `"), row[2].strip(" `")) for row in rows] == list(KINDS.items())


def test_keys_of_words_toml_are_named() -> None:
    """But for tables whose keys are numbers or rules of dates, and days from mon to sun."""
    document = (ROOT / "docs/reference/words-toml.md").read_text("utf-8")
    named_there = set(re.findall(r"[a-z_]+", document)) | {"tue", "wed", "thu", "sat"}
    used = found("handbill/languages/*/words.toml", r"^([a-z_]+) *=")
    assert used - named_there == set()


def test_tables_of_words_toml_are_those_in_the_files() -> None:
    tables = found("handbill/languages/*/words.toml", r"^\[([a-z_.]+)\]")
    assert names_in_first_cells("words-toml.md", r"`\[([a-z_.]+)\]`") | {"time"} == tables


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_no_document_holds_a_path_of_a_machine(path: Path) -> None:
    text = path.read_text("utf-8")
    assert str(ROOT) not in text
    assert str(Path.home()) not in text or Path.home() == Path("/")
    assert not re.search(r"(?<![\w.])/(?:home|root|tmp|Users)/\w", text)
    assert os.uname().nodename not in text.split()


def found(place: str, form: str) -> set[str]:
    """What *form* finds in the files of *place* under src/."""
    pattern = re.compile(form, re.MULTILINE)
    return {code for path in SOURCE.glob(place) for code in pattern.findall(path.read_text("utf-8"))}


def names_in_first_cells(document: str, form: str) -> set[str]:
    """What *form* finds in the first cells of the tables of a reference."""
    text = (ROOT / "docs" / "reference" / document).read_text("utf-8")
    return {name for cell in FIRST_CELL.findall(text) for name in re.findall(form, cell)}


def names_in_column(document: str, column: int) -> set[str]:
    """The verbs in a column of the tables of a reference."""
    text = (ROOT / "docs" / "reference" / document).read_text("utf-8")
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| `")]
    return {name for row in rows for name in CODE.findall(row[column])}
