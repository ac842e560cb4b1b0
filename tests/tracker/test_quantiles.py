"""The median and the nine tenths of a histogram, by the nearest rank."""

from collections import Counter
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.figures.quantiles import MEDIAN, NINE_TENTHS, quantile

CASES = [
    # histogram, median, nine tenths
    ({7: 1}, 7, 7),
    ({1: 1, 9: 1}, 1, 9),
    ({1: 1, 2: 1, 30: 1}, 2, 30),
    ({0: 9, 40: 1}, 0, 0),
    ({0: 8, 40: 2}, 0, 40),
    ({5: 0, 6: 10, 7: 0}, 6, 6),
    (dict.fromkeys(range(1, 11), 1), 5, 9),
    ({30: 7, 10: 7, 20: 7}, 20, 30),
]


@pytest.mark.parametrize(("histogram", "median", "nine_tenths"), CASES)
def test_the_least_length_within_which_so_many_stayed(histogram: dict[int, int], median: int, nine_tenths: int) -> None:
    assert (quantile(histogram, MEDIAN), quantile(histogram, NINE_TENTHS)) == (median, nine_tenths)


@given(st.lists(st.integers(0, 400), min_size=1), st.integers(1, 100))
def test_it_is_the_one_at_that_rank_of_all_in_order(lengths: list[int], hundredths: int) -> None:
    share = Fraction(hundredths, 100)
    assert quantile(Counter(lengths), share) == sorted(lengths)[ceil(share * len(lengths)) - 1]


@pytest.mark.parametrize("nothing", [{}, {3: 0}])
def test_without_a_case_there_is_none(nothing: dict[int, int]) -> None:
    with pytest.raises(ValueError, match="no cases"):
        quantile(nothing, MEDIAN)
