"""What happened to a complaint in which week, as far as figures count it: its steps that count, read from the journal.

Pure: lines of a journal go in. Rule: a step that was taken back is booked off in
the week in which that was done, so that no later event changes a week that has
ended, and the sum of all weeks is right.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tracker.figures.names import Figure
from tracker.figures.weeks import week_at
from tracker.model import Event

_FIGURES: dict[str, str] = {
    Event.RESOLVE: Figure.RESOLVED,
    Event.WITHDRAW: Figure.RESOLVED,
    Event.DISSATISFIED: Figure.REOPENED,
    Event.REOPEN: Figure.REOPENED,
    Event.APPEAL: Figure.APPEALS,
}
COUNTED = (*_FIGURES, Event.CONSENT, Event.TAKE_BACK)
"""The events that may count."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A line of the journal that moved the state. before: the columns that it changed, as they were."""

    at: datetime
    event: str
    from_state: str | None
    to_state: str
    before: dict[str, Any] | None


def happenings(lines: Iterable[Moved], zone: ZoneInfo) -> Counter[tuple[str, str]]:
    """Count what happened to one complaint, by week and figure; money in euro cents.

    lines: those of its journal that moved its state, oldest first.
    """
    counted: Counter[tuple[str, str]] = Counter()
    standing: list[Moved] = []
    for line in lines:
        week = week_at(line.at, zone)
        if line.event != Event.TAKE_BACK:
            standing.append(line)
            counted[week, _figure(line)] += _worth(line)
            continue
        while standing:
            undone = standing.pop()
            counted[week, _figure(undone)] -= _worth(undone)
            if undone.from_state == line.to_state:
                break
    return Counter({key: value for key, value in counted.items() if value})


def _figure(line: Moved) -> str:
    return Figure.MONEY if line.event == Event.CONSENT else _FIGURES.get(line.event, "")


def _worth(line: Moved) -> int:
    """Return what a line adds to its figure: one, or so many euro cents; 0 where it counts in none."""
    if line.event == Event.CONSENT:
        return (line.before or {}).get("proposal_cents") or 0
    return int(line.event in _FIGURES)
