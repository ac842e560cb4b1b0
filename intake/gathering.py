"""One pass through the inbox: everything that is new is fetched and kept, and what cannot be fetched holds up nothing behind it.

It knows which mails could not be fetched and when that was tried; it opens
none. The rule: a batch that breaks is fetched again one by one; the mail that
breaks alone is an alarm, rests, and comes after all others at a later pass.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

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


class Gatherer:
    """Fetches and keeps what is new in one mailbox."""

    def __init__(self, mailbox: Mailbox, store: Store, clock: Clock) -> None:
        """Know of no mail that cannot be fetched: those of an earlier run are found anew."""
        self._mailbox, self._store, self._clock = mailbox, store, clock
        self._tried_at: dict[Place, datetime] = {}  # mails that could not be fetched
        self._failed_in_a_row = 0

    def gather(self, rule: BacklogRule, stopping: Callable[[], bool]) -> Iterator[list[Kept]]:
        """Yield what was new, a batch at a time, each kept already; what failed before comes last. Raises `TryLater`."""
        self._failed_in_a_row = 0
        failing: dict[Place, Waiting] = {}
        for batch in self._mailbox.waiting():
            if stopping():
                return
            new = self._unknown(batch)
            yield from self._batch([waiting for waiting in new if waiting.place not in self._tried_at], rule, stopping)
            failing |= {waiting.place: waiting for waiting in new if waiting.place in self._tried_at}
        self._tried_at = {place: self._tried_at[place] for place in failing}  # the others were kept, or are gone
        for place in self._rested():
            if stopping():
                return
            kept, _ = self._alone(failing[place], rule)
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
    def has_all(self) -> bool:
        """Say whether no mail waits that could not be fetched."""
        return not self._tried_at

    def _unknown(self, batch: Sequence[Waiting]) -> list[Waiting]:
        known = known_uids(self._store, self._mailbox.name, [waiting.place for waiting in batch]) if batch else set()
        return [waiting for waiting in batch if waiting.place.uid not in known]

    def _batch(self, new: list[Waiting], rule: BacklogRule, stopping: Callable[[], bool]) -> Iterator[list[Kept]]:
        if not new:
            return
        kept, trouble = self._kept(new, rule)
        if trouble is not None:
            self._connect_anew()
        if kept:
            yield kept
        if trouble is not None:
            yield from self._one_by_one(self._unknown(new), rule, stopping)

    def _one_by_one(self, new: list[Waiting], rule: BacklogRule, stopping: Callable[[], bool]) -> Iterator[list[Kept]]:
        for waiting in new:
            if stopping():
                return
            kept, trouble = self._alone(waiting, rule)
            if trouble is not None and self._failed_in_a_row == IN_A_ROW:
                raise trouble
            if kept:
                yield kept

    def _kept(self, batch: Sequence[Waiting], rule: BacklogRule) -> tuple[list[Kept], Exception | None]:
        """Return what was kept of `batch`, and what broke off the rest. Raises `TryLater` or `CannotStart` for the register."""
        kept: list[Kept] = []
        try:
            for mail in keep(self._mailbox, batch, self._store, rule, self._clock):
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

    def _alone(self, waiting: Waiting, rule: BacklogRule) -> tuple[list[Kept], Exception | None]:
        """Fetch one mail; when that breaks, let it rest, and tell."""
        kept, trouble = self._kept([waiting], rule)
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
