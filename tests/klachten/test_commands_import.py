"""What `klachten import` makes of mail files, and that nothing comes in twice or is answered unasked."""

import mailbox
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command_world import RECEIVED, World, mail, world
from sqlalchemy import func, select, update

from intake.child import Readers
from intake.heads import Undated, read_head, received_at
from intake.importing import MAILS_AT_ONCE, Imported, Importer, Outcome
from klachten.commands import mail_files
from klachten.commands.mail_files import mails_in
from scene.nursery import Nursery
from tracker.clock import SystemClock
from tracker.model import Letter
from tracker.records import Arrival, Complaint, FolderWork, LetterOwed, RawBlock

NOW = datetime(2026, 6, 1, tzinfo=UTC)

COMPLAINT = mail(more="Message-ID: <een@klant.example>\n")
ANSWER = mail(
    "Re: Klacht over uw brief",
    "Nog iets vergeten.",
    more="Message-ID: <twee@klant.example>\nIn-Reply-To: <een@klant.example>\n",
).replace(b" 2 Mar", b" 3 Mar")
ROBOT = mail("Afwezig", "Ik ben er niet.", more="Auto-Submitted: auto-replied\n")
THREE = (COMPLAINT, ANSWER, ROBOT)
SUMMARY = "1 complaint, 1 follow-up, 1 machine, 0 already there, 0 unreadable"
AGAIN = "0 complaints, 0 follow-ups, 0 machine, 3 already there, 0 unreadable"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


def as_files(folder: Path) -> list[Path]:
    """The answer comes first by name, and last by date."""
    names = ("b.eml", "a.eml", "c.eml")
    for name, raw in zip(names, THREE, strict=True):
        (folder / name).write_bytes(raw)
    return [folder / name for name in sorted(names)]


def as_folder(folder: Path) -> list[Path]:
    as_files(folder)
    return [folder]


def as_mbox(folder: Path) -> list[Path]:
    with_line = [b"From piet@klant.example Mon Mar  2 09:00:00 2026\n" + raw + b"\n" for raw in THREE]
    (folder / "old.mbox").write_bytes(b"".join(with_line))
    return [folder / "old.mbox"]


def as_maildir(folder: Path) -> list[Path]:
    made = mailbox.Maildir(folder / "Maildir", create=True)
    for raw in THREE:
        made.add(raw)
    (folder / "Maildir" / "dovecot-uidlist").write_text("3 V1 N4\n")
    (folder / "Maildir" / "tmp" / "half").write_bytes(COMPLAINT[:40])
    return [folder / "Maildir"]


@pytest.mark.parametrize("lay_out", [as_files, as_folder, as_mbox, as_maildir])
def test_every_kind_of_file_is_taken_in_and_recognised_the_next_time(desk: World, lay_out: object) -> None:
    folder = desk.folder / "mail"
    folder.mkdir()
    paths = lay_out(folder)  # type: ignore[operator]  # one of the four above
    first = desk.run("import", *paths)
    assert (first.exit_code, first.stdout.splitlines()[0]) == (0, SUMMARY)
    letters = count(desk, LetterOwed)
    again = desk.run("import", *paths)
    assert (again.exit_code, again.stdout.splitlines()) == (0, [AGAIN])
    assert (count(desk, Arrival), count(desk, Complaint), count(desk, LetterOwed)) == (3, 1, letters)


def count(desk: World, row: type[Arrival | Complaint | LetterOwed | FolderWork | RawBlock]) -> int:
    with desk.store.reading() as session:
        return session.scalars(select(func.count()).select_from(row)).one()


def test_a_mail_of_an_mbox_has_the_bytes_that_it_has_alone(tmp_path: Path) -> None:
    [path] = as_mbox(tmp_path)
    assert [b"".join(one.bare()) for one in mails_in([path])] == list(THREE)


@pytest.mark.parametrize("window", [400, 401, 1000, 4096])
def test_an_mbox_is_read_in_windows_and_no_mail_falls_between_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, window: int) -> None:
    monkeypatch.setattr(mail_files, "_WINDOW", window)
    bodies = ["x" * length for length in (0, 1, 300, 397, 398, 399, 400, 401, 402, 5000)]
    mails = [mail(f"klacht {number}", f"{body}\n\nFrom hier is het geen regel 10:30\n") for number, body in enumerate(bodies)]
    for ends in (b"\n", b"\r\n"):
        raws = [raw.replace(b"\n", ends) for raw in mails]
        path = tmp_path / "veel.mbox"
        path.write_bytes(b"".join(b"From a@b.example Mon Mar  2 09:00:00 2026" + ends + raw + ends for raw in raws))
        assert [b"".join(one.bare()) for one in mails_in([path])] == raws


def test_the_bytes_are_kept_and_nothing_is_owed_to_a_mailbox(desk: World) -> None:
    desk.imported(COMPLAINT)
    with desk.store.reading() as session:
        arrival = session.scalars(select(Arrival)).one()
        assert session.scalars(select(RawBlock.data)).one() == COMPLAINT
        assert (arrival.mailbox, arrival.uidvalidity, arrival.uid, arrival.folder) == ("klachten", 0, 1, None)
        assert arrival.received_at == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert count(desk, FolderWork) == 0


@pytest.mark.parametrize(("acknowledge", "state", "letters"), [(False, "withheld", 0), (True, "owed", 1)])
def test_nobody_is_acknowledged_unless_told_to(desk: World, state: str, letters: int, *, acknowledge: bool) -> None:
    desk.imported(COMPLAINT, acknowledge=acknowledge)
    with desk.store.reading() as session:
        assert session.scalars(select(Complaint.acknowledgement)).one() == state
        acknowledgements = select(func.count()).select_from(LetterOwed).where(LetterOwed.letter == Letter.ACKNOWLEDGEMENT)
        assert session.scalars(acknowledgements).one() == letters


def test_the_hand_list_says_that_it_came_from_a_file(desk: World) -> None:
    desk.imported(COMPLAINT)
    with desk.store.reading() as session:
        assert "uit een bestand" in str(session.scalars(select(Complaint.acknowledgement_why)).one())


def test_a_tag_of_an_employee_is_named_and_not_carried_out(desk: World) -> None:
    desk.imported(COMPLAINT)
    order = mail(f"[{desk.references()[0]}] #opgelost", "Gebeld.", sender="a.deboer@voorbeeld.nl")
    result = desk.run("import", desk.file(order, "opgelost.eml"))
    first, *lines = result.stdout.splitlines()
    assert (result.exit_code, first) == (0, "0 complaints, 1 follow-up, 0 machine, 0 already there, 0 unreadable")
    assert lines[0] == "1 bears a tag of an employee, which was not carried out:"
    assert lines[1].endswith("opgelost.eml")
    assert lines[2:] == ["What still holds, its writer must mail anew."]


def test_beside_an_old_register_no_new_keys_are_made(desk: World) -> None:
    desk.imported(COMPLAINT)
    desk.change(LetterOwed, 1, message_id="<een@voorbeeld.nl>")
    file = desk.settings.register_.keys_file
    file.unlink()
    result = desk.run("import", desk.file(ANSWER))
    assert (result.exit_code, "bring back your copy of it" in result.stderr, file.exists()) == (2, True, False)


def test_the_rules_still_hold_when_told_to_acknowledge(desk: World) -> None:
    desk.imported(mail(sender='"Piet" <piet@klant.example>, jan@klant.example'), acknowledge=True)
    with desk.store.reading() as session:
        assert session.scalars(select(Complaint.acknowledgement)).one() == "withheld"


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("Received: by a; Mon, 2 Mar 2026 09:00:00 +0100", datetime(2026, 3, 2, 8, tzinfo=UTC)),
        ("Received: by a; Mon, 2 Mar 2026 09:00:00 +0100 (CET)", datetime(2026, 3, 2, 8, tzinfo=UTC)),
        ("Received: by a\n\t(x; y);\n\tMon, 2 Mar 2026\n 09:00:00 -0500", datetime(2026, 3, 2, 14, tzinfo=UTC)),
        ("Received: by a; 2 Mar 2026 09:00:00 -0000", datetime(2026, 3, 2, 9, tzinfo=UTC)),
        ("received: by a; 2 Mar 2026 09:00 GMT", datetime(2026, 3, 2, 9, tzinfo=UTC)),
        ("Received: by b; 3 Mar 2026 09:00 GMT\nReceived: by a; 2 Mar 2026 09:00 GMT", datetime(2026, 3, 3, 9, tzinfo=UTC)),
        (f"X-Long: {'x' * 50_000}\nReceived: by a; 2 Mar 2026 09:00 GMT", datetime(2026, 3, 2, 9, tzinfo=UTC)),
    ],
)
def test_a_mail_was_received_when_its_topmost_received_says(field: str, expected: datetime) -> None:
    assert received_at(read_head([f"{field}\nDate: Thu, 1 Jan 1970 00:00:00 +0000\n\n{RECEIVED}\n".encode()]), NOW) == expected


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ("Date: Mon, 2 Mar 2026 09:00:00 +0100", "no Received header"),
        (f"Subject: x\n\n{RECEIVED}", "no Received header"),
        ("", "no Received header"),
        ("Received: by a", "no date"),
        ("Received: by a; gisteren", "no date"),
        ("Received: by a; 32 Mar 2026 09:00 GMT", "no date"),
        ("Received: by a; 2 Mar 99999 09:00 GMT", "no date"),
        ("Received: by a; 2 Mar 1899 09:00 GMT", "1899-03-02, which cannot be"),
        ("Received: by a; 2 Jun 2026 09:00 GMT", "2026-06-02, which cannot be"),
        ("Received: by b; gisteren\nReceived: by a; 2 Mar 2026 09:00 GMT", "no date"),
    ],
)
def test_a_mail_that_does_not_credibly_say_when_it_was_received_is_undated(fields: str, why: str) -> None:
    with pytest.raises(Undated, match=why):
        received_at(read_head([f"{fields}\n\nhallo\n".encode()]), NOW)


def test_an_undated_mail_is_named_and_does_not_hold_up_the_others(desk: World) -> None:
    undated = desk.file(b"From: jan@klant.example\nSubject: klacht\n\nhallo\n", "zonder.eml")
    result = desk.run("import", undated, desk.file(COMPLAINT))
    assert result.exit_code == 1
    assert result.stdout.startswith("1 complaint, ")
    assert "zonder.eml: it has no Received header" in result.stderr
    assert "--received" in result.stderr
    assert desk.run("import", undated, "--received", "2026-03-02").exit_code == 0


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("2026-07-01", datetime(2026, 6, 30, 22, tzinfo=UTC)),
        ("2026-07-01 09:15", datetime(2026, 7, 1, 7, 15, tzinfo=UTC)),
        ("2026-01-31 00:30", datetime(2026, 1, 30, 23, 30, tzinfo=UTC)),
    ],
)
def test_received_is_read_on_the_customers_clock(desk: World, told: str, expected: datetime) -> None:
    assert desk.run("import", desk.file(COMPLAINT), "--received", told).exit_code == 0
    with desk.store.reading() as session:
        complaint = session.scalars(select(Complaint)).one()
    assert (complaint.received_at, f"{complaint.received_date}") == (expected, told[:10])


@pytest.mark.parametrize("told", ["2999-01-01", "2 maart", "2026-02-30", "09:15"])
def test_a_moment_that_cannot_be_is_a_wrong_command_line(desk: World, told: str) -> None:
    result = desk.run("import", desk.file(COMPLAINT), "--received", told)
    assert result.exit_code == 2
    assert "--received" in result.stderr
    assert count(desk, Arrival) == 0


TWO = '[mailbox.incasso]\naddress = "incasso@voorbeeld.nl"\nhost = "imap.voorbeeld.nl"\npassword_file = "{}"\n'


@pytest.mark.parametrize(("named", "code"), [([], 2), (["--mailbox", "onbekend"], 2), (["--mailbox", "incasso"], 0)])
def test_with_several_mailboxes_one_must_be_named(tmp_path: Path, named: list[str], code: int) -> None:
    secret = tmp_path / "secret"
    secret.write_text("geheim")
    secret.chmod(0o600)
    with world(tmp_path, TWO.format(secret)) as desk:
        result = desk.run("import", desk.file(COMPLAINT), *named)
        assert result.exit_code == code
        assert code == 0 or "klachten or incasso" in " ".join(result.stderr.split())
        with desk.store.reading() as session:
            assert list(session.scalars(select(Arrival.mailbox))) == (["incasso"] if code == 0 else [])


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"Zomaar een tekst, zonder koppen.\n", b"\xff\xd8\xff\xe0 foto: een", bytes(range(256)) * 4]
)
def test_what_has_no_header_fields_is_no_mail(desk: World, content: bytes) -> None:
    result = desk.run("import", desk.file(content), desk.file(COMPLAINT, "goed.eml"), "--received", "2026-03-02")
    assert result.exit_code == 1
    assert result.stdout.startswith("1 complaint, ")
    assert "mail.eml: it has no header fields, so it seems to be no mail" in result.stderr
    assert count(desk, Arrival) == 1


def test_what_cannot_be_read_waits_in_quarantine_when_told_to(desk: World) -> None:
    result = desk.run("import", desk.file(b"\n\n"), "--received", "2026-03-02", "--force")
    assert result.exit_code == 0
    assert "1 unreadable" in result.stdout
    assert "klachten quarantine list" in result.stdout


def test_text_without_header_fields_becomes_a_complaint_when_told_to(desk: World) -> None:
    result = desk.run("import", desk.file(b"Zomaar een tekst, zonder koppen.\n"), "--received", "2026-03-02", "--force")
    assert (result.exit_code, result.stdout.partition(",")[0]) == (0, "1 complaint")
    assert "a person must do so: klachten list --unacknowledged" in result.stdout


def test_a_folder_without_mail_is_an_error(desk: World) -> None:
    empty = desk.folder / "leeg"
    empty.mkdir()
    result = desk.run("import", empty)
    assert result.exit_code == 1
    assert "no mail in these files" in result.stderr


def test_a_file_that_cannot_be_opened_is_told_in_words(desk: World) -> None:
    folder = desk.folder / "mail"
    folder.mkdir()
    (folder / "weg.eml").symlink_to(desk.folder / "nergens")
    result = desk.run("import", folder)
    assert result.exit_code == 1
    assert "weg.eml cannot be read: No such file or directory. What was imported before stays" in " ".join(result.stderr.split())


def killed(nursery: Nursery, desk: World, doom: str, *files: Path | str) -> None:
    """Import files, and end the process as `doom` says."""
    (desk.folder / "doom").write_text(doom)
    arguments = ["import", "--config", str(desk.config), *map(str, files)]
    assert nursery.launch(arguments, desk.folder / "import.log").wait(60) == -signal.SIGKILL


@pytest.mark.parametrize(
    ("place", "time", "acknowledgement"),
    [("before_commit_a", 1, "withheld"), ("after_commit_a", 1, "withheld"), ("before_commit_b", 2, "owed"), ("after_commit_b", 2, "owed")],
)
def test_an_import_that_died_is_finished_by_the_next_as_that_is_told(
    desk: World, nursery: Nursery, place: str, time: int, acknowledgement: str
) -> None:
    folder = desk.folder / "mail"
    folder.mkdir()
    paths = as_folder(folder)
    killed(nursery, desk, f"{place} {time}", "--acknowledge", *paths)
    assert desk.run("import", *paths).exit_code == 0
    with desk.store.reading() as session:
        kinds = sorted(map(str, session.scalars(select(Arrival.kind))))
        assert session.scalars(select(Complaint.acknowledgement)).all() == [acknowledgement]
    assert kinds == ["auto_reply", "complaint", "follow_up"]
    assert (count(desk, Complaint), count(desk, RawBlock)) == (1, 3)


@pytest.mark.parametrize(("attempts", "summary"), [(2, "1 complaint, "), (3, "0 complaints, ")])
def test_a_mail_that_ended_the_service_three_times_is_read_no_more(desk: World, nursery: Nursery, attempts: int, summary: str) -> None:
    path = desk.file(COMPLAINT)
    killed(nursery, desk, "before_parse 1", path)
    with desk.store.unit() as session:
        session.execute(update(Arrival).values(attempts=attempts))
    result = desk.run("import", path)
    assert result.stdout.startswith(summary)
    assert ("1 unreadable" in result.stdout) is (attempts == 3)


@dataclass(frozen=True)
class Counted:
    """A mail that tells when it is read."""

    name: str
    read: list[str]

    @property
    def size(self) -> int:
        return len(self.raw)

    @property
    def raw(self) -> bytes:
        return mail(self.name)

    def __iter__(self) -> Iterator[bytes]:
        if self.name not in self.read:
            self.read.append(self.name)
        yield self.raw


def test_no_more_is_read_ahead_than_memory_may_hold(desk: World) -> None:
    read: list[str] = []
    mails = (Counted(f"klacht {number}", read) for number in range(3 * MAILS_AT_ONCE))
    with Readers() as readers:
        importer = Importer(desk.store, readers, desk.intake(), SystemClock(), mailbox="klachten", enclosures_bytes=0)
        done = importer.take(mails)
        assert next(done) == Imported("klacht 0", len(mail("klacht 0")), Outcome.COMPLAINT)
        assert len(read) == MAILS_AT_ONCE


def test_a_large_mail_is_kept_in_blocks(desk: World) -> None:
    large = mail(body="regel tekst\n" * 200_000)
    desk.imported(large)
    with desk.store.reading() as session:
        blocks = list(session.scalars(select(RawBlock.data).order_by(RawBlock.position)))
    assert len(blocks) == 3
    assert b"".join(blocks) == large


def test_two_alike_in_one_import_are_one(desk: World) -> None:
    result = desk.run("import", desk.file(COMPLAINT, "a.eml"), desk.file(COMPLAINT, "b.eml"))
    assert result.stdout.startswith("1 complaint, 0 follow-ups, 0 machine, 1 already there")


def test_what_the_mailbox_brought_before_is_already_there(desk: World) -> None:
    desk.arrived(COMPLAINT, uid=5)
    result = desk.run("import", desk.file(COMPLAINT))
    assert result.stdout.startswith("0 complaints, 0 follow-ups, 0 machine, 1 already there")


DRESSES = {
    "other line ends": lambda raw: raw.replace(b"\n", b"\r\n"),
    "an empty line more": lambda raw: raw + b"\n\n",
    "none": lambda raw: raw.rstrip(b"\n"),
    "a mailbox's fields": lambda raw: (
        b"Status: RO\nX-Mozilla-Status: 0001\n" + raw.replace(b"\n\n", b"\nX-UID: 7\nContent-Length: 21\n\n", 1)
    ),
    "a mailbox's line": lambda raw: b"From piet@klant.example Mon Mar  2 09:00:00 2026\n" + raw,
    "a hidden From": lambda raw: raw.replace(b"\nFrom nu af", b"\n>From nu af").replace(b"\n>From toen", b"\n>>From toen"),
}
DRESSED = mail(body="Uw brief.\nFrom nu af\n>From toen af\nklopt er niets.", more="Message-ID: <jurk@klant.example>\n")


@pytest.mark.parametrize("dress", DRESSES.values(), ids=DRESSES)
@pytest.mark.parametrize("came_first", ["mailbox", "file"])
def test_the_same_mail_in_another_dress_is_already_there(desk: World, dress: Callable[[bytes], bytes], came_first: str) -> None:
    other = dress(DRESSED)
    if came_first == "mailbox":
        handled(desk, DRESSED)
    else:
        desk.imported(DRESSED)
    result = desk.run("import", desk.file(other))
    assert result.stdout.splitlines()[0] == "0 complaints, 0 follow-ups, 0 machine, 1 already there, 0 unreadable"
    assert count(desk, Complaint) == 1


def handled(desk: World, raw: bytes) -> str:
    """Let a mail come by the mailbox and be handled; return its class."""
    arrival_id = desk.arrived(raw, uid=5)
    with Readers(1) as readers:
        return desk.intake().handle(arrival_id, readers.read([raw], len(raw)))


def test_a_mail_that_was_imported_is_recognised_when_the_mailbox_brings_it(desk: World) -> None:
    desk.imported(DRESSED)
    assert handled(desk, DRESSED.replace(b"\n", b"\r\n")) == "redelivered"
    assert count(desk, Complaint) == 1


@pytest.mark.parametrize(
    "change",
    [
        (b"Uw brief", b"Uw briev"),
        (b"Subject: Klacht", b"Subject: klacht"),
        (b"09:00:00", b"09:00:01"),
        (b"piet@", b"jan@"),
        (b".\n", b". \n"),
    ],
)
def test_a_mail_that_says_something_else_is_another_mail(desk: World, change: tuple[bytes, bytes]) -> None:
    """Whatever its Message-ID is: one lost would be worse than one too many."""
    handled(desk, DRESSED)
    result = desk.run("import", desk.file(DRESSED.replace(*change)))
    assert "0 already there" in result.stdout
    assert count(desk, Complaint) == 2


def test_two_that_the_mailbox_brings_are_known_by_their_bytes_alone(desk: World) -> None:
    """So that nobody can have his mail compared with thousands."""
    handled(desk, DRESSED)
    other = DRESSED.replace(b"\n", b"\r\n")
    with Readers(1) as readers:
        assert desk.intake().handle(desk.arrived(other, uid=6), readers.read([other], len(other))) == "complaint"


def test_help_has_examples(desk: World) -> None:
    assert "klachten import --received" in desk.run("import", "--help").stdout
