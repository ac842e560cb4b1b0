"""What waits for a decision, whoever must take it: the first thing that the management reads.

Reads the register, and owes nothing. What is due about a complaint is found by
the clocks that the daily mail asks, so that both tell the same. Rule one: a
complaint stands in one line, with all that waits about it. Rule two: who may
not act is offered nothing. Rule three: no complainant is named. Rule four: a
row that is at fault holds up no other.
Source: docs/procedure.md, The clock, and The report; docs/mail-rules.md, D10 and D19.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import func, select

from tracker.clocks import Clocks, clocks_of_each
from tracker.daily_mail.due import Day, Due, What, Whose, due_of
from tracker.daily_mail.entries import offers_of
from tracker.daily_mail.reminders import ASKED, LOOKED_AT, QUARANTINED, UNENTERED, Look, person_of
from tracker.dates import local_date, working_days_between
from tracker.held import Because
from tracker.house_records import Alarm
from tracker.letter_facts.reporting import MOST, Decision
from tracker.log import say_fault
from tracker.model import Event, Letter, Role
from tracker.on_paper import Waiting, waiting_on_paper
from tracker.people import Person
from tracker.records import Complaint
from tracker.told import Plain

Row = TypeVar("Row")

log = logging.getLogger(__name__)


class Waits(StrEnum):
    """What somebody must decide or do. In this order it is told."""

    OUTER_LIMIT = "outer_limit"  # past the outer limit, and the complainant has no last word of ours
    OVERDUE = "overdue"  # past the target date, or the complainant was not called in time
    CONSULTATION = "consultation"  # an amount waits for the managing director
    IMPASSE = "impasse"  # no agreement: another round, or the appeal?
    UNACKNOWLEDGED = "unacknowledged"  # receipt is not confirmed
    UNASSIGNED = "unassigned"  # it should have a handler by now
    HANDLER_GONE = "handler_gone"  # nobody has the handler's role, or it is about them
    PRIVACY_REQUEST = "privacy_request"  # the month of a request under the AVG is ending, or over
    WROTE_AFTER_CLOSING = "wrote_after_closing"  # the complainant did; it stays until somebody decides
    VERIFICATION = "verification"  # solved, says the handler; is it?
    TO_PRINT = "to_print"  # a letter that cannot go by mail waits to be printed or given
    UNANSWERED = "unanswered"  # an employee was asked something
    QUARANTINE = "quarantine"  # mail that could not be read; count: of so many mails
    LETTERS = "letters"  # letters that came back or could not go; count: of so many


_TELLS: dict[What, Waits] = {
    What.OUTER_LIMIT: Waits.OUTER_LIMIT,
    What.IS_LATE: Waits.OVERDUE,
    What.CONSENT: Waits.CONSULTATION,
    What.DECIDE: Waits.IMPASSE,
    What.ACKNOWLEDGE: Waits.UNACKNOWLEDGED,
    What.ASSIGN: Waits.UNASSIGNED,
    What.HANDLER_GONE: Waits.HANDLER_GONE,
    What.PRIVACY_REQUEST: Waits.PRIVACY_REQUEST,
    What.WROTE_AFTER_CLOSING: Waits.WROTE_AFTER_CLOSING,
    What.VERIFY: Waits.VERIFICATION,
}
"""Which of the things that are due the management hears of. The others are the daily work of whoever has them."""

_ONCE_PASSED = frozenset({What.OUTER_LIMIT, What.ASSIGN})
"""Of these the daily mail tells beforehand as well."""

_SINCE_STATE = frozenset({Waits.CONSULTATION, Waits.IMPASSE, Waits.VERIFICATION})
"""What counts is how long these wait, whatever the target date."""

_ENDS_LATE = (Event.ASSIGN, Event.CHANGE_TARGET_DATE, Event.RESOLVE)
"""What may end that something is late; the daily mail leaves that to its handler's own line."""

_UNSENT = ("letter.parked", "letter.bounced")
"""The alarms of letters that nobody is asked to print."""


@dataclass(frozen=True, slots=True)
class _Thing:
    """One thing that waits. since_date: when it began to. links: what ends it."""

    waits: Waits
    holder: Person | None
    by_date: date | None
    since_date: date
    links: tuple[Event, ...] = ()
    complaint: Complaint | None = None
    count: int | None = None
    offers: Sequence[Plain] = ()


Line = Sequence[_Thing]
"""All that waits about one complaint, or one thing that is about none; the most pressing first."""


def waiting(look: Look) -> list[Line]:
    """Find all that waits for somebody, the most pressing and longest first."""
    lines: dict[int | str, list[_Thing]] = {}
    due = _of_each(look, clocks_of_each(look.session, look.rules, LOOKED_AT), _due_about)
    on_paper = _of_each(look, waiting_on_paper(look.session, at_fault=partial(say_fault, log, "report.row_failed")), _on_paper)
    for thing in (*due, *on_paper, *_asked(look), *_held(look), *_unsent(look)):
        lines.setdefault(thing.complaint.id if thing.complaint else f"{thing.waits} {len(lines)}", []).append(thing)
    in_order = (sorted(line, key=_pressing) for line in lines.values())
    return sorted(in_order, key=lambda line: (_pressing(line[0]), -_days(look, line[0])))


def told_to(look: Look, lines: Sequence[Line], reader: str | None) -> list[Decision]:
    """Tell what waits: first what the reader must do. As many as the mail shows have the links by which the reader may act.

    reader: the address of who reads it; None: whoever has a terminal, where no link can be followed.
    """
    in_order = sorted(lines, key=lambda line: not _is_theirs(look, line[0], reader))
    return [_told(look, line, reader if place < MOST else None) for place, line in enumerate(in_order)]


def _pressing(thing: _Thing) -> int:
    return _RANKS[thing.waits]


_RANKS = {waits: rank for rank, waits in enumerate(Waits)}


def _is_theirs(look: Look, thing: _Thing, reader: str | None) -> bool:
    return thing.holder is not None and reader in look.rules.people.addresses_of(thing.holder)


def _told(look: Look, line: Line, reader: str | None) -> Decision:
    first, complaint = line[0], line[0].complaint
    holder = first.holder
    return Decision(
        what=str(first.waits),
        reference=complaint.reference if complaint else None,
        nature=complaint.nature if complaint else None,
        state=complaint.state if complaint else None,
        holder=str(_role(look, holder)) if holder else None,
        holder_name=holder.name if holder else None,
        by_date=first.by_date,
        days=_days(look, first),
        count=first.count,
        offers=_offers(look, line, reader),
        also=[str(waits) for waits in dict.fromkeys(thing.waits for thing in line[1:]) if waits is not first.waits],
    )


def _offers(look: Look, line: Line, reader: str | None) -> Sequence[Plain]:
    """Offer what ends any of it, of all that the reader may cause; nothing about a complaint that is at fault."""
    complaint, links = line[0].complaint, [link for thing in line for link in thing.links]
    if reader is None or complaint is None:
        return ()
    try:
        with look.session.begin_nested():
            return offers_of(look, complaint, reader, links)
    except Exception as fault:  # noqa: BLE001 - whatever one row raised, the report must be made
        say_fault(log, "report.row_failed", fault)
        return ()


def _role(look: Look, person: Person) -> Role:
    """Return in which role they must act: that of Manager Operations where they act in it this day, else their own."""
    acts = person.is_same_as(look.rules.people.acting(Role.MANAGER_OPERATIONS, look.today))
    return Role.MANAGER_OPERATIONS if acts else person.role


def _days(look: Look, thing: _Thing) -> int:
    return working_days_between(thing.by_date or thing.since_date, look.today, look.rules.terms)


def _of_each(look: Look, rows: Iterable[Row], read: Callable[[Look, Row], Iterable[_Thing]]) -> Iterator[_Thing]:
    """Give what each row tells; nothing of one that is at fault, of which the daily mail raises the alarm."""
    for row in rows:
        try:
            found = list(read(look, row))
        except Exception as fault:  # noqa: BLE001 - whatever one row raised, the report must be made
            say_fault(log, "report.row_failed", fault)
            continue
        yield from found


def _due_about(look: Look, clocks: Clocks) -> list[_Thing]:
    """Return what is due about one complaint, each thing once."""
    found: dict[Waits, _Thing] = {}
    for due, whose in due_of(Day(clocks, look.today, None)):
        waits = _TELLS.get(due.what)
        is_early = due.what in _ONCE_PASSED and due.by_date is not None and due.by_date >= look.today
        if waits is not None and not is_early:
            found.setdefault(waits, _thing(look, clocks, waits, due, whose))
    return list(found.values())


def _thing(look: Look, clocks: Clocks, waits: Waits, due: Due, whose: Whose) -> _Thing:
    complaint, is_late = clocks.complaint, waits is Waits.OVERDUE
    since_date = clocks.since_date
    if waits is Waits.WROTE_AFTER_CLOSING and complaint.wrote_after_closing_at is not None:
        since_date = local_date(complaint.wrote_after_closing_at, look.rules.terms.zone)
    return _Thing(
        waits,
        person_of(look, complaint, Whose.HANDLER if is_late else whose),
        None if waits in _SINCE_STATE else due.by_date,
        since_date,
        _ENDS_LATE if is_late else due.links,
        complaint,
    )


def _on_paper(look: Look, letter: Waiting) -> Iterator[_Thing]:
    """Give a letter that waits to be printed; receipt has a clock of its own."""
    if letter.letter is not Letter.ACKNOWLEDGEMENT:
        holder = person_of(look, letter.complaint, Whose.MANAGER)
        since_date = local_date(letter.since_at, look.rules.terms.zone)
        yield _Thing(Waits.TO_PRINT, holder, None, since_date, (Event.AGREEMENT_CONFIRMED, Event.LETTER_GIVEN), letter.complaint)


def _asked(look: Look) -> Iterator[_Thing]:
    """Give the questions to employees that nobody answered: about a complaint one by one, of other mail how many there are."""
    others: list[_Thing] = []
    rows: Sequence[Any] = look.session.execute(ASKED).all()
    for held, complaint, _ in rows:
        asked_date = local_date(held.made_at, look.rules.terms.zone)
        links = (Event.AMOUNT, Event.NO_AMOUNT) if held.because == Because.MONEY_NAMED else ()
        thing = _Thing(Waits.UNANSWERED, _asked_of(look, held.asked_of), None, asked_date, links, complaint)
        if asked_date == look.today:
            continue
        if complaint is None:
            others.append(thing)
        else:
            yield thing
    for held, _ in look.session.execute(UNENTERED):
        others.append(_Thing(Waits.UNANSWERED, _manager(look), None, local_date(held.made_at, look.rules.terms.zone)))
    if others:
        oldest = min(others, key=lambda thing: thing.since_date)
        yield replace(oldest, count=len(others))


def _held(look: Look) -> Iterator[_Thing]:
    """Give the mails in quarantine, a mailbox each."""
    for _, count, oldest_at in look.session.execute(QUARANTINED):
        yield _Thing(Waits.QUARANTINE, _manager(look), None, local_date(oldest_at, look.rules.terms.zone), count=count)


def _unsent(look: Look) -> Iterator[_Thing]:
    """Give the letters that could not go or came back, and that nobody is asked to print: whoever runs the service sees to them."""
    up = select(func.count(), func.min(Alarm.raised_at)).where(Alarm.name.in_(_UNSENT), Alarm.cleared_at.is_(None))
    count, oldest_at = look.session.execute(up).one()
    if count:
        yield _Thing(Waits.LETTERS, None, None, local_date(oldest_at, look.rules.terms.zone), count=count)


def _manager(look: Look) -> Person:
    return look.rules.people.acting(Role.MANAGER_OPERATIONS, look.today)


def _asked_of(look: Look, address: str) -> Person:
    return look.rules.people.role_of(address) or _manager(look)
