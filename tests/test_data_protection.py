"""What a jurist copies into the record of processing is so: each statement names who holds it, and whoever is named is there."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Table

from klachten.sections.keys import find
from klachten.sections.mail import Folders
from klachten.settings import Sections
from tracker.ledger import Shelf
from tracker.schema import Record

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/data-protection.md").read_text(encoding="utf-8")
OPERATION = (ROOT / "docs/operation.md").read_text(encoding="utf-8")
UNITS = ("docs/klachten.service", "docs/klachten-backup.service")
ROOMS = ("klachten", "intake", "outbound", "tracker")

EXPLAINS, PROVES = "Hoe dit te lezen", "Bewijs"
MARK = re.compile(r"\[(?:T[0-9]+|beheerder B[0-9]+|verantwoordelijke)\]")
SENTENCE_ENDS = re.compile(r"(?<=\.) (?=[A-Z`])")
SETTING = re.compile(r"`([a-z_]+(?:\.NAAM)?\.[a-z_]+)(?: = ([^`]+))?`")
NODE = re.compile(r"\| T([0-9]+) \| `([^`]+)` \|")


def sections() -> dict[str, str]:
    """Return the text of each section by its heading."""
    heading, *parts = re.split(r"^## (.+)\n", PAGE, flags=re.MULTILINE)
    assert heading.startswith("# ")
    return dict(zip(parts[::2], parts[1::2], strict=True))


def statements(text: str) -> Iterator[str]:
    """Yield each row of a table but its head, and each sentence of a list or a paragraph."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if line.startswith("|"):
            yield from () if following.startswith("|---") or line.startswith("|---") else (line,)
        else:
            yield from SENTENCE_ENDS.split(line.removeprefix("- "))


STATEMENTS = [one for heading, text in sections().items() if heading not in {EXPLAINS, PROVES} for one in statements(text)]
TESTS = dict(NODE.findall(sections()[PROVES]))


def rows(heading: str) -> dict[str, list[str]]:
    """Return the rows of the table below a heading, by what stands first in their first cell."""
    table = PAGE.partition(f"# {heading}\n")[2].partition("\n#")[0]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in statements(table) if line.startswith("|")]
    return {re.sub(r"`([^`]+)`.*", r"\1", row[0]): row[1:] for row in cells}


@cache
def names_in(file: Path) -> frozenset[str]:
    """Name the tests of a file as pytest does, without their parameters."""
    body = ast.parse(file.read_text(encoding="utf-8")).body
    inside = {
        f"{kind.name}::{one.name}"
        for kind in body
        if isinstance(kind, ast.ClassDef)
        for one in kind.body
        if isinstance(one, ast.FunctionDef)
    }
    return frozenset(inside | {one.name for one in body if isinstance(one, ast.FunctionDef)})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- Dit is zo [T1]. Dat ook [T2].\n- En dit.", ["Dit is zo [T1].", "Dat ook [T2].", "En dit."]),
        ("| Wat | Wie |\n|---|---|\n| dit | [T1] |\n| dat | |", ["| dit | [T1] |", "| dat | |"]),
        ("### Kop\n\nVolgens art. 6 lid 1 onder c AVG [T1].", ["Volgens art. 6 lid 1 onder c AVG [T1]."]),
    ],
)
def test_statements_are_read_from_a_text(text: str, expected: list[str]) -> None:
    assert list(statements(text)) == expected


def test_every_statement_says_who_holds_it() -> None:
    assert [one for one in STATEMENTS if not MARK.search(one)] == []
    assert [found for found in re.findall(r"\[[^\]]*\](?!\()", "".join(STATEMENTS)) if not MARK.fullmatch(found)] == []


def test_every_test_that_is_named_is_there_and_holds_something() -> None:
    absent = [node for node in TESTS.values() if node.partition("::")[2] not in names_in(ROOT / node.partition("::")[0])]
    assert absent == []
    assert set(re.findall(r"\[T([0-9]+)\]", "".join(STATEMENTS))) == TESTS.keys()


def test_every_duty_of_the_operator_is_in_the_handbook_with_what_to_do() -> None:
    section = OPERATION.partition("\n## Duties towards the people whose data this is\n")[2].partition("\n## ")[0]
    duties = {duty: (what, how) for duty, what, how in re.findall(r"^\| (B[0-9]+) \| (.+?) \| (.+?) \|$", section, flags=re.MULTILINE)}
    assert set(re.findall(r"\[beheerder (B[0-9]+)\]", "".join(STATEMENTS))) == duties.keys()
    assert "doveadm mailbox cache purge -u" in duties["B1"][1]


def test_every_setting_that_is_named_has_the_default_that_is_stated() -> None:
    stated = SETTING.findall(PAGE)
    assert {"terms.grace_hours", "retention.unrelated_mail_days", "backup.keep_days"} <= {name for name, value in stated if value}
    for name, value in stated:
        *path, key = name.split(".")
        field = find(Sections, [*path, key])[1]
        assert field is not None, name
        assert not value or tomllib.loads(f"value = {value}")["value"] == field.get_default(), name


def is_deleted(table: Table, named: set[str]) -> bool:
    """Say whether rows of a table go: because the code deletes some, or with the rows to which they belong."""
    return table.name in named or any(key.ondelete == "CASCADE" for key in table.foreign_keys)


def test_every_table_has_its_place_and_what_stays_is_what_nothing_deletes() -> None:
    named = {
        node.args[0].id
        for path in (path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "delete"
        if node.args and isinstance(node.args[0], ast.Name)
    }
    deleted = {mapper.local_table.name for mapper in Record.registry.mappers if mapper.class_.__name__ in named}  # type: ignore[attr-defined]  # local_table is a Table here
    told = rows("In het register")
    assert told.keys() == Record.metadata.tables.keys()
    goes = {name for name, table in Record.metadata.tables.items() if is_deleted(table, deleted)}
    assert {name for name, cells in told.items() if cells[1] != "Blijft"} == goes


def test_every_folder_has_its_place() -> None:
    names = {str(Folders().model_dump()[shelf]) for shelf in Shelf}
    assert rows("In de mailbox").keys() == {"INBOX", *names}


def test_every_file_of_the_settings_has_its_place() -> None:
    told = " ".join(PAGE.partition("### In bestanden\n")[2].partition("\n## ")[0].split())
    files = ("register.url", "register.keys_file", "register.removals_file", "backup.folder")
    assert [name for name in files if f"`{name}`" not in told] == []


def test_neither_service_nor_backup_leaves_its_memory_behind() -> None:
    assert [unit for unit in UNITS if "\nLimitCORE=0\n" not in (ROOT / unit).read_text(encoding="utf-8")] == []


def test_it_claims_no_ground_that_is_the_controllers_to_choose() -> None:
    grounds = [one for one in STATEMENTS if re.search(r"art\. (?:6|9|10|22|28|33|34) ", one)]
    assert [one for one in grounds if "[verantwoordelijke]" not in one] == []
    assert any("art. 6 lid 1 onder f" in one for one in grounds)
