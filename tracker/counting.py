"""The register's few counting questions: the next number, and what went out lately.

Each is answered from an index, so that its cost does not grow with the register.
"""

from datetime import datetime, timedelta

from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import Session

from tracker.limits import Counts
from tracker.model import Letter
from tracker.records import LetterOwed

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

_NEXT = text("INSERT INTO counter (name, last) VALUES (:name, 1) ON CONFLICT (name) DO UPDATE SET last = counter.last + 1 RETURNING last")


def next_number(session: Session, name: str) -> int:
    """Hand out the next number under `name`, once. A number whose transaction fails may stay unused."""
    return int(session.execute(_NEXT, {"name": name}).scalar_one())


def acknowledgements_lately(session: Session, recipient_key: str, now: datetime) -> Counts:
    """Count the acknowledgements that were made in the last hour and day. Source: docs/mail-rules.md, D14."""
    to_address = _made(Letter.ACKNOWLEDGEMENT).where(LetterOwed.recipient_key == recipient_key)
    return Counts(
        to_address_last_hour=_count(session, to_address, now - HOUR),
        to_address_last_day=_count(session, to_address, now - DAY),
        to_all_last_hour=_count(session, _made(Letter.ACKNOWLEDGEMENT), now - HOUR),
    )


def told_lately(session: Session, letter: Letter, now: datetime) -> int:
    """Count the letters of one kind that were made in the last hour."""
    return _count(session, _made(letter), now - HOUR)


def _made(letter: Letter) -> Select[int]:
    return select(func.count()).select_from(LetterOwed).where(LetterOwed.letter == letter)


def _count(session: Session, made: Select[int], since: datetime) -> int:
    return session.scalars(made.where(LetterOwed.made_at > since)).one()
