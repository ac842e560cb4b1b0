"""The last id that each table gave out, also where its row is gone; on SQLite and on PostgreSQL.

Knows no table by name: every one that numbers its rows has a column `id`.
"""

from collections.abc import Mapping

from sqlalchemy import Connection, func, inspect, select, table, text
from sqlalchemy.sql.expression import column

_REMEMBERED = text("SELECT name, seq FROM sqlite_sequence")
_FORGET = text("DELETE FROM sqlite_sequence WHERE name = :table")
_REMEMBER = text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :last)")
_SEQUENCE = text("SELECT pg_get_serial_sequence(:table, 'id')")
_SET = text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :last)")


def last_ids(connection: Connection) -> dict[str, int]:
    """Return, by table, the last id given out; 0 where none was."""
    remembered: dict[str, int] = dict(connection.execute(_REMEMBERED).all()) if _is_sqlite(connection) else {}
    found = {}
    for name in _numbered(connection):
        highest = connection.scalar(select(func.max(column("id"))).select_from(table(name))) or 0
        given = remembered.get(name, 0) if _is_sqlite(connection) else _given_on_postgresql(connection, name)
        found[name] = max(highest, given)
    return found


def set_last_ids(connection: Connection, last: Mapping[str, int]) -> None:
    """Let each table go on behind its number; a table that SQLite numbers by its highest row alone does so anyway."""
    remembering = _remembering(connection) if _is_sqlite(connection) else set(_numbered(connection))
    for name, number in last.items():
        if name in remembering and number:
            for statement in (_FORGET, _REMEMBER) if _is_sqlite(connection) else (_SET,):
                connection.execute(statement, {"table": name, "last": number})


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def _numbered(connection: Connection) -> list[str]:
    found = inspect(connection)
    return [name for name in found.get_table_names() if found.get_pk_constraint(name)["constrained_columns"] == ["id"]]


def _remembering(connection: Connection) -> set[str]:
    made = text("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'")
    return set(connection.scalars(made))


def _given_on_postgresql(connection: Connection, name: str) -> int:
    sequence = connection.scalar(_SEQUENCE, {"table": name})
    last, called = connection.exec_driver_sql(f"SELECT last_value, is_called FROM {sequence}").one()  # noqa: S608 - PostgreSQL's own, quoted name
    return int(last) if called else 0
