"""What each letter says: gather its facts from a record and a mail, and owe it to the right person.

The bridge between a decision and `tracker.letters`. The facts are a snapshot:
whatever changes afterwards, the letter says what was so when it became owed.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from tracker import gathered, letters
from tracker.dates import acknowledge_by, add_working_days, local_date, outer_limit
from tracker.floods import gather, is_flooded
from tracker.limits import LimitReached
from tracker.model import Language, Letter, Reference, Role, State
from tracker.natures import Suggestion
from tracker.others import OTHERS_AT_MOST, others_of
from tracker.owing import Answers, owe_letter
from tracker.people import Person
from tracker.records import Complaint, LetterOwed
from tracker.rules import HouseRules
from tracker.titles import title_in_charge, titled
from tracker.told import (
    Facts,
    Gathered,
    GatheredFollowUp,
    GatheredUnreadable,
    Hint,
    Listed,
    Named,
    Other,
    Ready,
    Sender,
    Signer,
    Unshown,
)

ASSIGN_WITHIN_WORKING_DAYS = 3
"""So soon after receipt a complaint should have a handler: the same number within which the handler must act."""

NO_ADDRESS = "de afzender is niet te bepalen"
REPORTED = "de provider van dit adres meldde een eerdere brief van ons als ongewenst (klacht over onze mail)"

LIMITS: dict[LimitReached, str] = {
    LimitReached.ADDRESS_PER_HOUR: "dit adres kreeg in het afgelopen uur al het hoogste aantal bevestigingen",
    LimitReached.ADDRESS_PER_DAY: "dit adres kreeg vandaag al het hoogste aantal bevestigingen",
    LimitReached.ALL_PER_HOUR: "er gingen in het afgelopen uur al te veel bevestigingen uit; de noodrem staat erop",
}
"""Why an acknowledgement was withheld by a limit, as Manager Operations read it."""


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
) -> None:
    """Tell Manager Operations: one letter a complaint, or one that gathers them when there are too many (docs/mail-rules.md, D14)."""
    manager = _manager(rules, complaint, now)
    others = others_of(session, complaint)
    if is_flooded(session, rules.limits, Letter.NEW_COMPLAINT, manager.addresses[0], now):
        entry = gathered.new_complaint(_one_of_many(rules, complaint, suggestion, named, others))
        gather(session, Letter.NEW_COMPLAINT, manager.addresses[0], entry, now, mailbox=complaint.mailbox)
        return
    facts = _new_complaint(rules, complaint, mail, suggestion, named, others, now)
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
    )


def owe_follow_up(
    session: Session,
    rules: HouseRules,
    complaint: Complaint,
    mail: Mail,
    now: datetime,
    *,
    other_address: bool,
    named: tuple[Named, ...] = (),
) -> None:
    """Tell whoever handles the complaint, or Manager Operations until there is a handler; not the one who is proven to have written it."""
    today = local_date(now, rules.terms.zone)
    reader = rules.people.acting(Role(complaint.handler_role), today) if complaint.handler_role else _manager(rules, complaint, now)
    if mail.proven and mail.sender_key in reader.addresses:
        return
    recipient = reader.addresses[0]
    if is_flooded(session, rules.limits, Letter.FOLLOW_UP, recipient, now, complaint_id=complaint.id):
        entry = gathered.follow_up(
            GatheredFollowUp(
                Reference(complaint.reference),
                mail.sender.address,
                mail.received_at.astimezone(rules.terms.zone),
                other_address=other_address,
                proven=mail.proven,
                see_also=[one.reference for one in named],
            )
        )
        gather(session, Letter.FOLLOW_UP, recipient, entry, now, mailbox=mail.mailbox)
        return
    owe_letter(
        session,
        Letter.FOLLOW_UP,
        recipient,
        _follow_up(rules, complaint, mail, other_address=other_address, named=named),
        now,
        mailbox=mail.mailbox,
        complaint_id=complaint.id,
        arrival_id=mail.arrival_id,
    )


def _follow_up(rules: HouseRules, complaint: Complaint, mail: Mail, *, other_address: bool, named: tuple[Named, ...]) -> Facts:
    """Gather what whoever handles the complaint must know of a later mail. What it quotes of earlier ones they have read already."""
    return letters.follow_up(
        Reference(complaint.reference),
        nature=next((one.title_nl for one in rules.natures if one.key == complaint.nature), complaint.nature),
        state=State(complaint.state),
        received_date=local_date(mail.received_at, rules.terms.zone),
        target_date=complaint.target_date,
        sender=mail.sender,
        subject=mail.subject,
        text=mail.text if mail.news is None else mail.news,
        earlier_left_out=mail.news is not None,
        other_address=other_address,
        unshown=mail.unshown,
        named=named,
        attachments=mail.attachments,
        hints=mail.hints,
    )


def owe_unacknowledged(session: Session, rules: HouseRules, complaint: Complaint, letter: LetterOwed, why: str, now: datetime) -> None:
    """Give Manager Operations the acknowledgement that did not arrive, ready to send another way."""
    facts = letters.unacknowledged(
        Reference(complaint.reference),
        recipient=letter.recipient,
        acknowledge_by=acknowledge_by(complaint.received_date, rules.terms),
        ready=Ready(why, Language(letter.language), letter.facts),
    )
    manager = _manager(rules, complaint, now)
    owe_letter(session, Letter.UNACKNOWLEDGED, manager.addresses[0], facts, now, mailbox=letter.mailbox, complaint_id=complaint.id)


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
