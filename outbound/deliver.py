"""The pass: claim, count, freeze, carry, note. One asyncio loop, several letters at a time.

Three tasks pass letters on: one takes them from the register and freezes them,
a few carry, one notes what became of them. The register is the queue; what
stands between the tasks is only what is under way.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from outbound.courier import Courier, LoginRefused
from outbound.freezing import Scribe
from outbound.outbox import DEATHS_AT_MOST, Notebook, Result, claim, freeze, frozen_bytes, next_due
from tracker.clock import Clock
from tracker.errors import AlreadyRuns, CannotStart, NeedsPerson, TryLater
from tracker.log import say, say_fault
from tracker.records import LetterOwed
from tracker.store import Store

AT_ONCE = 50
SMALL = 256 * 1024
"""Bytes up to which a letter that was just frozen stays in memory until it is carried; any other is read then."""

FROZEN_AT_ONCE = 4 * 1024 * 1024
"""Bytes from which letters are frozen without waiting for the rest, so that large ones are not in memory together."""

GATHER_SECONDS = 0.1
"""So long letters, and results, may gather for one commit. The first that is due is taken at once."""

LOOK_AGAIN_SECONDS = 30.0
PATIENCE_SECONDS = 7.0
"""So long letters under way may take to end when the daemon is told to stop."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ready:
    """A frozen letter, about to be carried. `raw` is None when it is large, or was frozen before."""

    row: LetterOwed
    raw: bytes | None


class Delivery:
    """Sends whatever the register owes, until told to stop."""

    def __init__(
        self,
        store: Store,
        scribe: Scribe,
        courier: Courier,
        notebook: Notebook,
        clock: Clock,
        *,
        worker: str,
        prove: Callable[[], None] = lambda: None,
        carriers: int = 2,
    ) -> None:
        """Name it: worker is a name that no other delivery has.

        prove: see `tracker.liveness.Slot`. carriers: letters under way at a time, no more than the courier's connections.
        """
        self._store, self._scribe, self._courier, self._notebook, self._clock = store, scribe, courier, notebook, clock
        self._worker, self._prove = worker, prove
        self._carriers = carriers
        self._loop: asyncio.AbstractEventLoop | None = None
        self._due = asyncio.Event()
        self._told = False  # since it last looked
        self._stopping = False
        self._under_way = 0
        self._in_hand: set[int] = set()  # letters that a carrier has or had, until their end is noted
        self.on_sent: Callable[[], None] = lambda: None

    def wake(self) -> None:
        """Say that a letter became owed. For any thread; raises nothing."""
        if not self._told:  # else it will look anyway, and finds this letter too
            self._tell()

    def stop(self) -> None:
        """Take no more letters; `serve` returns when those under way have ended, or after PATIENCE_SECONDS. For any thread."""
        self._stopping = True
        self._tell()

    def _tell(self) -> None:
        self._told = True
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._due.set)

    async def serve(self, *, until_idle: bool = False) -> None:
        """Send letters as they become due, until `stop`; with `until_idle` until nothing is due any more.

        Raises `AlreadyRuns` when another daemon has this one's slot: nothing more is sent; with `until_idle`, `TryLater` and
        `CannotStart` as well.
        """
        self._due, self._under_way = asyncio.Event(), 0  # an event belongs to its loop, and a fault may have ended an earlier one
        self._loop = asyncio.get_running_loop()
        ready: asyncio.Queue[Ready | None] = asyncio.Queue()
        ended: asyncio.Queue[Result | None] = asyncio.Queue()
        noting = asyncio.create_task(self._note(ended))
        carrying = [asyncio.create_task(self._carry(ready, ended)) for _ in range(self._carriers)]
        try:
            await self._feed(ready, until_idle=until_idle)
        finally:
            await self._let_end(ready, ended, carrying)
            await ended.put(None)
            await noting
            await self._courier.close()

    async def _feed(self, ready: asyncio.Queue[Ready | None], *, until_idle: bool) -> None:
        while not self._stopping:
            self._told = False
            self._due.clear()
            batch = await self._prepared(until_idle=until_idle)
            self._under_way += len(batch)
            self._in_hand.update(letter.row.id for letter in batch)
            for letter in batch:
                ready.put_nowait(letter)
            if not batch:
                if until_idle and not self._under_way:
                    return
                await self._wait()
            elif len(batch) < AT_ONCE:
                await asyncio.sleep(GATHER_SECONDS)
            await self._room()

    async def _room(self) -> None:
        """Wait until fewer than AT_ONCE letters are under way; before, whatever is owed is not asked for."""
        while self._under_way >= AT_ONCE and not self._stopping:
            self._due.clear()
            await self._due.wait()

    async def _prepared(self, *, until_idle: bool) -> list[Ready]:
        """Return what can be carried now. A register that cannot be used is told to who waits for this; a daemon asks again."""
        try:
            return await asyncio.to_thread(self._prepare, frozenset(self._in_hand))
        except (TryLater, CannotStart) as trouble:
            if until_idle or isinstance(trouble, AlreadyRuns):
                raise
            say(log, "register.away", level=logging.WARNING, why=type(trouble).__name__)
            return []

    async def _wait(self) -> None:
        """Wait until something is owed, or due, or half a minute has passed."""
        try:
            due_at = await asyncio.to_thread(next_due, self._store)
        except (TryLater, CannotStart):
            due_at = None
        seconds = (due_at - self._clock.now()).total_seconds() if due_at else LOOK_AGAIN_SECONDS
        try:
            async with asyncio.timeout(min(max(seconds, 0.2), LOOK_AGAIN_SECONDS)):
                await self._due.wait()
        except TimeoutError:
            return

    def _prepare(self, in_hand: frozenset[int]) -> list[Ready]:
        """Claim and count what is due, and freeze what is not yet frozen."""
        self._prove()
        now = self._clock.now()
        ready: list[Ready] = []
        frozen: list[tuple[int, str, bytes]] = []
        for row in claim(self._store, self._worker, now, AT_ONCE, in_hand):
            if row.unended > DEATHS_AT_MOST:
                self._park(row.id, "the daemon died on it three times", now)
            elif row.message_id is not None:
                ready.append(Ready(row, None))
            elif (written := self._write(row, now)) is not None:
                frozen.append((row.id, *written))
                ready.append(Ready(row, written[1] if len(written[1]) <= SMALL else None))
            if sum(len(raw) for _, _, raw in frozen) >= FROZEN_AT_ONCE:
                freeze(self._store, frozen)
                frozen = []
        if frozen:
            freeze(self._store, frozen)
        return ready

    def _write(self, row: LetterOwed, now: datetime) -> tuple[str, bytes] | None:
        """Compose one letter; park it when it cannot be composed."""
        try:
            return self._scribe.write(row, now)
        except (TryLater, CannotStart):
            raise
        except Exception as fault:  # noqa: BLE001 - whatever a template raises concerns this letter alone
            say_fault(log, "letter.not_composed", fault, letter=row.letter, letter_id=row.id)
            self._park(row.id, f"not composed: {type(fault).__name__}", now)
            return None

    def _park(self, letter_id: int, why: str, now: datetime) -> None:
        if not self._notebook.park(letter_id, why, self._worker, now):
            self._in_hand.add(letter_id)  # it rests, as does any letter whose end cannot be noted

    async def _carry(self, ready: asyncio.Queue[Ready | None], ended: asyncio.Queue[Result | None]) -> None:
        while (letter := await ready.get()) is not None:
            try:
                await ended.put(await self._carry_one(letter))
            except asyncio.CancelledError:
                await ended.put(Result(letter.row.id, reply="the daemon was stopped", why="stopped"))
                raise

    async def _carry_one(self, letter: Ready) -> Result:
        letter_id = letter.row.id
        try:
            raw = letter.raw if letter.raw is not None else await asyncio.to_thread(frozen_bytes, self._store, letter_id)
            reply = await self._courier.carry(self._scribe.envelope(letter.row, raw))
        except NeedsPerson as refusal:
            return Result(
                letter_id, final=True, code=getattr(refusal, "code", None), reply=str(refusal), why=getattr(refusal, "why", "refused")
            )
        except TryLater as trouble:
            code, why = getattr(trouble, "code", None), getattr(trouble, "why", "later")
            return Result(letter_id, locked_out=isinstance(trouble, LoginRefused), code=code, reply=str(trouble), why=why)
        except Exception as fault:  # noqa: BLE001 - a fault of our own must not end the carrier
            say_fault(log, "letter.fault", fault, letter_id=letter_id)
            return Result(letter_id, reply=type(fault).__name__, why="fault")
        return Result(letter_id, accepted=True, reply=reply)

    async def _note(self, ended: asyncio.Queue[Result | None]) -> None:
        """Note what has ended so far in one commit; more ends meanwhile."""
        while (result := await ended.get()) is not None:
            results = [result, *await self._gathered(ended)]
            await self._note_surely(results)
            self._under_way -= len(results)
            self.on_sent()
            self._due.set()

    async def _gathered(self, ended: asyncio.Queue[Result | None]) -> list[Result]:
        """Return what ends within GATHER_SECONDS, but no more than fits one commit."""
        results: list[Result] = []
        try:
            async with asyncio.timeout(GATHER_SECONDS):
                while len(results) < AT_ONCE and not self._stopping:
                    if (result := await ended.get()) is None:
                        ended.put_nowait(None)  # the end is for the caller
                        break
                    results.append(result)
        except TimeoutError:
            return results
        return results

    async def _note_surely(self, results: list[Result]) -> None:
        """Try until the register takes it: what was accepted must not be sent once more."""
        while True:
            try:
                noted = await asyncio.to_thread(self._notebook.note, results, self._worker, self._clock.now())
            except (TryLater, CannotStart) as trouble:
                say(log, "register.away", level=logging.WARNING, why=type(trouble).__name__, waiting=len(results))
                if self._stopping:
                    return
                await asyncio.sleep(1.0)
            else:
                self._in_hand -= noted
                return

    async def _let_end(
        self, ready: asyncio.Queue[Ready | None], ended: asyncio.Queue[Result | None], carrying: list[asyncio.Task[None]]
    ) -> None:
        """Give back what is not begun, and let the letters under way end; after PATIENCE_SECONDS a DATA under way is left as ambiguous."""
        while not ready.empty() and (letter := ready.get_nowait()) is not None:
            ended.put_nowait(Result(letter.row.id, unmade=True))
        for _ in carrying:
            ready.put_nowait(None)
        _, late = await asyncio.wait(carrying, timeout=PATIENCE_SECONDS)
        for task in late:
            task.cancel()
        await asyncio.gather(*carrying, return_exceptions=True)
