"""Take out of a mailbox what was removed from the register: by the place that was remembered, and by its bytes wherever we file.

Knows what is owed, which names no row, and what still lives. The rule: every
folder of ours and the inbox are searched, since a person may have moved a mail
or copied it, a server may have told no place, and a copy may have been under
way when its letter was erased; what another mail on record has the same bytes
of is left as often as those live. What is done leaves nothing behind.
Source: docs/mail-rules.md, R-IMAP-04 and R-IMAP-10.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from intake.ports import Mailbox, Place, Refused
from tracker.alarms import clear_alarm, raise_alarm
from tracker.clock import Clock
from tracker.errors import NeedsPerson
from tracker.ledger import Shelf
from tracker.log import say
from tracker.owing import Work
from tracker.records import Arrival, FolderWork
from tracker.store import Store

AT_ONCE = 100
"""So many are erased before new mail is looked for again. Each costs a search in every folder."""

AGAIN_AFTER = timedelta(minutes=5)

_EVERYWHERE: tuple[Shelf | None, ...] = (None, *Shelf)
"""The inbox, and every folder of the settings."""

log = logging.getLogger(__name__)


def erase(mailbox: Mailbox, store: Store, clock: Clock) -> int:
    """Erase what is due in this mailbox, at most `AT_ONCE`; return how many that were, and wake the mailbox where there are more.

    What cannot be erased is an alarm and is tried again; the rest goes on. Raises `TryLater` when the mailbox or the register is away.
    """
    rows = _due(store, mailbox.name, clock.now())
    if not rows:
        return 0
    try:
        found = _find(mailbox, rows)
    except Refused as refusal:
        _put_off(store, mailbox.name, rows, str(refusal), clock.now())
        return 0
    with store.reading() as session:
        living = _living(session, mailbox.name, {row.sha256 for row in rows if row.sha256})
    done = sum(_erase(mailbox, store, row, _doomed(row, found[row.id], living.get(row.sha256 or "", [])), clock) for row in rows)
    _tell(store, mailbox.name, done, clock.now())
    if len(rows) == AT_ONCE:
        mailbox.wake()
    return done


def _due(store: Store, name: str, now: datetime) -> Sequence[FolderWork]:
    owed = select(FolderWork).where(FolderWork.mailbox == name, FolderWork.done_at.is_(None), FolderWork.work == Work.ERASE)
    with store.reading() as session:
        return session.scalars(
            owed.where(FolderWork.next_attempt_at <= now).order_by(FolderWork.next_attempt_at, FolderWork.id).limit(AT_ONCE)
        ).all()


def _find(mailbox: Mailbox, rows: Sequence[FolderWork]) -> Mapping[int, list[Place]]:
    """Return work → every place where these bytes lie; folder by folder, so that each is opened once."""
    found: dict[int, list[Place]] = defaultdict(list)
    for shelf in _EVERYWHERE:
        for row in rows:
            if row.sha256 is not None and row.size is not None:
                found[row.id] += mailbox.find(row.sha256, row.size, shelf)
    return found


def _living(session: Session, name: str, hashes: Iterable[str]) -> Mapping[str, list[Place]]:
    """Return hash → where mails lie that have these bytes and are still on record: the same mail, come once more."""
    still = select(Arrival.sha256, Arrival.folder, Arrival.folder_uidvalidity, Arrival.folder_uid).where(
        Arrival.mailbox == name, Arrival.sha256.in_(hashes), Arrival.folder.is_not(None)
    )
    living: dict[str, list[Place]] = defaultdict(list)
    for sha256, folder, uidvalidity, uid in session.execute(still):
        living[sha256].append(Place(folder or "", uidvalidity or 0, uid or 0))
    return living


def _doomed(row: FolderWork, found: Sequence[Place], living: Sequence[Place]) -> list[Place]:
    """Choose what is erased for one piece of work: every place but those of the living, for each of which one is left.

    The last to be left is the place that was remembered; it is, where a person dragged the only copy of a living mail into the inbox.
    """
    seen = Place(row.lies_in, row.lies_uidvalidity, row.lies_uid) if row.lies_in and row.lies_uidvalidity and row.lies_uid else None
    others = [place for place in dict.fromkeys(found) if place not in living and place != seen]
    places = others if seen is None or seen in living else [*others, seen]
    strayed = len(set(living) - set(found))  # moved since: whichever of these it is
    return places[strayed:]


def _erase(mailbox: Mailbox, store: Store, row: FolderWork, places: Iterable[Place], clock: Clock) -> bool:
    """Erase at these places, and forget that it was owed."""
    try:
        for place in places:
            mailbox.erase(place)  # where the place says nothing any more, the bytes were found elsewhere, or nowhere
    except (Refused, NeedsPerson) as refusal:
        _put_off(store, mailbox.name, [row], str(refusal), clock.now())
        return False
    with store.unit() as session:
        session.execute(delete(FolderWork).where(FolderWork.id == row.id))
    return True


def try_later(session: Session, rows: Sequence[FolderWork], now: datetime) -> None:
    """Count an attempt at these pieces of work, and let them rest."""
    later = update(FolderWork).where(FolderWork.id.in_([row.id for row in rows]))
    session.execute(later.values(next_attempt_at=now + AGAIN_AFTER, attempts=FolderWork.attempts + 1))


def _put_off(store: Store, name: str, rows: Sequence[FolderWork], why: str, now: datetime) -> None:
    with store.unit() as session:
        try_later(session, rows, now)
        new = raise_alarm(session, "mailbox.not_erased", name, why, now)
    if new:
        say(log, "mailbox.not_erased", level=logging.WARNING, mailbox=name, count=len(rows), why=why)


def _tell(store: Store, name: str, done: int, now: datetime) -> None:
    """Say how many were erased, and that the trouble is over where nothing was put off any more."""
    say(log, "folder.erased", mailbox=name, count=done)
    stuck = select(FolderWork.id).where(FolderWork.mailbox == name, FolderWork.work == Work.ERASE, FolderWork.attempts > 0).limit(1)
    with store.unit() as session:
        if session.scalar(stuck) is None:
            clear_alarm(session, "mailbox.not_erased", name, now)
