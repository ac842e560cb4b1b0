"""Taking a complaint out of the register: one transaction in which all of it goes, and what is left to do is owed.

Asks the procedure, and carries out what it says. Whatever has to happen outside
of the register (folders, files, proof) is rows when this commits, so that it is
done though the program ends here. Rule: what stays behind names nobody.
Source: docs/procedure.md, Removal.
"""

from datetime import date, datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from tracker.dates import local_date
from tracker.deleting import note_recipients
from tracker.errors import StepRefused
from tracker.figures.turns import in_turn
from tracker.house_records import LastRun
from tracker.model import Event, Reference
from tracker.parts import parts_of
from tracker.procedure import decide
from tracker.records import Complaint, Held, Journal, LetterOwed
from tracker.removal.about_several import tell_no_more
from tracker.removal.anonymous import leave_behind
from tracker.removal.belongings import Belongings, belongings_of
from tracker.removal.erasing import erase, erase_copies, erase_strays
from tracker.removal.markers import cover, markers_of
from tracker.removal.removed import note_removed
from tracker.removal.tallies import tally_mails
from tracker.removal_records import Removal
from tracker.rules import HouseRules
from tracker.schema import among
from tracker.standing import facts_of
from tracker.who import Who


def may_go(session: Session, rules: HouseRules, complaint_id: int, now: datetime) -> bool:
    """Say whether the procedure allows removal at `now` (aware, UTC), and keep nobody waiting: `remove` asks once more."""
    complaint = session.get(Complaint, complaint_id)
    return complaint is not None and _is_allowed(session, rules, complaint, now)


def remove(session: Session, rules: HouseRules, complaint_id: int, now: datetime) -> int | None:
    """Remove a complaint if the procedure allows it at `now` (aware, UTC); return the removal's id, or None where it stays.

    None, too, where it is there no more, and where a letter of it is on its way at this moment: that one's end comes first.
    Whoever else acts on it waits, and then finds nothing.
    """
    in_turn(session)
    complaint = _locked(session, complaint_id)
    if complaint is None or not _is_allowed(session, rules, complaint, now):
        return None
    belongings = belongings_of(session, complaint)
    if _is_under_way(session, belongings, now):
        return None
    return _take(session, rules, complaint, belongings, now, local_date(now, rules.terms.zone))


def take_out(session: Session, rules: HouseRules, complaint: Complaint, now: datetime, removed_date: date) -> int:
    """Take a complaint and all that became part of it out, and ask nobody; return the removal's id.

    To be called where nothing else is at work: for what was removed before, in a register that was restored.
    now: aware, UTC. removed_date: the day of the first removal.
    """
    return _take(session, rules, complaint, belongings_of(session, complaint), now, removed_date)


def _locked(session: Session, complaint_id: int) -> Complaint | None:
    """Lock a complaint, its parts and their letters; the letters first, as whoever notes what became of one does."""
    found = session.get(Complaint, complaint_id)
    if found is None:
        return None
    ids = [part.id for part in parts_of(session, found)]
    session.execute(select(LetterOwed.id).where(LetterOwed.complaint_id.in_(ids)).order_by(LetterOwed.id).with_for_update()).all()
    locked = select(Complaint).where(Complaint.id.in_(ids)).order_by(Complaint.id).with_for_update()
    still = session.scalars(locked.execution_options(populate_existing=True)).all()
    return next((one for one in still if one.id == complaint_id), None)


def _is_allowed(session: Session, rules: HouseRules, complaint: Complaint, now: datetime) -> bool:
    try:
        decide(facts_of(session, rules, complaint, now), Event.REMOVE, Who.SYSTEM)
    except StepRefused:
        return False
    return True


def _is_under_way(session: Session, belongings: Belongings, now: datetime) -> bool:
    """Say whether somebody is sending one of these letters; none is begun from here on until the transaction ends."""
    theirs = select(LetterOwed.claimed_until).where(among(LetterOwed.id, (*belongings.letter_ids, *belongings.of_several)))
    claims = session.scalars(theirs.order_by(LetterOwed.id).with_for_update()).all()
    return any(until is not None and until >= now for until in claims)


def _take(session: Session, rules: HouseRules, complaint: Complaint, belongings: Belongings, now: datetime, removed_date: date) -> int:
    """Leave behind what may stay, owe what must be done outside, and delete the rest."""
    parts = parts_of(session, complaint)
    leave_behind(session, rules, complaint, parts, now, removed_date)
    tally_mails(session, rules, belongings.arrival_ids)
    for part in parts:
        note_recipients(session, part, removed_date)
        note_removed(session, Reference(part.reference), removed_date)
    removal = _begin(session, belongings, now)
    _delete(session, belongings, removal, now)
    return removal.id


def _begin(session: Session, belongings: Belongings, now: datetime) -> Removal:
    """Write down what will be looked for until it is proved that nothing is left."""
    markers, mask = cover(markers_of(session, belongings))
    counts = {"mails": len(belongings.arrival_ids), "letters": len(belongings.letter_ids)}
    removal = Removal(reference=belongings.references[0], removed_at=now, markers=markers, mask=mask, **counts)
    session.add(removal)
    session.flush()
    return removal


def _delete(session: Session, belongings: Belongings, removal: Removal, now: datetime) -> None:
    """Delete every row, those first that point to others."""
    ids, references = belongings.complaint_ids, belongings.references
    erase_copies(session, belongings.of_several, now, removal.id)
    erase_strays(session, references, now, removal.id)
    tell_no_more(session, references, belongings.arrival_ids, belongings.of_several)
    session.execute(delete(Journal).where(Journal.complaint_id.in_(ids)))
    session.execute(delete(Held).where(Held.complaint_id.in_(ids)))
    erase(session, belongings.arrival_ids, belongings.letter_ids, now, removal.id)
    done_of_them = or_(*(LastRun.period.startswith(f"{reference} ") for reference in references))
    session.execute(delete(LastRun).where(done_of_them))  # such as that its handler left was told: it names their role
    session.execute(update(Complaint).where(Complaint.id.in_(ids)).values(merged_into_id=None))
    session.execute(delete(Complaint).where(Complaint.id.in_(ids)))
