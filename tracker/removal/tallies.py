"""What erased rows counted for, kept as totals a week from which no row can be told.

To be called while the rows are still there, in the transaction that erases
them. Rule: whoever counts rows of a kind that is tallied counts the tallies
too, by the same weeks and parts. Source: docs/procedure.md, Removal.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tracker.daily_mail.untold import UNTOLD, untold_of
from tracker.figures.journals import happened_to
from tracker.figures.lines import closing_of
from tracker.figures.mails import part_of
from tracker.figures.names import Figure, cause
from tracker.figures.turns import in_turn
from tracker.figures.weeks import week_at, week_of_date
from tracker.records import Arrival, Complaint
from tracker.rules import HouseRules
from tracker.schema import among

_ADD = text(
    "INSERT INTO tally (week, figure, part, value) VALUES (:week, :figure, :part, :value) "
    "ON CONFLICT (week, figure, part) DO UPDATE SET value = tally.value + excluded.value"
)


def tally_mails(session: Session, rules: HouseRules, arrival_ids: Collection[int]) -> None:
    """Count these mails by the week in which they were kept, their mailbox and their column of the ledger, before their rows go.

    Each once: to be called in the transaction that erases them. Source: docs/procedure.md, What makes it more.
    """
    in_turn(session)
    mails = select(Arrival.kept_at, Arrival.mailbox, Arrival.kind, Arrival.handled_at).where(among(Arrival.id, arrival_ids))
    counted: Counter[tuple[str, str, str]] = Counter()
    for kept_at, mailbox, kind, handled_at in session.execute(mails):
        counted[week_at(kept_at, rules.terms.zone), Figure.MAILS, part_of(mailbox, kind, is_handled=handled_at is not None)] += 1
    _add(session, counted)


def tally_happenings(session: Session, rules: HouseRules, complaint: Complaint, closed_week: str, now: datetime) -> None:
    """Count what happened to a complaint by its weeks before its journal goes; and apart nature and cause, what was found, how it came.

    The weeks that have ended must be written down (`tracker.figures.snapshots`): money is in their totals, and only the running one's
    is tallied. closed_week: of its line. now: aware.
    """
    in_turn(session)
    zone = rules.terms.zone
    running = week_at(now, zone)
    counted = Counter(
        {
            (week, figure, ""): value
            for (week, figure), value in happened_to(session, complaint.id, zone).items()
            if figure != Figure.MONEY or week >= running
        }
    )
    counted[closed_week, Figure.CAUSES, cause(complaint.nature, complaint.process_step)] += 1
    apart = closing_of(complaint, zone)
    if apart.finding:
        counted[closed_week, Figure.FOUND, apart.finding] += 1
    if apart.entered_later:
        counted[week_of_date(complaint.received_date), Figure.ENTERED_LATER, ""] += 1
    _add(session, counted)


def tally_untold(session: Session, rules: HouseRules, complaint: Complaint, now: datetime) -> None:
    """Count what of a complaint no daily mail has told, before its journal goes; until the next one. now: aware."""
    week = week_at(now, rules.terms.zone)
    _add(session, {(week, UNTOLD, kind): value for kind, value in untold_of(session, complaint.id).items() if kind != "other"})


def _add(session: Session, counted: Mapping[tuple[str, str, str], int]) -> None:
    """Add to what is tallied already."""
    rows = [
        {"week": week, "figure": figure, "part": part, "value": value} for (week, figure, part), value in sorted(counted.items()) if value
    ]
    if rows:
        session.execute(_ADD, rows)
