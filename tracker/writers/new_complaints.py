"""The letter that asks Manager Operations to assign a new complaint: what it tells, and when it is gathered with others.

The facts are a snapshot: whatever changes afterwards, the letter says what was
so when it became owed.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from tracker.channels import told_channel
from tracker.clocks import ASSIGN_BEFORE_WORKING_DAYS
from tracker.dates import acknowledge_by, add_working_days, local_date
from tracker.first_offers import first_offers
from tracker.floods import gather, is_flooded
from tracker.letter_facts import arrived, gathered
from tracker.letter_facts.arrived import NewComplaint
from tracker.mails import Mail
from tracker.model import Letter, Reference
from tracker.natures import Suggestion
from tracker.others import OTHERS_AT_MOST, others_of
from tracker.owing import owe_letter
from tracker.records import Complaint
from tracker.rules import HouseRules
from tracker.titles import titled
from tracker.told import Gathered, Hint, Named, Other
from tracker.writers.acknowledgements import acknowledgement
from tracker.writers.occasion import in_charge, told_of
from tracker.writers.paper import ready_for


@dataclass(frozen=True, slots=True)
class Entered:
    """Who entered a complaint for the complainant, as staff read them, and their own words beside it."""

    by: str
    note: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A complaint that has just come in, and what was found out about it.

    suggestion: of its nature and handler. named: the complaints that its mail points to. entered: None where the complainant mailed it.
    """

    mail: Mail
    suggestion: Suggestion
    named: tuple[Named, ...] = ()
    entered: Entered | None = None


def owe_new_complaint(session: Session, rules: HouseRules, complaint: Complaint, entry: Entry, now: datetime) -> None:
    """Tell Manager Operations: one letter a complaint, or one that gathers them when there are too many (docs/mail-rules.md, D14)."""
    today = local_date(now, rules.terms.zone)
    address = in_charge(rules.people, complaint, today).addresses[0]
    others = others_of(session, complaint)
    urgent, old = Hint.THREAT in entry.mail.hints, entry.mail.for_the_record
    if is_flooded(session, rules.limits, Letter.NEW_COMPLAINT, address, now, urgent=urgent, for_the_record=old):
        one = gathered.new_complaint(_one_of_many(rules, complaint, entry, others, today))
        gather(session, Letter.NEW_COMPLAINT, address, one, now, mailbox=complaint.mailbox)
        return
    offers = first_offers(rules, complaint, address, [*entry.named, *others], now, entry.mail.hints)
    facts = arrived.new_complaint(told_of(rules, complaint, today, offers), _told(rules, complaint, entry, others, now))
    mail = entry.mail
    owe_letter(
        session,
        Letter.NEW_COMPLAINT,
        address,
        facts,
        now,
        mailbox=mail.mailbox,
        complaint_id=complaint.id,
        arrival_id=mail.arrival_id,
        answers=mail.answered_by,  # so that its copy tells a restored register under which reference that mail was registered
    )


def _told(rules: HouseRules, complaint: Complaint, entry: Entry, others: list[Other], now: datetime) -> NewComplaint:
    """Gather what Manager Operations must know to assign it."""
    mail, suggestion, today = entry.mail, entry.suggestion, local_date(now, rules.terms.zone)
    withheld_why = complaint.acknowledgement_why
    facts = acknowledgement(rules, complaint, now)
    waits = withheld_why and ready_for(complaint, Letter.ACKNOWLEDGEMENT, mail.language, facts, complaint.also_in)
    return NewComplaint(
        mail.quoted(mail.text),
        suggested_handler=titled(rules.people, suggestion.handler, today),
        suggestion_why=suggestion.why,
        assign_before_date=_assign_before(rules, complaint),
        acknowledge_by=acknowledge_by(complaint.received_date, rules.terms),
        today=today,
        withheld_why=withheld_why,
        ready_letter=waits or None,
        others=others[:OTHERS_AT_MOST],
        others_are_more=len(others) > OTHERS_AT_MOST,
        named=entry.named,
        backlog=mail.backlog,
        entered_by=entry.entered.by if entry.entered else None,
        channel=told_channel(complaint.channel),
        note=entry.entered.note if entry.entered else "",
    )


def _one_of_many(rules: HouseRules, complaint: Complaint, entry: Entry, others: list[Other], today: date) -> Gathered:
    """Gather what a list of many new complaints tells of one of them."""
    return Gathered(
        Reference(complaint.reference),
        entry.suggestion.nature.title_nl,
        _assign_before(rules, complaint),
        complaint.acknowledge_by_date,
        withheld=complaint.acknowledgement_why is not None,
        is_late=_assign_before(rules, complaint) <= today,
        see_also=tuple(dict.fromkeys([*(one.reference for one in entry.named), *(one.reference for one in others)])),
    )


def _assign_before(rules: HouseRules, complaint: Complaint) -> date:
    return add_working_days(complaint.received_date, ASSIGN_BEFORE_WORKING_DAYS, rules.terms)
