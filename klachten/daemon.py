"""The daemon: one thread a mailbox takes in, one asyncio loop delivers, the main thread has signals and beats.

They wake each other and meet only in the register. `schedule` keeps the beat
and nothing more: it knows no missed runs and lets exceptions escape, so every
beat is guarded, and what was done when is a row.
"""

import asyncio
import logging
import signal
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from types import FrameType

import schedule

from klachten import values, wiring
from klachten.backup.restoring import clear_prepared
from klachten.beat import PASSES, Beat
from klachten.beginnings import open_to_begin
from klachten.settings import Settings
from tracker.alarms import clear_alarm, raise_alarm
from tracker.clock import Clock
from tracker.errors import AlreadyRuns, CannotStart, KlachtenError, TryLater
from tracker.liveness import Slot, take_slot
from tracker.log import say, say_fault
from tracker.migrating import migrate
from tracker.store import Store

ENDS_WITHIN_SECONDS = 9.0
BEGINS_ANEW_AFTER_SECONDS = 5.0
"""So long the delivery rests after a fault of our own, which the next letter may meet again."""

BEAT_SECONDS = 60

log = logging.getLogger(__name__)

Pass = Callable[[], None]


def guarded(name: str, work: Pass) -> Pass:
    """Wrap `work` so that no exception stops the other beats (`schedule` would let it)."""

    def run() -> None:
        try:
            work()
        except TryLater as trouble:
            say(log, "beat.later", level=logging.WARNING, job=name, why=type(trouble).__name__)
        except Exception as fault:  # noqa: BLE001 - the beat goes on; the fault is in the log
            say_fault(log, "beat.failed", fault, job=name)

    return run


class OtherRegister(CannotStart):
    """A reload cannot change the register; the message says what to do."""


class Daemon:
    """The service, running. `start` and `stop` for whoever has a main thread of their own; `run` for the command."""

    def __init__(
        self, settings: Settings, clock: Clock, *, reload: Callable[[], Settings] | None = None, acknowledge_backlog: bool = False
    ) -> None:
        """reload: reads the settings file anew; used on SIGHUP. acknowledge_backlog: answer old mail all the same (D20)."""
        self._settings, self._clock, self._reload = settings, clock, reload
        self._acknowledge_backlog = acknowledge_backlog
        self._told_to_stop = threading.Event()
        self._told_to_reload = threading.Event()
        self._news = threading.Event()
        self._store: Store | None = None
        self._slot: Slot | None = None
        self._crew: _Crew | None = None
        self._lost: AlreadyRuns | None = None

    def start(self) -> None:
        """Open the register, become its daemon, start the threads.

        Raises: `CannotStart`, whose message says what to do; `TryLater` when PostgreSQL is away.
        """
        self._store = open_to_begin(self._settings)
        version = migrate(self._store)
        self._slot = take_slot(self._store)
        try:
            if self._store.sqlite:  # whose slot no restore under way would have left to us
                clear_prepared(self._store, wiring.ledger(self._settings))
            self._crew = self._new_crew(self._settings)
        except BaseException:
            self._slot.release()
            raise
        self._crew.start()
        say(log, "daemon.started", version=version, count=len(self._settings.mailbox))

    def _new_crew(self, settings: Settings) -> "_Crew":
        if self._store is None or self._slot is None:
            raise RuntimeError("the daemon was not started")
        service = wiring.service(settings, self._store, self._slot, self._clock, acknowledge_backlog=self._acknowledge_backlog)
        return _Crew(service, self._slot_lost)

    def _slot_lost(self, loss: AlreadyRuns) -> None:
        """Another daemon has our slot: `run` ends. For any thread."""
        self._lost = loss
        self._told_to_stop.set()
        self._news.set()

    def stop(self) -> None:
        """Let what is under way end, within ENDS_WITHIN_SECONDS, and give everything back. Safe to call twice."""
        if self._crew:
            self._crew.stop()
            self._crew = None
        if self._slot:
            self._slot.release()
            self._slot = None
        if self._store:
            self._store.close()
            self._store = None
            say(log, "daemon.stopped")

    def run(self) -> None:
        """Start, beat until told to stop (SIGTERM, SIGINT), reload on SIGHUP, stop.

        Raises as `start`, and `TryLater` when another daemon took the slot: a new start takes another.
        """
        self._listen()
        self.start()
        try:
            self._beat({name: (BEAT_SECONDS, work) for name, work in self._passes.items()})
        finally:
            self.stop()

    @property
    def _passes(self) -> dict[str, Pass]:
        return {name: partial(self._make, work) for name, work in PASSES.items()}

    def _make(self, work: Callable[[Beat], bool]) -> None:
        if self._store and self._crew:
            work(Beat(self._store, self._settings, self._clock.now(), self._crew.wake_takers))

    def look(self) -> None:
        """Make every beat's pass now, and let the delivery see what is due: for whoever called `start`, and moved the clock."""
        for name, work in self._passes.items():
            guarded(name, work)()
        if self._crew:
            self._crew.wake()

    def _listen(self) -> None:
        """Signals only set a flag; the main thread acts on it."""

        def on_signal(number: int, _frame: FrameType | None) -> None:
            (self._told_to_reload if number == signal.SIGHUP else self._told_to_stop).set()
            self._news.set()

        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, on_signal)

    def _beat(self, passes: Mapping[str, tuple[int, Pass]]) -> None:
        """Run every pass each so many seconds, one at a time. passes: name → (seconds, work)."""
        beat = schedule.Scheduler()
        for name, (seconds, work) in passes.items():
            job = beat.every(seconds).seconds.do(guarded(name, work))
            job.run()
        while not self._told_to_stop.is_set():
            self._news.wait(max(0.1, min(beat.idle_seconds or 0.1, 5.0)))
            self._news.clear()
            if self._told_to_reload.is_set():
                self._told_to_reload.clear()
                guarded("reload", self.reload)()
            beat.run_pending()
        if self._lost:
            raise TryLater(f"{self._lost}; started again, this one takes another") from self._lost

    def reload(self) -> None:
        """Read the settings anew; take them as a whole when they are right, else keep the old ones and raise an alarm."""
        if self._reload is None or self._crew is None or self._store is None:
            return
        try:
            settings = self._reload()
            self._same_register(settings)
            crew = self._new_crew(settings)
        except KlachtenError as fault:
            say(log, "settings.refused", level=logging.ERROR, why=type(fault).__name__)
            words = str(fault) if isinstance(fault, OtherRegister) else "the settings on disk are at fault; run klachten check"
            with self._store.unit() as session:
                raise_alarm(session, "settings.refused", "settings", words, self._clock.now())
            return
        self._crew.stop()
        self._settings, self._crew = settings, crew
        self._crew.start()
        with self._store.unit() as session:
            clear_alarm(session, "settings.refused", "settings", self._clock.now())
        say(log, "settings.reloaded")

    def _same_register(self, settings: Settings) -> None:
        """Refuse settings of another register: what is under way here belongs to this one. Raises `OtherRegister`."""
        if self._store is not None and values.register_url(settings) != self._store.url:
            raise OtherRegister("the settings on disk name another register.url, for which the service must be started anew")


class _Crew:
    """The threads of one set of settings."""

    def __init__(self, service: wiring.Service, slot_lost: Callable[[AlreadyRuns], None]) -> None:
        self._service = service
        self._slot_lost = slot_lost
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=taker.run, args=(self._stopping,), name=f"mailbox {name}", daemon=True)
            for name, taker in service.takers.items()
        ]
        self._threads.append(threading.Thread(target=self._deliver, name="delivery", daemon=True))

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def _deliver(self) -> None:
        """Run the delivery for as long as it lives: a fault of our own begins it anew."""
        while not self._stopping.is_set():
            try:
                asyncio.run(self._service.delivery.serve())
            except AlreadyRuns as loss:
                say(log, "daemon.slot_lost", level=logging.ERROR)
                self._slot_lost(loss)
                return
            except Exception as fault:  # noqa: BLE001 - letters must go on being sent
                say_fault(log, "delivery.fault", fault)
                self._stopping.wait(BEGINS_ANEW_AFTER_SECONDS)

    def wake(self) -> None:
        """Let the delivery look what is due by now."""
        self._service.delivery.wake()

    def wake_takers(self) -> None:
        """Let the mailboxes look what folder work there is."""
        self._service.wake_takers()

    def stop(self) -> None:
        """Tell all, then wait for all; who is late is left behind (the register knows what was under way)."""
        self._stopping.set()
        self._service.delivery.stop()
        self._service.wake_takers()
        deadline = time.monotonic() + ENDS_WITHIN_SECONDS  # for all together
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
            if thread.is_alive():
                say(log, "daemon.left_behind", level=logging.WARNING, room=thread.name.split()[0])
        self._service.readers.close()
