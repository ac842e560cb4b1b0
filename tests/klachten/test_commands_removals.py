"""What was removed, as an administrator sees it: under way, proved, and looked for once more."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command_world import World, mail, world
from settings_files import added, read
from sqlalchemy import delete, select

from klachten import check_removal, wiring
from klachten.findings import Verdict
from tracker.records import Complaint, FolderWork
from tracker.removal import cleaning
from tracker.removal.rounds import go_round
from tracker.removal.taking_out import take_out
from tracker.removal_records import Removal

AT = datetime(2026, 4, 2, 7, tzinfo=UTC)
OPERATION = (Path(__file__).parents[2] / "docs/operation.md").read_text(encoding="utf-8")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


def remove(desk: World) -> None:
    """Take a complaint out whose mail was imported, and let what it needs of the mailbox be done."""
    desk.imported(mail("Tweemaal betaald aan de overkant", "Uw brief van maandag klopt van geen kant, en dat weet u."))
    with desk.store.unit() as session:
        complaint = session.scalars(select(Complaint)).one()
        take_out(session, wiring.house_rules(desk.settings), complaint, AT, AT.date())
        session.execute(delete(FolderWork))


def go(desk: World) -> None:
    go_round(desk.store, wiring.house_rules(desk.settings), wiring.ledger(desk.settings), AT)


def test_what_is_under_way_and_what_is_proved(desk: World) -> None:
    assert desk.run("removals").stdout == "Nothing was removed yet.\n"
    remove(desk)
    with desk.store.reading() as session:
        reference, letters = session.execute(select(Removal.reference, Removal.letters)).one()
    (line,) = desk.run("removals").stdout.splitlines()[1:]
    assert re.split(r"\s{2,}", line.strip()) == [reference, "2026-04-02 09:00", "1", str(letters), "database to be cleaned"]
    go(desk)
    told = json.loads(desk.run("removals", "--json").stdout)
    assert (told["under_way"], told["removed"]) == ([], {reference: "2026-04-02"})
    (proved,) = told["proved"]
    assert (proved["reference"], proved["state"], proved["files"][-1]) == (reference, "proved", "removals")


def test_it_is_looked_for_once_more(desk: World) -> None:
    remove(desk)
    go(desk)
    told = desk.run("removals", "verify")
    assert (told.exit_code, "is whole: 2 lines, 1 removed, 1 proof." in told.stdout) == (0, True)
    with desk.store.unit() as session:  # as an old copy of the register would have it
        reference = next(iter(wiring.ledger(desk.settings).read().removed))
    desk.imported(mail("Een ander", "Een andere klacht."))
    with desk.store.unit() as session:
        session.scalars(select(Complaint)).one().reference = reference
    assert desk.run("removals", "verify").exit_code == 1
    (found,) = (one for one in check_removal.removal(desk.settings) if one.verdict is not Verdict.FINE)
    assert (found.verdict, reference in found.found, "klachten restore" in found.advice) == (Verdict.FAILURE, True, True)


def test_what_a_report_told_of_the_ledger_is_compared_with_it(desk: World) -> None:
    assert "verwijderboek" not in desk.run("report").stdout
    remove(desk)
    go(desk)
    told = re.search(
        r"Het verwijderboek telt 2 regels; het controlegetal van de\s+laatste is\s+([0-9a-f]{64}\.)", desk.run("report").stdout
    )
    assert told
    number = f" {told[1][:30].upper()}\n{told[1][30:]}"  # as a narrow page breaks it
    found = desk.run("removals", "verify", "--head", number)
    assert (found.exit_code, "The check number of line 2, its last: " + told[1][:-1] in found.stdout) == (0, True)
    assert "Line 2 bears the number of that report" in found.stdout
    path = wiring.ledger(desk.settings).path
    path.write_bytes(path.read_bytes().replace(b'"mails": 1', b'"mails": 0'))
    found = desk.run("removals", "verify", "--head", number)
    assert (desk.run("removals", "verify").exit_code, found.exit_code, "was changed since that report" in found.stdout) == (0, 1, True)


@pytest.mark.parametrize("number", ["", "9f86", "g" * 64, "0" * 65])
def test_what_is_no_check_number_is_refused(desk: World, number: str) -> None:
    found = desk.run("removals", "verify", "--head", number)
    assert (found.exit_code, "copy it whole from the report" in found.stderr) == (2, True)


def test_what_is_under_way_is_no_trace_and_a_ledger_that_is_gone_is_told(desk: World) -> None:
    remove(desk)
    told = desk.run("removals", "verify")
    assert (told.exit_code, "the ledger lacks 1 of what was removed" in told.stdout, "is not gone" in told.stdout) == (1, True, False)
    with desk.store.reading() as session:
        wiring.ledger(desk.settings).catch_up(session)
    assert desk.run("removals", "verify").exit_code == 0
    go(desk)
    wiring.ledger(desk.settings).path.unlink()
    assert desk.run("removals", "verify").exit_code == 1


def test_a_ledger_that_was_changed_is_told(desk: World) -> None:
    remove(desk)
    go(desk)
    path = wiring.ledger(desk.settings).path
    path.write_bytes(path.read_bytes().replace(b"2026-04-02", b"2026-04-03", 1))
    assert desk.run("removals", "verify").exit_code == 1
    (found,) = check_removal.removal(desk.settings)
    assert (found.verdict, "line 2" in found.found) == (Verdict.FAILURE, True)


def test_check_says_what_is_left_to_the_operator(desk: World) -> None:
    (found,) = check_removal.removal(desk.settings)
    assert (found.verdict, found.found.endswith("mail server, backups")) == (Verdict.FINE, True)


def test_the_handbook_explains_every_word_of_a_proof() -> None:
    section = OPERATION.partition("### What only you can clean")[2].partition("\n## ")[0]
    words = re.findall(r"^\| `([a-z -]+)` \|", section, flags=re.MULTILINE)
    assert words == [cleaning.MAIL_SERVER, cleaning.BACKUPS, *cleaning.POSTGRESQL, cleaning.NOT_OURS]


@pytest.mark.parametrize(("more", "name"), [("", "removals"), ('\nremovals_file = "/srv/weg"', "weg")])
def test_the_ledger_lies_beside_the_keys_unless_the_file_says_it(tmp_path: Path, more: str, name: str) -> None:
    settings = read(tmp_path, added(f'[register]\nkeys_file = "{tmp_path / "keys"}"{more}'))
    assert wiring.ledger(settings).path == (Path("/srv") if more else tmp_path) / name
