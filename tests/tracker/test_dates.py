"""Days are counted as a Dutch calendar on the wall would have it, and every count can be told."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.dates import (
    Terms,
    acknowledge_by,
    add_working_days,
    is_working_day,
    local_date,
    outer_limit,
    short_words_of_day,
    target_date,
    words_of_day,
)
from tracker.model import Language

TERMS = Terms()
STRICT = Terms(good_friday_is_holiday=True, liberation_day="always")
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def day(text: str) -> date:
    return date.fromisoformat(text)


HOLIDAYS_ON_WORKING_DAYS = {
    # Copied from paper calendars; Good Friday and 5 May stand apart.
    2024: ["2024-01-01", "2024-04-01", "2024-05-09", "2024-05-20", "2024-12-25", "2024-12-26"],  # King's Day on a Saturday
    2025: ["2025-01-01", "2025-04-21", "2025-05-29", "2025-06-09", "2025-12-25", "2025-12-26"],  # 27 April a Sunday: the 26th
    2026: ["2026-01-01", "2026-04-06", "2026-04-27", "2026-05-14", "2026-05-25", "2026-12-25"],
    2027: ["2027-01-01", "2027-03-29", "2027-04-27", "2027-05-06", "2027-05-17"],  # Christmas in a weekend
    2030: ["2030-01-01", "2030-04-22", "2030-05-30", "2030-06-10", "2030-12-25", "2030-12-26"],
}


@pytest.mark.parametrize("year", HOLIDAYS_ON_WORKING_DAYS)
def test_the_free_weekdays_of_a_year(year: int) -> None:
    terms = Terms(liberation_day="never")
    weekdays = [one for number in range(366) if (one := date.fromordinal(date(year, 1, 1).toordinal() + number)).weekday() < 5]
    free = [str(one) for one in weekdays if one.year == year and not is_working_day(one, terms)]
    assert free == HOLIDAYS_ON_WORKING_DAYS[year]


@pytest.mark.parametrize(
    ("text", "terms", "working"),
    [
        ("2026-04-03", TERMS, True),  # Good Friday, by the setting
        ("2026-04-03", Terms(good_friday_is_holiday=True), False),
        ("2025-05-05", TERMS, False),  # Liberation Day in a lustrum year
        ("2026-05-05", TERMS, True),
        ("2026-05-05", Terms(liberation_day="always"), False),
        ("2025-05-05", Terms(liberation_day="never"), True),
        ("2016-05-05", Terms(liberation_day="never"), False),  # Ascension Day fell on it
        ("2025-04-26", TERMS, False),  # King's Day a day early, on a Saturday
        ("2026-04-04", TERMS, False),  # a Saturday
        ("2028-02-29", TERMS, True),
    ],
)
def test_a_working_day(text: str, terms: Terms, *, working: bool) -> None:
    assert is_working_day(day(text), terms) is working


@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        ("2026-04-02", 0, "2026-04-02"),
        ("2026-04-04", 0, "2026-04-04"),  # a Saturday stays where it is
        ("2026-04-04", 1, "2026-04-07"),  # over Easter
        ("2026-04-07", -1, "2026-04-03"),
        ("2025-12-24", 1, "2025-12-29"),
        ("2025-12-30", 3, "2026-01-05"),
        ("2026-01-05", -3, "2025-12-30"),
        ("2026-04-24", 1, "2026-04-28"),  # over King's Day
        ("2025-05-02", 1, "2025-05-06"),  # over Liberation Day in a lustrum year
    ],
)
def test_working_days_are_added(text: str, number: int, expected: str) -> None:
    assert add_working_days(day(text), number, TERMS) == day(expected)


ACKNOWLEDGE = [
    # received, by, the clock that governs
    ("2026-04-02", "2026-04-07", "5 dagen"),  # the worked example of the procedure
    ("2026-01-05", "2026-01-07", "2 werkdagen"),
    ("2026-01-09", "2026-01-13", "2 werkdagen"),
    ("2026-01-10", "2026-01-13", "2 werkdagen"),  # received on a Saturday
    ("2025-12-24", "2025-12-29", "5 dagen"),  # Christmas stretches only the working days
    ("2026-12-30", "2027-01-04", "5 dagen"),
    ("2025-05-02", "2025-05-06", "2 werkdagen"),  # 5 May counts, lustrum or not
    ("2026-04-24", "2026-04-29", "5 dagen"),
    ("2026-05-21", "2026-05-26", "5 dagen"),
]


@pytest.mark.parametrize(("received", "by", "clock"), ACKNOWLEDGE)
@pytest.mark.parametrize("terms", [TERMS, STRICT], ids=["default", "good-friday-and-5-may-free"])
def test_the_earlier_clock_governs(received: str, by: str, clock: str, terms: Terms) -> None:
    deadline = acknowledge_by(day(received), terms)
    assert deadline is not None
    assert deadline.by_date == day(by)
    assert f": {clock} na ontvangst" in deadline.why_nl


@pytest.mark.parametrize(
    ("days", "working_days", "expected"),
    [(5, None, "2026-01-10"), (None, 2, "2026-01-07"), (None, None, None), (1, 2, "2026-01-06")],
)
def test_either_clock_can_be_switched_off(days: int | None, working_days: int | None, expected: str | None) -> None:
    deadline = acknowledge_by(day("2026-01-05"), Terms(acknowledge_days=days, acknowledge_working_days=working_days))
    assert (str(deadline.by_date) if deadline else None) == expected


@pytest.mark.parametrize(
    ("received", "number", "terms", "expected"),
    [
        ("2026-04-02", None, TERMS, "2026-04-24"),
        ("2026-04-02", None, Terms(good_friday_is_holiday=True), "2026-04-28"),  # a day more, and King's Day on it
        ("2026-04-02", 1, TERMS, "2026-04-03"),
        ("2026-12-23", None, TERMS, "2027-01-15"),
        ("2025-04-25", None, TERMS, "2025-05-19"),
        ("2025-04-25", None, Terms(liberation_day="never"), "2025-05-16"),
        ("2026-04-02", 60, TERMS, "2026-05-28"),  # held back at the outer limit
        ("2026-04-02", None, Terms(outer_limit_weeks=1), "2026-04-09"),
    ],
)
def test_the_target_date(received: str, number: int | None, terms: Terms, expected: str) -> None:
    assert target_date(day(received), number, terms).by_date == day(expected)


WORDS = [
    (
        acknowledge_by(day("2026-04-02"), TERMS),
        "uiterlijk dinsdag 7 april 2026: 5 dagen na ontvangst op donderdag 2 april",
        "by Tuesday 7 April 2026 at the latest: 5 days after receipt on Thursday 2 April",
    ),
    (
        target_date(day("2025-12-24"), 1, TERMS),
        (
            "uiterlijk maandag 29 december 2025: 1 werkdag na ontvangst op woensdag 24 december; "
            "niet meegeteld: Eerste kerstdag op donderdag 25 december, Tweede kerstdag op vrijdag 26 december"
        ),
        (
            "by Monday 29 December 2025 at the latest: 1 working day after receipt on Wednesday 24 December; "
            "not counted: Christmas Day on Thursday 25 December, Second Day of Christmas on Friday 26 December"
        ),
    ),
    (
        outer_limit(day("2025-12-24"), TERMS),
        "uiterlijk woensdag 18 februari 2026: 8 weken na ontvangst op woensdag 24 december 2025",
        "by Wednesday 18 February 2026 at the latest: 8 weeks after receipt on Wednesday 24 December 2025",
    ),
]


@pytest.mark.parametrize(("deadline", "dutch", "english"), WORDS)
def test_a_deadline_says_how_it_was_counted(deadline: object, dutch: str, english: str) -> None:
    assert getattr(deadline, "why_nl", None) == dutch
    assert getattr(deadline, "why_en", None) == english


def test_the_words_come_in_the_language_of_the_letter() -> None:
    limit = outer_limit(day("2026-04-02"), TERMS)
    assert limit.why(Language.DUTCH) == limit.why_nl
    assert limit.why(Language.ENGLISH) == limit.why_en


@pytest.mark.parametrize(
    ("language", "with_year", "words"),
    [
        (Language.DUTCH, True, "dinsdag 7 april 2026"),
        (Language.DUTCH, False, "dinsdag 7 april"),
        (Language.ENGLISH, True, "Tuesday 7 April 2026"),
        (Language.ENGLISH, False, "Tuesday 7 April"),
    ],
)
def test_a_day_in_words(language: Language, words: str, *, with_year: bool) -> None:
    assert words_of_day(day("2026-04-07"), language, with_year=with_year) == words


def test_a_day_in_short_for_a_subject() -> None:
    assert short_words_of_day(day("2026-04-08"), Language.DUTCH) == "wo 8 april"
    assert short_words_of_day(day("2026-04-08"), Language.ENGLISH) == "Wed 8 April"


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 1, 31, 22, 59, tzinfo=UTC), "2026-01-31"),
        (datetime(2026, 1, 31, 23, 0, tzinfo=UTC), "2026-02-01"),  # winter: an hour ahead
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), "2026-03-29"),  # the night in which summer time begins
        (datetime(2026, 7, 31, 22, 0, tzinfo=UTC), "2026-08-01"),  # summer: two hours
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), "2026-10-25"),  # the day of 25 hours
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), "2027-01-01"),
    ],
)
def test_a_moment_becomes_a_day_in_amsterdam(moment: datetime, expected: str) -> None:
    assert local_date(moment) == day(expected)


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="say which zone"):
        local_date(datetime(2026, 1, 1))  # noqa: DTZ001 - the fault that is meant


@settings(deadline=None)
@given(DAYS, DAYS, st.integers(-30, 30), st.sampled_from([TERMS, STRICT]))
def test_a_later_start_never_ends_earlier(one: date, other: date, number: int, terms: Terms) -> None:
    first, second = sorted((one, other))
    assert add_working_days(first, number, terms) <= add_working_days(second, number, terms)
    assert target_date(first, abs(number), terms).by_date <= target_date(second, abs(number), terms).by_date


@settings(deadline=None)
@given(DAYS, st.integers(-30, 30), st.sampled_from([TERMS, STRICT]))
def test_one_more_working_day_is_a_later_day(start: date, number: int, terms: Terms) -> None:
    later = add_working_days(start, number + 1, terms)
    assert add_working_days(start, number, terms) < later
    assert number == -1 or is_working_day(later, terms)


@settings(deadline=None)
@given(DAYS)
def test_an_acknowledgement_is_due_within_five_days_whatever_is_free(received: date) -> None:
    deadline = acknowledge_by(received, TERMS)
    assert deadline is not None
    assert 1 <= (deadline.by_date - received).days <= 5
    assert acknowledge_by(received, STRICT) == deadline


@settings(deadline=None)
@given(DAYS)
def test_two_rounds_of_the_default_end_within_the_outer_limit(received: date) -> None:
    second_round = add_working_days(received, 2 * TERMS.target_working_days, TERMS)
    assert second_round <= outer_limit(received, TERMS).by_date
