"""What became of one mail, read from where it really shows: the register and what the SMTP server took.

Knows nothing of how it is shown. Nothing here waits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from klachten.embedded import Accepted
from tracker.ledger import LEDGER, Column, MailClass
from tracker.model import TITLES, Acknowledgement, Event, Letter, Role
from tracker.natures import Nature, nature_title
from tracker.records import Arrival, Complaint, FolderWork, Journal, LetterOwed

VERDICTS: dict[MailClass, str] = {
    MailClass.COMPLAINT: "registered",
    MailClass.FOLLOW_UP: "joined to the complaint that it belongs to",
    MailClass.AUTO_REPLY: "seen to be a machine's: kept, not answered",
    MailClass.UNREADABLE: "put aside for a person",
}

ANSWERED: dict[Letter, str] = {
    Letter.MONEY_NAMED: "held back: its text names money, so its writer is asked how much",
    Letter.IS_IT_YOU: "not obeyed: nothing proves who sent it, so whoever has that address is asked",
    Letter.NOTED: "not obeyed: the tag is left over from an earlier mail, so this one is only put on record",
    Letter.NOT_DONE: "not obeyed: its writer is told why",
}
"""Why a mail of an employee's did nothing, by the letter that answers it."""


@dataclass(frozen=True, slots=True)
class Told:
    """One letter that arrived: whose mailbox, and the subject."""

    whose: str
    subject: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the service did with one mail. done: anything came of it."""

    verdict: str
    done: bool
    folder: str
    remarks: tuple[str, ...]
    letters: tuple[Told, ...]


def settled(session: Session, message_id: str) -> Arrival | None:
    """Return the arrival with this Message-ID once nothing that it caused is left to do; until then None."""
    arrival = session.scalar(select(Arrival).where(Arrival.message_id == message_id, Arrival.handled_at.is_not(None)))
    open_letters = select(func.count()).select_from(LetterOwed).where(LetterOwed.accepted_at.is_(None), LetterOwed.parked_at.is_(None))
    open_work = select(func.count()).select_from(FolderWork).where(FolderWork.done_at.is_(None))
    return arrival if arrival and not session.scalar(open_letters) and not session.scalar(open_work) else None


def outcome_of(
    session: Session, arrival: Arrival, taken: Sequence[Accepted], names: Mapping[str, str], natures: Sequence[Nature]
) -> Outcome:
    """Put together what is to be told of `arrival`.

    taken:  what the SMTP server took since the mail was sent, of our letters.
    names:  whose each mailbox is, by address.
    """
    kind = MailClass(arrival.kind or MailClass.UNREADABLE)
    complaint = session.get(Complaint, arrival.complaint_id) if arrival.complaint_id else None
    verdict, remarks, done = VERDICTS.get(kind, kind.replace("_", " ")), _answered(session, arrival), complaint is not None
    if complaint:
        if kind is MailClass.STAFF:
            verdict, done = _step(session, arrival, complaint)
        elif LEDGER[kind][0] is Column.NEW:
            verdict += f" as {nature_title(complaint.nature, natures)}, for the {TITLES[Role(complaint.suggested_role)]}"
            remarks = _remarks(complaint)
        verdict = f"{complaint.reference}: {verdict}"
    letters = tuple(Told(names.get(mail.recipient, mail.recipient), subject_of(mail.raw)) for mail in taken)
    return Outcome(verdict, done, arrival.folder or "INBOX", remarks, letters)


def _step(session: Session, arrival: Arrival, complaint: Complaint) -> tuple[str, bool]:
    """Say what came of an employee's mail, and whether anything did: no other mail came since."""
    since = (Journal.complaint_id == complaint.id, Journal.at >= arrival.kept_at, Journal.event != Event.FOLLOWS)
    steps = list(session.scalars(select(Journal).where(*since).order_by(Journal.id)))
    if not steps:
        return f"nothing is done, it stays {complaint.state}", False
    before = steps[0].from_state
    return (f"{before} → {complaint.state}" if before != complaint.state else f"done, it stays {before}"), True


def _answered(session: Session, arrival: Arrival) -> tuple[str, ...]:
    """Return what is to be said of the letters that answer a mail of which nothing was done."""
    letters = session.scalars(select(LetterOwed).where(LetterOwed.arrival_id == arrival.id).order_by(LetterOwed.id))
    return tuple(ANSWERED[Letter(one.letter)] for one in letters if one.letter in ANSWERED)


def register_rows(session: Session, natures: Sequence[Nature]) -> list[tuple[str, ...]]:
    """Return the register as a table, its first row the names of the columns."""
    rows: list[tuple[str, ...]] = [("reference", "state", "complainant", "nature", "target date", "acknowledgement")]
    for one in session.scalars(select(Complaint).order_by(Complaint.id)):
        who = one.complainant_name or one.complainant_address or "unknown"
        rows.append((one.reference, one.state, who, nature_title(one.nature, natures), str(one.target_date or ""), one.acknowledgement))
    return rows


def subject_of(raw: bytes) -> str:
    """Return the subject of a mail of ours."""
    return str(message_from_bytes(raw, policy=policy.default)["Subject"])


def _remarks(complaint: Complaint) -> tuple[str, ...]:
    if complaint.acknowledgement == Acknowledgement.FAILED:
        return ("the acknowledgement was refused: the Manager Operations gets it to send another way",)
    if complaint.acknowledgement == Acknowledgement.WITHHELD:
        return (f"not answered by itself: {complaint.acknowledgement_why}",)
    return ()
