"""Which complaints leave the register by now, each in a transaction of its own.

The calendar causes the event, the procedure decides. Rule: one that is at fault
holds up no other, and is tried again at each beat.
Source: docs/procedure.md, The clock, and Removal.
"""

import logging
from datetime import datetime
from itertools import islice

from sqlalchemy import not_, or_, select

from tracker.alarms import clear_alarm, raise_alarm
from tracker.crashpoints import crashpoint
from tracker.errors import CannotStart, TryLater
from tracker.log import say, say_fault
from tracker.model import Reference, State
from tracker.records import Complaint
from tracker.removal.taking_out import may_go, remove
from tracker.rules import HouseRules
from tracker.store import Store

AT_ONCE = 200
"""So many go in one round, and are proved together; then the beat does what else is due, or stops, and the next round goes on."""

log = logging.getLogger(__name__)


def remove_due(store: Store, rules: HouseRules, now: datetime) -> int:
    """Remove complaints whose time has come at `now` (aware, UTC), at most `AT_ONCE`; return how many.

    Raises `TryLater` when the register is away, and `CannotStart` where it cannot be used.
    """
    removed = (one for one in _due(store, now) if _remove(store, rules, *one, now))
    return sum(1 for _ in islice(removed, AT_ONCE))


def _due(store: Store, now: datetime) -> list[tuple[int, Reference]]:
    """List the complaints whose day of removal has come, that longest ago first; what is part of another goes with that one.

    Those that wait for a person's word, perhaps for years, are not asked about at each beat.
    """
    waits = or_(
        Complaint.held_because.is_not(None), Complaint.privacy_request_at.is_not(None), Complaint.wrote_after_closing_at.is_not(None)
    )
    due = select(Complaint.id, Complaint.reference).where(
        Complaint.state == State.CLOSED, Complaint.remove_after <= now, Complaint.merged_into_id.is_(None), not_(waits)
    )
    with store.reading() as session:
        return [(number, Reference(reference)) for number, reference in session.execute(due.order_by(Complaint.remove_after, Complaint.id))]


def _remove(store: Store, rules: HouseRules, complaint_id: int, reference: Reference, now: datetime) -> bool:
    """Remove one, or raise the alarm that it cannot be."""
    try:
        with store.reading() as session:  # most of those that wait do so for days, and hold up no writer each minute
            if not may_go(session, rules, complaint_id, now):
                return False
        with store.unit() as session:
            removal_id = remove(session, rules, complaint_id, now)
            clear_alarm(session, "removal.failed", reference, now)
            crashpoint("before_removal")
    except (TryLater, CannotStart):
        raise
    except Exception as fault:  # noqa: BLE001 - whatever one raised, the others must go
        _failed(store, complaint_id, reference, fault, now)
        return False
    if removal_id is None:
        return False
    say(log, "complaint.removed", complaint=complaint_id)
    return True


def _failed(store: Store, complaint_id: int, reference: Reference, fault: Exception, now: datetime) -> None:
    say_fault(log, "removal.failed", fault, complaint=complaint_id)
    with store.unit() as session:
        words = f"complaint {reference} could not be removed ({type(fault).__name__}); it is tried again each minute"
        raise_alarm(session, "removal.failed", reference, words, now)
