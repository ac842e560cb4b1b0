"""Carry the folder work owed: move mails to their folders, lay copies of letters away; what must go is `intake.erasing`'s.

Whatever is done twice does no harm: a mail that is no longer in its place was
moved already, and a copy is looked for before it is made once more. Rows may be
erased at any moment: what was done for one of them is then noted nowhere.
"""

import hashlib
import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Row, Table, bindparam, select, update
from sqlalchemy.orm import Session

from intake.erasing import erase, try_later
from intake.ports import Mailbox, Place, Refused
from tracker.alarms import clear_alarm, raise_alarm
from tracker.clock import Clock
from tracker.errors import NeedsPerson
from tracker.ledger import Shelf
from tracker.log import say
from tracker.owing import Work
from tracker.records import Arrival, FolderWork, LetterOwed
from tracker.store import Store

AT_ONCE = 50

_MAIL = cast("Table", Arrival.__table__)
_WORK = cast("Table", FolderWork.__table__)
_DONE = update(_WORK).where(_WORK.c.id == bindparam("row"))
_LIES = update(_MAIL).where(_MAIL.c.id == bindparam("row"))
"""Past the ORM, which takes it for a fault when a row is not there any more."""

log = logging.getLogger(__name__)


def carry(mailbox: Mailbox, store: Store, clock: Clock) -> int:
    """Do what is due in this mailbox; return how much was done.

    A folder that refuses is an alarm and is tried again; the rest goes on. What must be erased comes last, and some of it at a time,
    so that it holds up no new mail: where there is more, the mailbox's next wait ends at once.
    Raises `TryLater` when the mailbox or the register is away.
    """
    done = 0
    while due := _due(store, mailbox.name, clock.now()):
        for (work, folder), rows in _by_kind(due).items():
            try:
                done += _CARRIERS[work](mailbox, store, Shelf(folder), rows, clock)
                _note_works(store, mailbox.name, folder, clock.now())
            except (Refused, NeedsPerson) as refusal:
                _put_off(store, mailbox.name, folder, rows, str(refusal), clock.now())
    return done + erase(mailbox, store, clock)


def _due(store: Store, name: str, now: datetime) -> list[FolderWork]:
    open_work = select(FolderWork).where(FolderWork.mailbox == name, FolderWork.done_at.is_(None), FolderWork.next_attempt_at <= now)
    open_work = open_work.where(FolderWork.work != Work.ERASE)
    with store.reading() as session:
        return list(session.scalars(open_work.order_by(FolderWork.next_attempt_at, FolderWork.id).limit(AT_ONCE)))


def _by_kind(rows: Sequence[FolderWork]) -> dict[tuple[Work, str], list[FolderWork]]:
    kinds: dict[tuple[Work, str], list[FolderWork]] = defaultdict(list)
    for row in rows:
        kinds[Work(row.work), row.folder].append(row)
    return kinds


def _move(mailbox: Mailbox, store: Store, shelf: Shelf, rows: Sequence[FolderWork], clock: Clock) -> int:
    """Move arrivals; remember where each lies now, for its removal (docs/mail-rules.md, R-IMAP-03)."""
    with store.reading() as session:
        lying = _lying(session, rows)
    moved = mailbox.move([mail.place for mail in lying.values()], shelf)
    found = {row_id: moved.get(mail.place) or _look_for(mailbox, shelf, mail) for row_id, mail in lying.items()}
    with store.unit() as session:
        _finish(session, rows, found, clock.now())
    say(log, "folder.moved", mailbox=mailbox.name, folder=shelf, count=len(rows))
    return len(rows)


@dataclass(frozen=True, slots=True)
class _Lying:
    """A mail, and where it lies as far as the register knows."""

    place: Place
    sha256: str
    size: int


def _lying(session: Session, rows: Sequence[FolderWork]) -> dict[int, _Lying]:
    """Return work → the mail that it is about, for those whose place is known."""
    of_mails = select(Arrival.id, Arrival.folder, Arrival.folder_uidvalidity, Arrival.folder_uid, Arrival.sha256, Arrival.size)
    mails = {mail.id: mail for mail in session.execute(of_mails.where(Arrival.id.in_([row.arrival_id for row in rows])))}
    known = ((row.id, mails.get(row.arrival_id)) for row in rows)
    return {
        row_id: _Lying(Place(mail.folder, mail.folder_uidvalidity, mail.folder_uid), mail.sha256, mail.size)
        for row_id, mail in known
        if mail is not None and mail.folder is not None and mail.folder_uid is not None
    }


def _look_for(mailbox: Mailbox, shelf: Shelf, mail: _Lying) -> Place | None:
    """Find a mail whose new place the server did not tell: it has no UIDPLUS, or a lost answer told it."""
    return next(iter(mailbox.find(mail.sha256, mail.size, shelf)), None)


def _append(mailbox: Mailbox, store: Store, shelf: Shelf, rows: Sequence[FolderWork], clock: Clock) -> int:
    """Lay copies of letters away, each once: an attempt is counted first, and one that was begun before is looked for."""
    with store.unit() as session:
        session.execute(update(FolderWork).where(FolderWork.id.in_([row.id for row in rows])).values(attempts=FolderWork.attempts + 1))
    for row in rows:
        with store.reading() as session:
            raw, at = _frozen(session, row)
        if raw is not None:
            place = _earlier_copy(mailbox, shelf, raw) if row.attempts else None
            place = place or mailbox.append(shelf, raw, at or clock.now())
        else:
            place = None
        with store.unit() as session:
            _finish(session, [row], {row.id: place}, clock.now())
    say(log, "folder.appended", mailbox=mailbox.name, folder=shelf, count=len(rows))
    return len(rows)


def _frozen(session: Session, row: FolderWork) -> tuple[bytes | None, datetime | None]:
    found: Row[bytes | None, datetime | None] | None = session.execute(
        select(LetterOwed.raw, LetterOwed.accepted_at).where(LetterOwed.id == row.letter_id)
    ).one_or_none()
    return (found[0], found[1]) if found else (None, None)


def _earlier_copy(mailbox: Mailbox, shelf: Shelf, raw: bytes) -> Place | None:
    return next(iter(mailbox.find(hashlib.sha256(raw).hexdigest(), len(raw), shelf)), None)


_CARRIERS = {Work.MOVE: _move, Work.APPEND: _append}


def _finish(session: Session, rows: Sequence[FolderWork], places: Mapping[int, Place | None], now: datetime) -> None:
    """Note that the work is done, and where each message lies now."""
    session.connection().execute(_DONE, [{"row": row.id, "done_at": now, **_filed(places.get(row.id))} for row in rows])
    lies = [
        {"row": row.arrival_id, "folder": place.folder, "folder_uidvalidity": place.uidvalidity, "folder_uid": place.uid}
        for row in rows
        if row.arrival_id and (place := places.get(row.id))
    ]
    if lies:
        session.connection().execute(_LIES, lies)


def _filed(place: Place | None) -> dict[str, str | int | None]:
    if place is None:
        return {"lies_in": None, "filed_uidvalidity": None, "filed_uid": None}
    return {"lies_in": place.folder, "filed_uidvalidity": place.uidvalidity, "filed_uid": place.uid}


def _put_off(store: Store, name: str, folder: str, rows: Sequence[FolderWork], why: str, now: datetime) -> None:
    with store.unit() as session:
        try_later(session, rows, now)
        new = raise_alarm(session, "folder.refused", f"{name}/{folder}", why, now)
    if new:
        say(log, "folder.refused", level=logging.WARNING, mailbox=name, folder=folder, count=len(rows), why=why)


def _note_works(store: Store, name: str, folder: str, now: datetime) -> None:
    with store.unit() as session:
        clear_alarm(session, "folder.refused", f"{name}/{folder}", now)
