"""Carry out what the procedure decided: the state, the journal, the letters owed, in the caller's transaction.

Nothing else in the house sets a state. What a letter says is gathered in
`tracker.writers`; here it is only owed.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from tracker.addressed import NO_MAIL_ADDRESS
from tracker.at_once import handler_at_once
from tracker.dates import local_date
from tracker.effects import Change, apply, changed, columns_of
from tracker.facts import Facts, Given
from tracker.held_orders import overtake_by
from tracker.ledger import MailClass
from tracker.mails import Mail
from tracker.model import TITLES, Acknowledgement, Event, Letter, Reference, Role, State
from tracker.natures import as_described, suggest
from tracker.new_record import limit_reached, new_record
from tracker.own_mails import SEPARATOR
from tracker.procedure import Decision, acting_as, decide
from tracker.records import Complaint, Journal
from tracker.repeats import done_before
from tracker.rules import HouseRules
from tracker.sent_copies import Before, before_the_loss
from tracker.standing import facts_of, last_changes
from tracker.steps import Actor, Done, Step, the_service
from tracker.taking_back import keep_from_going, take_back
from tracker.told import Guess, Named
from tracker.waiting_letters import replace_confirmations
from tracker.who import Who
from tracker.writers import acknowledgements, new_complaints
from tracker.writers.events import owe_event_of_mail
from tracker.writers.follow_ups import FollowUp, owe_follow_up
from tracker.writers.step_letters import owe_letters

_LINE = insert(cast("Table", Journal.__table__))
_NUMBERED_LINE = _LINE.returning(Journal.id)
_RECORD = insert(cast("Table", Complaint.__table__)).returning(Complaint.id)

Describe = Callable[[Complaint], None]
"""Puts on a new record what an employee said of it."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Who caused an event, and how we know."""

    event: Event
    by: Role
    proof: str
    name: str = ""
    address: str | None = None
    words: str = ""
    arrival_id: int | None = None
    argument: str = ""


def take(session: Session, rules: HouseRules, complaint: Complaint, step: Step, actor: Actor, mail: Mail | None, now: datetime) -> Done:
    """Carry out one step that somebody asks for, with all that follows from it; or say that it was done before.

    mail: in which it was asked for; None where no mail caused it. now: aware, UTC.
    Raises `StepRefused`, and then changed nothing.
    Source: docs/procedure.md, States and events, and Reading tags.
    """
    if step.event is Event.TAKE_BACK:
        keep_from_going(session, complaint)
    session.flush()
    session.refresh(complaint, with_for_update=True)  # whoever else acts on it waits, and sees what came of this
    facts = facts_of(session, rules, complaint, now, step.given, own_case=actor.own_case)
    who = acting_as(facts.state, step.event, actor.whos)
    before = State(complaint.state)
    if (at := done_before(session, complaint, step, actor)) is not None:
        return Done(step, who, before, before, done_before_at=at)
    decision = decide(facts, step.event, who)
    found = columns_of(complaint)
    undone = last_changes(session, complaint) if step.event is Event.TAKE_BACK else ()
    if step.event is Event.TAKE_BACK:
        step = replace(step, argument=take_back(session, complaint, undone, now))
    apply(Change(session, rules, complaint, step, actor, before, now))
    if decision.to:
        complaint.state = decision.to
    cause = Cause(step.event, actor.role, actor.proof, actor.name, actor.address, step.given.text, actor.arrival_id, step.argument)
    journal_id = _journal(session, complaint, cause, decision, before, now, changed(found, complaint))
    done = Done(step, who, before, decision.to, decision.letters, journal_id)
    if Letter.CONFIRMATION in decision.letters:
        replace_confirmations(session, complaint, journal_id, now)
    overtake_by(session, complaint.id, done, now)
    told = owe_letters(session, rules, complaint, done, actor, mail, now, undone)
    return replace(done, told=told)


def register(
    session: Session, rules: HouseRules, mail: Mail, now: datetime, *, withheld_why: str | None, named: tuple[Named, ...] = ()
) -> Complaint:
    """Make a mail a complaint: a record, its journal, the acknowledgement and the letter to Manager Operations.

    withheld_why:  why its sender may not be answered by itself, in Dutch, for the hand list; None where they may.
    named:         complaints that the mail points to and did not join (docs/mail-rules.md, D8).
    Source: docs/procedure.md, States and events; docs/mail-rules.md, D13 and D14.
    """
    before = before_the_loss(session, mail)
    withheld_why = None if before.acknowledged else withheld_why or limit_reached(session, rules, mail, now)
    cause = _by_sender(mail, Event.ARRIVES_UNANSWERED if withheld_why else Event.ARRIVES, Role.COMPLAINANT)
    return _enter(session, rules, mail, cause, Who.ANYONE, now, before=before, withheld_why=withheld_why, named=named)


def enter(
    session: Session,
    rules: HouseRules,
    mail: Mail,
    given: Given,
    actor: Actor,
    now: datetime,
    describe: Describe | None = None,
    named: tuple[Named, ...] = (),
) -> Complaint:
    """Register a complaint that an employee enters for a complainant (nieuw). Raises `StepRefused`, and then changed nothing.

    mail:      as if the complainant had sent it; without an address nothing can be sent, and a person must confirm receipt.
    given:     the day on which it reached us, how, and the employee's own words, which stay inside.
    describe:  puts on the record what else they said of it, before any letter tells of it.
    named:     as in `register`: complaints that were removed.
    Source: docs/procedure.md, The clock, and States and events.
    """
    withheld_why = limit_reached(session, rules, mail, now) if mail.sender.address else NO_MAIL_ADDRESS
    argument = given.day.isoformat() if given.day else ""
    cause = Cause(Event.REGISTER, actor.role, actor.proof, actor.name, actor.address, given.text, actor.arrival_id, argument)
    who = acting_as(None, Event.REGISTER, actor.whos)
    entered = _enter(
        session,
        rules,
        mail,
        cause,
        who,
        now,
        before=before_the_loss(session, mail),
        withheld_why=withheld_why,
        named=named,
        given=given,
        describe=describe,
    )
    return session.get_one(Complaint, entered.id)


def _enter(
    session: Session,
    rules: HouseRules,
    mail: Mail,
    cause: Cause,
    who: Who,
    now: datetime,
    *,
    before: Before,
    withheld_why: str | None,
    named: tuple[Named, ...] = (),
    given: Given | None = None,
    describe: Describe | None = None,
) -> Complaint:
    """Write the record and the first line of its journal, and owe the first letters. given, describe: as in `enter`."""
    today = local_date(now, rules.terms.zone)
    own_words = f"{mail.subject}\n{mail.text if mail.news is None else mail.news}"
    suggestion = suggest(f"{mail.subject}\n{mail.text}", rules.natures, rules.people, own_words=own_words, on_date=today)
    decision = decide(Facts(Reference(""), None, given=given or Given(), today=today), cause.event, who)
    day = (given and given.day) or local_date(mail.received_at, rules.terms.zone)
    record = new_record(session, rules, mail, suggestion, day, now, known=before.reference) | _begun(decision, withheld_why, given)
    complaint = Complaint(**record, id=session.connection().execute(_RECORD, record).scalar_one())
    session.connection().execute(_LINE, _line(complaint, cause, decision, None, now))
    if describe is not None:
        complaint = session.get_one(Complaint, complaint.id)
        describe(complaint)
        suggestion = as_described(suggestion, complaint.nature, complaint.nature_why, Role(complaint.suggested_role), rules.natures)
    if Letter.ACKNOWLEDGEMENT in decision.letters and not withheld_why:
        acknowledgements.owe_acknowledgement(session, rules, complaint, mail, now)
    is_plain = not named and (given is not None or not withheld_why)  # else a person looks at it first
    if is_plain and (role := handler_at_once(rules, mail, suggestion, today)):
        complaint = session.get_one(Complaint, complaint.id)
        _give_to(session, rules, complaint, role, mail, now)
    entered = new_complaints.Entered(f"{cause.name} ({TITLES[cause.by]})", cause.words) if given else None
    entry = new_complaints.Entry(mail, suggestion, named, entered)
    new_complaints.owe_new_complaint(session, rules, complaint, entry, now)
    return complaint


def _begun(decision: Decision, withheld_why: str | None, given: Given | None) -> dict[str, object]:
    """Return how a record stands when it is written, and what who entered it knows besides."""
    acknowledgement = Acknowledgement.WITHHELD if withheld_why else Acknowledgement.OWED
    entered = {"channel": given.channel, "postal_address": given.postal_address} if given else {}
    return {"state": decision.to, "acknowledgement": acknowledgement, "acknowledgement_why": withheld_why, **entered}


def _give_to(session: Session, rules: HouseRules, complaint: Complaint, role: Role, mail: Mail, now: datetime) -> None:
    """Assign a new complaint in the service's own name."""
    step = Step(Event.ASSIGN, Given(role=role, names_money=False), argument=str(role))
    take(session, rules, complaint, step, the_service("nature"), mail, now)


def follow(session: Session, rules: HouseRules, complaint: Complaint, later: FollowUp, now: datetime, *, by: MailClass) -> None:
    """Put a later mail on the record, and tell who must read it. Moves no state.

    What an employee writes is a note, and the journal keeps it; where the complainant has it from them, the journal says so.
    What the complainant says counts: a yes to 'is it solved?' is on record, and a mail after closing puts removal off.
    Source: docs/procedure.md, States and events.
    """
    mail = later.mail
    person = rules.people.role_of(mail.sender_key) if by is MailClass.STAFF and mail.sender_key else None
    cause = _by_sender(mail, Event.FOLLOWS, person.role if person else Role.COMPLAINANT)
    if by is MailClass.STAFF:
        cause = replace(cause, words=mail.text if mail.news is None else mail.news)
    if person and later.reached:
        cause = replace(cause, event=Event.OWN_MAIL, name=person.name, argument=SEPARATOR.join(later.reached))
    decision = carry_out(session, complaint, cause, Who.ANYONE, now)
    if by is MailClass.FOLLOW_UP and complaint.state == State.CLOSED:  # also from another address, where it answers a letter of ours
        complaint.wrote_after_closing_at = now
    if later.guess in {Guess.YES, Guess.NO}:
        complaint.said_yes_at = now if later.guess is Guess.YES else None
    if Letter.FOLLOW_UP in decision.letters:
        owe_follow_up(session, rules, complaint, later, now)
    owe_event_of_mail(session, rules, complaint, mail, now)


def answers_inquiry(complaint: Complaint, mail: Mail) -> bool:
    """Say whether what the complainant writes answers the question 'is it solved?': no mail from a file that is older than that."""
    asked_at = complaint.inquired_at if complaint.state == State.RESOLVED else None
    return asked_at is not None and not (mail.for_the_record and mail.received_at < asked_at)


def carry_out(session: Session, complaint: Complaint, cause: Cause, acting: Who, now: datetime) -> Decision:
    """Ask the procedure, set the state, write the journal; return what was decided. Raises `StepRefused`."""
    before = State(complaint.state)
    facts = Facts(Reference(complaint.reference), before, Acknowledgement(complaint.acknowledgement))
    decision = decide(facts, cause.event, acting)
    if decision.to:
        complaint.state = decision.to
    session.connection().execute(_LINE, _line(complaint, cause, decision, before, now))
    return decision


def _journal(
    session: Session, complaint: Complaint, cause: Cause, decision: Decision, before: State | None, now: datetime, changes: dict[str, Any]
) -> int:
    """Write what happened; return the line's id. changes: the columns that a step changed, as they were."""
    line = _line(complaint, cause, decision, before, now) | ({"before": changes} if changes else {})
    return session.connection().execute(_NUMBERED_LINE, line).scalar_one()


def _line(complaint: Complaint, cause: Cause, decision: Decision, before: State | None, now: datetime) -> dict[str, Any]:
    return {
        "complaint_id": complaint.id,
        "at": now,
        "event": cause.event,
        "by_role": cause.by,
        "by_name": cause.name,
        "by_address": cause.address,
        "proof": cause.proof,
        "from_state": before,
        "to_state": decision.to,
        "argument": cause.argument,
        "words": cause.words,
        "arrival_id": cause.arrival_id,
    }


def _by_sender(mail: Mail, event: Event, role: Role) -> Cause:
    return Cause(event, role, mail.proof, name=mail.sender.name, address=mail.sender.address, arrival_id=mail.arrival_id)
