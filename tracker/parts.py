"""Which complaints are one record: a complaint, and those that became part of it (samenvoegen), at any remove.

Knows the rows of complaints and nothing else. Source: docs/procedure.md, States
and events.
"""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from tracker.records import Complaint


def ids_of_record(complaint: Complaint) -> Select[int]:
    """Select the id of a complaint, and of those that became part of it."""
    parts = select(Complaint.id).where(Complaint.id == complaint.id).cte("parts", recursive=True)
    parts = parts.union_all(select(Complaint.id).where(Complaint.merged_into_id == parts.c.id))
    return select(parts.c.id)


def parts_of(session: Session, complaint: Complaint) -> list[Complaint]:
    """Return a complaint, and behind it those that became part of it, oldest first."""
    others = select(Complaint).where(Complaint.id.in_(ids_of_record(complaint)), Complaint.id != complaint.id)
    return [complaint, *session.scalars(others.order_by(Complaint.id))]
