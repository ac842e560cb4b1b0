"""How one complaint stands, for one person: as whom they may act on it, and the facts that the procedure looks at.

Reads the register and changes nothing. Rule: nobody judges their own case, and
whoever complains commands nothing on that record.
Source: docs/procedure.md, People, and States and events.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import takewhile

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from tracker.addressed import by_mail, for_complainant, is_anonymous
from tracker.dates import local_date, working_days_between
from tracker.facts import Facts, Given
from tracker.held import Because
from tracker.model import Acknowledgement, Event, Reference, Role, State
from tracker.on_paper import of_record, on_paper
from tracker.own_mails import reached
from tracker.parts import ids_of_record
from tracker.people import People, Person
from tracker.reads import were_read_since
from tracker.records import Complaint, Held, Journal, LetterOwed
from tracker.rules import HouseRules
from tracker.who import Who

_HOUR = timedelta(hours=1)
_MARK_LENGTH = 16
_STEPS_OF_A_MAIL = 20
_VERDICTS = frozenset({Event.INQUIRE, Event.SATISFIED, Event.DISSATISFIED, Event.NO_REACTION, Event.REOPEN})
"""Of these nobody says the word who handles the complaint, and so nobody takes it back either."""


def whos(rules: HouseRules, complaint: Complaint | None, address: str, now: datetime) -> tuple[Who, ...]:
    """Return as whom the owner of `address` may act on a complaint (None: on none), the foremost first; nothing for an outsider."""
    people, today = rules.people, local_date(now, rules.terms.zone)
    person = people.role_of(address)
    if person is None:
        return ()
    roles = people.roles_on(address, today)
    if complaint is not None and not {complaint.complainant_key, complaint.representative_key}.isdisjoint(people.addresses_of(person)):
        return (Who.COMPLAINANT,)
    judges = {
        Who.MANAGER: _is_manager(people, complaint, person, roles, now, rules),
        Who.HANDLER: complaint is not None and complaint.handler_role in roles and not is_about(people, complaint, person),
        Who.DIRECTOR: Role.MANAGING_DIRECTOR in roles and _is_consulted(people, complaint, person, today),
        Who.FRONT_DESK: Role.FRONT_DESK in roles,
    }
    found = tuple(who for who, is_it in judges.items() if is_it)
    return found if Who.FRONT_DESK in found or Who.MANAGER in found else (*found, Who.STAFF)


def _is_consulted(people: People, complaint: Complaint | None, person: Person, on_date: date) -> bool:
    """Say whether a person who may act as managing director may decide about an amount here: not about one that they promise themselves."""
    handler = Role(complaint.handler_role) if complaint is not None and complaint.handler_role else None
    return person.is_same_as(people.person(Role.MANAGING_DIRECTOR)) or person.is_same_as(people.consulted(handler, on_date))


def handles(rules: HouseRules, complaint: Complaint | None, address: str, now: datetime) -> bool:
    """Say whether the owner of `address` handles the complaint today, in their own role or for somebody who is away."""
    if complaint is None or complaint.handler_role is None:
        return False
    return complaint.handler_role in rules.people.roles_on(address, local_date(now, rules.terms.zone))


def facts_of(
    session: Session, rules: HouseRules, complaint: Complaint, now: datetime, given: Given | None = None, *, own_case: bool = False
) -> Facts:
    """Gather what the procedure may look at: how a complaint stands at `now` (aware), and what came with an event."""
    zone, patience = rules.terms.zone, rules.patience
    today = local_date(now, zone)
    lines = last_changes(session, complaint)
    facts = Facts(
        reference=Reference(complaint.reference),
        state=State(complaint.state),
        acknowledgement=Acknowledgement(complaint.acknowledgement),
        given=given or Given(),
        accused=Role(complaint.accused_role) if complaint.accused_role else None,
        vacant=rules.people.vacant,
        own_case=own_case,
        round=complaint.round,
        max_rounds=patience.max_rounds,
        today=today,
        outer_limit_date=complaint.outer_limit_date,
        confirmation=Acknowledgement(complaint.confirmation) if complaint.confirmation else None,
        said_yes=complaint.said_yes_at is not None,
        inquiries=complaint.inquiries,
        inquiries_needed=patience.inquiries,
        silent_working_days=_silence(session, rules, complaint, today),
        patience_working_days=patience.inquiry_working_days,
        reachable=bool(by_mail(session, complaint) or complaint.postal_address or complaint.complainant_name),
        mandate_lacks=complaint.representative_address is not None and complaint.mandate_seen_at is None,
        money_waits=_waits(session, complaint, Because.MONEY_NAMED),
        before_consultation=_before_consultation(complaint),
        before_last=State(lines[-1].from_state) if lines and lines[-1].from_state else None,
        last_event_hours=int((now - lines[0].at) / _HOUR) if lines else 0,
        last_is_verdict=any(line.event in _VERDICTS and line.from_state in {State.RESOLVED, State.CLOSED} for line in lines),
        last_reached_outside=bool(lines) and _reached_outside(session, lines),
        on_paper=on_paper(session, complaint),
    )
    return _with_removal(facts, session, rules, complaint, now, lines[0].at if lines else None)


def _with_removal(
    facts: Facts, session: Session, rules: HouseRules, complaint: Complaint, now: datetime, changed_at: datetime | None
) -> Facts:
    """Add what removal goes by. changed_at: when the last step was taken that may be taken back; None: there is none."""
    return replace(
        facts,
        kept=complaint.held_because is not None,
        data_request=complaint.privacy_request_at is not None,
        grace_over=complaint.remove_after is not None and now >= complaint.remove_after,
        removal_stopped=complaint.wrote_after_closing_at is not None,
        closing_settled=_closing_is_settled(session, complaint),
        paper_waits=bool(facts.on_paper) and not is_anonymous(complaint),
        order_waits=_order_waits(session, complaint),
        just_changed=changed_at is not None and now - changed_at < rules.patience.recall,
        mailbox_read=_is_mailbox_read(session, rules, complaint, now),
    )


def _silence(session: Session, rules: HouseRules, complaint: Complaint, today: date) -> int:
    """Return the working days since the complainant was last asked, or wrote."""
    if complaint.inquired_at is None:
        return 0
    theirs = select(func.max(Journal.at)).where(
        Journal.complaint_id == complaint.id, Journal.event == Event.FOLLOWS, Journal.by_role == Role.COMPLAINANT
    )
    heard_at = session.scalar(theirs) or complaint.inquired_at
    return working_days_between(local_date(max(complaint.inquired_at, heard_at), rules.terms.zone), today, rules.terms)


def last_changes(session: Session, complaint: Complaint) -> tuple[Journal, ...]:
    """Return what can be taken back, the newest line of the journal first: the last step, with all that the same mail asked for.

    A step is what changed the record, or wrote to the complainant, or will; none where it was taken back already.
    """
    of_line = (LetterOwed.complaint_id == Journal.complaint_id, LetterOwed.journal_id == Journal.id)
    writes_outside = select(LetterOwed.id).where(*of_line, for_complainant()).exists()
    is_step = or_(
        Journal.before.is_not(None), Journal.event.in_((Event.RESOLVE_LATER, Event.LETTER_GIVEN, Event.TAKE_BACK)), writes_outside
    )
    newest = select(Journal).where(Journal.complaint_id == complaint.id, is_step).order_by(Journal.id.desc())
    lines = session.scalars(newest.limit(_STEPS_OF_A_MAIL)).all()
    if not lines or lines[0].event == Event.TAKE_BACK:
        return ()
    mail = lines[0].arrival_id
    return tuple(takewhile(lambda line: line is lines[0] or (mail is not None and line.arrival_id == mail), lines))


def proposal_mark(complaint: Complaint) -> str:
    """Return what an answer to a consultation is bound to: this very amount and text, in this round."""
    told = f"{complaint.round}\n{complaint.proposal_cents}\n{complaint.proposal}"
    return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:_MARK_LENGTH]


def _is_manager(
    people: People, complaint: Complaint | None, person: Person, roles: frozenset[Role], now: datetime, rules: HouseRules
) -> bool:
    """Say whether a person acts as Manager Operations: by role, and on a complaint that is not about themselves."""
    if complaint is None:
        return Role.MANAGER_OPERATIONS in roles
    if is_about(people, complaint, person):
        return False
    today = local_date(now, rules.terms.zone)
    accused = Role(complaint.accused_role) if complaint.accused_role else None
    if person.is_same_as(people.stands_in_for_manager(accused, today)):
        return True
    if complaint.handler_role == Role.MANAGER_OPERATIONS and person.is_same_as(people.verifier(Role.MANAGER_OPERATIONS, today, accused)):
        return True
    return Role.MANAGER_OPERATIONS in roles and accused is not Role.MANAGER_OPERATIONS


def is_about(people: People, complaint: Complaint, person: Person) -> bool:
    """Say whether a complaint is about this person, in whatever role they write."""
    accused = Role(complaint.accused_role) if complaint.accused_role else None
    return accused is not None and people.has(accused) and person.is_same_as(people.person(accused))


def _before_consultation(complaint: Complaint) -> State:
    before = State(complaint.proposed_in or State.ASSIGNED)
    return State.ASSIGNED if before is State.REGISTERED else before


def _waits(session: Session, complaint: Complaint, because: Because) -> bool:
    waiting = select(Held.id).where(Held.complaint_id == complaint.id, Held.because == because, Held.ended_at.is_(None))
    return session.scalar(waiting.limit(1)) is not None


def _order_waits(session: Session, complaint: Complaint) -> bool:
    """Say whether an employee may still confirm an order about it, or about what became part of it."""
    about = (Held.complaint_id.in_(ids_of_record(complaint)), Held.because == Because.SENDER_UNPROVEN, Held.ended_at.is_(None))
    return complaint.closed_at is not None and session.scalar(select(Held.id).where(*about).limit(1)) is not None


def _closing_is_settled(session: Session, complaint: Complaint) -> bool:
    """Say whether no letter to the complainant is still under way: that of closing, or any other."""
    if complaint.closed_at is None:
        return True
    under_way = select(LetterOwed.id).where(
        of_record(complaint), LetterOwed.outside, LetterOwed.accepted_at.is_(None), LetterOwed.parked_at.is_(None)
    )
    return session.scalar(under_way.limit(1)) is None


def _is_mailbox_read(session: Session, rules: HouseRules, complaint: Complaint, now: datetime) -> bool:
    """Say whether the complainant's answer would be here by now; before the day of removal nobody needs to know."""
    day = complaint.remove_after
    return day is not None and now >= day and were_read_since(session, rules, day)


def _reached_outside(session: Session, lines: Sequence[Journal]) -> bool:
    """Say whether a letter that these steps owed to somebody outside was at least tried, or an employee's own mail asked for them."""
    if reached(session, lines[0].complaint_id, [line.arrival_id for line in lines]):
        return True
    tried = select(LetterOwed.id).where(
        LetterOwed.complaint_id == lines[0].complaint_id,
        LetterOwed.journal_id.in_([line.id for line in lines]),
        for_complainant(),
        LetterOwed.first_attempt_at.is_not(None),
    )
    return session.scalar(tried.limit(1)) is not None
