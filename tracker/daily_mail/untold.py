"""Which lines of the journal no daily mail has told yet, so that each event is told once.

Knows the journal and what was written down at the last daily mail. Rule: a
line is new by its number or by its moment, either is enough; for a clock can be
set back, and SQLite can use a number again once a complaint was removed.
"""

from collections import Counter as Counts
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import Session, defer

from tracker.house_records import Counter, LastRun
from tracker.model import Event, State
from tracker.records import Journal
from tracker.removal_records import Tally

JOB = "daily_mail"
"""By this name the days are written down on which the daily mails were made."""

NEW = frozenset({Event.ARRIVES, Event.ARRIVES_UNANSWERED, Event.REGISTER})
"""With one of these a complaint begins."""

UNTOLD = "untold"
"""The figure in which lines are tallied that no mail had told when their complaint was removed."""

_LAST_LINE = "daily_mail.journal"
_SETTLED = timedelta(minutes=1)
"""What is younger waits for the next mail: another daemon may not have committed yet what it writes at this moment."""


@dataclass(frozen=True, slots=True)
class LastTold:
    """How far events were told: up to which line of the journal, and up to which moment (aware; None: none was told yet)."""

    line: int
    until_at: datetime | None

    def is_new(self) -> ColumnElement[bool]:
        """Return the condition of a line that was not told."""
        later = Journal.id > self.line
        return later if self.until_at is None else or_(later, Journal.at > self.until_at)


def last_told(session: Session) -> LastTold:
    """Return how far events were told."""
    line = session.scalar(select(Counter.last).where(Counter.name == _LAST_LINE))
    at = session.scalar(select(func.max(LastRun.at)).where(LastRun.job == JOB))
    return LastTold(line or 0, at - _SETTLED if at else None)


def looked_date(session: Session, today: date) -> date | None:
    """Return the last day before today on which daily mails were made; None before the first."""
    days = select(func.max(LastRun.period)).where(LastRun.job == JOB, LastRun.period < today.isoformat())
    day = session.scalar(days)
    return date.fromisoformat(day) if day else None


def untold(session: Session, told: LastTold, now: datetime) -> list[Journal]:
    """List the lines that were not told, oldest first, without what people wrote. now: aware."""
    lines = select(Journal).where(told.is_new(), Journal.at <= now - _SETTLED).order_by(Journal.id)
    return list(session.scalars(lines.options(defer(Journal.words, raiseload=True), defer(Journal.before, raiseload=True))))


def kind_of(event: str, from_state: str | None, to_state: str) -> str:
    """Return as what a line of the journal is counted: `new`, `closed`, or neither: `other`."""
    if event in NEW:
        return "new"
    return "closed" if to_state == State.CLOSED != from_state else "other"


def untold_of(session: Session, complaint_id: int) -> Counts[str]:
    """Count the lines of one complaint that were not told, by kind."""
    lines = select(Journal.event, Journal.from_state, Journal.to_state).where(Journal.complaint_id == complaint_id)
    return Counts(kind_of(*line) for line in session.execute(lines.where(last_told(session).is_new())))


def take_tallied(session: Session) -> Counts[str]:
    """Count, by kind, the lines that were not told and are gone; they count as told from here on."""
    counted: Counts[str] = Counts()
    for part, value in session.execute(delete(Tally).where(Tally.figure == UNTOLD).returning(Tally.part, Tally.value)):
        counted[part] += value
    return counted


def note_told(session: Session, lines: Sequence[Journal]) -> None:
    """Write down that these lines are told."""
    newest = max((line.id for line in lines), default=0)
    number = session.get(Counter, _LAST_LINE)
    if number is None:
        session.add(Counter(name=_LAST_LINE, last=newest))
    else:
        number.last = max(number.last, newest)
