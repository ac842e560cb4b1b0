"""Who must do what today: everything that is due, on the list of whoever acts in that role this day.

Reads the register and owes nothing. Rule one: one human has one list, whatever
roles they have. Rule two: a row that is at fault holds up no other; how many
were is told.
Source: docs/procedure.md, The clock, and People.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import Row, and_, func, or_, select
from sqlalchemy.orm import Session

from tracker.clocks import Clocks, clocks_of_each
from tracker.daily_mail.due import Day, Due, What, Whose, due_of
from tracker.dates import local_date, words_of_day
from tracker.held import Because, End
from tracker.ledger import MailClass
from tracker.letter_facts.titles import LETTER_TITLES
from tracker.log import say_fault
from tracker.model import Event, Language, Letter, Role
from tracker.offered import confirm_offer
from tracker.on_paper import Waiting, waiting_on_paper
from tracker.people import Person
from tracker.records import Arrival, Complaint, Held
from tracker.rules import HouseRules
from tracker.told import Plain
from tracker.writers.entry_questions import entry_answers
from tracker.writers.occasion import director_of, handler_of, manager_of

log = logging.getLogger(__name__)

_URGENT = list(What)
_SAYS_SO_TOO = frozenset({What.SOLVE, What.CONTACT})
"""Whoever has one of these about a complaint need not be told as well that it is late."""


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing that somebody must do.

    complaint:    None where it is about none. question_id: tells apart two questions that read alike.
    offers:       what ends it; None where that are the links that are due.
    """

    due: Due
    mailbox: str
    complaint: Complaint | None = None
    question_id: int | None = None
    offers: Sequence[Plain] | None = field(default=None, compare=False)


@dataclass(slots=True)
class Lists:
    """What each person must do, by the address to which their mail goes. faults: rows that could not be looked at."""

    by_address: dict[str, list[Todo]] = field(default_factory=dict)
    faults: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the register. rules: with the people of this day. looked_date: of the last daily mail; None before the first."""

    session: Session
    rules: HouseRules
    now: datetime
    looked_date: date | None

    @property
    def today(self) -> date:
        """The day, as it is for the customer."""
        return local_date(self.now, self.rules.terms.zone)


def todo_lists(look: Look) -> Lists:
    """Return what everybody must do today, the most urgent first."""
    lists = Lists()
    for clocks in clocks_of_each(look.session, look.rules, LOOKED_AT):
        _put_on(lists, look, _of_complaint, clocks)
    for rows, read in ((ASKED, _of_question), (UNENTERED, _of_unentered), (QUARANTINED, _of_mailbox)):
        for row in look.session.execute(rows):
            _put_on(lists, look, read, row)
    for letter in waiting_on_paper(look.session, at_fault=partial(_count_fault, lists)):
        _put_on(lists, look, _of_paper, letter)
    for address, found in lists.by_address.items():
        lists.by_address[address] = sorted(_once(found), key=lambda todo: _urgency(todo, look.today))
    return lists


LOOKED_AT = and_(
    or_(
        Complaint.closed_at.is_(None),
        Complaint.wrote_after_closing_at.is_not(None),
        Complaint.privacy_request_at.is_not(None),
        Complaint.held_because.is_not(None),
    ),
    Complaint.merged_into_id.is_(None),
)
ASKED = (
    select(Held, Complaint, Arrival.mailbox)
    .outerjoin(Complaint, Complaint.id == Held.complaint_id)
    .outerjoin(Arrival, Arrival.id == Held.arrival_id)
    .where(Held.ended_at.is_(None), Held.because != Because.INTENTION)
    .order_by(Held.id)
)
UNENTERED = (
    select(Held, Arrival.mailbox)
    .join(Arrival, Arrival.id == Held.arrival_id)
    .where(Held.end == End.EXPIRED, Held.because == Because.FORWARDER, Held.complaint_id.is_(None))
    .order_by(Held.id)
)
QUARANTINED = (
    select(Arrival.mailbox, func.count(), func.min(Arrival.received_at))
    .where(Arrival.kind == MailClass.UNREADABLE)
    .group_by(Arrival.mailbox)
    .order_by(Arrival.mailbox)
)
"""What may have something due: complaints, questions to employees, mail that nobody said is a complaint, and mail in quarantine."""


def _put_on(lists: Lists, look: Look, read: Callable[[Look, Any], Iterable[tuple[str, Todo]]], row: Any) -> None:
    """Put what one row tells on somebody's list; count it where that fails."""
    try:
        found = list(read(look, row))
    except Exception as fault:  # noqa: BLE001 - whatever one row raised, the others must be told
        _count_fault(lists, fault)
        return
    for address, todo in found:
        lists.by_address.setdefault(address, []).append(todo)


def _count_fault(lists: Lists, fault: Exception) -> None:
    say_fault(log, "daily_mail.row_failed", fault)
    lists.faults += 1


def _of_complaint(look: Look, clocks: Clocks) -> Iterator[tuple[str, Todo]]:
    complaint = clocks.complaint
    for due, whose in due_of(Day(clocks, look.today, look.looked_date)):
        person = person_of(look, complaint, whose)
        if person is not None:
            yield look.rules.people.mail_address(person), Todo(due, complaint.mailbox, complaint)


def person_of(look: Look, complaint: Complaint, whose: Whose) -> Person | None:
    """Return who acts this day; None where a request under the AVG is for somebody outside the house."""
    people = look.rules.people
    if whose is Whose.MANAGER:
        return manager_of(people, complaint, look.today)
    if whose is Whose.HANDLER:
        return handler_of(people, complaint, look.today)
    if whose is Whose.DIRECTOR:
        return director_of(people, complaint, look.today)
    return people.role_of(look.rules.privacy_contact) if look.rules.privacy_contact else None


def _of_question(look: Look, row: Row[Any]) -> Iterator[tuple[str, Todo]]:
    """Remind who was asked something before today; of who left, whoever acts as Manager Operations."""
    held, complaint, mailbox = tuple(row)
    zone, people = look.rules.terms.zone, look.rules.people
    asked_date, until_date = local_date(held.made_at, zone), local_date(held.expires_at, zone)
    if asked_date == look.today:
        return
    person = people.role_of(held.asked_of)
    address = people.mail_address(person or people.acting(Role.MANAGER_OPERATIONS, look.today))
    why = f"gevraagd op {words_of_day(asked_date, Language.DUTCH)}; zonder antwoord vervalt het"
    due = Due(What.ANSWER, until_date, why, (Event.AMOUNT, Event.NO_AMOUNT) if held.because == Because.MONEY_NAMED else ())
    offers = None
    if held.because == Because.FORWARDER:
        offers = entry_answers(held.id)
    if person is not None and held.because in {Because.SENDER_UNPROVEN, Because.THREAD_UNKNOWN}:
        offers = [confirm_offer(held.id)]
    yield address, Todo(due, complaint.mailbox if complaint else mailbox, complaint, held.id, offers)


def _of_unentered(look: Look, row: Row[Any]) -> Iterator[tuple[str, Todo]]:
    """Remind whoever acts as Manager Operations of an employee's mail that is no complaint yet, since nobody said what it is."""
    held, mailbox = tuple(row)
    day = words_of_day(local_date(held.made_at, look.rules.terms.zone), Language.DUTCH)
    person = look.rules.people.acting(Role.MANAGER_OPERATIONS, look.today)
    due = Due(What.ANSWER, None, f"een mail van {held.asked_of}, van {day}; niemand zei of het een klacht is")
    yield look.rules.people.mail_address(person), Todo(due, mailbox, question_id=held.id, offers=entry_answers(held.id))


def _of_mailbox(look: Look, row: Row[Any]) -> Iterator[tuple[str, Todo]]:
    """Tell Manager Operations how many mails wait in quarantine, and for how long."""
    mailbox, count, oldest_at = tuple(row)
    day = words_of_day(local_date(oldest_at, look.rules.terms.zone), Language.DUTCH)
    why = f"1 mail in {mailbox}, van {day}" if count == 1 else f"{count} mails in {mailbox}, de oudste van {day}"
    people = look.rules.people
    address = people.mail_address(people.acting(Role.MANAGER_OPERATIONS, look.today))
    yield address, Todo(Due(What.QUARANTINE, None, why), mailbox)


def _of_paper(look: Look, waiting: Waiting) -> Iterator[tuple[str, Todo]]:
    """Remind Manager Operations of a letter that waits to be printed or given another way; receipt has a clock of its own."""
    complaint, since_date = waiting.complaint, local_date(waiting.since_at, look.rules.terms.zone)
    if waiting.letter is Letter.ACKNOWLEDGEMENT or since_date == look.today:
        return
    address = look.rules.people.mail_address(manager_of(look.rules.people, complaint, look.today))
    lacks = "" if waiting.has_address else "; er is geen postadres bekend"
    why = f"de {LETTER_TITLES[waiting.letter]} wacht sinds {words_of_day(since_date, Language.DUTCH)}{lacks}"
    due = Due(What.PRINT, None, why, (Event.AGREEMENT_CONFIRMED, Event.LETTER_GIVEN))
    yield address, Todo(due, complaint.mailbox, complaint)


def _once(todos: Sequence[Todo]) -> list[Todo]:
    """Return each thing once: not that it is late to whoever reads that in what they must do about it."""
    theirs = {todo.complaint for todo in todos if todo.due.what in _SAYS_SO_TOO}
    return [todo for todo in dict.fromkeys(todos) if not (todo.due.what is What.IS_LATE and todo.complaint in theirs)]


def _urgency(todo: Todo, today: date) -> tuple[date, int]:
    return (todo.due.by_date or today, _URGENT.index(todo.due.what))
