"""Taking back the last step (herstel): the record as it was, and its letters called back.

Whether a step may be taken back, the procedure says; this carries it out. The
rule: the journal keeps both lines, and a letter is never deleted, only set
apart, since who asks must be able to see what would have gone.
Source: docs/procedure.md, States and events.
"""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from tracker.effects import restore
from tracker.held import End
from tracker.records import Complaint, Held, Journal, LetterOwed

TAKEN_BACK = "taken back"
"""Why a letter that was called back was set apart."""


def take_back(session: Session, complaint: Complaint, line: Journal, now: datetime) -> None:
    """Undo what a line of the journal changed, call back its letters that were not tried yet, and end what it had wait."""
    restore(complaint, line)
    unsent = update(LetterOwed).where(
        LetterOwed.complaint_id == complaint.id,
        LetterOwed.journal_id == line.id,
        LetterOwed.first_attempt_at.is_(None),
        LetterOwed.parked_at.is_(None),
    )
    session.execute(unsent.values(parked_at=now, parked_because=TAKEN_BACK), execution_options={"synchronize_session": False})
    waiting = update(Held).where(Held.complaint_id == complaint.id, Held.ended_at.is_(None), Held.made_at >= line.at)
    session.execute(waiting.values(ended_at=now, end=End.OVERTAKEN), execution_options={"synchronize_session": False})
