"""Letters to the complainant that wait a moment before they go: called back, replaced by a newer one, or sent to another address.

Only what was not tried yet is touched. The rule: a letter is never deleted,
only set apart, since who asks must be able to see what would have gone.
Source: docs/procedure.md, Reading tags.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Update, or_, update
from sqlalchemy.orm import Session

from tracker.addressed import printing
from tracker.limits import folded
from tracker.model import Letter
from tracker.records import Complaint, Journal, LetterOwed

TAKEN_BACK = "taken back"
REPLACED = "replaced"
"""Why a letter was set apart: its step was taken back, or a newer agreement took the place of the one that it confirms."""

CALLED_OFF = (TAKEN_BACK, REPLACED)
"""Whatever else sets a letter apart is a failure, and somebody must look at it."""

NOT_CALLED_OFF = or_(LetterOwed.parked_because.is_(None), LetterOwed.parked_because.not_in(CALLED_OFF))
"""Chooses the letters that are meant to go, or were, and of those that are set apart the failures."""

_CONFIRMATIONS = (Letter.CONFIRMATION, Letter.CONFIRMATION_COPY)


def call_back(session: Session, line: Journal, now: datetime) -> None:
    """Set apart what a step owes, and let go again what it had replaced."""
    waiting = _untried(line.complaint_id).where(LetterOwed.journal_id == line.id, LetterOwed.parked_at.is_(None))
    _change(session, waiting, parked_at=now, parked_because=TAKEN_BACK)
    replaced = _untried(line.complaint_id).where(LetterOwed.replaced_by_id == line.id)
    _change(session, replaced, parked_at=None, parked_because=None, replaced_by_id=None)


def replace_confirmations(session: Session, complaint: Complaint, journal_id: int, now: datetime) -> None:
    """Set apart the confirmation of an agreement that another takes the place of, before the complainant reads of both.

    journal_id: of the event that does; the letters that it owes itself are not owed yet.
    """
    theirs = or_(LetterOwed.letter.in_(_CONFIRMATIONS), printing(Letter.CONFIRMATION))
    waiting = _untried(complaint.id).where(theirs, LetterOwed.parked_at.is_(None))
    _change(session, waiting, parked_at=now, parked_because=REPLACED, replaced_by_id=journal_id)


def send_elsewhere(session: Session, complaint: Complaint, former: str | None) -> None:
    """Let what waits for the complainant's former address go to the one that is on record now."""
    if complaint.complainant_address is None or former is None:
        return
    waiting = _untried(complaint.id).where(LetterOwed.outside, LetterOwed.recipient == former, LetterOwed.parked_at.is_(None))
    _change(session, waiting, recipient=complaint.complainant_address, recipient_key=folded(complaint.complainant_address))


def _untried(complaint_id: int) -> Update:
    return update(LetterOwed).where(LetterOwed.complaint_id == complaint_id, LetterOwed.first_attempt_at.is_(None))


def _change(session: Session, which: Update, **values: Any) -> None:
    session.execute(which.values(**values), execution_options={"synchronize_session": False})
