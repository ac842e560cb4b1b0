"""The report of each period, owed once to each reader: by the calendar, or because somebody asks.

The calendar asks this every minute, but for a restored register that still
lacks mail. Rule one: that a period was reported on is a row, written with the
letters, so that of several daemons one writes them, and what a standstill left
is made up for, marked as late. Rule two: a letter bears all its facts; nothing
of it is read later. Rule three: facts are read as of one moment, and before
anything is written: it takes seconds, in which no mail must wait. Rule four: a
period at fault holds up no other.
Source: docs/procedure.md, The report; docs/mail-rules.md, F35, F41 and T-GDPR-10.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.alarms import clear_alarm, is_up, raise_alarm
from tracker.dates import local_date
from tracker.deleting import house_mailbox
from tracker.deputies import rules_now
from tracker.errors import TryLater
from tracker.figures.turns import in_turn
from tracker.house_records import LastRun
from tracker.letter_facts.reporting import Removals
from tracker.log import say, say_fault
from tracker.model import Letter
from tracker.once import first_time
from tracker.owing import owe_letter
from tracker.records import Mailbox
from tracker.removal.ledger import Ledger
from tracker.removal_records import RemovedReference
from tracker.reporting.contents import Reader, facts_for, gather, removals_in
from tracker.reporting.periods import Kind, Period, last_ended
from tracker.reporting.readers import reader_at, readers
from tracker.rules import HouseRules
from tracker.sent_copies import SKEW, is_being_compared
from tracker.store import Store
from tracker.told import Facts

JOBS = {Kind.WEEK: "report_week", Kind.QUARTER: "report_quarter", Kind.YEAR: "report_year"}
"""The jobs under which it is noted that a period was reported on."""

LATE = timedelta(hours=1)
"""Made so long after it was due, a report says that it is late."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Due:
    """A period that is due and was not reported on. is_told: else it is noted, and no report is made of it."""

    period: Period
    is_told: bool


@dataclass(frozen=True, slots=True)
class _Read:
    """What the register told at one moment: the facts for each reader, by address. removed: so many complaints had left it by then."""

    letters: Sequence[tuple[str, Reader, Facts]]
    removed: int


def owe_reports(store: Store, rules: HouseRules, ledger: Ledger, now: datetime) -> int:
    """Owe the reports that are due, oldest first, and those that a standstill left; return how many letters. now: aware, UTC.

    Of a time before the register began there is none; a register that never made one, since the service was renewed, begins with the
    newest week. Raises `TryLater`; what was not made then, or could not be, is tried again at the next beat.
    """
    with store.reading() as session:
        if is_being_compared(session):
            return 0
        rules = rules_now(session, rules, now)
        due = {kind: _missing(session, rules, kind, now) for kind in JOBS}
        was_at_fault = is_up(session, "report.failed")
    owed = 0
    for kind, found in due.items():
        count, failed = _owe_each(store, rules, ledger, found, now)
        owed += count
        if failed or was_at_fault:
            _tell_of_faults(store, kind, failed, now)
    return owed


def note_sent(session: Session, rules: HouseRules, sent_at: datetime) -> None:
    """Note what was reported on by `sent_at` (aware): a report that a restored register does not know was found to have gone then.

    With the newest period those before it, which came after all in the same hour or never will.
    """
    for kind, job in JOBS.items():
        for period in _periods(session, rules, kind, sent_at + SKEW):
            first_time(session, job, period.name, sent_at)


def owe_report_to(store: Store, rules: HouseRules, ledger: Ledger, period: Period, address: str, now: datetime) -> None:
    """Owe the report of a period to one address, since an administrator asks for it. now: aware, UTC. Raises `TryLater`."""
    removals = removals_in(ledger)
    with store.reading() as session:
        rules = rules_now(session, rules, now)
        reader = reader_at(rules, address, local_date(now, rules.terms.zone))
        read = _read(session, rules, period, {address: reader}, now, removals, is_late=False)
    with store.unit() as session:
        _write(session, read, now)


def _missing(session: Session, rules: HouseRules, kind: Kind, now: datetime) -> list[_Due]:
    """List the periods that are due and of which it is not noted that they were reported on, oldest first."""
    if not {Kind.WEEK: True, Kind.QUARTER: rules.report.quarter, Kind.YEAR: rules.report.year}[kind]:
        return []
    periods = _periods(session, rules, kind, now)
    noted = select(LastRun.period).where(LastRun.job == JOBS[kind])
    done = set(session.scalars(noted.where(LastRun.period.in_([period.name for period in periods]))))
    is_first_look = kind is not Kind.WEEK and session.scalar(noted.limit(1)) is None
    began_at = session.scalar(select(func.min(Mailbox.first_started_at)))
    began_date = local_date(began_at, rules.terms.zone) if began_at else None
    return [
        _Due(period, is_told=began_date is not None and began_date <= period.last_date and not is_first_look)
        for period in periods
        if period.name not in done
    ]


def _periods(session: Session, rules: HouseRules, kind: Kind, now: datetime) -> list[Period]:
    """List the newest period of a kind whose report is due, and those before it of which one would come after all, oldest first."""
    oldest = session.scalar(select(func.min(LastRun.period)).where(LastRun.job == JOBS[kind]))
    return _back_to(_newest_due(rules, kind, now), oldest, rules.report.catch_up if kind is Kind.WEEK else 1)


def _newest_due(rules: HouseRules, kind: Kind, now: datetime) -> Period:
    """Return the newest period of a kind whose report is due."""
    newest = last_ended(kind, local_date(now, rules.terms.zone))
    return newest if _due_at(rules, newest) <= now else newest.before


def _back_to(newest: Period, oldest: str | None, most: int) -> list[Period]:
    """List the newest period and those before it, oldest first: so many at most, and none from before the first that was noted."""
    found = [newest]
    while oldest is not None and len(found) < most and found[-1].before.name > oldest:
        found.append(found[-1].before)
    return found[::-1]


def _owe_each(store: Store, rules: HouseRules, ledger: Ledger, found: Iterable[_Due], now: datetime) -> tuple[int, list[str]]:
    """Owe the reports of these periods, each by itself; return how many letters, and which periods failed."""
    owed, failed = 0, []
    for one in found:
        try:
            owed += _owe(store, rules, ledger, one, now)
        except TryLater:
            raise
        except Exception as fault:  # noqa: BLE001 - whatever it was, no other period may wait for it
            say_fault(log, "report.failed", fault)
            failed.append(one.period.name)
    return owed, failed


def _owe(store: Store, rules: HouseRules, ledger: Ledger, due: _Due, now: datetime) -> int:
    """Owe the report of one period to each of its readers, unless another daemon did."""
    period, read = due.period, _Read((), 0)
    if due.is_told:
        is_late, removals = now - _due_at(rules, period) > LATE, removals_in(ledger)
        with store.reading() as session:
            read = _read(session, rules, period, readers(rules, local_date(now, rules.terms.zone)), now, removals, is_late=is_late)
    with store.unit() as session:
        if is_being_compared(session) or not first_time(session, JOBS[period.kind], period.name, now):
            return 0
        if due.is_told:
            _write(session, read, now)
            say(log, "report.made", kind=period.kind, count=len(read.letters))
    return len(read.letters)


def _read(
    session: Session,
    rules: HouseRules,
    period: Period,
    theirs: Mapping[str, Reader],
    now: datetime,
    removals: Removals | None,
    *,
    is_late: bool,
) -> _Read:
    """Read what the report of a period tells each of its readers."""
    gathered = gather(session, rules, period, now)
    letters = [(address, reader, facts_for(gathered, reader, is_late=is_late, removals=removals)) for address, reader in theirs.items()]
    return _Read(letters, _removed(session))


def _write(session: Session, read: _Read, now: datetime) -> None:
    """Owe letters of what was read. Raises `TryLater` where a complaint left the register since: none may tell of it any more."""
    in_turn(session)
    if _removed(session) != read.removed:
        raise TryLater("a complaint left the register while its report was made; the report is made anew")
    mailbox = house_mailbox(session)
    for address, reader, facts in read.letters:
        owe_letter(session, Letter.REPORT, address, facts, now, mailbox=mailbox, language=reader.language)


def _removed(session: Session) -> int:
    return session.scalars(select(func.count()).select_from(RemovedReference)).one()


def _tell_of_faults(store: Store, kind: Kind, failed: Sequence[str], now: datetime) -> None:
    """Raise the alarm about the reports of one kind, or take it down."""
    with store.unit() as session:
        if failed:
            words = f"the report of {' and of '.join(failed)} could not be made; it is tried again each minute"
            raise_alarm(session, "report.failed", kind, words, now)
        else:
            clear_alarm(session, "report.failed", kind, now)


def _due_at(rules: HouseRules, period: Period) -> datetime:
    return period.due_at(rules.report.weekday, rules.report.at, rules.terms.zone)
