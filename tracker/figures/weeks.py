"""The weeks by which figures are counted: ISO 8601, in the customer's zone.

Pure: days and moments go in, names of weeks come out, and back. A name, such
as `2026-W47`, sorts as its week does.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tracker.dates import local_date

_WEEK = timedelta(days=7)


def week_of_date(day: date) -> str:
    """Return the week in which a day lies, such as `2026-W47`."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def week_at(moment: datetime, zone: ZoneInfo) -> str:
    """Return the week that it is in `zone` at `moment` (aware)."""
    return week_of_date(local_date(moment, zone))


def monday_of(week: str) -> date:
    """Return the first day of a week. Raises `ValueError` for what is no week's name."""
    return date.fromisoformat(f"{week}-1")


def span_of(week: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the first moment of a week in `zone`, and the first one after it; in UTC. Raises `ValueError` as `monday_of`."""
    monday = monday_of(week)
    begins, ends = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (monday, monday + _WEEK))
    return begins, ends


def ended_week(now: datetime, zone: ZoneInfo) -> str:
    """Return the last whole week before `now` (aware)."""
    return week_of_date(local_date(now, zone) - _WEEK)


def weeks_between(first: str, last: str) -> Iterator[str]:
    """Give the weeks from the first to the last, both included; none where the last is earlier."""
    monday, end = monday_of(first), monday_of(last)
    while monday <= end:
        yield week_of_date(monday)
        monday += _WEEK
