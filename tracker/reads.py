"""Until when each mailbox was read to the end, so that nothing is taken for silence that only nobody looked at.

Knows the mailboxes and what arrived in them. The rule: a mailbox was read at
the moment at which a whole pass through it began; what reached it later may
have been missed. One that is no longer watched brings nothing any more.
Source: docs/procedure.md, Removal.
"""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tracker.records import Arrival, Mailbox
from tracker.rules import HouseRules
from tracker.sent_copies import SKEW


def note_read(session: Session, mailbox: str, began_at: datetime) -> None:
    """Note that everything which lay in a mailbox when a pass began is in the register. began_at: aware, UTC."""
    session.execute(update(Mailbox).where(Mailbox.name == mailbox).values(last_reached_at=began_at))


def were_read_since(session: Session, rules: HouseRules, at: datetime) -> bool:
    """Say whether every mailbox was read to the end at `at` (aware) or later, and nothing that reached one until then is unhandled.

    Every one: a complainant may write to any of ours. One that is not watched any more is not waited for.
    """
    watched = select(Mailbox)
    if rules.mailboxes is not None:
        watched = watched.where(Mailbox.name.in_(rules.mailboxes))
    return all(_was_read_since(session, mailbox, at) for mailbox in session.scalars(watched))


def _was_read_since(session: Session, mailbox: Mailbox, at: datetime) -> bool:
    read_at = mailbox.last_reached_at
    if read_at is None or read_at < at or mailbox.compare_since is not None:
        return False
    reached = (Arrival.mailbox == mailbox.name, Arrival.received_at <= read_at + SKEW)
    return session.scalar(select(Arrival.id).where(*reached, Arrival.handled_at.is_(None)).limit(1)) is None
