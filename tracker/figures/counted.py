"""Every figure of a week, as it was and as it stays: counted over rows that are there, and over what removal left behind.

The only room that reports ask. Rule: a figure has the week to which it belongs,
never the one in which it was counted, and removal changes none of them.
Source: docs/procedure.md, Removal, and What makes it more.
"""

from collections import Counter
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.daily_mail.untold import UNTOLD
from tracker.figures.happenings import MONEY
from tracker.figures.journals import FOUND, happened_between
from tracker.figures.lines import Line, lines_between
from tracker.figures.mails import MAILS, mails_between
from tracker.figures.snapshots import stock
from tracker.figures.weeks import span_of, week_at, weeks_between
from tracker.records import Complaint
from tracker.removal_records import Tally

NEW, ACKNOWLEDGED, ACKNOWLEDGED_IN_TIME, CLOSED = "new", "acknowledged", "acknowledged_in_time", "closed"

Figures = Mapping[tuple[str, str, str], int]
"""Week, figure and part → how many; euro cents where the figure is `money`."""


def between(session: Session, zone: ZoneInfo, first: str, last: str) -> Figures:
    """Return the figures of these weeks, both included, such as of `2026-W40` to `2026-W47`. What is none of anything is left out.

    By the week of receipt: `new` by nature, and of those `acknowledged`, and `acknowledged_in_time` (by both clocks). By the week in
    which it happened: `closed` by outcome, `found` by what was found, `resolved`, `reopened`, `appeals`, and `mails` by mailbox and
    column of the ledger. Of the week's end: `open` by state, `overdue`, and the week's `money` in euro cents.
    """
    counted: Counter[tuple[str, str, str]] = Counter()
    for line in lines_between(session, zone, first, last):
        counted.update(_of_line(line))
    for (week, part), value in mails_between(session, zone, first, last).items():
        counted[week, MAILS, part] += value
    for (week, figure), value in happened_between(session, zone, first, last).items():
        counted[week, figure, ""] += value if figure != MONEY else 0
    for (week, part), value in _found(session, zone, first, last).items():
        counted[week, FOUND, part] += value
    for week, figure, part, value in session.execute(_TALLIED.where(Tally.week.between(first, last))):
        counted[week, figure, part] += value
    for week in weeks_between(first, last):
        counted.update({(week, figure, part): value for (figure, part), value in stock(session, zone, week).items()})
    return {key: value for key, value in counted.items() if value and first <= key[0] <= last}


_TALLIED = select(Tally.week, Tally.figure, Tally.part, Tally.value).where(Tally.figure.not_in((MAILS, MONEY, UNTOLD)))
"""The tallies that nobody else adds."""


def _of_line(line: Line) -> Counter[tuple[str, str, str]]:
    """Count one complaint, living or removed."""
    counted = Counter({(line.received_week, NEW, line.nature): 1})
    counted[line.received_week, ACKNOWLEDGED, ""] = line.acknowledged_days is not None
    counted[line.received_week, ACKNOWLEDGED_IN_TIME, ""] = line.acknowledged_in_time is True
    if line.closed_week:
        counted[line.closed_week, CLOSED, line.outcome or ""] = 1
    return counted


def _found(session: Session, zone: ZoneInfo, first: str, last: str) -> Counter[tuple[str, str]]:
    """Count what was found of complaints in the register, by the week in which they closed."""
    begins, ends = span_of(first, zone)[0], span_of(last, zone)[1]
    closed = select(Complaint.closed_at, Complaint.finding).where(Complaint.finding.is_not(None))
    rows = session.execute(closed.where(Complaint.closed_at >= begins, Complaint.closed_at < ends))
    return Counter((week_at(closed_at, zone), str(finding)) for closed_at, finding in rows if closed_at)
