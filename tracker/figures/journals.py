"""What the journals of complaints in the register tell of weeks that have passed: what happened in them, and how all stood at their end.

Reads and never writes. Rule: the journal knows how a complaint stood at any
moment, so that a week can be told of after it has ended.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import chain, groupby
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from tracker.clocks import is_late
from tracker.dates import local_date
from tracker.figures.happenings import COUNTED, Moved, happenings
from tracker.figures.weeks import span_of
from tracker.model import Event, State
from tracker.records import Complaint, Journal

_MOVED = (Journal.complaint_id, Journal.at, Journal.event, Journal.from_state, Journal.to_state, Journal.before)
_TARGET = "target_date"


def happened_to(session: Session, complaint_id: int, zone: ZoneInfo) -> Counter[tuple[str, str]]:
    """Count what happened to one complaint, by week and figure."""
    return happenings((moved for _, moved in _moves(session, Journal.complaint_id == complaint_id)), zone)


def happened_between(session: Session, zone: ZoneInfo, first: str, last: str) -> Counter[tuple[str, str]]:
    """Count what happened in these weeks, both included, to complaints in the register, by week and figure.

    The whole journal is read only of those of which a step was taken back in these weeks: of others the lines of a week tell all of it.
    """
    begins, ends = span_of(first, zone)[0], span_of(last, zone)[1]
    then = and_(Journal.at >= begins, Journal.at < ends)
    undone = select(Journal.complaint_id).where(Journal.event == Event.TAKE_BACK, then)
    plain = _moves(session, Journal.event.in_(COUNTED), then, Journal.complaint_id.not_in(undone))
    found: Counter[tuple[str, str]] = Counter()
    for _, moves in groupby(chain(plain, _moves(session, Journal.complaint_id.in_(undone))), key=lambda pair: pair[0]):
        for key, value in happenings((moved for _, moved in moves), zone).items():
            found[key] += value
    return Counter({(week, figure): value for (week, figure), value in found.items() if first <= week <= last})


def stood_at(session: Session, ends: datetime, zone: ZoneInfo) -> tuple[Counter[str], int]:
    """Count the complaints that were open just before `ends` (aware), by their state, and those of them past their target date."""
    today = local_date(ends - datetime.resolution, zone)
    states: Counter[str] = Counter()
    overdue = 0
    for state, target in _as_they_stood(session, ends):
        if state != State.CLOSED:
            states[state] += 1
            overdue += is_late(state, target, today)
    return states, overdue


def _moves(session: Session, *which: ColumnElement[bool]) -> Iterator[tuple[int, Moved]]:
    """Give the lines that moved a state, each with its complaint, complaint by complaint."""
    moved = select(*_MOVED).where(Journal.from_state.is_distinct_from(Journal.to_state), *which)
    for complaint_id, *line in session.execute(moved.order_by(Journal.complaint_id, Journal.id)):
        yield complaint_id, Moved(*line)


def _as_they_stood(session: Session, ends: datetime) -> Iterator[tuple[str, date | None]]:
    """Give the state and the target date that each complaint had just before `ends`, of those that may have been open then."""
    lines = select(Complaint.id, Complaint.target_date, Journal.at, Journal.to_state, Journal.before)
    lines = lines.join(Journal, Journal.complaint_id == Complaint.id).where(Complaint.registered_at < ends)
    lines = lines.where(Complaint.closed_at.is_(None) | (Complaint.closed_at >= ends)).order_by(Complaint.id, Journal.id)
    for _, theirs in groupby(session.execute(lines), key=lambda row: row[0]):
        yield from _as_it_stood(theirs, ends)


def _as_it_stood(
    lines: Iterable[tuple[int, date | None, datetime, str, dict[str, object] | None]], ends: datetime
) -> Iterator[tuple[str, date | None]]:
    """Read the journal of one complaint: the last state before `ends`, and the target date that the first later change found."""
    state: str | None = None
    target: date | None = None
    changed_later = False
    for _, present, at, to_state, before in lines:
        if at < ends:
            state, target = to_state, present
        elif before and _TARGET in before and not changed_later:
            changed_later, found = True, before[_TARGET]
            target = date.fromisoformat(str(found)) if found else None
    if state is not None:
        yield state, target
