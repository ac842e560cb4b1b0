"""What the register holds of mails that are played anew: found by their bytes, told as verdicts. It is only read.

Rule: a mail on record is taken once, so that the second copy of it in a file is
compared with the second copy on record.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.likeness import first_alike
from intake.verdict import Verdict, verdict_of
from tracker import backdrop
from tracker.ledger import MailClass
from tracker.records import Arrival
from tracker.store import Store

_ALIKE_AT_MOST = 5
"""Mails with one Message-ID that are compared in full."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A mail on record. backlog: it lay there before the first start, was too old, or came from a file: facts that no setting changes."""

    arrival_id: int
    mailbox: str
    uidvalidity: int
    received_at: datetime
    backlog: bool
    complaint_id: int | None
    verdict: Verdict

    @property
    def began_a_complaint(self) -> bool:
        """Say whether the complaint began with this mail."""
        return self.verdict.kind is MailClass.COMPLAINT and self.complaint_id is not None


class OnRecord:
    """Looks mails up in a register, which may be absent: then nothing is on record."""

    def __init__(self, store: Store | None) -> None:
        self._store = store
        self._taken: set[int] = set()

    def find(self, sha256: str, message_id: str | None, size: int, mail: Iterable[bytes]) -> Recorded | None:
        """Return what is on record of a mail: the same bytes, else the same mail but for what a file changed (see `intake.likeness`).

        Of a mail that came more than once the copy that counted, as long as that was not found before.
        """
        if self._store is None:
            return None
        with self._store.reading() as session:
            found = self._same_bytes(session, sha256)
            if found is None or found.kind == MailClass.REDELIVERED:
                alike = self._alike(session, message_id, size, mail)
                found = session.get_one(Arrival, alike) if alike is not None else found
            if found is None:
                return None
            self._taken.add(found.id)
            return _recorded(session, found)

    def _same_bytes(self, session: Session, sha256: str) -> Arrival | None:
        same = select(Arrival).where(Arrival.sha256 == sha256, Arrival.kind.is_not(None))
        counted_first = same.order_by(Arrival.kind == MailClass.REDELIVERED, Arrival.id)
        return next((found for found in session.scalars(counted_first) if found.id not in self._taken), None)

    def _alike(self, session: Session, message_id: str | None, size: int, mail: Iterable[bytes]) -> int | None:
        if message_id is None:
            return None
        named = select(Arrival.id, Arrival.size).where(Arrival.message_id == message_id, Arrival.kind != MailClass.REDELIVERED)
        rows = session.execute(named.order_by(Arrival.id).limit(_ALIKE_AT_MOST + len(self._taken)))
        free = [(found.id, found.size) for found in rows if found.id not in self._taken][:_ALIKE_AT_MOST]
        return first_alike(session, free, size, mail)

    def hang_behind(self, stage: Store) -> None:
        """Copy the complaints that no mail found here began into the register of a dry run."""
        if self._store is not None:
            with self._store.reading() as record, stage.unit() as session:
                backdrop.hang(record, session, self._taken)

    def attach(self, session: Session, recorded: Recorded, as_id: int) -> None:
        """Copy what belongs to a complaint that began anew in a dry run, where it has the id `as_id`."""
        if self._store is not None and recorded.complaint_id is not None:
            with self._store.reading() as record:
                backdrop.attach(record, session, recorded.complaint_id, as_id, self._taken)


def _recorded(session: Session, arrival: Arrival) -> Recorded:
    return Recorded(
        arrival.id,
        arrival.mailbox,
        arrival.uidvalidity,
        arrival.received_at,
        arrival.backlog,
        arrival.complaint_id,
        verdict_of(session, arrival),
    )
