"""What each letter says: gather its facts from a record and a mail, and owe it to the right person.

The bridge between a decision and `tracker.letters`. The facts are a snapshot:
whatever changes afterwards, the letter says what was so when it became owed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from tracker import letters
from tracker.dates import acknowledge_by, add_working_days, local_date, outer_limit
from tracker.first_offers import first_offers
from tracker.floods import gather, is_flooded
from tracker.letter_facts import gathered
from tracker.limits import LimitReached
from tracker.model import Event, Language, Letter, Reference, Role
from tracker.natures import Suggestion
from tracker.offered import offers_facts
from tracker.others import OTHERS_AT_MOST, others_of
from tracker.owing import Answers, owe_letter
from tracker.people import Person
from tracker.records import Complaint, LetterOwed
from tracker.rules import HouseRules
from tracker.standing import facts_of, handles, whos
from tracker.titles import title_in_charge, titled
from tracker.told import (
    Facts,
    Gathered,
    GatheredUnreadable,
    Hint,
    Listed,
    Named,
    Other,
    Plain,
    Ready,
    Sender,
    Signer,
    Unshown,
)

ASSIGN_WITHIN_WORKING_DAYS = 3
"""So soon after receipt a complaint should have a handler: the same number within which the handler must act."""

NO_ADDRESS = "de afzender is niet te bepalen"
NO_MAIL_ADDRESS = "van de klager is geen mailadres bekend"
REPORTED = "de provider van dit adres meldde een eerdere brief van ons als ongewenst (klacht over onze mail)"

LIMITS: dict[LimitReached, str] = {
    LimitReached.ADDRESS_PER_HOUR: "dit adres kreeg in het afgelopen uur al het hoogste aantal bevestigingen",
    LimitReached.ADDRESS_PER_DAY: "dit adres kreeg vandaag al het hoogste aantal bevestigingen",
    LimitReached.ALL_PER_HOUR: "er gingen in het afgelopen uur al te veel bevestigingen uit; de noodrem staat erop",
}
"""Why an acknowledgement was withheld by a limit, as Manager Operations read it."""

_MENDS = frozenset({Event.CONFIRMED_ANOTHER_WAY, Event.SET_COMPLAINANT})
"""What can be done about an acknowledgement that did not arrive."""


@dataclass(frozen=True, slots=True)
class Mail:
    """What the casework needs to know of the mail that causes it.

    proof:       how we know who sent it, in words of ours; `proven` where our own mail server vouches for exactly that address.
    sender_key:  the address in the form in which addresses are compared.
    text:        all of it; news: what it adds to earlier mail that it quotes, None where all is to be shown.
    unshown:     why the text is not there, or not all of it.
    """

    arrival_id: int
    mailbox: str
    received_at: datetime
    sender: Sender
    sender_key: str | None
    subject: str
    text: str
    language: Language
    news: str | None = None
    unshown: Unshown | None = None
    proof: str = "unproven"
    proven: bool = False
    message_id: str | None = None
    references: tuple[str, ...] = ()
    attachments: tuple[Listed, ...] = ()
    hints: tuple[Hint, ...] = ()
    backlog: bool = False

    @property
    def answered_by(self) -> Answers:
        """The ids that thread an answer to this mail (RFC 5322, 3.6.4): none where it has no Message-ID of its own."""
        return Answers(self.message_id, (*self.references, self.message_id)) if self.message_id else Answers()


@dataclass(frozen=True, slots=True)
class Entered:
    """Who entered a complaint for the complainant, as staff read them, and their own words beside it."""

    by: str
    note: str


def owe_acknowledgement(session: Session, rules: HouseRules, complaint: Complaint, mail: Mail, now: datetime) -> None:
    """Owe the complainant the first letter. Nothing in it came from the mail (docs/mail-rules.md, D12)."""
    owe_letter(
        session,
        Letter.ACKNOWLEDGEMENT,
        str(mail.sender.address),
        _acknowledgement(rules, complaint, mail.language, now),
        now,
        mailbox=mail.mailbox,
        complaint_id=complaint.id,
        arrival_id=mail.arrival_id,
        language=mail.language,
        answers=mail.answered_by,
    )


def owe_new_complaint(
    session: Session,
    rules: HouseRules,
    complaint: Complaint,
    mail: Mail,
    suggestion: Suggestion,
    now: datetime,
    *,
    named: tuple[Named, ...],
    entered: Entered | None = None,
) -> None:
    """Tell Manager Operations: one letter a complaint, or one that gathers them when there are too many (docs/mail-rules.md, D14)."""
    manager = _manager(rules, complaint, now)
    others = others_of(session, complaint)
    if is_flooded(session, rules.limits, Letter.NEW_COMPLAINT, manager.addresses[0], now):
        entry = gathered.new_complaint(_one_of_many(rules, complaint, suggestion, named, others))
        gather(session, Letter.NEW_COMPLAINT, manager.addresses[0], entry, now, mailbox=complaint.mailbox)
        return
    offers = first_offers(rules, complaint, manager.addresses[0], [*named, *others], now)
    facts = _new_complaint(rules, complaint, mail, suggestion, named, others, offers, entered, now)
    owe_letter(
        session,
        Letter.NEW_COMPLAINT,
        manager.addresses[0],
        facts,
        now,
        mailbox=mail.mailbox,
        complaint_id=complaint.id,
        arrival_id=mail.arrival_id,
    )


def _new_complaint(
    rules: HouseRules,
    complaint: Complaint,
    mail: Mail,
    suggestion: Suggestion,
    named: tuple[Named, ...],
    others: list[Other],
    offers: Sequence[Plain],
    entered: Entered | None,
    now: datetime,
) -> Facts:
    """Gather what Manager Operations must know to assign it."""
    withheld = complaint.acknowledgement_why
    return letters.new_complaint(
        Reference(complaint.reference),
        nature=suggestion.nature.title_nl,
        suggested_handler=titled(rules.people, suggestion.handler, local_date(now, rules.terms.zone)),
        suggestion_why=suggestion.why,
        received_date=complaint.received_date,
        target_date=complaint.target_date or complaint.outer_limit_date,
        assign_before_date=_assign_before(rules, complaint),
        acknowledge_by=acknowledge_by(complaint.received_date, rules.terms),
        sender=mail.sender,
        subject=mail.subject,
        text=mail.text,
        unshown=mail.unshown,
        attachments=mail.attachments,
        withheld=Ready(withheld, mail.language, _acknowledgement(rules, complaint, mail.language, now)) if withheld else None,
        others=others[:OTHERS_AT_MOST],
        others_are_more=len(others) > OTHERS_AT_MOST,
        named=named,
        hints=mail.hints,
        backlog=mail.backlog,
        offers=offers,
        entered_by=entered.by if entered else None,
        note=entered.note if entered else "",
    )


def owe_unacknowledged(session: Session, rules: HouseRules, complaint: Complaint, letter: LetterOwed, why: str, now: datetime) -> None:
    """Give Manager Operations the acknowledgement that did not arrive, ready to send another way."""
    address = _manager(rules, complaint, now).addresses[0]
    standing = facts_of(session, rules, complaint, now, own_case=handles(rules, complaint, address, now))
    facts = letters.unacknowledged(
        Reference(complaint.reference),
        recipient=letter.recipient,
        acknowledge_by=acknowledge_by(complaint.received_date, rules.terms),
        ready=Ready(why, Language(letter.language), letter.facts),
        offers=offers_facts(standing, whos(rules, complaint, address, now), _MENDS.__contains__),
    )
    owe_letter(session, Letter.UNACKNOWLEDGED, address, facts, now, mailbox=letter.mailbox, complaint_id=complaint.id)


def owe_unreadable(session: Session, rules: HouseRules, mail: Mail, size: int, why: str, now: datetime) -> None:
    """Tell Manager Operations that a mail waits in quarantine. `size` in bytes; `why` in Dutch."""
    received_date = local_date(mail.received_at, rules.terms.zone)
    look_by_date = (acknowledge_by(received_date, rules.terms) or outer_limit(received_date, rules.terms)).by_date
    number, sender = mail.arrival_id, mail.sender.address
    recipient = rules.people.acting(Role.MANAGER_OPERATIONS, local_date(now, rules.terms.zone)).addresses[0]
    if is_flooded(session, rules.limits, Letter.UNREADABLE, recipient, now):
        one = GatheredUnreadable(number, sender, mail.received_at.astimezone(rules.terms.zone), look_by_date, why)
        gather(session, Letter.UNREADABLE, recipient, gathered.unreadable(one), now, mailbox=mail.mailbox)
        return
    facts = letters.unreadable(number, received_date=received_date, look_by_date=look_by_date, size=size, why=why, sender_address=sender)
    owe_letter(session, Letter.UNREADABLE, recipient, facts, now, mailbox=mail.mailbox, arrival_id=number)


def _manager(rules: HouseRules, complaint: Complaint, now: datetime) -> Person:
    """Return who acts as Manager Operations on this complaint: nobody judges their own case."""
    accused = Role(complaint.accused_role) if complaint.accused_role else None
    return rules.people.stands_in_for_manager(accused, local_date(now, rules.terms.zone))


def _assign_before(rules: HouseRules, complaint: Complaint) -> date:
    return add_working_days(complaint.received_date, ASSIGN_WITHIN_WORKING_DAYS, rules.terms)


def _acknowledgement(rules: HouseRules, complaint: Complaint, language: Language, now: datetime) -> Facts:
    manager = _manager(rules, complaint, now)
    title = title_in_charge(rules.people, manager, local_date(now, rules.terms.zone), language)
    return letters.acknowledgement(
        Reference(complaint.reference),
        received_date=complaint.received_date,
        target_date=complaint.target_date or complaint.outer_limit_date,
        outer_limit_date=complaint.outer_limit_date,
        signer=Signer(manager.name, title, manager.telephone or ""),
    )


def _one_of_many(
    rules: HouseRules, complaint: Complaint, suggestion: Suggestion, named: tuple[Named, ...], others: list[Other]
) -> Gathered:
    """Gather what a list of many new complaints tells of one of them."""
    return Gathered(
        Reference(complaint.reference),
        suggestion.nature.title_nl,
        _assign_before(rules, complaint),
        complaint.acknowledge_by_date,
        withheld=complaint.acknowledgement_why is not None,
        see_also=tuple(dict.fromkeys([*(one.reference for one in named), *(one.reference for one in others)])),
    )
