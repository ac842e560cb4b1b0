"""Asking an employee about what they sent: is it a complaint, whose, and since when? And what still waits for such a word.

Called by whoever read the mail; what is asked about is held already. Rule:
whatever an employee sent and is no complaint yet is reminded of daily until
somebody said what it is, Manager Operations where nobody answered in time. Source: docs/procedure.md, The clock; docs/mail-rules.md, D2.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from tracker.dates import local_date
from tracker.held import PATIENCE, Because, End
from tracker.letter_facts import entering
from tracker.model import Event, Letter
from tracker.offered import enter_offer, offers_facts
from tracker.owing import owe_letter
from tracker.records import Complaint, Held
from tracker.standing import facts_of, handles, whos
from tracker.told import Facts, Plain
from tracker.writers.answers import Answering, may_ask

_SHOWN = 600
_NOW_COMPLAINT = "Zegt dat het een klacht is, en legt die vast."
_NO_COMPLAINT = "Zegt dat het geen klacht is. Er gebeurt dan niets mee."
_COMPLAINANT = "Zegt van wie de klacht is."
_RECEIVED = "Zegt wanneer de klacht bij ons binnenkwam."


@dataclass(frozen=True, slots=True)
class EntryQuestion:
    """What is asked.

    is_meant:    the employee said that it is a complaint (nieuw).
    problems:    what is not certain, as sentences; lacks: the events with which that is told.
    candidates:  addresses of which one may be the complainant's.
    same:        a complaint that seems to be the same.
    """

    is_meant: bool
    subject: str
    words: str
    problems: Sequence[str] = ()
    lacks: Sequence[Event] = ()
    candidates: Sequence[str] = ()
    same: Complaint | None = None


def owe_question(to: Answering, held_id: int, question: EntryQuestion) -> None:
    """Ask the employee; what they answer is known by the links, or by what it replies to."""
    if not may_ask(to):
        return
    facts = entering.whose_complaint(
        is_meant=question.is_meant,
        problems=question.problems,
        offers=offers_of(held_id, question),
        lapses_date=local_date(to.now + PATIENCE, to.rules.terms.zone),
        subject=question.subject,
        words=question.words[:_SHOWN],
        known=_known(to, question.same) if question.same else None,
    )
    owe_letter(
        to.session, Letter.WHOSE_COMPLAINT, to.address, facts, to.now, mailbox=to.mailbox, arrival_id=to.arrival_id, answers=to.answers
    )


def offers_of(held_id: int, question: EntryQuestion) -> list[Plain]:
    """Return the ready answers, the likeliest first; at most three are buttons."""
    found: list[dict[str, Plain]] = []
    if Event.SET_COMPLAINANT in question.lacks:
        found += [enter_offer(held_id, Event.SET_COMPLAINANT, one, does=f"Zegt dat de klacht van {one} is.") for one in question.candidates]
        found.append(enter_offer(held_id, Event.SET_COMPLAINANT, does=_COMPLAINANT, needs="het mailadres van de klager"))
    if Event.RECEIVED_ON in question.lacks:
        found.append(enter_offer(held_id, Event.RECEIVED_ON, does=_RECEIVED, needs="de dag"))
    if not question.lacks:
        found.append(enter_offer(held_id, Event.REGISTER, does=_NOW_COMPLAINT))
    found.append(enter_offer(held_id, Event.NOT_A_COMPLAINT, does=_NO_COMPLAINT))
    return [{**offer, "button": number < 3} for number, offer in enumerate(found)]  # noqa: PLR2004 - more buttons are no choice


def entry_answers(held_id: int) -> list[Plain]:
    """Return the two ready answers to whether a mail is a complaint, for whoever it is asked of, or for who looks after it."""
    return offers_of(held_id, EntryQuestion(is_meant=False, subject="", words=""))


def _known(to: Answering, complaint: Complaint) -> Facts:
    """Return the complaint that seems to be the same, and the way to put something on its record."""
    standing = facts_of(to.session, to.rules, complaint, to.now, own_case=handles(to.rules, complaint, to.address, to.now))
    as_whom = whos(to.rules, complaint, to.address, to.now)
    return {"reference": complaint.reference, "offers": offers_facts(standing, as_whom, lambda event: event is Event.NOTE)}


def open_questions(session: Session, address: str | None = None) -> list[Held]:
    """List what nobody has answered, in time or not, the newest first. address: asked of this one alone."""
    unanswered = or_(Held.ended_at.is_(None), Held.end == End.EXPIRED)
    found = select(Held).where(Held.because == Because.FORWARDER, Held.complaint_id.is_(None), unanswered)
    if address is not None:
        found = found.where(Held.asked_of == address)
    return list(session.scalars(found.order_by(Held.id.desc()).limit(200)))


def settle(session: Session, held_id: int, now: datetime) -> bool:
    """End a question as answered, be it late; return False when it was answered before."""
    unanswered = or_(Held.ended_at.is_(None), Held.end == End.EXPIRED)
    ended = update(Held).where(Held.id == held_id, unanswered).values(ended_at=now, end=End.ANSWERED)
    return bool(session.execute(ended.returning(Held.id)).all())
