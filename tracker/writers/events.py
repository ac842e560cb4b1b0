"""One event in a mail of its own, for whoever acts as Manager Operations, where the customer wants each so.

Owed in the transaction of the event, so that the daily mail does not tell it
again. Rule: who caused an event, or has another letter about it, gets none.
Source: docs/procedure.md, States and events.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.dates import local_date
from tracker.letter_facts import daily as letters_daily
from tracker.mails import Mail
from tracker.model import Letter
from tracker.owing import owe_letter
from tracker.records import Complaint, Journal, LetterOwed
from tracker.rules import HouseRules
from tracker.telling import history
from tracker.told import Facts
from tracker.writers.occasion import Draft, Occasion, manager_of, told_of


def event_letters(about: Occasion, recipients: Collection[str]) -> Sequence[Draft]:
    """Write the mail about a step. recipients: of the letters that the step owes."""
    line = about.session.get(Journal, about.done.journal_id) if about.done.journal_id else None
    knows = {about.actor.address, *recipients}
    if line is None or not about.rules.reminders.each_event or not knows.isdisjoint(about.manager.addresses):
        return []
    facts = _facts(about.rules, about.complaint, line, about.now)
    return [Draft(Letter.EVENT, about.manager.addresses[0], facts)]


def owe_event_of_mail(session: Session, rules: HouseRules, complaint: Complaint, mail: Mail, now: datetime) -> None:
    """Owe the mail about a later mail on the record, which stands in the journal already.

    Of mail from files there may be hundreds, of long ago: the daily mail tells of it.
    """
    if not rules.reminders.each_event or mail.for_the_record:
        return
    arrival_id = mail.arrival_id
    reader = manager_of(rules.people, complaint, local_date(now, rules.terms.zone))
    theirs = select(Journal).where(Journal.complaint_id == complaint.id, Journal.arrival_id == arrival_id).order_by(Journal.id.desc())
    line = session.scalars(theirs.limit(1)).first()
    told = select(LetterOwed.recipient).where(LetterOwed.arrival_id == arrival_id, LetterOwed.letter == Letter.FOLLOW_UP)
    if line is None or not {line.by_address, *session.scalars(told)}.isdisjoint(reader.addresses):
        return
    facts = _facts(rules, complaint, line, now)
    recipient = reader.addresses[0]
    owe_letter(session, Letter.EVENT, recipient, facts, now, mailbox=complaint.mailbox, complaint_id=complaint.id, journal_id=line.id)


def _facts(rules: HouseRules, complaint: Complaint, line: Journal, now: datetime) -> Facts:
    """Tell what happened, and of the complaint as it stands. There is nothing to do about it, so nothing is offered."""
    case = told_of(rules, complaint, local_date(now, rules.terms.zone), [])
    return letters_daily.event(case, told=history.told(line, rules), words=line.words)
