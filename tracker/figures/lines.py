"""What of a complaint counts in figures: one line that names nobody, of those in the register as of those that left it.

Rule: every figure over complaints is counted over these lines, and removal
turns the line of a living record into the one that stays behind. So no figure
can tell the one from the other, and none changes by removal.
Source: docs/procedure.md, Removal.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Executable, and_, or_, select
from sqlalchemy.orm import Session

from tracker.dates import local_date
from tracker.figures.weeks import monday_of, span_of, week_at, week_of_date
from tracker.model import CONFIRMED, Event
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

    @property
    def had_to_be_acknowledged(self) -> bool:
        """Say whether its receipt had to be confirmed: not where no clock ran, nor of what turned out to be no complaint before it was."""
        if self.acknowledged_days is not None:
            return self.acknowledged_in_time is not None
        return self.outcome not in _NO_COMPLAINT

    @property
    def ending(self) -> str:
        """Return its outcome as it is counted: solved is one ending, by whichever of its two events; empty where nobody said how."""
        return Event.RESOLVE if self.outcome == Event.SATISFIED else self.outcome or ""


@dataclass(frozen=True, slots=True)
class Closing:
    """What of a complaint in the register is no part of its line: once it is removed, a tally alone has it.

    entered_later: it came into the register after the week in which it was received; so it is open from then on alone.
    """

    process_step: str | None
    finding: str | None
    entered_later: bool


_NO_COMPLAINT = (Event.SPAM, Event.NOT_A_COMPLAINT, Event.FORWARD_ELSEWHERE, Event.MERGE)
"""What closes a complaint that was none, or was another."""

FIELDS = tuple(one.name for one in fields(Line))
_LEFT_BEHIND = tuple(getattr(AnonymousLine, name) for name in FIELDS)
_READ = (
    Complaint.nature,
    Complaint.complainant_role,
    Complaint.received_date,
    Complaint.registered_at,
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
    Complaint.process_step,
    Complaint.finding,
)
_AT_ONCE = 1000
"""So many rows are in memory at a time."""


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


def closing_of(complaint: Complaint, zone: ZoneInfo) -> Closing:
    """Return what of a record is no part of its line."""
    entered_later = week_at(complaint.registered_at, zone) > week_of_date(complaint.received_date)
    return Closing(complaint.process_step, complaint.finding, entered_later)


def lines_between(session: Session, zone: ZoneInfo, first: str, last: str) -> Iterator[tuple[Line, Closing | None]]:
    """Give the lines of the complaints that were received, or closed, in these weeks, both included; None: it was removed."""
    begins, ends = span_of(first, zone)[0], span_of(last, zone)[1]
    received = and_(Complaint.received_date >= monday_of(first), Complaint.received_date < local_date(ends, zone))
    closed = and_(Complaint.closed_at >= begins, Complaint.closed_at < ends)
    for row in _rows(session, select(*_READ).where(or_(received, closed))):
        record = cast("Complaint", row)  # it has the columns that are looked at, by their names
        yield line_of(record, zone), closing_of(record, zone)
    left = or_(AnonymousLine.received_week.between(first, last), AnonymousLine.closed_week.between(first, last))
    for row in _rows(session, select(*_LEFT_BEHIND).where(left)):
        yield Line(*row), None


def _rows(session: Session, wanted: Executable) -> Iterator[Any]:
    return iter(session.execute(wanted.execution_options(yield_per=_AT_ONCE)))


def _in_time(moment: datetime | None, by_date: date | None, zone: ZoneInfo) -> bool | None:
    return None if moment is None or by_date is None else local_date(moment, zone) <= by_date


def _days(since_date: date, moment: datetime | None, zone: ZoneInfo) -> int | None:
    return None if moment is None else max(0, (local_date(moment, zone) - since_date).days)
