"""Playing mail anew: what would become of it now, by the way that all mail goes, in a register that is thrown away afterwards.

There is no second way through the house: the mail is read by the children and
handled by `intake.handle`, with the clock at the moment at which it was
received. Rule: the register on record is only read; what is made here is
letters and folder work that nobody carries; and no mail's bytes are kept.
"""

import hashlib
import io
import math
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from intake.bounds import Block
from intake.child import LimitExceeded, Readers, Reading
from intake.handle import Intake
from intake.heads import Undated, message_id, read_head, received_at, written_at
from intake.importing import Source
from intake.keep import FROM_A_FILE, Fetched, write
from intake.likeness import LARGEST, undressed
from intake.on_record import OnRecord, Recorded
from intake.ports import Place, Waiting
from intake.taking import TOO_MUCH
from intake.verdict import Verdict, differences, verdict_of
from tracker.clock import HandClock
from tracker.errors import TryLater
from tracker.ledger import MailClass
from tracker.log import describe
from tracker.records import Arrival, Complaint
from tracker.store import Store


@dataclass(frozen=True, slots=True)
class Played:
    """One mail, played anew.

    now:     what became of it; None where a fault of ours stopped it, which `fault` names. A complaint that is not
             on record is named by the mail that began it.
    before:  what is on record; None where the register does not have it.
    """

    name: str
    size: int
    received_at: datetime
    subject: str
    now: Verdict | None
    before: Verdict | None
    fault: str = ""

    @property
    def changes(self) -> tuple[str, ...]:
        """What differs from the record, by the names of `intake.verdict.Verdict`; nothing where it is not on record."""
        return differences(self.before, self.now) if self.before and self.now else ()


@dataclass(frozen=True, slots=True)
class _Looked:
    """A mail that was looked up, and not read yet."""

    source: Source
    sha256: str
    received_at: datetime
    recorded: Recorded | None


def _came(one: _Looked) -> tuple[datetime, float]:
    """Sort mails as they came: of one moment, as they stand on record, and then those that do not."""
    return one.received_at, one.recorded.arrival_id if one.recorded else math.inf


class Replayer:
    """Plays mails anew."""

    def __init__(self, stage: Store, record: OnRecord, readers: Readers, intake: Intake, clock: HandClock, *, mailbox: str) -> None:
        """Set up a replay.

        stage:    an empty register, thrown away by the caller.
        intake:   that decides in `stage`, by the rules to be tried, and by `clock`, which is moved here; it begins at the present.
        mailbox:  to which those mails came that are not on record.
        """
        self._stage, self._record, self._readers, self._intake = stage, record, readers, intake
        self._clock, self._mailbox = clock, mailbox
        self._now = clock.now()
        self._number = 0
        self._copied_at: dict[str, datetime] = {}  # SHA-256 → when the first of such mails came: a copy comes no earlier
        self._met: dict[str, tuple[Source, str]] = {}  # Message-ID → the first mail that bears it, and its SHA-256

    def play(self, mails: Iterable[Source]) -> Iterator[Played]:
        """Play mails in the order in which they were received, and give what became of each.

        A mail's moment is that on record, else what its topmost Received says, else its Date, else now.
        Raises `TryLater` when the register on record is away. `OSError` comes from the mails.
        """
        looked = sorted(map(self._look, mails), key=_came)
        self._record.hang_behind(self._stage)
        for one, reading in self._readers.ahead(looked, lambda one: one.source):
            yield self._play(one, reading)

    def _look(self, mail: Source) -> _Looked:
        digest = hashlib.sha256()
        for piece in mail:
            digest.update(piece)
        head = read_head(mail)
        named = message_id(head)
        recorded = self._record.find(digest.hexdigest(), named, mail.size, mail)
        sha256 = self._known_as(mail, digest.hexdigest(), named)
        moment = recorded.received_at if recorded else self._copied_at.get(sha256) or self._moment(head)
        self._copied_at.setdefault(sha256, moment)
        return _Looked(mail, sha256, moment, recorded)

    def _known_as(self, mail: Source, sha256: str, named: str | None) -> str:
        """Return the SHA-256 under which a mail is kept: of one that lies in these files in another dress too, that of the first."""
        if named is None:
            return sha256
        first, of_first = self._met.setdefault(named, (mail, sha256))
        if of_first == sha256 or max(mail.size, first.size) > LARGEST:
            return sha256
        return of_first if undressed(mail) == undressed(first) else sha256

    def _moment(self, head: Block) -> datetime:
        for told in (received_at, written_at):
            with suppress(Undated):
                return told(head, self._now)
        return self._now

    def _play(self, one: _Looked, reading: Future[Reading]) -> Played:
        self._clock.moment = one.received_at
        arrival_id = self._keep(one)
        fault = ""
        try:
            self._intake.handle(arrival_id, reading.result())
        except LimitExceeded:
            self._intake.quarantine(arrival_id, TOO_MUCH)
        except TryLater:
            raise
        except Exception as trouble:  # noqa: BLE001 - one mail must not end the replay of the others
            fault = describe(trouble)
        with self._stage.unit() as session:
            return self._told(session, one, session.get_one(Arrival, arrival_id), fault)

    def _keep(self, one: _Looked) -> int:
        """Note that the mail came, without its bytes."""
        self._number += 1
        place = Place("", one.recorded.uidvalidity if one.recorded else FROM_A_FILE, -self._number)  # less than 0: nobody else's
        mailbox, backlog = (one.recorded.mailbox, one.recorded.backlog) if one.recorded else (self._mailbox, False)
        fetched = Fetched(Waiting(place, one.source.size, one.received_at), one.sha256, one.source.size, io.BytesIO())
        with self._stage.unit() as session:
            return write(session, mailbox, fetched, backlog=backlog, now=self._clock.now()).arrival_id

    def _told(self, session: Session, one: _Looked, arrival: Arrival, fault: str) -> Played:
        begun = arrival.complaint_id if arrival.kind == MailClass.COMPLAINT else None
        recorded = one.recorded if one.recorded and one.recorded.began_a_complaint else None
        if begun is not None:
            session.get_one(Complaint, begun).reference = str(recorded.verdict.complaint) if recorded else one.source.name
        now = verdict_of(session, arrival) if not fault else None
        if begun is not None and recorded:
            session.flush()
            self._record.attach(session, recorded, begun)
        before = one.recorded.verdict if one.recorded else None
        return Played(one.source.name, one.source.size, one.received_at, arrival.subject, now, before, fault)
