"""The time of the demo: a clock that the story moves, and the days on which it plays.

Knows no complaint. The days are always the same, so that every run tells the
same story: a spring with Easter Monday, King's Day and Ascension Day in it,
which the count of working days leaves out.
"""

import time
from datetime import UTC, datetime, timedelta

from tracker.dates import AMSTERDAM

YEAR = 2026


def at(day: str) -> datetime:
    """Return a moment (UTC) of the story's year, told as '1 April 10:30' in Amsterdam."""
    local = datetime.strptime(f"{YEAR} {day}", "%Y %d %B %H:%M").replace(tzinfo=AMSTERDAM)
    return local.astimezone(UTC)


BEGINS_AT = at("30 March 09:00")
"""A Monday."""

DAILY_MAILS_AT = "08:00"
"""On the customer's clock; what the settings say where they say nothing."""


def next_morning(moment: datetime) -> datetime:
    """Return when the next daily mails are due, were that day a working day."""
    day = moment.astimezone(AMSTERDAM)
    hour, minute = map(int, DAILY_MAILS_AT.split(":"))
    morning = day.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return (morning if morning > day else morning + timedelta(days=1)).astimezone(UTC)


class StoryClock:
    """Stands still at a moment, until told to jump; set going, it goes on from there as time does."""

    def __init__(self, moment: datetime) -> None:
        """Begin at `moment` (aware, UTC)."""
        self._moment = moment
        self._going_since: float | None = None

    def now(self) -> datetime:
        """See `tracker.clock.Clock.now`."""
        passed = 0.0 if self._going_since is None else time.monotonic() - self._going_since
        return self._moment + timedelta(seconds=passed)

    def jump(self, moment: datetime) -> None:
        """Move forward to `moment`. Raises `ValueError` for one that is over."""
        if moment < self.now():
            raise ValueError(f"the story was at {moment} already")
        self._moment = moment

    def go(self) -> None:
        """Go on from here as time does."""
        self._going_since = time.monotonic()
