"""The letters that wait until somebody says that the complainant has them: printed, or given another way.

Reads the register, and notes that a printed letter was given. Rule: a letter
waits until an employee says so, whatever became of the complaint meanwhile,
unless it is closed and nobody knows who complained; of several confirmations only the newest does, as long as its agreement stands.
Source: docs/procedure.md, The clock, and Letters.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session, load_only

from tracker.addressed import is_anonymous, printing
from tracker.model import Acknowledgement, Letter
from tracker.parts import ids_of_record
from tracker.records import Complaint, LetterOwed

_DUTIES = frozenset({Letter.ACKNOWLEDGEMENT, Letter.CONFIRMATION})
_OPEN_DUTIES = (Acknowledgement.WITHHELD, Acknowledgement.FAILED)
_ASKS = {
    Letter.UNACKNOWLEDGED: Letter.ACKNOWLEDGEMENT,
    Letter.UNCONFIRMED: Letter.CONFIRMATION,
    Letter.TO_PRINT: Letter.CONFIRMATION,
}
"""The letters by which somebody is asked to give one of the duties another way, and which."""
_WITHOUT_BYTES = load_only(LetterOwed.complaint_id, LetterOwed.made_at, LetterOwed.facts, raiseload=True)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One letter that the complainant does not have yet.

    since_at:  when it was given to be printed, or the complaint registered whose receipt nobody confirmed (aware, UTC).
    """

    complaint: Complaint
    letter: Letter
    since_at: datetime

    @property
    def has_address(self) -> bool:
        """Say whether it is known where the complainant lives."""
        return self.complaint.postal_address is not None


def waiting_on_paper(session: Session, at_fault: Callable[[Exception], None] | None = None) -> list[Waiting]:
    """Return all that waits to be printed or given another way, the longest first.

    at_fault: told of each complaint of which that cannot be read, which then holds up no other; None: what it was is raised.
    """
    to_print = Complaint.id.in_(select(LetterOwed.complaint_id).where(_unprinted()))
    owing = or_(Complaint.acknowledgement.in_(_OPEN_DUTIES), Complaint.confirmation.in_(_OPEN_DUTIES))
    chosen = or_(to_print, owing & Complaint.closed_at.is_(None))
    try:
        with session.begin_nested():
            found = list(_waiting(session, chosen))
    except Exception:
        if at_fault is None:
            raise
        found = list(_one_by_one(session, chosen, at_fault))
    return sorted(found, key=lambda one: (one.since_at, one.complaint.id))


def waiting_of(session: Session, complaint: Complaint) -> list[Waiting]:
    """Return what waits so for one complaint."""
    return list(_waiting(session, Complaint.id == complaint.id))


def on_paper(session: Session, complaint: Complaint) -> tuple[Letter, ...]:
    """Return the letters that wait to be printed or posted for a complaint, and for those that became part of it; no duty among them."""
    rows = session.scalars(select(LetterOwed).where(of_record(complaint), _unprinted()).order_by(LetterOwed.id).options(_WITHOUT_BYTES))
    return tuple(dict.fromkeys(printed_in(row) for row in rows))


def given_by_hand(session: Session, complaint: Complaint, letters: Collection[Letter], now: datetime) -> None:
    """Note that the complainant has these letters (none: each that waits)."""
    chosen = printing(*(letters or set(Letter) - _DUTIES))
    waiting = update(LetterOwed).where(of_record(complaint), chosen, LetterOwed.by_hand_at.is_(None), LetterOwed.parked_at.is_(None))
    session.execute(waiting.values(by_hand_at=now), execution_options={"synchronize_session": False})


def not_given(session: Session, complaint: Complaint, at: datetime) -> None:
    """Take back what was noted at this moment."""
    noted = update(LetterOwed).where(of_record(complaint), LetterOwed.by_hand_at == at)
    session.execute(noted.values(by_hand_at=None), execution_options={"synchronize_session": False})


def printed_in(row: LetterOwed) -> Letter:
    """Return which letter somebody is asked to print."""
    return Letter(row.facts["ready_letter"]["letter"])


def of_record(complaint: Complaint) -> ColumnElement[bool]:
    """Choose the letters of a complaint, and of those that became part of it, at any remove."""
    return LetterOwed.complaint_id.in_(ids_of_record(complaint))


def _unprinted() -> ColumnElement[bool]:
    """Choose the letters to print that nobody gave yet, but for the duties, of which the record itself says how they fare."""
    return printing(*(set(Letter) - _DUTIES)) & LetterOwed.by_hand_at.is_(None) & LetterOwed.parked_at.is_(None)


def _one_by_one(session: Session, chosen: ColumnElement[bool], at_fault: Callable[[Exception], None]) -> Iterator[Waiting]:
    """Give the same, asked for each complaint by itself."""
    for complaint_id in session.scalars(select(Complaint.id).where(chosen)).all():
        try:
            with session.begin_nested():
                found = list(_waiting(session, Complaint.id == complaint_id))
        except Exception as fault:  # noqa: BLE001 - whatever one row raised, the others are told
            at_fault(fault)
            continue
        yield from found


def _waiting(session: Session, chosen: ColumnElement[bool]) -> Iterator[Waiting]:
    """Give what waits for these complaints: the duties of each, then what is to be printed. In three statements, however many they are."""
    ids, asked_at = select(Complaint.id).where(chosen), _asked_at(session, chosen)
    theirs = select(LetterOwed).where(LetterOwed.complaint_id.in_(ids), _unprinted()).order_by(LetterOwed.id)
    unprinted: dict[int | None, list[LetterOwed]] = {}
    for row in session.scalars(theirs.options(_WITHOUT_BYTES)):
        unprinted.setdefault(row.complaint_id, []).append(row)
    for complaint in session.scalars(select(Complaint).where(chosen).order_by(Complaint.id)):
        for letter in _open_duties(complaint):
            yield Waiting(complaint, letter, asked_at.get((complaint.id, letter), complaint.registered_at))
        is_nobodys = complaint.closed_at is not None and is_anonymous(complaint)
        for row in unprinted.get(complaint.id, ()) if not is_nobodys else ():
            yield Waiting(complaint, printed_in(row), row.made_at)


def _open_duties(complaint: Complaint) -> list[Letter]:
    """Return the letters that we must give, of which the record says that no mail brings them any more."""
    duties = {Letter.ACKNOWLEDGEMENT: complaint.acknowledgement, Letter.CONFIRMATION: complaint.confirmation}
    return [letter for letter, state in duties.items() if complaint.closed_at is None and state in _OPEN_DUTIES]


def _asked_at(session: Session, chosen: ColumnElement[bool]) -> dict[tuple[int | None, Letter], datetime]:
    """Return when somebody was last asked to give one of the duties another way, by complaint and duty."""
    ids = select(Complaint.id).where(chosen)
    newest = select(LetterOwed.complaint_id, LetterOwed.letter, func.max(LetterOwed.made_at))
    asked = newest.where(LetterOwed.complaint_id.in_(ids), LetterOwed.letter.in_(_ASKS)).group_by(
        LetterOwed.complaint_id, LetterOwed.letter
    )
    found: dict[tuple[int | None, Letter], datetime] = {}
    for complaint_id, letter, made_at in session.execute(asked):
        duty = (complaint_id, _ASKS[Letter(letter)])
        found[duty] = max(made_at, found.get(duty, made_at))
    return found
