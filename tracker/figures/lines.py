"""What of a complaint counts in figures: one line that names nobody, of those in the register as of those that left it.

Rule: every figure over complaints is counted over these lines, and removal
turns the line of a living record into the one that stays behind. So no figure
can tell the one from the other, and none changes by removal.
Source: docs/procedure.md, Removal.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, load_only

from tracker.dates import local_date
from tracker.figures.weeks import monday_of, span_of, week_at, week_of_date
from tracker.model import CONFIRMED
from tracker.records import Complaint
from tracker.removal_records import AnonymousLine


@dataclass(frozen=True, slots=True)
class Line:
    """One complaint, as figures see it.

    received_week, closed_week:  such as `2026-W47`; no closed week while it is not closed.
    acknowledged_in_time:        by the earlier of both clocks; None where it never was, or no clock ran.
    acknowledged_days, resolved_days:  whole days since receipt; None where it never was.
    resolved_in_time:            by the target date; None where it never was resolved, or had none.
    """

    nature: str
    complainant_role: str
    received_week: str
    closed_week: str | None
    handler_role: str | None
    rounds: int
    outcome: str | None
    acknowledged_in_time: bool | None
    acknowledged_days: int | None
    resolved_in_time: bool | None
    resolved_days: int | None
    has_amount: bool


FIELDS = tuple(one.name for one in fields(Line))
_LEFT_BEHIND = tuple(getattr(AnonymousLine, name) for name in FIELDS)
_READ = (
    Complaint.nature,
    Complaint.complainant_role,
    Complaint.received_date,
    Complaint.closed_at,
    Complaint.handler_role,
    Complaint.round,
    Complaint.outcome,
    Complaint.acknowledgement,
    Complaint.acknowledged_at,
    Complaint.acknowledge_by_date,
    Complaint.resolved_at,
    Complaint.target_date,
    Complaint.amount_cents,
)


def line_of(complaint: Complaint, zone: ZoneInfo) -> Line:
    """Return the line of a record as it stands."""
    received_date = complaint.received_date
    acknowledged_at = complaint.acknowledged_at if complaint.acknowledgement in CONFIRMED else None
    return Line(
        nature=complaint.nature,
        complainant_role=complaint.complainant_role,
        received_week=week_of_date(received_date),
        closed_week=week_at(complaint.closed_at, zone) if complaint.closed_at else None,
        handler_role=complaint.handler_role,
        rounds=complaint.round,
        outcome=complaint.outcome,
        acknowledged_in_time=_in_time(acknowledged_at, complaint.acknowledge_by_date, zone),
        acknowledged_days=_days(received_date, acknowledged_at, zone),
        resolved_in_time=_in_time(complaint.resolved_at, complaint.target_date, zone),
        resolved_days=_days(received_date, complaint.resolved_at, zone),
        has_amount=complaint.amount_cents is not None,
    )


def lines_between(session: Session, zone: ZoneInfo, first: str, last: str) -> Iterator[Line]:
    """Give the lines of the complaints that were received, or closed, in these weeks, both included."""
    begins, ends = span_of(first, zone)[0], span_of(last, zone)[1]
    received = and_(Complaint.received_date >= monday_of(first), Complaint.received_date < local_date(ends, zone))
    closed = and_(Complaint.closed_at >= begins, Complaint.closed_at < ends)
    living = select(Complaint).where(or_(received, closed))
    for complaint in session.scalars(living.options(load_only(*_READ, raiseload=True))):
        yield line_of(complaint, zone)
    left = or_(AnonymousLine.received_week.between(first, last), AnonymousLine.closed_week.between(first, last))
    for row in session.execute(select(*_LEFT_BEHIND).where(left)):
        yield Line(*row)


def _in_time(moment: datetime | None, by_date: date | None, zone: ZoneInfo) -> bool | None:
    return None if moment is None or by_date is None else local_date(moment, zone) <= by_date


def _days(since_date: date, moment: datetime | None, zone: ZoneInfo) -> int | None:
    return None if moment is None else max(0, (local_date(moment, zone) - since_date).days)
