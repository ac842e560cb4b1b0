"""The mails of a complaint, as a letter to staff shows them.

Taken from the letters that showed them before: a mail is read once, when it
comes in, and nothing here reads one again. Where there were too many for a
letter each, the letter says where the text is instead.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.ledger import MailClass
from tracker.letter_facts.arrived import quoted
from tracker.letter_facts.declared import QUOTED_MAIL
from tracker.mails import Mail
from tracker.model import Letter
from tracker.records import Arrival, Complaint, LetterOwed
from tracker.told import Facts, Unshown

LATER_AT_MOST = 5
"""Mails since the first that are shown whole: the newest."""


def first_mail(session: Session, complaint: Complaint, at_hand: Mail | None = None) -> tuple[Facts, int | None]:
    """Return the mail that is the complaint, in the facts of a quoted mail, and its arrival, whose attachments can go along.

    at_hand: that mail, where it has just come in and no letter has shown it yet.
    """
    if at_hand is not None:
        return quoted(at_hand.quoted(at_hand.text)), at_hand.arrival_id
    shown = select(LetterOwed).where(LetterOwed.complaint_id == complaint.id, LetterOwed.letter == Letter.NEW_COMPLAINT)
    for letter in session.scalars(shown.order_by(LetterOwed.id).limit(1)):
        return {name: letter.facts[name] for name in QUOTED_MAIL}, letter.arrival_id
    began = select(Arrival.id).where(Arrival.complaint_id == complaint.id, Arrival.kind == MailClass.COMPLAINT)
    return _unshown(complaint), session.scalars(began.order_by(Arrival.id).limit(1)).first()


def later_mails(session: Session, complaint: Complaint) -> list[Facts]:
    """Return the newest mails that joined the complaint, oldest first, each with `came_date`."""
    told = select(LetterOwed).where(LetterOwed.complaint_id == complaint.id, LetterOwed.letter == Letter.FOLLOW_UP)
    newest = session.scalars(told.order_by(LetterOwed.id.desc()).limit(LATER_AT_MOST)).all()
    return [{name: letter.facts[name] for name in (*sorted(QUOTED_MAIL), "came_date")} for letter in reversed(newest)]


def _unshown(complaint: Complaint) -> Facts:
    return {
        "sender_name": complaint.complainant_name,
        "sender_address": complaint.complainant_address,
        "sender_untrusted_why": None,
        "subject": complaint.subject,
        "text": "",
        "text_is_cut": False,
        "unshown_why": str(Unshown.ELSEWHERE),
        "attachments": [],
        "hints": [],
    }
