"""Taking in mail that lies in files, the one way that all mail goes: first keep it, then read it, then decide.

Knows no file system: it is given the bytes. Such mail has no place in a
mailbox, so it has a number of ours for its UID, and owes no folder work. Rule:
the bytes are the identity, so what was imported before is recognised, and
whatever an interruption left half done is finished by the next run.
"""

import logging
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from sqlalchemy.orm import Session

from intake.child import LimitExceeded, Readers, Reading
from intake.handle import Intake
from intake.heads import Undated, read_head, received_at
from intake.keep import FROM_A_FILE, Fetched, Kept, RawMail, receive, write
from intake.orders import NOT_CARRIED_OUT
from intake.ports import Place, Waiting
from intake.taking import ATTEMPTS_AT_MOST, DIED, TOO_MUCH
from tracker.clock import Clock
from tracker.counting import next_number
from tracker.crashpoints import crashpoint
from tracker.errors import TryLater
from tracker.ledger import LEDGER, Column, MailClass
from tracker.log import say_fault
from tracker.queries import earlier_arrival
from tracker.records import Arrival
from tracker.store import Store

COUNTER = "import"
MAILS_AT_ONCE = 50
OCTETS_AT_ONCE = 8 * 1024 * 1024

log = logging.getLogger(__name__)


class Outcome(StrEnum):
    """What importing one mail came to."""

    COMPLAINT = "complaint"
    FOLLOW_UP = "follow_up"  # joined a complaint; staff's mails as well
    NOT_CARRIED_OUT = "not_carried_out"  # a mail of an employee that asks for something: on record, and nothing done
    MACHINE = "machine"  # no person wrote it, or it is spam
    KNOWN = "known"  # the same bytes are in the register already
    UNREADABLE = "unreadable"  # waits in quarantine
    UNDATED = "undated"  # not imported: nobody knows when it was received
    NO_MAIL = "no_mail"  # not imported: it has no header fields at all
    FAULT = "fault"  # a fault of our own: kept, and tried again by the next run


_OUTCOMES = {
    Column.NEW: Outcome.COMPLAINT,
    Column.THREADED: Outcome.FOLLOW_UP,
    Column.STAFF: Outcome.FOLLOW_UP,
    Column.MACHINE: Outcome.MACHINE,
    Column.IGNORED: Outcome.MACHINE,
    Column.QUARANTINED: Outcome.UNREADABLE,
}


class Source(Protocol):
    """One mail in a file: `size` bytes, in pieces, each time from the beginning."""

    @property
    def name(self) -> str:
        """How messages tell it apart."""

    @property
    def size(self) -> int:
        """How many bytes it has."""

    def __iter__(self) -> Iterator[bytes]:
        """Give the bytes."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one mail. why: of one that was not imported, in words of ours."""

    name: str
    size: int
    outcome: Outcome
    why: str = ""


@dataclass(slots=True)
class _Candidate:
    """A mail on its way in: fetched from its file, then kept; or with its outcome already."""

    source: Source
    fetched: Fetched | None = None
    kept: Kept | None = None
    deadly: bool = False  # it ended the service three times: read no more
    reading: Future[Reading] | None = None
    outcome: Outcome | None = None
    why: str = ""


class Importer:
    """Imports mails into one mailbox's name."""

    def __init__(
        self,
        store: Store,
        readers: Readers,
        intake: Intake,
        clock: Clock,
        *,
        mailbox: str,
        enclosures_bytes: int,
        all_received_at: datetime | None = None,
        acknowledge: bool = False,
        headless: bool = False,
    ) -> None:
        """Set up an import.

        mailbox:          in whose name letters about these mails go out.
        all_received_at:  when every one was received; None believes each mail's own headers.
        acknowledge:      answer and obey as if they came in now (docs/mail-rules.md, D10, D13 and D14); else they are for the record alone.
        headless:         take in what has no header fields as well, as mail that cannot be read.
        """
        self._store, self._readers, self._intake, self._clock = store, readers, intake, clock
        self._mailbox, self._enclosures_bytes = mailbox, enclosures_bytes
        self._all_received_at, self._acknowledge, self._headless = all_received_at, acknowledge, headless

    def take(self, mails: Iterable[Source]) -> Iterator[Imported]:
        """Import mails, and give what became of each, in order.

        Raises `TryLater` when the register is away: what was imported before stays. `OSError` comes from the mails.
        """
        for batch in self._batches(mails):
            self._keep(batch)
            for one in batch:
                if one.kept and not one.deadly:
                    one.reading = self._read(one.kept)
            for one in batch:
                outcome = one.outcome or self._handle(one)
                yield Imported(one.source.name, one.source.size, outcome, one.why)

    def _batches(self, mails: Iterable[Source]) -> Iterator[list[_Candidate]]:
        """Fetch mails from their files, as many at a time as memory may hold."""
        batch: list[_Candidate] = []
        octets = 0
        for mail in mails:
            batch.append(self._fetch(mail))
            octets += mail.size
            if len(batch) >= MAILS_AT_ONCE or octets >= OCTETS_AT_ONCE:
                yield batch
                batch, octets = [], 0
        if batch:
            yield batch

    def _fetch(self, mail: Source) -> _Candidate:
        head = read_head(mail)
        if not head.fields and not self._headless:
            return _Candidate(mail, outcome=Outcome.NO_MAIL, why="it has no header fields, so it seems to be no mail")
        try:
            moment = self._all_received_at or received_at(head, self._clock.now())
        except Undated as undated:
            return _Candidate(mail, outcome=Outcome.UNDATED, why=str(undated))
        waiting = Waiting(Place("", FROM_A_FILE, 0), mail.size, moment)
        return _Candidate(mail, fetched=receive(waiting, mail))

    def _keep(self, batch: list[_Candidate]) -> None:
        """Commit A: the raw bytes of what is new, and the attempt that follows at once."""
        crashpoint("before_commit_a")
        written: set[int] = set()
        with self._store.unit() as session:
            for one in batch:
                if one.fetched:
                    self._keep_one(session, one, one.fetched, written)
        crashpoint("after_commit_a")
        for one in batch:
            if one.fetched:
                one.fetched.spool.close()

    def _keep_one(self, session: Session, one: _Candidate, fetched: Fetched, written: set[int]) -> None:
        """Write one mail, unless the register has it. The number comes first: its row makes two imports take turns."""
        place = Place("", FROM_A_FILE, next_number(session, COUNTER))
        earlier = earlier_arrival(session, self._mailbox, fetched.sha256)
        if earlier is None:
            fetched.waiting = replace(fetched.waiting, place=place)
            one.kept = write(session, self._mailbox, fetched, backlog=not self._acknowledge, now=self._clock.now())
            written.add(one.kept.arrival_id)
        elif earlier.handled_at is None and earlier.uidvalidity == FROM_A_FILE and earlier.id not in written:
            self._once_more(one, earlier)
        else:
            one.outcome = Outcome.KNOWN

    def _once_more(self, one: _Candidate, earlier: Arrival) -> None:
        """Take up what an interruption left, as is said now; one that ended the service three times is read no more."""
        one.deadly = earlier.attempts >= ATTEMPTS_AT_MOST
        earlier.backlog = not self._acknowledge
        earlier.attempts += 1
        one.kept = Kept(earlier.id, earlier.size, None)

    def _read(self, kept: Kept) -> Future[Reading]:
        chunks = [kept.raw] if kept.raw is not None else RawMail(self._store, kept.arrival_id)
        return self._readers.submit(chunks, kept.size, self._enclosures_bytes)

    def _handle(self, one: _Candidate) -> Outcome:
        """Commit B. A fault of our own leaves the mail waiting, for the next run."""
        if one.kept is None:
            raise ValueError("a mail that was not kept cannot be handled")
        crashpoint("before_parse")
        if one.reading is None:
            return self._set_aside(one.kept, DIED)
        try:
            kind = self._intake.handle(one.kept.arrival_id, one.reading.result())
            return Outcome.NOT_CARRIED_OUT if kind is MailClass.STAFF and self._was_set_down(one.kept) else outcome_of(kind)
        except LimitExceeded:
            return self._set_aside(one.kept, TOO_MUCH)
        except TryLater:
            raise
        except Exception as fault:  # noqa: BLE001 - one mail must not hold up the others
            say_fault(log, "mail.fault", fault, arrival=one.kept.arrival_id)
            return Outcome.FAULT

    def _was_set_down(self, kept: Kept) -> bool:
        with self._store.reading() as session:
            return session.get_one(Arrival, kept.arrival_id).why == NOT_CARRIED_OUT

    def _set_aside(self, kept: Kept, why: str) -> Outcome:
        self._intake.quarantine(kept.arrival_id, why)
        return Outcome.UNREADABLE


def outcome_of(kind: MailClass) -> Outcome:
    """Say what a class is called here."""
    return Outcome.KNOWN if kind is MailClass.REDELIVERED else _OUTCOMES[LEDGER[kind][0]]
