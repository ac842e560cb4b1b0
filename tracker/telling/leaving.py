"""When a complaint leaves the register and why not yet, in words for staff; and that a promise to the complainant does not hold.

Reads the register and changes nothing. Rule: nothing goes outside by itself
where a promised day is put off; whoever puts it off is told that there was one.
Source: docs/procedure.md, Removal.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from tracker.addressed import printing
from tracker.dates import Deadline, words_of_day
from tracker.model import Event, Language, Letter
from tracker.on_paper import of_record
from tracker.records import Complaint, LetterOwed
from tracker.removal.waits import for_somebody_to_end, waits_in_dutch, waits_in_english
from tracker.rules import HouseRules
from tracker.standing import facts_of
from tracker.waiting_letters import NOT_CALLED_OFF

PUTS_OFF = frozenset({Event.KEEP, Event.DATA_REQUEST})
"""With these a record is kept beyond its day."""

_NAMING = (Letter.CLOSING, Letter.CLOSING_SILENT)


def leaving_sentence(session: Session, rules: HouseRules, complaint: Complaint, removal: Deadline | None, now: datetime) -> str | None:
    """Say when a complaint leaves the register, and what somebody must end before; None where no day is set. now: aware, UTC."""
    if removal is None:
        return None
    facts = facts_of(session, rules, complaint, now)
    waits = "; ".join(for_somebody_to_end(facts))
    if facts.grace_over:
        return f"De klacht blijft nog in de registratie: {waits}." if waits else "De klacht verlaat nu de registratie."
    return f"De klacht verlaat de registratie, {removal.why(Language.DUTCH)}.{f' Maar eerst: {waits}.' if waits else ''}"


def why_it_stays(session: Session, rules: HouseRules, complaint: Complaint, now: datetime) -> str | None:
    """Say for staff what keeps a closed complaint in the register; None where nothing but the day does, or it is open."""
    if complaint.remove_after is None:
        return None
    return "; ".join(waits_in_dutch(facts_of(session, rules, complaint, now))) or None


def reasons_to_stay(session: Session, rules: HouseRules, complaint: Complaint, now: datetime) -> list[str]:
    """Return for the administrator each reason for which a closed complaint is not removed now; nothing of an open one."""
    return [] if complaint.remove_after is None else waits_in_english(facts_of(session, rules, complaint, now))


def put_off(session: Session, complaint: Complaint, events: Iterable[Event]) -> str | None:
    """Warn whoever keeps a record beyond the day that a letter to the complainant named."""
    day = _promised_date(session, complaint) if not PUTS_OFF.isdisjoint(events) else None
    if day is None:
        return None
    told = words_of_day(day, Language.DUTCH)
    return f"Onze brief aan de klager noemt {told} als dag van verwijderen. Dat gaat nu niet door. Schrijf dat de klager met #antwoord."


def _promised_date(session: Session, complaint: Complaint) -> date | None:
    """Return the day of removal that the newest letter of closing names, mailed or printed; None where there is none, or it names none."""
    if complaint.closed_at is None:
        return None
    naming = select(LetterOwed.facts).where(of_record(complaint), or_(LetterOwed.letter.in_(_NAMING), printing(*_NAMING)), NOT_CALLED_OFF)
    facts = session.scalars(naming.order_by(LetterOwed.id.desc()).limit(1)).first() or {}
    ready = facts.get("ready_letter")
    told = ready["facts"] if isinstance(ready, Mapping) else facts
    return date.fromisoformat(told["removal_date"]) if told.get("removal_date") else None
