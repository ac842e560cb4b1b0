"""Second thoughts about mail that became no complaint: read it once more, accept it after all, or dismiss it.

A person gives the word, and who it was stands with the mail. Rule: class,
column of the ledger, folder and alarm change together in one transaction, so a
daemon that runs meanwhile sees the mail before or after, never in between.
Source: docs/mail-rules.md, D2 and D3.
"""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from intake.child import LimitExceeded, Readers, Reading
from intake.handle import Intake, file
from intake.incoming import IncomingMail
from intake.keep import RawMail
from tracker.alarms import clear_alarm
from tracker.clock import Clock
from tracker.errors import KlachtenError
from tracker.ledger import LEDGER, Column, MailClass
from tracker.model import Reference
from tracker.owing import Work
from tracker.records import Arrival, Complaint, FolderWork
from tracker.store import Store

BY_HAND = "een medewerker maakte van deze e-mail alsnog een klacht"

_OF_NO_COMPLAINT = frozenset({Column.MACHINE, Column.IGNORED, Column.QUARANTINED})


class NotSetAside(KlachtenError):
    """Asked of a mail with which it cannot be done; nothing was changed. The message says why, and what can be done."""


class Quarantine:
    """Handles mail again, on a person's word."""

    def __init__(self, store: Store, readers: Readers, intake: Intake, clock: Clock, *, enclosures_bytes: int) -> None:
        """enclosures_bytes: attachments up to this size together go along to staff."""
        self._store, self._readers, self._intake, self._clock = store, readers, intake, clock
        self._enclosures_bytes = enclosures_bytes

    def retry(self, arrival_id: int) -> MailClass:
        """Have a mail in quarantine read and handled again; where it cannot be read, nothing changes. Returns its class.

        Raises `NotSetAside`; `TryLater` when the register is away.
        """
        with self._store.reading() as session:
            size = _unreadable(session, arrival_id).size
        reading = self._read(arrival_id, size)
        if reading is None or not reading.mail.readable:
            return MailClass.UNREADABLE
        with self._store.unit() as session:
            arrival = _unreadable(session, arrival_id)
            now = self._clock.now()
            kind = self._intake.decide(session, arrival, reading, now)
            refile(session, arrival, kind, now)
        return kind

    def accept(self, arrival_id: int, by: str, *, acknowledge: bool = False) -> Reference:
        """Make a mail a complaint after all, as far as it can be read; return its reference.

        by:           who gave the word; it stays with the mail.
        acknowledge:  answer its sender as far as the rules allow; else that is left to a person.
        Raises as `retry`.
        """
        with self._store.reading() as session:
            arrival = _of_no_complaint(session, arrival_id)
            unread = IncomingMail(arrival.sha256, arrival.size, readable=False)
        reading = self._read(arrival_id, unread.size) or Reading(unread, ())
        with self._store.unit() as session:
            arrival = _of_no_complaint(session, arrival_id)
            now = self._clock.now()
            before = arrival.kind
            complaint = self._intake.register(session, arrival, reading, now, withheld_why=None if acknowledge else BY_HAND)
            arrival.why = f"accepted by {by}; it was {before}"
            refile(session, arrival, MailClass.COMPLAINT, now)
        return Reference(complaint.reference)

    def _read(self, arrival_id: int, size: int) -> Reading | None:
        """Have it read; None where that takes more than a mail may take."""
        try:
            return self._readers.read(RawMail(self._store, arrival_id), size, self._enclosures_bytes)
        except LimitExceeded:
            return None


def dismiss(store: Store, arrival_id: int, by: str, why: str, now: datetime) -> None:
    """Note that a person looked at an unreadable mail, and that it was nothing. Raises `NotSetAside`; `TryLater`."""
    with store.unit() as session:
        arrival = _unreadable(session, arrival_id)
        arrival.why = f"dismissed by {by}: {why}"
        refile(session, arrival, MailClass.DISMISSED, now)


def find_arrival(session: Session, arrival_id: int) -> Arrival:
    """Return a mail by its number, locked where the transaction writes. Raises `NotSetAside` where there is none."""
    arrival = session.get(Arrival, arrival_id, with_for_update=True)
    if arrival is None:
        raise NotSetAside(f"there is no mail {arrival_id}; see: klachten quarantine list")
    return arrival


def refile(session: Session, arrival: Arrival, kind: MailClass, now: datetime) -> None:
    """File a mail anew: the move that was owed until now is overtaken, and its alarm is over."""
    overtaken = delete(FolderWork).where(FolderWork.mailbox == arrival.mailbox, FolderWork.done_at.is_(None))
    session.execute(overtaken.where(FolderWork.arrival_id == arrival.id, FolderWork.work == Work.MOVE))
    file(session, arrival, kind, now)
    clear_alarm(session, "mail.quarantined", str(arrival.id), now)


def _unreadable(session: Session, arrival_id: int) -> Arrival:
    arrival = find_arrival(session, arrival_id)
    if arrival.kind != MailClass.UNREADABLE:
        raise NotSetAside(f"mail {arrival_id} is not in quarantine: it is {_told(session, arrival)}")
    return arrival


def _of_no_complaint(session: Session, arrival_id: int) -> Arrival:
    arrival = find_arrival(session, arrival_id)
    if arrival.kind == MailClass.REDELIVERED:
        raise NotSetAside(
            f"mail {arrival_id} is the same as one that came before; look for that one in: klachten quarantine list --machine"
        )
    if arrival.kind is None or LEDGER[MailClass(arrival.kind)][0] not in _OF_NO_COMPLAINT:
        raise NotSetAside(f"mail {arrival_id} cannot become a complaint: it is {_told(session, arrival)}")
    return arrival


def _told(session: Session, arrival: Arrival) -> str:
    """Say what a mail is, for a message."""
    complaint = session.get(Complaint, arrival.complaint_id) if arrival.complaint_id else None
    if complaint:
        return f"part of {complaint.reference}"
    return f"filed as {arrival.kind}" if arrival.kind else "not handled yet"
