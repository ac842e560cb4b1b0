"""One pass through the inbox: everything that is new is fetched and kept, and what cannot be fetched holds up nothing behind it.

It knows which mails could not be fetched and when that was tried; it opens
none. The rule: a batch that breaks is fetched again one by one; the mail that
breaks alone is an alarm, rests, and comes after all others at a later pass.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from intake.keep import BacklogRule, Kept, keep, known_uids
from intake.ports import Mailbox, MailboxAway, Place, Waiting
from tracker.alarms import alarms_up, clear_alarm, raise_alarm
from tracker.clock import Clock
from tracker.errors import KlachtenError
from tracker.log import say, say_fault
from tracker.store import Store

REST = timedelta(minutes=5)
"""So long a mail that could not be fetched is left alone. Each attempt may cost a connection, and as long as a server may be silent."""

IN_A_ROW = 3
"""So many mails may fail one after another before it is the mailbox that is at fault; and so many that rested are tried in one pass."""

log = logging.getLogger(__name__)


class Source(Protocol):
    """Where mails are found, and how they are kept."""

    def found(self) -> Iterator[list[Waiting]]:
        """Give what lies there, in batches. Raises `MailboxAway`."""

    def unknown(self, batch: Sequence[Waiting]) -> list[Waiting]:
        """Return those that the register does not have."""

    def keep(self, batch: Sequence[Waiting]) -> Iterator[Kept]:
        """Fetch and write them down; yield what is to be handled. Raises as `intake.keep.keep`."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """The inbox, in which all that is unknown is new. until: what reached it later is left for another time."""

    mailbox: Mailbox
    store: Store
    rule: BacklogRule
    clock: Clock
    until: datetime | None = None

    def found(self) -> Iterator[list[Waiting]]:
        """See `Source.found`."""
        for batch in self.mailbox.waiting():
            yield [waiting for waiting in batch if self.until is None or waiting.received_at <= self.until]

    def unknown(self, batch: Sequence[Waiting]) -> list[Waiting]:
        """See `Source.unknown`."""
        known = known_uids(self.store, self.mailbox.name, [waiting.place for waiting in batch]) if batch else set()
        return [waiting for waiting in batch if waiting.place.uid not in known]

    def keep(self, batch: Sequence[Waiting]) -> Iterator[Kept]:
        """See `Source.keep`."""
        return keep(self.mailbox, batch, self.store, self.rule, self.clock)


class Gatherer:
    """Fetches and keeps what is new in one source."""

    def __init__(self, mailbox: Mailbox, store: Store, clock: Clock) -> None:
        """Know of no mail that cannot be fetched: those of an earlier run are found anew."""
        self._mailbox, self._store, self._clock = mailbox, store, clock
        self._tried_at: dict[Place, datetime] = {}  # mails that could not be fetched
        self._failed_in_a_row = 0

    def gather(self, source: Source, stopping: Callable[[], bool]) -> Iterator[list[Kept]]:
        """Yield what was new, a batch at a time, each kept already; what failed before comes last. Raises `TryLater`."""
        self._failed_in_a_row = 0
        failing: dict[Place, Waiting] = {}
        for batch in source.found():
            if stopping():
                return
            new = source.unknown(batch)
            yield from self._batch([waiting for waiting in new if waiting.place not in self._tried_at], source, stopping)
            failing |= {waiting.place: waiting for waiting in new if waiting.place in self._tried_at}
        self._tried_at = {place: self._tried_at[place] for place in failing}  # the others were kept, or are gone
        for place in self._rested():
            if stopping():
                return
            kept, _ = self._alone(failing[place], source)
            if kept:
                yield kept

    def all_well(self) -> None:
        """After a whole pass: take down the alarms of this mailbox that are over. Raises `TryLater`."""
        name, now = self._mailbox.name, self._clock.now()
        still = {self._subject(place) for place in self._tried_at}
        with self._store.reading() as session:
            up = {(alarm.name, alarm.subject) for alarm in alarms_up(session)}
        fetched = [of for alarm, of in up if alarm == "mail.unfetchable" and of.rpartition("/")[0] == name and of not in still]
        if not fetched and up.isdisjoint({("mailbox.unreachable", name), ("mailbox.fault", name), ("reader.unavailable", name)}):
            return
        with self._store.unit() as session:
            clear_alarm(session, "mailbox.unreachable", name, now)
            clear_alarm(session, "mailbox.fault", name, now)
            clear_alarm(session, "reader.unavailable", name, now)
            for subject in fetched:
                clear_alarm(session, "mail.unfetchable", subject, now)

    @property
    def failing(self) -> list[Place]:
        """The places of mails that could not be fetched."""
        return sorted(self._tried_at)

    @property
    def has_all(self) -> bool:
        """Say whether no mail waits that could not be fetched."""
        return not self._tried_at

    def _batch(self, new: list[Waiting], source: Source, stopping: Callable[[], bool]) -> Iterator[list[Kept]]:
        if not new:
            return
        kept, trouble = self._kept(new, source)
        if trouble is not None:
            self._connect_anew()
        if kept:
            yield kept
        if trouble is not None:
            yield from self._one_by_one(source.unknown(new), source, stopping)

    def _one_by_one(self, new: list[Waiting], source: Source, stopping: Callable[[], bool]) -> Iterator[list[Kept]]:
        for waiting in new:
            if stopping():
                return
            kept, trouble = self._alone(waiting, source)
            if trouble is not None and self._failed_in_a_row == IN_A_ROW:
                raise trouble
            if kept:
                yield kept

    def _kept(self, batch: Sequence[Waiting], source: Source) -> tuple[list[Kept], Exception | None]:
        """Return what was kept of `batch`, and what broke off the rest. Raises `TryLater` or `CannotStart` for the register."""
        kept: list[Kept] = []
        try:
            for mail in source.keep(batch):
                kept.append(mail)  # noqa: PERF402 - what came before a trouble must not be lost with it
        except MailboxAway as trouble:
            return kept, trouble
        except KlachtenError:
            raise
        except Exception as fault:  # noqa: BLE001 - a fault of our own at one mail must not hold up the others
            say_fault(log, "mailbox.fault", fault, mailbox=self._mailbox.name)
            return kept, fault
        self._failed_in_a_row = 0
        return kept, None

    def _alone(self, waiting: Waiting, source: Source) -> tuple[list[Kept], Exception | None]:
        """Fetch one mail; when that breaks, let it rest, and tell."""
        kept, trouble = self._kept([waiting], source)
        if trouble is None:
            self._tried_at.pop(waiting.place, None)
            return kept, None
        self._failed_in_a_row += 1
        self._tried_at[waiting.place] = self._clock.now()
        self._connect_anew()  # first: where the mailbox itself is away, that says nothing against the mail
        why = trouble.why if isinstance(trouble, MailboxAway) else type(trouble).__name__
        say(log, "mail.unfetchable", level=logging.WARNING, mailbox=self._mailbox.name, uid=waiting.place.uid, why=why)
        with self._store.unit() as session:
            raise_alarm(session, "mail.unfetchable", self._subject(waiting.place), why, self._clock.now())
        return kept, trouble

    def _rested(self) -> list[Place]:
        """Choose what is tried once more in this pass: what was not tried for the longest time."""
        until = self._clock.now() - REST
        rested = sorted((at, place) for place, at in self._tried_at.items() if at <= until)
        return [place for _, place in rested[:IN_A_ROW]]

    def _connect_anew(self) -> None:
        """Leave a connection on which an answer may be half read. Raises `MailboxAway`."""
        before = self._mailbox.uidvalidity
        self._mailbox.connect()
        if self._mailbox.uidvalidity != before:
            raise MailboxAway("the inbox was renumbered")

    def _subject(self, place: Place) -> str:
        return f"{self._mailbox.name}/{place.uid}"
