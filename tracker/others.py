"""The other complaints of a complainant, as Manager Operations is told of them with a new one.

Knows the register; who is the same complainant is said by the key alone.
Source: docs/mail-rules.md, R-JOIN-04.
"""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from tracker.model import Reference
from tracker.records import Complaint
from tracker.told import Other

OTHERS_AT_MOST = 5
"""Of the same complainant, in one letter: the newest."""

_THEIR_OTHERS = (
    select(Complaint.reference, Complaint.received_date, Complaint.closed_at)
    .where(Complaint.complainant_key == bindparam("key"), Complaint.id != bindparam("id"))
    .order_by(Complaint.received_at.desc(), Complaint.id.desc())
    .limit(OTHERS_AT_MOST + 1)
)
"""Not ordered by the id alone: PostgreSQL, which keeps no statistics of who complained, would walk the whole table by it."""


def others_of(session: Session, complaint: Complaint) -> list[Other]:
    """Name the complainant's other complaints, newest first: at most one more than a letter tells."""
    if not complaint.complainant_key:
        return []
    found = session.connection().execute(_THEIR_OTHERS, {"key": complaint.complainant_key, "id": complaint.id})
    return [Other(Reference(reference), received_date, closed_at is None) for reference, received_date, closed_at in found]
