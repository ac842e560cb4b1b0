"""Pipes to a child process that may not answer: every read and write ends by a deadline.

Knows octets and the clock of the machine that only goes forward, not what is said.
Rule: whoever waits for a stranger's mail to be read waits only so long.
"""

import os
import select
import time
from contextlib import suppress
from subprocess import Popen

_CHUNK = 256 * 1024


class TimedPipes:
    """Both pipes of a child process, as one file. Used by one thread at a time.

    Raises `TimeoutError` once the deadline has passed, `BrokenPipeError` when the child is gone.
    """

    def __init__(self, process: Popen[bytes]) -> None:
        if process.stdin is None or process.stdout is None:
            raise ValueError("the process has no pipes")
        self._ends = (process.stdin, process.stdout)
        self._to, self._from = process.stdin.fileno(), process.stdout.fileno()
        os.set_blocking(self._to, False)
        self._writable, self._readable = select.poll(), select.poll()
        self._writable.register(self._to, select.POLLOUT)
        self._readable.register(self._from, select.POLLIN)
        self._deadline = 0.0

    def allow(self, seconds: float) -> None:
        """Set the deadline for all that follows, from now."""
        self._deadline = time.monotonic() + seconds

    def write(self, data: bytes) -> None:
        """Write all of `data`."""
        rest = memoryview(data)
        while rest:
            self._wait(self._writable)
            with suppress(BlockingIOError):
                rest = rest[os.write(self._to, rest[:_CHUNK]) :]

    def read(self, count: int) -> bytes:
        """Return `count` bytes, or fewer where the child closed its end."""
        pieces = []
        while count:
            self._wait(self._readable)
            piece = os.read(self._from, min(count, _CHUNK))
            if not piece:
                break
            pieces.append(piece)
            count -= len(piece)
        return b"".join(pieces)

    def flush(self) -> None:
        """Do nothing: all was written at once."""

    def end_questions(self) -> None:
        """Close the end that writes: the child then ends by itself. Safe to call twice."""
        with suppress(OSError):
            self._ends[0].close()

    def close(self) -> None:
        """Close both ends. Safe to call twice."""
        self.end_questions()
        self._ends[1].close()

    def _wait(self, poll: select.poll) -> None:
        left = self._deadline - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            raise TimeoutError("the child did not answer in time")
