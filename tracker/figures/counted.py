"""Every figure of a week, as it was and as it stays: counted over rows that are there, and over what removal left behind.

The only room that reports ask. Rule: a figure has the week to which it belongs,
never the one in which it was counted, and removal changes none of them.
Source: docs/procedure.md, Removal, and What makes it more.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.daily_mail.untold import UNTOLD
from tracker.figures.journals import happened_between
from tracker.figures.lines import Closing, Line, lines_between
from tracker.figures.mails import mails_between
from tracker.figures.names import Figure, cause
from tracker.figures.snapshots import stock_between
from tracker.figures.turns import undisturbed
from tracker.removal_records import Tally

Key = tuple[str, str, str]
"""Week, figure and part."""

Figures = Mapping[Key, int]
"""Week, figure and part → how many; euro cents where the figure is `money`."""


def between(session: Session, zone: ZoneInfo, first: str, last: str) -> Figures:
    """Return the figures of these weeks, both included, such as of `2026-W40` to `2026-W47`. What is none of anything is left out.

    Which figures there are, and what their parts are, stands in `tracker.figures.names.Figure`. zone: the customer's.
    """
    undisturbed(session)
    lines = lines_between(session, zone, first, last)
    counted = Counter(chain.from_iterable(_of_line(line, closing) for line, closing in lines))
    for (week, part), value in mails_between(session, zone, first, last).items():
        counted[week, Figure.MAILS, part] += value
    for (week, figure), value in happened_between(session, zone, first, last).items():
        counted[week, figure, ""] += value if figure != Figure.MONEY else 0
    for week, figure, part, value in session.execute(_TALLIED.where(Tally.week.between(first, last))):
        counted[week, figure, part] += value
    counted.update(stock_between(session, zone, first, last))
    return {key: value for key, value in counted.items() if value and first <= key[0] <= last}


_TALLIED = select(Tally.week, Tally.figure, Tally.part, Tally.value).where(Tally.figure.not_in((Figure.MAILS, Figure.MONEY, UNTOLD)))
"""The tallies that nobody else adds."""


def _of_line(line: Line, closing: Closing | None) -> Iterator[Key]:
    """Give what one complaint is counted in. closing: of a living one; of a removed one the tallies have it."""
    received, closed = line.received_week, line.closed_week
    yield received, Figure.NEW, line.nature
    if closing and closing.entered_later:
        yield received, Figure.ENTERED_LATER, ""
    yield received, Figure.COMPLAINANTS, line.complainant_role
    if line.had_to_be_acknowledged:
        yield received, Figure.TO_ACKNOWLEDGE, ""
    if line.acknowledged_days is not None:
        yield received, Figure.ACKNOWLEDGED, ""
        yield received, Figure.ACKNOWLEDGED_DAYS, str(line.acknowledged_days)
    if line.acknowledged_in_time:
        yield received, Figure.ACKNOWLEDGED_IN_TIME, ""
    if closed:
        yield from _of_closed(line, closed, closing)


def _of_closed(line: Line, week: str, closing: Closing | None) -> Iterator[Key]:
    yield week, Figure.CLOSED, line.ending
    yield week, Figure.HANDLED, line.handler_role or ""
    if line.resolved_in_time:
        yield week, Figure.HANDLED_IN_TIME, line.handler_role or ""
    if line.resolved_days is not None:
        yield week, Figure.RESOLVED_DAYS, str(line.resolved_days)
    if closing:
        yield week, Figure.CAUSES, cause(line.nature, closing.process_step)
    if closing and closing.finding:
        yield week, Figure.FOUND, closing.finding
