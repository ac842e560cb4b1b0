"""An employee's automatic reply that tells until when they are away: whoever can name a deputy is told in time.

Knows one mail from a machine, and answers it to nobody. The rule: nothing
changes by such a reply; a person decides who stands in.
Source: docs/procedure.md, People.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from intake.absence import away_until
from intake.incoming import IncomingMail
from tracker.dates import local_date
from tracker.records import Arrival
from tracker.rules import HouseRules
from tracker.staffing import propose_deputy


def note_absence(session: Session, rules: HouseRules, arrival: Arrival, mail: IncomingMail, sender_key: str | None, now: datetime) -> None:
    """Propose a deputy for each role of the employee who wrote that they are away, where something of theirs falls due meanwhile.

    sender_key: their address in the form in which addresses are compared; whoever is no employee causes nothing.
    """
    roles = [person for person in rules.people.everybody if sender_key in person.addresses]
    if not roles:
        return
    until_date = away_until(mail.new_text or mail.text, local_date(arrival.received_at, rules.terms.zone))
    if until_date is None or until_date < local_date(now, rules.terms.zone):
        return
    for person in roles:
        propose_deputy(session, rules, person, until_date, arrival.mailbox, now)
