"""A step that was taken, as whoever writes a letter about it sees it: the record, who caused it, and who is who that day.

Knows what all letters to staff tell of a complaint, and no letter by itself.
The record stands as the step left it; what it was before is on the step's line
in the journal.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from tracker.addressed import written_to
from tracker.clocks import days_late
from tracker.dates import local_date
from tracker.facts import Given
from tracker.letter_facts.inside import case
from tracker.mails import Mail
from tracker.model import TITLES, ComplainantRole, Event, Language, Letter, Reference, Role, State
from tracker.natures import natures_in_words
from tracker.offered import Suggestions, offers_facts
from tracker.owing import Answers
from tracker.people import People, Person
from tracker.records import Complaint, Journal
from tracker.rules import HouseRules
from tracker.standing import facts_of, handles, is_about, proposal_mark, whos
from tracker.steps import Actor, Done
from tracker.telling.status import in_words_late
from tracker.titles import title_as, title_in_charge, title_of, titled
from tracker.told import Facts, Plain
from tracker.who import Who

MAY_HEAR = frozenset({Who.HANDLER, Who.MANAGER, Who.DIRECTOR, Who.FRONT_DESK})
"""Who may be told of a complaint who complains. Any other employee is told what can be typed, and nothing of the complaint."""


def in_charge(people: People, complaint: Complaint, today: date) -> Person:
    """Return who acts as Manager Operations about a complaint, whoever handles it: nobody judges what is about them."""
    return people.stands_in_for_manager(_accused(complaint), today)


def manager_of(people: People, complaint: Complaint, today: date) -> Person:
    """Return who acts as Manager Operations on this complaint: nobody judges or verifies their own case."""
    if complaint.handler_role == Role.MANAGER_OPERATIONS:
        return people.verifier(Role.MANAGER_OPERATIONS, today, _accused(complaint))
    return in_charge(people, complaint, today)


def handler_of(people: People, complaint: Complaint, today: date) -> Person:
    """Return who handles it this day; where nobody does, or it is about that very person, who acts as Manager Operations."""
    handler = people.acting(Role(complaint.handler_role), today) if complaint.handler_role else None
    return manager_of(people, complaint, today) if handler is None or is_about(people, complaint, handler) else handler


def director_of(people: People, complaint: Complaint, today: date) -> Person:
    """Return who is consulted about an amount that this complaint's handler promises: nobody consents to their own."""
    return people.consulted(Role(complaint.handler_role) if complaint.handler_role else None, today)


def named_handler(people: People, complaint: Complaint, today: date) -> str:
    """Return who handles it this day as staff read them, such as 'J. de Vries (Teamleider Incasso)'; who stands in says so."""
    person = handler_of(people, complaint, today)
    role = complaint.handler_role
    return f"{person.name} ({title_of(people, Role(role), today) if role else title_in_charge(people, person, today)})"


def case_of(
    session: Session,
    rules: HouseRules,
    complaint: Complaint,
    address: str,
    now: datetime,
    suggestions: Suggestions | None = None,
    accept: Callable[[Event], bool] = lambda _event: True,
) -> Facts:
    """Return what every letter to staff tells of a complaint, and what the owner of `address` may cause now.

    accept, suggestions: as in `tracker.offered.offers_facts`.
    """
    today = local_date(now, rules.terms.zone)
    facts = facts_of(session, rules, complaint, now, own_case=handles(rules, complaint, address, now))
    offers = offers_facts(facts, whos(rules, complaint, address, now), accept, {**_to_decide(complaint), **(suggestions or {})})
    return told_of(rules, complaint, today, offers)


def told_of(rules: HouseRules, complaint: Complaint, today: date, offers: Sequence[Plain]) -> Facts:
    """Return what every letter to staff tells of a complaint, and these offers. Asks the register nothing."""
    return case(
        Reference(complaint.reference),
        nature=natures_in_words(complaint.nature, complaint.further_natures or "", rules.natures),
        state=State(complaint.state),
        received_date=complaint.received_date,
        target_date=complaint.target_date,
        complainant_name=complaint.complainant_name,
        complainant_address=complaint.complainant_address,
        complainant_role=ComplainantRole(complaint.complainant_role),
        letters_go_to=written_to(complaint),
        handler=titled(rules.people, Role(complaint.handler_role), today) if complaint.handler_role else None,
        late=in_words_late(days_late(complaint, today, rules.terms)),
        offers=offers,
    )


def _accused(complaint: Complaint) -> Role | None:
    return Role(complaint.accused_role) if complaint.accused_role else None


def _to_decide(complaint: Complaint) -> Suggestions:
    """Let the managing director decide about the very amount and text that wait, from any letter about the complaint."""
    if complaint.state != State.CONSULTING:
        return {}
    return dict.fromkeys((Event.CONSENT, Event.REFUSE_CONSENT), ("", proposal_mark(complaint)))


@dataclass(frozen=True, slots=True)
class Occasion:
    """One step, taken. mail: in which it was asked for; None where no mail caused it. now: aware, UTC."""

    session: Session
    rules: HouseRules
    complaint: Complaint
    done: Done
    actor: Actor
    mail: Mail | None
    now: datetime

    @property
    def given(self) -> Given:
        """What came with the step."""
        return self.done.step.given

    @property
    def today(self) -> date:
        """The day, as it is for the customer."""
        return local_date(self.now, self.rules.terms.zone)

    @property
    def removal_date(self) -> date | None:
        """The day of removal; None while a legal hold or an AVG request keeps the record. Source: docs/procedure.md, Removal."""
        complaint = self.complaint
        kept = complaint.held_because is not None or complaint.privacy_request_at is not None
        return None if kept or complaint.remove_after is None else local_date(complaint.remove_after, self.rules.terms.zone)

    @property
    def manager(self) -> Person:
        """Who acts as Manager Operations."""
        return manager_of(self.rules.people, self.complaint, self.today)

    @property
    def handler(self) -> Person:
        """Who handles it, or Manager Operations until there is a handler."""
        return handler_of(self.rules.people, self.complaint, self.today)

    @property
    def director(self) -> Person:
        """Who is consulted about an amount."""
        return director_of(self.rules.people, self.complaint, self.today)

    @property
    def by(self) -> str:
        """Who caused it, as staff read it: the handler, where the service only carried out what they had asked for."""
        if self.done.by is Who.SYSTEM:
            return named_handler(self.rules.people, self.complaint, self.today)
        handler = self.before("handler_role")
        acted = {Who.HANDLER: handler and Role(handler), Who.MANAGER: Role.MANAGER_OPERATIONS, Who.DIRECTOR: Role.MANAGING_DIRECTOR}
        role = acted.get(self.done.by) or self.actor.role
        return f"{self.actor.name} ({title_as(self.rules.people, self.actor.address, role)})" if role in TITLES else self.actor.name

    def case_for(self, reader: Person) -> Facts:
        """Return what a letter tells `reader` of the complaint."""
        return case_of(self.session, self.rules, self.complaint, reader.addresses[0], self.now)

    def before(self, column: str) -> Any:
        """Return what the record held before the step, where the step changed it, else what it holds."""
        line = self.session.get(Journal, self.done.journal_id) if self.done.journal_id else None
        return ((line and line.before) or {}).get(column, getattr(self.complaint, column))


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter to one recipient, to be owed.

    arrival_id: the mail that it answers, or whose attachments go along. also_in: as in `tracker.owing.owe_letter`.
    """

    letter: Letter
    recipient: str
    facts: Facts
    language: Language = Language.DUTCH
    arrival_id: int | None = None
    answers: Answers | None = None
    also_in: Language | None = None


Writer = Callable[[Occasion], Sequence[Draft]]
"""Writes one kind of letter: to nobody, to one, or to several."""
