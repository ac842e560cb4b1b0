"""A register as large as one likes: a few complaints that were really handled, copied with their mails and journals, on other days.

For tests and `make bench`. Letters are not copied: they would take most of the
room. Rule: rows are read and written by the tables that the service has, so
that whatever is asked of a copy is true of it.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import Date, Table, func, insert, select

from tracker.records import Arrival, Complaint, Journal
from tracker.schema import Moment, Record
from tracker.store import Store

_KINDS: tuple[type[Record], ...] = (Complaint, Arrival, Journal)
_NAMES = {"reference", "message_id"}
"""No two are alike."""
_AT_ONCE = 200
"""Copies in one transaction."""

Change = Callable[[Any, int, timedelta], Any]
"""Of a column: its value, the number of the copy and how much earlier it was → its value in the copy."""


def multiply(store: Store, copies: int, day_of: Callable[[int], int]) -> None:
    """Copy everything in the register so many times. day_of: number of a copy, from 1 → so many days earlier did it happen."""
    tables = [kind.__table__ for kind in _KINDS if isinstance(kind.__table__, Table)]
    with store.reading() as session:
        originals = {table: [dict(row) for row in session.execute(select(*table.columns)).mappings()] for table in tables}
        apart = {table.name: session.scalar(select(func.max(table.columns["id"]))) or 0 for table in tables}
        apart["uid"] = session.scalar(select(func.max(Arrival.uid))) or 0
    changes = {table: dict(_changes(table, apart)) for table in tables}
    for first in range(1, copies + 1, _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, copies + 1))
        with store.unit() as session:
            for table in tables:
                values = [_copied(row, changes[table], each, day_of(each)) for each in numbers for row in originals[table]]
                session.execute(insert(table), values)


def _copied(row: Mapping[str, Any], changes: Mapping[str, Change], number: int, days: int) -> dict[str, Any]:
    earlier = timedelta(days=days)
    changed = {name: change(row[name], number, earlier) for name, change in changes.items() if row[name] is not None}
    return {**row, **changed}


def _changes(table: Table, apart: Mapping[str, int]) -> Iterator[tuple[str, Change]]:
    """Give the columns that are not the same in a copy. apart: the ids of each table, from copy to copy."""
    for name, column in table.columns.items():
        meant = {"id": table.name, "uid": "uid"}.get(name) or next((key.column.table.name for key in column.foreign_keys), "")
        if isinstance(column.type, Date | Moment):
            yield name, _earlier
        elif name in _NAMES:
            yield name, partial(_renamed, apart[table.name])
        elif meant in apart:
            yield name, partial(_moved, apart[meant])


def _earlier(value: Any, _number: int, earlier: timedelta) -> Any:
    return value - earlier


def _renamed(step: int, value: Any, number: int, _earlier: timedelta) -> Any:
    return f"{value}-{number * step}"


def _moved(step: int, value: Any, number: int, _earlier: timedelta) -> Any:
    return value + number * step
