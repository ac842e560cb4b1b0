"""What the complainant saw us do with a complaint, day by day: the journal without all that stayed inside the house.

Reads the register and changes nothing. Rule: what was taken back did not happen,
and neither did an answer whose letter did not go, or an agreement that another
took the place of before its own letter went.
Source: docs/procedure.md, Letters.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.dates import local_date
from tracker.letter_facts.outside import Milestone
from tracker.model import Event, Letter
from tracker.records import Complaint, Journal, LetterOwed
from tracker.waiting_letters import REPLACED

_SEEN: dict[str, Milestone] = {
    Event.ASSIGN: Milestone.ASSIGNED,
    Event.CHANGE_TARGET_DATE: Milestone.NEW_TARGET_DATE,
    Event.AGREE: Milestone.AGREED,
    Event.CONSENT: Milestone.AGREED,
    Event.NO_AGREEMENT: Milestone.NOT_AGREED,
    Event.ANSWER: Milestone.ANSWERED,
    Event.OWN_MAIL: Milestone.ANSWERED,
    Event.INQUIRE: Milestone.INQUIRED,
    Event.DISSATISFIED: Milestone.REOPENED,
    Event.REOPEN: Milestone.REOPENED,
}

_ONCE = {Milestone.ASSIGNED}
"""Who handles it, and that this changed, is ours to know."""


def milestones(session: Session, complaint: Complaint, zone: ZoneInfo) -> list[tuple[date, Milestone]]:
    """Return what we did after receipt, the oldest first, each on its day in `zone`."""
    lines = session.scalars(select(Journal).where(Journal.complaint_id == complaint.id).order_by(Journal.id)).all()
    told: list[tuple[datetime, Milestone]] = []
    if complaint.acknowledged_at is not None:
        told.append((complaint.acknowledged_at, Milestone.ACKNOWLEDGED))
    replaced = _replaced(session, complaint)
    steps = _standing(lines, _answered(session, complaint))
    for line in (*steps, *_written(lines, steps)):
        what = None if line.id in replaced else _SEEN.get(line.event)
        if what is not None and not (what in _ONCE and any(before is what for _, before in told)):
            told.append((line.at, what))
    return [(local_date(at, zone), what) for at, what in sorted(told, key=lambda one: one[0])]


def _answered(session: Session, complaint: Complaint) -> frozenset[int | None]:
    """Return the lines of the journal whose answer goes to the complainant, or went; they change nothing on the record."""
    answers = select(LetterOwed.journal_id).where(LetterOwed.complaint_id == complaint.id, LetterOwed.letter == Letter.ANSWER)
    return frozenset(session.scalars(answers.where(LetterOwed.parked_at.is_(None))))


def _replaced(session: Session, complaint: Complaint) -> frozenset[int | None]:
    """Return the lines of the journal whose confirmation was replaced before it went."""
    waited = select(LetterOwed.journal_id).where(LetterOwed.complaint_id == complaint.id, LetterOwed.parked_because == REPLACED)
    return frozenset(session.scalars(waited))


def _standing(lines: Iterable[Journal], answered: Collection[int | None]) -> list[Journal]:
    """Return the steps that were not taken back; each #herstel took back the last one, with all that the same mail asked for."""
    steps: list[Journal] = []
    for line in lines:
        if line.event == Event.TAKE_BACK and line.before is not None:
            mail = steps.pop().arrival_id
            while mail is not None and steps and steps[-1].arrival_id == mail:
                steps.pop()
        elif line.before is not None or line.id in answered:
            steps.append(line)
    return steps


def _written(lines: Iterable[Journal], steps: Sequence[Journal]) -> list[Journal]:
    """Return what employees wrote the complainant themselves, but for what is told by what it said: an agreement, a new day."""
    told = {step.arrival_id for step in steps if step.event in _SEEN}
    return [line for line in lines if line.event == Event.OWN_MAIL and line.arrival_id not in told]
