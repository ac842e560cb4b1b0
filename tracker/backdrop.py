"""The complaints on record, copied into the register of a dry run, so that mail finds the complaint to which it belongs.

Copies rows and decides nothing; a mail's bytes are never copied. Rule: what is
played anew is left out, for it makes its own rows; and all that is there is as
it was on its first day, since what happened later has not happened yet.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, func, insert, select, text
from sqlalchemy.orm import Session

from tracker.house_records import Counter
from tracker.ledger import MailClass
from tracker.model import State
from tracker.records import Arrival, Complaint, LetterOwed
from tracker.schema import Record

Row = dict[str, Any]

ROWS_AT_ONCE = 500

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""When a letter was made that stands here for its number only: no limit counts it."""

_FIRST_DAY = {"state": State.REGISTERED, "closed_at": None, "merged_into_id": None}
_UNSENT = {"bounced_at": None, "parked_at": None, "claimed_until": None, "claimed_by": None}


def hang(record: Session, stage: Session, played: Collection[int]) -> None:
    """Copy every complaint that none of the mails in `played` began, with its other mails and its letters, and how far numbers went.

    record:  the register to read.
    stage:   that of the dry run, on SQLite and empty.
    played:  the ids of the mails on record that are played anew.
    """
    begun = _begun(record, played)
    _copy(record, stage, Complaint, lambda row: None if row["id"] in begun else row | _FIRST_DAY)
    _copy(record, stage, Counter, lambda row: row)
    mails = _copy(record, stage, Arrival, lambda row: _unless(row, row["complaint_id"] in begun, played), Arrival.complaint_id.is_not(None))
    of_complaints = LetterOwed.complaint_id.is_not(None)
    _copy(record, stage, LetterOwed, lambda row: None if row["complaint_id"] in begun else _letter(row, mails), of_complaints)
    for kind in (Complaint, Arrival, LetterOwed):
        _number_on(record, stage, kind)


def attach(record: Session, stage: Session, complaint_id: int, as_id: int, played: Collection[int]) -> None:
    """Copy what a complaint has on record and a dry run does not make: the letters by which answers find it, and mails not in `played`.

    as_id: the id that the complaint has in the dry run.
    """

    def renamed(row: Row) -> Row:
        return row | {"complaint_id": as_id}

    theirs = Arrival.complaint_id == complaint_id
    mails = _copy(record, stage, Arrival, lambda row: _unless(renamed(row), row["kind"] == MailClass.COMPLAINT, played), theirs)
    letters = LetterOwed.complaint_id == complaint_id
    _copy(record, stage, LetterOwed, lambda row: _letter(renamed(row), mails) | {"made_at": _LONG_AGO}, letters)


def _begun(record: Session, played: Collection[int]) -> set[int]:
    """Name the complaints that mails in `played` began."""
    beginnings = select(Arrival.id, Arrival.complaint_id).where(Arrival.kind == MailClass.COMPLAINT, Arrival.complaint_id.is_not(None))
    return {complaint_id for arrival_id, complaint_id in record.execute(beginnings) if arrival_id in played and complaint_id is not None}


def _unless(row: Row, left_out: object, played: Collection[int]) -> Row | None:
    """Return a mail's row as that of one that lies nowhere; None where it is played anew or left out."""
    return None if left_out or row["id"] in played else row


def _letter(row: Row, mails: Collection[int]) -> Row:
    """Return a letter's row as it was when the letter was sent, without the mail that caused it where that is not there."""
    return row | _UNSENT | {"arrival_id": row["arrival_id"] if row["arrival_id"] in mails else None}


def _copy(
    record: Session, stage: Session, kind: type[Record], change: Callable[[Row], Mapping[str, Any] | None], *where: ColumnElement[bool]
) -> set[int]:
    """Copy rows, each as `change` returns it, none where that is None; return their ids."""
    table = cast("Table", kind.__table__)
    columns = [column for column in table.columns if column.name != LetterOwed.raw.name]
    copied: set[int] = set()
    for batch in record.execute(select(*columns).where(*where).order_by(*table.primary_key)).mappings().partitions(ROWS_AT_ONCE):
        rows = [dict(changed) for row in batch if (changed := change(dict(row))) is not None]
        if rows:
            stage.connection().execute(insert(table), rows)
        copied.update(row["id"] for row in rows if "id" in row)
    return copied


def _number_on(record: Session, stage: Session, kind: type[Record]) -> None:
    """Let the ids of the dry run go on behind those on record, so that a letter's number always means one letter."""
    highest = record.scalar(select(func.max(kind.__table__.c.id))) or 0
    asked = {"name": kind.__tablename__, "seq": highest}
    stage.connection().execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), asked)
    stage.connection().execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)"), asked)
