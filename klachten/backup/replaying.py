"""Removing again, from a restored register, what was removed since its backup was made; and what of it is in the mailboxes still.

Works on a copy that nobody else uses, before it becomes the register: so no
removed complaint is in the register for a moment.
Source: docs/procedure.md, Removal; docs/mail-rules.md, F51.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from klachten.backup.copying import Progress
from tracker.model import Reference
from tracker.owing import Work
from tracker.records import Complaint, FolderWork
from tracker.removal.removed import note_removed
from tracker.removal.taking_out import take_out
from tracker.removal_records import RemovedReference
from tracker.rules import HouseRules
from tracker.store import Store

_OWED = (FolderWork.mailbox, FolderWork.work, FolderWork.folder, FolderWork.next_attempt_at)
_LIES = (FolderWork.lies_in, FolderWork.lies_uidvalidity, FolderWork.lies_uid, FolderWork.sha256, FolderWork.size)


def removed_in(session: Session) -> dict[str, date]:
    """Return what a register says was removed from it, by reference; one of an older version says nothing."""
    if not _removes(session):
        return {}
    return dict(session.execute(select(RemovedReference.reference, RemovedReference.removed_date)).all())


def to_erase_in(session: Session) -> tuple[dict[str, Any], ...]:
    """Return what a register still owes to erase from the mailboxes, as columns: the backup may never have known these mails."""
    if not _removes(session):
        return ()
    owed = select(*_OWED, *_LIES).where(FolderWork.work == Work.ERASE, FolderWork.done_at.is_(None)).order_by(FolderWork.id)
    return tuple(dict(row) for row in session.execute(owed).mappings())


def _removes(session: Session) -> bool:
    """Say whether a register is of a version that removes anything."""
    connection = session.connection()
    return connection.dialect.has_table(connection, RemovedReference.__tablename__)


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
            note_removed(session, Reference(reference), removed_date)
        tell(done, len(removed))
    return count
