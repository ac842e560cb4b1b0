"""Lines with bars between their cells → a table of figures: in a page as HTML, in a text as columns.

Knows no letter. The first line is the head; the first cell of each line says
what it is, the others are figures. Rule: page and text say the same words in
the same order, and a bar that is drawn says nothing that its figure does not.
"""

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence

TABLE, BARS = "table", "bars"
"""What such a block is: figures alone; or one figure a line, each with a bar, and a head that is not shown."""

COLUMNS = 68
"""Width of a table in the text part, which stands indented."""

LATE = "!"
"""What a line of bars begins with where the bar stands for what is late."""

_ENDLESS = re.compile(r"\w{20,}")
_BREAK_AFTER = re.compile(r"\w{10}(?=\w{5})")
_GAP = 2
_NARROWEST = 12
_WHOLE = 100

Cells = Sequence[str]
InLine = Callable[[str], str]
"""How the words of one cell become HTML."""


def cells_of(lines: Iterable[str]) -> list[list[str]]:
    """Return the cells of each line. A bar too many belongs to the words of the first cell."""
    rows = [[cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split(" | ")] for line in lines if line.strip()]
    width = min(map(len, rows), default=0)
    return [[" | ".join(row[: len(row) - width + 1]), *row[len(row) - width + 1 :]] for row in rows]


def in_columns(lines: Iterable[str]) -> list[str]:
    """Return a table as lines of text: the figures below each other, right-aligned; a long first cell takes more than one line."""
    rows = [[row[0].removeprefix(LATE).strip(), *row[1:]] for row in cells_of(lines)]
    if not rows:
        return []
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    room = max(_NARROWEST, COLUMNS - sum(width + _GAP for width in widths[1:]))
    widths[:1] = [min(widths[0], room)]
    return [line for row in rows for line in _set_out(row, widths)]


def _set_out(row: Cells, widths: Sequence[int]) -> Iterator[str]:
    """Give the lines of a row: its figures beside the end of its words, or below a word that has no room there."""
    lines = textwrap.wrap(row[0], widths[0], break_long_words=False, break_on_hyphens=False) or [""]
    if len(lines[-1]) > widths[0]:
        lines.append("")
    yield from lines[:-1]
    figures = "".join(f"{'':{_GAP}}{cell:>{width}}" for cell, width in zip(row[1:], widths[1:], strict=True))
    yield f"{lines[-1]:{widths[0]}}{figures}".rstrip()


def as_table(lines: Iterable[str], in_line: InLine) -> str:
    """Return a table as HTML, with a head that a screen reader says with each figure."""
    head, *rows = cells_of(lines)
    named = "\n".join(f'<th scope="col"{_number(place)}>{in_line(cell)}</th>' if cell else "<td></td>" for place, cell in enumerate(head))
    body = "".join(_row(row, in_line) for row in rows)
    return f'<table class="figures" cellpadding="0" cellspacing="0">\n<thead><tr>{named}</tr></thead>\n<tbody>\n{body}</tbody></table>\n'


def _row(row: Cells, in_line: InLine) -> str:
    figures = "".join(f'\n<td class="number">{in_line(cell)}</td>' for cell in row[1:])
    return f'<tr><th scope="row">{_breakable(in_line(row[0]))}</th>{figures}</tr>\n'


def _breakable(html: str) -> str:
    """Let a very long word be broken where the page is narrow; nothing stands in it for who copies it, or hears it."""
    return _ENDLESS.sub(lambda word: _BREAK_AFTER.sub(r"\g<0><wbr>", word[0]), html)


def _number(place: int) -> str:
    return ' class="number"' if place else ""


def as_bars(lines: Iterable[str], in_line: InLine) -> str:
    """Return one figure a line with a bar beside it, as HTML: cells of a table with a ground, which every mail program shows."""
    rows = cells_of(lines)
    most = max((_count(row[-1]) for row in rows), default=0)
    shown = "".join(_bar(row, most, in_line) for row in rows)
    return f'<table class="bars" width="100%" cellpadding="0" cellspacing="0"><tbody>\n{shown}</tbody></table>\n'


def _bar(row: Cells, most: int, in_line: InLine) -> str:
    is_late, words, count = row[0].startswith(LATE), row[0].removeprefix(LATE).strip(), _count(row[-1])
    drawn = _drawn(max(1, round(_WHOLE * count / most)), is_late=is_late) if count else ""
    return (
        f'<tr><th scope="row">{_breakable(in_line(words))}</th>\n<td class="number">{in_line(row[-1])}</td>\n'
        f'<td class="bar" width="45%">{drawn}</td></tr>\n'
    )


def _drawn(share: int, *, is_late: bool) -> str:
    """Draw a bar over so many hundredths of its room."""
    style = "filled late" if is_late else "filled"
    return (
        f'<table role="presentation" width="{share}%" cellpadding="0" cellspacing="0"><tbody><tr>'
        f'<td class="{style}" height="14">&nbsp;</td></tr></tbody></table>'
    )


def _count(cell: str) -> int:
    digits = re.sub(r"\D", "", cell)
    return int(digits or 0)
