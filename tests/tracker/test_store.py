"""Everything or nothing, by several at once, with a reader that waits for nobody; and what a busy or absent database is."""

import sqlite3
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from servers.postgresql import PostgreSQL
from tracker import store as store_module
from tracker.counting import next_number
from tracker.errors import CannotStart, TryLater
from tracker.house_records import Counter, Snapshot
from tracker.log import describe
from tracker.migrating import migrate
from tracker.model import Letter
from tracker.records import Arrival, Complaint, FolderWork, Journal, LetterOwed
from tracker.schema import Record
from tracker.store import Store
from world import ALICE, NOW, World, in_processes, joined_world, mail, new_world


def _hand_out(_turn: int, url: str) -> list[int]:
    store = Store(url)
    numbers = []
    for number in range(50):
        with suppress(ZeroDivisionError), store.unit() as session:
            given = next_number(session, "KL-2026")
            if number % 10:
                numbers.append(given)
            else:
                raise ZeroDivisionError
    store.close()
    return numbers


def test_no_number_is_handed_out_twice_by_three_processes(world: World) -> None:
    given = in_processes(3, _hand_out, url_of(world))
    numbers = [number for one in given for number in one]
    assert len(numbers) == len(set(numbers)) == 3 * 45
    assert all(one == sorted(one) for one in given)


def _register(turn: int, url: str, folder: Path) -> None:
    with joined_world(url, folder) as world:
        world.mailbox.uidvalidity = turn + 1
        for number in range(50):
            world.deliver(mail(sender=f"c{turn}-{number}@mail.example"))


def test_three_processes_register_a_hundred_and_fifty_complaints_each_with_its_own_reference(world: World, tmp_path: Path) -> None:
    in_processes(3, _register, url_of(world), tmp_path)
    references = [one.reference for one in world.complaints()]
    assert len(references) == len(set(references)) == 150
    assert len(world.letters(Letter.ACKNOWLEDGEMENT)) == 150
    assert world.rows(Counter)[0].last == 150


def url_of(world: World) -> str:
    return world.store.url.render_as_string(hide_password=False)


def test_a_unit_that_fails_leaves_nothing(world: World) -> None:
    world.deliver(mail())
    kinds: tuple[type[Record], ...] = (Complaint, Arrival, Journal, LetterOwed, FolderWork, Counter)
    before = [len(world.rows(kind)) for kind in kinds]
    with suppress(ZeroDivisionError), world.store.unit() as session:
        next_number(session, "other")
        session.add(Snapshot(week="2026-W14", figure="new", value=1, taken_at=NOW))
        session.flush()
        raise ZeroDivisionError
    assert [len(world.rows(kind)) for kind in kinds] == before
    assert world.rows(Snapshot) == []


def test_a_number_whose_transaction_failed_stays_unused_or_is_given_again_but_never_twice(world: World) -> None:
    with suppress(ZeroDivisionError), world.store.unit() as session:
        next_number(session, "KL-2026")
        raise ZeroDivisionError
    given = []
    for _ in range(3):
        with world.store.unit() as session:
            given.append(next_number(session, "KL-2026"))
    assert given == sorted(set(given))


def test_a_reader_waits_for_no_writer_and_sees_only_what_is_committed(world: World) -> None:
    with world.store.unit() as writing:
        writing.add(Snapshot(week="2026-W14", figure="new", value=1, taken_at=NOW))
        writing.flush()
        seen: list[int] = []
        reader = threading.Thread(target=lambda: seen.append(len(world.rows(Snapshot))))
        reader.start()
        reader.join(20)
        assert seen == [0]
    assert len(world.rows(Snapshot)) == 1


def test_a_reader_sees_one_moment(world: World) -> None:
    with world.store.reading() as session:
        before = session.scalar(select(func.count()).select_from(Snapshot))
        with world.store.unit() as other:
            other.add(Snapshot(week="2026-W14", figure="open", part="registered", value=1, taken_at=NOW))
        assert session.scalar(select(func.count()).select_from(Snapshot)) == before == 0
    assert len(world.rows(Snapshot)) == 1


def test_threads_take_turns(world: World) -> None:
    def work() -> None:
        for _ in range(20):
            with world.store.unit() as session:
                next_number(session, "x")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert world.rows(Counter)[0].last == 80


def test_a_fault_of_ours_is_no_reason_to_try_later(world: World) -> None:
    world.deliver(mail())
    with pytest.raises(IntegrityError), world.store.unit() as session:
        session.execute(text("INSERT INTO counter (name, last) VALUES ('a', 1), ('a', 2)"))


def test_what_is_logged_of_an_error_quotes_nobody(world: World) -> None:
    world.deliver(mail())
    with pytest.raises(IntegrityError) as refusal, world.store.unit() as session:
        session.add(Complaint(**{column.key: None for column in Complaint.__mapper__.columns} | {"subject": "GEHEIM"}))
    assert "GEHEIM" not in describe(refusal.value)
    if world.store.sqlite:  # PostgreSQL's own words quote the row, which is why no message ever reaches the log
        assert "GEHEIM" not in str(refusal.value)


def test_a_statement_that_is_wrong_is_no_reason_to_try_later(world: World) -> None:
    with pytest.raises(DBAPIError), world.store.reading() as session:
        session.execute(text("SELECT nonsense FROM nowhere"))


def test_a_busy_register_is_for_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "BUSY_SECONDS", 0)
    with new_world(f"sqlite:///{tmp_path / 'register.db'}", tmp_path) as world:
        other = sqlite3.connect(tmp_path / "register.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(TryLater, match=r"busy .*: see whether its database runs"):
            world.deliver(mail())
        assert world.complaints() == []
        other.execute("ROLLBACK")
        world.deliver(mail())
        assert world.complaint().complainant_address == ALICE
        other.close()


def test_a_register_that_is_opened_to_be_read_refuses_everything_else(world: World) -> None:
    world.deliver(mail())
    reader = Store(url_of(world), read_only=True)
    try:
        for write in ("UPDATE complaint SET subject = 'x'", "DELETE FROM letter", "CREATE TABLE new (id INTEGER)"):
            with pytest.raises(DBAPIError, match=r"read-?only"), reader.engine.begin() as connection:
                connection.execute(text(write))
            assert "x" not in {one.subject for one in world.complaints()}
        with reader.reading() as session:
            assert session.scalar(text("SELECT count(*) FROM complaint")) == 1
    finally:
        reader.close()


def test_a_register_that_is_not_there_is_not_made_by_reading(tmp_path: Path) -> None:
    reader = Store(f"sqlite:///{tmp_path / 'a b#c?d%e.db'}", read_only=True)
    with pytest.raises(CannotStart, match="cannot be used"), reader.reading() as session:
        session.execute(text("SELECT 1"))
    assert list(tmp_path.iterdir()) == []


def test_a_name_of_any_kind_is_read(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a b#c%e.db'}"
    writer = Store(url)
    migrate(writer)
    writer.close()
    reader = Store(url, read_only=True)
    with reader.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM complaint")) == 0
    reader.close()


def test_an_absent_postgresql_is_for_later_and_found_again(postgresql: PostgreSQL, postgresql_url: str) -> None:
    store = Store(postgresql_url)
    migrate(store)
    with pytest.raises(TryLater), store.unit() as session:  # noqa: PT012 - the server goes away in the middle of a unit
        next_number(session, "x")
        postgresql.stop(immediately=False)
        next_number(session, "x")
    with pytest.raises(TryLater), store.reading() as session:
        session.execute(text("SELECT 1"))
    postgresql.start()
    with store.unit() as session:
        assert next_number(session, "x") == 1
    store.close()


def test_a_commit_on_postgresql_is_on_the_disk_whatever_the_server_is_set_to(postgresql_url: str) -> None:
    store = Store(f"{postgresql_url}{'&' if '?' in postgresql_url else '?'}options=-csynchronous_commit%3Doff")
    with store.reading() as session:
        assert session.execute(text("SHOW synchronous_commit")).scalar_one() == "on"
    store.close()
