"""A letter that failed is sent once more, on a person's word: one that was set aside, or that came back.

Whatever made it fail is for that person to have solved; here nothing is sent,
the letter only becomes due. Rule: it stays the letter that it was. Its bytes
and Message-ID are frozen, so a recipient who got it after all sees no second one.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from tracker.alarms import clear_alarm
from tracker.delivered import acknowledgement_retried
from tracker.errors import KlachtenError
from tracker.living_again import PRESUMED
from tracker.model import Letter
from tracker.records import Complaint, LetterOwed
from tracker.store import Store
from tracker.waiting_letters import CALLED_OFF


class NotFailed(KlachtenError):
    """Asked of a letter that did not fail; nothing was changed. The message says how it stands."""


def send_again(store: Store, letter_id: int, by: str, now: datetime) -> Letter:
    """Make a failed letter due at once, its attempts counted anew; return which letter it is.

    by: who gave the word. Of an acknowledgement, the duty is owed again.
    Raises `NotFailed`; `StepRefused` where receipt is confirmed already; `TryLater` when the register is away.
    """
    with store.unit() as session:
        row = _failed(session, letter_id)
        complaint = session.get(Complaint, row.complaint_id, with_for_update=True) if row.complaint_id else None
        if row.letter == Letter.ACKNOWLEDGEMENT and complaint is not None:
            acknowledgement_retried(session, complaint, row, by, now)
        row.accepted_at = row.bounced_at = row.parked_at = row.parked_because = row.first_attempt_at = None
        row.attempts = 0
        if session.scalar(select(LetterOwed.raw.is_(None)).where(LetterOwed.id == row.id)):
            row.message_id = None  # a restored register knows that it went, and not its bytes: it is composed anew, under the same id
        row.next_attempt_at = now
        clear_alarm(session, "letter.parked", str(row.id), now, by=by)
        clear_alarm(session, "letter.bounced", str(row.id), now, by=by)
        clear_alarm(session, "letter.presumed", str(row.id), now, by=by)
        return Letter(row.letter)


def _failed(session: Session, letter_id: int) -> LetterOwed:
    row = session.get(LetterOwed, letter_id, with_for_update=True, options=[defer(LetterOwed.raw)])
    if row is None:
        raise NotFailed(f"there is no letter {letter_id}; see: klachten letters")
    if row.parked_because in CALLED_OFF:
        raise NotFailed(f"letter {letter_id} did not fail: it was {row.parked_because}, and must not go")
    if row.parked_at is None and row.bounced_at is None and row.reply != PRESUMED:
        raise NotFailed(f"letter {letter_id} did not fail: it {'was accepted' if row.accepted_at else 'is under way'}")
    return row
