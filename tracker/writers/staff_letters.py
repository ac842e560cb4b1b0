"""The letters to staff that a step owes: what each says, gathered from the record, and to whom it goes.

One small function a letter, in the order of the procedure. The rule: whoever
decides about a complaint is told by a letter of their own; nobody gets the
same letter twice.
"""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import select

from tracker.addressed import written_to
from tracker.channels import told_channel
from tracker.dates import add_working_days, local_minute
from tracker.held_orders import intention_ended
from tracker.letter_facts import inside as letters_inside
from tracker.letter_facts.inside import TakenOver
from tracker.model import TITLES, Event, Letter
from tracker.own_mails import proposing_mail, reached
from tracker.people import Person
from tracker.queries import journal_of
from tracker.records import LetterOwed
from tracker.standing import proposal_mark
from tracker.telling import history
from tracker.told import Facts
from tracker.typed.amounts import words_of_amount
from tracker.who import Who
from tracker.writers import no_longer
from tracker.writers.first_mail import first_mail, later_mails
from tracker.writers.occasion import Draft, Occasion, Writer, case_of
from tracker.writers.paper import again

SO_FAR_AT_MOST = 12
"""Lines of the journal that tell a new handler what was done."""

THE_SERVICE = "Het programma"
"""Who gave a complaint to its handler by itself, as staff read it."""


def _assignment(about: Occasion) -> Sequence[Draft]:
    by_itself = about.done.by is Who.SYSTEM
    mail, arrival_id = first_mail(about.session, about.complaint, about.mail if by_itself else None)
    later = later_mails(about.session, about.complaint, about.rules.terms.zone)
    by = THE_SERVICE if by_itself else about.by
    facts = letters_inside.assignment(
        about.case_for(about.handler),
        mail,
        later,
        assigned_by=by,
        note=about.given.text,
        channel=told_channel(about.complaint.channel),
        taken_over=_taken_over(about),
    )
    return [Draft(Letter.ASSIGNMENT, about.handler.addresses[0], facts, arrival_id=arrival_id), *no_longer.handed_over(about)]


def _taken_over(about: Occasion) -> TakenOver | None:
    """Say who had the complaint before, and what was done with it so far: the newest lines of its journal, but for this one."""
    former = no_longer.former_handler(about)
    if former is None or former.is_same_as(about.handler):
        return None
    zone = about.rules.terms.zone
    lines = [line for line in journal_of(about.session, about.complaint) if line.id != about.done.journal_id][-SO_FAR_AT_MOST:]
    told: list[Facts] = [
        {"at": local_minute(line.at, zone), "told": history.told(line, about.rules), "words": line.words} for line in lines
    ]
    return TakenOver(f"{former.name} ({TITLES[former.role]})", told)


def _consultation(about: Occasion) -> Sequence[Draft]:
    mark = proposal_mark(about.complaint)
    facts = letters_inside.consultation(
        about.case_for(about.director),
        amount=words_of_amount(about.complaint.proposal_cents or 0),
        agreement=about.complaint.proposal or "",
        asked_by=about.by,
        replaces=about.done.before is about.done.to,
        proposal_mark=mark,
        complainant_has_it=_promised(about),
    )
    return [Draft(Letter.CONSULTATION, about.director.addresses[0], facts)]


def _decision(about: Occasion) -> Sequence[Draft]:
    consented = about.done.step.event is Event.CONSENT
    agreement = about.complaint.agreement if consented else about.before("proposal")
    cents = about.complaint.amount_cents if consented else about.before("proposal_cents")
    ended, has_it = intention_ended(about.session, about.complaint.id, about.now), _promised(about)

    def told(reader: Person) -> Facts:
        return letters_inside.decision(
            about.case_for(reader),
            consented=consented,
            amount=words_of_amount(cents or 0),
            agreement=agreement or "",
            reason=about.given.text,
            decided_by=about.by,
            intention_ended=ended,
            complainant_has_it=has_it,
        )

    return _each(Letter.DECISION, told, about.handler, *(() if consented else (about.manager,)))


def _promised(about: Occasion) -> bool:
    """Say whether the complainant has the proposal in writing already, from an employee's own mail."""
    return written_to(about.complaint) in reached(about.session, about.complaint.id, [proposing_mail(about.session, about.complaint)])


def _choice(about: Occasion) -> Sequence[Draft]:
    facts = letters_inside.choice(about.case_for(about.manager), asked_by=about.by, why=about.given.text)
    return [Draft(Letter.CHOICE, about.manager.addresses[0], facts)]


def _verification(about: Occasion) -> Sequence[Draft]:
    complaint = about.complaint
    facts = letters_inside.verification(
        about.case_for(about.manager),
        resolved_by=about.by,
        words=about.given.text,
        withdrawn=about.done.step.event is Event.WITHDRAW,
        agreement=complaint.agreement,
        amount=None if complaint.amount_cents is None else words_of_amount(complaint.amount_cents),
    )
    return [Draft(Letter.VERIFICATION, about.manager.addresses[0], facts)]


def _contact(about: Occasion) -> Sequence[Draft]:
    days = about.rules.patience.contact_working_days
    facts = letters_inside.contact(
        about.case_for(about.handler),
        contact_by_date=add_working_days(about.today, days, about.rules.terms),
        words=about.given.text,
        reopened_by=about.by,
    )
    return [Draft(Letter.CONTACT, about.handler.addresses[0], facts)]


def _forwarded(about: Occasion) -> Sequence[Draft]:
    """Give a department the mail. What stood behind the tag became its address; the step keeps it as it was typed."""
    mail, arrival_id = first_mail(about.session, about.complaint)
    case = letters_inside.without_offers(about.case_for(about.manager))
    facts = letters_inside.forwarded(case, mail, department=about.done.step.argument, forwarded_by=about.by, words=about.given.text)
    return [Draft(Letter.FORWARDED, about.given.argument, facts, arrival_id=arrival_id)]


def _data_request(about: Occasion) -> Sequence[Draft]:
    """Ask the privacy contact, who may be nobody of ours: then nothing is offered."""
    mail, arrival_id = first_mail(about.session, about.complaint)
    recipient = about.rules.privacy_contact or about.manager.addresses[0]
    case = case_of(about.session, about.rules, about.complaint, recipient, about.now)
    facts = letters_inside.data_request(case, mail, asked_by=about.by, words=about.given.text)
    return [Draft(Letter.DATA_REQUEST, recipient, facts, arrival_id=arrival_id)]


def _unconfirmed(about: Occasion) -> Sequence[Draft]:
    """Give Manager Operations the confirmation that did not arrive, ready to send another way. What came with the step says why."""
    failed = select(LetterOwed).where(LetterOwed.complaint_id == about.complaint.id, LetterOwed.letter == Letter.CONFIRMATION)
    return [
        Draft(
            Letter.UNCONFIRMED,
            about.manager.addresses[0],
            letters_inside.unconfirmed(
                about.case_for(about.manager),
                recipient=letter.recipient,
                failed_why=about.given.text,
                ready_letter=again(about.complaint, letter),
            ),
        )
        for letter in about.session.scalars(failed.order_by(LetterOwed.id.desc()).limit(1))
    ]


def _each(letter: Letter, told: Callable[[Person], Facts], *readers: Person) -> Sequence[Draft]:
    """Write one letter to each of these, once."""
    return [Draft(letter, address, told(reader)) for address, reader in {reader.addresses[0]: reader for reader in readers}.items()]


def copies_of(about: Occasion, draft: Draft) -> Sequence[Draft]:
    """Return the copy of a letter to the complainant that Manager Operations gets, where they get one."""
    if draft.letter not in COPIED_AS:
        return []
    ready_letter = letters_inside.ready(draft.letter, draft.language, draft.facts, draft.also_in)
    facts = letters_inside.copy(about.case_for(about.manager), recipient=draft.recipient, ready_letter=ready_letter)
    return [Draft(COPIED_AS[draft.letter], about.manager.addresses[0], facts)]


COPIED_AS: Mapping[Letter, Letter] = {Letter.CONFIRMATION: Letter.CONFIRMATION_COPY, Letter.APPEAL: Letter.APPEAL_COPY}
"""A cc is a second letter owed. Source: docs/procedure.md, States and events."""

WRITERS: Mapping[Letter, Writer] = {
    Letter.ASSIGNMENT: _assignment,
    Letter.CONSULTATION: _consultation,
    Letter.DECISION: _decision,
    Letter.CHOICE: _choice,
    Letter.VERIFICATION: _verification,
    Letter.CONTACT: _contact,
    Letter.FORWARDED: _forwarded,
    Letter.DATA_REQUEST: _data_request,
    Letter.UNCONFIRMED: _unconfirmed,
}
"""Who writes each of these."""
