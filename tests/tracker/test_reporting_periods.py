"""The periods of reports: whole weeks, each in one quarter and one year; by which names they are asked for, and when they are due.

Source: docs/procedure.md, The report; docs/mail-rules.md, F35.
"""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.dates import AMSTERDAM
from tracker.reporting.periods import Kind, Period, holding, last_ended, named, parse, quarter, span, week, year
from tracker.typed.periods import read_period
from tracker.typed.words import Unclear

TODAY = date(2026, 11, 23)  # the Monday of week 48
DAYS = st.dates(date(1990, 1, 1), date(2080, 12, 31))

NAMED = [
    # name, first day, last day
    ("2026-W47", date(2026, 11, 16), date(2026, 11, 22)),
    ("2026-W01", date(2025, 12, 29), date(2026, 1, 4)),
    ("2020-W53", date(2020, 12, 28), date(2021, 1, 3)),
    ("2026-Q3", date(2026, 6, 29), date(2026, 9, 27)),  # 1 October is a Thursday: its week is of the fourth quarter
    ("2025-Q1", date(2024, 12, 30), date(2025, 3, 30)),
    ("2026-Q4", date(2026, 9, 28), date(2027, 1, 3)),  # 14 weeks, since the year has 53
    ("2025", date(2024, 12, 30), date(2025, 12, 28)),
    ("2026", date(2025, 12, 29), date(2027, 1, 3)),
    ("2026-09-01--2026-10-15", date(2026, 8, 31), date(2026, 10, 18)),
    ("2026-W36--2026-W42", date(2026, 8, 31), date(2026, 10, 18)),
    ("2026-10-15--2026-10-15", date(2026, 10, 12), date(2026, 10, 18)),
    ("2026-w47", date(2026, 11, 16), date(2026, 11, 22)),
    ("2026-k3", date(2026, 6, 29), date(2026, 9, 27)),
]
NO_PERIODS = [
    "", "--", "W47", "26-W47", "2026-W54", "2025-W53", "2026-W00", "2026-Q5", "0000", "2026-09-01", "2026-02-30--2026-03-01",
    "2026-10-15--2026-09-01", "1990-01-01--2026-01-01",
]  # fmt: skip


@pytest.mark.parametrize(("name", "first_date", "last_date"), NAMED)
def test_a_period_is_whole_weeks(name: str, first_date: date, last_date: date) -> None:
    found = named(name)
    assert (found.first_date, found.last_date) == (first_date, last_date)
    assert named(found.name) == found
    assert (found.weeks[0], found.weeks[-1]) == (found.first_week, found.last_week)


@pytest.mark.parametrize("name", NO_PERIODS)
def test_what_names_none_says_how_they_are_named(name: str) -> None:
    with pytest.raises(ValueError, match=r"2026-W47, 2026-Q3, 2026, or two days"):
        named(name)


def test_what_has_not_begun_is_none_to_report_on() -> None:
    assert parse("2026-W48", TODAY) == week("2026-W48")
    with pytest.raises(ValueError, match="2026-W49 has not begun yet"):
        parse("2026-W49", TODAY)


@given(DAYS)
def test_a_week_lies_in_the_one_quarter_and_the_one_year_of_its_thursday(day: date) -> None:
    one, three, twelve = (holding(kind, day) for kind in (Kind.WEEK, Kind.QUARTER, Kind.YEAR))
    thursday = one.first_date + timedelta(days=3)
    assert (three, twelve) == (quarter(thursday.year, (thursday.month + 2) // 3), year(thursday.year))
    for period in (one, three, twelve):
        assert one.first_week in period.weeks
        assert period.before.last_date + timedelta(days=1) == period.first_date
        assert period.before.kind is period.kind
    assert [found for number in range(1, 5) for found in quarter(thursday.year, number).weeks] == list(twelve.weeks)


@given(DAYS, st.integers(0, 3000))
def test_a_span_holds_its_days_and_is_compared_with_as_many_weeks(first_date: date, days: int) -> None:
    found = span(first_date, first_date + timedelta(days=days))
    assert found.first_date <= first_date <= first_date + timedelta(days=days) <= found.last_date
    assert found.last_date - found.first_date < timedelta(days=days + 13)
    assert (len(found.before.weeks), found.before.last_date) == (len(found.weeks), found.first_date - timedelta(days=1))


@pytest.mark.parametrize(
    ("today", "ended"),
    [
        (date(2026, 11, 23), ("2026-W47", "2026-Q3", "2025")),
        (date(2027, 1, 3), ("2026-W52", "2026-Q3", "2025")),  # the last day of week 53
        (date(2027, 1, 4), ("2026-W53", "2026-Q4", "2026")),
        (date(2026, 1, 1), ("2025-W52", "2025-Q4", "2025")),
    ],
)
def test_the_periods_that_ended_last(today: date, ended: tuple[str, ...]) -> None:
    assert tuple(last_ended(kind, today).name for kind in (Kind.WEEK, Kind.QUARTER, Kind.YEAR)) == ended


DUE = [
    # period, weekday, time, when it is due
    (week("2026-W12"), 0, time(8), datetime(2026, 3, 23, 7, tzinfo=UTC)),
    (week("2026-W13"), 0, time(8), datetime(2026, 3, 30, 6, tzinfo=UTC)),  # summer time began on its Sunday
    (week("2026-W43"), 0, time(8), datetime(2026, 10, 26, 7, tzinfo=UTC)),  # and ended on this one
    (week("2026-W12"), 6, time(2, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # half past two is not there: half past three
    (week("2026-W42"), 6, time(2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # it is there twice: the first
    (week("2026-W47"), 4, time(17, 30), datetime(2026, 11, 27, 16, 30, tzinfo=UTC)),
    (quarter(2026, 3), 0, time(8), datetime(2026, 9, 28, 6, tzinfo=UTC)),
    (year(2026), 2, time(8), datetime(2027, 1, 6, 7, tzinfo=UTC)),
]


@pytest.mark.parametrize(("period", "weekday", "at", "due_at"), DUE)
def test_it_is_due_on_the_first_such_day_behind_it(period: Period, weekday: int, at: time, due_at: datetime) -> None:
    assert period.due_at(weekday, at, AMSTERDAM) == due_at


TYPED = [
    ("week 47", "2026-W47"),
    ("Week 47.", "2026-W47"),
    ("wk47", "2026-W47"),
    ("w 48", "2026-W48"),  # it runs
    ("week 49", "2025-W49"),  # that of this year has not begun
    ("week 53", "2020-W53"),
    ("week 47 van 2025", "2025-W47"),
    ("van week 12", "2026-W12"),
    ("kwartaal 3", "2026-Q3"),
    ("3e kwartaal", "2026-Q3"),
    ("derde kwartaal 2025", "2025-Q3"),
    ("Q4", "2026-Q4"),
    ("K1 2026", "2026-Q1"),
    ("2025", "2025"),
    ("jaar 2026", "2026"),
    ("vorige week", "2026-W47"),
    ("afgelopen week", "2026-W47"),
    ("deze week", "2026-W48"),
    ("vorig kwartaal", "2026-Q3"),
    ("dit jaar", "2026"),
    ("last quarter", "2026-Q3"),
    ("oktober", "2026-W40--2026-W44"),
    ("maand november", "2026-W45--2026-W48"),  # it runs
    ("dec.", "2025-W49--2025-W52"),
    ("januari 2026", "2026-W01--2026-W05"),
    ("vorige maand", "2026-W40--2026-W44"),
    ("deze maand", "2026-W45--2026-W48"),
    ("1 september t/m 15 oktober", "2026-W36--2026-W42"),
    ("van 1-9-2026 tot en met 15-10-2026", "2026-W36--2026-W42"),
    ("1 sept – 15 okt", "2026-W36--2026-W42"),
    ("1 december t/m 5 januari", "2025-W49--2026-W02"),
    ("2026-W40--2026-W44", "2026-W40--2026-W44"),
]
ASKED_ABOUT = ["oktober 2027", "volgende maand", "volgende week", "week", "week 54", "week 0", "kwartaal 5", "15 oktober", "het",
               "week 1 t/m", "31-2 t/m 1-3", "week 49 van 2026", "2027", "x" * 300, "0001", "0001-W01", "week 1 van 1899",
               "0001-01-01--0001-02-01"]  # fmt: skip


@pytest.mark.parametrize(("typed", "name"), TYPED)
def test_a_period_as_it_is_typed(typed: str, name: str) -> None:
    assert read_period(typed, TODAY).name == name


@pytest.mark.parametrize("typed", ASKED_ABOUT)
def test_what_is_no_period_is_asked_about(typed: str) -> None:
    with pytest.raises(Unclear):
        read_period(typed, TODAY)


@given(st.text(max_size=40), DAYS)
def test_whatever_is_typed_is_a_period_that_has_begun_or_is_asked_about(typed: str, today: date) -> None:
    try:
        found = read_period(typed, today)
    except Unclear:
        return
    assert found.first_date <= today
