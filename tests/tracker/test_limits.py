"""A limit holds from the letter that would pass it, and never a letter earlier."""

import pytest

from tracker.limits import Counts, LimitReached, Limits, Told, crowded, folded, within, within_for_staff

LIMITS = Limits()

CASES = [
    (Counts(), None),
    (Counts(to_address_last_hour=2, to_address_last_day=19, to_all_last_hour=299), None),
    (Counts(to_address_last_hour=3), LimitReached.ADDRESS_PER_HOUR),
    (Counts(to_address_last_day=20), LimitReached.ADDRESS_PER_DAY),
    (Counts(to_all_last_hour=300), LimitReached.ALL_PER_HOUR),
    (Counts(to_address_last_hour=3, to_address_last_day=20, to_all_last_hour=300), LimitReached.ADDRESS_PER_HOUR),
    (Counts(to_address_last_day=20, to_all_last_hour=300), LimitReached.ADDRESS_PER_DAY),
]


@pytest.mark.parametrize(("counts", "expected"), CASES)
def test_one_more_acknowledgement(counts: Counts, expected: LimitReached | None) -> None:
    assert within(LIMITS, counts) == expected


def test_a_limit_of_nought_lets_nothing_out() -> None:
    assert within(Limits(acknowledgements_per_address_hour=0), Counts()) is LimitReached.ADDRESS_PER_HOUR


def test_a_storm_at_one_address_ends_after_three() -> None:
    sent = 0
    for _ in range(10_000):
        sent += within(LIMITS, Counts(sent, sent, sent)) is None
    assert sent == 3


@pytest.mark.parametrize(
    ("answers", "expected"), [(0, None), (9, None), (10, LimitReached.STAFF_PER_HOUR), (11, LimitReached.STAFF_PER_HOUR)]
)
def test_one_more_answer_to_staff(answers: int, expected: LimitReached | None) -> None:
    assert within_for_staff(LIMITS, answers) == expected


CROWDED = [
    (20, Told(), False),
    (20, Told(of_all=19), False),
    (20, Told(of_all=20), True),
    (20, Told(of_all=19, of_this=4), False),
    (20, Told(of_all=5, of_this=5), True),
    (21, Told(of_all=5, of_this=5), False),  # a share is rounded up
    (1, Told(), False),
    (1, Told(of_all=1, of_this=1), True),
    (0, Told(), True),
]


@pytest.mark.parametrize(("per_hour", "told", "expected"), CROWDED)
def test_one_more_thing_that_an_employee_is_told(per_hour: int, told: Told, *, expected: bool) -> None:
    assert crowded(per_hour, told) is expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("jan@example.nl", "jan@example.nl"),
        ("Jan@Example.NL", "jan@example.nl"),
        ("jan+klacht@example.nl", "jan@example.nl"),
        ("j.a.n+1+2@example.nl", "jan@example.nl"),
        ("j.an@googlemail.com", "jan@gmail.com"),
        ("+@example.nl", "+@example.nl"),
        ("...@example.nl", "...@example.nl"),
        ("jan@mail.example.nl", "jan@mail.example.nl"),  # the dots of the domain stay
    ],
)
def test_addresses_are_counted_under_one_form(address: str, expected: str) -> None:
    assert folded(address) == expected
    assert folded(folded(address)) == expected
