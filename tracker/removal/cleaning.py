"""Making the database let go of what its erased rows left behind, as far as the service itself can.

SQLite: `secure_delete` overwrites what is deleted, and yet copies stay where a
page was rearranged before (measured: of one row in some thousands), and in the
write-ahead log; so the file is written anew and the log cut off. PostgreSQL:
what the owner of the tables may do beside others at work. Knows no complaint.
Rule: what only the operator can clean is named, and never passed over.
Source: docs/procedure.md, Removal; docs/mail-rules.md, D18.
"""

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tracker.errors import TryLater
from tracker.removal.anonymous import STAYS, lay_anew
from tracker.removal.markers import personal_columns
from tracker.schema import Record
from tracker.store import BUSY_SECONDS, Store

NIGHT_HOURS = range(2, 5)
"""On the customer's clock: a large register is written anew when hardly anybody mails."""

NIGHT_MISSED_AFTER = timedelta(days=2)
"""A machine that is off at night cleans when it is on."""

SMALL_BYTES = 256 * 1024 * 1024
"""An SQLite register up to this size is written anew in two seconds, at any hour."""

PATIENT_MILLISECONDS = 2000
"""So long the write-ahead log waits for who reads; mail is not held up for longer."""

MAIL_SERVER = "mail server"
BACKUPS = "backups"
POSTGRESQL = ("postgresql vacuum full", "postgresql write-ahead log", "postgresql server log", "postgresql replicas", "postgresql backups")
NOT_OURS = "postgresql vacuum"

_NOT_OWNED = text(
    "SELECT count(*) FROM pg_class WHERE relname = ANY(:names) AND relkind = 'r' AND NOT pg_has_role(relowner, 'USAGE')"
    " AND relnamespace = ANY(SELECT oid FROM pg_namespace WHERE nspname = ANY(current_schemas(false)))"
)


def is_night(now: datetime, zone: ZoneInfo) -> bool:
    """Say whether it is night at `now` (aware) where the customer is."""
    return now.astimezone(zone).hour in NIGHT_HOURS


def may_clean_by_day(store: Store, now: datetime, removed_at: datetime) -> bool:
    """Say whether what was removed then need not wait for the night: a small file is soon written anew. Both moments aware."""
    return now - removed_at > NIGHT_MISSED_AFTER or (store.sqlite and Path(store.url.database or "").stat().st_size <= SMALL_BYTES)


def clean(store: Store) -> None:
    """Write the database anew as far as we may. Safe to repeat.

    Raises `TryLater` when others are at work in the way, or there is no room on the disk.
    """
    with store.unit() as session:
        lay_anew(session)
    try:
        if store.sqlite:
            _on_the_file(store, "VACUUM")
        else:
            _clean_server(store)
    except DBAPIError as trouble:
        raise TryLater(f"the register cannot be cleaned now ({type(trouble.orig).__name__})") from trouble
    if not cut_off_log(store):
        raise TryLater("somebody reads the register: its log cannot be cut off yet")


def cut_off_log(store: Store) -> bool:
    """Empty SQLite's write-ahead log; return False while a reader needs it. A server keeps its log for itself."""
    return not store.sqlite or not _on_the_file(store, "PRAGMA wal_checkpoint(TRUNCATE)")[0]


def left_to_operator(store: Store) -> tuple[str, ...]:
    """Name what this service cannot clean, in the words of docs/operation.md."""
    if store.sqlite:
        return (MAIL_SERVER, BACKUPS)
    with store.reading() as session:
        names = [table.name for table in _removed_from()]
        not_ours = session.execute(_NOT_OWNED, {"names": names}).scalar_one() > 0
    return (MAIL_SERVER, *POSTGRESQL, *([NOT_OURS] if not_ours else []))


def _on_the_file(store: Store, statement: str) -> Any:
    """Give SQLite a statement that no transaction may hold, with little patience; return the first row of its answer."""
    connection = store.engine.raw_connection()
    try:
        connection.cursor().execute(f"PRAGMA busy_timeout={PATIENT_MILLISECONDS}")
        return connection.cursor().execute(statement).fetchone()
    except sqlite3.Error as trouble:
        raise TryLater(f"the register cannot be written anew now ({trouble})") from trouble
    finally:
        connection.cursor().execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
        connection.close()


def _clean_server(store: Store) -> None:
    """Free what dead rows hold, take new statistics, and lay what stays behind in the order of its keys."""
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET lock_timeout = '10s'"))
        connection.execute(text("SET statement_timeout = 0"))
        try:
            for table in _removed_from():
                connection.execute(text(f'VACUUM (ANALYZE) "{table.name}"'))
            _in_order_of_keys(connection)
        finally:
            connection.invalidate()  # so that no other use of it has these patiences


def _in_order_of_keys(connection: Any) -> None:
    names = [record.__tablename__ for record in STAYS]
    if not connection.execute(_NOT_OWNED, {"names": names}).scalar_one():
        for name in names:
            connection.execute(text(f"CLUSTER {name} USING pk_{name}"))


def _removed_from() -> list[Any]:
    """Return the tables from which removal takes rows."""
    return [table for table in Record.metadata.sorted_tables if personal_columns(table)]
