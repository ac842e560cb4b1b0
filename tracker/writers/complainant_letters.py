"""The letters to the complainant that a step owes: what each says, gathered from the record, and to whom it goes.

One small function a letter, in the order of the procedure. Rule one: without
an address for mail the letter is printed. Rule two: whoever signs handles the complaint,
or is Manager Operations; no letter says that the managing director was asked.
Source: docs/procedure.md, Letters.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select

from tracker.appeal import route_on
from tracker.dates import add_working_days, local_date
from tracker.ledger import MailClass
from tracker.letter_facts import outside as letters_outside
from tracker.letter_facts.outside import WayOut
from tracker.model import TITLES, ComplainantRole, Event, Language, Letter, Reference, Role
from tracker.owing import Answers
from tracker.reach import by_mail, written_to
from tracker.records import Arrival, Complaint, Enclosure
from tracker.titles import ACTING, title_of
from tracker.told import Facts, Listed, Signer
from tracker.writers.milestones import milestones
from tracker.writers.occasion import Draft, Occasion, Writer
from tracker.writers.paper import printed_instead


def _target_date_changed(about: Occasion) -> Sequence[Draft]:
    new_date, terms = about.complaint.target_date, about.rules.terms
    if new_date is None:
        raise ValueError("a new target date that is no day: the procedure refuses that")
    facts = letters_outside.target_date_changed(
        _reference(about),
        old_date=_as_day(about.before("target_date")),
        new_date=new_date,
        text=about.given.text,
        beyond_weeks=terms.outer_limit_weeks if new_date > about.complaint.outer_limit_date else None,
        way_out=_way_out(about),
        signer=_signer(about),
    )
    return _to_complainant(about, Letter.TARGET_DATE_CHANGED, facts)


def _confirmation(about: Occasion) -> Sequence[Draft]:
    """State the agreement that is in force, whoever brought it there."""
    facts = letters_outside.confirmation(
        _reference(about), text=about.complaint.agreement or "", amount_cents=about.complaint.amount_cents, signer=_signer(about)
    )
    return _to_complainant(about, Letter.CONFIRMATION, facts)


def _inquiry(about: Occasion) -> Sequence[Draft]:
    facts = letters_outside.inquiry(_reference(about), withdrawn=_is_withdrawn(about), signer=_signer(about))
    return _to_complainant(about, Letter.INQUIRY, facts)


def _reopened(about: Occasion) -> Sequence[Draft]:
    contact_date = add_working_days(about.today, about.rules.patience.contact_working_days, about.rules.terms)
    facts = letters_outside.reopened(_reference(about), contact_date=contact_date, signer=_signer(about))
    return _to_complainant(about, Letter.REOPENED, facts)


def _closing(about: Occasion) -> Sequence[Draft]:
    removal_date = _removal_date(about)
    facts = letters_outside.closing(
        _reference(about),
        withdrawn=_is_withdrawn(about),
        removal_date=removal_date,
        removed_at_once=removal_date is not None and removal_date <= about.today,
        signer=_signer(about),
    )
    return _to_complainant(about, Letter.CLOSING, facts)


def _closing_silent(about: Occasion) -> Sequence[Draft]:
    facts = letters_outside.closing_silent(
        _reference(about), removal_date=_removal_date(about), way_out=_way_out(about), signer=_signer(about)
    )
    return _to_complainant(about, Letter.CLOSING_SILENT, facts)


def _appeal(about: Occasion) -> Sequence[Draft]:
    facts = letters_outside.appeal(
        _reference(about),
        received_date=about.complaint.received_date,
        milestones=milestones(about.session, about.complaint, about.rules.terms.zone),
        standpoint_date=about.today,
        text=about.given.text,
        way_out=_way_out(about),
        signer=_signer(about),
    )
    return _to_complainant(about, Letter.APPEAL, facts)


def _elsewhere(about: Occasion) -> Sequence[Draft]:
    forwarded = about.done.step.event is Event.FORWARD_ELSEWHERE
    facts = letters_outside.elsewhere(_reference(about), forwarded=forwarded, signer=_signer(about))
    return _to_complainant(about, Letter.ELSEWHERE, facts)


def _merged(about: Occasion) -> Sequence[Draft]:
    """Tell whose complaint became part of another which reference remains. An answer to this letter belongs to that one."""
    remains = about.session.get_one(Complaint, about.complaint.merged_into_id)
    facts = letters_outside.merged(Reference(remains.reference), merged_reference=_reference(about), signer=_signer(about))
    return _to_complainant(about, Letter.MERGED, facts)


def _answer(about: Occasion) -> Sequence[Draft]:
    """Pass on what an employee wrote, with what they attached to it."""
    arrival_id = about.actor.arrival_id
    attached = select(Enclosure.name, Enclosure.size).where(Enclosure.arrival_id == arrival_id, Enclosure.data.is_not(None))
    listed = [Listed(name, size) for name, size in about.session.execute(attached.order_by(Enclosure.position))]
    facts = letters_outside.answer(_reference(about), text=about.given.text, attachments=listed, signer=_signer(about))
    return _to_complainant(about, Letter.ANSWER, facts, arrival_id)


def _to_complainant(about: Occasion, letter: Letter, facts: Facts, arrival_id: int | None = None) -> Sequence[Draft]:
    recipient = by_mail(about.session, about.complaint)
    if recipient is None:
        return printed_instead(about, letter, facts, _language(about), arrival_id)
    return [Draft(letter, recipient, facts, _language(about), arrival_id, _answers(about))]


def _answers(about: Occasion) -> Answers | None:
    """Return what threads a letter below the complainant's own newest mail in their mail program."""
    theirs = select(Arrival.message_id).where(
        Arrival.complaint_id == about.complaint.id,
        Arrival.kind.in_((MailClass.COMPLAINT, MailClass.FOLLOW_UP)),
        Arrival.sender == written_to(about.complaint),
    )
    newest = about.session.scalars(theirs.order_by(Arrival.id.desc()).limit(1)).first()
    return Answers(newest, (newest,)) if newest else None


def _signer(about: Occasion) -> Signer:
    """Return who signs: the handler; until there is one Manager Operations, or whoever stands in, without another title of their own."""
    role, people, person = Role(about.complaint.handler_role or Role.MANAGER_OPERATIONS), about.rules.people, about.handler
    if person.is_same_as(people.acting(role, about.today)):
        title = title_of(people, role, about.today, _language(about))
    else:
        title = f"{ACTING[_language(about)]} {TITLES[role]}"
    return Signer(person.name, title, person.telephone or "")


def _way_out(about: Occasion) -> WayOut:
    route = route_on(about.rules.appeal_routes, about.today)
    return WayOut(route, ComplainantRole(about.complaint.complainant_role), _language(about))


def _removal_date(about: Occasion) -> date | None:
    """Return the day of removal; None while a legal hold or an AVG request keeps the record. Source: docs/procedure.md, Removal."""
    complaint = about.complaint
    kept = complaint.held_because is not None or complaint.privacy_request_at is not None
    return None if kept or complaint.remove_after is None else local_date(complaint.remove_after, about.rules.terms.zone)


def _is_withdrawn(about: Occasion) -> bool:
    return about.complaint.outcome == Event.WITHDRAW


def _reference(about: Occasion) -> Reference:
    return Reference(about.complaint.reference)


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
