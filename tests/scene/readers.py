"""Reading children that are there already: to start one takes longer than most tests.

A process of the tests hands its own on from test to test (`LastingReaders`); a
daemon of the nursery is born with a pair (`give_children`). They are the real
ones, and read one mail like another.
"""

import os
import signal
from typing import ClassVar

from intake import reading
from intake.child import Readers, _Child

_FILES_AT_MOST = 1024


class LastingReaders(Readers):
    """A pool that leaves its children to the next one."""

    _resting: ClassVar[list[_Child]] = []

    def _replaced(self, dead: _Child | None) -> _Child:
        if dead is not None:
            dead.close()
        while self._resting:
            child = self._resting.pop()
            if child.process.poll() is None:
                return child
            child.close()
        return super()._replaced(None)

    def _dismiss(self, child: _Child) -> None:
        self._resting.append(child)

    @classmethod
    def dismiss_all(cls) -> None:
        """Let the children end."""
        while cls._resting:
            cls._resting.pop().close()


class ForkedChild:
    """A reading child forked from this process, which has one thread yet. It is what `intake.child` uses of `subprocess.Popen`."""

    def __init__(self) -> None:
        (its_in, our_out), (our_in, its_out) = os.pipe(), os.pipe()
        self.pid = os.fork()
        if not self.pid:
            _read_for_ever(its_in, its_out)
        os.close(its_in)
        os.close(its_out)
        self.stdin, self.stdout = os.fdopen(our_out, "wb", buffering=0), os.fdopen(our_in, "rb", buffering=0)
        self._status: int | None = None

    def poll(self) -> int | None:
        """Return how it ended, None while it runs."""
        return self._look(os.WNOHANG)

    def wait(self, timeout: float | None = None) -> int | None:  # noqa: ARG002 - as `Popen` has it; it ends when its pipe does
        """Return how it ended, when it has."""
        return self._look(0)

    def kill(self) -> None:
        """End it."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)

    def _look(self, options: int) -> int | None:
        if self._status is None:
            done, status = os.waitpid(self.pid, options)
            self._status = os.waitstatus_to_exitcode(status) if done else None
        return self._status


def _read_for_ever(questions: int, answers: int) -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for file, as_file in ((questions, 0), (answers, 1), (nothing, 2)):
        os.dup2(file, as_file)
    os.closerange(3, _FILES_AT_MOST)
    reading.main()


def give_children(count: int) -> None:
    """Fork reading children that this process will take when it wants one; it starts more as ever."""
    children = [ForkedChild() for _ in range(count)]
    start = _Child._started

    def started(child: _Child, program: tuple[str, ...]) -> object:
        return children.pop() if children else start(child, program)

    _Child._started = started  # type: ignore[method-assign,assignment]  # a child that is forked is as good as one that is started
