"""The middle and the tail of how long something took, from how often each length came.

Pure: counts go in, a length comes out. Rule: what is told is a length that one
of the cases had (the nearest rank), never one between two.
"""

from collections.abc import Mapping
from fractions import Fraction
from math import ceil

MEDIAN, NINE_TENTHS = Fraction(1, 2), Fraction(9, 10)


def quantile(histogram: Mapping[int, int], share: Fraction) -> int:
    """Return the least length within which so large a share of the cases stayed.

    histogram: length, such as whole days → how many cases. share: above 0 and at most 1.
    Raises `ValueError` for a histogram without a case.
    """
    left = ceil(share * sum(histogram.values()))
    for length in sorted(histogram):
        left -= histogram[length]
        if left <= 0 < histogram[length]:
            return length
    raise ValueError("there are no cases")
