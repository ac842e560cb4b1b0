"""What happened to a complaint in which week, as far as figures count it: its steps that count, read from the journal.

Pure: lines of a journal go in. Rule: no later event changes a week that has
ended. So a complaint is resolved in a week at whose end it stood so by a step of
that week: once in a week, and whatever a later week brings. A step that was
taken back in its own week counts in no figure; money alone is booked off in a
later one too, for what was promised in all must be right.
Source: docs/procedure.md, The report.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
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
    told: list[tuple[str, Moved]] = []
    standing: list[tuple[str, Moved]] = []
    for line in lines:
        week = week_at(line.at, zone)
        if line.event != Event.TAKE_BACK:
            standing.append((week, line))
            told.append((week, line))
            continue
        for then, undone in _undone(standing, line.to_state):
            if then == week:
                told.pop()  # the steps of a week that stand are the last that are told
            else:
                counted[week, Figure.MONEY] -= _cents(undone)
    for week, line in told:
        _count(counted, week, line)
    return Counter({key: value for key, value in counted.items() if value})


def _undone(standing: list[tuple[str, Moved]], to_state: str) -> Iterator[tuple[str, Moved]]:
    """Take away the steps that were taken back together, the last first: all since it stood so."""
    while standing:
        undone = standing.pop()
        yield undone
        if undone[1].from_state == to_state:
            break


def _count(counted: Counter[tuple[str, str]], week: str, line: Moved) -> None:
    """Count one step that stood when its week ended."""
    figure = _FIGURES.get(line.event)
    counted[week, Figure.MONEY] += _cents(line)
    if figure is None:
        return
    counted[week, Figure.RESOLVED] = 0  # it is so no more where it was reopened, or went to appeal
    counted[week, figure] += 1


def _cents(line: Moved) -> int:
    return (line.before or {}).get("proposal_cents") or 0 if line.event == Event.CONSENT else 0
