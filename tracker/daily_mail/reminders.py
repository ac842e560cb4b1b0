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
from typing import Any

from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import Session

from tracker.clocks import clocks_of
from tracker.daily_mail.due import Day, Due, What, Whose, due_of
from tracker.dates import local_date, words_of_day, working_days_between
from tracker.held import Because, End
from tracker.ledger import MailClass
from tracker.letter_facts import daily as letters_daily
from tracker.letter_facts.titles import LETTER_TITLES
from tracker.log import say_fault
from tracker.model import TITLES, Event, Language, Letter, Reference, Role
from tracker.natures import natures_in_words
from tracker.offered import Suggestions, confirm_offer
from tracker.on_paper import waiting_on_paper
from tracker.people import People, Person
from tracker.records import Arrival, Complaint, Held
from tracker.rules import HouseRules
from tracker.telling.status import in_words_late
from tracker.told import Facts, Plain
from tracker.writers.entry_questions import entry_answers
from tracker.writers.occasion import case_of, handler_of, manager_of

log = logging.getLogger(__name__)

_URGENT = list(What)
_SAYS_SO_TOO = frozenset({What.SOLVE, What.CONTACT})
"""Whoever has one of these about a complaint need not be told as well that it is late."""


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing that somebody must do. told: as their mail tells it. complaint_id: None where it is about none."""

    due: Due
    told: Facts
    mailbox: str
    complaint_id: int | None = None


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
    for rows, read in ((_LOOKED_AT, _of_complaint), (_ASKED, _of_question), (_UNENTERED, _of_unentered), (_QUARANTINED, _of_mailbox)):
        for row in look.session.execute(rows).all():
            _put_on(lists, look, read, row)
    _put_on(lists, look, _of_paper, None)
    for address, found in lists.by_address.items():
        lists.by_address[address] = sorted(_once(found), key=lambda todo: _urgency(todo, look.today))
    return lists


def mail_address(people: People, person: Person) -> str:
    """Return where a person has their mail, whichever of their roles is meant."""
    return next(one for one in people.everybody if one.is_same_as(person)).addresses[0]


_LOOKED_AT = (
    select(Complaint)
    .where(
        or_(Complaint.closed_at.is_(None), Complaint.wrote_after_closing_at.is_not(None), Complaint.privacy_request_at.is_not(None)),
        Complaint.merged_into_id.is_(None),
    )
    .order_by(Complaint.id)
)
_ASKED = select(Held).where(Held.ended_at.is_(None), Held.because != Because.INTENTION).order_by(Held.id)
_UNENTERED = (
    select(Held, Arrival.mailbox)
    .join(Arrival, Arrival.id == Held.arrival_id)
    .where(Held.end == End.EXPIRED, Held.because == Because.FORWARDER, Held.complaint_id.is_(None))
    .order_by(Held.id)
)
_QUARANTINED = (
    select(Arrival.mailbox, func.count(), func.min(Arrival.received_at))
    .where(Arrival.kind == MailClass.UNREADABLE)
    .group_by(Arrival.mailbox)
    .order_by(Arrival.mailbox)
)


def _put_on(lists: Lists, look: Look, read: Callable[[Look, Any], Iterable[tuple[str, Todo]]], row: Row[Any] | None) -> None:
    """Put what one row tells on somebody's list; count it where that fails."""
    try:
        with look.session.begin_nested():
            found = list(read(look, row))
    except Exception as fault:  # noqa: BLE001 - whatever one row raised, the others must be told
        say_fault(log, "daily_mail.row_failed", fault)
        lists.faults += 1
        return
    for address, todo in found:
        lists.by_address.setdefault(address, []).append(todo)


def _of_complaint(look: Look, row: Row[Any]) -> Iterator[tuple[str, Todo]]:
    complaint: Complaint = row[0]
    for due, whose in due_of(Day(clocks_of(look.session, look.rules, complaint), look.today, look.looked_date)):
        person = _person(look, complaint, whose)
        if person is not None:
            address = mail_address(look.rules.people, person)
            yield address, _todo(look, due, complaint, _offers(look, complaint, due, address))


def _person(look: Look, complaint: Complaint, whose: Whose) -> Person | None:
    """Return who acts this day; None where a request under the AVG is for somebody outside the house."""
    people = look.rules.people
    if whose is Whose.MANAGER:
        return manager_of(people, complaint, look.today)
    if whose is Whose.HANDLER:
        return handler_of(people, complaint, look.today)
    if whose is Whose.DIRECTOR:
        return people.consulted(Role(complaint.handler_role) if complaint.handler_role else None, look.today)
    return people.role_of(look.rules.privacy_contact) if look.rules.privacy_contact else None


def _offers(look: Look, complaint: Complaint, due: Due, address: str) -> Sequence[Plain]:
    """Offer what ends it, of all that the owner of `address` may cause."""
    if not due.links:
        return []
    role = Role(complaint.suggested_role)
    assignable = look.rules.people.has(role) and role not in {complaint.accused_role, complaint.handler_role}
    suggestions: Suggestions = {Event.ASSIGN: (TITLES[role], str(role))} if assignable else {}
    case = case_of(look.session, look.rules, complaint, address, look.now, suggestions, due.links.__contains__)
    return case["offers"] if isinstance(case["offers"], list) else []


def _of_question(look: Look, row: Row[Any]) -> Iterator[tuple[str, Todo]]:
    """Remind who was asked something before today; of who left, whoever acts as Manager Operations."""
    held: Held = row[0]
    zone, people = look.rules.terms.zone, look.rules.people
    asked_date, until_date = local_date(held.made_at, zone), local_date(held.expires_at, zone)
    if asked_date == look.today:
        return
    complaint = look.session.get(Complaint, held.complaint_id) if held.complaint_id else None
    arrival = look.session.get(Arrival, held.arrival_id) if held.arrival_id else None
    person = people.role_of(held.asked_of)
    address = mail_address(people, person or people.acting(Role.MANAGER_OPERATIONS, look.today))
    why = f"gevraagd op {words_of_day(asked_date, Language.DUTCH)}; zonder antwoord vervalt het"
    due = Due(What.ANSWER, until_date, why, (Event.AMOUNT, Event.NO_AMOUNT) if held.because == Because.MONEY_NAMED else ())
    offers = _offers(look, complaint, due, address) if complaint else []
    if held.because == Because.FORWARDER:
        offers = entry_answers(held.id)
    if person is not None and held.because in {Because.SENDER_UNPROVEN, Because.THREAD_UNKNOWN}:
        offers = [confirm_offer(held.id)]
    mailbox = next(one.mailbox for one in (complaint, arrival) if one is not None)
    yield address, _todo(look, due, complaint, offers, mailbox)


def _of_unentered(look: Look, row: Row[Any]) -> Iterator[tuple[str, Todo]]:
    """Remind whoever acts as Manager Operations of an employee's mail that is no complaint yet, since nobody said what it is."""
    held, mailbox = tuple(row)
    day = words_of_day(local_date(held.made_at, look.rules.terms.zone), Language.DUTCH)
    person = look.rules.people.acting(Role.MANAGER_OPERATIONS, look.today)
    due = Due(What.ANSWER, None, f"een mail van {held.asked_of}, van {day}; niemand zei of het een klacht is")
    yield mail_address(look.rules.people, person), _todo(look, due, None, entry_answers(held.id), mailbox)


def _of_mailbox(look: Look, row: Row[Any]) -> Iterator[tuple[str, Todo]]:
    """Tell Manager Operations how many mails wait in quarantine, and for how long."""
    mailbox, count, oldest_at = tuple(row)
    day = words_of_day(local_date(oldest_at, look.rules.terms.zone), Language.DUTCH)
    why = f"1 mail in {mailbox}, van {day}" if count == 1 else f"{count} mails in {mailbox}, de oudste van {day}"
    people = look.rules.people
    address = mail_address(people, people.acting(Role.MANAGER_OPERATIONS, look.today))
    yield address, _todo(look, Due(What.QUARANTINE, None, why), None, [], mailbox)


def _of_paper(look: Look, _row: None) -> Iterator[tuple[str, Todo]]:
    """Remind Manager Operations of each letter that waits to be printed or given another way; receipt has a clock of its own."""
    for one in waiting_on_paper(look.session):
        since_date = local_date(one.since_at, look.rules.terms.zone)
        if one.letter is Letter.ACKNOWLEDGEMENT or since_date == look.today:
            continue
        complaint = look.session.get_one(Complaint, one.complaint_id)
        address = mail_address(look.rules.people, manager_of(look.rules.people, complaint, look.today))
        lacks = "" if one.has_address else "; er is geen postadres bekend"
        why = f"de {LETTER_TITLES[one.letter]} wacht sinds {words_of_day(since_date, Language.DUTCH)}{lacks}"
        due = Due(What.PRINT, None, why, (Event.AGREEMENT_CONFIRMED, Event.LETTER_GIVEN))
        yield address, _todo(look, due, complaint, _offers(look, complaint, due, address))


def _todo(look: Look, due: Due, complaint: Complaint | None, offers: Sequence[Plain], mailbox: str = "") -> Todo:
    late = in_words_late(working_days_between(due.by_date, look.today, look.rules.terms)) if due.by_date else None
    told = letters_daily.todo(
        str(due.what),
        reference=Reference(complaint.reference) if complaint else None,
        nature=natures_in_words(complaint.nature, complaint.further_natures, look.rules.natures) if complaint else None,
        by_date=due.by_date,
        late=late,
        why=due.why,
        offers=offers,
    )
    return Todo(due, told, complaint.mailbox if complaint else mailbox, complaint.id if complaint else None)


def _once(todos: Sequence[Todo]) -> Iterator[Todo]:
    """Give each thing once: not that it is late to whoever reads that in what they must do about it."""
    theirs = {todo.complaint_id for todo in todos if todo.due.what in _SAYS_SO_TOO}
    given: list[Todo] = []
    for todo in todos:
        if todo not in given and not (todo.due.what is What.IS_LATE and todo.complaint_id in theirs):
            given.append(todo)
    yield from given


def _urgency(todo: Todo, today: date) -> tuple[date, int]:
    return (todo.due.by_date or today, _URGENT.index(todo.due.what))
