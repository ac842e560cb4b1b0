"""The report of each period, owed once to each reader: by the calendar, or because somebody asks.

The calendar asks this every minute, but for a restored register that still
lacks mail. Rule one: that a period was reported on is a row, written with the
letters, so that of several daemons one writes them, and what a standstill left
is made up for, marked as late. Rule two: a letter bears all its facts; nothing
of it is read later.
Source: docs/procedure.md, The report; docs/mail-rules.md, F35 and F41.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.dates import local_date
from tracker.deleting import house_mailbox
from tracker.figures.turns import in_turn
from tracker.house_records import LastRun
from tracker.log import say
from tracker.model import Letter
from tracker.once import first_time
from tracker.owing import owe_letter
from tracker.records import Mailbox
from tracker.reporting.contents import facts_for, gather, report_facts
from tracker.reporting.periods import Kind, Period, last_ended
from tracker.reporting.readers import reader_at, readers
from tracker.rules import HouseRules
from tracker.sent_copies import SKEW

JOBS = {Kind.WEEK: "report_week", Kind.QUARTER: "report_quarter", Kind.YEAR: "report_year"}
"""The jobs under which it is noted that a period was reported on."""

LATE = timedelta(hours=1)
"""Made so long after it was due, a report says that it is late."""

log = logging.getLogger(__name__)


def owe_reports(session: Session, rules: HouseRules, kind: Kind, now: datetime) -> int:
    """Owe the reports of one kind that are due, oldest first, and those that a standstill left; return how many letters.

    rules: with the people of this moment. now: aware, UTC. Of a time before the register began there is none; a register that never
    made one, since the service was renewed, begins with the newest week.
    """
    is_wanted = {Kind.WEEK: True, Kind.QUARTER: rules.report.quarter, Kind.YEAR: rules.report.year}[kind]
    return sum(_owe(session, rules, period, now) for period in _missing(session, rules, kind, now)) if is_wanted else 0


def note_sent(session: Session, rules: HouseRules, sent_at: datetime) -> None:
    """Note what was reported on by `sent_at` (aware): a report that a restored register does not know was found to have gone then."""
    for kind, job in JOBS.items():
        first_time(session, job, _newest_due(rules, kind, sent_at + SKEW).name, sent_at)


def owe_report_to(session: Session, rules: HouseRules, period: Period, address: str, now: datetime) -> None:
    """Owe the report of a period to one address, since an administrator asks for it. rules: with the people of this moment."""
    reader = reader_at(rules, address, local_date(now, rules.terms.zone))
    facts = report_facts(session, rules, period, reader, now, is_late=False)
    owe_letter(session, Letter.REPORT, address, facts, now, mailbox=house_mailbox(session), language=reader.language)


def _missing(session: Session, rules: HouseRules, kind: Kind, now: datetime) -> Iterator[Period]:
    """Note each period that is due and was not reported on; give those of which a report is made."""
    newest = _newest_due(rules, kind, now)
    if session.get(LastRun, (JOBS[kind], newest.name)) is not None:
        return
    oldest = session.scalar(select(func.min(LastRun.period)).where(LastRun.job == JOBS[kind]))
    began_at = session.scalar(select(func.min(Mailbox.first_started_at)))
    began_date = local_date(began_at, rules.terms.zone) if began_at else None
    for period in _back_to(newest, oldest, rules.report.catch_up if kind is Kind.WEEK else 1):
        is_first_look = oldest is None and kind is not Kind.WEEK
        if first_time(session, JOBS[kind], period.name, now) and began_date and began_date <= period.last_date and not is_first_look:
            yield period


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


def _owe(session: Session, rules: HouseRules, period: Period, now: datetime) -> int:
    """Owe the report of one period to each of its readers."""
    in_turn(session)
    gathered = gather(session, rules, period, now)
    is_late = now - _due_at(rules, period) > LATE
    theirs = readers(rules, local_date(now, rules.terms.zone))
    mailbox = house_mailbox(session)
    for address, reader in theirs.items():
        facts = facts_for(gathered, reader, is_late=is_late)
        owe_letter(session, Letter.REPORT, address, facts, now, mailbox=mailbox, language=reader.language)
    say(log, "report.made", kind=period.kind, count=len(theirs))
    return len(theirs)


def _due_at(rules: HouseRules, period: Period) -> datetime:
    return period.due_at(rules.report.weekday, rules.report.at, rules.terms.zone)
