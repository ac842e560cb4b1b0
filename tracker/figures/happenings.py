"""What happened to a complaint in which week, as far as figures count it: its steps that count, read from the journal.

Pure: lines of a journal go in. Rule: what was taken back never happened; the
journal keeps both lines, and only what moved the state counts.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tracker.figures.weeks import week_at
from tracker.model import Event

MONEY = "money"
"""What the managing director consented to, in euro cents. Kept as a total a week alone (`tracker.figures.snapshots`)."""

_FIGURES: dict[str, str] = {
    Event.RESOLVE: "resolved",
    Event.WITHDRAW: "resolved",
    Event.DISSATISFIED: "reopened",
    Event.REOPEN: "reopened",
    Event.APPEAL: "appeals",
}
COUNTED = (*_FIGURES, Event.CONSENT)
"""The events that count."""


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
    for line in _kept(lines):
        week = week_at(line.at, zone)
        if figure := _FIGURES.get(line.event):
            counted[week, figure] += 1
        elif line.event == Event.CONSENT:
            counted[week, MONEY] += (line.before or {}).get("proposal_cents") or 0
    return counted


def _kept(lines: Iterable[Moved]) -> list[Moved]:
    """Leave out the steps that were taken back: the last ones, up to the state that was restored."""
    kept: list[Moved] = []
    for line in lines:
        if line.event != Event.TAKE_BACK:
            kept.append(line)
            continue
        while kept and kept.pop().from_state != line.to_state:
            pass
    return kept
