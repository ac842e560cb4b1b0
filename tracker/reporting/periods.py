"""The periods of which reports are made: a week, a quarter, a year, or weeks by choice; and when each is due.

Pure: days and names go in, and out. Rule: a period is made of whole weeks (ISO
8601), so that all its figures are sums of weeks. A week belongs to the quarter
and to the year of its Thursday, so that no week is in two of them, or in none.
Source: docs/procedure.md, The report; docs/mail-rules.md, F35 and F41.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from tracker.figures.weeks import monday_of, week_of_date, weeks_between

_WEEK, _TO_THURSDAY, _TO_SUNDAY = timedelta(days=7), timedelta(days=3), timedelta(days=6)
_MONTHS_A_YEAR, _MONTHS_A_QUARTER = 12, 3
LONGEST_WEEKS = 520
"""The longest period by choice: ten years."""

_EARLIEST_DATE = date(1900, 1, 1)

_WEEK_NAME = re.compile(r"[12][0-9]{3}-W[0-9]{2}", re.IGNORECASE)
_QUARTER_NAME = re.compile(r"([12][0-9]{3})-[QK]([1-4])", re.IGNORECASE)
_YEAR_NAME = re.compile(r"[12][0-9]{3}")
_DAY_NAME = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}")
_BETWEEN = "--"
FORMS = "2026-W47, 2026-Q3, 2026, or two days with two dashes between, such as 2026-09-01--2026-10-15"
"""How a period is named."""


class Kind(StrEnum):
    """How long a period is."""

    WEEK = "week"
    QUARTER = "quarter"
    YEAR = "year"
    SPAN = "span"  # weeks by choice


@dataclass(frozen=True, slots=True)
class Period:
    """Whole weeks of which a report tells. name: such as `2026-W47`, `2026-Q3`, `2026`, `2026-W36--2026-W42`; weeks as `2026-W47`."""

    kind: Kind
    name: str
    first_week: str
    last_week: str

    @property
    def first_date(self) -> date:
        """Its first day, a Monday."""
        return monday_of(self.first_week)

    @property
    def last_date(self) -> date:
        """Its last day, a Sunday."""
        return monday_of(self.last_week) + _TO_SUNDAY

    @property
    def weeks(self) -> tuple[str, ...]:
        """Every week of it, oldest first."""
        return tuple(weeks_between(self.first_week, self.last_week))

    @property
    def before(self) -> "Period":
        """The period with which it is compared: the week, quarter or year before it, or as many weeks as there are in it."""
        if self.kind is Kind.SPAN:
            return span(self.first_date - (self.last_date - self.first_date), self.first_date - timedelta(days=1))
        return holding(self.kind, self.first_date - _WEEK)

    def due_at(self, weekday: int, at: time, zone: ZoneInfo) -> datetime:
        """Return when its report is due, in UTC: on the first such weekday (0: Monday) behind it, at this time on the customer's clock.

        A time that the night of summer time leaves out is due an hour later by that clock; one that the other night has twice, the
        first time.
        """
        after = self.last_date + timedelta(days=1)
        day = after + timedelta(days=(weekday - after.weekday()) % _WEEK.days)
        return datetime.combine(day, at, zone).astimezone(UTC)


def week(name: str) -> Period:
    """Return a week by its name, such as `2026-W47`. Raises `ValueError` for one that does not exist."""
    try:
        monday_of(name)
    except ValueError:
        raise ValueError(f"the year {name[:4]} has no week {name[-2:]}") from None
    return Period(Kind.WEEK, name, name, name)


def quarter(year: int, number: int) -> Period:
    """Return a quarter, 1 to 4: the weeks whose Thursday lies in it."""
    last_month = _MONTHS_A_QUARTER * number
    return Period(
        Kind.QUARTER, f"{year}-Q{number}", month(year, last_month - _MONTHS_A_QUARTER + 1).first_week, month(year, last_month).last_week
    )


def month(year: int, number: int) -> Period:
    """Return a month, 1 to 12, as weeks by choice: those whose Thursday lies in it, so that no week is in two months."""
    ends = date(year + number // _MONTHS_A_YEAR, number % _MONTHS_A_YEAR + 1, 1)
    return _weeks_by_choice(_first_with_thursday_from(date(year, number, 1)), _last_with_thursday_before(ends))


def year(number: int) -> Period:
    """Return a year: the 52 or 53 weeks whose Thursday lies in it."""
    first, last = _first_with_thursday_from(date(number, 1, 1)), _last_with_thursday_before(date(number + 1, 1, 1))
    return Period(Kind.YEAR, f"{number:04}", first, last)


def span(first_date: date, last_date: date) -> Period:
    """Return the weeks in which these days lie and all between: widened to whole weeks. Raises `ValueError` for what is no such span."""
    if last_date < first_date:
        raise ValueError(f"{last_date.isoformat()} comes before {first_date.isoformat()}")
    if last_date - first_date > LONGEST_WEEKS * _WEEK:
        raise ValueError(f"a report tells of {LONGEST_WEEKS} weeks at most")
    return _weeks_by_choice(week_of_date(first_date), week_of_date(last_date))


def holding(kind: Kind, day: date) -> Period:
    """Return the week, quarter or year that holds a day, by the Thursday of its week. Raises `KeyError` for a span, which has no grid."""
    thursday = _thursday_of(day)
    return {
        Kind.WEEK: lambda: week(week_of_date(thursday)),
        Kind.QUARTER: lambda: quarter(thursday.year, (thursday.month - 1) // _MONTHS_A_QUARTER + 1),
        Kind.YEAR: lambda: year(thursday.year),
    }[kind]()


def month_holding(day: date) -> Period:
    """Return the month that holds a day, by the Thursday of its week."""
    thursday = _thursday_of(day)
    return month(thursday.year, thursday.month)


def last_ended(kind: Kind, today: date) -> Period:
    """Return the last week, quarter or year that ended before `today`."""
    return holding(kind, today).before


def parse(name: str, today: date) -> Period:
    """Return a period that has begun, as `named` reads it. Raises `ValueError` as that does, and for one that begins after `today`."""
    found = named(name)
    if found.first_date > today:
        raise ValueError(f"{found.name} has not begun yet")
    return found


def named(name: str) -> Period:
    """Return a period by its name, or by two days such as `2026-09-01--2026-10-15`, which are widened to whole weeks.

    Raises `ValueError` for what names no period, and for one before there was any register.
    """
    try:
        return not_too_early(_named(name.strip()))
    except ValueError as fault:
        raise ValueError(f"{name!r} names no period ({fault}); write {FORMS}") from fault


def not_too_early(period: Period) -> Period:
    """Return a period of which a register can tell. Raises `ValueError` for an earlier one: the calendar may end before it does."""
    if period.first_date < _EARLIEST_DATE:
        raise ValueError(f"no register tells of a time before {_EARLIEST_DATE.year}")
    return period


def _named(name: str) -> Period:
    if _WEEK_NAME.fullmatch(name):
        return week(name.upper())
    if found := _QUARTER_NAME.fullmatch(name):
        return quarter(int(found[1]), int(found[2]))
    if _YEAR_NAME.fullmatch(name):
        return year(int(name))
    first, between, last = name.partition(_BETWEEN)
    if not between:
        raise ValueError("it is neither a week, a quarter nor a year")
    return span(_day(first, of_last=False), _day(last, of_last=True))


def _day(name: str, *, of_last: bool) -> date:
    """Read one end of a span: a day, or a week, of which the one end is its Monday and the other its Sunday."""
    if _WEEK_NAME.fullmatch(name):
        found = week(name.upper())
        return found.last_date if of_last else found.first_date
    try:
        return date.fromisoformat(name if _DAY_NAME.fullmatch(name) else "")
    except ValueError:
        raise ValueError(f"{name!r} is no day") from None


def _thursday_of(day: date) -> date:
    return day - timedelta(days=day.weekday()) + _TO_THURSDAY


def _weeks_by_choice(first: str, last: str) -> Period:
    return Period(Kind.SPAN, f"{first}{_BETWEEN}{last}", first, last)


def _first_with_thursday_from(day: date) -> str:
    return week_of_date(day + (_WEEK - _TO_THURSDAY - timedelta(days=1) if day.weekday() > _TO_THURSDAY.days else timedelta()))


def _last_with_thursday_before(day: date) -> str:
    """Return the week before the first whose Thursday is on `day` or later."""
    return week_of_date(monday_of(_first_with_thursday_from(day)) - _WEEK)
