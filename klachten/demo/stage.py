"""Where the tales of the demo are played, all at once: the clock jumps from one moment at which something happens to the next.

The order is the whole point. At each moment all that is due is done by the
service, then people act; and the clock moves on only when nothing that either
caused is left to do. So nobody waits, and nothing is out of turn.
"""

import threading
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from typing import Protocol, TypeVar

from klachten.daemon import Daemon
from klachten.demo.calendar import StoryClock, next_morning
from klachten.demo.mails import Mail
from klachten.demo.outcome import is_quiet
from klachten.demo.people import Tale
from outbound.outbox import next_due
from tracker.errors import CannotStart
from tracker.store import Store

Found = TypeVar("Found")

A_WHILE = timedelta(minutes=10)
"""Between two steps in one complaint: longer than a letter waits to be called back."""

PATIENCE_SECONDS = 30.0
GLANCE_SECONDS = 0.01


class Narrator(Protocol):
    """Whoever sends what people write, and tells what came of it."""

    def send(self, mail: Mail) -> None:
        """Send a mail."""

    def tell(self, mails: Iterable[Mail]) -> None:
        """Tell what happened since it last told; `mails` are those sent since, and all is done that they caused for now."""


class Stage:
    """Plays tales on a clock of its own."""

    def __init__(self, daemon: Daemon, store: Store, clock: StoryClock, narrator: Narrator) -> None:
        """Play to a daemon that was started."""
        self._daemon, self._store, self._clock, self._narrator = daemon, store, clock, narrator

    def play(self, tales: Iterable[Tale]) -> None:
        """Play all to their ends. Raises `CannotStart` where the service leaves something undone."""
        waiting = [(self._clock.now(), number, tale) for number, tale in enumerate(tales)]
        heapify(waiting)
        while waiting:
            self._wait_until(waiting[0][0])
            sent: list[Mail] = []
            while waiting and waiting[0][0] <= self._clock.now():
                _, number, tale = heappop(waiting)
                if (turn := next(tale, None)) is not None:
                    heappush(waiting, (self._take(turn, sent), number, tale))
            self._settle(sent)
        self._wait_until(self._clock.now() + A_WHILE)

    def _take(self, turn: Mail | datetime, sent: list[Mail]) -> datetime:
        """Send a mail, where the turn is one; return when its tale goes on."""
        if isinstance(turn, datetime):
            return turn
        self._narrator.send(turn)
        sent.append(turn)
        return self._clock.now() + A_WHILE

    def _wait_until(self, moment: datetime) -> None:
        """Let time pass, and stop wherever something falls due: a letter that waited, the mails of a morning."""
        while (now := self._clock.now()) < moment:
            due = next_due(self._store)
            stops = [moment, next_morning(now), *([due] if due and due > now else [])]
            self._clock.jump(min(stops))
            self._daemon.look()
            self._settle([])

    def _settle(self, sent: list[Mail]) -> None:
        """Wait until the service has done all that there is to do at this moment, and tell of it."""
        ids = [mail.message_id for mail in sent if mail.to_desk]
        as_soon_as(lambda: is_quiet(self._store, ids, self._clock.now()))
        self._narrator.tell(sent)


def as_soon_as(look: Callable[[], Found | None]) -> Found:
    """Return what `look` finds. Raises `CannotStart` when it finds nothing for PATIENCE_SECONDS."""
    pause = threading.Event()
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        if found := look():
            return found
        pause.wait(GLANCE_SECONDS)
    raise CannotStart(f"Nothing happened for {PATIENCE_SECONDS:.0f} s. What the service says of it stands in the log.")
