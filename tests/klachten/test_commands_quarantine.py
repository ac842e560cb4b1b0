"""What a person can do about mail that became no complaint, and that everything that hangs on its class follows."""

import stat
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_world import World, mail, world
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.taking import DIED
from klachten.commands.run import once
from klachten.demo.settings import write_settings
from klachten.embedded import EmbeddedServers
from klachten.settings import load
from tracker import crashpoints
from tracker.alarms import alarms_up
from tracker.ledger import Shelf
from tracker.model import Letter
from tracker.queries import ledgers
from tracker.records import Arrival, Complaint, FolderWork, LetterOwed

COMPLAINT = mail()
ROBOT = mail("Afwezig", "Ik ben er niet.", more="Auto-Submitted: auto-replied\n")
SPACE = b"\n\n"

DESK = "klachten@voorbeeld.nl"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


def set_aside(desk: World, raw: bytes, uid: int = 1) -> int:
    """Let a mail of the inbox end in quarantine, as if the service had died on it."""
    number = desk.arrived(raw, uid)
    desk.intake().quarantine(number, DIED)
    return number


def arrival(session: Session, number: int) -> Arrival:
    return session.get_one(Arrival, number)


def moves(session: Session) -> list[tuple[int | None, str]]:
    return [(row.arrival_id, row.folder) for row in session.scalars(select(FolderWork).where(FolderWork.done_at.is_(None)))]


def columns(session: Session) -> dict[str, int]:
    [ledger] = ledgers(session)
    assert ledger.difference == 0
    return {str(column): count for column, count in ledger.columns.items()}


def test_a_mail_that_is_retried_becomes_what_it_is(desk: World) -> None:
    number = set_aside(desk, COMPLAINT)
    result = desk.run("quarantine", "retry", str(number))
    assert (result.exit_code, result.stdout) == (0, f"mail {number}: is a complaint now\n")
    with desk.store.reading() as session:
        found = arrival(session, number)
        assert (found.kind, found.complaint_id, found.subject) == ("complaint", 1, "Klacht over uw brief")
        assert columns(session) == {"new": 1}
        assert moves(session) == [(number, Shelf.HANDLED)]
        assert alarms_up(session) == []


@pytest.mark.parametrize(("raw", "words", "column", "shelf"), [(ROBOT, "filed as auto_reply", "machine", Shelf.ROBOTS)])
def test_a_machine_that_is_retried_is_filed_with_the_machines(desk: World, raw: bytes, words: str, column: str, shelf: Shelf) -> None:
    number = set_aside(desk, raw)
    assert desk.run("quarantine", "retry", str(number)).stdout == f"mail {number}: {words}\n"
    with desk.store.reading() as session:
        assert (columns(session), moves(session)) == ({column: 1}, [(number, shelf)])


def test_what_still_cannot_be_read_stays_and_owes_nothing_more(desk: World) -> None:
    number = set_aside(desk, SPACE)
    result = desk.run("quarantine", "retry", str(number))
    assert result.exit_code == 1
    assert "stays in quarantine" in result.stdout
    with desk.store.reading() as session:
        assert arrival(session, number).why == DIED
        assert [row.letter for row in session.scalars(select(LetterOwed))] == [Letter.UNREADABLE]
        assert [alarm.count for alarm in alarms_up(session)] == [1]
        assert moves(session) == [(number, Shelf.UNREADABLE)]


def test_several_are_retried_and_each_is_told(desk: World) -> None:
    numbers = [set_aside(desk, raw, uid) for uid, raw in enumerate((SPACE, COMPLAINT), start=1)]
    result = desk.run("quarantine", "retry", *map(str, numbers))
    assert result.exit_code == 1
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == [f"mail {number}" for number in numbers]
    with desk.store.reading() as session:
        assert columns(session) == {"quarantined": 1, "new": 1}


def test_its_twin_that_came_later_does_not_stand_in_its_way(desk: World) -> None:
    first, second = set_aside(desk, COMPLAINT, 1), set_aside(desk, COMPLAINT, 2)
    assert "is a complaint now" in desk.run("quarantine", "retry", str(first)).stdout
    with desk.store.reading() as session:
        assert [arrival(session, number).kind for number in (first, second)] == ["complaint", "redelivered"]


def filed(servers: EmbeddedServers) -> dict[str, int]:
    """Count the mails in the inbox and in the folders below Klachten."""
    counts = {folder: len(servers.mails(DESK, folder)) for folder in servers.folders(DESK) if folder == "INBOX" or "/" in folder}
    return {folder: count for folder, count in counts.items() if count}


def test_a_retry_goes_all_the_way_through_a_real_mailbox(embedded: EmbeddedServers, tmp_path: Path) -> None:
    with world(tmp_path) as desk:
        file = write_settings(embedded.ca_file.parent, embedded, DESK)
        settings = load(file, {})
        desk.environment = {"KLACHTEN_CONFIG": str(file)}
        once(settings)  # what is delivered now is no backlog
        embedded.deliver(DESK, COMPLAINT)

        def break_down(place: str) -> None:
            if place == "before_commit_b":
                raise RuntimeError

        crashpoints.install(break_down)
        try:
            for _ in range(3):
                once(settings)
        finally:
            crashpoints._hooks.remove(break_down)
        once(settings)
        assert filed(embedded) == {"Klachten/Onleesbaar": 1}
        assert desk.run("quarantine", "retry", "1").exit_code == 0
        once(settings)
        assert filed(embedded) == {"Klachten/Verwerkt": 1}
        assert "KL-20" in desk.run("list").stdout
        assert desk.run("quarantine", "list").stdout == "Nothing waits in quarantine.\n"


@pytest.mark.parametrize("raw", [ROBOT, COMPLAINT, SPACE])
def test_a_mail_that_is_accepted_is_a_complaint_for_a_person_to_acknowledge(desk: World, raw: bytes) -> None:
    number = set_aside(desk, raw)
    result = desk.run("quarantine", "accept", str(number))
    assert result.exit_code == 0
    with desk.store.reading() as session:
        complaint = session.scalars(select(Complaint)).one()
        assert f"complaint {complaint.reference} now" in result.stdout
        assert (complaint.acknowledgement, complaint.state) == ("withheld", "registered")
        assert str(arrival(session, number).why).startswith("accepted by ")
        assert columns(session) == {"new": 1}
        assert moves(session) == [(number, Shelf.HANDLED)]
        assert alarms_up(session) == []


@pytest.mark.parametrize(
    ("raw", "acknowledgement"),
    [(ROBOT, "owed"), (COMPLAINT, "owed"), (SPACE, "withheld"), (mail(sender="a@b.example, c@d.example"), "withheld")],
)
def test_who_accepts_may_have_it_acknowledged_where_the_sender_is_certain(desk: World, raw: bytes, acknowledgement: str) -> None:
    number = set_aside(desk, raw)
    assert desk.run("quarantine", "accept", "--acknowledge", str(number)).exit_code == 0
    with desk.store.reading() as session:
        assert session.scalars(select(Complaint.acknowledgement)).one() == acknowledgement


def test_what_was_filed_as_a_machines_can_be_accepted(desk: World) -> None:
    desk.imported(ROBOT)
    assert desk.run("quarantine", "list", "--machine").stdout.splitlines()[1].split()[:1] == ["1"]
    assert desk.run("quarantine", "accept", "1").exit_code == 0
    with desk.store.reading() as session:
        assert columns(session) == {"new": 1}
        assert moves(session) == []  # it lies in no mailbox
    assert desk.run("quarantine", "list", "--machine").stdout == "Every mail became a complaint or joined one.\n"


def test_who_dismisses_says_why_and_is_remembered(desk: World) -> None:
    number = set_aside(desk, SPACE)
    assert desk.run("quarantine", "dismiss", str(number), "--why", "leeg\x1b[31m bericht").exit_code == 0
    with desk.store.reading() as session:
        found = arrival(session, number)
        assert found.kind == "dismissed"
        assert str(found.why).startswith("dismissed by ")
        assert str(found.why).endswith(": leeg[31m bericht")
        assert columns(session) == {"ignored": 1}
        assert moves(session) == [(number, Shelf.HANDLED)]
        assert alarms_up(session) == []


@pytest.mark.parametrize("command", [["dismiss", "1"], ["dismiss", "1", "--why", " \x07 "], ["retry"], ["retry", "x"], ["show", "0"]])
def test_a_command_that_lacks_something_is_wrong(desk: World, command: list[str]) -> None:
    set_aside(desk, SPACE)
    assert desk.run("quarantine", *command).exit_code == 2


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["retry", "1"], "mail 1 is not in quarantine: it is part of KL-"),
        (["dismiss", "1", "--why", "niets"], "mail 1 is not in quarantine: it is part of KL-"),
        (["accept", "1"], "mail 1 cannot become a complaint: it is part of KL-"),
        (["accept", "2"], "mail 2 is the same as one that came before"),
        (["retry", "3"], "mail 3 is not in quarantine: it is not handled yet"),
        (["accept", "3"], "mail 3 cannot become a complaint: it is not handled yet"),
        (["retry", "99"], "there is no mail 99"),
        (["accept", "99"], "there is no mail 99"),
        (["show", "99"], "there is no mail 99"),
        (["export", "99", "x.eml"], "there is no mail 99"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(desk: World, command: list[str], words: str) -> None:
    desk.imported(COMPLAINT)
    set_aside(desk, COMPLAINT)
    desk.arrived(mail("Nog niet behandeld"), uid=9)
    result = desk.run("quarantine", *command)
    assert result.exit_code == 1
    assert words in result.stderr


def test_the_list_names_what_waits(desk: World) -> None:
    number = set_aside(desk, SPACE)
    head, line = desk.run("quarantine", "list").stdout.splitlines()
    assert head.split() == ["id", "received", "mailbox", "class", "bytes", "from", "subject", "why"]
    assert line.split()[:6] == [str(number), "2026-03-02", "09:00", "klachten", "unreadable", "2"]
    assert f'"id": {number}' in desk.run("quarantine", "list", "--json").stdout


HOSTILE = (
    b"Subject: \x1b]0;titel\x07 \x9b31m \xc2\x9b2J\r\nFrom: \xff\xfe <a@b.example>\r\n" + b"X-Lang: " + b"y" * 5000 + b"\r\n\r\n"
    b"hallo \x1b[2J\x1b[H\x00\x08\x08 \xe2\x80\xae daar\r\n" + b"regel\r\n" * 500
)


def test_nothing_in_a_mail_speaks_to_the_terminal(desk: World) -> None:
    number = set_aside(desk, HOSTILE)
    shown = desk.run("quarantine", "show", str(number)).stdout
    assert {sign for sign in shown if unicodedata.category(sign) in {"Cc", "Cf"}} == {"\n"}
    assert "titel" in shown
    assert "hallo" in shown
    assert max(map(len, shown.splitlines())) < 310
    assert shown.splitlines().count("regel") < 40
    assert "-- there is more --" in shown


@pytest.mark.parametrize("raw", [b"", b"\0" * 3000, b"x", b"\r\n\r\n", b"Subject: x"])
def test_whatever_came_can_be_shown(desk: World, raw: bytes) -> None:
    assert desk.run("quarantine", "show", str(set_aside(desk, raw))).exit_code == 0


def test_an_export_is_the_mail_byte_for_byte_for_its_owner_only(desk: World) -> None:
    number = set_aside(desk, HOSTILE)
    target = desk.folder / "uit.eml"
    assert desk.run("quarantine", "export", str(number), target).exit_code == 0
    assert target.read_bytes() == HOSTILE
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_an_export_overwrites_nothing(desk: World) -> None:
    number = set_aside(desk, HOSTILE)
    target = desk.file(b"van mij", "uit.eml")
    result = desk.run("quarantine", "export", str(number), target)
    assert result.exit_code == 1
    assert "is there already" in result.stderr
    assert target.read_bytes() == b"van mij"


def test_an_export_that_cannot_be_written_says_so(desk: World) -> None:
    result = desk.run("quarantine", "export", str(set_aside(desk, SPACE)), desk.folder / "nergens" / "uit.eml")
    assert result.exit_code == 1
    assert "cannot be written: No such file or directory" in result.stderr
