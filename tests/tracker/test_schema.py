"""What a row may hold, on either database, and what the databases do with it."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import inspect, not_, select, text, update
from sqlalchemy.exc import IntegrityError, StatementError

from tracker.migrating import migrate
from tracker.records import Arrival, Complaint, Mailbox
from tracker.schema import PERSONAL, Moment, Record, among
from tracker.store import Store, _prepare_sqlite
from world import NOW, World, mail

WORDS = [
    (Complaint, "state"),
    (Complaint, "acknowledgement"),
    (Complaint, "complainant_role"),
    (Arrival, "kind"),
]


@pytest.mark.parametrize(("kind", "column"), WORDS, ids=lambda value: getattr(value, "__tablename__", value))
def test_a_word_that_the_code_does_not_have_is_refused(world: World, kind: type[Record], column: str) -> None:
    world.deliver(mail())
    before = getattr(world.rows(kind)[0], column)
    with pytest.raises(IntegrityError), world.store.unit() as session:
        session.execute(update(kind).values({column: "nonsense"}))
    assert getattr(world.rows(kind)[0], column) == before


def test_a_row_refers_to_one_that_is_there(world: World) -> None:
    world.deliver(mail())
    with pytest.raises(IntegrityError), world.store.unit() as session:
        session.execute(update(Complaint).values(merged_into_id=99))


def test_any_number_of_ids_may_be_asked_for(world: World) -> None:
    world.deliver(mail())
    with world.store.reading() as session:
        found = session.scalars(select(Arrival.id).where(among(Arrival.id, range(70_000)), not_(among(Arrival.id, range(2, 9)))))
        assert found.all() == [1]
        assert session.scalars(select(Arrival.id).where(among(Arrival.id, ()))).all() == []


MOMENTS = [
    ("utc", NOW),
    ("summer-time", datetime(2026, 4, 2, 9, 0, tzinfo=timezone(timedelta(hours=2)))),
    ("west", datetime(2026, 4, 2, 2, 0, tzinfo=timezone(timedelta(hours=-5)))),
]


@pytest.mark.parametrize("moment", [pytest.param(row[1], id=row[0]) for row in MOMENTS])
def test_a_moment_comes_back_as_the_same_moment_in_utc(world: World, moment: datetime) -> None:
    row = Mailbox(name="x", first_started_at=moment, backlog_uidvalidity=2**32 - 1, backlog_last_uid=2**32 - 1)
    with world.store.unit() as session:
        session.add(row)
    (found,) = world.rows(Mailbox)
    assert (found.first_started_at, found.first_started_at.tzinfo, found.last_reached_at) == (NOW, UTC, None)
    assert found.backlog_uidvalidity == 4_294_967_295


def test_a_naive_moment_is_refused(world: World) -> None:
    with pytest.raises(StatementError, match="say which zone"), world.store.unit() as session:
        session.add(Mailbox(name="x", first_started_at=datetime(2026, 4, 2), backlog_uidvalidity=1, backlog_last_uid=0))  # noqa: DTZ001 - the case
    assert world.rows(Mailbox) == []


def test_ids_that_leave_the_house_are_never_used_twice(world: World) -> None:
    world.deliver(mail())
    kept = world.keep(mail())
    with world.store.unit() as session:
        session.delete(session.get_one(Arrival, kept))
    assert world.keep(mail()) == kept + 1


def personal() -> set[tuple[str, str]]:
    return {(table.name, column.name) for table in Record.metadata.tables.values() for column in table.columns if column.info == PERSONAL}


def test_postgresql_keeps_no_statistics_of_what_people_wrote(postgresql_url: str) -> None:
    store = Store(postgresql_url)
    migrate(store)
    silent = text(
        "SELECT relname, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid"
        " WHERE attstattarget = 0 AND relkind = 'r' AND attnum > 0"
    )
    with store.reading() as session:
        found = {(table, column) for table, column in session.execute(silent)}
    store.close()
    assert found == personal()
    assert ("complaint", "complainant_address") in found


def test_whatever_looks_personal_is_marked() -> None:
    """A column with one of these words in its name is about a person, unless it stands here as seen and found not to be."""
    words = ("address", "name", "subject", "recipient", "sender", "words", "facts", "raw", "data", "text", "number", "asked")
    seen = {
        ("alarm", "name"), ("alarm", "subject"), ("alarm", "words"), ("counter", "name"), ("mailbox", "name"),
    }  # fmt: skip
    suspect = {
        (table.name, column.name)
        for table in Record.metadata.tables.values()
        for column in table.columns
        if any(w in column.name for w in words)
    }
    assert suspect - seen <= personal()


PRAGMAS: dict[str, Any] = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1, "busy_timeout": 30_000}


def test_every_connection_to_sqlite_is_durable_erasing_and_strict(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.store._prepare_sqlite", _prepare_sqlite)  # other tests are hastier; see `world.prepare_hastily`
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('pragmas') / 'register.db'}")
    connections = [store.engine.raw_connection() for _ in range(4)]
    for connection in connections:
        assert {name: connection.cursor().execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS} == PRAGMAS
        connection.close()
    store.close()


def test_what_is_erased_is_overwritten(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("erased") / "register.db"
    store = Store(f"sqlite:///{file}")
    Record.metadata.create_all(store.engine)
    for change in ("INSERT INTO counter (name, last) VALUES ('zeer-geheim', 1)", "DELETE FROM counter"):
        with store.unit() as session:
            session.execute(text(change))
    with store.engine.connect() as connection:
        connection.commit()
        connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]  # it is sqlite3's
    store.close()
    assert b"zeer-geheim" not in file.read_bytes()


def test_the_names_of_constraints_are_ours(world: World) -> None:
    found = inspect(world.store.engine).get_check_constraints("complaint")
    assert {"ck_complaint_state", "ck_complaint_acknowledgement", "ck_complaint_complainant_role"} == {str(one["name"]) for one in found}


def test_none_stays_none() -> None:
    moment = Moment()
    dialect: Any = None
    assert (moment.process_bind_param(None, dialect), moment.process_result_value(None, dialect)) == (None, None)
