"""Which columns of a table stand on a terminal, and how wide each is.

Pure: texts go in, widths come out. Rule: no word is broken while there is
another way; before that columns go that can be spared, and it is said which.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

LONGEST_WORD = 24
"""Cells that a word may claim for itself. A longer one, such as an address, is broken where there is no room."""

GAP = 2
"""Cells between two columns."""


_WORD = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d|\S+")
"""What is not broken: a word, or a moment."""


class Laid(NamedTuple):
    """A table that fits. places, widths: of the columns that stand; spared: the heads of those that had to go."""

    places: list[int]
    widths: list[int]
    spared: list[str]


@dataclass(frozen=True, slots=True)
class _Column:
    """least: so wide that no word is broken; natural: so wide that no cell is."""

    place: int
    head: str
    least: int
    natural: int


def laid(head: Sequence[str], rows: Sequence[Sequence[str]], width: int, spare: Sequence[str] = ()) -> Laid:
    """Lay a table out in so many cells. Columns with nothing in them are left out.

    spare: the heads of columns that may go, in this order, until no word is broken.
    """
    columns = [_column(place, name, cells) for place, (name, *cells) in enumerate(zip(head, *rows, strict=True)) if any(cells)]
    spared: list[str] = []
    for name in spare:
        if _together([one.least for one in columns]) > width and any(one.head == name for one in columns):
            columns = [one for one in columns if one.head != name]
            spared.append(name)
    return Laid([one.place for one in columns], _widths(columns, width), spared)


def _column(place: int, head: str, cells: Sequence[str]) -> _Column:
    from rich.cells import cell_len

    longest = max(cell_len(word) for cell in (head, *cells) for word in (_WORD.findall(cell) or [""]))
    return _Column(place, head, min(longest, LONGEST_WORD), max(map(cell_len, (head, *cells))))


def _widths(columns: Sequence[_Column], width: int) -> list[int]:
    """Give each what its words need, and of what is left an equal share at most, so that those who lack little need no second line."""
    widths = {one.place: one.least for one in columns}
    left = width - _together(list(widths.values()))
    if left < 0:
        return _narrowed([one.least for one in columns], width)
    in_order = sorted(columns, key=lambda one: one.natural - one.least)
    for place, one in enumerate(in_order):
        more = min(left // (len(in_order) - place), one.natural - one.least)
        widths[one.place] += more
        left -= more
    return [widths[one.place] for one in columns]


def _narrowed(widths: list[int], width: int) -> list[int]:
    """Take from the widest, cell by cell, until all fit or nothing can be taken."""
    while _together(widths) > width and max(widths) > 1:
        widths[widths.index(max(widths))] -= 1
    return widths


def _together(widths: Sequence[int]) -> int:
    return sum(widths) + GAP * (len(widths) - 1)
