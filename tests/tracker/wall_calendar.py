"""A calendar and a clock of our own, by which those of the service are judged.

Rule: nothing here asks a library about zones or holidays, nor the code that is
judged. Days are numbers and the rest is arithmetic: Gauss's Easter, the Dutch
law on public holidays written out by hand, and summer time as Directive
2000/84/EC puts it, from the last Sunday of March to that of October, at 01:00 UTC.
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache

_HOUR = timedelta(hours=1)
_SATURDAY, _SUNDAY = 6, 7
_FIRST_KINGS_DAY = 2014


def easter(year: int) -> date:
    """Return Easter Sunday, as Gauss counts it for the Gregorian calendar."""
    a, b, c = year % 19, year % 4, year % 7
    century = year // 100
    p = (13 + 8 * century) // 25
    m = (15 - p + century - century // 4) % 30
    n = (4 + century - century // 4) % 7
    d = (19 * a + m) % 30
    e = (2 * b + 4 * c + 6 * d + n) % 7
    if d == 29 and e == 6:
        return date(year, 4, 19)
    if d == 28 and e == 6 and (11 * m + 11) % 30 < 19:
        return date(year, 4, 18)
    return date(year, 3, 22) + timedelta(days=d + e)


@cache
def free_days(year: int, *, good_friday: bool, liberation_day: str) -> frozenset[date]:
    """Return the public holidays of a year."""
    sunday = easter(year)
    king = date(year, 4, 27) if year >= _FIRST_KINGS_DAY else date(year, 4, 30)
    found = {
        date(year, 1, 1),
        *(sunday + timedelta(days=days) for days in (0, 1, 39, 49, 50)),
        king - timedelta(days=1) if king.isoweekday() == _SUNDAY else king,
        date(year, 12, 25),
        date(year, 12, 26),
    }
    if good_friday:
        found.add(sunday - timedelta(days=2))
    if liberation_day == "always" or (liberation_day == "lustrum" and year % 10 in {0, 5}):
        found.add(date(year, 5, 5))
    return frozenset(found)


def works(day: date, *, good_friday: bool = False, liberation_day: str = "lustrum") -> bool:
    """Say whether people work on a day."""
    return day.isoweekday() < _SATURDAY and day not in free_days(day.year, good_friday=good_friday, liberation_day=liberation_day)


@cache
def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=last.isoweekday() % _SUNDAY)


@cache
def _summer(year: int) -> tuple[datetime, datetime]:
    """Return when summer time begins and ends; March and October both have 31 days."""
    first, last = (datetime.combine(_last_sunday(year, month), datetime.min.time(), UTC) + _HOUR for month in (3, 10))
    return first, last


def amsterdam(moment: datetime) -> datetime:
    """Return what the clock on the wall shows, without a zone."""
    begins, ends = _summer(moment.year)
    ahead = 2 if begins <= moment < ends else 1
    return moment.replace(tzinfo=None) + ahead * _HOUR


def to_utc(wall: datetime) -> datetime:
    """Return the first moment at which the clock on the wall shows this."""
    later = wall.replace(tzinfo=UTC)
    return next(moment for hours in (2, 1) if amsterdam(moment := later - hours * _HOUR) == wall)


def after(day: date, working_days: int, *, good_friday: bool = False, liberation_day: str = "lustrum") -> date:
    """Return the working day that is so many further on, one step at a time; back for a negative number."""
    step = timedelta(days=1 if working_days > 0 else -1)
    while working_days:
        day += step
        if works(day, good_friday=good_friday, liberation_day=liberation_day):
            working_days -= step.days
    return day


def months_on(day: date, months: int) -> date:
    """Return the same day of a later month, or the last one that month has."""
    month = day.month + months
    year, month = day.year + (month - 1) // 12, (month - 1) % 12 + 1
    for number in range(day.day, 27, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    return date(year, month, day.day)
