"""The report that an employee asks for by mail: of last week, or of the period that they name.

Whether they may ask is decided by the procedure, before. Rule: it is the same
report as by the calendar, an answer to their mail, and notes nothing.
Source: docs/procedure.md, States and events; docs/mail-rules.md, R-ACK-09.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from tracker.dates import local_date
from tracker.mails import Mail
from tracker.model import Letter
from tracker.owing import owe_letter
from tracker.records import Complaint
from tracker.reporting.contents import facts_for, gather
from tracker.reporting.periods import Kind, last_ended, parse
from tracker.reporting.readers import reader_at
from tracker.rules import HouseRules


def owe_asked_report(
    session: Session, rules: HouseRules, complaint: Complaint | None, reader: str, named: str, mail: Mail, now: datetime
) -> None:
    """Owe the report of a period to the employee who asks for it.

    complaint:  in whose thread it was asked. reader: their address.
    named:      the period by its name, which has begun; empty: the last week that ended.
    """
    today = local_date(now, rules.terms.zone)
    period = parse(named, today) if named else last_ended(Kind.WEEK, today)
    told_to = reader_at(rules, reader, today)
    facts = facts_for(gather(session, rules, period, now, asked_in=mail.arrival_id), told_to, is_late=False)
    owe_letter(
        session,
        Letter.REPORT,
        reader,
        facts,
        now,
        mailbox=mail.mailbox,
        complaint_id=None if complaint is None else complaint.id,
        language=told_to.language,
        answers=mail.answered_by,
    )
