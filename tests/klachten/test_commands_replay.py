"""What `klachten replay` says these settings would do with mail that came before, and that it leaves nothing behind."""

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from command_world import World, mail, world
from settings_files import BRAM, SMALLEST
from sqlalchemy import func, select, text, update

from intake.handle import Intake
from klachten.dry_run import register_on_record
from tracker.keys import open_keyring
from tracker.migrating import newest_version
from tracker.model import Letter
from tracker.records import Arrival, Complaint, LetterOwed
from tracker.schema import Record
from tracker.tokens import thread_message_id
from world import new_world

FIRST = mail(body="De kosten op uw brief kloppen niet.", more="Message-ID: <een@klant.example>\n")
ANSWER = mail("Re: Klacht over uw brief", "Nog iets.", more="Message-ID: <twee@klant.example>\nIn-Reply-To: <een@klant.example>\n").replace(
    b" 2 Mar", b" 3 Mar"
)
ROBOT = mail("Afwezig", "Ik ben er niet.", more="Auto-Submitted: auto-replied\nMessage-ID: <drie@klant.example>\n")
FORM = mail(
    "Contactformulier", "Viermaal gebeld.", sender="formulier@bouwer.example", more="Reply-To: jan@klant.example\nMessage-ID: <f@x>\n"
)
MARKED = mail("Klacht", "Uw kosten.", more="X-Spam-Flag: YES\nMessage-ID: <spam@klant.example>\n")
TO_MARKED = mail("Re: Klacht", "Nu nog.", more="Message-ID: <na@klant.example>\nIn-Reply-To: <spam@klant.example>\n").replace(
    b" 2 Mar", b" 3 Mar"
)
MAILS = (FIRST, ANSWER, ROBOT, FORM)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


def mbox(desk: World, *mails: bytes, name: str = "oud.mbox") -> Path:
    """Lay mails into an mbox, as mail programs do."""
    return desk.file(b"".join(b"From iemand Mon Mar  2 09:00:00 2026\n" + raw + b"\n" for raw in mails), name)


def on_record(desk: World, *mails: bytes) -> None:
    """Let mails come in, acknowledged as if they came by the mailbox."""
    desk.imported(*mails, acknowledge=True)


def new_settings(desk: World, more: str = "", change: tuple[str, str] | None = None) -> Path:
    """Write settings that are to take the place of the desk's: the same register, and something else."""
    smallest = SMALLEST.replace(*change) if change else SMALLEST
    register = f'[register]\nurl = "sqlite:///{desk.folder / "klachten.db"}"\nkeys_file = "{desk.folder / "keys"}"\n'
    return desk.file(f"{smallest}\n{register}\n{more}\n".encode(), "nieuw.toml")


def played(desk: World, *command: str | Path) -> list[dict[str, Any]]:
    result = desk.run("replay", "--json", *command)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_what_is_on_no_record_is_told_and_compared_with_nothing(desk: World) -> None:
    desk.store.close()
    (desk.folder / "klachten.db").unlink()
    told = played(desk, mbox(desk, *MAILS))
    assert [(one["mail"].rpartition("#")[2], one["now"]["class"], one["now"]["answered"]) for one in told] == [
        ("1", "complaint", True),
        ("3", "auto_reply", None),
        ("4", "complaint", True),
        ("2", "follow_up", None),
    ]
    assert told[3]["now"]["complaint"] == told[0]["mail"]
    assert [one["on_record"] for one in told] == [None] * 4
    assert not (desk.folder / "klachten.db").exists()
    assert not (desk.folder / "keys").exists()


def test_under_the_settings_of_the_record_nothing_differs(desk: World) -> None:
    on_record(desk, *MAILS)
    told = played(desk, mbox(desk, *MAILS))
    assert [(one["changes"], one["now"]) for one in told] == [([], one["on_record"]) for one in told]
    assert told[3]["now"]["complaint"] == told[0]["now"]["complaint"] != told[2]["now"]["complaint"]


@pytest.mark.parametrize("dress", [lambda raw: raw.replace(b"\n", b"\r\n"), lambda raw: b"Status: RO\n" + raw + b"\n\n"])
def test_a_mail_is_found_on_record_whatever_a_mail_program_did_to_it(desk: World, dress: Any) -> None:
    on_record(desk, *(dress(raw) for raw in MAILS))
    told = played(desk, mbox(desk, *MAILS))
    assert [one["changes"] for one in told] == [[]] * 4
    assert all(one["on_record"] for one in told)


def test_a_copy_in_the_files_is_a_copy_again(desk: World) -> None:
    """Once as it is and once in another dress; of those on record, the one that counted is compared first."""
    dressed = FIRST.replace(b"\n", b"\r\n")
    on_record(desk, FIRST, dressed)
    for mails in ((FIRST, FIRST, dressed), (dressed, FIRST, dressed)):
        told = played(desk, mbox(desk, *mails))
        assert [one["now"]["class"] for one in told] == ["complaint", "redelivered", "redelivered"]
        assert [one["on_record"] and one["on_record"]["class"] for one in told] == ["complaint", "redelivered", None]
        assert [one["changes"] for one in told] == [[], [], []]
    assert played(desk, mbox(desk, dressed))[0]["on_record"]["class"] == "complaint"


def test_what_is_on_record_on_postgresql_is_compared_as_well(tmp_path: Path, desk: World, postgresql_url: str) -> None:
    with new_world(postgresql_url, tmp_path) as house:
        house.deliver(FIRST, at=datetime(2026, 3, 2, 8, tzinfo=UTC))
        before = house.rows(Arrival)[0].why
        new = desk.file(f'{SMALLEST}\n[register]\nurl = "{postgresql_url}"\nkeys_file = "{tmp_path / "keys"}"\n'.encode(), "pg.toml")
        with house.store.unit() as session:  # what the tests' tables lack
            session.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)"))
            session.execute(text("DELETE FROM alembic_version"))
            session.execute(text(f"INSERT INTO alembic_version VALUES ('{newest_version()}')"))  # noqa: S608 - our own word
        (told,) = played(desk, mbox(desk, FIRST), "--config", new)
        assert (told["changes"], told["on_record"]["why"], len(house.rows(Arrival))) == ([], before, 1)


SETTINGS_CHANGES = [
    # id, what is on record, more settings, a change of them, which mail differs, in what
    ("contact form", (FORM,), '[screening]\ncontact_forms = ["formulier@bouwer.example"]', None, ["from"]),
    ("spam header", (MARKED,), '[screening]\nspam_headers = ["X-Spam-Flag: YES"]', None, ["class"]),
    ("staff", (FIRST,), "", (BRAM, '{ name = "Piet", addresses = ["piet@klant.example"] }'), ["class"]),
    ("own address", (FIRST,), "", ('address = "klachten@', 'aliases = ["piet@klant.example"]\naddress = "klachten@'), ["answered"]),
    ("trust", (FIRST,), '[authentication]\nacknowledge = "authenticated"\ntrust = "authserv-id"\nauthserv_id = "mx"', None, ["answered"]),
    ("limit", (FIRST,), "[limits]\nacknowledgements_per_hour = 0", None, ["answered"]),
    (
        "natures",
        (FIRST,),
        '[natures.geld]\ntitle_nl = "Geld"\ntitle_en = "Money"\nkeywords = ["kosten"]\nhandler = "sales_manager"',
        None,
        ["nature", "suggested"],
    ),
]


@pytest.mark.parametrize(("mails", "more", "change", "changes"), [pytest.param(*row[1:], id=row[0]) for row in SETTINGS_CHANGES])
def test_a_change_of_settings_shows(
    desk: World, mails: tuple[bytes, ...], more: str, change: tuple[str, str] | None, changes: list[str]
) -> None:
    on_record(desk, *mails)
    (told,) = played(desk, mbox(desk, *mails), "--config", new_settings(desk, more, change))
    assert told["changes"] == changes


def test_what_follows_from_a_change_shows_as_well(desk: World) -> None:
    on_record(desk, MARKED, TO_MARKED)
    new = new_settings(desk, '[screening]\nspam_headers = ["X-Spam-Flag: YES"]')
    first, second = played(desk, mbox(desk, MARKED, TO_MARKED), "--config", new)
    assert (first["on_record"]["class"], first["now"]["class"]) == ("complaint", "spam")
    assert (second["on_record"]["class"], second["now"]["class"], second["now"]["complaint"]) == ("follow_up", "complaint", second["mail"])


def test_a_mail_finds_the_complaint_on_record_to_which_it_belongs(desk: World) -> None:
    """By our letter, by its reference, and by a mail that is on record and not in the file."""
    on_record(desk, mail("Een andere klacht", sender="eva@klant.example"), FIRST)
    with desk.store.reading() as session:
        reference = session.scalars(select(Complaint.reference).order_by(Complaint.id.desc())).first()
        letter_id = session.scalars(select(LetterOwed.id).where(LetterOwed.letter == Letter.ACKNOWLEDGEMENT)).all()[-1]
    ours = thread_message_id(open_keyring(desk.folder / "keys"), None, letter_id, "voorbeeld.nl")
    mails = (
        mail("Re: iets", more=f"Message-ID: <a@x>\nIn-Reply-To: {ours}\n"),
        mail(f"Nog iets over {reference}", more="Message-ID: <b@x>\n"),
        mail("Re: iets anders", more="Message-ID: <c@x>\nIn-Reply-To: <een@klant.example>\n"),
    )
    for lies in ((), (FIRST,)):  # the complaint's own mail is played anew as well, or is not
        told = played(desk, mbox(desk, *lies, *mails))[len(lies) :]
        assert [(one["now"]["class"], one["now"]["complaint"]) for one in told] == [("follow_up", reference)] * 3


@pytest.mark.parametrize(("hours", "answered"), [(range(9, 13), [True] * 4), ([9] * 4, [True, True, True, False])])
def test_limits_count_by_the_moments_at_which_mail_was_received(desk: World, hours: list[int], answered: list[bool]) -> None:
    mails = [
        mail(f"klacht {turn}", f"Kosten {turn}.").replace(b"09:00:00", b"%02d:0%d:00" % (hour, turn)) for turn, hour in enumerate(hours)
    ]
    assert [one["now"]["answered"] for one in played(desk, mbox(desk, *reversed(mails)))] == answered


def test_what_a_person_decided_is_no_difference(desk: World) -> None:
    desk.run("import", desk.file(b"\x00\x01\n\n", "kapot.eml"), "--received", "2026-03-02", "--force")
    on_record(desk, FIRST)
    assert desk.run("quarantine", "dismiss", "1", "--why", "niets").exit_code == 0
    told = played(desk, desk.folder / "kapot.eml", mbox(desk, FIRST))
    assert [(one["now"]["class"], one["changes"]) for one in told] == [("unreadable", []), ("complaint", [])]


def files(folder: Path) -> dict[str, str]:
    """Every file's hash, but for the two that SQLite lays beside a register while somebody looks at it."""
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(("-shm", "-wal"))
    }


def counts(desk: World) -> dict[str, int]:
    with desk.store.reading() as session:
        return {name: session.scalars(select(func.count()).select_from(table)).one() for name, table in Record.metadata.tables.items()}


def test_nothing_is_sent_and_nothing_is_stored(desk: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(*_: object) -> None:
        raise AssertionError("a replay reaches nobody")

    on_record(desk, FIRST)
    path, new = mbox(desk, *MAILS), new_settings(desk, '[screening]\nspam_headers = ["Subject: Klacht"]')
    rows = counts(desk)
    desk.store.close()
    passing = tmp_path / "tmp"
    passing.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(passing))
    monkeypatch.setattr(socket.socket, "connect", no_network)
    before = files(desk.folder)
    assert desk.run("replay", path, "--config", new).exit_code == 0
    assert (files(desk.folder), counts(desk), list(passing.iterdir())) == (before, rows, [])


def test_the_register_on_record_refuses_to_be_written(desk: World) -> None:
    on_record(desk, FIRST)
    with register_on_record(desk.settings) as store:
        assert store is not None
        with pytest.raises(Exception, match="readonly"), store.unit() as session:
            session.execute(update(Complaint).values(subject="x"))


KILLED = """
import os, signal, sys, tempfile
tempfile.tempdir = sys.argv[1]
from intake.handle import Intake
handle = Intake.handle
def ended(self, *arguments):
    print([oct(os.stat(os.path.join(sys.argv[1], name)).st_mode & 0o777) for name in os.listdir(sys.argv[1])], flush=True)
    os.kill(os.getpid(), int(sys.argv[2]))
    return handle(self, *arguments)
Intake.handle = ended
from klachten.commands import main
main(["replay", *sys.argv[3:]])
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_the_register_to_throw_away_is_its_users_alone_and_goes_when_the_run_is_ended(desk: World, number: signal.Signals) -> None:
    passing = desk.folder / "tmp"
    passing.mkdir()
    command = [sys.executable, "-c", KILLED, str(passing), str(int(number)), str(mbox(desk, *MAILS))]
    ended = subprocess.run(command, env=os.environ | desk.environment, check=False, capture_output=True, text=True)
    assert ended.returncode != 0
    assert ended.stdout.splitlines() == ["['0o700']"]
    assert list(passing.iterdir()) == []


def test_whoever_has_read_enough_ends_it_in_order(desk: World) -> None:
    passing = desk.folder / "tmp"
    passing.mkdir()
    command = [sys.executable, "-m", "klachten", "replay", "--json", str(mbox(desk, *MAILS))]
    reader, writer = os.pipe()
    os.close(reader)
    environment = os.environ | desk.environment | {"TMPDIR": str(passing), "PYTHONUNBUFFERED": "1"}
    ended = subprocess.run(command, env=environment, stdout=writer, stderr=subprocess.PIPE, check=False, text=True)
    os.close(writer)
    assert (ended.returncode, ended.stderr, list(passing.iterdir())) == (1, "", [])


def test_a_register_of_another_version_is_left_alone(desk: World) -> None:
    with desk.store.unit() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'later'"))
    result = desk.run("replay", mbox(desk, FIRST))
    assert result.exit_code == 2
    assert "the register has schema version later" in " ".join(result.stderr.split())


def test_a_person_sees_a_table_of_what_differs_and_a_summary(desk: World) -> None:
    on_record(desk, *MAILS)
    new = new_settings(desk, "[limits]\nacknowledgements_per_hour = 0")
    result = desk.run("replay", "--changes", mbox(desk, *MAILS), "--config", new)
    head, first, second, *summary = result.stdout.splitlines()
    assert head.split() == ["mail", "received", "subject", "from", "class", "answered", "complaint", "nature", "suggested", "why"]
    assert first.startswith("oud.mbox#1 ")
    assert "yes → by hand" in first
    assert "oud.mbox#4" in second
    assert summary == [
        "",
        "4 mails: 2 complaint, 1 auto reply, 1 follow up",
        "4 on record, 2 of them different: answered 2",
        "Nothing was sent or stored.",
    ]


def test_a_nature_on_record_keeps_its_title_where_the_settings_replace_it(desk: World) -> None:
    on_record(desk, FIRST)
    new = new_settings(desk, '[natures.other]\ntitle_nl = "Overig"\ntitle_en = "Other"\nhandler = "manager_operations"')
    assert "Incassokosten → Overig" in desk.run("replay", mbox(desk, FIRST), "--config", new).stdout


def test_nothing_that_a_sender_wrote_reaches_the_log(desk: World) -> None:
    result = desk.run("replay", "--json", mbox(desk, *MAILS))
    assert all(words not in result.stderr for words in ("klant.example", "Klacht", "Kosten"))


def test_a_mail_on_which_the_program_fails_is_told_and_the_others_go_on(desk: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Intake.handle

    def fails_once(self: Intake, arrival_id: int, reading: Any) -> Any:
        if reading.mail.subject == "Contactformulier":
            raise RuntimeError("iets van jan@klant.example")
        return first(self, arrival_id, reading)

    monkeypatch.setattr(Intake, "handle", fails_once)
    result = desk.run("replay", mbox(desk, *MAILS))
    assert result.exit_code == 1
    assert "not played" in result.stdout
    assert "1 mail could not be played" in result.stdout
    assert "jan@klant.example" not in result.stdout


def test_files_without_mail_and_files_that_cannot_be_read_are_told(desk: World) -> None:
    empty = desk.folder / "leeg"
    empty.mkdir()
    nothing = desk.run("replay", empty)
    assert (nothing.exit_code, "no mail in these files" in nothing.stderr) == (1, True)
    (empty / "weg.eml").symlink_to(desk.folder / "nergens")
    gone = desk.run("replay", empty)
    assert (gone.exit_code, "weg.eml cannot be read" in " ".join(gone.stderr.split())) == (1, True)


def test_settings_at_fault_are_told_before_anything_is_read(desk: World) -> None:
    assert desk.run("replay", mbox(desk, FIRST), "--config", desk.file(b"[x]\n", "fout.toml")).exit_code == 2
