"""The letter that tells Manager Operations of a mail which could not be read, and waits in quarantine.

It may be a complaint: so the day by which receipt would have to be acknowledged
is told with it, and nothing of what the mail says.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from tracker.dates import acknowledge_by, local_date, outer_limit
from tracker.floods import gather, is_flooded
from tracker.letter_facts import arrived, gathered
from tracker.mails import Mail
from tracker.model import Letter, Role
from tracker.owing import owe_letter
from tracker.rules import HouseRules
from tracker.told import GatheredUnreadable


def owe_unreadable(session: Session, rules: HouseRules, mail: Mail, size: int, why: str, now: datetime) -> None:
    """Tell Manager Operations that a mail waits in quarantine. `size` in bytes; `why` in Dutch."""
    received_date = local_date(mail.received_at, rules.terms.zone)
    look_by_date = (acknowledge_by(received_date, rules.terms) or outer_limit(received_date, rules.terms)).by_date
    number, sender = mail.arrival_id, mail.sender.address
    today = local_date(now, rules.terms.zone)
    recipient = rules.people.acting(Role.MANAGER_OPERATIONS, today).addresses[0]
    if is_flooded(session, rules.limits, Letter.UNREADABLE, recipient, now, for_the_record=mail.for_the_record):
        one = GatheredUnreadable(number, sender, mail.received_at.astimezone(rules.terms.zone), look_by_date, why)
        gather(session, Letter.UNREADABLE, recipient, gathered.unreadable(one), now, mailbox=mail.mailbox)
        return
    facts = arrived.unreadable(
        number, received_date=received_date, look_by_date=look_by_date, today=today, size=size, why=why, sender_address=sender
    )
    owe_letter(session, Letter.UNREADABLE, recipient, facts, now, mailbox=mail.mailbox, arrival_id=number)
