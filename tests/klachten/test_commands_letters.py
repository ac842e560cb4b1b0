"""The letters as an administrator sees them: what has not arrived, what one says, and sending it once more."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command_world import World, attached, mail, world

from klachten import values, wiring
from klachten.commands.run import once
from klachten.demo.mails import MOVED
from klachten.demo.settings import write_settings
from klachten.embedded import EmbeddedServers
from klachten.settings import load
from outbound.freezing import Scribe
from tracker.alarms import raise_alarm
from tracker.keys import open_keyring
from tracker.records import Complaint, LetterOwed

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
DESK = "klachten@voorbeeld.nl"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[World]:
    """A world with one complaint, which owes letters 1 (the acknowledgement) and 2 (to staff)."""
    with world(tmp_path) as made:
        made.imported(attached("nota\x1b.pdf", "hallo", body="Uw brief\x1b[31m klopt niet."), acknowledge=True)
        yield made


def write(desk: World, number: int) -> bytes:
    """Write a letter as the daemon does before it sends it; return its bytes."""
    identities = values.identities(desk.settings)
    scribe = Scribe(desk.store, wiring.composer(desk.settings), open_keyring(desk.settings.register_.keys_file), identities)
    with desk.store.reading() as session:
        row = session.get_one(LetterOwed, number)
    message_id, raw = scribe.write(row, AT)
    desk.change(LetterOwed, number, raw=raw, message_id=message_id)
    return raw


@pytest.mark.parametrize(
    ("options", "expected"), [([], [2, 3]), (["--open"], [3]), (["--parked"], [2]), (["--all"], [1, 2, 3]), (["list", "--open"], [3])]
)
def test_the_list_is_narrowed(desk: World, options: list[str], expected: list[int]) -> None:
    desk.imported(mail("nog een"))
    desk.change(LetterOwed, 1, accepted_at=AT)
    desk.change(LetterOwed, 2, parked_at=AT, parked_because="refused")
    told = json.loads(desk.run("letters", *options, "--json").stdout)
    assert [one["id"] for one in told] == expected
    head, *lines = desk.run("letters", *options).stdout.splitlines()
    assert head.split() == ["id", "made", "letter", "to", "complaint", "state", "when", "why"]
    assert [int(line.split()[0]) for line in lines] == expected


def test_a_letter_that_came_back_has_not_arrived(desk: World) -> None:
    desk.change(LetterOwed, 1, accepted_at=AT, bounced_at=AT)
    told = json.loads(desk.run("letters", "--parked", "--json").stdout)
    assert [(one["id"], one["state"], one["complaint"]) for one in told] == [(1, "bounced", reference(desk))]


def reference(desk: World) -> str:
    with desk.store.reading() as session:
        return session.get_one(Complaint, 1).reference


@pytest.mark.parametrize(
    ("options", "words"),
    [([], "Every letter has arrived."), (["--open"], "No letter is under way."), (["--parked"], "No letter failed.")],
)
def test_an_empty_list_is_said(desk: World, options: list[str], words: str) -> None:
    for number in (1, 2):
        desk.change(LetterOwed, number, accepted_at=AT)
    assert desk.run("letters", *options).stdout == f"{words}\n"


def test_no_letter_at_all(tmp_path: Path) -> None:
    with world(tmp_path) as desk:
        assert desk.run("letters", "--all").stdout == "No letter was ever written.\n"


def test_the_letter_to_print_is_saved(tmp_path: Path) -> None:
    with world(tmp_path) as desk:
        desk.imported(attached("nota.pdf", "hallo"))
        write(desk, 1)
        name = f"{reference(desk)} ontvangstbevestiging.pdf"
        assert desk.run("letters", "show", "1", "--save", str(tmp_path / "one")).exit_code == 0
        assert desk.run("show", reference(desk), "--save", str(tmp_path / "all")).exit_code == 0
    assert {path.name for path in (tmp_path / "one").iterdir()} == {name, "nota.pdf"}
    assert {path.suffix for path in (tmp_path / "all").iterdir()} == {".eml", ".pdf"}
    for folder in ("one", "all"):
        assert (tmp_path / folder / name).read_bytes().startswith(b"%PDF-")
        assert (tmp_path / folder / name).stat().st_mode & 0o77 == 0


def test_a_letter_is_shown_as_it_goes_out_and_obeys_nothing(desk: World) -> None:
    write(desk, 2)
    desk.change(LetterOwed, 2, parked_at=AT, parked_because="rcpt_refused", reply="550 no\x1b[2J such user")
    shown = desk.run("letters", "show", "2").stdout
    assert "letter 2, new_complaint to a.deboer@voorbeeld.nl: parked (rcpt_refused), 2026-03-02 09:00" in shown
    assert "the server said: 550 no[2J such user" in shown
    for line in (
        f"\nSubject: [{reference(desk)}] Toewijzen",
        "\nTo: a.deboer@voorbeeld.nl\n",
        "> Uw brief",
        "-- enclosed: nota.pdf, 5 bytes --",
    ):
        assert line in shown
    assert "\x1b" not in shown


def test_what_is_not_written_yet_is_said(desk: World) -> None:
    assert desk.run("letters", "show", "1").stdout.splitlines()[-1].startswith("It is not written yet")


def test_a_letter_that_is_not_there(desk: World) -> None:
    for command in ("show", "retry"):
        result = desk.run("letters", command, "99")
        assert (result.exit_code, "there is no letter 99" in result.stderr) == (1, True)


def test_letters_are_sent_once_more_one_by_one(desk: World) -> None:
    raw = write(desk, 2)
    desk.change(LetterOwed, 2, parked_at=AT, parked_because="rcpt_refused", attempts=9, first_attempt_at=AT)
    with desk.store.unit() as session:
        raise_alarm(session, "letter.parked", "2", "letter 2 could not be sent", AT)
    assert "1 letter could not be sent, and nobody has seen to it: klachten alarms" in desk.run("status").stdout
    result = desk.run("letters", "retry", "1", "2")
    assert (result.exit_code, result.stdout) == (1, "letter 2 (new_complaint) is due again\n")
    assert result.stderr.splitlines() == [
        "klachten: letter 1 did not fail: it is under way",
        "No daemon runs; what is due goes out with: klachten run, or klachten once",
    ]
    with desk.store.reading() as session:
        row = session.get_one(LetterOwed, 2)
        assert (row.raw, row.attempts, row.parked_at) == (raw, 0, None)
    assert "could not be sent, and nobody" not in desk.run("status").stdout


def test_once_receipt_was_confirmed_it_is_not_sent_again(desk: World) -> None:
    desk.change(LetterOwed, 1, parked_at=AT, parked_because="rcpt_refused")
    assert desk.run("confirm", reference(desk), "--how", "per post").exit_code == 0
    result = desk.run("letters", "retry", "1")
    assert (result.exit_code, "receipt was already confirmed another way" in result.stderr) == (1, True)
    assert "goes out" not in result.stderr  # nothing is due by this


def test_a_retried_letter_goes_all_the_way(embedded: EmbeddedServers, tmp_path: Path) -> None:
    with world(tmp_path) as desk:
        file = write_settings(embedded.ca_file.parent, embedded, DESK)
        settings = load(file, {})
        desk.environment = {"KLACHTEN_CONFIG": str(file)}
        once(settings)  # what is delivered now is no backlog
        embedded.deliver(DESK, mail(sender=MOVED))
        once(settings)
        [failed] = json.loads(desk.run("letters", "--parked", "--json").stdout)
        assert (failed["letter"], failed["state"], failed["attempts"]) == ("acknowledgement", "parked", 1)
        embedded.refusals.clear()  # it has a mailbox now
        assert desk.run("letters", "retry", str(failed["id"])).exit_code == 0
        once(settings)
        assert [one.recipient for one in embedded.accepted].count(MOVED) == 1
        assert desk.run("list", "--unacknowledged").stdout == "No complaint waits to be acknowledged.\n"
        [sent] = [one for one in json.loads(desk.run("letters", "--all", "--json").stdout) if one["id"] == failed["id"]]
        assert (sent["state"], sent["message_id"]) == ("accepted", failed["message_id"])
