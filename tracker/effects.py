"""What each event changes on the record, beside its state.

One small function for each event that changes anything; an event that is absent
changes the state alone, or nothing. Knows no mail and owes no letter. Rule: a
state is set in `tracker.casework` and nowhere here; what a step changed can be
taken back, since the journal keeps what stood there before.
Source: docs/procedure.md, States and events.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, inspect
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from tracker.addressed import by_mail, is_anonymous, written_to
from tracker.dates import acknowledge_by, outer_limit
from tracker.deputies import name_deputy
from tracker.held_orders import intend
from tracker.merging import keep_as_well
from tracker.model import Acknowledgement, Event, Letter, Role, State
from tracker.natures import Nature
from tracker.on_paper import given_by_hand
from tracker.own_mails import proposing_mail, reached
from tracker.records import Complaint, Journal
from tracker.removal.terms import term_of, writes
from tracker.rules import HouseRules
from tracker.schema import Moment
from tracker.steps import Actor, Step
from tracker.waiting_letters import send_elsewhere


@dataclass(frozen=True, slots=True)
class Change:
    """A step that was decided, while it is carried out. before: the state that it found."""

    session: Session
    rules: HouseRules
    complaint: Complaint
    step: Step
    actor: Actor
    before: State
    now: datetime


def columns_of(complaint: Complaint) -> dict[str, Any]:
    """Return every column of a record but its keys, by name."""
    columns = inspect(Complaint).column_attrs
    return {column.key: getattr(complaint, column.key) for column in columns if column.key not in {"id", "reference"}}


def changed(before: dict[str, Any], complaint: Complaint) -> dict[str, Any]:
    """Return what stood in the columns that are different now, as JSON can hold it."""
    now = columns_of(complaint)
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in before.items() if value != now[key]}


def restore(complaint: Complaint, line: Journal) -> None:
    """Put back what a step changed, but for the state, which the procedure sets."""
    columns = inspect(Complaint).columns
    for key, value in (line.before or {}).items():
        setattr(complaint, key, _as_kept(columns[key].type, value))


def _as_kept(kind: TypeEngine[Any], value: Any) -> Any:
    """Return a value of a line as its column holds it: what is a day or a moment stands there as its ISO 8601 text."""
    if value is None or not isinstance(kind, (Date, Moment)):
        return value
    return datetime.fromisoformat(value) if isinstance(kind, Moment) else date.fromisoformat(value)


def apply(change: Change) -> None:
    """Write on the record what the event means for it."""
    if effect := _EFFECTS.get(change.step.event):
        effect(change)


def _assign(change: Change) -> None:
    change.complaint.handler_role = change.step.given.role


def _change_target_date(change: Change) -> None:
    change.complaint.target_date = change.step.given.day


def _agree(change: Change) -> None:
    _take_on(change)
    _drop_proposal(change)
    _put_in_force(change, change.step.given.text, None, change.actor.arrival_id)


def _propose(change: Change) -> None:
    complaint, given = change.complaint, change.step.given
    if change.before is not State.CONSULTING:
        complaint.proposed_in = change.before
    _take_on(change)
    complaint.proposal, complaint.proposal_cents = given.text, given.amount_cents


def _consent(change: Change) -> None:
    proposal, cents = change.complaint.proposal, change.complaint.proposal_cents
    _drop_proposal(change)
    _put_in_force(change, proposal, cents, proposing_mail(change.session, change.complaint))


def _put_in_force(change: Change, agreement: str | None, cents: int | None, written_in: int | None) -> None:
    """State an agreement; its confirmation is owed anew, unless the mail in which it was written reached the complainant as well."""
    complaint = change.complaint
    complaint.agreement, complaint.amount_cents = agreement, cents
    owed = Acknowledgement.OWED if by_mail(change.session, complaint) else Acknowledgement.WITHHELD
    has_it = written_to(complaint) in reached(change.session, complaint.id, [written_in])
    complaint.confirmation = Acknowledgement.BY_HAND if has_it else owed


def _drop_proposal(change: Change) -> None:
    complaint = change.complaint
    complaint.proposal = complaint.proposal_cents = complaint.proposed_in = None


def _take_on(change: Change) -> None:
    """Let Manager Operations handle what they settle before anybody handles it, unless it is about them."""
    complaint = change.complaint
    if change.before is State.REGISTERED and complaint.accused_role != Role.MANAGER_OPERATIONS:
        complaint.handler_role = Role.MANAGER_OPERATIONS


def _resolve(change: Change) -> None:
    complaint = change.complaint
    complaint.resolved_at, complaint.outcome = change.now, change.step.event
    complaint.finding = change.step.given.finding or complaint.finding
    if change.step.event is Event.WITHDRAW:
        _drop_proposal(change)


def _resolve_later(change: Change) -> None:
    given = change.step.given
    change.complaint.finding = given.finding or change.complaint.finding
    intend(change.session, change.complaint.id, change.actor, given.finding, given.text, change.now)


def _inquire(change: Change) -> None:
    change.complaint.inquiries += 1
    change.complaint.inquired_at = change.now


def _begin_round(change: Change) -> None:
    """Begin the next intervention: what was agreed is no more, and there is no target date until a new one is agreed."""
    complaint = change.complaint
    complaint.round += 1
    complaint.target_date = None
    complaint.agreement = complaint.amount_cents = complaint.confirmation = None
    _drop_proposal(change)
    complaint.said_yes_at = complaint.inquired_at = None
    complaint.inquiries = 0
    complaint.finding = complaint.outcome = None
    complaint.resolved_at = complaint.closed_at = complaint.remove_after = complaint.wrote_after_closing_at = None


def _close(change: Change) -> None:
    """End it; the record goes once the time to come back is over."""
    complaint, event, was = change.complaint, change.step.event, change.complaint.outcome
    complaint.closed_at = complaint.closed_at or change.now
    complaint.outcome = event if event is not Event.SATISFIED else was or event
    by_post = writes(event) and by_mail(change.session, complaint) is None and not is_anonymous(complaint)
    term = term_of(event, change.now, change.rules.patience, by_post=by_post)
    kept_until = complaint.remove_after if was == Event.CONCLUDE else None  # an appeal is kept its own time, whatever follows
    complaint.remove_after = max(term, kept_until or term)
    complaint.wrote_after_closing_at = None


def _give(change: Change) -> None:
    """Note which letters on paper the complainant has now; the time to come back counts from then."""
    given_by_hand(change.session, change.complaint, change.step.given.letters, change.now)
    _come_back_later(change)


def _come_back_later(change: Change) -> None:
    """Give whoever reads a letter on paper after closing the whole grace, and the post its time."""
    complaint = change.complaint
    if complaint.remove_after is not None and not is_anonymous(complaint):
        term = term_of(change.step.event, change.now, change.rules.patience, by_post=True)
        complaint.remove_after = max(complaint.remove_after, term)


def _merge(change: Change) -> None:
    """Make it part of the other; it is removed with that one."""
    if change.step.given.other is None:
        raise ValueError("merged with nothing: the procedure refuses that")
    change.complaint.merged_into_id = change.step.given.other.id
    keep_as_well(change.session, change.complaint, change.step.given.other.id)
    change.complaint.closed_at, change.complaint.outcome = change.now, change.step.event


def _set_natures(change: Change) -> None:
    complaint, (first, *others) = change.complaint, change.step.given.natures
    complaint.nature, complaint.further_natures = first, " ".join(others)
    complaint.nature_why = f"vastgesteld door {change.actor.name}"
    complaint.suggested_role = _nature(change.rules, first).handler


def _nature(rules: HouseRules, key: str) -> Nature:
    return next(one for one in rules.natures if one.key == key)


def _set_complainant(change: Change) -> None:
    former = change.complaint.complainant_address
    change.complaint.complainant_address = change.complaint.complainant_key = change.step.given.address
    send_elsewhere(change.session, change.complaint, former)


def _represent(change: Change) -> None:
    complaint, given = change.complaint, change.step.given
    complaint.representative_name = given.name or None
    complaint.representative_address = complaint.representative_key = given.address or None
    complaint.mandate_seen_at = None


def _received_on(change: Change) -> None:
    """Count the clocks from another day. The target date stands: the complainant knows it."""
    complaint, day, terms = change.complaint, change.step.given.day, change.rules.terms
    if day is None:
        raise ValueError("received on no day: the procedure refuses that")
    complaint.received_date = day
    deadline = acknowledge_by(day, terms)
    complaint.acknowledge_by_date = deadline.by_date if deadline else None
    complaint.outer_limit_date = outer_limit(day, terms).by_date


def _confirmed_receipt(change: Change) -> None:
    complaint = change.complaint
    complaint.acknowledgement, complaint.acknowledged_at, complaint.acknowledgement_why = Acknowledgement.BY_HAND, change.now, None


def _confirmed_agreement(change: Change) -> None:
    change.complaint.confirmation = Acknowledgement.BY_HAND
    given_by_hand(change.session, change.complaint, (Letter.CONFIRMATION,), change.now)


def _release(change: Change) -> None:
    """Let go of whatever keeps the record: a legal hold, and a request under the AVG that was answered."""
    change.complaint.held_because = change.complaint.privacy_request_at = None


def _deputise(change: Change) -> None:
    deputise(change.session, change.step, change.actor, change.now)


def deputise(session: Session, step: Step, actor: Actor, now: datetime) -> None:
    """Name a deputy: of the role that is given, else of whoever asks. It concerns no complaint. Raises `ValueError` where none is given."""
    if (deputed := step.given.deputed) is None:
        raise ValueError("a deputy of nobody: the procedure refuses that")
    name_deputy(session, deputed.role or actor.role, deputed, str(actor.address), now)


def _setter(column: str, value: Callable[[Change], object]) -> Callable[[Change], None]:
    return lambda change: setattr(change.complaint, column, value(change))


_EFFECTS: dict[Event, Callable[[Change], None]] = {
    Event.ASSIGN: _assign,
    Event.CHANGE_TARGET_DATE: _change_target_date,
    Event.AGREE: _agree,
    Event.AGREE_WITH_AMOUNT: _propose,
    Event.CONSENT: _consent,
    Event.REFUSE_CONSENT: _drop_proposal,
    Event.RESOLVE: _resolve,
    Event.RESOLVE_LATER: _resolve_later,
    Event.WITHDRAW: _resolve,
    Event.INQUIRE: _inquire,
    Event.DISSATISFIED: _begin_round,
    Event.REOPEN: _begin_round,
    Event.APPEAL: _drop_proposal,
    Event.SATISFIED: _close,
    Event.NO_REACTION: _close,
    Event.CONCLUDE: _close,
    Event.NOT_A_COMPLAINT: _close,
    Event.FORWARD_ELSEWHERE: _close,
    Event.SPAM: _close,
    Event.MERGE: _merge,
    Event.SET_NATURE: _set_natures,
    Event.SET_COMPLAINANT: _set_complainant,
    Event.REPRESENT: _represent,
    Event.RECEIVED_ON: _received_on,
    Event.CONFIRMED_ANOTHER_WAY: _confirmed_receipt,
    Event.DEPUTISE: _deputise,
    Event.AGREEMENT_CONFIRMED: _confirmed_agreement,
    Event.LETTER_GIVEN: _give,
    Event.LETTER_FAILED: _come_back_later,
    Event.MANDATE_SEEN: _setter("mandate_seen_at", lambda change: change.now),
    Event.SET_COMPLAINANT_ROLE: _setter("complainant_role", lambda change: change.step.given.complainant_role),
    Event.ABOUT: _setter("accused_role", lambda change: change.step.given.role),
    Event.SET_CAUSE: _setter("process_step", lambda change: change.step.given.argument),
    Event.SET_FILE_NUMBER: _setter("file_number", lambda change: change.step.given.argument),
    Event.KEEP: _setter("held_because", lambda change: change.step.given.text),
    Event.RELEASE: _release,
    Event.DATA_REQUEST: _setter("privacy_request_at", lambda change: change.now),
}
