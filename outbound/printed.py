"""A letter on paper: A4, with the address where a window envelope shows it. The one place that knows fpdf2.

Knows what a letter says and who we are; knows neither templates nor the
register. Pure: the same letter of the same moment gives the same bytes. Whatever
script a name is written in, nothing here fails: letters that our font lacks
become a dotted place, to be filled in by hand, and other signs are left out.
Source: docs/procedure.md, Letters.
"""

import io
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple, cast

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont

from outbound.compose import Said
from outbound.glyphs import with_glyphs
from outbound.house import House
from outbound.look import look_of
from outbound.page_blocks import Block, Kind, Run, blocks
from outbound.shown import LONGEST_LINE, visible
from tracker.dates import words_of_day
from tracker.model import Language

WINDOW = (20.0, 55.0, 100.0, 76.0)
"""Left, top, right and bottom, in mm from the sheet's upper left corner: what every usual window on the left shows.

A DL envelope (110 × 220 mm; EA5/6) has a window that begins 20 mm from its left edge, 15 to 20 mm above its lower one, 90 mm wide and
35 to 45 mm high (DIN 680); an EA5 (156 × 220 mm) one that begins some 44 mm below its upper edge. The sheet, folded, slides in it by
10 mm sideways and 11 mm up and down: this is what stays in sight wherever it lies. Three to six lines, a sans serif letter of 10 to 12
points, the return address above it: PostNL, Addressing tips.
"""

FOLDS = (99.0, 198.0)
"""Where a sheet is folded for a DL envelope, in mm from the top: a small mark at the edge."""

MARGIN = 25.0
_TEXT_WIDTH = 160.0
_HEAD, _RULE = 23.0, 27.0
"""Where the letterhead ends, and the rule below it stands."""

_RETURN_TOP = 50.5
_SENDER_LEFT = 127.0
_BODY_TOP = 88.0
_FOOT = 26.0
_LEADING = 4.7
_LOGO = (70.0, 14.0)
_BETWEEN = 1.9
_WHOLE = 45.0
"""A paragraph up to this height, in mm, is not split between pages."""

_MEASURED = 2_000
"""Characters of a paragraph that are measured for that; so many of the narrowest are higher."""

_SIGNED = 8.0
"""Room, in mm, to sign by hand between the greeting and the name."""

_BODY, _SMALL = 10.0, 7.2


class _Size(NamedTuple):
    """How an address is set: in points, with a leading in mm, and so many lines."""

    points: float
    leading: float
    lines: int


_LARGE, _SMALLER = _Size(10.0, 4.2, 5), _Size(8.0, 3.5, 6)
"""The larger one where all of the address fits."""

_FONTS = Path(__file__).parent / "fonts"
_FAMILY = "letter"
_LINES = re.compile(r"[\n,]")
_LABELS = {
    Language.DUTCH: ("Betreft", "Ons kenmerk", "Telefoon", "Retour"),
    Language.ENGLISH: ("Subject", "Our reference", "Telephone", "Return to"),
}
_PAGES = {Language.DUTCH: ("Pagina", "van"), Language.ENGLISH: ("Page", "of")}
"""Before the number of a page, and between it and how many there are, which fpdf2 puts for `{nb}`."""


def printed(house: House, said: Sequence[Said], reference: str, name: str, address: str | None, at: datetime) -> bytes:
    """Return a letter as a PDF of A4 pages.

    said:     what it says, in each of its languages.
    name:     of whoever gets it; may be empty. address: its lines, or parts with commas between; None: room is left for it.
    at:       aware; its day is the date of the letter.
    """
    page = _Page(house, said[0], reference, at)
    page.add_page()
    page.head(name, address)
    for number, one in enumerate(said):
        if number:
            page.next_language(one)
        page.body(list(blocks(one.body)))
    return bytes(page.output())


class _Page(FPDF):
    """One letter while it is set down."""

    def __init__(self, house: House, first: Said, reference: str, at: datetime) -> None:
        super().__init__(format="A4", unit="mm")
        self._house, self._first, self._reference, self._at = house, first, reference, at.astimezone(house.zone)
        self._look = look_of(house.colour)
        self.set_creation_date(at)
        self.add_font(_FAMILY, "", _FONTS / "DejaVuSansCondensed.ttf")
        self._glyphs = cast("TTFFont", self.fonts[_FAMILY]).cmap
        self.add_font(_FAMILY, "B", _FONTS / "DejaVuSansCondensed-Bold.ttf")
        self.set_lang(first.language)
        self.set_title(self._shown(f"{first.subject} {reference}"))
        self.set_author(self._shown(house.name))
        self.set_margins(MARGIN, MARGIN, 210 - MARGIN - _TEXT_WIDTH)
        self.set_auto_page_break(auto=True, margin=_FOOT)
        self.c_margin = 0
        self._footer = _below_the_rule(list(blocks(first.body)))

    def header(self) -> None:
        """Say, from the second page on, which letter and which page this is."""
        if self.page_no() > 1:
            page, of = _PAGES[self._first.language]
            self._small(MARGIN, 14, f"{self._house.name} · {self._reference} · {page} {self.page_no()} {of} {{nb}}")
            self.set_y(MARGIN)

    def footer(self) -> None:
        """Say who we are by law, and mark the folds of the first page."""
        self._line(297 - _FOOT + 5, 0.1)
        self._small(MARGIN, 297 - _FOOT + 7, self._footer)
        if self.page_no() == 1:
            for fold in FOLDS:
                self.line(4, fold, 8, fold)

    def head(self, name: str, address: str | None) -> None:
        """Set down the letterhead, the address, the day, and what the letter is about."""
        house, subject, labels = self._house, self._first.subject, _LABELS[self._first.language]
        self._letterhead()
        if house.postal_address:
            self._small(MARGIN, _RETURN_TOP, f"{labels[3]}: {', '.join((house.name, *house.postal_address))}")
        self._address(name, address)
        contact = [*house.postal_address, f"{labels[2]} {house.telephone}", house.complaints_address]
        self._small(_SENDER_LEFT, WINDOW[1], "\n".join(contact))
        self.set_xy(MARGIN, _BODY_TOP)
        self.words([Run(f"{house.seat}, {words_of_day(self._at.date(), self._first.language)}\n\n")])
        self.words([Run(f"{labels[0]}: "), Run(f"{subject}\n", bold=True), Run(f"{labels[1]}: {self._reference}")])
        self.ln(_LEADING * 2)

    def next_language(self, said: Said) -> None:
        """Part the languages by a rule, and say once more what it is about."""
        if self.will_page_break(_WHOLE):
            self.add_page()
        else:
            self._line(self.get_y() + _LEADING, 0.3)
            self.ln(2 * _LEADING)
        self.words([Run(f"{_LABELS[said.language][0]}: "), Run(said.subject, bold=True)])
        self.ln(_LEADING * 2)

    def body(self, body: Sequence[Block]) -> None:
        """Set down the blocks above the rule, the last two as greeting and name; what stands below the rule is in the footer."""
        ours = body[: _rule_of(body)]
        text, ending = ours[:-2], ours[-2:]
        for block in text:
            self._keep_together(block)
            _WAYS[block.kind](self, block)
        lines = sum(1 + block.words.count("\n") for block in ending)
        if self.will_page_break(_LEADING * lines + _SIGNED + _BETWEEN):
            self.add_page()
        for block in ending:
            _WAYS[block.kind](self, block)
            self.ln(_SIGNED if block is not ending[-1] else 0)

    def heading(self, block: Block) -> None:
        """Set down a heading."""
        self.ln(_BETWEEN)
        self.words([Run(block.words, bold=True)])
        self.ln(_LEADING + 0.8)

    def paragraph(self, block: Block) -> None:
        """Set down a paragraph."""
        self.words(block.runs)
        self.ln(_LEADING + _BETWEEN)

    def item(self, block: Block) -> None:
        """Set down an item of a list, its words beside the dash."""
        self.cell(5, _LEADING, "–")
        self._indented(5, partial(self.words, block.runs))
        self.ln(_LEADING + _BETWEEN / 2)

    def written(self, block: Block) -> None:
        """Set down an employee's words as they stand, with a bar beside them."""
        self.set_draw_color(self._look.light.line)
        self.set_line_width(0.6)
        self.c_margin = 4
        self.multi_cell(_TEXT_WIDTH, _LEADING, self._shown(block.words), border="L", align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.c_margin = 0
        self.ln(_BETWEEN)

    def words(self, runs: Sequence[Run]) -> None:
        """Set down words, each run in its weight, filled to the width."""
        for run in runs:
            self.set_font(_FAMILY, "B" if run.bold else "", _BODY)
            self.write(_LEADING, self._shown(run.words))
        self.set_font(_FAMILY, "", _BODY)

    def _letterhead(self) -> None:
        """Set down the logo, or else the name, above a rule in the colour of the house."""
        if logo := self._house.logo:
            width, height = logo.within(*_LOGO)
            self.image(io.BytesIO(logo.data), MARGIN, _HEAD - height, width, height, alt_text=self._house.name)
        else:
            self.set_font(_FAMILY, "B", 17)
            self.set_text_color(self._look.light.accent)
            self.set_xy(MARGIN, _HEAD - 8)
            self.cell(_TEXT_WIDTH, 9, self._shown(self._house.name))
            self.set_text_color(0)
        self.set_draw_color(self._look.colour)
        self.set_line_width(0.8)
        self.line(MARGIN, _RULE, MARGIN + _TEXT_WIDTH, _RULE)

    def _address(self, name: str, address: str | None) -> None:
        """Set down the address within `WINDOW`. A long name takes two lines, and what does not fit six lines is left out."""
        parts = [part for part in map(visible, _LINES.split(address or "")) if part][: _SMALLER.lines]
        self.set_xy(MARGIN, WINDOW[1])
        self.set_font(_FAMILY, "", _LARGE.points)
        size = _LARGE if len(self._wrapped(name, parts)) <= _LARGE.lines else _SMALLER
        self.set_font(_FAMILY, "", size.points)
        for line in self._wrapped(name, parts)[: size.lines]:
            self.cell(_TEXT_WIDTH, size.leading, line, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _wrapped(self, name: str, parts: Sequence[str]) -> list[str]:
        """Return the lines of an address, none wider than the window."""

        def lines(words: str) -> list[str]:
            found = self.multi_cell(WINDOW[2] - MARGIN, 1, self._shown(words[:LONGEST_LINE]), align="L", dry_run=True, output="LINES")
            return cast("list[str]", found) if words else []

        return [*lines(visible(name))[:2], *(line for part in parts for line in lines(part))]

    def _small(self, left: float, top: float, words: str) -> None:
        """Set down small print at a place of the page, also where that page begins or ends amid an employee's words."""
        indent, self.c_margin = self.c_margin, 0
        self.set_font(_FAMILY, "", _SMALL)
        self.set_text_color(self._look.light.soft)
        self.set_xy(left, top)
        self.multi_cell(MARGIN + _TEXT_WIDTH - left, 3.6, self._shown(words), align="L", new_x=XPos.LMARGIN)
        self.set_text_color(0)
        self.set_font(_FAMILY, "", _BODY)
        self.c_margin = indent

    def _line(self, top: float, width: float) -> None:
        """Draw a grey line across the text."""
        self.set_draw_color(self._look.light.line)
        self.set_line_width(width)
        self.line(MARGIN, top, MARGIN + _TEXT_WIDTH, top)

    def _indented(self, by: float, set_down: Callable[[], None]) -> None:
        self.set_left_margin(MARGIN + by)
        set_down()
        self.set_left_margin(MARGIN)

    def _keep_together(self, block: Block) -> None:
        """Begin a page where a short paragraph would be split, or a heading stand alone at its foot."""
        height = self.multi_cell(_TEXT_WIDTH, _LEADING, self._shown(block.words[:_MEASURED]), align="L", dry_run=True, output="HEIGHT")
        needed = cast("float", height) + (4 * _LEADING if block.kind is Kind.HEADING else 0)
        if needed <= _WHOLE and self.will_page_break(needed):
            self.add_page()

    def _shown(self, words: str) -> str:
        """Return words that the font can show."""
        return with_glyphs(words, self._glyphs)


def _rule_of(body: Sequence[Block]) -> int:
    """Return where in a letter the rule stands below which it says who we are; its end where there is none."""
    rules = [place for place, block in enumerate(body) if block.kind is Kind.RULE]
    return rules[-1] if rules else len(body)


def _below_the_rule(body: Sequence[Block]) -> str:
    return " · ".join(line for block in body[_rule_of(body) + 1 :] for line in block.words.split("\n"))


_WAYS: dict[Kind, Callable[[_Page, Block], None]] = {
    Kind.HEADING: _Page.heading,
    Kind.PARAGRAPH: _Page.paragraph,
    Kind.ITEM: _Page.item,
    Kind.WRITTEN: _Page.written,
}
