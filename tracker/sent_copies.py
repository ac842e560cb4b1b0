"""What a register that was restored knows from its Sent folders: which letters of ours went out after the backup was made.

Reads and changes nothing; the copies are found by `intake.own_copies`, which
takes only those that bear our own signature. Rule: a copy is one letter, and
whoever finds its letter takes it for no other.
Source: docs/mail-rules.md, F51.
"""

from datetime import timedelta

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from tracker.limits import folded
from tracker.mails import Mail
from tracker.model import Letter, Reference
from tracker.records import Complaint, Mailbox
from tracker.removal_records import RemovedReference, SentCopy

SKEW = timedelta(minutes=2)
"""By how much the clock of the mail server, which dates mail that comes in, may go before ours."""


def is_being_compared(session: Session) -> bool:
    """Say whether the register was restored and some mailbox still waits to be compared: until then nothing is sent, and nothing is due."""
    return session.scalar(select(Mailbox.name).where(Mailbox.compare_since.is_not(None)).limit(1)) is not None


def was_acknowledged(session: Session, mail: Mail) -> bool:
    """Say whether a Sent folder shows the acknowledgement of this very mail: then no limit and no age withholds it any more."""
    return session.scalar(select(SentCopy.id).where(*_answers(mail), SentCopy.letter == Letter.ACKNOWLEDGEMENT).limit(1)) is not None


def reference_then(session: Session, mail: Mail) -> Reference | None:
    """Return the reference under which this very mail was registered before the register was lost, as our own letters tell.

    None where none answered it with a reference that is still free.
    """
    free = (
        ~exists().where(Complaint.reference == SentCopy.reference),
        ~exists().where(RemovedReference.reference == SentCopy.reference),
    )
    told = select(SentCopy.reference).where(*_answers(mail), SentCopy.reference.is_not(None), *free).order_by(SentCopy.sent_at).limit(1)
    found = session.scalar(told)
    return Reference(found) if found else None


def _answers(mail: Mail) -> tuple[ColumnElement[bool], ...]:
    """Choose the copies that answer a mail: by its id, and to its sender; an employee's own letter about what they entered needs no more.

    A mail without an id of its own is answered without one, so that only its acknowledgement tells.
    """
    to_sender = SentCopy.recipient_key == (folded(mail.sender.address) if mail.sender.address else None)
    is_acknowledgement = SentCopy.letter == Letter.ACKNOWLEDGEMENT
    whose = or_(to_sender, ~is_acknowledgement) if mail.message_id else to_sender & is_acknowledgement
    return (
        SentCopy.letter_id.is_(None),
        SentCopy.in_reply_to == mail.message_id if mail.message_id else SentCopy.in_reply_to.is_(None),
        SentCopy.sent_at >= mail.received_at - SKEW,
        whose,
    )
