"""A backup becomes the register again: whole, on either kind of database, without what was removed, and with no number used twice."""

from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import command_world
import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session
from test_backup import all_rows, backed_up, rows_in, rows_of

from klachten.backup.folder import Backup
from klachten.backup.making import make_backup
from klachten.backup.restoring import House, Restored, examine, restore
from tracker.counting import next_number
from tracker.errors import AlreadyRuns, CannotStart, KlachtenError, NeedsPerson, TryLater
from tracker.keys import Key, Keyring, open_keyring
from tracker.liveness import ServerSlot, take_slot
from tracker.migrating import migrate, newest_version
from tracker.model import Letter
from tracker.owing import Work
from tracker.records import Arrival, Complaint, FolderWork, LetterOwed, Mailbox
from tracker.removal.ledger import Ledger
from tracker.removal.taking_out import take_out
from tracker.removal_records import RemovedReference
from tracker.store import Store
from tracker.tokens import thread_message_id
from world import BOB, DOMAIN, NOW, RULES, World, mail

DAY = timedelta(days=1)

on_sqlite = pytest.mark.parametrize("world", ["sqlite"], indirect=True)
"""Where the kind of database makes no difference, or there is but one of which it is true."""


@pytest.fixture
def register(world: World) -> World:
    """A register with two complaints, of which the first is acknowledged."""
    with world.store.unit() as session:
        watched = (Mailbox(name=name, first_started_at=NOW, backlog_uidvalidity=1, backlog_last_uid=0) for name in ("klachten", "of old"))
        session.add_all(watched)
    world.deliver(mail())
    world.send()
    world.deliver(mail(sender=BOB))
    return world


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "backups"
    made.mkdir(mode=0o700)
    return made


@pytest.fixture
def house(register: World, folder: Path, tmp_path: Path) -> House:
    return House(register.store, register.keyring, Ledger(tmp_path / "removals"), register.rules.house, folder, frozenset({"klachten"}))


def brought_back(house: House, backup: Backup, after: timedelta = DAY) -> Restored:
    return restore(house, backup.file, examine(house, backup.file), NOW + after)


def test_what_came_later_is_gone_and_the_rest_is_as_it_was(register: World, house: House, folder: Path) -> None:
    backup = backed_up(register, folder)
    as_it_was = rows_of(register)
    register.deliver(mail())
    later = rows_of(register)
    beside = Path(register.store.url.database or "") if register.store.sqlite else house.ledger.path
    for ending in ("", "-wal"):
        beside.with_name(f"{beside.name}.restoring{ending}").write_bytes(b"left by a restore that was killed")
    done = brought_back(house, backup)
    now = rows_of(register)
    assert [one.compare_since for one in register.rows(Mailbox)] == [NOW, None]
    assert {name for name, rows in now.items() if rows != as_it_was[name]} == {"mailbox", "counter"}
    assert done.former.file is not None
    assert rows_in(done.former.file) == later
    assert (done.removed_again, done.mailboxes) == (0, ("klachten",))
    assert [one.name for one in Path(house.ledger.path).parent.iterdir() if "restoring" in one.name] == []


def test_one_of_an_older_version_is_backed_up_as_it_is_and_brought_up_to_date(register_url: str, folder: Path, tmp_path: Path) -> None:
    with closing(Store(register_url)) as store:
        migrate(store, "0003")
        with store.unit() as session:
            session.execute(text("INSERT INTO mailbox VALUES ('klachten', '2026-04-02 07:00:00.000000', 4294967295, 7, NULL)"))
        backup = make_backup(store, None, None, folder, NOW)
        assert (backup.manifest.schema_version, backup.manifest.rows["mailbox"]) == ("0003", 1)
    with closing(Store(f"sqlite:///{tmp_path}/new.db")) as store:
        brought_back(House(store, None, Ledger(tmp_path / "removals"), RULES, folder, frozenset({"klachten"})), backup)
        assert migrate(store) == newest_version()
        with store.reading() as session:
            (watched,) = session.scalars(select(Mailbox)).all()
    assert (watched.first_started_at, watched.backlog_uidvalidity, watched.compare_since) == (NOW, 4294967295, NOW)


def is_numbered_beyond_a_million(session: Session) -> bool:
    """Copy a letter; say whether the copy's id is none that was given out."""
    letter = session.scalars(select(LetterOwed)).first()
    assert letter is not None
    columns = {name: getattr(letter, name) for name in LetterOwed.__table__.columns.keys() if name not in ("id", "message_id")}  # noqa: SIM118 - no dict
    copy = LetterOwed(**columns)
    session.add(copy)
    session.flush()
    return copy.id > 1_000_000


class TestAcross:
    """A backup of one kind of database is brought back into the other, row for row."""

    @on_sqlite
    def test_from_sqlite_into_postgresql(self, register: World, house: House, folder: Path, postgresql_url: str) -> None:
        with register.store.unit() as session:
            session.scalars(select(Complaint)).all()[0].merged_into_id = 2
        self.moved(register, house, folder, postgresql_url)

    @pytest.mark.parametrize("world", ["postgresql"], indirect=True)
    def test_from_postgresql_into_sqlite(self, register: World, house: House, folder: Path, tmp_path: Path) -> None:
        self.moved(register, house, folder, f"sqlite:///{tmp_path}/new.db")

    def moved(self, register: World, house: House, folder: Path, url: str) -> None:
        backup = backed_up(register, folder)
        with closing(Store(url)) as store:
            brought_back(replace(house, store=store), backup)
            with store.reading() as session:
                there = all_rows(session.connection())
            with store.unit() as session:
                assert is_numbered_beyond_a_million(session)
        here = rows_of(register)
        assert {name for name, rows in there.items() if rows != here[name]} == {"mailbox"}


class TestNumbers:
    """No id and no reference that was given out since the backup is given out again."""

    def test_a_token_of_a_letter_made_since_fits_no_letter_made_later(self, register: World, house: House, folder: Path) -> None:
        backup = backed_up(register, folder)
        register.deliver(mail())
        lost = register.newest(LetterOwed)
        token = thread_message_id(register.keyring, None, lost.id, DOMAIN)
        brought_back(house, backup)
        register.deliver(mail())
        made_since = register.rows(LetterOwed, LetterOwed.made_at >= NOW)
        assert token not in {thread_message_id(register.keyring, None, one.id, DOMAIN) for one in made_since}
        assert min(one.id for one in register.rows(LetterOwed) if one.id >= lost.id) > lost.id + 1_000_000

    @on_sqlite
    def test_a_second_restore_of_one_backup_jumps_further(self, register: World, house: House, folder: Path, tmp_path: Path) -> None:
        """Also where nothing is left of the register that was made meanwhile."""
        backup = backed_up(register, folder)
        given = []
        for turn in (1, 2):
            with closing(Store(f"sqlite:///{tmp_path}/{turn}.db")) as store:
                given.append(brought_back(replace(house, store=store), backup, turn * DAY).last_ids["letter"])
        assert given[1] - given[0] == DAY.total_seconds()

    @on_sqlite
    def test_references_go_on_beyond_what_is_known(self, register: World, house: House, folder: Path) -> None:
        backup = backed_up(register, folder)
        register.deliver(mail())
        with register.store.unit() as session:
            session.add(RemovedReference(reference="KL-2026-00007", removed_date=date(2026, 4, 2)))
            session.flush()
            house.ledger.catch_up(session)
        brought_back(house, backup)
        with register.store.unit() as session:
            assert next_number(session, "KL-2026") == 8


class TestRemoved:
    """What was removed since the backup is not in the register for a moment."""

    @on_sqlite
    def test_it_is_removed_again_by_the_ledger_alone(self, register: World, house: House, folder: Path, tmp_path: Path) -> None:
        backup = backed_up(register, folder)
        removed_date = date(2026, 4, 3)
        with register.store.unit() as session:
            session.add(RemovedReference(reference="KL-2026-00001", removed_date=removed_date))
            session.flush()
            house.ledger.catch_up(session)
        with closing(Store(f"sqlite:///{tmp_path}/another.db")) as store:  # of the register nothing is left
            done = brought_back(replace(house, store=store), backup)
            with store.reading() as session:
                assert session.scalars(select(Complaint.reference)).all() == ["KL-2026-00002"]
                assert session.get_one(RemovedReference, "KL-2026-00001").removed_date == removed_date
                assert session.scalars(select(LetterOwed.recipient).where(LetterOwed.letter == Letter.ACKNOWLEDGEMENT)).all() == [BOB]
        assert done.removed_again == 1

    def test_it_is_removed_again_where_the_ledger_had_not_heard_of_it(self, register: World, house: House, folder: Path) -> None:
        backup = backed_up(register, folder)
        with register.store.unit() as session:
            session.add(RemovedReference(reference="KL-2026-00002", removed_date=date(2026, 4, 3)))
        assert brought_back(house, backup).removed_again == 1
        assert [one.reference for one in register.complaints()] == ["KL-2026-00001"]

    def test_what_was_to_be_erased_from_a_mailbox_still_is(self, register: World, house: House, folder: Path) -> None:
        """The backup never knew this mail; to compare the mailbox would make a complaint of it again."""
        backup = backed_up(register, folder)
        register.deliver(mail("Wat later kwam."))
        lost = register.newest(Arrival)
        with register.store.unit() as session:
            take_out(session, RULES, session.get_one(Complaint, lost.complaint_id), NOW, date(2026, 4, 3))
        brought_back(house, backup)
        assert [one.sha256 for one in register.rows(FolderWork, FolderWork.work == Work.ERASE)] == [lost.sha256]

    @on_sqlite
    def test_it_is_removed_again_by_a_copy_of_the_ledger(self, register: World, house: House, folder: Path) -> None:
        """The disk is lost, with the register and the ledger; an earlier backup is restored, and a later one was made."""
        backup = backed_up(register, folder)
        with register.store.unit() as session:
            session.add(RemovedReference(reference="KL-2026-00001", removed_date=date(2026, 4, 3)))
            session.flush()
            house.ledger.catch_up(session)
        backed_up(register, folder, NOW + DAY)
        house.ledger.path.unlink()
        with register.store.unit() as session:
            session.execute(delete(RemovedReference))
        assert brought_back(house, backup, 2 * DAY).removed_again == 1

    @on_sqlite
    def test_the_ledger_of_another_house_removes_nothing(self, register: World, house: House, folder: Path, tmp_path: Path) -> None:
        """Which keeps its backups in the same folder."""
        backup = backed_up(register, folder)
        theirs = Ledger(tmp_path / "theirs")
        with register.store.unit() as session:
            session.add(RemovedReference(reference="KL-2026-00001", removed_date=date(2026, 4, 3)))
            session.flush()
            theirs.catch_up(session)
            session.execute(delete(RemovedReference))
        make_backup(register.store, open_keyring(tmp_path / "other-keys"), theirs.path, folder, NOW + DAY)
        assert brought_back(house, backup, 2 * DAY).removed_again == 0

    @on_sqlite
    def test_without_its_ledger_nothing_is_restored(self, register: World, house: House, folder: Path) -> None:
        with register.store.unit() as session:
            session.add(RemovedReference(reference="KL-2025-00001", removed_date=date(2026, 4, 1)))
        backup = backed_up(register, folder)
        with pytest.raises(CannotStart, match=r"lacks 1 removed complaints.* --ledger-lost"):
            examine(house, backup.file)
        assert examine(house, backup.file, ledger_lost=True) == backup.manifest


class TestRefused:
    """Before anything was touched, in words that say what to do."""

    def refused(self, register: World, house: House, backup: Backup, kind: type[KlachtenError], why: str) -> None:
        before = rows_of(register)
        with pytest.raises(kind, match=why):
            brought_back(house, backup)
        assert rows_of(register) == before

    def test_while_a_daemon_runs(self, register: World, house: House, folder: Path) -> None:
        backup = backed_up(register, folder)
        register.deliver(mail())
        slot = take_slot(register.store)
        try:
            self.refused(register, house, backup, AlreadyRuns, "stop it first")
        finally:
            slot.release()

    @pytest.mark.parametrize("world", ["postgresql"], indirect=True)
    def test_a_daemon_that_starts_meanwhile(self, register: World, house: House, folder: Path) -> None:
        """On PostgreSQL nothing keeps it from starting; its first change of the register waits for the end of the restore."""
        backup = backed_up(register, folder)
        manifest, before, slots = examine(house, backup.file), rows_of(register), list[ServerSlot]()

        def tell(said: str) -> Callable[[int, int], None]:
            def told(_done: int, _of: int) -> None:
                if said == "Writing the register" and not slots:
                    slots.append(ServerSlot(other))

            return told

        with closing(Store(register.store.url)) as other:
            with pytest.raises(AlreadyRuns, match="stop it first"):
                restore(house, backup.file, manifest, NOW + DAY, tell)
            slots[0].release()
        assert rows_of(register) == before

    @on_sqlite
    def test_where_a_key_is_lacking(self, register: World, house: House, folder: Path) -> None:
        added = Keyring((*register.keyring.keys, Key("k2", bytes(32))))
        register.keyring = added
        backup = backed_up(register, folder)
        self.refused(register, house, backup, CannotStart, r"lacks k2 .*register\.keys_file .* 2026-04-02 or later")
        assert brought_back(replace(house, keyring=added), backup).removed_again == 0

    @on_sqlite
    def test_another_house(self, register: World, house: House, folder: Path, tmp_path: Path) -> None:
        backup = backed_up(register, folder)
        theirs = open_keyring(tmp_path / "theirs")
        self.refused(register, replace(house, keyring=theirs), backup, CannotStart, "the key file lacks")

    @on_sqlite
    def test_where_the_register_that_is_there_cannot_be_put_away(self, register: World, house: House, folder: Path, tmp_path: Path) -> None:
        backup = backed_up(register, folder)
        self.refused(register, replace(house, folder=tmp_path / "absent"), backup, NeedsPerson, "disk mounted")

    @pytest.mark.parametrize("step", ["Writing the register", "Removing again what was removed", "Copying"])
    def test_interrupted_at_any_step(self, register: World, house: House, folder: Path, step: str) -> None:
        backup = backed_up(register, folder)
        with register.store.unit() as session:
            session.add(RemovedReference(reference="KL-2026-00001", removed_date=date(2026, 4, 3)))
        manifest, before, reached = examine(house, backup.file), rows_of(register), []

        def tell(said: str) -> Callable[[int, int], None]:
            def told(_done: int, _of: int) -> None:
                if said == step:
                    reached.append(step)
                    raise KeyboardInterrupt

            return told

        with suppress(KeyboardInterrupt):
            restore(house, backup.file, manifest, NOW + DAY, tell)
        if reached:
            assert rows_of(register) == before
        assert bool(reached) == (step != "Writing the register" or not register.store.sqlite)
        assert brought_back(house, backup).removed_again == 1

    @on_sqlite
    def test_while_another_command_has_the_register_open(
        self, register: World, house: House, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("klachten.backup.placing._WAIT_SECONDS", 0)
        backup = backed_up(register, folder)
        with closing(Store(register.store.url)) as other, other.reading() as session:
            session.scalars(select(Complaint.id)).all()
            self.refused(register, house, backup, TryLater, "another program has")


@on_sqlite
class TestDamaged:
    """A register that cannot be read is set aside, and replaced all the same."""

    def test_it_is_set_aside_with_its_log(self, register: World, house: House, folder: Path) -> None:
        backup = backed_up(register, folder)
        register.store.close()
        file = Path(register.store.url.database or "")
        file.write_bytes(b"no database " * 1000)
        file.with_name(file.name + "-wal").write_bytes(b"its log")
        done = brought_back(house, backup)
        aside = done.former.file
        assert aside is not None
        assert (done.former.damaged, aside.suffix, aside.read_bytes()[:5]) == (True, ".damaged", b"no da")
        assert aside.with_name(aside.name + "-wal").read_bytes() == b"its log"
        assert len(register.complaints()) == 2
        assert len(register.rows(Arrival)) == 2

    def test_a_mailbox_that_may_have_been_watched_since_is_compared_too(self, register: World, house: House, folder: Path) -> None:
        """Else what came into one that was added after the backup would be lost: it lies handled in its folders."""
        backup = backed_up(register, folder)
        register.store.close()
        Path(register.store.url.database or "").write_bytes(b"no database " * 1000)
        assert brought_back(replace(house, watched=frozenset({"klachten", "new"})), backup).mailboxes == ("klachten", "new")

    def test_another_programs_database_is_not(self, register: World, house: House, folder: Path, tmp_path: Path) -> None:
        backup = backed_up(register, folder)
        with closing(Store(f"sqlite:///{tmp_path}/theirs.db")) as store:
            with store.unit() as session:
                session.connection().exec_driver_sql("CREATE TABLE theirs (id INTEGER)")
            with pytest.raises(CannotStart, match="tables that are not ours"):
                brought_back(replace(house, store=store), backup)


def complaints(here: command_world.World) -> list[str]:
    with closing(Store(here.store.url)) as store, store.reading() as session:
        return list(session.scalars(select(Complaint.reference)))


class TestTheCommand:
    """What a person sees of it."""

    @pytest.fixture
    def here(self, tmp_path: Path, folder: Path) -> Iterator[command_world.World]:
        with command_world.world(tmp_path, f'[backup]\nfolder = "{folder}"\n') as made:
            made.imported(command_world.mail())
            made.run("backup")
            made.imported(command_world.mail(), command_world.mail("Nog een"))
            made.store.close()
            yield made

    def test_it_tells_asks_and_tells_what_it_did(self, here: command_world.World, folder: Path) -> None:
        (backup,) = folder.glob("*.db")
        asked = here.run("restore", backup.name)
        assert (asked.exit_code, "1 complaint, 1 mail, 1 letter" in asked.output, "Go on?" in asked.output) == (1, True, True)
        assert "Nothing was changed. To go on without a question: --yes" in asked.output
        assert [len(complaints(here)), len(list(folder.glob("*.db")))] == [2, 1]
        done = here.run("restore", backup.name, "--yes")
        assert done.exit_code == 0, done.output
        assert "the next are: complaint 1000" in done.output
        assert "The register that was here was backed up to" in done.output
        assert [len(complaints(here)), len(list(folder.glob("*.db")))] == [1, 2]
        assert [file.name for file in here.folder.iterdir() if file.stat().st_mode & 0o077 and file.suffix in (".db", ".json")] == []

    def test_while_a_daemon_runs_nothing_is_asked(self, here: command_world.World, folder: Path) -> None:
        (backup,) = folder.glob("*.db")
        with closing(Store(here.store.url)) as store:
            slot = take_slot(store)
            refused = here.run("restore", backup.name)
            slot.release()
        assert (refused.exit_code, "stop it first" in refused.output, "Go on?" in refused.output) == (3, True, False)

    def test_one_that_is_not_there(self, here: command_world.World) -> None:
        told = here.run("restore", here.folder / "none.db", "--yes")
        assert (told.exit_code, "there is no backup" in told.output, "klachten backup --list" in told.output) == (1, True, True)

    def test_into_an_empty_house(self, here: command_world.World, folder: Path) -> None:
        """On another machine: the keys and the ledger were brought there, and there is no register yet."""
        (backup,) = folder.glob("*.db")
        for file in here.folder.glob("klachten.db*"):
            file.unlink()
        assert here.run("restore", backup, "--yes").exit_code == 0
        assert len(complaints(here)) == 1
        (here.folder / "keys").unlink()
        refused = here.run("restore", backup, "--yes")
        assert (refused.exit_code, "the key file lacks" in refused.output) == (2, True)
