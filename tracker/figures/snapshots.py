"""The totals of whole weeks that no rows can tell of afterwards, written down when a week has ended.

How many complaints were open in which state, how many of those were past their
target date, and what money was promised. Rule one: a snapshot is taken once, by
whoever comes first, and never changed; taken late it is the same. Rule two:
before anything is removed, every week that has ended is written down.
Source: docs/procedure.md, Removal.
"""

import logging
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from tracker.figures.journals import happened_between, stood_at
from tracker.figures.names import Figure
from tracker.figures.turns import in_turn
from tracker.figures.weeks import ended_week, span_of, week_at, weeks_between
from tracker.house_records import Snapshot
from tracker.log import say
from tracker.once import first_time
from tracker.records import Journal
from tracker.removal_records import Tally
from tracker.sent_copies import is_being_compared
from tracker.store import Store

JOB = "snapshot"

log = logging.getLogger(__name__)


def snapshot_if_due(store: Store, now: datetime, zone: ZoneInfo) -> bool:
    """Write down every week that has ended, unless it was done; return whether any was now. Raises `TryLater`."""
    with store.unit() as session:
        taken = take_due(session, zone, now)
    return bool(taken)


def take_due(session: Session, zone: ZoneInfo, now: datetime) -> list[str]:
    """Write down every week that ended before `now` (aware) and was not yet; return which. None while a restored register lacks mail."""
    if is_being_compared(session):
        return []
    last = ended_week(now, zone)
    newest = session.scalar(select(func.max(Snapshot.week)).where(Snapshot.week <= last))
    if newest == last:
        return []
    in_turn(session)
    first = newest or min(last, _oldest_week(session, zone) or last)
    taken = [week for week in weeks_between(first, last) if first_time(session, JOB, week, now)]
    for week in taken:
        _write(session, zone, week, now)
    return taken


def stock_between(session: Session, zone: ZoneInfo, first: str, last: str) -> dict[tuple[str, str, str], int]:
    """Return the totals of these weeks, both included: those that were written down, else as they would be now."""
    rows = session.execute(select(Snapshot.week, Snapshot.figure, Snapshot.part, Snapshot.value).where(Snapshot.week.between(first, last)))
    found = {(week, figure, part): value for week, figure, part, value in rows}
    written = {week for week, _, _ in found}
    oldest = _oldest_week(session, zone)
    for week in weeks_between(first, last):
        if oldest and week >= oldest and week not in written:
            found |= {(week, figure, part): value for (figure, part), value in _totals(session, zone, week).items()}
    return found


def _oldest_week(session: Session, zone: ZoneInfo) -> str | None:
    """Return the first week that totals can tell of: by the journals, and by the money of what was removed; None where there is neither."""
    oldest_at = session.scalar(select(func.min(Journal.at)))
    tallied = session.scalar(select(func.min(Tally.week)).where(Tally.figure == Figure.MONEY))
    return min((week for week in (week_at(oldest_at, zone) if oldest_at else None, tallied) if week), default=None)


def _write(session: Session, zone: ZoneInfo, week: str, now: datetime) -> None:
    """Write down a week. What was tallied of its money is in the total then, and is kept no more."""
    totals = _totals(session, zone, week)
    session.add_all(Snapshot(week=week, figure=figure, part=part, value=value, taken_at=now) for (figure, part), value in totals.items())
    session.flush()
    session.execute(delete(Tally).where(Tally.figure == Figure.MONEY, Tally.week <= week))
    say(log, "snapshot.taken", count=len(totals))


def _totals(session: Session, zone: ZoneInfo, week: str) -> dict[tuple[str, str], int]:
    states, overdue = stood_at(session, span_of(week, zone)[1], zone)
    erased = session.scalar(select(func.sum(Tally.value)).where(Tally.figure == Figure.MONEY, Tally.week == week)) or 0
    money = happened_between(session, zone, week, week)[week, Figure.MONEY] + int(erased)
    return {**{(Figure.OPEN, state): count for state, count in states.items()}, (Figure.OVERDUE, ""): overdue, (Figure.MONEY, ""): money}
