"""The watch over one mailbox: fetch, keep, have it read, handle, file. For ever, whatever breaks.

One thread runs it; it talks to nobody but the mailbox, the readers and the
register. Trouble with the mailbox means a new connection after a while, and
never the end.
"""

import logging
import random
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import chain

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from intake.backoff import seconds_before
from intake.child import LimitExceeded, NoReader, Readers, Reading
from intake.comparing import Comparer
from intake.folders import carry
from intake.gathering import Gatherer, Inbox
from intake.handle import Intake
from intake.keep import BacklogRule, Kept, RawMail, first_start
from intake.ports import LoginRefused, Mailbox, MailboxAway, NotTrusted
from tracker.alarms import raise_alarm
from tracker.clock import Clock
from tracker.crashpoints import crashpoint
from tracker.errors import CannotStart, TryLater
from tracker.log import say, say_fault
from tracker.reads import note_read
from tracker.records import Arrival
from tracker.store import Store

ATTEMPTS_AT_MOST = 3
LOOK_AGAIN_SECONDS = 290.0
"""A full search at least every five minutes, whatever IDLE said (docs/mail-rules.md, R-IMAP-06)."""

COMPARE_AGAIN_SECONDS = 2.0
"""So long a mailbox that was read again waits for the others."""

STAND_BY_SECONDS = 15.0
ALARM_FROM_ATTEMPT = 3
"""A server that restarts is no alarm; one that is away for a minute is."""

DIED = "de dienst stopte er drie keer op; de e-mail is ongelezen bewaard"
TOO_MUCH = "het lezen van deze e-mail kostte meer dan een e-mail mag kosten; hij is ongelezen bewaard"

log = logging.getLogger(__name__)


class Taker:
    """Takes in the mail of one mailbox."""

    def __init__(
        self,
        mailbox: Mailbox,
        store: Store,
        readers: Readers,
        intake: Intake,
        clock: Clock,
        *,
        enclosures_bytes: int,
        backlog_after: timedelta | None,
        acknowledge_backlog: bool = False,
    ) -> None:
        """Set up the watch.

        enclosures_bytes:  attachments up to this size together go along to staff.
        backlog_after, acknowledge_backlog: see `BacklogRule`.
        """
        self._mailbox, self._store, self._readers, self._intake, self._clock = mailbox, store, readers, intake, clock
        self._enclosures_bytes = enclosures_bytes
        self._backlog_after, self._acknowledge_backlog = backlog_after, acknowledge_backlog
        self._gatherer = Gatherer(mailbox, store, clock)
        self._comparer = Comparer(mailbox, store, intake, clock)
        self._backlog = BacklogRule(0, 0)
        self._attempt = 1
        self._excused: set[int] = set()  # arrivals whose last attempt failed for no fault of theirs
        self.on_handled: Callable[[], None] = lambda: None
        self.may_read: Callable[[], bool] = lambda: True

    def wake(self) -> None:
        """Say that there is folder work, or that it is time to stop. For any thread."""
        self._mailbox.wake()

    def run(self, stop: threading.Event) -> None:
        """Watch until `stop` is set; whoever sets it calls `wake` as well. Raises nothing."""
        while not stop.is_set():
            try:
                if not self.may_read():
                    stop.wait(STAND_BY_SECONDS)
                    continue
                self.connect()
                self._watch(stop)
            except TryLater as trouble:
                self._away(trouble)
                self._attempt += 1
            except Exception as fault:  # noqa: BLE001 - a fault of our own must not end the watch
                self._broke_off(fault)
                self._attempt += 1
            finally:
                self._mailbox.close()
            stop.wait(seconds_before(self._attempt, random.random()))  # noqa: S311 - spreads the load, keeps no secret

    def connect(self) -> None:
        """Reach the mailbox, and know since when it is watched. Raises `TryLater`."""
        self._mailbox.connect()
        row = first_start(self._store, self._mailbox, self._clock.now())
        self._backlog = BacklogRule(
            row.backlog_uidvalidity, row.backlog_last_uid, self._backlog_after, acknowledge=self._acknowledge_backlog
        )
        say(log, "mailbox.reached", mailbox=self._mailbox.name, uidvalidity=self._mailbox.uidvalidity)

    def _watch(self, stop: threading.Event) -> None:
        while not stop.is_set() and self.may_read():
            self.take_in(stop.is_set)
            self._attempt = 1  # not when it is only reached: what breaks in every pass must come to a longer pause, and an alarm
            if not stop.is_set():
                self._mailbox.wait(COMPARE_AGAIN_SECONDS if self._comparer.is_due() else LOOK_AGAIN_SECONDS, stop.is_set)

    def compare(self, stopping: Callable[[], bool] = lambda: False) -> bool:
        """Compare a restored register with this mailbox; True once nothing is left to compare, and mail may be taken in.

        False where it was told to stop, or another mailbox must be read first: ask each in turn, until all say True. Call `connect`
        before. Interrupted anywhere, it goes on when asked again. Raises `TryLater`.
        """
        if not self._comparer.is_due():
            return True
        if not self._comparer.read_again(self._gatherer, self._inbox, stopping) or not self._comparer.may_live_again():
            return False
        if not self._live_again(stopping):
            return False
        self._comparer.note_letters(self._clock.now())
        self._comparer.finish()
        self.on_handled()
        return True

    def _live_again(self, stopping: Callable[[], bool]) -> bool:
        """Handle the mails of the lost time in their order. Where we are at fault, again before the end: then nothing shows what went."""
        for arrival_id, size, attempts, received_at in chain.from_iterable(self._comparer.open_mails() for _ in range(ATTEMPTS_AT_MOST)):
            if stopping():
                return False
            self._comparer.note_letters(received_at)
            self._once_more(arrival_id, size, attempts, self._intake.as_of(received_at))
        return True

    def take_in(self, stopping: Callable[[], bool] = lambda: False) -> int:
        """Take in everything that waits, and do the folder work; return how many mails were new. Raises `TryLater`.

        Where the register was restored it is compared first (see `compare`), and nothing is taken in before that is done.
        """
        if not self.compare(stopping):
            return 0
        began_at, count = self._clock.now(), 0
        self._work_off(stopping)
        for kept in self._gatherer.gather(self._inbox(), stopping):
            self._handle_all(kept, self._intake)
            count += len(kept)
            carry(self._mailbox, self._store, self._clock)
        if not stopping():
            carry(self._mailbox, self._store, self._clock)
            self._gatherer.all_well()
            self._note_read(began_at)
        return count

    def _inbox(self, until: datetime | None = None) -> Inbox:
        return Inbox(self._mailbox, self._store, self._backlog, self._clock, until)

    def _note_read(self, began_at: datetime) -> None:
        """Note that the mailbox was read to the end, unless a mail in it could not be fetched. Raises `TryLater`."""
        if self._gatherer.has_all:
            with self._store.unit() as session:
                note_read(session, self._mailbox.name, began_at)

    def finish(self) -> None:
        """Do the folder work that became owed meanwhile, and let go of the mailbox. Raises `TryLater`."""
        try:
            while carry(self._mailbox, self._store, self._clock):
                pass
        finally:
            self._mailbox.close()

    def _handle_all(self, kept: Iterable[Kept], intake: Intake) -> None:
        """Have all read at once, and handle them in the order of arrival."""
        readings = [(mail, self._read(mail)) for mail in kept]
        try:
            for mail, reading in readings:
                self._handle(mail.arrival_id, reading, intake)
        except TryLater:
            self._excused.update(mail.arrival_id for mail, _ in readings)
            raise

    def _read(self, mail: Kept) -> Future[Reading]:
        chunks = [mail.raw] if mail.raw is not None else RawMail(self._store, mail.arrival_id)
        return self._readers.submit(chunks, mail.size, self._enclosures_bytes)

    def _handle(self, arrival_id: int, reading: Future[Reading], intake: Intake) -> None:
        """Handle one mail, or set it aside where reading it cost too much. Raises `TryLater`."""
        crashpoint("before_parse")
        with self._unless_our_fault(arrival_id, again=True):
            try:
                intake.handle(arrival_id, reading.result())
            except LimitExceeded as exceeded:
                say(log, "mail.too_much", arrival=arrival_id, why=exceeded.limit)
                intake.quarantine(arrival_id, TOO_MUCH)
        self.on_handled()

    @contextmanager
    def _unless_our_fault(self, arrival_id: int, *, again: bool) -> Iterator[None]:
        """Let a fault of our own leave the mail waiting. again: the next attempt follows at once (docs/mail-rules.md, F42)."""
        try:
            yield
        except TryLater:
            raise
        except Exception as fault:  # noqa: BLE001 - one mail must not hold up the others
            say_fault(log, "mail.fault", fault, arrival=arrival_id)
            if again:
                self._mailbox.wake()

    def _work_off(self, stopping: Callable[[], bool]) -> None:
        """Handle what an earlier attempt left behind: one by one, each attempt counted before it is made."""
        open_arrivals = select(Arrival.id, Arrival.size, Arrival.attempts).where(Arrival.mailbox == self._mailbox.name)
        with self._store.reading() as session:
            left = session.execute(open_arrivals.where(Arrival.handled_at.is_(None)).order_by(Arrival.id)).all()
        for arrival_id, size, attempts in left:
            if stopping():
                return
            self._once_more(arrival_id, size, attempts, self._intake)

    def _once_more(self, arrival_id: int, size: int, attempts: int, intake: Intake) -> None:
        excused = arrival_id in self._excused
        if attempts >= ATTEMPTS_AT_MOST and not excused:
            with self._unless_our_fault(arrival_id, again=False):
                intake.quarantine(arrival_id, DIED)
            self.on_handled()
            return
        if not excused:
            self._count(arrival_id)
        self._excused.discard(arrival_id)
        say(log, "mail.once_more", arrival=arrival_id, attempt=attempts + 1)
        self._handle_all([Kept(arrival_id, size, None)], intake)

    def _count(self, arrival_id: int) -> None:
        with self._store.unit() as session:
            session.execute(update(Arrival).where(Arrival.id == arrival_id).values(attempts=Arrival.attempts + 1))

    def _away(self, trouble: TryLater) -> None:
        """Say that the mailbox (or the register) is away; raise an alarm at once where waiting will not help."""
        why = trouble.why if isinstance(trouble, MailboxAway | NoReader) else type(trouble).__name__
        say(log, "mailbox.away", level=logging.WARNING, mailbox=self._mailbox.name, attempt=self._attempt, why=why)
        if self._attempt < ALARM_FROM_ATTEMPT and not isinstance(trouble, LoginRefused | NotTrusted):
            return
        if isinstance(trouble, NoReader):
            self._tell(lambda session: raise_alarm(session, "reader.unavailable", self._mailbox.name, why, self._clock.now()))
        else:
            self._tell(lambda session: raise_alarm(session, "mailbox.unreachable", self._mailbox.name, why, self._clock.now()))

    def _broke_off(self, fault: Exception) -> None:
        """Say that a fault of our own ended the pass. `Gatherer.all_well` takes the alarm down."""
        say_fault(log, "mailbox.fault", fault, mailbox=self._mailbox.name)
        self._tell(lambda session: raise_alarm(session, "mailbox.fault", self._mailbox.name, type(fault).__name__, self._clock.now()))

    def _tell(self, alarm: Callable[[Session], object]) -> None:
        try:
            with self._store.unit() as session:
                alarm(session)
        except (TryLater, CannotStart):
            say(log, "register.away", level=logging.WARNING, mailbox=self._mailbox.name)
