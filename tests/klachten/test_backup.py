"""A backup is one moment of the register, whole or not there, and kept for as long as was said."""

import fcntl
import itertools
import json
import os
import resource
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import command_world
import pytest
from sqlalchemy import JSON, Connection, Text, cast, delete, insert, select, text

from klachten.backup.copying import opened
from klachten.backup.folder import Backup, backups_in, delete_old
from klachten.backup.making import make_backup
from klachten.backup.manifest import beside
from klachten.backup.verifying import verify
from tracker.counting import next_number
from tracker.errors import AlreadyRuns, CannotStart, NeedsPerson
from tracker.house_records import Snapshot
from tracker.records import LetterOwed, RawBlock
from tracker.schema import Record
from world import NOW, World, mail

DAY = timedelta(days=1)

on_sqlite = pytest.mark.parametrize("world", ["sqlite"], indirect=True)
"""Where the kind of database makes no difference."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "backups"
    made.mkdir(mode=0o700)
    return made


def backed_up(world: World, folder: Path, at: datetime = NOW) -> Backup:
    return make_backup(world.store, world.keyring, folder.parent / "removals", folder, at)


def all_rows(connection: Connection) -> dict[str, list[Any]]:
    """Return every row of every table, by its key; JSON as it is written."""
    found = {}
    for table in Record.metadata.sorted_tables:
        told = [cast(one, Text) if isinstance(one.type, JSON) else one for one in table.columns]
        found[table.name] = [tuple(row) for row in connection.execute(select(*told).order_by(*table.primary_key.columns))]
    return found


def rows_of(world: World) -> dict[str, list[Any]]:
    with world.store.reading() as session:
        return all_rows(session.connection())


def rows_in(file: Path) -> dict[str, list[Any]]:
    with closing(opened(file, read_only=True)) as store, store.reading() as session:
        return all_rows(session.connection())


def test_every_row_is_in_it_whatever_the_database(world: World, folder: Path) -> None:
    for number in range(3):
        world.deliver(mail(f"Brief {number}, met een \u20ac en een \U0001f600."))
        world.send()
    world.order("#samenvoegen KL-2026-00003", complaint=world.complaints()[0])
    with world.store.unit() as session:
        session.execute(text("UPDATE complaint SET merged_into_id = 3 WHERE id = 1"))
        session.execute(text("UPDATE journal SET before = 'null' WHERE id = 1"))  # not the same as nothing
    made = backed_up(world, folder)
    assert rows_in(made.file) == rows_of(world)
    assert made.manifest.rows["complaint"] == 3
    assert verify(made.file, lambda _done, _of: None) == made.manifest


def test_it_knows_the_numbers_of_rows_that_are_gone(world: World, folder: Path) -> None:
    world.deliver(mail())
    last = world.newest(LetterOwed).id
    with world.store.unit() as session:
        session.execute(delete(LetterOwed))
    assert backed_up(world, folder).manifest.highest_ids["letter"] == last


def test_it_is_one_moment_while_others_write(world: World, folder: Path) -> None:
    arrival = world.keep(mail())
    with world.store.unit() as session:
        session.execute(insert(RawBlock), [{"arrival_id": arrival, "position": at, "data": bytes(1 << 20)} for at in range(100, 130)])
    stop, written = threading.Event(), threading.Semaphore(0)

    def write() -> None:
        for turn in itertools.takewhile(lambda _: not stop.is_set(), itertools.count()):
            with world.store.unit() as session:
                next_number(session, "written")
                session.add(Snapshot(week="2026-W14", figure="f", part=str(turn), value=1, taken_at=NOW))
            written.release()

    steps: list[int] = []

    def tell(_step: str) -> Callable[[int, int], None]:
        def told(done: int, _of: int) -> None:
            steps.append(done)
            assert written.acquire(timeout=60)  # somebody wrote since the last step

        return told

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert written.acquire(timeout=60)
        made = make_backup(world.store, world.keyring, None, folder, NOW, tell)
    finally:
        stop.set()
        writer.join()
    assert len(steps) > 3
    assert made.manifest.counters["written"] == made.manifest.rows["snapshot"] > 0


@on_sqlite
def test_nobody_else_may_read_it(world: World, folder: Path) -> None:
    umask = os.umask(0)
    try:
        made = backed_up(world, folder)
    finally:
        os.umask(umask)
    assert {file.stat().st_mode & 0o077 for file in folder.iterdir()} == {0}
    assert {file.name for file in folder.iterdir()} >= {made.file.name, beside(made.file).name}


def test_a_register_that_is_none_is_told(tmp_path: Path, folder: Path) -> None:
    with closing(opened(tmp_path / "empty.db")) as store, pytest.raises(CannotStart, match="no register"):
        make_backup(store, None, None, folder, NOW)


@contextmanager
def full_after(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


class TestTrouble:
    """Nothing that looks like a backup stays behind, and who reads the message knows what to do."""

    @on_sqlite
    def test_a_folder_that_is_not_there_is_not_made(self, world: World, tmp_path: Path) -> None:
        with pytest.raises(NeedsPerson, match=r"disk mounted\? Else make it, as root: install -d"):
            backed_up(world, tmp_path / "absent")
        assert not (tmp_path / "absent").exists()

    @on_sqlite
    def test_a_folder_in_which_nothing_can_be_written(self, world: World) -> None:
        with pytest.raises(NeedsPerson, match=r"cannot be written .* run this as that user"):
            backed_up(world, Path("/proc/self"))

    def test_a_disk_that_fills(self, world: World, folder: Path) -> None:
        world.deliver(mail("x" * 100_000))
        with full_after(50_000), pytest.raises(NeedsPerson, match=r"cannot be written .*df -h"):
            backed_up(world, folder)
        assert [file.name for file in folder.iterdir() if not file.name.startswith(".")] == []
        assert backed_up(world, folder).manifest.rows["complaint"] == 1

    @on_sqlite
    def test_another_one_at_work(self, world: World, folder: Path) -> None:
        made = backed_up(world, folder)
        with (folder / ".klachten-backup.lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            with pytest.raises(AlreadyRuns, match="wait until it ends"):
                backed_up(world, folder)
        assert [one.file for one in backups_in(folder)] == [made.file]

    @on_sqlite
    def test_a_name_that_is_taken(self, world: World, folder: Path) -> None:
        first = backed_up(world, folder)
        kept = first.file.read_bytes()
        beside(first.file).unlink()
        second = backed_up(world, folder)
        assert (second.file.name, first.file.read_bytes()) == ("klachten-20260402T070000Z-2.db", kept)

    @on_sqlite
    def test_what_an_interrupted_one_left(self, world: World, folder: Path) -> None:
        """Ended while it copied, and ended before its manifest was written."""
        half = folder / "klachten-20260401T070000Z.db.part"
        half.write_bytes(b"half")
        unvouched = backed_up(world, folder, NOW - DAY)
        beside(unvouched.file).unlink()
        half.write_bytes(b"half")
        whole = backed_up(world, folder)
        assert not half.exists()
        assert [(one.file, one.manifest is not None) for one in backups_in(folder)] == [(whole.file, True), (unvouched.file, False)]
        with pytest.raises(NeedsPerson, match="has no manifest"):
            verify(unvouched.file, lambda _done, _of: None)


def changed_byte(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[-5] ^= 1
    file.write_bytes(content)


def cut_off(file: Path) -> None:
    os.truncate(file, file.stat().st_size - 4096)


def retold(**changes: Any) -> Callable[[Path], None]:
    """Let the manifest say something else."""

    def change(file: Path) -> None:
        told = json.loads(beside(file).read_text())
        beside(file).write_text(json.dumps(told | changes))

    return change


DAMAGES = [
    pytest.param(changed_byte, "its bytes are not those", id="another-byte"),
    pytest.param(cut_off, "its bytes are not those", id="cut-off"),
    pytest.param(lambda file: beside(file).unlink(), "no backup of klachten, or one that was broken off", id="no-manifest"),
    pytest.param(lambda file: beside(file).write_text("{"), "is damaged, or the manifest of", id="half-a-manifest"),
    pytest.param(retold(format="klachten-backup-2"), "install the klachten that made it", id="another-format"),
    pytest.param(retold(rows={}), "its rows are not those", id="other-rows"),
    pytest.param(Path.unlink, "cannot be read", id="gone"),
]


@on_sqlite
@pytest.mark.parametrize(("damage", "why"), DAMAGES)
def test_a_damaged_one_is_found(world: World, folder: Path, damage: Callable[[Path], None], why: str) -> None:
    made = backed_up(world, folder)
    damage(made.file)
    with pytest.raises(NeedsPerson, match=why):
        verify(made.file, lambda _done, _of: None)


OLD = [
    # name, is it deleted when 14 days are kept
    ("klachten-20260318T065959Z.db", True),
    ("klachten-20260318T065959Z.json", True),
    ("klachten-20260318T065959Z.removals", True),
    ("klachten-20260318T065959Z-2.db", True),
    ("klachten-20260319T070001Z.db", False),
    ("klachten-20260318T065959Z.damaged", True),
    ("klachten-20260318T065959Z.damaged-wal", True),
    ("klachten-20269999T065959Z.db", False),
    ("klachten-20260318T065959Z.db.gpg", False),
    ("klachten.db", False),
    ("my-klachten-20260318T065959Z.db", False),
    ("keys", False),
]


def test_only_what_is_ours_and_old_is_deleted(folder: Path) -> None:
    for name, _ in OLD:
        (folder / name).write_bytes(b"x")
    (folder / "klachten-20250101T000000Z.db").mkdir()
    (folder / "klachten-20250102T000000Z.db").symlink_to(folder / "keys")
    newest = folder / "klachten-20260101T000000Z.db"  # the clock was wrong when it was made
    newest.write_bytes(b"x")
    delete_old(folder, 14, NOW, newest=newest)
    assert {name for name, deleted in OLD if not deleted} | {
        newest.name,
        "klachten-20250101T000000Z.db",
        "klachten-20250102T000000Z.db",
    } == {one.name for one in folder.iterdir()}


class TestTheCommand:
    """What a person or a timer sees of it."""

    @pytest.fixture
    def here(self, tmp_path: Path, folder: Path) -> Iterator[command_world.World]:
        with command_world.world(tmp_path, f'[backup]\nfolder = "{folder}"\nkeep_days = 7\n') as made:
            made.imported(command_world.mail())
            yield made

    def test_made_listed_and_verified(self, here: command_world.World, folder: Path) -> None:
        told = here.run("backup")
        (made,) = folder.glob("*.db")
        assert (told.exit_code, told.output) == (0, f"Backed up to {made}: 1 complaint, 1 mail, 1 letter.\n")
        assert made.name in here.run("backup", "--list").output
        assert "backup of the register" not in here.run("status").output
        for file in folder.glob("klachten-*"):
            file.rename(folder / f"klachten-20260101T000000Z{file.suffix}")
        made = folder / "klachten-20260101T000000Z.db"
        assert "the newest backup of the register is" in here.run("status").output
        for named in (made, made.name):
            assert f"{made} is whole: the register of" in here.run("backup", "--verify", named).output
        absent = here.run("backup", "--verify", "klachten-20250101T000000Z.db")
        assert (absent.exit_code, absent.output.count("\n")) == (1, 1)
        assert f"there is no backup klachten-20250101T000000Z.db, nor in {folder}; see which" in absent.output
        (listed,) = json.loads(here.run("backup", "--list", "--json").output)
        assert listed["manifest"]["rows"]["complaint"] == 1

    def test_old_ones_go_after_a_good_one_alone(self, here: command_world.World, folder: Path) -> None:
        old = folder / "klachten-20200101T000000Z.db"
        old.write_bytes(b"x")
        here.store.close()
        register = here.folder / "klachten.db"
        kept = register.read_bytes()
        register.write_bytes(b"no database " * 1000)
        refused = here.run("backup")
        assert (refused.exit_code, "is no register, or a damaged one" in refused.output) == (2, True), refused.output
        assert old.exists()
        register.write_bytes(kept)
        assert "Deleted 1 older than 7 days." in here.run("backup").output
        assert not old.exists()

    def test_elsewhere_nothing_is_deleted(self, here: command_world.World, tmp_path: Path) -> None:
        stick = tmp_path / "stick"
        stick.mkdir()
        old = stick / "klachten-20200101T000000Z.db"
        old.write_bytes(b"x")
        assert here.run("backup", "--to", stick).exit_code == 0
        assert old.exists()
        assert "not whole" in here.run("backup", "--to", stick, "--list").output

    def test_without_a_folder_it_says_where_to_name_one(self, tmp_path: Path) -> None:
        with command_world.world(tmp_path) as here:
            told = here.run("backup")
        assert (told.exit_code, "[backup]" in told.output, "--to FOLDER" in told.output) == (2, True, True)
