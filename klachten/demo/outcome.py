"""What became of a mail, and which letters went, read from where it really shows: the register.

Knows nothing of how it is shown. Nothing here waits.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from tracker.dates import local_date
from tracker.ledger import LEDGER, Column, MailClass
from tracker.model import Acknowledgement, Event, Letter
from tracker.natures import Nature, nature_title
from tracker.records import Arrival, Complaint, FolderWork, Journal, LetterOwed
from tracker.removal_records import RemovedReference
from tracker.store import Store

VERDICTS: dict[MailClass, str] = {
    MailClass.COMPLAINT: "registered",
    MailClass.FOLLOW_UP: "joined to the complaint",
    MailClass.AUTO_REPLY: "a machine's: kept, not answered",
    MailClass.UNREADABLE: "put aside for a person",
}

ANSWERED: dict[Letter, str] = {
    Letter.MONEY_NAMED: "held back: it names money, so its writer is asked how much",
    Letter.IS_IT_YOU: "not obeyed: nothing proves who sent it, so the owner of that address is asked",
    Letter.WHOSE_COMPLAINT: "held: its writer is asked whether it is a complaint, whose, and since when",
    Letter.NOTED: "not obeyed: the tag is left over from an earlier mail; put on record",
    Letter.NOT_DONE: "not obeyed: its writer is told why",
}
"""Why a mail of an employee's did nothing, by the letter that answers it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the service did with one mail. number: the complaint's, None without one. done: anything came of it."""

    number: int | None
    verdict: str
    done: bool
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Went:
    """One letter that the receiving server took."""

    letter_id: int
    letter: Letter
    number: int | None
    recipient: str
    outside: bool


def is_quiet(store: Store, message_ids: Collection[str], now: datetime) -> bool:
    """Say whether these mails are handled, and nothing is left to do at `now`: no letter to send, nothing to file."""
    handled = select(func.count()).select_from(Arrival).where(Arrival.message_id.in_(message_ids), Arrival.handled_at.is_not(None))
    letters = select(func.count()).select_from(LetterOwed).where(LetterOwed.accepted_at.is_(None), LetterOwed.parked_at.is_(None))
    work = select(func.count()).select_from(FolderWork).where(FolderWork.done_at.is_(None))
    with store.reading() as session:
        open_now = session.scalar(letters.where(LetterOwed.next_attempt_at <= now)) or session.scalar(work)
        return not open_now and (session.scalar(handled) or 0) >= len(message_ids)


def went_since(session: Session, moment: datetime, told: Collection[int]) -> list[Went]:
    """Return the letters that were taken at `moment` or later, in order, but for those that were `told` of."""
    columns = (LetterOwed.id, LetterOwed.letter, Complaint.id, LetterOwed.recipient, LetterOwed.outside)
    taken = select(*columns).outerjoin(Complaint, LetterOwed.complaint_id == Complaint.id)
    rows = session.execute(taken.where(LetterOwed.accepted_at >= moment).order_by(LetterOwed.id))
    return [Went(row[0], Letter(row[1]), *row[2:]) for row in rows if row[0] not in told]


def outcome_of(session: Session, message_id: str, natures: Sequence[Nature]) -> Outcome:
    """Put together what is to be told of the mail with this Message-ID, which was handled."""
    arrival = session.scalars(select(Arrival).where(Arrival.message_id == message_id)).one()
    kind = MailClass(arrival.kind or MailClass.UNREADABLE)
    complaint = session.get(Complaint, arrival.complaint_id) if arrival.complaint_id else None
    remarks = _answered(session, arrival)
    if kind is MailClass.STAFF:
        verdict, done = _step(session, arrival, complaint)
        return Outcome(complaint.id if complaint else None, verdict, done, remarks)
    verdict = VERDICTS.get(kind, kind.replace("_", " "))
    if complaint is None:
        return Outcome(None, verdict, done=False, remarks=remarks)
    if LEDGER[kind][0] is Column.NEW:
        return Outcome(complaint.id, f"{verdict}: {nature_title(complaint.nature, natures)}", done=True, remarks=_remarks(complaint))
    return Outcome(complaint.id, verdict, done=True, remarks=remarks)


def _step(session: Session, arrival: Arrival, complaint: Complaint | None) -> tuple[str, bool]:
    """Say what came of an employee's mail, and whether anything did."""
    caused = or_(Journal.arrival_id == arrival.id, Journal.at >= arrival.kept_at)
    of_it = Journal.complaint_id == (complaint.id if complaint else None)
    steps = list(session.scalars(select(Journal).where(of_it, caused, Journal.event != Event.FOLLOWS).order_by(Journal.id)))
    if complaint is None or not steps:
        refused = _answered(session, arrival)
        return ("nothing is done", False) if refused or complaint else ("done", True)
    before = steps[0].from_state
    return (complaint.state if before != complaint.state else f"stays {before}"), True


def _answered(session: Session, arrival: Arrival) -> tuple[str, ...]:
    """Return what is to be said of the letters that answer a mail of which nothing was done."""
    letters = session.scalars(select(LetterOwed).where(LetterOwed.arrival_id == arrival.id).order_by(LetterOwed.id))
    return tuple(ANSWERED[Letter(one.letter)] for one in letters if one.letter in ANSWERED)


def _remarks(complaint: Complaint) -> tuple[str, ...]:
    if complaint.acknowledgement == Acknowledgement.FAILED:
        return ("the acknowledgement was refused: the Manager Operations gets it to send another way",)
    if complaint.acknowledgement == Acknowledgement.WITHHELD:
        return (f"not acknowledged by itself: {complaint.acknowledgement_why}",)
    return ()


def ways(session: Session) -> dict[str, tuple[str, str]]:
    """Return who complained, and on which days the complaint came where, by reference; of those in the register."""
    complaints = session.scalars(select(Complaint).order_by(Complaint.id))
    return {one.reference: (one.complainant_name or one.complainant_address or "unknown", _way(session, one)) for one in complaints}


def register_rows(session: Session, seen: Mapping[str, tuple[str, str]]) -> list[tuple[str, ...]]:
    """Return the register as a table, its first row the names of the columns. seen: the `ways`, also of complaints removed since."""
    removed = {
        row.reference: f"; {row.removed_date.day} {row.removed_date:%b} removed" for row in session.scalars(select(RemovedReference))
    }
    rows = [(reference, who, way + removed.get(reference, "")) for reference, (who, way) in sorted(seen.items())]
    return [("reference", "complainant", "how it went"), *rows]


def _way(session: Session, complaint: Complaint) -> str:
    """Return the states that a complaint came to, by day."""
    steps = session.scalars(select(Journal).where(Journal.complaint_id == complaint.id).order_by(Journal.id))
    moved = [(short_day(step.at), step.to_state) for step in steps if step.to_state != step.from_state]
    return "; ".join(f"{day} {', '.join(state for _, state in those)}" for day, those in groupby(moved, itemgetter(0)))


def short_day(moment: datetime) -> str:
    """Return '1 Apr', in Amsterdam."""
    day = local_date(moment)
    return f"{day.day} {day:%b}"
