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


def note_read(session: Session, mailbox: str, began_at: datetime) -> None:
    """Note that everything which lay in a mailbox when a pass began is in the register. began_at: aware, UTC."""
    session.execute(update(Mailbox).where(Mailbox.name == mailbox).values(last_reached_at=began_at))


def was_read_since(session: Session, rules: HouseRules, mailbox: str, at: datetime) -> bool:
    """Say whether a mailbox was read to the end at `at` (aware) or later, and nothing that reached it until then is unhandled.

    True as well of one that was never watched or is not watched any more.
    """
    row = session.get(Mailbox, mailbox)
    if row is None or (rules.mailboxes is not None and mailbox not in rules.mailboxes):
        return True
    read_at = row.last_reached_at
    if read_at is None or read_at < at or row.compare_since is not None:
        return False
    waiting = select(Arrival.id).where(Arrival.mailbox == mailbox, Arrival.handled_at.is_(None), Arrival.received_at <= read_at)
    return session.scalar(waiting.limit(1)) is None
