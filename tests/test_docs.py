"""Whatever the code cites stands in the documents, and their links lead somewhere."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tracker.model import TITLES, State

ROOT = Path(__file__).parents[1]
ROOMS = ("klachten", "intake", "outbound", "tracker")
PROCEDURE = (ROOT / "docs/procedure.md").read_text(encoding="utf-8")
RULES = (ROOT / "docs/mail-rules.md").read_text(encoding="utf-8")
PAGES = sorted([*(ROOT / "docs").glob("*.md"), *ROOT.glob("*.md")])

ID = re.compile(r"\b(?:R-[A-Z0-9]+(?:-[0-9]{2})?|T-[A-Z]+-[0-9]{2}|[ADFI][0-9]{1,2})\b")
RANGE_END = re.compile(r"(R-[A-Z0-9]+)-[0-9]{2} to -([0-9]{2})\b")


def headings(page: str) -> list[str]:
    return re.findall(r"^#{1,3} (.+)$", page, flags=re.MULTILINE)


def defined_ids(page: str) -> list[str]:
    return [cell for cell in re.findall(r"^\| ([^| ]+) \|", page, flags=re.MULTILINE) if ID.fullmatch(cell)]


def cited_headings(text: str) -> list[str]:
    """Return what follows each citation of the procedure: a heading, or several with 'and', a comma or a semicolon between."""
    found = []
    for clause in re.findall(r"docs/procedure\.md, ([^.()]+)", text):
        ours = re.split(r"[;,] (?=RFC|docs/)", clause)[0]
        found += re.split(r"[;,] (?:and )?| and (?=[A-Z])", ours.strip())
    return found


def cited_ids(text: str) -> list[str]:
    """Return every id in each citation of the rules; 'R-AUTH-05 to -08' names both ends. '?' stands for a citation without any."""
    found = []
    for clause in re.findall(r"docs/mail-rules\.md, ([^.()]+)", text):
        ends = [f"{family}-{number}" for family, number in RANGE_END.findall(clause)]
        found += [*ID.findall(clause), *ends] or ["?"]
    return found


def strings(path: Path) -> Iterator[str]:
    """Yield every string of a module, docstrings and those under an assignment among them, on one line each."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield " ".join(node.value.split())


TEXTS = [(path, text) for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")) for text in strings(path) if "docs/" in text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Source: docs/procedure.md, The clock.", ["The clock"]),
        ("See (docs/procedure.md, The clock) for it", ["The clock"]),
        ("Source: docs/procedure.md, Words, and What makes it more.", ["Words", "What makes it more"]),
        ("docs/procedure.md, The clock; States and events; RFC 1, 2; docs/mail-rules.md, D8", ["The clock", "States and events"]),
        ("docs/mail-rules.md, D8", []),
    ],
)
def test_headings_are_read_from_a_citation(text: str, expected: list[str]) -> None:
    assert cited_headings(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Source: docs/mail-rules.md, R-ACK-01.", ["R-ACK-01"]),
        ("RFC 5321, 4.5.4.1; docs/mail-rules.md, D8 and R-8058; RFC 1", ["D8", "R-8058"]),
        ("docs/mail-rules.md, R-AUTH-05 to -08. D99", ["R-AUTH-05", "R-AUTH-08"]),
        ("(docs/mail-rules.md, F22) and docs/mail-rules.md, A34 (NUL), D99", ["F22", "A34"]),
        ("docs/mail-rules.md, the rules", ["?"]),
    ],
)
def test_ids_are_read_from_a_citation(text: str, expected: list[str]) -> None:
    assert cited_ids(text) == expected


def test_every_module_of_the_tracker_stands_once_in_the_design() -> None:
    section = (ROOT / "docs/design.md").read_text(encoding="utf-8").split("## The modules of `tracker/`")[1].split("\n## ")[0]
    listed = re.findall(r"`([a-z_/]+)`", section.split("|---|---|")[1])
    files = [path.relative_to(ROOT / "tracker") for path in (ROOT / "tracker").rglob("*.py") if path.stem != "__init__"]
    modules = [file.with_suffix("").as_posix() for file in files if file.parts[0] != "migrations"]
    assert sorted(listed) == sorted(modules)


@pytest.mark.parametrize(
    ("cited", "known"), [(cited_headings, set(headings(PROCEDURE))), (cited_ids, set(defined_ids(RULES)))], ids=["procedure", "rules"]
)
def test_whatever_is_cited_is_there(cited: Callable[[str], list[str]], known: set[str]) -> None:
    assert {(path.relative_to(ROOT).as_posix(), one) for path, text in TEXTS for one in cited(text) if one not in known} == set()
    assert any(cited(text) for _, text in TEXTS)


def test_only_existing_pages_are_cited() -> None:
    cited = {page for _, text in TEXTS for page in re.findall(r"docs/[\w./-]+\.md", text)}
    assert [page for page in sorted(cited) if not (ROOT / page).is_file()] == []


def leads_somewhere(dotted: str) -> bool:
    """Say whether a name such as `tracker.figures.names.Figure` is a room, a module, or stands in one."""
    parts = dotted.split(".")
    for end in range(len(parts), 0, -1):
        place = ROOT.joinpath(*parts[:end])
        if place.is_dir():
            return end == len(parts)
        if (file := place.with_suffix(".py")).is_file():
            return end == len(parts) or re.search(rf"\b{parts[end]}\b", file.read_text(encoding="utf-8")) is not None
    return False


@pytest.mark.parametrize(
    ("dotted", "leads"), [("tracker.figures.names.Figure", True), ("tracker.nowhere", False), ("tracker.store.Shop", False)]
)
def test_a_name_of_the_code_leads_somewhere(dotted: str, *, leads: bool) -> None:
    assert leads_somewhere(dotted) is leads


def test_whatever_the_code_names_of_itself_is_there() -> None:
    files = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    named = {
        (path.name, name)
        for path in files
        for name in re.findall(rf"`((?:{'|'.join(ROOMS)})(?:\.\w+)+)`", path.read_text(encoding="utf-8"))
    }
    assert sorted((file, name) for file, name in named if not leads_somewhere(name)) == []
    assert named


def test_every_rule_has_one_row_and_none_is_skipped() -> None:
    rows = defined_ids(RULES)
    assert sorted(rows) == sorted(set(rows))
    expected = [
        *(f"D{number}" for number in range(1, 21)),
        *(f"R-ACK-{number:02}" for number in range(1, 20)),
        *(f"A{number:02}" for number in range(1, 41)),
        *(f"F{number:02}" for number in range(1, 55)),
        *(f"I{number}" for number in range(1, 11)),
    ]
    assert [one for one in expected if one not in rows] == []


def test_the_rules_refer_to_each_other_rightly() -> None:
    assert set(ID.findall(RULES)) <= set(defined_ids(RULES))


def test_the_rows_of_a_table_have_as_many_cells_as_its_head() -> None:
    wrong = []
    for page in PAGES:
        width = 0
        for line in page.read_text(encoding="utf-8").splitlines():
            cells = line.count("|") if line.startswith("|") else 0
            if cells and width and cells != width:
                wrong.append((page.name, line[:60]))
            width = (width or cells) if cells else 0
    assert wrong == []


def test_the_procedure_knows_every_role_and_state() -> None:
    assert [role for role in TITLES if f"`{role}`" not in PROCEDURE] == []
    assert [state for state in State if state not in PROCEDURE.partition("## States and events")[2].partition("\n## ")[0]] == []


def anchor(heading: str) -> str:
    """Return the fragment that a heading gets on the common forges."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    dead = []
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        name, _, fragment = target.partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        linked = page.parent / name if name else page
        known = headings(linked.read_text(encoding="utf-8")) if linked.suffix == ".md" and linked.is_file() else []
        if not linked.exists() or (fragment and fragment not in map(anchor, known)):
            dead.append(target)
    assert dead == []
