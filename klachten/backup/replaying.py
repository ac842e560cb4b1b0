"""Removing again, from a restored register, what was removed since its backup was made.

Works on a copy that nobody else uses, before it becomes the register: so no
removed complaint is in the register for a moment.
Source: docs/procedure.md, Removal; docs/mail-rules.md, F51.
"""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from klachten.backup.copying import Progress
from tracker.records import Complaint
from tracker.removal.taking_out import take_out
from tracker.removal_records import RemovedReference
from tracker.rules import HouseRules
from tracker.store import Store

_KNOWN = text("INSERT INTO removed_reference (reference, removed_date) VALUES (:reference, :removed_date) ON CONFLICT DO NOTHING")


def removed_in(session: Session) -> dict[str, date]:
    """Return what a register says was removed from it, by reference; one of an older version says nothing."""
    connection = session.connection()
    if not connection.dialect.has_table(connection, RemovedReference.__tablename__):
        return {}
    return dict(session.execute(select(RemovedReference.reference, RemovedReference.removed_date)).all())


def remove_again(store: Store, rules: HouseRules, removed: Mapping[str, date], now: datetime, tell: Progress) -> int:
    """Take out every complaint of these references, with the day of its first removal; return how many the register still had.

    Those that it never had are noted as removed as well, so that a late mail about them is understood.
    """
    count = 0
    for done, (reference, removed_date) in enumerate(sorted(removed.items()), start=1):
        with store.unit() as session:
            complaint = session.scalars(select(Complaint).where(Complaint.reference == reference)).one_or_none()
            if complaint:
                take_out(session, rules, complaint, now, removed_date)
                count += 1
            session.connection().execute(_KNOWN, {"reference": reference, "removed_date": removed_date})
        tell(done, len(removed))
    return count
