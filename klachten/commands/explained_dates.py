"""The dates of one complaint, each with how it was counted and whether it is met: for `klachten when` and `klachten show`.

Gathers plain values from the clocks (`tracker.clocks`), puts them in words, and
prints nothing. A clock that does not run is not told.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from klachten.commands.words import plain
from tracker.clocks import SOLVED_OR_BEYOND, Clocks, days_past
from tracker.dates import Deadline, local_date, words_of_day
from tracker.model import CONFIRMED, Event, Language, State

_NEVER_LATE = frozenset({"received", "answer_by", "outer_limit", "removal"})
"""Past these nothing is late. The others are told while what they ask for is not done, or with the day on which it was."""


def dates_of(clocks: Clocks, now: datetime) -> dict[str, dict[str, Any]]:
    """Return each date of a complaint by its name, as plain values. now: aware.

    date, and why: how it was counted, in English. done_date: when that happened for which it was set; done: in a word.
    days_left: calendar days from today, fewer than none where it is past. working_days_late: None for those that cannot be late.
    """
    today = local_date(now, clocks.rules.terms.zone)
    received = clocks.complaint.received_date
    told = {"received": _told(received, _received_why(clocks), today, done_date=received)}
    for name, clock in _deadlines(clocks).items():
        if clock is not None:
            done, done_at = _done(clocks, name)
            done_date = local_date(done_at, clocks.rules.terms.zone) if done_at else None
            told[name] = _told(clock.by_date, clock.why(Language.ENGLISH), today, done, done_date)
            if name not in _NEVER_LATE:
                told[name]["working_days_late"] = days_past(clock.by_date, done_date or today, clocks.rules.terms)
    return told


def date_lines(dates: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Give each date on a line with how it stands, and how it was counted."""
    width = max(map(len, dates))
    for name, day in dates.items():
        yield f"{plain(name):{width}}  {day['date']}  {_standing(day)}".rstrip(), day["why"]


def _told(day: date, why: str, today: date, done: str | None = None, done_date: date | None = None) -> dict[str, Any]:
    return {"date": day, "why": why, "done": done, "done_date": done_date, "days_left": (day - today).days, "working_days_late": None}


def _deadlines(clocks: Clocks) -> dict[str, Deadline | None]:
    return {
        "acknowledge_by": clocks.receipt,
        "assign_by": clocks.assignment,
        "first_action_by": clocks.first_action,
        "target_date": clocks.target,
        "call_by": clocks.contact,
        "answer_by": clocks.answer,
        "privacy_request_by": clocks.privacy_request,
        "outer_limit": clocks.outer_limit,
        "removal": clocks.removal,
    }


def _received_why(clocks: Clocks) -> str:
    """Say how the day of receipt is known."""
    complaint, zone = clocks.complaint, clocks.rules.terms.zone
    told = next((line for line in reversed(clocks.lines) if line.event == Event.RECEIVED_ON), None)
    if told is not None:
        return f"set by {told.by_name} on {_day(told.at, clocks)}"
    reached = f"{_day(complaint.received_at, clocks)} at {complaint.received_at.astimezone(zone):%H:%M}"
    if local_date(complaint.received_at, zone) == complaint.received_date:
        return f"the mail reached mailbox {complaint.mailbox} on {reached}"
    return f"as told by the employee who registered it, with a mail of {reached}"


def _day(at: datetime, clocks: Clocks) -> str:
    return words_of_day(local_date(at, clocks.rules.terms.zone), Language.ENGLISH)


def _done(clocks: Clocks, name: str) -> tuple[str | None, datetime | None]:
    """Return what happened for which the day was set, and when (aware)."""
    complaint = clocks.complaint
    if name == "acknowledge_by" and complaint.acknowledgement in CONFIRMED:
        return "confirmed", complaint.acknowledged_at
    if name == "target_date" and complaint.state in SOLVED_OR_BEYOND:
        steps = (line for line in reversed(clocks.lines) if line.from_state not in SOLVED_OR_BEYOND and line.to_state in SOLVED_OR_BEYOND)
        step = next(steps, None)
        if step is not None and step.to_state == State.APPEAL:
            return "went to appeal", step.at
        return "solved", step.at if step else complaint.resolved_at or complaint.closed_at
    return None, None


def _standing(day: Mapping[str, Any]) -> str:
    days_late = day["working_days_late"]
    late = f"{_days(days_late, 'working day')} late" if days_late else ""
    if day["done"]:
        return ", ".join(filter(None, (f"{day['done']} on {day['done_date']}", late)))
    if day["days_left"] == 0:
        return "today"
    if day["days_left"] > 0:
        return f"in {_days(day['days_left'])}"
    return late or f"{_days(-day['days_left'])} ago"


def _days(number: int, unit: str = "day") -> str:
    return f"{number} {unit if number == 1 else f'{unit}s'}"
