#!/usr/bin/env python3
"""Write the outputs that documents show anew, since rules and confidences move.

    .venv/bin/python -m tools.examples

In a console block each line "$ …" is a command; what follows, up to the next one, is what it prints. A block
that shows no output keeps none. Run are `handbill …` and `cat FILE`, in the folder of the project.
"""

import os
import pathlib
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator

ROOT = pathlib.Path(__file__).resolve().parent.parent
_BLOCK = re.compile(r"(^```console\n)(.*?)(^```$)", re.DOTALL | re.MULTILINE)


def shown(document: str) -> Iterator[tuple[str, str]]:
    """Yield the commands of *document* with the output it shows below each, those with none left out."""
    for block in _BLOCK.finditer(document):
        yield from ((command, output) for command, output in _steps(block.group(2)) if output.strip())


def printed(command: str) -> str:
    """Return what *command* prints, without the line ends at its end.

    Raises: CalledProcessError where it fails; ValueError for any command but `handbill` and `cat`.
    """
    program, *arguments = shlex.split(command)
    if program == "cat":
        return "\n".join((ROOT / name).read_text("utf-8").rstrip() for name in arguments)
    if program != "handbill":
        raise ValueError(f"documents run handbill and cat, not {program}")
    run = [sys.executable, "-m", "handbill", *arguments]
    path = os.pathsep.join(filter(None, (str(ROOT / "src"), os.environ.get("PYTHONPATH"))))
    answer = subprocess.run(
        run, cwd=ROOT, env={**os.environ, "PYTHONPATH": path}, capture_output=True, check=True, timeout=60
    )
    return answer.stdout.decode("utf-8").rstrip()


def refreshed(document: str) -> str:
    """Return *document* with every output that it shows as it is printed now."""
    return _BLOCK.sub(lambda block: block.group(1) + _refreshed(block.group(2)) + block.group(3), document)


def _refreshed(block: str) -> str:
    steps = _steps(block)
    if not any(output.strip() for _, output in steps):
        return block
    return "\n".join(f"$ {command}\n{printed(command)}\n" for command, _ in steps)


def _steps(block: str) -> list[tuple[str, str]]:
    """Return each command of a console block with the text below it."""
    steps = re.split(r"^\$ (.*)\n", block, flags=re.MULTILINE)[1:]
    return [(command, output.rstrip()) for command, output in zip(steps[::2], steps[1::2], strict=True)]


def main() -> None:
    """Write the documents whose outputs have changed, and name them."""
    for path in sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]):
        before = path.read_text("utf-8")
        if (after := refreshed(before)) != before:
            path.write_text(after, "utf-8")
            print(f"{path.relative_to(ROOT)} written")


if __name__ == "__main__":
    main()
