"""What time it is, as a value that is handed in.

No room asks the operating system for the time: a test gives its own clock, and
the demo runs a fast one. Moments are aware and UTC; days are local to the
customer and belong to `tracker.dates`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the moment."""

    def now(self) -> datetime:
        """Return the moment: aware, UTC."""


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """See `Clock.now`."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class StoppedClock:
    """A clock that stands still: for what is decided once more as it was decided then."""

    moment: datetime

    def now(self) -> datetime:
        """See `Clock.now`."""
        return self.moment


@dataclass(slots=True)
class HandClock:
    """A clock that moves only when told, for tests and the demo."""

    moment: datetime

    def now(self) -> datetime:
        """See `Clock.now`."""
        return self.moment

    def advance(self, by: timedelta) -> None:
        """Move forward (or, with a negative `by`, back)."""
        self.moment += by
