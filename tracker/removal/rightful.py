"""Whether a marker that was found stands there rightly: in what somebody else wrote, who is still in the register.

Looks at every column of every table, since the schema grows. Rule one: what is
in a column marked as personal explains a marker, and what the house says on a
record does; a row of the house's own, such as an alarm or a figure, explains
none. Rule two: a Message-ID is of one mail alone; what was there before
the removal explains it only where it is on the record of a complaint that
stays, or waits for a person.
Source: docs/procedure.md, Removal.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, LargeBinary, Table, Text, and_, cast, exists, func, literal, or_, select, text, true
from sqlalchemy.orm import Session

from tracker.ledger import MailClass
from tracker.records import Arrival, Enclosure, Held, LetterOwed, RawBlock
from tracker.removal.markers import MESSAGE_ID, Marker
from tracker.removal_records import Removal
from tracker.schema import PERSONAL, Record

_STATISTICS = text(
    "SELECT coalesce(most_common_vals::text, '') || coalesce(histogram_bounds::text, '') FROM pg_stats"
    " WHERE schemaname = ANY(current_schemas(false))"
)


_LARGE = ("raw_block", "enclosure")
"""Asked last: most of what is found stands on a smaller table as well."""


def written_by_others(session: Session, markers: Iterable[Marker]) -> frozenset[Marker]:
    """Return the markers, but for Message-IDs, that stand rightly in what living rows hold of people: whatever was removed, and when."""
    places = _places()
    return frozenset(marker for marker in markers if not _is_message_id(marker) and _stands_in(session, places, {}, marker))


def of_living_mails(session: Session, markers: Iterable[Marker], removed_at: datetime) -> frozenset[Marker]:
    """Return the Message-IDs among the markers of what was removed then (aware, UTC) that stand rightly in living rows."""
    places, rightly = _places(), _rightly(removed_at)
    return frozenset(marker for marker in markers if _is_message_id(marker) and _stands_in(session, places, rightly, marker))


def kept_by_server(session: Session, markers: Iterable[Marker]) -> frozenset[Marker]:
    """Return the markers that PostgreSQL shows: in its statistics, or in a row of the house's own; and any Message-ID."""
    statistics = "\n".join(session.scalars(_STATISTICS)).encode()
    places = _places()
    house = {table: [column for column in table.columns if _is_of_the_house(column)] for table in Record.metadata.sorted_tables}

    def is_there(marker: Marker) -> bool:
        columns = [house, places] if _is_message_id(marker) else [house]
        return marker in statistics or any(_stands_in(session, one, {}, marker) for one in columns)

    return frozenset(marker for marker in markers if is_there(marker))


def _is_message_id(marker: Marker) -> bool:
    return MESSAGE_ID.fullmatch(marker) is not None


def _places() -> dict[Table, list[Column[Any]]]:
    """Return the columns in which a marker may rightly stand."""
    tables = sorted((one for one in Record.metadata.sorted_tables if one is not Removal.__table__), key=lambda one: one.name in _LARGE)
    return {table: [column for column in table.columns if column.info == PERSONAL or _is_on_record(column)] for table in tables}


def _rightly(removed_at: datetime) -> dict[str, ColumnElement[bool]]:
    """Return by table which rows have a right to a Message-ID of what was removed then; of the other tables all have."""
    asked = select(Held.arrival_id).where(Held.arrival_id.is_not(None), Held.ended_at.is_(None))
    waits = or_(Arrival.handled_at.is_(None), Arrival.kind == MailClass.UNREADABLE, Arrival.id.in_(asked))
    arrival = or_(Arrival.complaint_id.is_not(None), Arrival.kept_at >= removed_at, waits)
    arrivals = select(Arrival.id).where(arrival)
    return {
        "arrival": arrival,
        "raw_block": RawBlock.arrival_id.in_(arrivals),
        "enclosure": Enclosure.arrival_id.in_(arrivals),
        "letter": or_(LetterOwed.complaint_id.is_not(None), LetterOwed.made_at >= removed_at),
        "held": or_(Held.complaint_id.is_not(None), Held.made_at >= removed_at, Held.ended_at.is_(None)),
    }


def _is_on_record(column: Column[Any]) -> bool:
    return isinstance(column.type, Text) and column.table.name in ("complaint", "journal", "letter", "held", "arrival")


def _is_of_the_house(column: Column[Any]) -> bool:
    return isinstance(column.type, Text) and column.info != PERSONAL and not _is_on_record(column)


def _stands_in(
    session: Session, columns: Mapping[Table, list[Column[Any]]], where: Mapping[str, ColumnElement[bool]], marker: Marker
) -> bool:
    """Ask the database to look, table by table until one has it."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    bearing = ((table, or_(*(_bears(column, marker, sqlite=sqlite) for column in of))) for table, of in columns.items() if of)
    asked = (exists().where(and_(bears, where.get(table.name, true()))) for table, bears in bearing)
    return any(session.scalar(select(literal(1)).where(one)) for one in asked)


def _bears(column: Column[Any], marker: Marker, *, sqlite: bool) -> ColumnElement[bool]:
    """Compare bytes, as they are stored: JSON in its own signs, text in UTF-8."""
    sought = literal(marker, LargeBinary)
    if sqlite:
        return func.instr(cast(column, LargeBinary), sought) > 0
    stored = column if isinstance(column.type, LargeBinary) else func.convert_to(cast(column, Text), "UTF8")
    return func.pg_catalog.position(stored, sought) > 0
