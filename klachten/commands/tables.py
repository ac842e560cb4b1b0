"""Rows for whoever reads: a calm table on a terminal, plain columns in a pipe, JSON for a program.

Knows nothing of complaints. Rule: whatever is shown passes through `shown`, so
that nothing in it can speak to the terminal.
"""

import json
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from shutil import get_terminal_size
from textwrap import fill
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from intake.text import clean_line, clean_text
from klachten.commands.columns import laid

if TYPE_CHECKING:
    from rich.table import Table

Styled = tuple[str, str]
"""A text and how rich shows it on a terminal, such as `("late", "red")`."""

_GAP = "  "
_NARROWEST = 40


def shown(value: object) -> str:
    """Return `value` as one harmless line; nothing for None."""
    return "" if value is None else clean_line(str(value))


def shown_text(value: str) -> str:
    """Return a text of several lines, harmless."""
    return clean_text(value)


def moment_words(moment: datetime | None, zone: ZoneInfo) -> str:
    """Return a moment on the customer's clock, to the minute."""
    return "" if moment is None else f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


def wrapped(text: str, indent: str, hanging: str = "") -> str:
    """Return a sentence as lines, as wide as the terminal is; in a pipe as one. hanging: what all but the first are indented by besides."""
    width = get_terminal_size().columns if sys.stdout.isatty() else len(indent) + len(text)
    return fill(text, max(width, _NARROWEST), initial_indent=indent, subsequent_indent=indent + hanging, break_on_hyphens=False)


def fits(line: str, indent: str) -> bool:
    """Say whether a line has room behind an indent; in a pipe any has."""
    return not sys.stdout.isatty() or len(indent) + len(line) <= get_terminal_size().columns


def print_rows(head: Sequence[str], rows: Sequence[Sequence[str | Styled]], spare: Sequence[str] = ()) -> None:
    """Print rows under their head. spare: as in `print_table`; in a pipe every column stands."""
    if sys.stdout.isatty():
        print_table(head, rows, spare)
        return
    for line in plain_lines([head, *([_text(cell) for cell in row] for row in rows)]):
        click.echo(line)


def print_table(head: Sequence[str], rows: Sequence[Sequence[str | Styled]], spare: Sequence[str] = ()) -> None:
    """Print a table for a terminal, as wide as that is.

    spare: the heads of columns that go first, in this order, where there is no room for all; it is said which went.
    """
    from rich.console import Console

    console = Console(highlight=False)
    drawn, spared = table(head, rows, console.width, spare)
    console.print(drawn)
    if spared:
        click.secho(f"Left out here: {', '.join(spared)}; a wider window has all.", dim=True)


def table(
    head: Sequence[str], rows: Sequence[Sequence[str | Styled]], width: int, spare: Sequence[str] = ()
) -> "tuple[Table, Sequence[str]]":
    """Return a table of so many cells, and the heads of the columns for which there was no room. spare: as in `print_table`."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    places, widths, spared = laid(head, [[_text(cell) for cell in row] for row in rows], width, spare)
    drawn = Table(box=SIMPLE_HEAD, header_style="dim", pad_edge=False, show_edge=False, collapse_padding=True)
    for place, cells in zip(places, widths, strict=True):
        drawn.add_column(head[place], overflow="fold", width=cells)
    for row in rows:
        drawn.add_row(*(Text(_text(row[place]), style=_style(row[place])) for place in places))
    return drawn, spared


def plain_lines(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows as lines, their columns one under the other."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [_GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _text(cell: str | Styled) -> str:
    return shown(cell[0] if isinstance(cell, tuple) else cell)


def _style(cell: str | Styled) -> str:
    return cell[1] if isinstance(cell, tuple) else ""


def print_json(told: object) -> None:
    """Print one JSON document: moments as ISO 8601 in UTC, days as ISO 8601."""
    click.echo(json.dumps(told, default=_plain, ensure_ascii=False, indent=2))


def json_line(told: object) -> str:
    """Return one JSON document as a line; moments and days as in `print_json`."""
    return json.dumps(told, default=_plain, ensure_ascii=False)


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")
