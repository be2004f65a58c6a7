"""Every hostile input and fault that we know of has a test that is named after its row."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parents[2]
ROWS = tomllib.loads((Path(__file__).parent / "rows.toml").read_text("utf-8"))
EXPECTED = {*range(1, 65), *range(71, 81), *range(94, 103)}
NAMED = re.compile(r"(?:test_)?row_(\d+)((?:_and_\d+)*)(?:_|$)")


def rows_of(name: str) -> set[int]:
    """Return the rows that the name of a test, or the id of a case, begins with.

    >>> rows_of("test_row_78_and_79_handed_in_twice"), rows_of("row_02_10000_parts"), rows_of("arrow_1_")
    ({78, 79}, {2}, set())
    """
    found = NAMED.match(name)
    return {int(found[1]), *map(int, re.findall(r"\d+", found[2]))} if found else set()


def names_in(module: Path) -> Iterator[str]:
    """Yield names of test functions, and strings that may be ids of cases."""
    text = module.read_text("utf-8")
    for node in ast.walk(ast.parse(text)) if "row_" in text else ():
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_names_give_their_rows() -> None:
    assert [rows_of(name) for name in ("test_row_78_and_79_twice", "row_02_10000_parts", "a row_7_")] == [
        {78, 79},
        {2},
        set(),
    ]


def test_the_list_holds_the_rows_that_it_should() -> None:
    assert {int(number) for part in ROWS.values() for number in part} == EXPECTED


def test_every_row_has_a_test_named_after_it() -> None:
    tested = {
        row for module in TESTS.rglob("test_*.py") for name in names_in(module) for row in rows_of(name)
    }
    assert sorted(EXPECTED - tested) == []
