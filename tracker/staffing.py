"""Complaints that have nobody to handle them: the handler left, or is away when an answer is due. Manager Operations is told, once.

Reads the register and owes letters; changes no complaint. Rule: nobody is
written to but who can do something about it.
Source: docs/procedure.md, People.
"""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from tracker.dates import local_date
from tracker.deputies import people_now
from tracker.facts import Facts as Standing
from tracker.floods import is_flooded
from tracker.house_records import LastRun
from tracker.letter_facts import staffing as letters_staffing
from tracker.letter_facts.staffing import FallingDue
from tracker.model import HANDLERS, TITLES, Event, Letter, Reference, Role
from tracker.offered import BUTTONS, offers_facts
from tracker.once import first_time
from tracker.owing import owe_letter
from tracker.people import People, Person
from tracker.records import Complaint
from tracker.rules import HouseRules
from tracker.standing import facts_of, whos
from tracker.told import Plain
from tracker.typed.people import Deputed
from tracker.writers.occasion import case_of, manager_of

_GONE = "handler_gone"
"""By this name is written down of which complaints and roles was told; this is asked each minute, so that those are not looked at again."""


def tell_of_leavers(session: Session, rules: HouseRules, now: datetime) -> int:
    """Tell Manager Operations of each complaint to assign anew because its handler's role is vacant; return how many letters are owed.

    Once a complaint and role. One that nobody needs to handle now, such as one that waits for verification, is told once it is reopened.
    """
    today = local_date(now, rules.terms.zone)
    was_told = exists().where(LastRun.job == _GONE, LastRun.period == Complaint.reference + " " + Complaint.handler_role)
    ownerless = select(Complaint).where(Complaint.closed_at.is_(None), Complaint.handler_role.in_(rules.people.vacant), ~was_told)
    told = 0
    for complaint in session.scalars(ownerless.order_by(Complaint.id)).all():
        role = Role(str(complaint.handler_role))
        reader = manager_of(rules.people, complaint, today).addresses[0]
        offers = _assignments(session, rules, complaint, reader, now)
        if not offers or not first_time(session, _GONE, f"{complaint.reference} {role}", now):
            continue
        case = {**case_of(session, rules, complaint, reader, now), "offers": offers}
        facts = letters_staffing.handler_gone(case, vacant_title=TITLES[role])
        owe_letter(session, Letter.HANDLER_GONE, reader, facts, now, mailbox=complaint.mailbox, complaint_id=complaint.id)
        told += 1
    return told


def _assignments(session: Session, rules: HouseRules, complaint: Complaint, reader: str, now: datetime) -> list[Plain]:
    """Offer each handler to whom it can be assigned, the one for its nature first; three are buttons."""
    standing = facts_of(session, rules, complaint, now)
    as_whom = whos(rules, complaint, reader, now)
    roles = [role for role in HANDLERS if rules.people.has(role) and role != complaint.accused_role]
    offers: list[Plain] = []
    for role in sorted(roles, key=lambda role: role != complaint.suggested_role):
        suggestion = {Event.ASSIGN: (TITLES[role], str(role))}
        found = offers_facts(standing, as_whom, lambda event: event is Event.ASSIGN, suggestion)
        offers += [{**offer, "button": len(offers) < BUTTONS} for offer in found]
    return offers


def propose_deputy(session: Session, rules: HouseRules, absentee: Person, until_date: date, mailbox: str, now: datetime) -> bool:
    """Propose to Manager Operations who stands in for somebody away until after a target date of theirs; say whether a letter is owed.

    until_date: the last day away. mailbox: in whose name the letter goes.
    Once a person and day; nothing where somebody stands in already on each target date, or where too many such letters went.
    """
    due = list(_falling_due(session, rules, absentee, until_date))
    today = local_date(now, rules.terms.zone)
    reader = _reader(rules.people, absentee, today)
    if not due or reader.is_same_as(absentee) or is_flooded(session, rules.limits, Letter.PROPOSE_DEPUTY, reader.addresses[0], now):
        return False
    if not first_time(session, "deputy_proposed", f"{absentee.role} {until_date}", now):
        return False
    facts = letters_staffing.propose_deputy(
        absentee=absentee.name,
        absentee_title=TITLES[absentee.role],
        until_date=until_date,
        falling_due=due,
        in_settings=absentee.deputy is not None,
        offers=_offers(rules, absentee, until_date, reader, now),
    )
    owe_letter(session, Letter.PROPOSE_DEPUTY, reader.addresses[0], facts, now, mailbox=mailbox)
    return True


def _falling_due(session: Session, rules: HouseRules, absentee: Person, until_date: date) -> Iterator[FallingDue]:
    """Give the open complaints of this role, the soonest first, for whose target date nobody stands in."""
    theirs = select(Complaint).where(
        Complaint.closed_at.is_(None), Complaint.handler_role == absentee.role, Complaint.target_date <= until_date
    )
    for complaint in session.scalars(theirs.order_by(Complaint.target_date, Complaint.id)):
        target_date = complaint.target_date or until_date
        acting = people_now(session, rules.people, target_date).acting(absentee.role, target_date)
        if acting.is_same_as(absentee):
            yield FallingDue(Reference(complaint.reference), target_date)


def _reader(people: People, absentee: Person, today: date) -> Person:
    """Return who acts as Manager Operations; where that is who is away, whoever verifies for them."""
    manager = people.acting(Role.MANAGER_OPERATIONS, today)
    return people.verifier(Role.MANAGER_OPERATIONS, today) if manager.is_same_as(absentee) else manager


def _offers(rules: HouseRules, absentee: Person, until_date: date, reader: Person, now: datetime) -> list[Plain]:
    """Offer each possible deputy, to a reader who may name one."""
    if not rules.people.acting(Role.MANAGER_OPERATIONS, local_date(now, rules.terms.zone)).is_same_as(reader):
        return []
    as_whom = whos(rules, None, reader.addresses[0], now)
    nowhere = Standing(Reference(""), None)
    offers: list[Plain] = []
    for name in _candidates(rules.people, absentee):
        deputed = Deputed(absentee.role, name, until_date)
        suggestion = {Event.DEPUTISE: (deputed.as_typed(), deputed.canonical())}
        offers += offers_facts(nowhere, as_whom, lambda event: event is Event.DEPUTISE, suggestion)
    return offers


def _candidates(people: People, absentee: Person) -> list[str]:
    """Name the deputy of the settings; else every colleague who handles complaints."""
    if absentee.deputy is not None:
        return [absentee.deputy.name]
    return list(dict.fromkeys(one.name for one in people.everybody if one.role in HANDLERS and not one.is_same_as(absentee)))
