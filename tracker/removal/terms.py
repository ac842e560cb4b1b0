"""When a closed complaint leaves the register, and why on that day.

Pure. Rule: whoever gets a letter by which they can come back has the whole
grace to do so, from the moment at which they have it; the post takes its time.
Source: docs/procedure.md, Removal, and States and events.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tracker.dates import CLOSING, Deadline, because, hours_since, local_date, months_after, months_since, words_of_day
from tracker.model import Event, Language
from tracker.rules import Patience

CLOSINGS = frozenset({Event.SATISFIED, Event.NO_REACTION, Event.CONCLUDE, Event.NOT_A_COMPLAINT, Event.FORWARD_ELSEWHERE, Event.SPAM})
"""The events that close a complaint by itself; one that was merged goes with the other."""

ON_PAPER = {
    Event.LETTER_GIVEN: ("na de brief op papier, op", "after the letter on paper, on"),
    Event.LETTER_FAILED: ("na de brief die terugkwam op", "after the letter that came back on"),
}
"""The later events from which grace is counted anew, in words."""

_SILENT = frozenset({Event.CONCLUDE, Event.SPAM})
"""Closed so, nobody is written to."""


def writes(event: Event) -> bool:
    """Say whether the complainant gets a letter where a complaint closes by `event`."""
    return event not in _SILENT


def term_of(event: Event, at: datetime, patience: Patience, *, by_post: bool) -> datetime:
    """Return before when a complaint is not removed that was closed by `event`, or of which a letter went on paper then.

    at: aware. by_post: the letter goes on paper.
    """
    months = _months(event, patience)
    ends_at = months_after(at, months) if months else at + patience.grace
    return ends_at + patience.post if by_post else ends_at


def counted_from(event: Event, at: datetime, remove_after: datetime, patience: Patience, zone: ZoneInfo) -> Deadline | None:
    """Return the day of removal with the words that say how it follows from `event` at `at` (aware); None where it does not follow."""
    by_date, day, months = local_date(remove_after, zone), local_date(at, zone), _months(event, patience)
    if event in CLOSINGS and by_date == local_date(term_of(event, at, patience, by_post=False), zone):
        return months_since(day, months, CLOSING) if months else hours_since(day, by_date, patience.grace, CLOSING)
    if by_date != local_date(term_of(event, at, patience, by_post=True), zone):
        return None
    dutch, english = ON_PAPER.get(event, CLOSING)
    hours, days = int(patience.grace / timedelta(hours=1)), patience.post.days
    term_nl = f"{_plural(months, 'maand', 'maanden') if months else f'{hours} uur'}, en {_plural(days, 'dag', 'dagen')} voor de post"
    term_en = f"{_plural(months or hours, *(('month', 'months') if months else ('hour', 'hours')))}, and {_plural(days, 'day', 'days')}"
    return because(
        by_date,
        f"{term_nl}, {dutch} {words_of_day(day, Language.DUTCH)}",
        f"{term_en} for the post, {english} {words_of_day(day, Language.ENGLISH)}",
    )


def _plural(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _months(event: Event, patience: Patience) -> int | None:
    return {Event.NO_REACTION: patience.no_reaction_months, Event.CONCLUDE: patience.appeal_months}.get(event)
