"""Reading mail in child processes that a bomb may kill.

The parent's side: a small pool, each child reused from mail to mail and
replaced when it dies. Mails stream through in chunks, so that a large one never
lies whole in the service's memory. Rule: a death by limit is final at once,
since the next attempt would die as well; a child that somebody else killed is
tried once more. Source: docs/mail-rules.md, D3.
"""

import os
import queue
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self, TypeVar

from intake.frames import OUT_OF_MEMORY, Torn, from_json, read_answer, read_exactly, write_frame
from intake.incoming import IncomingMail
from intake.pipes import TimedPipes
from tracker.errors import NeedsPerson, TryLater

PROGRAM = (sys.executable, "-m", "intake.child")
WALL_SECONDS = 20.0
START_SECONDS = 30.0
"""So long a child may take until it is ready to read; on a machine under load Python alone takes seconds."""

_ENDS_WITHIN_SECONDS = 5.0
_AHEAD = 8
"""Mails that are handed to the children ahead of the one that is given."""

Thing = TypeVar("Thing")


class InPieces(Protocol):
    """A mail in pieces, which can be asked for more than once. size: of all of them together, in bytes."""

    @property
    def size(self) -> int:
        """Return the size."""

    def __iter__(self) -> Iterator[bytes]:
        """Give the pieces."""


class LimitExceeded(NeedsPerson):
    """Reading this mail took more than a mail may take. `limit` says of what: cpu, memory, wall, or crash."""

    def __init__(self, limit: str) -> None:
        super().__init__(f"reading this mail exceeded the limit of {limit}")
        self.limit = limit


class NoReader(TryLater):
    """No child can be started, whatever the mail: the machine has no memory or processes left, or the installation is damaged."""

    def __init__(self, why: str) -> None:
        """Keep `why`: words of ours, fit for the log."""
        super().__init__(f"mail cannot be read now: {why}")
        self.why = why


@dataclass(frozen=True, slots=True)
class Reading:
    """A mail, read. enclosures: the bytes of its attachments, in order; empty where they were more than asked for."""

    mail: IncomingMail
    enclosures: tuple[bytes, ...] = field(repr=False)


class _Killed(Exception):
    """The child died by a hand that was not ours."""


class _Child:
    """One child process and its pipes, ready to read. Used by one thread at a time."""

    def __init__(self, program: Sequence[str], wall_seconds: float) -> None:
        """Start it, and wait until it says that it is ready. Raises `NoReader`."""
        try:
            self.process = self._started(program)
        except OSError as trouble:
            raise NoReader(f"no reading child can be started ({trouble.strerror})") from trouble
        self._pipes = TimedPipes(self.process)
        self._wall_seconds = wall_seconds
        self._pipes.allow(START_SECONDS)
        try:
            read_answer(self._pipes)
        except (TimeoutError, Torn) as torn:
            status = self._ended()
            self._pipes.close()
            raise NoReader(f"the reading child ended with status {status} before it read anything") from torn

    def _started(self, program: Sequence[str]) -> subprocess.Popen[bytes]:
        # Nothing of ours goes along: no secret from the environment, no socket, no file.
        # A json.py in the folder where the command was given is not run.
        environment = {
            "PYTHONPATH": str(Path(__file__).parents[1]),
            "PYTHONSAFEPATH": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUTF8": "1",
        }
        return subprocess.Popen(  # noqa: S603 - the program is our own interpreter; nothing of a mail is in it
            program,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env=environment,
        )

    def read(self, chunks: Iterable[bytes], size: int, enclose_up_to: int) -> Reading:
        """Have one mail read.

        Raises `LimitExceeded`, or another exception where the child died of something else; after any it is of no more use.
        """
        self._pipes.allow(self._wall_seconds)
        try:
            write_frame(self._pipes, {"size": size, "enclose_up_to": enclose_up_to}, _exactly(chunks, size))
            told = read_answer(self._pipes)
            return Reading(from_json(told["mail"]), tuple(read_exactly(self._pipes, length) for length in told["enclosed"]))
        except TimeoutError as late:
            raise LimitExceeded("wall") from late
        except (BrokenPipeError, ConnectionResetError, Torn) as torn:
            raise self._verdict() from torn

    def _verdict(self) -> Exception:
        """Say what the child died of."""
        status = self._ended()
        if status == -signal.SIGXCPU:
            return LimitExceeded("cpu")
        if status == OUT_OF_MEMORY:
            return LimitExceeded("memory")
        if status > 0:
            return RuntimeError(f"the reading child ended with status {status}")
        return _Killed(f"the reading child ended with status {status}")

    def _ended(self) -> int:
        """Wait for the process to end by itself, else end it; return its status."""
        self._pipes.end_questions()
        try:
            return self.process.wait(_ENDS_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def close(self) -> None:
        """End the process, between two mails. Safe to call twice."""
        self._ended()
        self._pipes.close()

    def kill(self) -> None:
        """End the process at once; it may be in the middle of a mail."""
        self.process.kill()
        self.close()


def _exactly(chunks: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Pass the chunks on. Raises `ValueError` where they are not `size` bytes together: the child would wait for ever."""
    count = 0
    for chunk in chunks:
        count += len(chunk)
        if count > size:
            break
        yield chunk
    if count != size:
        raise ValueError(f"a mail of {size} bytes came as {count}")


class Readers:
    """A pool of reading children. Thread-safe; a child is started when it is first needed.

    count:        how many mails are read at once.
    wall_seconds: how long one mail may take by the clock.
    program:      what a child runs.
    """

    def __init__(self, count: int = 2, *, wall_seconds: float = WALL_SECONDS, program: Sequence[str] = PROGRAM) -> None:
        self._wall_seconds, self._program = wall_seconds, program
        self._places: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        for _ in range(count):
            self._places.put(None)
        self._count = count
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="reader")
        self._closed = False

    def submit(self, chunks: Iterable[bytes], size: int, enclose_up_to: int = 0) -> Future[Reading]:
        """Have a mail read by the next free child; `chunks` are taken in a thread of the pool. Raises as `read`, from the future."""
        return self._threads.submit(self.read, chunks, size, enclose_up_to)

    def ahead(self, things: Iterable[Thing], mail_in: Callable[[Thing], InPieces]) -> Iterator[tuple[Thing, Future[Reading]]]:
        """Have the mail in each thing read, some ahead of the one that is given, so that every child has work; give all in order."""
        under_way: deque[tuple[Thing, Future[Reading]]] = deque()
        for thing in things:
            mail = mail_in(thing)
            under_way.append((thing, self.submit(mail, mail.size)))
            if len(under_way) >= _AHEAD:
                yield under_way.popleft()
        yield from under_way

    def read(self, chunks: Iterable[bytes], size: int, enclose_up_to: int = 0) -> Reading:
        """Read a mail, waiting for a free child.

        chunks:        the raw bytes, in pieces; a list or tuple can be sent a second time, an iterator cannot.
        size:          of all of them together, in bytes.
        enclose_up_to: how many bytes of attachments may come along.

        Raises `LimitExceeded` when the mail took more than a mail may take, `TryLater` when the child was killed
        and the chunks cannot be sent again, `NoReader` when no child can be started, `ValueError` when the chunks are not `size` bytes.
        """
        try:
            return self._once(chunks, size, enclose_up_to)
        except _Killed as killed:
            if iter(chunks) is chunks:
                raise TryLater("the reading child was killed") from killed
        try:
            return self._once(chunks, size, enclose_up_to)
        except _Killed as killed:
            raise LimitExceeded("crash") from killed

    def _once(self, chunks: Iterable[bytes], size: int, enclose_up_to: int) -> Reading:
        child = self._places.get()
        if self._closed:
            self._places.put(None)
            raise RuntimeError("the readers are closed")
        try:
            if child is None or child.process.poll() is not None:
                child = self._replaced(child)
            reading = child.read(chunks, size, enclose_up_to)
        except BaseException:
            if child is not None:
                child.kill()
            self._places.put(None)
            raise
        self._places.put(child)
        return reading

    def _replaced(self, dead: _Child | None) -> _Child:
        if dead is not None:
            dead.close()
        return _Child(self._program, self._wall_seconds)

    def _dismiss(self, child: _Child) -> None:
        child.close()

    def close(self) -> None:
        """Finish the mails under way and end the children. Safe to call twice."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        if self._closed:
            return
        self._closed = True
        for _ in range(self._count):
            child = self._places.get()
            if child is not None:
                self._dismiss(child)
        self._places.put(None)  # whoever still waits for a child learns that there is none

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


if __name__ == "__main__":
    from intake.reading import main

    main()
    os._exit(0)
