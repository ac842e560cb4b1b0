"""A register that was restored, compared with the mailbox: what the backup does not know is taken in again, as it came.

Two steps for each mailbox. First its Sent and its folders are listed, and only
what the register does not know is fetched. Then, when every mailbox was read,
the mails of all are handled in the order in which they came, each as at its
own moment, and between them what Sent shows as gone is noted as gone: so that
orders meet the complaints that they are about as they stood, and nobody is
answered twice. Rule: each step looks at rows, so an interruption costs nothing
but time. Source: docs/mail-rules.md, F51 and D20.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from intake.gathering import Gatherer, Source
from intake.handle import Intake
from intake.keep import FROM_A_FOLDER, Fetched, Kept, committed, to_be_erased, write
from intake.own_copies import OwnCopies
from intake.ports import Mailbox, Place, Waiting
from tracker.alarms import raise_alarm
from tracker.clock import Clock
from tracker.counting import next_number
from tracker.house_records import LastRun
from tracker.ledger import Shelf
from tracker.living_again import note_found, presume_sent
from tracker.log import say
from tracker.once import first_time
from tracker.records import Arrival
from tracker.records import Mailbox as MailboxRow
from tracker.removal_records import SentCopy
from tracker.sent_copies import READ, to_compare
from tracker.store import Store

SHELVES = (Shelf.HANDLED, Shelf.ROBOTS, Shelf.SPAM, Shelf.UNREADABLE)
"""Where mail lies that was handled."""

COUNTER = "mails found again"

log = logging.getLogger(__name__)


class Comparer:
    """Compares one mailbox."""

    def __init__(self, mailbox: Mailbox, store: Store, intake: Intake, clock: Clock) -> None:
        """Know of no mail that cannot be fetched."""
        self._mailbox, self._store, self._intake, self._clock = mailbox, store, intake, clock
        self._copies, self._folders = Gatherer(mailbox, store, clock), Gatherer(mailbox, store, clock)

    def is_due(self) -> bool:
        """Say whether this mailbox waits to be compared, or another one with which it must be."""
        with self._store.reading() as session:
            return self._mailbox.name in to_compare(session)

    def read_again(self, gatherer: Gatherer, inbox: Callable[[datetime], Source], stopping: Callable[[], bool]) -> bool:
        """Take in what the register does not know of this mailbox; False when it was told to stop. Raises `TryLater`.

        inbox: gives what lies in the inbox up to a moment, for `gatherer`: such mail may have been handled before it could be moved.
        """
        with self._store.reading() as session:
            since = to_compare(session).get(self._mailbox.name)
            was_read = since is None or session.get(LastRun, (READ, _period(self._mailbox.name, since))) is not None
        if was_read or since is None:
            return True
        copies = OwnCopies(self._mailbox, self._store, self._intake.threads, self._intake.house, self._clock, since)
        self._take(self._copies, copies, stopping)
        self._take(self._folders, self._our_folders(), stopping)
        if (until := self._lost_until()) is not None:
            self._take(gatherer, inbox(until), stopping)
        if stopping():
            return False
        self._note_read(since)
        return True

    def _take(self, gatherer: Gatherer, source: Source, stopping: Callable[[], bool]) -> None:
        for kept in gatherer.gather(source, stopping):
            say(log, "mailbox.compared", mailbox=self._mailbox.name, count=len(kept))

    def _our_folders(self) -> "OurFolders":
        listed = [batch for shelf in SHELVES for batch in self._mailbox.lying(shelf)]
        lies = select(Arrival.folder, Arrival.folder_uidvalidity, Arrival.folder_uid).where(Arrival.mailbox == self._mailbox.name)
        with self._store.reading() as session:
            known = {
                Place(folder, uidvalidity, uid) for folder, uidvalidity, uid in session.execute(lies) if folder and uidvalidity and uid
            }
        count = sum(map(len, listed))
        say(log, "mailbox.listed", mailbox=self._mailbox.name, count=count, seen_before=len(known))
        places = frozenset(waiting.place for waiting in chain.from_iterable(listed))
        return OurFolders(self._mailbox, self._store, self._clock, listed, frozenset(known), places)

    def _lost_until(self) -> datetime | None:
        """Return when the last mail came or the last letter went of which the register did not know; None where there is none."""
        mails = select(func.max(Arrival.received_at)).where(Arrival.uidvalidity == FROM_A_FOLDER, Arrival.handled_at.is_(None))
        letters = select(func.max(SentCopy.sent_at)).where(SentCopy.letter_id.is_(None))
        with self._store.reading() as session:
            moments = session.scalar(mails), session.scalar(letters)
        return max((moment for moment in moments if moment), default=None)

    def _note_read(self, since: datetime) -> None:
        name, now = self._mailbox.name, self._clock.now()
        with self._store.unit() as session:
            first_time(session, READ, _period(name, since), now)
            for place in (*self._copies.failing, *self._folders.failing):
                words = "it could not be fetched when the register was restored"
                raise_alarm(session, "mail.not_compared", f"{name}/{place.folder}/{place.uid}", words, now)

    def may_live_again(self) -> bool:
        """Say whether every mailbox was read. Two threads may then do the same: each mail waits for the one before it all the same."""
        with self._store.reading() as session:
            return all(session.get(LastRun, (READ, _period(name, since))) for name, since in to_compare(session).items())

    def open_mails(self) -> list[tuple[int, int, int, datetime]]:
        """List the mails to handle again, in the order in which they came: id, size in bytes, attempts and moment of each."""
        mails = select(Arrival.id, Arrival.size, Arrival.attempts, Arrival.received_at).where(Arrival.handled_at.is_(None))
        with self._store.reading() as session:
            found = session.execute(mails.where(Arrival.mailbox.in_(to_compare(session))).order_by(Arrival.received_at, Arrival.id))
            return [(arrival_id, size, attempts, received_at) for arrival_id, size, attempts, received_at in found]

    def note_letters(self, until: datetime) -> None:
        """Note which letters went by `until`, as Sent shows. Where it shows none at all, copies are not kept: then see `presume_sent`."""
        with self._store.unit() as session:
            note_found(session, self._intake.house, until)
            without = to_compare(session).keys() - set(session.scalars(select(SentCopy.mailbox).distinct()))
            if without:
                presume_sent(session, self._intake.house, without, FROM_A_FOLDER, until)

    def finish(self) -> None:
        """Note that all is compared: letters go again, and the calendar is looked at."""
        with self._store.unit() as session:
            count = len(to_compare(session))
            session.execute(update(MailboxRow).values(compare_since=None))
            session.execute(delete(LastRun).where(LastRun.job == READ))
        say(log, "register.compared", count=count)


def _period(name: str, since: datetime) -> str:
    return f"{name} {since.isoformat()}"


@dataclass(frozen=True, slots=True)
class OurFolders:
    """The folders of handled mail, as a `Source` of `intake.gathering`.

    listed:  what lies there; known: where the register remembers its mails; places: of all that is listed.
    """

    mailbox: Mailbox
    store: Store
    clock: Clock
    listed: Sequence[list[Waiting]]
    known: frozenset[Place]
    places: frozenset[Place]

    def found(self) -> Iterator[list[Waiting]]:
        """See `Source.found`."""
        return iter(self.listed)

    def unknown(self, batch: Sequence[Waiting]) -> list[Waiting]:
        """See `Source.unknown`."""
        return [waiting for waiting in batch if waiting.place not in self.known]

    def keep(self, batch: Sequence[Waiting]) -> Iterator[Kept]:
        """See `Source.keep`."""
        return committed(self.mailbox, batch, self._write)

    def _write(self, mails: list[Fetched]) -> list[Kept]:
        """Commit A: the bytes of what is unknown. None is answered by itself: only Sent can show whether it was (D20)."""
        now, kept = self.clock.now(), []
        with self.store.unit() as session:
            doomed = to_be_erased(session, self.mailbox.name, [mail.sha256 for mail in mails])
            for mail in mails:
                if mail.sha256 not in doomed and not self._has_moved(session, mail):
                    number = next_number(session, COUNTER)
                    kept.append(write(session, self.mailbox.name, mail, backlog=True, now=now, number=number))
        return kept

    def _has_moved(self, session: Session, mail: Fetched) -> bool:
        """Say whether a mail is one that the register remembers elsewhere, where nothing lies any more; note where it lies now."""
        place = mail.waiting.place
        same = select(Arrival).where(Arrival.sha256 == mail.sha256, Arrival.mailbox == self.mailbox.name, Arrival.folder.is_not(None))
        for arrival in session.scalars(same.order_by(Arrival.id)):
            lies = Place(arrival.folder or "", arrival.folder_uidvalidity or 0, arrival.folder_uid or 0)
            if lies == place:
                return True  # it was written down before the connection broke
            if lies not in self.places:
                arrival.folder, arrival.folder_uidvalidity, arrival.folder_uid = place.folder, place.uidvalidity, place.uid
                session.flush()
                return True
        return False
