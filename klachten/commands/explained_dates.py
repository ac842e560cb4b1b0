"""The dates of one complaint, each with how it was counted and whether it is met: for `klachten when` and `klachten show`.

Gathers plain values from the clocks (`tracker.clocks`), puts them in words, and
prints nothing. A clock that does not run is not told.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from klachten.commands.words import plain
from tracker.clocks import Clocks
from tracker.dates import Deadline, Terms, local_date, words_of_day, working_days_between
from tracker.model import CONFIRMED, Event, Language

_DONE = {"acknowledge_by": "confirmed", "target_date": "solved"}
"""What is said when that happened for which the day was set."""


def dates_of(clocks: Clocks, now: datetime) -> dict[str, dict[str, Any]]:
    """Return each date of a complaint by its name, as plain values. now: aware.

    date, and why: how it was counted, in English. done_date: when that happened for which it was set.
    days_left: calendar days from today, fewer than none where it is past. working_days_late: for those that can be late.
    """
    today = local_date(now, clocks.rules.terms.zone)
    received = clocks.complaint.received_date
    told = {"received": _told(received, _received_why(clocks), today, received)}
    for name, clock in _deadlines(clocks).items():
        if clock is not None:
            done_date = _done_date(clocks, name)
            told[name] = _told(clock.by_date, clock.why(Language.ENGLISH), today, done_date)
            if name in _DONE:
                told[name]["working_days_late"] = _working_days_late(clock.by_date, done_date or today, clocks.rules.terms)
    return told


def date_lines(dates: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Give each date on a line with how it stands, and how it was counted."""
    width = max(map(len, dates))
    for name, day in dates.items():
        yield f"{plain(name):{width}}  {day['date']}  {_standing(name, day)}".rstrip(), day["why"]


def _told(day: date, why: str, today: date, done_date: date | None) -> dict[str, Any]:
    return {"date": day, "why": why, "done_date": done_date, "days_left": (day - today).days}


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


def _done_date(clocks: Clocks, name: str) -> date | None:
    """Return when that happened for which the day was set."""
    complaint = clocks.complaint
    confirmed_at = complaint.acknowledged_at if complaint.acknowledgement in CONFIRMED else None
    solved_at = complaint.resolved_at or complaint.closed_at
    at = {"acknowledge_by": confirmed_at, "target_date": solved_at}.get(name)
    return local_date(at, clocks.rules.terms.zone) if at else None


def _working_days_late(day: date, done_date: date, terms: Terms) -> int:
    """Count as everywhere else (`tracker.clocks.days_late`): from the day after, one at least."""
    return max(1, working_days_between(day, done_date, terms)) if done_date > day else 0


def _standing(name: str, day: Mapping[str, Any]) -> str:
    days_late = day.get("working_days_late")
    late = f"{_days(days_late, 'working day')} late" if days_late else ""
    if name in _DONE and day["done_date"] is not None:
        return ", ".join(filter(None, (f"{_DONE[name]} on {day['done_date']}", late)))
    if day["days_left"] == 0:
        return "today"
    if day["days_left"] > 0:
        return f"in {_days(day['days_left'])}"
    return late or f"{_days(-day['days_left'])} ago"


def _days(number: int, unit: str = "day") -> str:
    return f"{number} {unit if number == 1 else f'{unit}s'}"
