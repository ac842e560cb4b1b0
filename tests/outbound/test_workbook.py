"""The workbook of a report, as a program that reads XLSX finds it: dates and numbers as such, and no text that is a formula.

Source: docs/mail-rules.md, D19 and A29.
"""

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letter_world import COMPOSER, owed, parsed

from outbound.reporting.cells import Book, harmless
from outbound.reporting.enclosing import with_all_of_it
from outbound.reporting.workbook import XLSX, workbook_of
from outbound.samples.report import SAMPLES_REPORT
from tracker.model import Language, Letter
from tracker.told import Facts

D, E = Language.DUTCH, Language.ENGLISH
WEEK = SAMPLES_REPORT[0][1]
QUARTER = next(facts for _, facts in SAMPLES_REPORT if facts["kind"] == "quarter")

_ROW = re.compile(r"<row.*?</row>", re.DOTALL)
_CELL = re.compile(r'<c r="([A-Z]+)\d+"((?: [a-z]="[^"]*")*)(?:/>|>(.*?)</c>)', re.DOTALL)
_BEGAN = date(1899, 12, 30)
"""The day that is nought in a workbook."""


@dataclass(frozen=True, slots=True)
class Read:
    """A sheet: its cells, row by row, and its XML."""

    rows: list[list[Any]]
    xml: str


def read(raw: bytes) -> dict[str, Read]:
    """Read a workbook by its parts: text, numbers, and days where the style of a cell is one of days."""
    with zipfile.ZipFile(io.BytesIO(raw)) as book:
        parts = {name: book.read(name).decode() for name in book.namelist()}
    texts = [unescape(one) for one in re.findall(r"<t[^>]*>(.*?)</t>", parts["xl/sharedStrings.xml"], re.DOTALL)]
    days = re.findall(r'<numFmt numFmtId="(\d+)" formatCode="yyyy-mm-dd"', parts["xl/styles.xml"])
    styles = re.findall(r'<xf numFmtId="(\d+)"', parts["xl/styles.xml"].partition("<cellXfs")[2])
    names = [unescape(one) for one in re.findall(r'<sheet name="([^"]+)"', parts["xl/workbook.xml"])]
    sheets = (parts[f"xl/worksheets/sheet{number}.xml"] for number in range(1, len(names) + 1))
    return {
        name: Read(
            [[_value(attributes, inner, texts, days, styles) for _, attributes, inner in _CELL.findall(row)] for row in _ROW.findall(xml)],
            xml,
        )
        for name, xml in zip(names, sheets, strict=True)
    }


def _value(attributes: str, inner: str, texts: list[str], days: list[str], styles: list[str]) -> Any:
    value = inner.removeprefix("<v>").removesuffix("</v>")
    if 't="s"' in attributes:
        return texts[int(value)]
    style = re.search(r's="(\d+)"', attributes)
    if style and styles[int(style[1])] in days:
        return _BEGAN + timedelta(days=int(value))
    return float(value) if "." in value else int(value)


def sheets_of(facts: Facts, language: Language = D) -> dict[str, Read]:
    return read(workbook_of(facts, language).data)


def test_a_week_has_its_sheets_in_the_order_of_the_report() -> None:
    assert list(sheets_of(WEEK)) == ["Cijfers", "Besluiten", "Open klachten", "Per week", "Behandelaars", "Mail"]
    assert list(sheets_of(QUARTER, E)) == [
        "Figures", "Decisions", "Open complaints", "By week", "Breakdown", "Causes", "Duration", "Handlers", "Mail",
    ]  # fmt: skip


ROWS = [
    ("Cijfers", 0, ["Klachten, kwartaal 3 van 2026"]),
    ("Cijfers", 2, ["Soort", "Cijfer", "Periode", "Ervoor", "Van", "Van, ervoor"]),
    ("Cijfers", 3, ["Cijfers", "Nieuw", 132, 116]),
    ("Cijfers", 7, ["Cijfers", "Op tijd bevestigd", 131, 116, 132, 116]),
    ("Besluiten", 2,
     ["KL-2026-00043", "Wacht op akkoord over een bedrag", "", "Incassokosten", "In overleg met de Algemeen Directeur",
      "Algemeen Directeur", "Frank Dekker", 3]),
    ("Open klachten", 1,
     ["KL-2026-00042", "Incassokosten", "Impasse", "Teamleider Incasso", date(2026, 8, 20), date(2026, 9, 10), 12, "nee"]),
    ("Open klachten", 27,
     ["KL-2026-00068", "Betaling en aanmaning", "Geregistreerd, nog niet toegewezen", "Zonder behandelaar", date(2026, 9, 21), 0, "ja"]),
    ("Oorzaken", 0, ["Aard", "Stap in ons werk", "Periode", "Ervoor", *(f"2026-W{week}" for week in range(27, 40))]),
    ("Oorzaken", 1, ["Incassokosten", "alle", 55, 48, 3, 4, 4, 5, 3, 5, 4, 5, 3, 5, 4, 4, 6]),
    ("Oorzaken", 2, ["Incassokosten", "Berekening van kosten", 30, 2, 2, 2, 3, 2, 2, 3, 2, 2, 3, 2, 2, 3]),
    ("Duur", 2, ["Oplossen", 90, 9, 18]),
    ("Behandelaars", 3, ["Verkoop Manager", 6, 1, 4]),
    ("Mail", 1, ["klachten", 263, 132, 61, 38, 24, 7, 1, 0, 0]),
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "row", "cells"), ROWS)
def test_a_sheet_has_numbers_and_days_and_nothing_for_what_is_not_told(sheet: str, row: int, cells: list[Any]) -> None:
    assert sheets_of(QUARTER)[sheet].rows[row] == cells


def test_each_figure_stands_week_by_week() -> None:
    rows = sheets_of(WEEK)["Per week"].rows
    assert rows[0][:3] == ["Cijfer", "Deel", "2026-W22"]
    assert rows[7][:4] == ["Open", "Geregistreerd, nog niet toegewezen", 3, 2]
    assert len(rows[7]) == 2 + 26


def test_money_is_told_in_euros() -> None:
    told: Any = [{"figure": "money", "part": "", "values": [12_550] * 26}]
    assert sheets_of({**WEEK, "rows": told})["Per week"].rows[1][:3] == ["Toegezegd, in euro", "", 125.5]


def test_heads_stay_in_sight_and_can_be_filtered() -> None:
    for sheet in sheets_of(QUARTER).values():
        assert 'state="frozen"' in sheet.xml
        assert "<autoFilter ref=" in sheet.xml


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("facts", [facts for _, facts in SAMPLES_REPORT])
def test_each_report_has_one_and_the_same_facts_give_the_same_bytes(facts: Facts, language: Language) -> None:
    assert workbook_of(facts, language) == workbook_of(facts, language)


STARTS = "=+-@\t\r\n＝＋－＠−"


@pytest.mark.parametrize("start", STARTS)
def test_a_text_that_could_be_a_formula_begins_with_an_apostrophe(start: str) -> None:
    evil = f"{start}HYPERLINK(1)"
    assert harmless(evil).startswith("'")
    ledger: Any = WEEK["ledger"]
    sheets = sheets_of({**WEEK, "nature_names": {"costs": evil}, "ledger": [{**one, "mailbox": evil} for one in ledger]})
    shown = [cell for sheet in sheets.values() for row in sheet.rows for cell in row if "HYPERLINK" in str(cell)]
    assert shown
    assert all(cell.startswith("'") for cell in shown)
    assert not any("<f>" in sheet.xml or "<hyperlink" in sheet.xml for sheet in sheets.values())


@given(text=st.text())
def test_no_text_at_all_is_a_formula_or_breaks_the_sheet(text: str) -> None:
    book = Book("Rapport", date(2026, 11, 23))
    book.sheet("Proef", ["Kop"], [[text], ["https://voorbeeld.example"]])
    (sheet,) = read(book.finished()).values()
    assert "<f>" not in sheet.xml
    assert "<hyperlink" not in sheet.xml
    assert not str(sheet.rows[1][0]).startswith(tuple(STARTS))


SEPARATED = [("a,=1+1", "'a,=1+1"), ("a; @x", "'a; @x"), ("Kosten, rente", "Kosten, rente"), ("a=b", "a=b"), ("KL-2026-1", "KL-2026-1")]


@pytest.mark.parametrize(("text", "shown"), SEPARATED)
def test_a_formula_behind_a_separator_is_none_either(text: str, shown: str) -> None:
    assert harmless(text) == shown


UNDRAWN: Facts = {**WEEK, "over": {"weeks": [], "states": {}}, "rows": []}
"""A report without pictures, which no child need draw."""


def test_it_goes_along_where_the_settings_wish_it() -> None:
    message = parsed(COMPOSER.compose(with_all_of_it(owed(Letter.REPORT, UNDRAWN))))
    (attached,) = message.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == ("Rapport klachten 2026-W47.xlsx", XLSX)
    assert next(iter(read(attached.get_content()))) == "Cijfers"


ALONE = [
    ("not-wished", {"with_workbook": False}),
    ("failed", {"rows": [{"figure": "new", "part": "", "values": [1]}]}),
]


@pytest.mark.parametrize("lacking", [pytest.param(row[1], id=row[0]) for row in ALONE])
def test_a_report_without_it_does_not_speak_of_it(lacking: Facts) -> None:
    alone = with_all_of_it(owed(Letter.REPORT, UNDRAWN | lacking))
    assert alone.enclosures == ()
    assert "bijlage" not in COMPOSER.text(Letter.REPORT, D, alone.facts)
