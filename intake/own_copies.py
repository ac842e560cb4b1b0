"""The copies of our own letters in a Sent folder, read into a register that was restored and does not know them.

Knows header fields and our signatures. Rule one: a mail there is a letter of
ours when its Message-ID bears our signature, and nothing else is looked at.
Rule two: what a removed complaint left there is erased, not remembered.
Source: docs/mail-rules.md, F51; docs/procedure.md, Removal.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from intake.bounds import Block
from intake.charsets import decode_words
from intake.heads import message_id, read_head
from intake.keep import Fetched, Kept, committed
from intake.ports import Mailbox, Waiting
from intake.threads import Threads
from tracker.clock import Clock
from tracker.counting import never_below
from tracker.daily_mail.untold import JOB
from tracker.dates import local_date
from tracker.deleting import note_list_sent
from tracker.ledger import Shelf
from tracker.limits import folded
from tracker.model import Letter
from tracker.once import first_time
from tracker.owing import Work
from tracker.records import FolderWork, LetterOwed
from tracker.reference import number_of
from tracker.removal_records import RemovedReference, SentCopy
from tracker.reporting.owing import note_sent
from tracker.rules import HouseRules
from tracker.store import Store
from tracker.tokens import ThreadMark, read_message_id

BEFORE = timedelta(hours=1)
"""So long before the backup was made a letter may have gone of which it does not know: its end was not noted yet."""


@dataclass(frozen=True, slots=True)
class OwnCopies:
    """What lies in Sent since the backup was made. A `Source` of `intake.gathering` that keeps no mail."""

    mailbox: Mailbox
    store: Store
    threads: Threads
    rules: HouseRules
    clock: Clock
    since: datetime

    def found(self) -> Iterator[list[Waiting]]:
        """See `Source.found`."""
        for batch in self.mailbox.lying(Shelf.SENT):
            yield [waiting for waiting in batch if waiting.received_at >= self.since - BEFORE]

    def unknown(self, batch: Sequence[Waiting]) -> list[Waiting]:
        """See `Source.unknown`: those of which nobody remembers the place."""
        if not batch:
            return []
        uidvalidity, uids = batch[0].place.uidvalidity, [waiting.place.uid for waiting in batch]
        laid_away = select(FolderWork.filed_uid).where(
            FolderWork.mailbox == self.mailbox.name, FolderWork.work == Work.APPEND, FolderWork.filed_uidvalidity == uidvalidity
        )
        before = select(SentCopy.lies_uid).where(SentCopy.mailbox == self.mailbox.name, SentCopy.lies_uidvalidity == uidvalidity)
        with self.store.reading() as session:
            known = {
                *session.scalars(laid_away.where(FolderWork.filed_uid.in_(uids))),
                *session.scalars(before.where(SentCopy.lies_uid.in_(uids))),
            }
        return [waiting for waiting in batch if waiting.place.uid not in known]

    def keep(self, batch: Sequence[Waiting]) -> Iterator[Kept]:
        """See `Source.keep`; yields nothing."""
        return committed(self.mailbox, batch, self._remember)

    def _remember(self, mails: list[Fetched]) -> list[Kept]:
        with self.store.unit() as session:
            for mail in mails:
                head = read_head(mail.blocks())
                if (mark := self._mark(head)) is not None:
                    _remember(session, self.rules, self.mailbox.name, mail, head, mark)
        return []

    def _mark(self, head: Block) -> ThreadMark | None:
        """Return what our own Message-ID says; None for whatever else lies there."""
        written = message_id(head) or ""
        marks = (read_message_id(self.threads.keyring, written, domain) for domain in self.threads.domains)
        return next((mark for mark in marks if mark), None)


def _remember(session: Session, rules: HouseRules, mailbox: str, mail: Fetched, head: Block, mark: ThreadMark) -> None:
    """Write down one copy, unless the register knows that the letter went."""
    written = message_id(head) or ""
    went = select(LetterOwed.id).where(LetterOwed.message_id == written, LetterOwed.accepted_at.is_not(None))
    known = select(SentCopy.id).where(SentCopy.message_id == written)
    if session.scalar(went) is not None or session.scalar(known) is not None:
        return
    letter, place = _text(head, "x-kl-letter"), mail.waiting.place
    _count_on(session, rules, mark, letter, mail.waiting.received_at)
    if letter == Letter.REPORT and not _text(head, "in-reply-to"):  # else somebody asked for it
        note_sent(session, rules, mail.waiting.received_at)
    lies = {"lies_in": place.folder, "lies_uidvalidity": place.uidvalidity, "lies_uid": place.uid, "sha256": mail.sha256, "size": mail.size}
    if mark.reference and session.get(RemovedReference, mark.reference):
        owed = {"mailbox": mailbox, "work": Work.ERASE, "folder": Shelf.SENT, "next_attempt_at": mail.waiting.received_at}
        session.execute(insert(FolderWork), [owed | lies])
        return
    copy = {
        "mailbox": mailbox,
        "message_id": written,
        "reference": mark.reference,
        "letter": letter or None,
        "recipient_key": folded(_text(head, "to")),
        "subject": _text(head, "subject"),
        "in_reply_to": _text(head, "in-reply-to") or None,
        "sent_at": mail.waiting.received_at,
    }
    session.execute(insert(SentCopy), [copy | lies])


def _count_on(session: Session, rules: HouseRules, mark: ThreadMark, letter: str, sent_at: datetime) -> None:
    """Hand out no number that was, and make no mail of the day, and no list of the week, that went."""
    if mark.reference and (name_and_number := number_of(mark.reference)):
        never_below(session, *name_and_number)
    if letter == Letter.DAILY:
        first_time(session, JOB, local_date(sent_at, rules.terms.zone).isoformat(), sent_at)
    if letter == Letter.DELETION_LIST:
        note_list_sent(session, rules, sent_at)


def _text(head: Block, name: str) -> str:
    value = next(iter(head.all(name)), b"")
    return decode_words(b" ".join(value.split()).decode("utf-8", "replace"))
