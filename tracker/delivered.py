"""What became of the letters on which a duty rests: accepted, failed, sent once more, or replaced by a person's word.

Delivery and bounces are callers like any other: each is an event by `system`,
and the state of the duty stands beside it on the record.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from tracker import correspondence
from tracker.casework import Cause, carry_out
from tracker.model import Acknowledgement, Event, Letter, Role
from tracker.records import Complaint, LetterOwed
from tracker.rules import HouseRules
from tracker.who import Who

COMMAND_LINE = "command line"
"""The proof of what a user of the machine typed."""


def acknowledged(session: Session, complaint: Complaint, letter: LetterOwed, now: datetime) -> None:
    """Note that the complainant's mail server accepted the acknowledgement."""
    carry_out(session, complaint, Cause(Event.ACKNOWLEDGED, Role.SYSTEM, proof=f"letter {letter.id} accepted"), Who.SYSTEM, now)
    complaint.acknowledgement = Acknowledgement.ACCEPTED
    complaint.acknowledgement_why = None
    complaint.acknowledged_at = now


def acknowledgement_failed(session: Session, rules: HouseRules, complaint: Complaint, letter: LetterOwed, why: str, now: datetime) -> None:
    """Note that the acknowledgement was refused or bounced for good: the duty is open again, and a person must see to it.

    why: in Dutch, words of ours.
    """
    cause = Cause(Event.ACKNOWLEDGEMENT_FAILED, Role.SYSTEM, proof=f"letter {letter.id}")
    decision = carry_out(session, complaint, cause, Who.SYSTEM, now)
    complaint.acknowledgement = Acknowledgement.FAILED
    complaint.acknowledgement_why = why
    complaint.acknowledged_at = None
    if Letter.UNACKNOWLEDGED in decision.letters:
        correspondence.owe_unacknowledged(session, rules, complaint, letter, why, now)


def acknowledgement_retried(session: Session, complaint: Complaint, letter: LetterOwed, by: str, now: datetime) -> None:
    """Note that a person has the acknowledgement sent once more: the duty is owed again. by: who. Raises `StepRefused`."""
    cause = Cause(Event.ACKNOWLEDGEMENT_RETRIED, Role.SYSTEM, proof=COMMAND_LINE, name=by, words=f"letter {letter.id}")
    carry_out(session, complaint, cause, Who.SYSTEM, now)
    complaint.acknowledgement = Acknowledgement.OWED
    complaint.acknowledgement_why = None
    complaint.acknowledged_at = None


def confirmed_another_way(session: Session, complaint: Complaint, how: str, by: str, now: datetime) -> None:
    """Note that a person confirmed receipt, on behalf of Manager Operations: the duty is fulfilled (bevestigd).

    how:  in that person's words, such as 'per post 8 april'. by: who typed it.
    Raises `StepRefused` where receipt was confirmed before, or the complaint is closed.
    """
    cause = Cause(Event.CONFIRMED_ANOTHER_WAY, Role.MANAGER_OPERATIONS, proof=COMMAND_LINE, name=by, words=how)
    carry_out(session, complaint, cause, Who.SYSTEM, now)
    complaint.acknowledgement = Acknowledgement.BY_HAND
    complaint.acknowledgement_why = None
    complaint.acknowledged_at = now
