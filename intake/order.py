"""A mail from the address of an employee, with all that is known of it: about which complaint, as whom they write, what its tags ask for.

Decides nothing about authority; `intake.orders` does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from intake.action_tokens import Presented
from intake.addresses import compare_form
from intake.asked import Question, Reading
from intake.asked_steps import Circumstances, steps_of
from intake.incoming import IncomingMail
from intake.judging import Judged
from intake.threads import Thread
from tracker.facts import OtherComplaint
from tracker.mails import Mail
from tracker.merging import other_complaint
from tracker.model import Event, Reference
from tracker.money import names_money
from tracker.offered import Suggestions
from tracker.own_mails import reached
from tracker.people import Person
from tracker.records import Arrival, Complaint, Held
from tracker.rules import HouseRules
from tracker.standing import handles, whos
from tracker.steps import Actor, Step
from tracker.telling import transcripts
from tracker.who import Who
from tracker.writers import answers
from tracker.writers.answers import Answering

_SENT_ALL_THE_SAME = "De klager heeft uw mail wel gekregen, want u stuurde die ook daarheen. De mail staat bij de klacht."


@dataclass(frozen=True, slots=True)
class Order:
    """A mail from the address of an employee, and what is known of it.

    now: aware, UTC. rules: with the deputies of the day. own_addresses: of our mailboxes, as they are compared.
    question: about an entry of theirs, which this mail answers; question_token: the link that it came by.
    """

    session: Session
    rules: HouseRules
    arrival: Arrival
    mail: IncomingMail
    told: Mail
    judged: Judged
    thread: Thread
    person: Person
    now: datetime
    own_addresses: frozenset[str] = frozenset()
    question: Held | None = None
    question_token: Presented | None = None

    @property
    def complaint(self) -> Complaint | None:
        """The complaint that it is about, if any."""
        return self.thread.complaint

    @property
    def sender_key(self) -> str:
        """The address that it came from, as addresses are compared."""
        return str(self.judged.sender_key)

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address of the employee who wrote, in whatever role."""
        return self.rules.people.addresses_of(self.person)

    @property
    def ours(self) -> frozenset[str]:
        """Every address that is no complainant's: of employees and of our mailboxes, as addresses are compared."""
        return frozenset(compare_form(address) or address for address in (*self.rules.people.addresses, *self.own_addresses))

    @property
    def whos(self) -> tuple[Who, ...]:
        """As whom its sender may act."""
        return whos(self.rules, self.complaint, self.sender_key, self.now)

    def actor(self, proof: str) -> Actor:
        """Return them as the one who causes steps. proof: how we know that it is them."""
        return Actor(
            role=self.person.role,
            name=self.person.name,
            address=self.sender_key,
            proof=proof,
            whos=self.whos,
            own_case=handles(self.rules, self.complaint, self.sender_key, self.now),
            arrival_id=self.arrival.id,
        )

    def answering(self, address: str | None = None) -> Answering:
        """Return whom an answer goes to: the address that they wrote from, or another of theirs."""
        return Answering.under(self.session, self.rules, self.complaint, address or self.sender_key, self.told, self.now)

    @property
    def is_own_mail(self) -> bool:
        """Say whether it is on the record as a mail that the complainant has from the employee who wrote it."""
        return self.complaint is not None and bool(reached(self.session, self.complaint.id, [self.told.arrival_id]))

    def owe_not_done(self, problems: Sequence[str], steps: Sequence[Step] = (), meant: Suggestions | None = None) -> None:
        """Tell its sender that nothing was done and why, and what was understood: those steps. meant: what is offered with its argument."""
        problems = [*problems, *((_SENT_ALL_THE_SAME,) if self.is_own_mail else ())]
        understood = transcripts.understood(steps, self.rules, self.now)
        named = self.complaint is None and bool(self.thread.named) and not self.thread.names_only_removed
        answers.owe_not_done(
            self.answering(),
            problems=problems,
            understood=understood,
            accept=lambda event: not (named and event is Event.REGISTER),  # who names a complaint means one that is there
            suggestions=meant,
        )

    def steps(self, reading: Reading, money: int | None) -> tuple[tuple[Step, ...], tuple[Question, ...]]:
        """Return the steps that a reading asks for, or what must be asked first. money: the answer to 'with or without an amount?'."""

        def find(reference: Reference) -> OtherComplaint | None:
            return other_complaint(self.session, self.rules, self.complaint, reference, self.sender_key, self.now)

        about = Circumstances(
            names_money=lambda text: names_money(text, self.rules.money_words) is not None,
            find=find,
            departments=self.rules.departments,
            own_roles=frozenset(one.role for one in self.rules.people.everybody if one.is_same_as(self.person)),
            ours=self.ours,
            money=money,
        )
        return steps_of(reading, about)

    @property
    def is_by_complainant(self) -> bool:
        """Say whether this employee is the complainant on this record, who commands nothing on it."""
        return self.whos == (Who.COMPLAINANT,)
