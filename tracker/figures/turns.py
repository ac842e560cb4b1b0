"""Whoever moves figures from rows to totals does so one after the other, so that nothing is counted twice or not at all.

On SQLite every writer waits for the one before it anyway, and whoever only
reads sees one moment; so does a reader on PostgreSQL (`tracker.store`). Rule:
take a turn before the first look at what is counted; it lasts until the
transaction ends.
"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.store import ONE_MOMENT

_TURN = 4_201_704_006
"""The number of the lock: any, so long as nobody else of this database uses it."""


def in_turn(session: Session) -> None:
    """Wait until no other transaction moves figures, and keep others waiting until this one ends."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_TURN)))


def undisturbed(session: Session) -> None:
    """Let nothing move from rows to totals while this transaction counts them, unless it sees one moment in any case."""
    if session.connection().get_execution_options().get("isolation_level") != ONE_MOMENT:
        in_turn(session)
