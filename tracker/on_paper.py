"""The letters that wait until somebody says that the complainant has them: printed, or given another way.

Reads the register, and notes that a printed letter was given. Rule: a letter
waits until an employee says so, whatever became of the complaint meanwhile; of
several confirmations only the newest does, as long as its agreement stands.
Source: docs/procedure.md, The clock, and Letters.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from tracker.addressed import printing
from tracker.model import Acknowledgement, Letter, Reference
from tracker.records import Complaint, LetterOwed

_DUTIES = frozenset({Letter.ACKNOWLEDGEMENT, Letter.CONFIRMATION})
_OPEN_DUTIES = (Acknowledgement.WITHHELD, Acknowledgement.FAILED)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One letter that the complainant does not have yet.

    since_at:     when it was given to be printed, or the complaint registered whose receipt nobody confirmed (aware, UTC).
    has_address:  it is known where the complainant lives.
    """

    complaint_id: int
    reference: Reference
    letter: Letter
    since_at: datetime
    has_address: bool


def waiting_on_paper(session: Session) -> list[Waiting]:
    """Return all that waits to be printed or given another way, the longest first."""
    owed = select(Complaint).where(
        or_(Complaint.id.in_(select(LetterOwed.complaint_id).where(_unprinted())), Complaint.acknowledgement.in_(_OPEN_DUTIES),
            Complaint.confirmation.in_(_OPEN_DUTIES))
    )  # fmt: skip
    found = [one for complaint in session.scalars(owed) for one in waiting_of(session, complaint)]
    return sorted(found, key=lambda one: (one.since_at, one.complaint_id))


def waiting_of(session: Session, complaint: Complaint) -> Iterator[Waiting]:
    """Give what waits so for one complaint."""
    reference, has_address = Reference(complaint.reference), complaint.postal_address is not None
    duties = {Letter.ACKNOWLEDGEMENT: complaint.acknowledgement, Letter.CONFIRMATION: complaint.confirmation}
    for letter, state in duties.items():
        if complaint.closed_at is None and state in _OPEN_DUTIES:
            yield Waiting(complaint.id, reference, letter, _since(session, complaint, letter), has_address)
    for row in session.scalars(select(LetterOwed).where(LetterOwed.complaint_id == complaint.id, _unprinted()).order_by(LetterOwed.id)):
        yield Waiting(complaint.id, reference, printed_in(row), row.made_at, has_address)


def on_paper(session: Session, complaint: Complaint) -> tuple[Letter, ...]:
    """Return the letters that wait to be printed or posted for a complaint, and for those that became part of it; no duty among them."""
    rows = session.scalars(select(LetterOwed).where(_of(complaint), _unprinted()).order_by(LetterOwed.id))
    return tuple(dict.fromkeys(printed_in(row) for row in rows))


def given_by_hand(session: Session, complaint: Complaint, letters: Collection[Letter], now: datetime) -> None:
    """Note that the complainant has these letters (none: each that waits)."""
    chosen = printing(*(letters or set(Letter) - _DUTIES))
    waiting = update(LetterOwed).where(_of(complaint), chosen, LetterOwed.by_hand_at.is_(None), LetterOwed.parked_at.is_(None))
    session.execute(waiting.values(by_hand_at=now), execution_options={"synchronize_session": False})


def not_given(session: Session, complaint: Complaint, at: datetime) -> None:
    """Take back what was noted at this moment."""
    noted = update(LetterOwed).where(_of(complaint), LetterOwed.by_hand_at == at)
    session.execute(noted.values(by_hand_at=None), execution_options={"synchronize_session": False})


def printed_in(row: LetterOwed) -> Letter:
    """Return which letter somebody is asked to print."""
    return Letter(row.facts["ready_letter"]["letter"])


def _of(complaint: Complaint) -> ColumnElement[bool]:
    merged = select(Complaint.id).where(Complaint.merged_into_id == complaint.id)
    return or_(LetterOwed.complaint_id == complaint.id, LetterOwed.complaint_id.in_(merged))


def _unprinted() -> ColumnElement[bool]:
    """Choose the letters to print that nobody gave yet, but for the duties, of which the record itself says how they fare."""
    return printing(*(set(Letter) - _DUTIES)) & LetterOwed.by_hand_at.is_(None) & LetterOwed.parked_at.is_(None)


def _since(session: Session, complaint: Complaint, letter: Letter) -> datetime:
    """Return when somebody was asked to give one of the duties another way."""
    told = (Letter.UNACKNOWLEDGED,) if letter is Letter.ACKNOWLEDGEMENT else (Letter.UNCONFIRMED, Letter.TO_PRINT)
    asked = select(LetterOwed.made_at).where(LetterOwed.complaint_id == complaint.id, LetterOwed.letter.in_(told))
    return session.scalar(asked.order_by(LetterOwed.id.desc()).limit(1)) or complaint.registered_at
