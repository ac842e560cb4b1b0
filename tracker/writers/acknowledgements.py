"""The first letter to the complainant, and the one that tells Manager Operations that it did not arrive or may not go.

Whether it may go is decided where a complaint is registered; here stand the
words that say why not. Rule: nothing in it came from the mail that it answers
(docs/mail-rules.md, D12).
"""

from datetime import datetime

from sqlalchemy.orm import Session

from tracker.dates import acknowledge_by, local_date
from tracker.letter_facts import arrived, outside
from tracker.limits import LimitReached
from tracker.mails import Mail
from tracker.model import Event, Language, Letter, Reference, Role
from tracker.owing import owe_letter
from tracker.records import Complaint, LetterOwed
from tracker.rules import HouseRules
from tracker.titles import signed_as
from tracker.told import Facts, Signer
from tracker.writers.occasion import case_of, in_charge
from tracker.writers.paper import again

NO_ADDRESS = "de afzender is niet te bepalen"
REPORTED = "de provider van dit adres meldde een eerdere brief van ons als ongewenst (klacht over onze mail)"

LIMITS: dict[LimitReached, str] = {
    LimitReached.ADDRESS_PER_HOUR: "dit adres kreeg in het afgelopen uur al het hoogste aantal bevestigingen",
    LimitReached.ADDRESS_PER_DAY: "dit adres kreeg vandaag al het hoogste aantal bevestigingen",
    LimitReached.ALL_PER_HOUR: "er gingen in het afgelopen uur al te veel bevestigingen uit; de noodrem staat erop",
}
"""Why an acknowledgement was withheld by a limit, as Manager Operations read it."""

_MENDS = frozenset({Event.CONFIRMED_ANOTHER_WAY, Event.SET_COMPLAINANT})
"""What can be done about an acknowledgement that did not arrive."""


def owe_acknowledgement(session: Session, rules: HouseRules, complaint: Complaint, mail: Mail, now: datetime) -> None:
    """Owe the complainant the first letter."""
    owe_letter(
        session,
        Letter.ACKNOWLEDGEMENT,
        str(mail.sender.address),
        acknowledgement(rules, complaint, now),
        now,
        mailbox=mail.mailbox,
        complaint_id=complaint.id,
        arrival_id=mail.arrival_id,
        language=mail.language,
        also_in=Language(complaint.also_in) if complaint.also_in else None,
        answers=mail.answered_by,
    )


def owe_unacknowledged(session: Session, rules: HouseRules, complaint: Complaint, letter: LetterOwed, why: str, now: datetime) -> None:
    """Give Manager Operations the acknowledgement that did not arrive, ready to send another way."""
    today = local_date(now, rules.terms.zone)
    address = in_charge(rules.people, complaint, today).addresses[0]
    facts = arrived.unacknowledged(
        case_of(session, rules, complaint, address, now, accept=_MENDS.__contains__),
        recipient=letter.recipient,
        acknowledge_by=acknowledge_by(complaint.received_date, rules.terms),
        today=today,
        failed_why=why,
        ready_letter=again(complaint, letter),
    )
    owe_letter(session, Letter.UNACKNOWLEDGED, address, facts, now, mailbox=letter.mailbox, complaint_id=complaint.id)


def acknowledgement(rules: HouseRules, complaint: Complaint, now: datetime) -> Facts:
    """Return the facts of the first letter, signed by whoever acts as Manager Operations now (aware)."""
    today = local_date(now, rules.terms.zone)
    manager = in_charge(rules.people, complaint, today)
    return outside.acknowledgement(
        Reference(complaint.reference),
        received_date=complaint.received_date,
        target_date=complaint.target_date or complaint.outer_limit_date,
        outer_limit_date=complaint.outer_limit_date,
        signer=Signer(manager.name, signed_as(rules.people, manager, Role.MANAGER_OPERATIONS, today), manager.telephone or ""),
    )
