"""Whoever moves figures from rows to totals does so one after the other, so that nothing is counted twice or not at all.

On SQLite every writer waits for the one before it anyway. Rule: take a turn
before the first look at what is counted; it lasts until the transaction ends.
"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

_TURN = 4_201_704_006
"""The number of the lock: any, so long as nobody else of this database uses it."""


def in_turn(session: Session) -> None:
    """Wait until no other transaction moves figures, and keep others waiting until this one ends."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_TURN)))
