"""Waiting for a connection to speak, or for a bell that any thread may ring.

A pipe beside the socket, so that one `poll` hears both: no waiting thread has
to look around every so often. Ringing is one `write`, fit for a signal handler.
"""

import os
import select
import weakref
from contextlib import suppress

_READABLE = select.POLLIN | select.POLLHUP | select.POLLERR


class Bell:
    """Rung before or while somebody waits, it ends that wait once; rung twice meanwhile, also once."""

    def __init__(self) -> None:
        """Make the pipe; it is let go of together with the bell."""
        self._ear, self._clapper = os.pipe()
        for end in (self._ear, self._clapper):
            os.set_blocking(end, False)
        weakref.finalize(self, _close, self._ear, self._clapper)

    def ring(self) -> None:
        """End the wait. Raises nothing."""
        with suppress(BlockingIOError):  # the pipe is full: it was rung often enough
            os.write(self._clapper, b"!")

    def wait(self, seconds: float, descriptor: int | None = None) -> bool:
        """Wait until the bell is rung (then True), `descriptor` has something to read or is closed, or `seconds` passed."""
        poll = select.poll()  # not select(): that fails above descriptor 1023
        poll.register(self._ear, _READABLE)
        if descriptor is not None:
            poll.register(descriptor, _READABLE)
        heard = [who for who, _ in poll.poll(max(0.0, seconds) * 1000)]
        if self._ear not in heard:
            return False
        with suppress(BlockingIOError):
            while os.read(self._ear, 4096):
                pass
        return True


def _close(*ends: int) -> None:
    for end in ends:
        os.close(end)
