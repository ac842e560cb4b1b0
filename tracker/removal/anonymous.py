"""The one line that stays behind of a removed complaint, and the order of those lines, which tells nothing.

Knows neither who complained nor of what. Rule: a line has no key in common with
anything else, and neither its place nor the transaction that wrote it tells
which complaint it was. Source: docs/procedure.md, Removal.
"""

from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date, datetime
from secrets import token_hex
from typing import cast

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.orm import Session

from tracker.figures.lines import line_of
from tracker.figures.snapshots import take_due
from tracker.figures.turns import in_turn
from tracker.figures.weeks import week_of_date
from tracker.records import Complaint
from tracker.removal.tallies import tally_happenings, tally_untold
from tracker.removal_records import AnonymousLine, RemovedReference, Tally
from tracker.rules import HouseRules
from tracker.schema import Record

STAYS: tuple[type[Record], ...] = (AnonymousLine, RemovedReference, Tally)
"""What stays behind; no row of the one may be told to belong to a row of the other."""

_KEY_BYTES = 16


def leave_behind(
    session: Session, rules: HouseRules, complaint: Complaint, parts: Iterable[Complaint], now: datetime, removed_date: date
) -> None:
    """Leave one line of a complaint that is removed, and one of each that was part of it; to be called while their rows are there.

    Weeks that have ended are written down first, with all of them still counted as open where they were.

    parts:         the complaints that became part of it; it may be among them itself.
    now:           aware.
    removed_date:  the day in the customer's zone; closed by then is one that no row says was closed, as after a restored backup.
    """
    in_turn(session)
    zone = rules.terms.zone
    take_due(session, zone, now)
    for one in {each.id: each for each in (complaint, *parts)}.values():
        line = line_of(one, zone)
        closed_week = line.closed_week or week_of_date(removed_date)
        line = replace(line, closed_week=closed_week)
        session.execute(insert(AnonymousLine).values(key=token_hex(_KEY_BYTES), **asdict(line)))
        tally_happenings(session, rules, one, closed_week, now)
        tally_untold(session, rules, one, now)


def lay_anew(session: Session) -> None:
    """Write all that stays behind anew, by its keys and in one transaction, so that nothing tells what was written together.

    A database keeps rows in the order in which they came, and PostgreSQL by which transaction (xmin): so a line would lie beside the
    reference that it must not be joined with. To be called after removals; then let the database give up the old versions.
    """
    in_turn(session)
    for record in STAYS:
        table = cast("Table", record.__table__)
        rows = [dict(row) for row in session.execute(select(table).order_by(*table.primary_key)).mappings()]
        session.execute(delete(table))
        if rows:
            session.execute(insert(table), rows)
