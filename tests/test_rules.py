"""Which test holds which rule for mail: a table of contents, and the proof that it is true and whole.

The table is tests/rules.toml; the rules are the rows of docs/mail-rules.md. A
row stands in it with its tests, or with the part of the plan that will hold it
and what it waits for. Rule: only what needs the procedure may wait.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TABLE = tomllib.loads((ROOT / "tests/rules.toml").read_text(encoding="utf-8"))
HELD: dict[str, list[str]] = TABLE["held"]
LATER: dict[str, dict[str, str | int]] = TABLE["later"]

PARTS = {3: "the procedure", 4: "letters and clocks", 5: "removal and backup", 6: "the report"}
"""What is to come, and on what it stands: each is the procedure, or follows from it."""

ID = re.compile(r"R-[A-Z0-9]+(?:-[0-9]{2})?|T-[A-Z]+-[0-9]{2}|[ADFI][0-9]{1,2}")
DOES_NOT_APPLY = "Does not apply"


def rows(page: str) -> dict[str, str]:
    """Return the rows that bear an id: each with the rest of its line."""
    cells = re.findall(r"^\| ([^| ]+) \| (.+) \|$", page, flags=re.MULTILINE)
    return {name: rest for name, rest in cells if ID.fullmatch(name)}


RULES = rows((ROOT / "docs/mail-rules.md").read_text(encoding="utf-8"))


def test_rows_are_read_from_a_page() -> None:
    page = "| id | rule |\n|---|---|\n| R-ACK-01 | een | twee |\n| T-ACL-01 | drie |\n| wat | vier |\n| D1 | vijf |\n| R-8058 | zes |\n"
    assert rows(page) == {"R-ACK-01": "een | twee", "T-ACL-01": "drie", "D1": "vijf", "R-8058": "zes"}


def test_every_rule_stands_in_the_table() -> None:
    waived = {name for name, rest in RULES.items() if DOES_NOT_APPLY in rest}
    assert sorted(RULES.keys() - HELD.keys() - LATER.keys() - waived) == []


def test_the_table_names_no_rule_that_there_is_not() -> None:
    assert sorted((HELD.keys() | LATER.keys()) - RULES.keys()) == []


def test_every_rule_has_a_test_or_a_reason() -> None:
    assert [name for name, tests in HELD.items() if not tests or len(tests) != len(set(tests))] == []
    assert [name for name, said in LATER.items() if said.keys() != {"part", "why"} or not said["why"]] == []


def test_only_what_a_later_part_brings_may_wait() -> None:
    assert [name for name, said in LATER.items() if said["part"] not in PARTS] == []


@cache
def known_in(place: str) -> frozenset[str]:
    """Name the tests of a module, those of a class as `Class::test`; parametrised ones once."""
    file = ROOT / place
    return frozenset(names_in(ast.parse(file.read_text(encoding="utf-8")).body)) if file.is_file() else frozenset()


def names_in(body: list[ast.stmt], within: str = "") -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
            yield within + node.name
        elif isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            yield from names_in(node.body, f"{node.name}::")


def test_tests_are_found_in_a_module() -> None:
    code = "def test_a(): ...\nasync def test_b(): ...\nclass TestC:\n    def test_d(self): ...\nclass D:\n    test_e = test_a"
    assert list(names_in(ast.parse(code).body)) == ["test_a", "test_b", "TestC::test_d"]


@pytest.mark.parametrize("rule", HELD)
def test_the_tests_of_a_rule_exist(rule: str) -> None:
    named = [test.partition("::") for test in HELD[rule]]
    assert [f"{place}::{name}" for place, _, name in named if name not in known_in(place)] == []


def test_what_only_the_operator_can_do_stands_in_the_handbook() -> None:
    handbook = (ROOT / "docs/operation.md").read_text(encoding="utf-8")
    for duty in ("are yours to delete in time", "apart from the backups", "`postmaster@`"):
        assert duty in handbook
