"""The ladder: quick, then half-hourly, then a person."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from outbound.retry import next_attempt

FIRST = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
FIVE_DAYS = timedelta(days=5)

WAITS = [
    # attempts made, since the first attempt, wait
    (1, 0 * MINUTE, 1 * MINUTE),
    (2, 1 * MINUTE, 2 * MINUTE),
    (3, 3 * MINUTE, 5 * MINUTE),
    (4, 8 * MINUTE, 15 * MINUTE),
    (5, 23 * MINUTE, 30 * MINUTE),
    (6, 53 * MINUTE, 30 * MINUTE),
    (240, timedelta(days=4), 30 * MINUTE),
    (244, FIVE_DAYS - 30 * MINUTE, 30 * MINUTE),
    (244, FIVE_DAYS - 29 * MINUTE, None),
    (245, FIVE_DAYS, None),
    (2, timedelta(days=6), None),
    (1, FIVE_DAYS - MINUTE, MINUTE),
]


@pytest.mark.parametrize(("attempts", "elapsed", "wait"), WAITS, ids=str)
def test_the_wait(attempts: int, elapsed: timedelta, wait: timedelta | None) -> None:
    now = FIRST + elapsed
    assert next_attempt(attempts, FIRST, now) == (None if wait is None else now + wait)


def test_a_server_that_is_always_away_is_asked_for_five_days_and_no_longer() -> None:
    moments = [FIRST]
    while (following := next_attempt(len(moments), FIRST, moments[-1])) is not None:
        moments.append(following)
    assert FIVE_DAYS - timedelta(minutes=30) < moments[-1] - FIRST <= FIVE_DAYS
    after_the_first_hour = [moment for moment in moments if moment - FIRST >= timedelta(hours=1)]
    gaps = {later - earlier for earlier, later in pairwise(after_the_first_hour)}
    assert gaps == {timedelta(minutes=30)}
