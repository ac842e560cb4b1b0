"""The numbers of whole weeks, written down when a week has ended, so that no later removal changes them.

A week is an ISO 8601 week in the customer's zone. Rule: a snapshot is taken
once, by whoever comes first, and never changed.
"""

import logging
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.house_records import Snapshot
from tracker.ledger import LEDGER, MailClass
from tracker.log import say
from tracker.model import CONFIRMED
from tracker.once import first_time
from tracker.records import Arrival, Complaint
from tracker.store import Store

JOB = "snapshot"

log = logging.getLogger(__name__)


def ended_week(now: datetime, zone: ZoneInfo) -> tuple[str, datetime, datetime]:
    """Return the last whole week before `now`: its name, such as `2026-W47`, its first moment and the first one after it (UTC)."""
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    begins, ends = (datetime.combine(day, datetime.min.time(), zone).astimezone(UTC) for day in (monday - timedelta(days=7), monday))
    year, week, _ = (monday - timedelta(days=7)).isocalendar()
    return f"{year}-W{week:02}", begins, ends


def snapshot_if_due(store: Store, now: datetime, zone: ZoneInfo) -> bool:
    """Write the figures of the last whole week unless they are there; return whether it was done now. Raises `TryLater`."""
    week, begins, ends = ended_week(now, zone)
    with store.unit() as session:
        if not first_time(session, JOB, week, now):
            return False
        figures = {**_mails(session, begins, ends), **_complaints(session, begins, ends)}
        session.add_all(
            Snapshot(week=week, figure=figure, part=part, value=value, taken_at=now) for (figure, part), value in figures.items()
        )
    say(log, "snapshot.taken", count=len(figures))
    return True


def _mails(session: Session, begins: datetime, ends: datetime) -> dict[tuple[str, str], int]:
    """Count the mails of the week per mailbox and column of the ledger."""
    counted = select(Arrival.mailbox, Arrival.kind, func.count()).where(Arrival.kept_at >= begins, Arrival.kept_at < ends)
    figures: dict[tuple[str, str], int] = {}
    for mailbox, kind, count in session.execute(counted.group_by(Arrival.mailbox, Arrival.kind)):
        column = LEDGER[MailClass(kind)][0] if kind else "waiting"
        figures["mails", f"{mailbox}/{column}"] = figures.get(("mails", f"{mailbox}/{column}"), 0) + count
    return figures


def _complaints(session: Session, begins: datetime, ends: datetime) -> dict[tuple[str, str], int]:
    """Count what was registered, what is open in which state, and what was acknowledged in time."""
    registered = (Complaint.registered_at >= begins, Complaint.registered_at < ends)
    new = session.execute(select(Complaint.nature, func.count()).where(*registered).group_by(Complaint.nature)).all()
    still_open = session.execute(select(Complaint.state, func.count()).where(Complaint.closed_at.is_(None)).group_by(Complaint.state)).all()
    acknowledged = select(func.count()).select_from(Complaint).where(*registered, Complaint.acknowledgement.in_(CONFIRMED))
    return {
        **{("new", nature): count for nature, count in new},
        **{("open", state): count for state, count in still_open},
        ("acknowledged", ""): session.scalars(acknowledged).one(),
    }
