"""The letter about a later mail on a record: who must read it, what they must know, and what they may do about it.

The mail itself is on the record already. Rule: what the complainant says of the
solution, or writes once the complaint is closed, goes to Manager Operations, who
decides; all else to whoever handles it.
Source: docs/procedure.md, States and events.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.dates import local_date
from tracker.first_offers import merge_with
from tracker.floods import gather, is_flooded
from tracker.letter_facts import arrived, gathered
from tracker.letter_facts.arrived import LaterMail
from tracker.mails import Mail
from tracker.model import Event, Letter, Reference, State
from tracker.offered import is_offer
from tracker.owing import owe_letter
from tracker.people import Person
from tracker.records import Complaint
from tracker.rules import HouseRules
from tracker.told import Facts, GatheredFollowUp, Guess, Named, Plain, QuotedMail
from tracker.writers.occasion import Draft, Occasion, Writer, case_of, handler_of, manager_of


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A later mail on a record, and what is known of it.

    by_complainant: it came from the address on file, or from that of a representative whose mandate was seen.
    other_address:  it answers a letter of ours from an address that is not on file (docs/mail-rules.md, D8).
    named:          complaints that it points to as well, and did not join.
    guess:          what it seems to answer to 'is it solved?'; None: it answers no such question.
    reached:        the addresses on file that have it from the employee who wrote it (`tracker.reached`); none: it is no such mail.
    """

    mail: Mail
    by_complainant: bool
    other_address: bool = False
    named: tuple[Named, ...] = ()
    guess: Guess | None = None
    reached: tuple[str, ...] = ()


def owe_follow_up(session: Session, rules: HouseRules, complaint: Complaint, later: FollowUp, now: datetime) -> None:
    """Tell whoever must read it; not the one who is proven to have written it."""
    mail, reader = later.mail, _reader(rules, complaint, later, now)
    if mail.proven and mail.sender_key in reader.addresses:
        return
    recipient = reader.addresses[0]
    if is_flooded(session, rules.limits, Letter.FOLLOW_UP, recipient, now, complaint_id=complaint.id):
        gather(session, Letter.FOLLOW_UP, recipient, _one_of_many(rules, complaint, later), now, mailbox=mail.mailbox)
        return
    facts = _facts(session, rules, complaint, later, recipient, now)
    owe_letter(
        session, Letter.FOLLOW_UP, recipient, facts, now, mailbox=mail.mailbox, complaint_id=complaint.id, arrival_id=mail.arrival_id
    )


def _reader(rules: HouseRules, complaint: Complaint, later: FollowUp, now: datetime) -> Person:
    today = local_date(now, rules.terms.zone)
    decides = later.by_complainant and complaint.state in {State.RESOLVED, State.CLOSED}
    return (manager_of if decides else handler_of)(rules.people, complaint, today)


def _one_of_many(rules: HouseRules, complaint: Complaint, later: FollowUp) -> Facts:
    """Return what a list of many later mails tells of one of them."""
    mail = later.mail
    return gathered.follow_up(
        GatheredFollowUp(
            Reference(complaint.reference),
            mail.sender.address,
            mail.received_at.astimezone(rules.terms.zone),
            other_address=later.other_address,
            proven=mail.proven,
            see_also=[one.reference for one in later.named],
        )
    )


def _facts(session: Session, rules: HouseRules, complaint: Complaint, later: FollowUp, address: str, now: datetime) -> Facts:
    """Gather what its reader must know. What it quotes of earlier mails they have read already."""
    mail, about = later.mail, case_of(session, rules, complaint, address, now)
    told = LaterMail(
        mail.quoted(mail.text if mail.news is None else mail.news),
        local_date(mail.received_at, rules.terms.zone),
        earlier_left_out=mail.news is not None,
        other_address=later.other_address,
        named=later.named,
        guess=later.guess,
        after_closing=later.by_complainant and complaint.state == State.CLOSED,
    )
    case = about | {"offers": [*_offers(about), *_merging(session, rules, complaint, later, address, now)]}
    return arrived.follow_up(case, told)


def _merging(session: Session, rules: HouseRules, complaint: Complaint, later: FollowUp, address: str, now: datetime) -> list[Plain]:
    """Offer to merge with each complaint that the mail points to as well (docs/mail-rules.md, D8)."""
    found: list[Plain] = []
    for reference in merge_with(later.named):
        suggestion = {Event.MERGE: (reference, reference)}
        found += _offers(case_of(session, rules, complaint, address, now, suggestion, lambda event: event is Event.MERGE))
    return [{**offer, "button": False} for offer in found if is_offer(offer)]


def _offers(about: Facts) -> Sequence[Plain]:
    offers = about["offers"]
    return offers if isinstance(offers, Sequence) else []


def _note(about: Occasion) -> Sequence[Draft]:
    """Tell whoever handles the complaint what somebody else put on record (notitie). Source: docs/procedure.md, Situations that come up."""
    mail, reader = about.mail, about.handler
    if mail is None or about.actor.address in reader.addresses:
        return []
    written = QuotedMail(mail.sender, "", about.given.text, attachments=mail.attachments)
    facts = arrived.follow_up(about.case_for(reader), LaterMail(written, local_date(mail.received_at, about.rules.terms.zone)))
    return [Draft(Letter.FOLLOW_UP, reader.addresses[0], facts, arrival_id=mail.arrival_id)]


WRITERS: Mapping[Letter, Writer] = {Letter.FOLLOW_UP: _note}
"""A step that owes this letter is a note; of a mail without a tag it is owed above."""
