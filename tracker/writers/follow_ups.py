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
from tracker.hints import hints_in, hints_later
from tracker.letter_facts import arrived, gathered
from tracker.letter_facts.arrived import LaterMail
from tracker.mails import Mail
from tracker.model import Event, Letter, Reference, State
from tracker.offered import is_offer
from tracker.owing import owe_letter
from tracker.people import Person
from tracker.records import Complaint
from tracker.rules import HouseRules
from tracker.told import Facts, GatheredFollowUp, Guess, Hint, Named, Plain, QuotedMail
from tracker.writers.occasion import Draft, Occasion, Writer, case_of, handler_of, manager_of


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A later mail on a record, and what is known of it.

    by_complainant: it came from the address on file, or from that of a representative whose mandate was seen.
    from_outside:   no employee wrote it.
    other_address:  it answers a letter of ours from an address that is not on file (docs/mail-rules.md, D8).
    named:          complaints that it points to as well, and did not join.
    guess:          what it seems to answer to 'is it solved?'; None: it answers no such question.
    reached:        the addresses on file that have it from the employee who wrote it (`tracker.own_mails`); none: it is no such mail.
    answered_to:    employees who got it from the complainant themselves, in answer to such a mail of theirs.
    """

    mail: Mail
    by_complainant: bool
    other_address: bool = False
    named: tuple[Named, ...] = ()
    guess: Guess | None = None
    reached: tuple[str, ...] = ()
    answered_to: tuple[str, ...] = ()
    from_outside: bool = False


def owe_follow_up(session: Session, rules: HouseRules, complaint: Complaint, later: FollowUp, now: datetime) -> None:
    """Tell whoever must read it and does not have it."""
    for reader in _readers(rules, complaint, later, now):
        if not _has_it(reader, complaint, later):
            _owe_to(session, rules, complaint, later, reader.addresses[0], now)


def _has_it(reader: Person, complaint: Complaint, later: FollowUp) -> bool:
    """Say whether a reader is proven to have written it, or got it from the complainant and needs no more: nothing is to be decided."""
    if later.mail.proven and later.mail.sender_key in reader.addresses:
        return True
    needs_more = _asks_to_decide(complaint, later) or later.mail.hints or later.named
    return not needs_more and not set(reader.addresses).isdisjoint(later.answered_to)


def _asks_to_decide(complaint: Complaint, later: FollowUp) -> bool:
    return _is_after_closing(complaint, later) or (later.by_complainant and complaint.state == State.RESOLVED)


def _is_after_closing(complaint: Complaint, later: FollowUp) -> bool:
    """Say whether somebody outside wrote after the complaint was closed: the complainant, or who answers a letter of ours."""
    return later.from_outside and complaint.state == State.CLOSED


def _owe_to(session: Session, rules: HouseRules, complaint: Complaint, later: FollowUp, recipient: str, now: datetime) -> None:
    """Write to one reader, or gather it with others where they are told too much."""
    mail = later.mail
    circumstances = {"urgent": Hint.THREAT in mail.hints, "for_the_record": mail.for_the_record}
    if is_flooded(session, rules.limits, Letter.FOLLOW_UP, recipient, now, complaint_id=complaint.id, **circumstances):
        gather(session, Letter.FOLLOW_UP, recipient, _one_of_many(rules, complaint, later), now, mailbox=mail.mailbox)
        return
    facts = _facts(session, rules, complaint, later, recipient, now)
    owe_letter(
        session, Letter.FOLLOW_UP, recipient, facts, now, mailbox=mail.mailbox, complaint_id=complaint.id, arrival_id=mail.arrival_id
    )


def _readers(rules: HouseRules, complaint: Complaint, later: FollowUp, now: datetime) -> Sequence[Person]:
    """Return who must read it: of a threat, or of despair, whoever handles it and Manager Operations."""
    people, today = rules.people, local_date(now, rules.terms.zone)
    handler, manager = handler_of(people, complaint, today), manager_of(people, complaint, today)
    if Hint.THREAT in later.mail.hints:
        return [handler] if handler.is_same_as(manager) else [handler, manager]
    return [manager if _asks_to_decide(complaint, later) else handler]


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
        after_closing=_is_after_closing(complaint, later),
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
    """Tell whoever handles the complaint what somebody else put on record (notitie); of a threat Manager Operations too.

    Source: docs/procedure.md, Situations that come up.
    """
    if (mail := about.mail) is None:
        return []
    hints = hints_later(hints_in(about.given.text), mandate_lacks=False)
    written = QuotedMail(mail.sender, "", about.given.text, attachments=mail.attachments, hints=hints)
    told = LaterMail(written, local_date(mail.received_at, about.rules.terms.zone))
    readers = {reader.addresses[0]: reader for reader in (about.handler, *([about.manager] if Hint.THREAT in hints else []))}
    return [
        Draft(Letter.FOLLOW_UP, address, arrived.follow_up(about.case_for(reader), told), arrival_id=mail.arrival_id)
        for address, reader in readers.items()
        if about.actor.address not in reader.addresses
    ]


WRITERS: Mapping[Letter, Writer] = {Letter.FOLLOW_UP: _note}
"""A step that owes this letter is a note; of a mail without a tag it is owed above."""
