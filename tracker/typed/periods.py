"""Periods as Dutch people type them: 'week 47', 'oktober', '3e kwartaal', 'vorig jaar', '1 september t/m 15 oktober'.

Pure: the day on which it was typed is handed in. Rule: a week, a month or a
quarter without a year is the last one that has begun. Source: docs/procedure.md, Reading tags.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, timedelta

from tracker.reporting.periods import Kind, Period, holding, month, month_holding, named, not_too_early, quarter, span, week, year
from tracker.typed.dates import Direction, month_named, read_date
from tracker.typed.words import Unclear, tidied, trimmed, without_stop_words

_KINDS = {"week": Kind.WEEK, "kwartaal": Kind.QUARTER, "quarter": Kind.QUARTER, "jaar": Kind.YEAR, "year": Kind.YEAR}
_FOURTH = {"eerste": 1, "tweede": 2, "derde": 3, "vierde": 4}
_YEARS_BACK = 7
"""Within so many years there was a week 53, wherever one begins."""

_RUNNING = re.compile(r"(?:deze|dit|this|huidige?) (?P<kind>[a-z]{4,8})")
_BYGONE = re.compile(r"(?:vorige?|afgelopen|laatste|last|previous) (?P<kind>[a-z]{4,8})")
_WEEK = re.compile(r"(?:week|wk|w)\.? ?(?P<number>[0-9]{1,2})(?:,? (?:van |in |of )?(?P<year>[0-9]{4}))?")
_QUARTER = re.compile(
    r"(?:(?:kwartaal|quarter|kw|q|k)\.? ?(?P<number>[1-4])|(?P<ordinal>[1-4]e?|eerste|tweede|derde|vierde) (?:kwartaal|kw))"
    r"(?:,? (?:van |in |of )?(?P<year>[0-9]{4}))?"
)
_MONTH = re.compile(r"(?:maand )?(?P<month>[a-z]{3,9})\.?(?:,? (?:van |in )?(?P<year>[0-9]{4}))?")
_IN_MONTHS = ("maand", "month")
_YEAR = re.compile(r"(?:jaar |year )(?P<year>[0-9]{4})")
_TO = re.compile(r" (?:t/m|tot en met|tot|until|to) |--|- ")

_NO_PERIOD = "Dit begrijpen wij niet als een periode. Schrijf bijvoorbeeld: week 47, oktober, kwartaal 3, 2026, of 1-9-2026 t/m 15-10-2026."
_NOT_YET = "Deze periode is nog niet begonnen."


def read_period(typed: str, today: date) -> Period:
    """Return the period that was typed on `today`. Raises `Unclear` for what names none, and for one that has not begun."""
    plain = trimmed(without_stop_words(tidied(trimmed(typed))))
    found: Period | None = None
    with suppress(ValueError, OverflowError):  # a week or a day that does not exist, or lies centuries back
        meant = _by_name(plain) or _relative(plain, today) or _numbered(plain, today) or _between(plain, today)
        found = not_too_early(meant) if meant else None
    if found is None:
        raise Unclear(_NO_PERIOD)
    if found.first_date > today:
        raise Unclear(_NOT_YET)
    return found


def _by_name(plain: str) -> Period | None:
    with suppress(ValueError):
        return named(plain)
    return None


def _relative(plain: str, today: date) -> Period | None:
    """Read the running period, or the one that ended last."""
    if found := _RUNNING.fullmatch(plain):
        return _holding(found["kind"], today)
    found = _BYGONE.fullmatch(plain)
    running = _holding(found["kind"], today) if found else None
    return _holding(found["kind"], running.first_date - timedelta(days=1)) if found and running else None


def _holding(kind: str, day: date) -> Period | None:
    """Return the week, month, quarter or year that holds a day; None for what is none of these. kind: as it is typed."""
    if kind in _IN_MONTHS:
        return month_holding(day)
    return holding(_KINDS[kind], day) if kind in _KINDS else None


def _numbered(plain: str, today: date) -> Period | None:
    if found := _WEEK.fullmatch(plain):
        years = [int(found["year"])] if found["year"] else range(today.year + 1, today.year - _YEARS_BACK - 1, -1)
        return _last_begun(_weeks(int(found["number"]), years), today)
    if found := _QUARTER.fullmatch(plain):
        ordinal = found["number"] or found["ordinal"]
        number = _FOURTH.get(ordinal) or int(ordinal[0])
        years = [int(found["year"])] if found["year"] else [today.year + 1, today.year, today.year - 1]
        return _last_begun((quarter(one, number) for one in years), today)
    if (found := _MONTH.fullmatch(plain)) and (in_year := month_named(found["month"])):
        years = [int(found["year"])] if found["year"] else [today.year + 1, today.year, today.year - 1]
        return _last_begun((month(one, in_year) for one in years), today)
    found = _YEAR.fullmatch(plain)
    return year(int(found["year"])) if found else None


def _weeks(number: int, years: Iterable[int]) -> Iterator[Period]:
    for one in years:
        with suppress(ValueError):
            yield week(f"{one}-W{number:02}")


def _last_begun(periods: Iterator[Period], today: date) -> Period | None:
    """Return the first that has begun; where none has, the last that was named."""
    several = list(periods)
    return next((one for one in several if one.first_date <= today), several[-1] if several else None)


def _between(plain: str, today: date) -> Period | None:
    """Read two days."""
    ends = _TO.split(plain)
    if len(ends) != 2:  # noqa: PLR2004 - a first and a last day
        return None
    last_date = read_date(ends[1], today, Direction.BACK)
    return span(read_date(ends[0], last_date, Direction.BACK), last_date)
