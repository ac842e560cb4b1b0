"""What the rows are made of: moments, the words a column may hold, and the marks that removal and the database read.

Knows no table. `tracker.records` has those.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ColumnElement, DateTime, Dialect, Index, MetaData, Text, TypeDecorator, bindparam, text
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute

PERSONAL = {"personal": True}
"""Marks a column that holds what a person wrote, or who they are."""


class Moment(TypeDecorator[datetime]):
    """A point in time: aware in Python, UTC in the database. Refuses naive values."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """Store as UTC without an offset; SQLite keeps none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: say which zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """Give the offset back."""
        return None if value is None else value.replace(tzinfo=UTC)


class Record(DeclarativeBase):
    """What all rows share: the names of their constraints, and how Python's types are stored."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Moment, str: Text, dict[str, Any]: JSON}  # noqa: RUF012 - SQLAlchemy reads it as a plain attribute


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """Let the database refuse a word that the code does not have."""
    return CheckConstraint(f"{column} IN ({', '.join(repr(str(word)) for word in words)})", name=column)


def only_where(name: str, *columns: str, condition: str) -> Index:
    """Index the few rows that are still open, so that its size does not grow with the register."""
    return Index(name, *columns, sqlite_where=text(condition), postgresql_where=text(condition))


def among(column: InstrumentedAttribute[Any], ids: Iterable[int]) -> ColumnElement[bool]:
    """Compare with any number of ids: databases bound how many values a statement may be given, and not how many stand in it."""
    return column.in_(bindparam(None, sorted(set(ids)), expanding=True, literal_execute=True))
