"""How the complaints stand on the day of the report: those that are open, those that came in, and how many are kept.

Reads columns and no whole record, since there may be many. Rule: nobody who
complained, and nothing of what they wrote, is read here.
Source: docs/procedure.md, The report; docs/mail-rules.md, D19.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from tracker.clocks import SOLVED_OR_BEYOND, days_late
from tracker.dates import Terms, add_working_days
from tracker.letter_facts.reporting import Open
from tracker.model import CONFIRMED
from tracker.records import Complaint
from tracker.reporting.periods import Period

SOON_WORKING_DAYS = 5
"""What must be solved within so many working days is told beforehand."""

_READ = (
    Complaint.reference,
    Complaint.nature,
    Complaint.state,
    Complaint.handler_role,
    Complaint.received_date,
    Complaint.target_date,
    Complaint.acknowledgement,
)


def open_on(session: Session, terms: Terms, today: date) -> list[Open]:
    """List the open complaints: the latest first, then by target date; those without one that counts last."""
    found = _read(session, terms, today, Complaint.closed_at.is_(None))
    return sorted(found, key=lambda one: (-one.days_late, one.target_date or date.max, one.reference))


def received_in(session: Session, terms: Terms, today: date, period: Period) -> list[Open]:
    """List the complaints received in a period that are in the register, open or closed, oldest first."""
    return _read(session, terms, today, Complaint.received_date.between(period.first_date, period.last_date))


def due_soon(opens: Sequence[Open], terms: Terms, today: date) -> list[Open]:
    """Choose those that must be solved within five working days, today among them; the first due first."""
    until_date = add_working_days(today, SOON_WORKING_DAYS, terms)
    soon = [(one.target_date, one.reference, one) for one in opens if _counting(one) and not one.days_late]
    return [one for day, _, one in sorted(soon, key=lambda each: each[:2]) if day and day <= until_date]


def ages(opens: Sequence[Open], terms: Terms, today: date) -> Counter[str]:
    """Count how open complaints stand to their target dates, by the names of `tracker.letter_facts.reporting.AGES`."""
    near_date, far_date = (add_working_days(today, days, terms) for days in (SOON_WORKING_DAYS, 2 * SOON_WORKING_DAYS))
    return Counter(_age(one, near_date, far_date) for one in opens)


def kept(session: Session) -> int:
    """Count the closed complaints that a legal hold, or a request under the AVG, keeps from removal."""
    stays = or_(Complaint.held_because.is_not(None), Complaint.privacy_request_at.is_not(None))
    return session.scalars(select(func.count()).where(Complaint.closed_at.is_not(None), stays)).one()


def _age(one: Open, near_date: date, far_date: date) -> str:
    """Name the age of one complaint."""
    if (target := _counting(one)) is None:
        return "undated"
    if one.days_late:
        return next(name for most, name in ((5, "late_1_5"), (10, "late_6_10"), (one.days_late, "late_over_10")) if one.days_late <= most)
    return "within_5" if target <= near_date else "within_10" if target <= far_date else "later"


def _counting(one: Open) -> date | None:
    """Return the target date where it still counts."""
    return None if one.state in SOLVED_OR_BEYOND else one.target_date


def _read(session: Session, terms: Terms, today: date, *which: ColumnElement[bool]) -> list[Open]:
    rows = session.execute(select(*_READ).where(*which).order_by(Complaint.id))
    return [_open(row, terms, today) for row in rows]


def _open(row: Any, terms: Terms, today: date) -> Open:
    reference, nature, state, handler, received_date, target_date, acknowledgement = row
    return Open(
        reference=reference,
        nature=nature,
        state=state,
        handler=handler,
        received_date=received_date,
        target_date=target_date,
        days_late=days_late(row, today, terms),
        acknowledged=acknowledgement in CONFIRMED,
    )
