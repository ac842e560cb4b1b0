"""What a register that was restored knows from its Sent folders: which letters of ours went out after the backup was made.

The copies are found by `intake.own_copies`, which takes only those that bear our
own signature; here they are asked, and nothing of them changes. Rule: a copy is
one letter, and whoever finds its letter takes it for no other.
Source: docs/mail-rules.md, F51.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from tracker.alarms import raise_alarm
from tracker.house_records import LastRun
from tracker.limits import folded
from tracker.mails import Mail
from tracker.model import Letter, Reference
from tracker.records import Complaint, Mailbox
from tracker.removal_records import RemovedReference, SentCopy

READ = "mailbox read again"
"""The job under which it is noted that a mailbox was read to the end; its period names the mailbox and which backup it was."""

SKEW = timedelta(minutes=10)
"""By how much the clock of the mail server, which dates mail that comes in, may go before ours, which dates what goes out."""

SKEW_OF_WAITING = timedelta(minutes=2)
"""The same for letters that wait some minutes, and may have been called back: the copy of the next one must not pass for theirs."""


_SOME = select(exists().where(SentCopy.letter_id.is_(None)))
_WAITS = select(exists().where(Mailbox.compare_since.is_not(None)))
"""Put together once: every new complaint asks the one, every letter the other, and only a register that was restored says yes."""


def is_being_compared(session: Session) -> bool:
    """Say whether the register was restored and some mailbox still waits to be compared: until then nothing is sent, and nothing is due."""
    return bool(session.scalar(_WAITS))


def to_compare(session: Session) -> dict[str, datetime]:
    """Return the mailboxes that wait to be compared, each with the moment as of which the register was restored."""
    waiting = select(Mailbox.name, Mailbox.compare_since).where(Mailbox.compare_since.is_not(None)).order_by(Mailbox.name)
    return {name: since for name, since in session.execute(waiting) if since is not None}


def give_up_others(session: Session, watched: Collection[str], now: datetime) -> None:
    """Wait no longer for mailboxes that are not among those of the settings: nobody reads them. A person is told."""
    for name in to_compare(session).keys() - set(watched):
        session.execute(update(Mailbox).where(Mailbox.name == name).values(compare_since=None))
        raise_alarm(session, "mailbox.not_compared", name, "it left the settings before the restored register was compared with it", now)


def have_compared(session: Session, mailboxes: Collection[str], since: datetime) -> None:
    """Have these mailboxes compared with a register that was restored as it was at `since` (aware); one that waited then, from before."""
    waits = Mailbox.name.in_(mailboxes)
    session.execute(update(Mailbox).where(waits, Mailbox.compare_since.is_(None)).values(compare_since=since))
    session.execute(delete(LastRun).where(LastRun.job == READ))  # what was read before the backup was made is not what lies there now


@dataclass(frozen=True, slots=True)
class Before:
    """What became of a mail before the register was lost.

    acknowledged:  it was, and so no limit and no age withholds the acknowledgement any more.
    reference:     under which it was registered; None where no letter of ours answered it with one that is still free.
    """

    acknowledged: bool = False
    reference: Reference | None = None


def before_the_loss(session: Session, mail: Mail) -> Before:
    """Return what our own letters in a Sent folder tell of this very mail."""
    return Before(_was_acknowledged(session, mail), _reference(session, mail)) if session.connection().scalar(_SOME) else Before()


def _was_acknowledged(session: Session, mail: Mail) -> bool:
    return session.scalar(select(SentCopy.id).where(*_answers(mail), SentCopy.letter == Letter.ACKNOWLEDGEMENT).limit(1)) is not None


def _reference(session: Session, mail: Mail) -> Reference | None:
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
