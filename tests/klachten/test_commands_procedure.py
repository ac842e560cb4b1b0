"""`klachten procedure`: the table as people read it, as JSON, and the diagram that README.md shows."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from klachten.commands import main
from tracker.model import State
from tracker.procedure import PROCEDURE, Leads
from tracker.tag_words import as_typed

ROOT = Path(__file__).parents[2]


def told(*options: str) -> str:
    result = CliRunner().invoke(main, ["procedure", *options])
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


@pytest.mark.parametrize(
    "row",
    [
        ("none", "", "arrives", "anyone", "", "registered"),
        ("registered", "#toewijzen", "assign", "manager", "no", "assigned"),
        ("assigned, reopened, agreed", "#afspraak", "agree", "handler, manager", "yes", "agreed"),
        ("registered", "#afspraak #bedrag", "agree with amount", "manager", "after consent", "consulting"),
        ("consulting", "#nietakkoord", "refuse consent", "director", "no", "back to where it came from"),
        ("agreed", "", "resolve", "system", "", "resolved"),
        ("any open", "#ingetrokken", "withdraw", "handler, manager", "no", "resolved"),
        ("any", "#notitie", "note", "handler, manager, front desk", "no", "stays"),
        ("any, or none", "#rapport", "report", "manager, director", "", "stays"),
        ("closed", "", "remove", "system", "", "removed"),
        ("reopened", "#streefdatum", "change target date", "manager, handler", "yes", "assigned"),
    ],
)
def test_a_row_reads_as_people_say_it(row: tuple[str, ...]) -> None:
    head, *lines = told().splitlines()
    starts = [head.index(name) for name in ("state", "tag", "event", "by", "complainant", "leads")]
    cells = [tuple(line[start:end].strip() for start, end in zip(starts, [*starts[1:], None], strict=True)) for line in lines]
    assert row in cells


def test_every_step_is_told_once_and_where_there_is_more() -> None:
    """Rows that differ only in who causes the step are one to who reads them."""
    *table, empty, last = told().splitlines()
    steps = {(rule.states, as_typed(rule.event), rule.event, rule.reader, rule.to) for rule in PROCEDURE}
    assert (len(table), empty) == (len(steps) + 1, "")
    assert len(steps) < len(PROCEDURE)
    assert "klachten inspect" in last
    assert "#help" in last


def test_the_json_has_every_row() -> None:
    rows = json.loads(told("--json"))
    assert len(rows) == len(PROCEDURE)
    (one,) = [row for row in rows if row["event"] == "consent"]
    assert one == {
        "states": ["consulting"],
        "event": "consent",
        "tag": "#akkoord",
        "by": ["director"],
        "reader": "inside",
        "to": "agreed",
        "letters": ["confirmation", "decision"],
    }
    assert {row["to"] for row in rows} == {*State, *Leads}


def test_the_diagram_shows_every_step_that_moves_a_complaint() -> None:
    arrows = dict(re.findall(r"^    (\S+ --> \S+): (.+)$", told("--mermaid"), flags=re.MULTILINE))
    assert arrows["[*] --> registered"] == "arrives, arrives unanswered, nieuw"
    assert arrows["consulting --> agreed"] == "akkoord, nietakkoord"
    assert arrows["consulting --> reopened"] == "nietakkoord"
    assert arrows["agreed --> resolved"] == "opgelost"
    assert arrows["open --> resolved"] == "ingetrokken"
    assert arrows["closed --> [*]"] == "remove"
    assert {place for arrow in arrows for place in arrow.split(" --> ")} == {*State, "[*]", "open"}


def test_the_diagram_in_the_readme_is_this_table() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    drawn = re.findall(r"^```mermaid\n(.*?)^```$", readme, flags=re.MULTILINE | re.DOTALL)
    assert drawn == [told("--mermaid")], "put the output of `klachten procedure --mermaid` into README.md"


def test_two_forms_at_once_are_a_mistake() -> None:
    result = CliRunner().invoke(main, ["procedure", "--mermaid", "--json"])
    assert result.exit_code == 2
    assert "choose one" in result.stderr
