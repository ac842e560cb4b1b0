"""A sheet of a workbook, set down as who reads it needs it: real dates and numbers, a head that stays, filters, a page that prints.

The one door of the library that writes workbooks. Rule: no text is ever a
formula or a link, in this program or in one to which it is copied.
Source: docs/mail-rules.md, D19 and A29.
"""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from xlsxwriter import Workbook

from outbound.shown import visible

Cell = str | float | date | None
"""A number that is no whole one is an amount of money."""
LONGEST_TEXT = 500

_FORMULA = re.compile(r"(?:^|[,;|])[\s'\"]*[=+\-@\uff1d\uff0b\uff0d\uff20\u2212]")
"""What a program that reads cells may take for the begin of a formula, also in the full-width forms; and that behind a separator."""

_STARTS_BADLY = ("\t", "\r", "\n")
_NARROWEST, _WIDEST = 8, 48
_DATE = "yyyy-mm-dd"


def harmless(text: str) -> str:
    """Return a text as it may stand in a cell: one that could be read as a formula begins with an apostrophe."""
    shown = visible(text)[:LONGEST_TEXT]
    return f"'{shown}" if text.startswith(_STARTS_BADLY) or _FORMULA.search(shown) else shown


class Book:
    """A workbook in memory. The same cells give the same bytes."""

    def __init__(self, title: str, made_date: date) -> None:
        """Begin it. made_date: what it says of its own making."""
        self._bytes = io.BytesIO()
        self._book = Workbook(self._bytes, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        self._book.set_properties({"title": harmless(title), "created": datetime(made_date.year, made_date.month, made_date.day)})  # noqa: DTZ001 - a workbook knows no zones
        self._plain, self._title = self._format(), self._format(bold=True, font_size=14)
        self._head = self._format(bold=True, bottom=1, text_wrap=True, valign="top")
        self._day, self._money = self._format(num_format=_DATE, align="left"), self._format(num_format="#,##0.00")

    def sheet(self, name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]], above: Sequence[str] = ()) -> None:
        """Add a sheet. head: a name for each column; rows: as many cells each. above: lines over the head, the first as its title.

        Raises `ValueError` where a row is longer or shorter than the head.
        """
        sheet = self._book.add_worksheet(name)
        for number, line in enumerate(above):
            sheet.write_string(number, 0, harmless(line), self._plain if number else self._title)
        first = len(above) + 1 if above else 0
        for column, words in enumerate(head):
            sheet.write_string(first, column, harmless(words), self._head)
        widths = [len(words) + 3 for words in head]
        last = first
        for last, row in enumerate(rows, first + 1):
            for column, (cell, _) in enumerate(zip(row, head, strict=True)):
                widths[column] = max(widths[column], self._write(sheet, last, column, cell))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(max(width, _NARROWEST), _WIDEST))
        sheet.freeze_panes(first + 1, 1)
        sheet.autofilter(first, 0, max(last, first), len(head) - 1)
        self._prepare_for_print(sheet, first)

    def finished(self) -> bytes:
        """Return the whole of it, as XLSX."""
        self._book.close()
        return self._bytes.getvalue()

    def _write(self, sheet: Any, row: int, column: int, cell: Cell) -> int:
        """Write one cell as what it is; return how wide it is. What is absent stays empty."""
        if cell is None:
            return 0
        if isinstance(cell, date):
            sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), self._day)  # noqa: DTZ001 - as above
            return len(_DATE) + 1
        if isinstance(cell, str):
            sheet.write_string(row, column, harmless(cell))
        else:
            sheet.write_number(row, column, cell, self._plain if isinstance(cell, int) else self._money)
        return len(str(cell)) + 1

    def _prepare_for_print(self, sheet: Any, head: int) -> None:
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(head)
        sheet.set_footer("&L&A&R&P / &N")

    def _format(self, **properties: Any) -> Any:
        return self._book.add_format(properties)
