"""A hundred thousand moments, each counted by the service and by a calendar of our own.

Source: docs/mail-rules.md, F34 and F35; docs/procedure.md, The clock.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
import wall_calendar as wall

from tracker.beats import is_due, next_due, week_of
from tracker.dates import (
    Terms,
    acknowledge_by,
    add_working_days,
    is_working_day,
    local_date,
    months_after,
    outer_limit,
    target_date,
    working_days_between,
)
from tracker.holidays_nl import LiberationDay
from tracker.rules import HouseRules, Reminders
from world import RULES

MOMENTS = 100_000
FIRST, LAST = datetime(2013, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)
HOURS = (time(0), time(7, 30), time(8), time(13, 5), time(23, 59))

NIGHTS = [
    # Moments at which a clock is put forward or back, a year ends, or a day is there once in four years.
    *(datetime(2026, 3, 29, hour, minute, tzinfo=UTC) for hour in range(3) for minute in (0, 30, 59)),
    *(datetime(2026, 10, 25, hour, minute, tzinfo=UTC) for hour in range(3) for minute in (0, 30, 59)),
    *(datetime(year, 12, 31, hour, 59, 59, tzinfo=UTC) for year in (2024, 2025, 2026, 2027) for hour in (21, 22, 23)),
    *(datetime(year, 2, 28, hour, tzinfo=UTC) for year in (2024, 2026, 2028, 2032) for hour in (22, 23)),
    *(datetime(year, 2, 29, hour, tzinfo=UTC) for year in (2024, 2028, 2032) for hour in (0, 22, 23)),
]


def moments(number: int) -> list[datetime]:
    """Return the nights, and as many moments at random as are needed."""
    random = Random(4_2026)  # noqa: S311 - the same moments in every run
    span = int((LAST - FIRST).total_seconds())
    return [*NIGHTS, *(FIRST + timedelta(seconds=random.randrange(span)) for _ in range(number - len(NIGHTS)))]


ALL = sorted(moments(MOMENTS))
"""In order, for the service remembers what it counted lately, and its words."""


def test_there_are_as_many_as_is_said() -> None:
    assert len(set(ALL)) > MOMENTS * 0.99


def test_a_moment_is_on_the_day_that_the_wall_calendar_shows() -> None:
    assert [at for at in ALL if local_date(at) != wall.amsterdam(at).date()] == []


@pytest.mark.parametrize("good_friday", [False, True])
@pytest.mark.parametrize("liberation_day", ["never", "lustrum", "always"])
def test_every_day_is_a_working_day_or_not(liberation_day: LiberationDay, *, good_friday: bool) -> None:
    terms = Terms(good_friday_is_holiday=good_friday, liberation_day=liberation_day)
    days = [FIRST.date() + timedelta(days=number) for number in range((LAST - FIRST).days)]
    told = {"good_friday": good_friday, "liberation_day": liberation_day}
    assert [day for day in days if is_working_day(day, terms) is not wall.works(day, **told)] == []  # type: ignore[arg-type]  # told is mixed


def test_working_days_are_counted_there_and_back() -> None:
    random, terms = Random(1), Terms()  # noqa: S311 - likewise
    for at in ALL:
        day, number = at.date(), random.randint(-12, 12)
        end = wall.after(day, number)
        assert add_working_days(day, number, terms) == end
        until = day + timedelta(days=random.randint(-3, 12))
        passed = sum(wall.works(day + timedelta(days=each)) for each in range(1, (until - day).days + 1))
        assert working_days_between(day, until, terms) == passed


def test_every_deadline_of_a_complaint() -> None:
    terms = Terms(target_working_days=10)
    for at in ALL:
        day = wall.amsterdam(at).date()
        acknowledge = acknowledge_by(local_date(at), terms)
        assert acknowledge is not None
        assert acknowledge.by_date == min(day + timedelta(days=5), wall.after(day, 2, liberation_day="never"))
        assert target_date(local_date(at), None, terms).by_date == wall.after(day, 10)
        assert outer_limit(local_date(at), terms).by_date == day + timedelta(days=56)


def test_months_later_is_the_same_day_or_the_last_one() -> None:
    random = Random(2)  # noqa: S311 - likewise
    for at in ALL:
        months = random.randint(0, 30)
        later = months_after(at, months)
        assert (later.date(), later.timetz()) == (wall.months_on(at.date(), months), at.timetz())


def mail_day(wall_clock: datetime, at: time) -> bool:
    return wall.works(wall_clock.date()) and wall_clock.time() >= at


def next_mail(wall_clock: datetime, at: time) -> datetime:
    """Return when the next mails are made, by looking at one day after the other."""
    day = wall_clock.date()
    if wall_clock.time() >= at:
        day += timedelta(days=1)
    while not wall.works(day):
        day += timedelta(days=1)
    return wall.to_utc(datetime.combine(day, at))


def rules_at(at: time) -> HouseRules:
    return replace(RULES, reminders=Reminders(daily_mail_at=at))


def test_whether_the_mails_of_the_day_are_due_and_when_they_are_next() -> None:
    by_hour = [(at, rules_at(at)) for at in HOURS]
    for number, moment in enumerate(ALL):
        at, rules = by_hour[number % len(by_hour)]
        shown = wall.amsterdam(moment)
        assert is_due(rules, moment) is mail_day(shown, at)
        following = next_due(rules, moment)
        assert following == next_mail(shown, at)
        assert moment < following
        assert is_due(rules, following)
        assert not is_due(rules, following - timedelta(seconds=1)) or at == time(0)


def test_a_week_of_lists_begins_on_its_weekday() -> None:
    by_day = [replace(RULES, reminders=Reminders(weekly_on=weekday)) for weekday in range(7)]
    for number, moment in enumerate(ALL):
        rules, today = by_day[number % 7], wall.amsterdam(moment).date()
        begun = week_of(rules, moment)
        assert begun.isoweekday() == number % 7 + 1
        assert timedelta(0) <= today - begun < timedelta(days=7)


KNOWN = [
    # moment (UTC), the clock on the wall: the oracle itself is held to what is printed in almanacs
    ("2026-03-29T00:59:59", "2026-03-29T01:59:59"),
    ("2026-03-29T01:00:00", "2026-03-29T03:00:00"),  # 02:30 was not there
    ("2026-10-25T00:30:00", "2026-10-25T02:30:00"),
    ("2026-10-25T01:30:00", "2026-10-25T02:30:00"),  # and here it was twice
    ("2026-12-31T22:59:59", "2026-12-31T23:59:59"),
    ("2026-12-31T23:00:00", "2027-01-01T00:00:00"),
    ("2028-02-28T23:00:00", "2028-02-29T00:00:00"),
]


@pytest.mark.parametrize(("moment", "shown"), KNOWN)
def test_the_wall_clock_is_right(moment: str, shown: str) -> None:
    assert wall.amsterdam(datetime.fromisoformat(moment).replace(tzinfo=UTC)) == datetime.fromisoformat(shown)


@pytest.mark.parametrize(
    ("year", "month", "day"), [(2008, 3, 23), (2011, 4, 24), (2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2038, 4, 25), (2049, 4, 18)]
)
def test_easter_is_when_it_was_and_will_be(year: int, month: int, day: int) -> None:
    assert wall.easter(year) == date(year, month, day)
