"""A step that was taken, as whoever writes a letter about it sees it: the record, who caused it, and who is who that day.

Knows no letter. The record stands as the step left it; what it was before is
on the step's line in the journal.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from tracker.correspondence import Mail
from tracker.dates import local_date
from tracker.facts import Given
from tracker.model import Language, Letter, Role
from tracker.owing import Answers
from tracker.people import People, Person
from tracker.records import Complaint, Journal
from tracker.rules import HouseRules
from tracker.steps import Actor, Done
from tracker.told import Facts


def manager_of(people: People, complaint: Complaint, today: date) -> Person:
    """Return who acts as Manager Operations on this complaint: nobody judges or verifies their own case."""
    if complaint.handler_role == Role.MANAGER_OPERATIONS:
        return people.verifier(Role.MANAGER_OPERATIONS, today)
    return people.stands_in_for_manager(Role(complaint.accused_role) if complaint.accused_role else None, today)


def handler_of(people: People, complaint: Complaint, today: date) -> Person:
    """Return who handles it this day; until there is a handler, who acts as Manager Operations."""
    if complaint.handler_role is None:
        return manager_of(people, complaint, today)
    return people.acting(Role(complaint.handler_role), today)


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
    def manager(self) -> Person:
        """Who acts as Manager Operations."""
        return manager_of(self.rules.people, self.complaint, self.today)

    @property
    def handler(self) -> Person:
        """Who handles it, or Manager Operations until there is a handler."""
        return handler_of(self.rules.people, self.complaint, self.today)

    @property
    def director(self) -> Person:
        """Who acts as managing director."""
        return self.rules.people.acting(Role.MANAGING_DIRECTOR, self.today)

    def before(self, column: str) -> Any:
        """Return what the record held before the step, where the step changed it, else what it holds."""
        line = self.session.get(Journal, self.done.journal_id) if self.done.journal_id else None
        return ((line and line.before) or {}).get(column, getattr(self.complaint, column))


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter to one recipient, to be owed. arrival_id: the mail that it answers, or whose attachments go along."""

    letter: Letter
    recipient: str
    facts: Facts
    language: Language = Language.DUTCH
    arrival_id: int | None = None
    answers: Answers | None = None


Writer = Callable[[Occasion], Sequence[Draft]]
"""Writes one kind of letter: to nobody, to one, or to several."""
