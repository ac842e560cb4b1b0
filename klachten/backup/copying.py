"""All of a register into an SQLite file, or rows from one database into another: one snapshot, while others write.

Page by page out of SQLite; row by row, in batches, between two kinds of
database. It learns the tables from the databases themselves, so that a register
of an older version is copied as it is. Rule: the source is one transaction that
only reads.
"""

import sqlite3
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Column, Connection, MetaData, Table, bindparam, cast, func, insert, inspect, select, table, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import JSON, Text, TypeEngine

from klachten.backup.sequences import last_ids, set_last_ids
from tracker.errors import CannotStart, KlachtenError, NeedsPerson
from tracker.migrating import is_known, migrate, version
from tracker.store import Store

Progress = Callable[[int, int], None]
"""Is told how many pages or rows were done, and of how many."""

_PAGES_AT_ONCE = 2_000
_ROWS_AT_ONCE = 25  # a letter with its attachments may have 20 MB
_VERSION = "alembic_version"
_SNAPSHOT: Mapping[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def copy_register(store: Store, file: Path, tell: Progress) -> dict[str, int]:
    """Copy a register into `file`, which is there and empty; return how many rows each table had.

    The copy is one moment of the register, whatever is written meanwhile; it has the same schema version, and lies on the disk.
    Raises `CannotStart` where there is no register, or one of a newer program; `NeedsPerson` where the file cannot be written;
    `TryLater` when the register is away.
    """
    with store.reading() as session:
        source = session.connection() if store.sqlite else session.connection(execution_options=_SNAPSHOT)
        found = version(source)
        if found is None or not is_known(found):
            why = "has no register in it yet" if found is None else f"has schema version {found}: use the newer klachten that wrote it"
            raise CannotStart(f"what register.url names {why}")
        rows = count_rows(source)
        with written(file):
            if store.sqlite:
                _copy_pages(source, file, tell)
            else:
                _copy_into_new(source, file, found, tell)
    return rows


def count_rows(connection: Connection) -> dict[str, int]:
    """Count the rows of every table of the register."""
    names = sorted(set(inspect(connection).get_table_names()) - {_VERSION})
    return {name: connection.execute(select(func.count()).select_from(table(name))).scalar_one() for name in names}


def copy_rows(source: Connection, target: Connection, tell: Progress) -> None:
    """Copy every row from one register into an empty one of the same schema version, and let it number on from there."""
    read, wanted = _tables(source), _tables(target)
    total, done = sum(count_rows(source).values()), 0
    for of_target in wanted.sorted_tables:
        with closing(_batches(source, read.tables[of_target.name])) as batches:
            for batch in batches:
                target.execute(_insertion(of_target), batch)
                done += len(batch)
                tell(done, total)
        _point_to_own_rows(source, read.tables[of_target.name], target, of_target)
    set_last_ids(target, last_ids(source))


def opened(file: Path, *, read_only: bool = False) -> Store:
    """Open an SQLite file as a register, whatever its name."""
    return Store(URL.create("sqlite", database=str(file)), read_only=read_only)


@contextmanager
def written(file: Path) -> Iterator[None]:
    """Tell what keeps `file` from being written as a `NeedsPerson`; what goes wrong elsewhere passes."""
    try:
        yield
    except (OSError, sqlite3.Error, DBAPIError, KlachtenError) as trouble:
        cause = _of_a_file(trouble)
        if cause is None:
            raise
        said = cause.strerror if isinstance(cause, OSError) else str(cause)
        what = f"{file.parent} cannot be written ({said})"
        raise NeedsPerson(f"{what}: see to its space and its rights (df -h, ls -ld), and run this as the user of the service") from trouble


def _of_a_file(trouble: BaseException | None) -> OSError | sqlite3.Error | None:
    """Return what a file or SQLite said; None where it was somebody else."""
    while isinstance(trouble, KlachtenError):
        trouble = trouble.__cause__
    cause = trouble.orig if isinstance(trouble, DBAPIError) else trouble
    return cause if isinstance(cause, OSError | sqlite3.Error) else None


def make_whole_in_itself(file: Path) -> None:
    """Let a copy be one file that needs none beside it: SQLite's log would be a second one."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


def _copy_pages(source: Connection, file: Path, tell: Progress) -> None:
    """Copy by SQLite's own online backup. The transaction that counted the rows holds the snapshot, so no writer makes it begin anew."""
    driver: sqlite3.Connection = source.connection.driver_connection  # type: ignore[assignment]  # SQLAlchemy types it as any driver's
    with closing(sqlite3.connect(file)) as target:
        driver.backup(target, pages=_PAGES_AT_ONCE, progress=lambda _status, left, total: tell(total - left, total))
    make_whole_in_itself(file)


def _copy_into_new(source: Connection, file: Path, schema: str, tell: Progress) -> None:
    with closing(opened(file)) as target:
        migrate(target, schema)
        with target.engine.begin() as connection:
            copy_rows(source, connection, tell)
    make_whole_in_itself(file)


def _tables(connection: Connection) -> MetaData:
    found = MetaData()
    found.reflect(connection, only=lambda name, _: name != _VERSION)
    return found


def _batches(source: Connection, rows: Table) -> Generator[list[dict[str, Any]], None, None]:
    """Give the rows by their key, a few at a time."""
    told = [cast(one, Text).label(one.name) if isinstance(one.type, JSON) else one for one in rows.columns]
    wanted = select(*told).order_by(*rows.primary_key.columns)
    with source.execute(wanted, execution_options={"yield_per": _ROWS_AT_ONCE}) as found:
        for batch in found.mappings().partitions():
            yield [{_bound(name): value for name, value in row.items()} for row in batch]


def _insertion(rows: Table) -> Any:
    """Insert whole rows. JSON goes over as it is written there: read and written anew, `null` and nothing would be one."""
    return insert(rows).values({one.name: _value(one) for one in rows.columns if not _own_rows(one)})


def _value(of: Column[Any]) -> Any:
    if not isinstance(of.type, JSON):
        return bindparam(_bound(of.name), type_=of.type)
    text: Any = bindparam(_bound(of.name), type_=Text())
    return text if _is_sqlite_type(of.type) else cast(text, JSON)


def _is_sqlite_type(kind: TypeEngine[Any]) -> bool:
    return type(kind).__module__.startswith("sqlalchemy.dialects.sqlite")


def _bound(name: str) -> str:
    return f"to_{name}"  # SQLAlchemy keeps the bare names of columns for itself


def _own_rows(of: Column[Any]) -> bool:
    return any(key.column.table is of.table for key in of.foreign_keys)


def _point_to_own_rows(source: Connection, read: Table, target: Connection, rows: Table) -> None:
    """Fill what points to another row of the same table, now that all are there."""
    for column in (one for one in rows.columns if _own_rows(one)):
        pointing = read.columns[column.name]
        found = source.execute(select(read.columns.id, pointing).where(pointing.is_not(None))).all()
        if found:
            change = update(rows).where(rows.columns.id == bindparam("of_id")).values({column.name: bindparam("points_to")})
            target.execute(change, [{"of_id": row_id, "points_to": other} for row_id, other in found])
