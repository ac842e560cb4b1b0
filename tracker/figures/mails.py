"""What became of the mail, in numbers: of those in the register, and of those that were erased.

Rule: every mail is in one part of its mailbox, so that received is the sum of
them. One that is handled and has no class is in no column, and shows as the
difference. Source: docs/procedure.md, What makes it more.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, literal, select, union_all
from sqlalchemy.orm import Session

from tracker.figures.names import Figure
from tracker.figures.weeks import span_of, weeks_between
from tracker.ledger import LEDGER, Column, MailClass
from tracker.records import Arrival
from tracker.removal_records import Tally

WAITING, UNCLASSED = "waiting", "unclassed"
"""Parts beside the columns: kept and not yet handled; and handled without a class, which is a fault of ours."""


def part_of(mailbox: str, kind: str | None, *, is_handled: bool) -> str:
    """Return in which part of a figure a mail is counted: its mailbox and its column of the ledger, such as `klachten/new`."""
    if not is_handled:
        return f"{mailbox}/{WAITING}"
    return f"{mailbox}/{LEDGER[MailClass(kind)][0] if kind else UNCLASSED}"


def mailbox_of(part: str) -> str:
    """Return the mailbox of a part."""
    return part.rpartition("/")[0]


def column_of(part: str) -> Column | None:
    """Return the column of the ledger of a part; None for what is in none."""
    name = part.rpartition("/")[2]
    return Column(name) if name in set(Column) else None


def mails_between(session: Session, zone: ZoneInfo, first: str, last: str) -> Counter[tuple[str, str]]:
    """Count the mails kept in these weeks, both included, by week and part; in one statement: so it is of one moment."""
    spans = {week: span_of(week, zone) for week in weeks_between(first, last)}
    which = case(*((Arrival.kept_at < ends, week) for week, (_, ends) in spans.items())).label("week")
    is_handled = Arrival.handled_at.is_not(None).label("is_handled")
    kept = select(which, Arrival.mailbox, is_handled, Arrival.kind)
    kept = kept.where(Arrival.kept_at >= spans[first][0], Arrival.kept_at < spans[last][1])
    living = kept.subquery()
    counted = select(*living.c, func.count(), literal("")).group_by(*living.c)
    erased = select(Tally.week, literal(""), literal(True), literal(""), Tally.value, Tally.part)
    erased = erased.where(Tally.figure == Figure.MAILS, Tally.week.between(first, last))
    rows: Sequence[Any] = session.execute(union_all(counted, erased)).all()
    found: Counter[tuple[str, str]] = Counter()
    for week, mailbox, handled, kind, count, part in rows:
        found[week, part or part_of(mailbox, kind, is_handled=handled)] += count
    return found
