"""Every figure of a week, as it was and as it stays: counted over rows that are there, and over what removal left behind.

The only room that reports ask. Rule: a figure has the week to which it belongs,
never the one in which it was counted, and removal changes none of them.
Source: docs/procedure.md, Removal, and What makes it more.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.daily_mail.untold import UNTOLD
from tracker.figures.journals import happened_between
from tracker.figures.lines import Line, lines_between
from tracker.figures.mails import mails_between
from tracker.figures.names import Figure, cause
from tracker.figures.snapshots import stock
from tracker.figures.weeks import span_of, week_at, weeks_between
from tracker.records import Complaint
from tracker.removal_records import Tally

Figures = Mapping[tuple[str, str, str], int]
"""Week, figure and part → how many; euro cents where the figure is `money`."""


def between(session: Session, zone: ZoneInfo, first: str, last: str) -> Figures:
    """Return the figures of these weeks, both included, such as of `2026-W40` to `2026-W47`. What is none of anything is left out.

    Which figures there are, and what their parts are, stands in `tracker.figures.names.Figure`. zone: the customer's.
    """
    counted: Counter[tuple[str, str, str]] = Counter()
    for line in lines_between(session, zone, first, last):
        counted.update(_of_line(line))
    for (week, part), value in mails_between(session, zone, first, last).items():
        counted[week, Figure.MAILS, part] += value
    for (week, figure), value in happened_between(session, zone, first, last).items():
        counted[week, figure, ""] += value if figure != Figure.MONEY else 0
    counted.update(_closings(session, zone, first, last))
    for week, figure, part, value in session.execute(_TALLIED.where(Tally.week.between(first, last))):
        counted[week, figure, part] += value
    for week in weeks_between(first, last):
        counted.update({(week, figure, part): value for (figure, part), value in stock(session, zone, week).items()})
    return {key: value for key, value in counted.items() if value and first <= key[0] <= last}


_TALLIED = select(Tally.week, Tally.figure, Tally.part, Tally.value).where(Tally.figure.not_in((Figure.MAILS, Figure.MONEY, UNTOLD)))
"""The tallies that nobody else adds."""


def _of_line(line: Line) -> Counter[tuple[str, str, str]]:
    """Count one complaint, living or removed."""
    received, closed = line.received_week, line.closed_week
    counted: Counter[tuple[str, str, str]] = Counter()
    counted[received, Figure.NEW, line.nature] = counted[received, Figure.COMPLAINANTS, line.complainant_role] = 1
    if line.acknowledged_days is not None:
        counted[received, Figure.ACKNOWLEDGED, ""] = 1
        counted[received, Figure.ACKNOWLEDGED_DAYS, str(line.acknowledged_days)] = 1
        counted[received, Figure.ACKNOWLEDGED_IN_TIME, ""] = line.acknowledged_in_time is True
    if closed:
        counted[closed, Figure.CLOSED, line.outcome or ""] = 1
        counted[closed, Figure.HANDLED, line.handler_role or ""] = 1
        counted[closed, Figure.HANDLED_IN_TIME, line.handler_role or ""] = line.resolved_in_time is True
        if line.resolved_days is not None:
            counted[closed, Figure.RESOLVED_DAYS, str(line.resolved_days)] = 1
    return counted


def _closings(session: Session, zone: ZoneInfo, first: str, last: str) -> Counter[tuple[str, str, str]]:
    """Count, of complaints in the register and by the week in which they closed, what no line tells: what was found, and the cause."""
    begins, ends = span_of(first, zone)[0], span_of(last, zone)[1]
    closed = select(Complaint.closed_at, Complaint.finding, Complaint.nature, Complaint.process_step)
    counted: Counter[tuple[str, str, str]] = Counter()
    rows: Sequence[Any] = session.execute(closed.where(Complaint.closed_at >= begins, Complaint.closed_at < ends)).all()
    for closed_at, finding, nature, step in rows:
        week = week_at(closed_at, zone)
        counted[week, Figure.CAUSES, cause(nature, step)] += 1
        if finding:
            counted[week, Figure.FOUND, finding] += 1
    return counted
