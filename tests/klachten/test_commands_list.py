"""What `klachten list` tells, how it is narrowed, and how a table fits a terminal."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from command_world import World, mail, world

from klachten.commands.columns import Laid, laid
from klachten.commands.tables import plain_lines, print_table
from tracker.records import Complaint

COMPLAINT = mail("Klacht over de toon", "Uw medewerker was onbeleefd.", more="Message-ID: <een@klant.example>\n")
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
LONG_AGO, FAR_AWAY = date(2001, 2, 3), date(2999, 2, 3)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


def test_the_list_names_every_open_complaint_in_plain_columns(desk: World) -> None:
    desk.imported(COMPLAINT, mail())
    head, first, second = desk.run("list").stdout.splitlines()
    at = [head.index(name) for name in ("reference", "received", "state", "nature", "handler", "target", "receipt", "confirm by")]
    cells = [first[begin:end].strip() for begin, end in zip(at, [*at[1:], None], strict=True)]
    assert cells == [
        desk.references()[0],
        "2026-03-02",
        "registered",
        "Bejegening",
        "Teamleider Incasso (suggested)",
        "2026-03-23",
        "withheld",
        "2026-03-04",
    ]
    assert second.startswith(desk.references()[1])


def test_a_handler_is_named_and_what_is_acknowledged_needs_no_deadline(desk: World) -> None:
    desk.imported(COMPLAINT)
    desk.change(Complaint, 1, handler_role="sales_manager", acknowledgement="by_hand")
    line = desk.run("list").stdout.splitlines()[1]
    assert "by hand" in line
    assert "Verkoop Manager  " in line
    assert "2026-03-04" not in line


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], ["KL-1", "KL-2"]),
        (["--open"], ["KL-1", "KL-2"]),
        (["--all"], ["KL-1", "KL-2", "KL-3", "KL-4"]),
        (["--unacknowledged"], ["KL-1"]),
        (["--all", "--unacknowledged"], ["KL-1", "KL-3"]),
    ],
)
def test_the_list_is_narrowed(desk: World, options: list[str], expected: list[str]) -> None:
    desk.imported(*(mail(f"klacht {number}") for number in range(4)))
    for number, (acknowledgement, closed_at) in enumerate(
        [("withheld", None), ("accepted", None), ("failed", NOW), ("by_hand", NOW)], start=1
    ):
        desk.change(Complaint, number, reference=f"KL-{number}", acknowledgement=acknowledgement, closed_at=closed_at)
    told = json.loads(desk.run("list", "--json", *options).stdout)
    assert [one["reference"] for one in told] == expected
    assert [line.split()[0] for line in desk.run("list", *options).stdout.splitlines()[1:]] == expected


@pytest.mark.parametrize(
    ("options", "words"),
    [([], "No open complaints."), (["--all"], "No complaints."), (["--unacknowledged"], "No complaint waits to be acknowledged.")],
)
def test_an_empty_list_is_said(desk: World, options: list[str], words: str) -> None:
    assert desk.run("list", *options).stdout == f"{words}\n"
    assert json.loads(desk.run("list", "--json", *options).stdout) == []


def test_the_list_tells_a_later_round(desk: World) -> None:
    desk.imported(COMPLAINT)
    desk.change(Complaint, 1, state="reopened", round=2)
    assert "  reopened, round 2  " in desk.run("list").stdout
    assert json.loads(desk.run("list", "--json").stdout)[0]["round"] == 2


FOUR: Sequence[dict[str, Any]] = (
    {"handler_role": "team_lead_collection", "nature": "costs", "target_date": LONG_AGO},
    {"handler_role": "team_lead_receivables", "nature": "treatment", "further_natures": "costs privacy", "target_date": LONG_AGO},
    {"handler_role": None, "nature": "costs", "target_date": FAR_AWAY},
    {"handler_role": "team_lead_collection", "nature": "treatment", "target_date": None, "closed_at": NOW},
)

NARROWED = [
    (["--overdue"], [1, 2]),
    (["--handler", "team_lead_collection"], [1]),
    (["--handler", "Teamleider Incasso", "--all"], [1, 4]),
    (["--handler", "incasso"], [1]),
    (["--handler", "BRAM"], [1]),
    (["--handler", "nobody"], [3]),
    (["--nature", "costs"], [1, 2, 3]),
    (["--nature", "Bejegening", "--all"], [2, 4]),
    (["--nature", "privacy"], [2]),
    (["--overdue", "--nature", "incassokosten", "--handler", "debiteuren"], [2]),
]


@pytest.mark.parametrize(("options", "expected"), NARROWED, ids=str)
def test_the_list_is_narrowed_by_what_is_late_by_handler_and_by_nature(desk: World, options: list[str], expected: list[int]) -> None:
    desk.imported(*(mail(f"klacht {number}") for number in range(4)))
    for number, values in enumerate(FOUR, start=1):
        desk.change(Complaint, number, **values)
    told = json.loads(desk.run("list", "--json", *options).stdout)
    assert [one["reference"] for one in told] == [desk.references()[number - 1] for number in expected]


MISTAKEN = [
    (["--handler", "piet"], "there is no 'piet'; choose of nobody, manager_operations, team_lead_collection"),
    (["--handler", "teamleider"], "'teamleider' may be team_lead_collection or team_lead_receivables or team_lead_administration"),
    (["--handler", ""], "there is no ''"),
    (["--nature", "klagen\x1b[2J"], "there is no 'klagen[2J'; choose of treatment, disputed_claim"),
]


@pytest.mark.parametrize(("options", "words"), MISTAKEN, ids=str)
def test_a_name_that_there_is_not_is_told_with_those_that_there_are(desk: World, options: list[str], words: str) -> None:
    result = desk.run("list", *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


def test_where_nothing_fits_it_is_said(desk: World) -> None:
    desk.imported(COMPLAINT)
    desk.change(Complaint, 1, target_date=FAR_AWAY)
    assert desk.run("list", "--overdue").stdout == "No complaint fits.\n"


HEAD = ("reference", "received", "nature", "why")
ROWS = [["KL-2026-00001", "2026-03-02", "Betalingsregeling", ""], ["KL-2026-00002", "2026-03-02", "Dienstverlening aan opdrachtgever", ""]]

LAID = [
    (100, Laid([0, 1, 2], [13, 10, 33], [])),
    (60, Laid([0, 1, 2], [13, 10, 33], [])),
    (50, Laid([0, 1, 2], [13, 10, 23], [])),
    (44, Laid([0, 1, 2], [13, 10, 17], [])),
    (43, Laid([0, 2], [13, 28], ["received"])),
    (31, Laid([0], [13], ["received", "nature"])),
    (8, Laid([0], [8], ["received", "nature"])),
]


@pytest.mark.parametrize(("width", "expected"), LAID, ids=str)
def test_a_table_breaks_no_word_while_a_column_can_go(width: int, expected: Laid) -> None:
    assert laid(HEAD, ROWS, width, ("why", "received", "nature")) == expected


def test_a_moment_is_one_word() -> None:
    rows = [["1", "2026-03-30 09:10", "acknowledgement", "2026-03-30 09:11"]]
    assert laid(("id", "made", "letter", "when"), rows, 45, ("made",)) == Laid([0, 2, 3], [2, 15, 16], ["made"])


def test_a_table_on_a_terminal_shows_text_and_obeys_none(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("reference", "subject"), [(("KL-2026-00001", "bold"), "[red]rood[/red] \x1b[31m\x07")])
    out = capsys.readouterr().out
    assert "[red]rood[/red] [31m" in out
    assert "\x1b" not in out


def test_plain_columns_stand_under_each_other() -> None:
    assert plain_lines([["a", "bb"], ["ccc", ""]]) == ["a    bb", "ccc"]
