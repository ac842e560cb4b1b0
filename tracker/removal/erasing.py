"""Erasing mails and letters: what must go from the mailboxes is owed first, with place and bytes, and then the rows go.

Knows rows and no complaint: what belongs together is `tracker.removal.belongings`'s,
what is old enough `tracker.retention`'s. The rule: what is owed names no row, so
that it can be carried after they are gone, and is itself deleted once it is done;
only then is nothing known of the mail, not even a hash.
Source: docs/procedure.md, Removal; docs/mail-rules.md, R-IMAP-10.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, insert, select, update
from sqlalchemy.orm import Session

from tracker.house_records import Alarm, SpentToken
from tracker.ledger import LEDGER, MailClass, Shelf
from tracker.owing import Work
from tracker.records import Arrival, FolderWork, Held, Journal, LetterOwed
from tracker.removal_records import SentCopy

AT_ONCE = 500
"""Rows that one statement names: databases bound how many it may."""

ALARMS_OF_MAILS = ("mail.quarantined",)
ALARMS_OF_LETTERS = ("letter.parked", "letter.not_noted", "letter.bounced", "letter.reported", "letter.presumed")
"""Alarms whose subject is the number of a mail or of a letter; they go with it."""


@dataclass(frozen=True, slots=True)
class Erased:
    """So many mails and letters are gone from the register."""

    mails: int = 0
    letters: int = 0

    def __bool__(self) -> bool:
        """Say whether there were any."""
        return bool(self.mails or self.letters)

    def __add__(self, other: "Erased") -> "Erased":
        """Count both."""
        return Erased(self.mails + other.mails, self.letters + other.letters)


def erase(
    session: Session, arrival_ids: Collection[int], letter_ids: Collection[int], now: datetime, removal_id: int | None = None
) -> Erased:
    """Owe that these mails, and our copies of these letters, are erased from the mailboxes; delete their rows and all that hangs on them.

    In the caller's transaction. A row of the journal and a letter that stay only forget which mail they were about.
    removal_id:  the removal that waits until this is done.
    Returns how many there were; who asks again gets none.
    """
    erased = Erased()
    for ids in _groups(letter_ids):
        erase_copies(session, ids, now, removal_id)
        erased += Erased(letters=_delete_letters(session, ids))
    for ids in _groups(arrival_ids):
        _owe(session, _mails(session, ids), now, removal_id)
        erased += Erased(mails=_delete_mails(session, ids))
    return erased


def erase_copies(session: Session, letter_ids: Sequence[int], now: datetime, removal_id: int | None = None) -> None:
    """Owe that our copies of these letters are erased from the mailboxes; as `erase`, but the letters stay."""
    _owe(session, _copies_laid_away(session, letter_ids), now, removal_id)
    erase_found(session, SentCopy.letter_id.in_(letter_ids), now, removal_id)


def erase_strays(session: Session, references: Collection[str], now: datetime, removal_id: int | None = None) -> None:
    """Owe the same of what a restored register found under these references, of letters that it does not know; and forget it."""
    erase_found(session, and_(SentCopy.reference.in_(references), SentCopy.letter_id.is_(None)), now, removal_id)


def erase_found(session: Session, which: ColumnElement[bool], now: datetime, removal_id: int | None = None) -> int:
    """Owe that copies are erased which a restored register found in Sent, and forget them; return how many. which: a condition on them."""
    columns = (SentCopy.mailbox, SentCopy.lies_in, SentCopy.lies_uidvalidity, SentCopy.lies_uid, SentCopy.sha256, SentCopy.size)
    found = session.execute(delete(SentCopy).where(which).returning(*columns)).mappings().all()
    _owe(session, (dict(row) | {"folder": Shelf.SENT} for row in found), now, removal_id)
    return len(found)


def _groups(ids: Collection[int]) -> Iterator[list[int]]:
    each = iter(sorted(ids))
    while group := list(islice(each, AT_ONCE)):
        yield group


def _mails(session: Session, ids: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Tell of each mail where it was last seen, and its bytes."""
    seen = select(
        Arrival.mailbox,
        Arrival.kind,
        Arrival.folder.label("lies_in"),
        Arrival.folder_uidvalidity.label("lies_uidvalidity"),
        Arrival.folder_uid.label("lies_uid"),
        Arrival.sha256,
        Arrival.size,
    )
    for row in session.execute(seen.where(Arrival.id.in_(ids))).mappings():
        lies = dict(row)
        kind = lies.pop("kind")
        yield lies | {"folder": LEDGER[MailClass(kind)][1] if kind else Shelf.HANDLED}


def _copies_laid_away(session: Session, ids: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Tell of each letter of which a copy was owed, be it laid away, under way or not begun, where it went, and its bytes."""
    owed = select(
        FolderWork.letter_id,
        FolderWork.mailbox,
        FolderWork.folder,
        FolderWork.lies_in,
        FolderWork.filed_uidvalidity.label("lies_uidvalidity"),
        FolderWork.filed_uid.label("lies_uid"),
    )
    for row in session.execute(owed.where(FolderWork.letter_id.in_(ids), FolderWork.work == Work.APPEND)).mappings().all():
        lies = dict(row)
        raw = session.scalar(select(LetterOwed.raw).where(LetterOwed.id == lies.pop("letter_id")))
        if raw is not None:
            yield lies | {"sha256": hashlib.sha256(raw).hexdigest(), "size": len(raw)}


def _owe(session: Session, lying: Iterable[dict[str, Any]], now: datetime, removal_id: int | None) -> None:
    owed = [row | {"work": Work.ERASE, "next_attempt_at": now, "removal_id": removal_id} for row in lying]
    if owed:
        session.execute(insert(FolderWork), owed)


def _delete_letters(session: Session, ids: Sequence[int]) -> int:
    session.execute(delete(SpentToken).where(SpentToken.letter_id.in_(ids)))
    _delete_alarms(session, ALARMS_OF_LETTERS, ids)
    return len(session.execute(delete(LetterOwed).where(LetterOwed.id.in_(ids)).returning(LetterOwed.id)).all())


def _delete_mails(session: Session, ids: Sequence[int]) -> int:
    session.execute(update(Journal).where(Journal.arrival_id.in_(ids)).values(arrival_id=None))
    session.execute(update(LetterOwed).where(LetterOwed.arrival_id.in_(ids)).values(arrival_id=None))
    session.execute(delete(Held).where(Held.arrival_id.in_(ids)))
    _delete_alarms(session, ALARMS_OF_MAILS, ids)
    return len(session.execute(delete(Arrival).where(Arrival.id.in_(ids)).returning(Arrival.id)).all())


def _delete_alarms(session: Session, names: Collection[str], ids: Sequence[int]) -> None:
    session.execute(delete(Alarm).where(Alarm.name.in_(names), Alarm.subject.in_([str(one) for one in ids])))
