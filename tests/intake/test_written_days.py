"""The day in the date of a mail that was passed on: as mail programs write it, and never one of two."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.written_days import day_of

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

DAYS = [
    # as written, the day in April 2026
    ("Thu, 2 Apr 2026 10:15:00 +0200", 2),
    ("Thu, 2 Apr 2026 23:30:00 +0000", 3),
    ("2 Apr 2026 10:15:00 GMT", 2),
    ("donderdag 2 april 2026 10:15", 2),
    ("do 2 apr. 2026 om 10:15", 2),
    ("do 2 apr 2026 10.15 uur", 2),
    ("2 april 2026 om 10:15:33", 2),
    ("02-04-2026 10:15", 2),
    ("2.4.2026 10:15", 2),
    ("2026-04-02", 2),
    ("2026-04-02T10:15:00+02:00", 2),
    ("Thursday, April 2, 2026 10:15 AM", 2),
    ("Thu, Apr 2, 2026 at 10:15 AM", 2),
    ("April 2, 2026 at 10:15:12 GMT+2", 2),
    ("2 April 2026 at 10:15:00 CEST", 2),
    ("4/2/2026 10:15", None),
    ("2/4/2026", None),
    ("31-4-2026", None),
    ("2 april", None),
    ("gisteren", None),
    ("volgende week", None),
    ("", None),
    (None, None),
    ("2 april 2026 " * 50, None),
]


@pytest.mark.parametrize(("written", "day"), DAYS)
def test_the_day_is_read_where_it_is_certain(written: str | None, day: int | None) -> None:
    found = day_of(written, AMSTERDAM)
    assert found == (None if day is None else date(2026, 4, day))


@given(st.text(max_size=150))
def test_whatever_is_written_is_a_day_or_none(written: str) -> None:
    assert isinstance(day_of(written, AMSTERDAM), date | None)
