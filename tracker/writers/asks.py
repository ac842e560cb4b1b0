"""What an employee asks by mail, and the letter that answers it: help, the list, the report, a whole file. Moves no complaint.

Gathers facts and owes the letter to whoever asked, as an answer to their mail.
Whether they may ask is decided by the procedure, before.
Source: docs/procedure.md, States and events.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from tracker.explained import ASKING, may_be, not_offered, tags_for
from tracker.letter_facts import asked as letters_asked
from tracker.letter_facts.inside import no_case
from tracker.mails import Mail
from tracker.model import Letter, State
from tracker.owing import owe_letter
from tracker.records import Complaint
from tracker.reporting.asked import owe_asked_report
from tracker.rules import HouseRules
from tracker.steps import Actor
from tracker.telling import whole_file
from tracker.telling.listing import listing_facts
from tracker.telling.status import status_facts
from tracker.told import Facts
from tracker.writers.occasion import MAY_HEAR, case_of


def owe_help(session: Session, rules: HouseRules, complaint: Complaint | None, actor: Actor, mail: Mail, now: datetime) -> None:
    """Explain what `actor` may type; on a complaint first what they can do with it now (help)."""
    acts, asks = tags_for(may_be(actor))
    about = no_case()
    if complaint is not None and not MAY_HEAR.isdisjoint(actor.whos):
        about = case_of(session, rules, complaint, _reader(rules, actor), now, accept=lambda event: event not in ASKING)
    _owe(
        session,
        Letter.HELP,
        letters_asked.explained(about, acts=not_offered(acts, about), asks=asks),
        complaint,
        _reader(rules, actor),
        mail,
        now,
    )


def owe_listing(session: Session, rules: HouseRules, complaint: Complaint | None, actor: Actor, mail: Mail, now: datetime) -> None:
    """List the open complaints (lijst). complaint: in whose thread it was asked."""
    _owe(session, Letter.LISTING, listing_facts(session, rules, actor, now), complaint, _reader(rules, actor), mail, now)


def owe_report(
    session: Session, rules: HouseRules, complaint: Complaint | None, actor: Actor, mail: Mail, now: datetime, *, period: str = ""
) -> None:
    """Report on a period (rapport). complaint: in whose thread it was asked. period: by its name; empty: last week."""
    owe_asked_report(session, rules, complaint, _reader(rules, actor), period, mail, now)


def owe_whole_file(session: Session, rules: HouseRules, complaint: Complaint, actor: Actor, mail: Mail, now: datetime) -> None:
    """Send all that the register has of a complaint (dossier). Only to whom the procedure lets ask: its handler, and Manager Operations."""
    mails, attachments = whole_file.mails_and_attachments(session, rules, complaint)
    facts = letters_asked.whole_file(
        case_of(session, rules, complaint, _reader(rules, actor), now),
        status=status_facts(session, rules, complaint, now),
        agreement=complaint.proposal if complaint.state == State.CONSULTING else complaint.agreement,
        record=whole_file.record_told(session, rules, complaint, now),
        mails=mails,
        letters=whole_file.letters_told(session, rules, complaint),
        history=whole_file.history_told(session, rules, complaint),
        attachments=attachments,
    )
    _owe(session, Letter.WHOLE_FILE, facts, complaint, _reader(rules, actor), mail, now)


def _reader(rules: HouseRules, actor: Actor) -> str:
    """Return the address of the employee who asked. Raises `ValueError` where it is not one: nobody else is told anything here."""
    if actor.address is None or rules.people.role_of(actor.address) is None:
        raise ValueError("only an employee gets an answer by letter")
    return actor.address


def _owe(session: Session, letter: Letter, facts: Facts, complaint: Complaint | None, recipient: str, mail: Mail, now: datetime) -> None:
    number = None if complaint is None else complaint.id
    owe_letter(session, letter, recipient, facts, now, mailbox=mail.mailbox, complaint_id=number, answers=mail.answered_by)
