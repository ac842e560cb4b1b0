"""The mails of a complaint, as a letter to staff shows them.

Taken from the letters that showed them before: a mail is read once, when it
comes in, and nothing here reads one again. Where there were too many for a
letter each, the letter says where the text is instead.
"""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.dates import local_date
from tracker.ledger import MailClass
from tracker.letter_facts.arrived import quoted
from tracker.letter_facts.declared import QUOTED_MAIL
from tracker.mails import Mail
from tracker.model import Letter
from tracker.records import Arrival, Complaint, LetterOwed
from tracker.told import Facts, QuotedMail, Sender, Unshown

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


def later_mails(session: Session, complaint: Complaint, zone: ZoneInfo) -> list[Facts]:
    """Return the newest mails that joined the complaint, oldest first, each with `came_date`, which is the day in `zone`.

    Those that came with too many others for a letter each stand among them without their text, and push none of the others out.
    """
    told = select(LetterOwed).where(LetterOwed.complaint_id == complaint.id, LetterOwed.letter == Letter.FOLLOW_UP)
    shown = session.scalars(told.order_by(LetterOwed.id.desc()).limit(LATER_AT_MOST)).all()
    found = [(one.arrival_id or 0, {name: one.facts[name] for name in (*sorted(QUOTED_MAIL), "came_date")}) for one in shown]
    found += [(one.id, _untold(one, zone)) for one in _gathered(session, complaint)]
    return [facts for _, facts in sorted(found, key=lambda one: one[0])]


def _gathered(session: Session, complaint: Complaint) -> Sequence[Arrival]:
    """Return the newest mails of a complaint that no letter of their own told."""
    told = select(LetterOwed.arrival_id).where(
        LetterOwed.complaint_id == complaint.id, LetterOwed.letter == Letter.FOLLOW_UP, LetterOwed.arrival_id.is_not(None)
    )
    joined = select(Arrival).where(Arrival.complaint_id == complaint.id, Arrival.kind == MailClass.FOLLOW_UP, Arrival.id.not_in(told))
    return session.scalars(joined.order_by(Arrival.id.desc()).limit(LATER_AT_MOST)).all()


def _untold(arrival: Arrival, zone: ZoneInfo) -> Facts:
    """Tell that a mail came, and from whom."""
    mail = QuotedMail(Sender("", arrival.sender), arrival.subject, "", Unshown.ELSEWHERE)
    return quoted(mail) | {"came_date": local_date(arrival.received_at, zone).isoformat()}


def _unshown(complaint: Complaint) -> Facts:
    sender = Sender(complaint.complainant_name, complaint.complainant_address)
    return quoted(QuotedMail(sender, complaint.subject, "", Unshown.ELSEWHERE))
