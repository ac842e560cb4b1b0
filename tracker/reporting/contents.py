"""What one report tells: gathered from the register once, and put down for each of its readers.

Asks the figures of weeks, how complaints stand today, and what waits. Knows no
template. Rule one: what is told of a period that has ended follows from its
weeks alone, so that no removal changes it; what stands and waits is told as of
the day of the report. Rule two: figures of handlers are for who may see them.
Source: docs/procedure.md, The report; docs/mail-rules.md, D19.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.daily_mail.reminders import Look
from tracker.dates import local_date
from tracker.deputies import rules_now
from tracker.figures.counted import Figures, between
from tracker.figures.mails import UNCLASSED, WAITING, column_of, mailbox_of
from tracker.figures.names import Figure as Named
from tracker.figures.weeks import span_of, week_at, week_of_date, weeks_between
from tracker.ledger import Column
from tracker.letter_facts.reporting import FEW, TEN, Figure, Handler, Ledger, Open, Removals, Report
from tracker.model import HANDLERS, Language, State
from tracker.natures import nature_titles
from tracker.process_steps import step_titles
from tracker.records import Arrival, Mailbox
from tracker.removal.ledger import Ledger as RemovalLedger
from tracker.removal.ledger import LedgerUnusable
from tracker.reporting import cuts
from tracker.reporting.cuts import Beside
from tracker.reporting.decisions import Line, told_to, waiting
from tracker.reporting.periods import Kind, Period
from tracker.reporting.standing import ages, due_soon, kept, open_on, received_in
from tracker.rules import HouseRules
from tracker.told import Facts

PICTURED_WEEKS = 26
"""So many weeks at least stand in the picture, and in the workbook."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a report. address: None for whoever has a terminal, where no link can be followed."""

    address: str | None
    sees_handlers: bool
    language: Language


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that a report tells, whoever reads it. look: at the register, with the people of that moment. weeks: those in the picture.

    began_date: of the register; None where no service ever ran.
    """

    look: Look
    beside: Beside
    began_date: date | None
    weeks: Sequence[str]
    opens: Sequence[Open]
    received: Sequence[Open]
    lines: Sequence[Line]
    mailboxes: Sequence[str]
    waiting: int
    oldest_date: date | None
    kept: int

    @property
    def period(self) -> Period:
        """What it is about."""
        return self.beside.period

    @property
    def is_before(self) -> bool:
        """Say whether the register began after it: then nothing is known of it but what was entered later."""
        return self.began_date is not None and self.began_date > self.period.last_date


def report_facts(
    session: Session,
    rules: HouseRules,
    period: Period,
    reader: Reader,
    now: datetime,
    *,
    is_late: bool,
    removals: Removals | None = None,
) -> Facts:
    """Return the facts of the report of a period to one reader. now: aware, UTC: what stands and waits is told as of this moment.

    period: one that has begun; of weeks that are still to come it tells nothing. is_late: made after its time.
    """
    return facts_for(gather(session, rules_now(session, rules, now), period, now), reader, is_late=is_late, removals=removals)


def removals_in(ledger: RemovalLedger) -> Removals | None:
    """Return what a report tells of the removal ledger; None where it is empty, or cannot be used: of that an alarm tells."""
    try:
        content = ledger.read()
    except LedgerUnusable:
        return None
    return Removals(content.lines, content.head) if content.head else None


def gather(session: Session, rules: HouseRules, period: Period, now: datetime, *, asked_in: int | None = None) -> Gathered:
    """Ask the register for all that the report of a period tells. rules: with the people of this moment.

    asked_in: the mail by which it is asked for; it is handled with this answer, and so is told of as handled.
    """
    look, terms = Look(session, rules, now, None), rules.terms
    last = min(period.last_week, week_of_date(look.today))
    began_at = session.scalar(select(func.min(Mailbox.first_started_at)))
    began_date = local_date(began_at, terms.zone) if began_at else None
    earliest_date = max(period.last_date - timedelta(weeks=PICTURED_WEEKS) + timedelta(days=1), began_date or date.min)
    weeks = tuple(weeks_between(min(period.first_week, week_of_date(earliest_date)), last))
    figures = between(session, terms.zone, min(weeks[0], period.before.first_week), last)
    is_known = began_date is not None and began_date <= period.before.first_date
    waits = select(func.count(), func.min(Arrival.received_at)).where(Arrival.handled_at.is_(None), Arrival.id != (asked_in or 0))
    told: Any = session.execute(waits.where(Arrival.kept_at < span_of(period.last_week, terms.zone)[1])).one()
    unhandled, oldest_at = told
    return Gathered(
        look,
        Beside(_as_handled(session, figures, asked_in, terms.zone), period, is_known),
        began_date,
        weeks,
        open_on(session, terms, look.today),
        received_in(session, terms, look.today, period),
        waiting(look),
        _mailboxes(session, rules),
        unhandled,
        local_date(oldest_at, terms.zone) if oldest_at else None,
        kept(session),
    )


def facts_for(gathered: Gathered, reader: Reader, *, is_late: bool, removals: Removals | None = None) -> Facts:
    """Put down for one reader what was gathered. removals: the removal ledger, where it is at hand."""
    look, beside, period = gathered.look, gathered.beside, gathered.period
    rules, terms = look.rules, look.rules.terms
    new, weeks = beside.now(Named.NEW).total(), () if gathered.is_before else gathered.weeks
    is_blank = gathered.is_before and not new
    told = Report(
        kind=period.kind,
        name=period.name,
        first_date=period.first_date,
        last_date=period.last_date,
        made_date=look.today,
        is_late=is_late,
        began_date=None if beside.is_known else gathered.began_date,
        ledger=[] if gathered.is_before else _ledger(beside.now(Named.MAILS), gathered.mailboxes),
        waiting=gathered.waiting,
        oldest_date=gathered.oldest_date,
        decisions=told_to(look, gathered.lines, reader.address),
        due_soon=due_soon(gathered.opens, terms, look.today),
        figures=_figures(gathered),
        entered_later=beside.now(Named.ENTERED_LATER).total(),
        natures=cuts.cut(beside, Named.NEW) if new >= FEW else None,
        received=gathered.received if new < TEN and not is_blank else None,
        removed=max(0, new - len(gathered.received)) if new < TEN else 0,
        kept=gathered.kept,
        removals=removals,
        over=cuts.over_weeks(beside.figures, weeks, [state for state in State if state is not State.CLOSED]),
        ages=ages(gathered.opens, terms, look.today),
        handlers=_handlers(gathered) if reader.sees_handlers else None,
        further=None if period.kind is Kind.WEEK or is_blank else cuts.further(beside),
        rows=cuts.rows(beside, weeks, with_handlers=reader.sees_handlers) if weeks else [],
        open_complaints=gathered.opens,
        nature_names=nature_titles(rules.natures, reader.language),
        step_names=step_titles(rules.process_steps, reader.language),
        with_workbook=rules.report.with_workbook,
    )
    return told.facts()


def _figures(gathered: Gathered) -> list[Figure]:
    """Return the six figures, beside those of the period before; of one before the register began those of what was entered later."""
    beside, period = gathered.beside, gathered.period
    new, was_new = beside.now(Named.NEW).total(), beside.before(Named.NEW).total()
    is_over = period.last_date < gathered.look.today
    found = [
        Figure("new", new, was_new),
        Figure("resolved", beside.now(Named.RESOLVED).total(), beside.before(Named.RESOLVED).total()),
        Figure("open", _at_end(beside, Named.OPEN) if is_over else len(gathered.opens), _at_end_before(beside, Named.OPEN)),
        Figure(
            "overdue",
            _at_end(beside, Named.OVERDUE) if is_over else sum(one.days_late > 0 for one in gathered.opens),
            _at_end_before(beside, Named.OVERDUE),
        ),
        Figure(
            "acknowledged_in_time",
            beside.now(Named.ACKNOWLEDGED_IN_TIME).total(),
            beside.before(Named.ACKNOWLEDGED_IN_TIME).total(),
            beside.now(Named.TO_ACKNOWLEDGE).total(),
            beside.before(Named.TO_ACKNOWLEDGE).total(),
        ),
        Figure("appeals", beside.now(Named.APPEALS).total(), beside.before(Named.APPEALS).total()),
    ]
    if gathered.is_before:
        found = [found[0], found[4]] if new else []
    return found if beside.is_known else [Figure(one.name, one.value, None, one.of) for one in found]


def _at_end(beside: Beside, figure: str) -> int:
    return cuts.summed(beside.figures, figure, [beside.period.last_week]).total()


def _at_end_before(beside: Beside, figure: str) -> int:
    return cuts.summed(beside.figures, figure, [beside.period.before.last_week]).total()


def _ledger(mails: Counter[str], mailboxes: Iterable[str]) -> list[Ledger]:
    """Return what became of the mail of the period, by mailbox; those that are watched stand there though nothing came."""
    parts: dict[str, Counter[str]] = {name: Counter() for name in mailboxes}
    for part, count in mails.items():
        parts.setdefault(mailbox_of(part), Counter())[column_of(part) or part.rpartition("/")[2]] += count
    return [
        Ledger(name, counted.total(), counted[WAITING], counted[UNCLASSED], {str(column): counted[column] for column in Column})
        for name, counted in sorted(parts.items())
    ]


def _as_handled(session: Session, figures: Figures, asked_in: int | None, zone: ZoneInfo) -> Figures:
    """Count the mail that asks as what it will be, one of an employee, where it is among those that are counted."""
    mail = session.get(Arrival, asked_in) if asked_in else None
    if mail is None or mail.handled_at is not None:
        return figures
    week = week_at(mail.kept_at, zone)
    waits = (week, Named.MAILS, f"{mail.mailbox}/{WAITING}")
    if waits not in figures:
        return figures
    counted = Counter(figures)
    counted[waits] -= 1
    counted[week, Named.MAILS, f"{mail.mailbox}/{Column.STAFF}"] += 1
    return {key: count for key, count in counted.items() if count}


def _mailboxes(session: Session, rules: HouseRules) -> list[str]:
    """List the mailboxes that are watched."""
    names = session.scalars(select(Mailbox.name).order_by(Mailbox.name))
    return [name for name in names if rules.mailboxes is None or name in rules.mailboxes]


def _handlers(gathered: Gathered) -> list[Handler]:
    """Return the figures of each role that somebody has or that has any, and of what nobody has."""
    closed, in_time = gathered.beside.now(Named.HANDLED), gathered.beside.now(Named.HANDLED_IN_TIME)
    opens = Counter(one.handler or "" for one in gathered.opens)
    late = Counter(one.handler or "" for one in gathered.opens if one.days_late)
    roles = [str(role) for role in HANDLERS if gathered.look.rules.people.has(role)]
    others = sorted((opens.keys() | closed.keys()) - set(roles))
    return [
        Handler(role, opens[role], late[role], closed[role], in_time[role] if closed[role] >= FEW else None) for role in (*roles, *others)
    ]
