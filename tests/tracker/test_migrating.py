"""The schema from zero, from an older version, from a newer one, and by several at once."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, insert, inspect, select, text

import tracker.house_records
import tracker.records
import tracker.removal_records  # noqa: F401 - they fill the metadata
from tracker.errors import CannotStart
from tracker.figures.counted import between
from tracker.figures.names import Figure
from tracker.migrating import migrate, newest_version, version
from tracker.process_steps import OTHER, step_title
from tracker.records import Complaint, Journal
from tracker.removal_records import AnonymousLine
from tracker.schema import Record
from tracker.store import Store
from world import in_processes


@pytest.fixture
def store(register_url: str) -> Iterator[Store]:
    one = Store(register_url)
    yield one
    one.close()


AT = datetime(2026, 4, 2, 7, tzinfo=UTC)
OLD_COMPLAINT = {
    "id": 1, "reference": "KL-2026-00001", "mailbox": "klachten", "state": "registered", "received_at": AT, "received_date": AT.date(),
    "registered_at": AT, "language": "nl", "nature": "other", "suggested_role": "sales_manager", "outer_limit_date": AT.date(),
    "acknowledgement": "owed", "process_step": "te laat geboekt",
}  # fmt: skip
OLD_LINE = {
    "complaint_id": 1, "at": AT, "event": "set_cause", "by_role": "sales_manager", "proof": "proven", "to_state": "registered",
    "from_state": "registered", "before": {"process_step": "aanmaning, zei zij"},
}  # fmt: skip
"""As the version before wrote them."""


def version_of(store: Store) -> str | None:
    with store.engine.connect() as connection:
        return version(connection)


def test_from_zero_by_migrations_it_is_what_the_code_says(store: Store) -> None:
    assert version_of(store) is None
    assert migrate(store) == newest_version() == version_of(store)
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Record.metadata) == []


def parts(store: Store) -> dict[str, Any]:
    """Describe what alembic does not compare: the checks, the partial indexes, the order of columns."""
    found = inspect(store.engine)
    return {
        table: (
            [column["name"] for column in found.get_columns(table)],
            sorted((str(check["name"]), "".join(check["sqltext"].split())) for check in found.get_check_constraints(table)),
            sorted((str(index["name"]), str(index["column_names"]), conditions(index)) for index in found.get_indexes(table)),
            sorted(str(one) for one in found.get_foreign_keys(table)),
        )
        for table in sorted(found.get_table_names())
        if table != "alembic_version"
    }


def conditions(index: Any) -> list[str]:
    return sorted(f"{option} {value}" for option, value in index.get("dialect_options", {}).items())


def test_checks_and_partial_indexes_are_equal_too(store: Store) -> None:
    Record.metadata.create_all(store.engine)
    by_the_code = parts(store)
    Record.metadata.drop_all(store.engine)
    migrate(store)
    assert parts(store) == by_the_code


def test_a_second_time_changes_nothing(store: Store) -> None:
    assert migrate(store) == migrate(store)


def test_a_newer_register_is_refused_and_not_touched(store: Store) -> None:
    migrate(store)
    with store.unit() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(CannotStart, match=r"9999.*newer"):
        migrate(store)
    assert version_of(store) == "9999"


def test_a_cause_in_somebodys_words_counts_as_other_and_stays_in_the_journal(store: Store) -> None:
    migrate(store, "0004")
    with store.unit() as session:
        for table, row in ((Complaint, OLD_COMPLAINT), (Journal, OLD_LINE | {"argument": "te laat geboekt"})):
            session.execute(insert(table.__table__).values(row))  # type: ignore[arg-type]  # the table of a record
    migrate(store)
    with store.unit() as session:
        complaint, line = session.scalars(select(Complaint)).one(), session.scalars(select(Journal)).one()
        assert (complaint.process_step, line.argument, line.before) == (OTHER, "te laat geboekt", {"process_step": OTHER})
        assert step_title(OTHER) == "Overig"


def test_what_was_removed_before_there_were_causes_counts_as_closed_without_one(store: Store) -> None:
    migrate(store, "0004")
    line = {"nature": "costs", "complainant_role": "debtor", "received_week": "2026-W10", "rounds": 1, "has_amount": False}
    with store.unit() as session:
        rows = [line | {"key": str(number), "closed_week": week} for number, week in enumerate(("2026-W12", "2026-W12", "2026-W13"))]
        session.execute(insert(AnonymousLine), rows)
    migrate(store)
    with store.reading() as session:
        figures = between(session, ZoneInfo("Europe/Amsterdam"), "2026-W12", "2026-W13")
    causes = {week: value for (week, figure, part), value in figures.items() if (figure, part) == (Figure.CAUSES, "costs/")}
    assert (
        causes == {week: value for (week, figure, _), value in figures.items() if figure == Figure.CLOSED} == {"2026-W12": 2, "2026-W13": 1}
    )


def test_an_interrupted_upgrade_leaves_nothing(store: Store) -> None:
    """What stands in the way makes the upgrade fail in its middle; once it is gone, the same upgrade succeeds (F54)."""
    with store.unit() as session:
        session.execute(text("CREATE TABLE raw_block (x INTEGER)"))
    with pytest.raises(Exception, match="raw_block"):
        migrate(store)
    assert version_of(store) is None
    assert set(inspect(store.engine).get_table_names()) <= {"raw_block"}
    with store.unit() as session:
        session.execute(text("DROP TABLE raw_block"))
    assert migrate(store) == newest_version()


def _migrate(_turn: int, url: str) -> str:
    store = Store(url)
    try:
        return migrate(store)
    finally:
        store.close()


def test_four_at_once_make_it_once(register_url: str) -> None:
    assert in_processes(4, _migrate, register_url) == [newest_version()] * 4
    engine = create_engine(register_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar_one() == 1
    engine.dispose()
