"""Taking mail in: first keep it, then read it.

The order is the whole point. The bytes are committed before anything parses
them and before the mailbox hears of it, so a crash in between costs a second
look at the same mail (the unique key on mailbox, uidvalidity, uid drops it)
and never costs a complaint. Small mails share a commit; a large one goes
through a file without a name, in blocks, and is never whole in memory.
"""

import hashlib
import logging
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import IO, cast

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from intake.ports import Mailbox, Place, Waiting
from tracker.clock import Clock
from tracker.crashpoints import crashpoint
from tracker.log import say
from tracker.owing import Work
from tracker.records import Arrival, FolderWork, RawBlock
from tracker.records import Mailbox as MailboxRow
from tracker.store import Store

BLOCK = 1024 * 1024
"""Bytes in one row of a mail's blocks, and the most that a mail may have to be kept in memory meanwhile."""

FROM_A_FILE = 0
"""The UIDVALIDITY of mail that was imported. No mailbox has it (RFC 3501, 9: nz-number): such mail lies in no folder and is never moved."""

FROM_A_FOLDER = -1
"""The UIDVALIDITY of mail that a restored register found in a folder of ours. Its UID is a number of ours: the folder's own may be those of
other mails in the inbox."""

_ARRIVAL = insert(cast("Table", Arrival.__table__)).returning(Arrival.id)
_BLOCK = insert(cast("Table", RawBlock.__table__))

log = logging.getLogger(__name__)


def is_for_the_record(arrival: Arrival) -> bool:
    """Say whether a mail was taken in from a file, and not as if it came in now: it is put on record, neither answered nor obeyed."""
    return arrival.backlog and arrival.uidvalidity == FROM_A_FILE


@dataclass(slots=True)
class Fetched:
    """One mail as it came: its bytes in memory, or in a file without a name."""

    waiting: Waiting
    sha256: str
    size: int
    spool: IO[bytes]

    def blocks(self) -> Iterator[bytes]:
        """Yield the bytes again, a block at a time."""
        self.spool.seek(0)
        while block := self.spool.read(BLOCK):
            yield block


@dataclass(frozen=True, slots=True)
class Kept:
    """A mail that is now in the register, to be handled next."""

    arrival_id: int
    size: int
    raw: bytes | None = field(repr=False)  # None when it was too large to stay in memory


def known_uids(store: Store, name: str, places: Sequence[Place]) -> set[int]:
    """Say which of these messages of the inbox were kept before, be it that they were removed and are still to be erased."""
    with store.reading() as session:
        return _known(session, name, places)


def _known(session: Session, name: str, places: Sequence[Place]) -> set[int]:
    """Look at what is on record first: a removal in between puts it among what is to be erased, and never the other way round."""
    folder, uidvalidity, uids = places[0].folder, places[0].uidvalidity, [place.uid for place in places]
    kept = (Arrival.mailbox == name, Arrival.uidvalidity == uidvalidity, Arrival.uid.in_(uids))
    removed = (FolderWork.mailbox == name, FolderWork.lies_uidvalidity == uidvalidity, FolderWork.lies_uid.in_(uids))
    on_record = session.scalars(select(Arrival.uid).where(*kept)).all()
    doomed = session.scalars(select(FolderWork.lies_uid).where(*removed, FolderWork.lies_in == folder, FolderWork.work == Work.ERASE))
    return {*on_record, *(uid for uid in doomed if uid is not None)}


def to_be_erased(session: Session, name: str, hashes: Sequence[str]) -> set[str]:
    """Say which of these bytes were removed from the register, and are still to be erased wherever they lie."""
    owed = (FolderWork.mailbox == name, FolderWork.work == Work.ERASE, FolderWork.done_at.is_(None))
    return {one for one in session.scalars(select(FolderWork.sha256).where(*owed, FolderWork.sha256.in_(hashes))) if one is not None}


def first_start(store: Store, mailbox: Mailbox, now: datetime) -> MailboxRow:
    """Return since when this mailbox is watched; on the first start ever, note what already lay there.

    Source: docs/mail-rules.md, D20.
    """
    with store.unit() as session:
        row = session.get(MailboxRow, mailbox.name)
        if row is None:
            row = MailboxRow(
                name=mailbox.name, first_started_at=now, backlog_uidvalidity=mailbox.uidvalidity, backlog_last_uid=mailbox.last_uid
            )
            session.add(row)
        return row


@dataclass(frozen=True, slots=True)
class BacklogRule:
    """Which mail is too old to answer by itself (D20)."""

    uidvalidity: int
    last_uid: int
    older_than: timedelta | None = timedelta(days=5)
    acknowledge: bool = False  # the administrator wants the backlog answered all the same

    def covers(self, waiting: Waiting, now: datetime) -> bool:
        """Say whether `waiting` lay there before the first start ever, or is too old."""
        if self.acknowledge:
            return False
        lay_there = waiting.place.uidvalidity == self.uidvalidity and waiting.place.uid <= self.last_uid
        return lay_there or (self.older_than is not None and waiting.received_at < now - self.older_than)


def keep(mailbox: Mailbox, batch: Sequence[Waiting], store: Store, rule: BacklogRule, clock: Clock) -> Iterator[Kept]:
    """Fetch a batch and write it into the arrivals; yield what was new, its first attempt already counted.

    Raises `TryLater` when the mailbox or the register cannot be reached, after what came whole before that was kept.
    """
    yield from committed(mailbox, batch, lambda mails: _commit(store, mailbox.name, mails, rule, clock.now()))


def committed(mailbox: Mailbox, batch: Sequence[Waiting], commit: Callable[[list[Fetched]], list[Kept]]) -> Iterator[Kept]:
    """Fetch a batch; have `commit` write the small mails down together and each large one alone. Yields and raises as `keep`."""
    with ExitStack() as spools:
        small: list[Fetched] = []
        try:
            for waiting, chunks in mailbox.fetch(batch):
                fetched = receive(waiting, chunks)
                spools.enter_context(fetched.spool)
                if fetched.size <= BLOCK:
                    small.append(fetched)
                    continue
                for mails in (small, [fetched]):  # in the order of arrival: a later mail may answer an earlier one
                    yield from commit(mails)
                fetched.spool.close()
                small = []
        except Exception:  # whatever it was, it says nothing against the mails before it
            yield from commit(small)
            raise
        yield from commit(small)


def receive(waiting: Waiting, chunks: Iterable[bytes]) -> Fetched:
    """Take one mail in, counting and hashing as it comes. Whoever gets it closes its spool; what came only by half is let go of."""
    spool: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=BLOCK)  # noqa: SIM115 - closed by the caller
    digest = hashlib.sha256()
    try:
        for chunk in chunks:
            digest.update(chunk)
            spool.write(chunk)
    except BaseException:
        spool.close()
        raise
    return Fetched(waiting, digest.hexdigest(), spool.tell(), spool)


def _commit(store: Store, name: str, mails: list[Fetched], rule: BacklogRule, now: datetime) -> list[Kept]:
    """Commit A: the raw bytes, and the attempt that follows at once."""
    if not mails:
        return []
    crashpoint("before_commit_a")
    with store.unit() as session:
        before = _known(session, name, [mail.waiting.place for mail in mails])
        doomed = to_be_erased(session, name, [mail.sha256 for mail in mails])
        new = [mail for mail in mails if mail.waiting.place.uid not in before and mail.sha256 not in doomed]
        kept = [write(session, name, mail, backlog=rule.covers(mail.waiting, now), now=now) for mail in new]
    crashpoint("after_commit_a")
    say(log, "mail.kept", mailbox=name, count=len(kept), seen_before=len(mails) - len(kept))
    return kept


def write(session: Session, name: str, mail: Fetched, *, backlog: bool, now: datetime, number: int | None = None) -> Kept:
    """Write one mail and its blocks. number: of one that lies in a folder of ours, by which it is known (FROM_A_FOLDER)."""
    place = mail.waiting.place
    lies = None if place.uidvalidity == FROM_A_FILE else place
    row = {
        "mailbox": name,
        "uidvalidity": place.uidvalidity if number is None else FROM_A_FOLDER,
        "uid": place.uid if number is None else number,
        "sha256": mail.sha256,
        "size": mail.size,
        "received_at": mail.waiting.received_at,
        "kept_at": now,
        "backlog": backlog,
        "attempts": 1,
        "folder": lies and lies.folder,
        "folder_uidvalidity": lies and lies.uidvalidity,
        "folder_uid": lies and lies.uid,
    }
    arrival_id = int(session.connection().execute(_ARRIVAL, row).scalar_one())
    whole: bytes | None = None
    for position, block in enumerate(mail.blocks()):
        whole = block if position == 0 else None
        session.connection().execute(_BLOCK, {"arrival_id": arrival_id, "position": position, "data": block})
    return Kept(arrival_id, mail.size, whole if mail.size <= BLOCK else None)


@dataclass(frozen=True, slots=True)
class RawMail:
    """A kept mail's bytes, a block at a time, as often as wanted. No transaction stays open in between."""

    store: Store
    arrival_id: int

    def __iter__(self) -> Iterator[bytes]:
        """Yield the blocks in order."""
        position = 0
        while True:
            with self.store.reading() as session:
                block = session.scalar(select(RawBlock.data).where(RawBlock.arrival_id == self.arrival_id, RawBlock.position == position))
            if block is None:
                return
            yield block
            position += 1
