"""What the commands ask of the register: lists for a person, and the counts that must add up.

Reads and never writes. Whatever is large (a letter's bytes and facts, a mail's
blocks) stays in the database. Rule: the ledger counts every mail that was
received, also one that is in none of its columns, so that it shows.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, and_, cast, func, literal, null, or_, select, true, union_all
from sqlalchemy.orm import Session, defer

from tracker.figures.mails import column_of, mailbox_of
from tracker.figures.names import Figure
from tracker.ledger import LEDGER, Column, MailClass
from tracker.model import CONFIRMED, Letter, Reference
from tracker.records import Arrival, Complaint, Enclosure, FolderWork, Journal, LetterOwed
from tracker.removal_records import Tally
from tracker.waiting_letters import NOT_CALLED_OFF

_SET_ASIDE = and_(LetterOwed.parked_at.is_not(None), NOT_CALLED_OFF)
"""Letters that could not be sent. One that was called off before it went is none of them."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What became of the mail of one mailbox. Source: docs/procedure.md, What makes it more.

    waiting:            mails that are kept and not yet handled.
    oldest_waiting_at:  when the oldest of those was received; None where none waits.
    """

    mailbox: str
    received: int
    columns: Mapping[Column, int]
    waiting: int = 0
    oldest_waiting_at: datetime | None = None

    @property
    def difference(self) -> int:
        """How many mails are in none of the columns; anything but 0 is a fault of ours."""
        return self.received - self.waiting - sum(self.columns.values())


@dataclass(frozen=True, slots=True)
class Outbox:
    """The letters that are not yet accepted. delayed: those of the open ones of which an attempt has ended."""

    open: int
    delayed: int
    parked: int


def complaints(session: Session, *, only_open: bool = True, only_unacknowledged: bool = False) -> Sequence[Complaint]:
    """List complaints, oldest first."""
    wanted = select(Complaint).order_by(Complaint.id)
    if only_open:
        wanted = wanted.where(Complaint.closed_at.is_(None))
    if only_unacknowledged:
        wanted = wanted.where(Complaint.acknowledgement.not_in(CONFIRMED))
    return session.scalars(wanted).all()


def unacknowledged(session: Session) -> list[tuple[str, str, date | None]]:
    """List the open complaints that are not acknowledged: of each its reference, how that stands, and by which day it must be."""
    wanted = select(Complaint.reference, Complaint.acknowledgement, Complaint.acknowledge_by_date)
    is_open = (Complaint.closed_at.is_(None), Complaint.acknowledgement.not_in(CONFIRMED))
    return [(one, acknowledgement, by_date) for one, acknowledgement, by_date in session.execute(wanted.where(*is_open))]


def complaint_of(session: Session, reference: Reference) -> Complaint | None:
    """Return the complaint with this reference."""
    return session.scalar(select(Complaint).where(Complaint.reference == reference))


def newest_references(session: Session, beginning: str, at_most: int) -> list[tuple[str, str]]:
    """List the references that begin so, in either case, newest first, each with the state of its complaint."""
    wanted = select(Complaint.reference, Complaint.state).where(Complaint.reference.istartswith(beginning, autoescape=True))
    return [(reference, state) for reference, state in session.execute(wanted.order_by(Complaint.id.desc()).limit(at_most))]


def journal_of(session: Session, complaint: Complaint) -> Sequence[Journal]:
    """List what happened to a complaint, oldest first."""
    return session.scalars(select(Journal).where(Journal.complaint_id == complaint.id).order_by(Journal.id)).all()


def letters_of(session: Session, complaint: Complaint) -> Sequence[LetterOwed]:
    """List the letters of a complaint, oldest first, without their bytes and facts."""
    theirs = select(LetterOwed).where(LetterOwed.complaint_id == complaint.id).order_by(LetterOwed.id)
    return session.scalars(theirs.options(defer(LetterOwed.raw, raiseload=True), defer(LetterOwed.facts, raiseload=True))).all()


def frozen_of(session: Session, complaint: Complaint, letters: Collection[Letter]) -> list[bytes]:
    """Return the bytes of these letters of a complaint, oldest first; of those that were written."""
    written = select(LetterOwed.raw).where(LetterOwed.complaint_id == complaint.id, LetterOwed.letter.in_(letters))
    return [raw for raw in session.scalars(written.order_by(LetterOwed.id)) if raw]


def letters(session: Session, which: str | None = None) -> list[tuple[LetterOwed, str | None]]:
    """List letters, oldest first, each with the reference of its complaint; without their bytes and facts.

    which: `open` are under way, `failed` could not be sent or came back, `all` is every one, also what was called off;
    None: what has not arrived, so the first two.
    """
    is_open = and_(LetterOwed.accepted_at.is_(None), LetterOwed.parked_at.is_(None))
    has_failed = or_(_SET_ASIDE, LetterOwed.bounced_at.is_not(None))
    wanted = {"open": is_open, "failed": has_failed, "all": true(), None: or_(is_open, has_failed)}[which]
    theirs = select(LetterOwed, Complaint.reference).outerjoin(Complaint, Complaint.id == LetterOwed.complaint_id).where(wanted)
    light = (defer(LetterOwed.raw, raiseload=True), defer(LetterOwed.facts, raiseload=True))
    return [(row, reference) for row, reference in session.execute(theirs.order_by(LetterOwed.id).options(*light))]


def mails_of(session: Session, complaint: Complaint) -> Sequence[Arrival]:
    """List the mails of a complaint in the order in which they came."""
    return session.scalars(select(Arrival).where(Arrival.complaint_id == complaint.id).order_by(Arrival.id)).all()


def enclosures_of(session: Session, mails: Collection[Arrival]) -> Sequence[Enclosure]:
    """List the attachments of these mails, without their bytes."""
    theirs = (
        select(Enclosure).where(Enclosure.arrival_id.in_([mail.id for mail in mails])).order_by(Enclosure.arrival_id, Enclosure.position)
    )
    return session.scalars(theirs.options(defer(Enclosure.data, raiseload=True))).all()


def filed_under(session: Session, columns: Collection[Column]) -> Sequence[Arrival]:
    """List the mails that these columns of the ledger count, newest first."""
    kinds = [kind for kind, (column, _) in LEDGER.items() if column in columns]
    return session.scalars(select(Arrival).where(Arrival.kind.in_(kinds)).order_by(Arrival.id.desc())).all()


def earlier_arrival(session: Session, mailbox: str, sha256: str) -> Arrival | None:
    """Return the first mail of this mailbox that has exactly these bytes."""
    same = select(Arrival).where(Arrival.sha256 == sha256, Arrival.mailbox == mailbox)
    return session.scalar(same.order_by(Arrival.id).limit(1))


def ledgers(session: Session) -> list[Ledger]:
    """Count what became of the mail, also of what was erased since, mailbox by mailbox, by name.

    In one statement, so that all its figures are of one moment: a mail that is erased is in a tally from then on.
    """
    is_handled = Arrival.handled_at.is_not(None)
    living = select(Arrival.mailbox, is_handled, Arrival.kind, func.count(), func.min(Arrival.received_at), literal(""))
    living = living.group_by(Arrival.mailbox, is_handled, Arrival.kind)
    erased = select(literal(""), true(), null(), cast(func.sum(Tally.value), BigInteger), null(), Tally.part)
    rows: Sequence[Any] = session.execute(union_all(living, erased.where(Tally.figure == Figure.MAILS).group_by(Tally.part))).all()
    counts: dict[str, _Count] = {}
    for mailbox, handled, kind, count, oldest_at, part in rows:
        if part:
            counts.setdefault(mailbox_of(part), _Count()).add_erased(part, count)
        else:
            counts.setdefault(mailbox, _Count()).add(handled=handled, kind=kind, count=count, oldest_at=oldest_at)
    return [Ledger(name, one.received, one.columns, one.waiting, one.oldest_at) for name, one in sorted(counts.items())]


@dataclass(slots=True)
class _Count:
    """A ledger in the making."""

    columns: Counter[Column] = field(default_factory=Counter)
    received: int = 0
    waiting: int = 0
    oldest_at: datetime | None = None

    def add(self, *, handled: bool, kind: str | None, count: int, oldest_at: datetime) -> None:
        """Count mails that are alike; those that were handled and have no class are in no column."""
        self.received += count
        if not handled:
            self.waiting += count
            self.oldest_at = min(self.oldest_at or oldest_at, oldest_at)
        elif kind is not None:
            self.columns[LEDGER[MailClass(kind)][0]] += count

    def add_erased(self, part: str, count: int) -> None:
        """Count mails that were erased; those that were in no column when they were still are in none."""
        self.received += count
        if (column := column_of(part)) is not None:
            self.columns[column] += count


def outbox(session: Session) -> Outbox:
    """Count the letters that are under way, and those that a person must look at."""
    is_open = (LetterOwed.accepted_at.is_(None), LetterOwed.parked_at.is_(None))
    letters = select(func.count()).select_from(LetterOwed)
    return Outbox(
        open=session.scalars(letters.where(*is_open)).one(),
        delayed=session.scalars(letters.where(*is_open, LetterOwed.attempts > LetterOwed.unended)).one(),
        parked=session.scalars(letters.where(_SET_ASIDE)).one(),
    )


def folder_work_open(session: Session) -> dict[str, int]:
    """Count what is still to be done in each mailbox's folders."""
    is_open = select(FolderWork.mailbox, func.count()).where(FolderWork.done_at.is_(None))
    return dict(session.execute(is_open.group_by(FolderWork.mailbox).order_by(FolderWork.mailbox)).all())
