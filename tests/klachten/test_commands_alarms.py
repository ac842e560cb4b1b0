"""The alarms as an administrator sees them: each with its remedy, and taken down with the name of who did so."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command_world import World, world

from klachten.remedies import REMEDIES, remedy
from tracker.alarms import NotUp, alarms_up, clear_alarm, every_alarm, raise_alarm, take_down
from world import World as House

AT = datetime(2026, 4, 2, 7, tzinfo=UTC)
LATER = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


def put_up(desk: World, *alarms: tuple[str, str, str]) -> None:
    with desk.store.unit() as session:
        for name, subject, words in alarms:
            raise_alarm(session, name, subject, words, AT)


def test_what_is_up_is_told_with_what_to_do(desk: World) -> None:
    put_up(desk, ("letter.bounced", "7", "letter 7 bounced"), ("letter.parked", "9", "letter 9 could not be sent\x1b[2J"))
    with desk.store.unit() as session:
        raise_alarm(session, "letter.bounced", "7", "letter 7 bounced", LATER)
    result = desk.run("alarms")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "   1  letter.bounced 7, raised at 2026-04-02 09:00, 2 times, the last at 2026-04-02 11:30",
        "      letter 7 bounced",
        f"      → {remedy('letter.bounced', '7')}",
        "   2  letter.parked 9, raised at 2026-04-02 09:00",
        "      letter 9 could not be sent[2J",
        "      → klachten letters show 9 says why; solve it and klachten letters retry 9, or tell the recipient yourself",
    ]


def test_who_takes_one_down_is_kept(desk: World) -> None:
    put_up(desk, ("letter.bounced", "7", "x"), ("mail.feedback_report", "klachten", "y"))
    desk.environment["SUDO_USER"] = "anna"
    result = desk.run("alarms", "clear", "1")
    assert (result.exit_code, result.stdout) == (0, "alarm 1 (letter.bounced 7) is down\n")
    assert next(line.split()[:2] for line in desk.run("alarms").stdout.splitlines()) == ["2", "mail.feedback_report"]
    first, second = json.loads(desk.run("alarms", "--all", "--json").stdout)
    assert (first["cleared_by"], first["cleared_at"] is not None, second["cleared_by"]) == ("anna", True, None)
    assert re.search(
        r"^   1  letter\.bounced 7, .*, down since \d{4}-\d\d-\d\d \d\d:\d\d by anna$", desk.run("alarms", "--all").stdout, re.MULTILINE
    )


def test_several_are_taken_down_and_what_cannot_be_is_told(desk: World) -> None:
    put_up(desk, ("letter.bounced", "7", "x"), ("letter.bounced", "8", "x"))
    assert desk.run("alarms", "clear", "1").exit_code == 0
    result = desk.run("alarms", "clear", "1", "2", "99", "2")
    assert (result.exit_code, result.stdout) == (1, "alarm 2 (letter.bounced 8) is down\n")
    assert result.stderr.splitlines() == [
        "klachten: alarm 1 (letter.bounced) is down already",
        "klachten: there is no alarm 99; see: klachten alarms",
    ]


@pytest.mark.parametrize(("options", "words"), [([], "No alarm is up."), (["--all"], "No alarm was ever raised."), (["--json"], "[]")])
def test_nothing_is_said_to_be_nothing(desk: World, options: list[str], words: str) -> None:
    assert desk.run("alarms", *options).stdout == f"{words}\n"


@pytest.mark.parametrize("command", [["clear"], ["clear", "x"], ["clear", "0"], ["mend"]])
def test_a_command_that_lacks_something_is_wrong(desk: World, command: list[str]) -> None:
    assert desk.run("alarms", *command).exit_code == 2


def test_taking_down_is_the_same_on_either_database(world: House) -> None:
    with world.store.unit() as session:
        raise_alarm(session, "letter.parked", "1", "x", AT)
        raise_alarm(session, "letter.parked", "2", "x", AT)
    with world.store.unit() as session:
        assert take_down(session, 1, "anna", LATER).subject == "1"
        assert clear_alarm(session, "letter.parked", "2", LATER)
    with world.store.reading() as session:
        assert [(one.cleared_at, one.cleared_by) for one in every_alarm(session)] == [(LATER, "anna"), (LATER, None)]
        assert alarms_up(session) == []
    with pytest.raises(NotUp, match="down already"), world.store.unit() as session:
        take_down(session, 1, "bram", LATER)


def test_one_that_was_taken_down_goes_up_again_as_a_new_one(world: House) -> None:
    with world.store.unit() as session:
        raise_alarm(session, "mailbox.unreachable", "klachten", "x", AT)
        take_down(session, 1, "anna", LATER)
        session.flush()
        assert raise_alarm(session, "mailbox.unreachable", "klachten", "x", LATER)
    assert world.alarms() == ["mailbox.unreachable"]


def test_a_remedy_is_one_line_and_names_commands_that_exist() -> None:
    assert all(line and "\n" not in line for line in REMEDIES.values())
    assert remedy("mail.quarantined", "12").startswith("klachten quarantine show 12")
    assert remedy("of.tomorrow", "12") == ""
