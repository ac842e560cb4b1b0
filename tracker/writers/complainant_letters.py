"""The letters to the complainant that a step owes: what each says, gathered from the record, and to whom it goes.

One small function a letter, in the order of the procedure. Rule one: without
an address for mail the letter is printed. Rule two: whoever signs handles the complaint,
or is Manager Operations; no letter says that the managing director was asked.
Source: docs/procedure.md, Letters.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select

from tracker.addressed import by_mail, represented
from tracker.appeal import route_on
from tracker.dates import add_working_days
from tracker.ledger import MailClass
from tracker.letter_facts import outside as letters_outside
from tracker.letter_facts.outside import Frame, Milestone, WayOut
from tracker.model import ComplainantRole, Event, Language, Letter, Reference, Role
from tracker.owing import Answers
from tracker.records import Arrival, Complaint, Enclosure
from tracker.titles import signed_as
from tracker.told import Facts, Listed, Signer
from tracker.writers.milestones import milestones
from tracker.writers.occasion import Draft, Occasion, Writer
from tracker.writers.paper import printed_instead


def _target_date_changed(about: Occasion) -> Sequence[Draft]:
    new_date, terms = about.complaint.target_date, about.rules.terms
    if new_date is None:
        raise ValueError("a new target date that is no day: the procedure refuses that")
    facts = letters_outside.target_date_changed(
        _frame(about),
        old_date=_as_day(about.before("target_date")),
        new_date=new_date,
        text=about.given.text,
        beyond_weeks=terms.outer_limit_weeks if new_date > about.complaint.outer_limit_date else None,
        way_out=_way_out(about),
    )
    return _to_complainant(about, Letter.TARGET_DATE_CHANGED, facts)


def _confirmation(about: Occasion) -> Sequence[Draft]:
    """State the agreement that is in force, whoever brought it there."""
    facts = letters_outside.confirmation(
        _frame(about),
        text=about.complaint.agreement or "",
        amount_cents=about.complaint.amount_cents,
        replaces_date=_replaces_date(about),
    )
    return _to_complainant(about, Letter.CONFIRMATION, facts)


def _inquiry(about: Occasion) -> Sequence[Draft]:
    facts = letters_outside.inquiry(_frame(about), withdrawn=_is_withdrawn(about))
    return _to_complainant(about, Letter.INQUIRY, facts)


def _reopened(about: Occasion) -> Sequence[Draft]:
    contact_date = add_working_days(about.today, about.rules.patience.contact_working_days, about.rules.terms)
    facts = letters_outside.reopened(_frame(about), contact_date=contact_date)
    return _to_complainant(about, Letter.REOPENED, facts)


def _closing(about: Occasion) -> Sequence[Draft]:
    removal_date = about.removal_date
    facts = letters_outside.closing(
        _frame(about),
        withdrawn=_is_withdrawn(about),
        removal_date=removal_date,
        removed_at_once=removal_date is not None and removal_date <= about.today,
    )
    return _to_complainant(about, Letter.CLOSING, facts)


def _closing_silent(about: Occasion) -> Sequence[Draft]:
    facts = letters_outside.closing_silent(
        _frame(about),
        withdrawn=about.before("outcome") == Event.WITHDRAW,
        inquired=about.complaint.inquiries > 0,
        removal_date=about.removal_date,
        way_out=_way_out(about),
    )
    return _to_complainant(about, Letter.CLOSING_SILENT, facts)


def _appeal(about: Occasion) -> Sequence[Draft]:
    facts = letters_outside.appeal(
        _frame(about),
        received_date=about.complaint.received_date,
        milestones=milestones(about.session, about.complaint, about.rules.terms.zone),
        standpoint_date=about.today,
        text=about.given.text,
        way_out=_way_out(about),
    )
    return _to_complainant(about, Letter.APPEAL, facts)


def _elsewhere(about: Occasion) -> Sequence[Draft]:
    forwarded = about.done.step.event is Event.FORWARD_ELSEWHERE
    facts = letters_outside.elsewhere(_frame(about), forwarded=forwarded)
    return _to_complainant(about, Letter.ELSEWHERE, facts)


def _merged(about: Occasion) -> Sequence[Draft]:
    """Tell whose complaint became part of another which reference remains. An answer to this letter belongs to that one."""
    remains = about.session.get_one(Complaint, about.complaint.merged_into_id)
    facts = letters_outside.merged(_frame(about, remains), merged_reference=Reference(about.complaint.reference))
    return _to_complainant(about, Letter.MERGED, facts)


def _answer(about: Occasion) -> Sequence[Draft]:
    """Pass on what an employee wrote, with what they attached to it."""
    arrival_id = about.actor.arrival_id
    attached = select(Enclosure.name, Enclosure.size).where(Enclosure.arrival_id == arrival_id, Enclosure.data.is_not(None))
    listed = [Listed(name, size) for name, size in about.session.execute(attached.order_by(Enclosure.position))]
    facts = letters_outside.answer(_frame(about), text=about.given.text, attachments=listed)
    return _to_complainant(about, Letter.ANSWER, facts, arrival_id)


def _to_complainant(about: Occasion, letter: Letter, facts: Facts, arrival_id: int | None = None) -> Sequence[Draft]:
    recipient = by_mail(about.session, about.complaint)
    if recipient is None:
        return printed_instead(about, letter, facts, _language(about), arrival_id)
    also_in = Language(about.complaint.also_in) if about.complaint.also_in else None
    return [Draft(letter, recipient, facts, _language(about), arrival_id, _answers(about, recipient), also_in)]


def _answers(about: Occasion, recipient: str) -> Answers | None:
    """Return what threads a letter below the complainant's own newest mail in their mail program."""
    theirs = select(Arrival.message_id).where(
        Arrival.complaint_id == about.complaint.id,
        Arrival.kind.in_((MailClass.COMPLAINT, MailClass.FOLLOW_UP)),
        Arrival.sender == recipient,
    )
    newest = about.session.scalars(theirs.order_by(Arrival.id.desc()).limit(1)).first()
    return Answers(newest, (newest,)) if newest else None


def _frame(about: Occasion, names: Complaint | None = None) -> Frame:
    """Return what stands around the letter. names: the complaint whose reference it bears, where that is another."""
    reference = Reference((names or about.complaint).reference)
    return Frame(reference, _signer(about), to_representative=represented(about.complaint))


def _signer(about: Occasion) -> Signer:
    """Return who signs: the handler; until there is one Manager Operations, or whoever stands in, without another title of their own."""
    role, person = Role(about.complaint.handler_role or Role.MANAGER_OPERATIONS), about.handler
    return Signer(person.name, signed_as(about.rules.people, person, role, about.today), person.telephone or "")


def _replaces_date(about: Occasion) -> date | None:
    """Return the day of the agreement that this one takes the place of; None where the complainant read of none, or it is no more."""
    if about.before("agreement") is None:
        return None
    *agreed, _ = [day for day, what in milestones(about.session, about.complaint, about.rules.terms.zone) if what is Milestone.AGREED]
    return agreed[-1] if agreed else None


def _way_out(about: Occasion) -> WayOut:
    return WayOut(route_on(about.rules.appeal_routes, about.today), ComplainantRole(about.complaint.complainant_role))


def _is_withdrawn(about: Occasion) -> bool:
    return about.complaint.outcome == Event.WITHDRAW


def _language(about: Occasion) -> Language:
    return Language(about.complaint.language)


def _as_day(day: date | str | None) -> date | None:
    """Return a day of the record, or one that the journal keeps as its ISO 8601 text."""
    return date.fromisoformat(day) if isinstance(day, str) else day


WRITERS: Mapping[Letter, Writer] = {
    Letter.TARGET_DATE_CHANGED: _target_date_changed,
    Letter.CONFIRMATION: _confirmation,
    Letter.INQUIRY: _inquiry,
    Letter.REOPENED: _reopened,
    Letter.CLOSING: _closing,
    Letter.CLOSING_SILENT: _closing_silent,
    Letter.APPEAL: _appeal,
    Letter.ELSEWHERE: _elsewhere,
    Letter.MERGED: _merged,
    Letter.ANSWER: _answer,
}
"""Who writes each of these."""
