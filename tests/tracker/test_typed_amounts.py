"""Amounts as Dutch people type them: each reads as so many cents, or is asked about."""

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.typed.amounts import read_amount, words_of_amount
from tracker.typed.words import Unclear

UNDERSTOOD = [
    # typed, cents
    ("1.250,00", 125_000),
    ("€ 125,50", 12_550),
    ("125,-", 12_500),
    ("125,–", 12_500),
    ("125,—", 12_500),
    ("125,--", 12_500),
    ("125,=", 12_500),
    ("125.-", 12_500),
    ("125", 12_500),
    ("125 euro", 12_500),
    ("125 Euro.", 12_500),
    ("125 euro's", 12_500),
    ("€125", 12_500),
    ("€\u00a0125", 12_500),
    ("EUR 125,50", 12_550),
    ("125,50 EUR", 12_550),
    ("125,50 €", 12_550),
    ("van € 125", 12_500),
    (": 125,50", 12_550),
    ("1.250", 125_000),
    ("€ 1.250,-", 125_000),
    ("1250,00", 125_000),
    ("1.234.567,89", 123_456_789),
    ("0,50", 50),
    ("0", 0),  # too little for an agreement, which the procedure says
]
REFUSED = [
    "125.50",
    "1,250.00",
    "1,250",
    "125,5",
    "125,500",
    "12.50.000",
    "1.25",
    "0.50",
    "€ 125.50",
    "1 250,00",
    "-125",
    "– 125",
    "+125",
    "(125)",
    ",50",
    "0125",
    "10k",
    "125,50,",
    "125 of 150",
    "tussen 100 en 200",
    "ca. 125",
    "12 x 50",
    "125 per maand",
    "125%",
    "$125",
    "honderd euro",
    "één euro",
    "1.234.567.890,00 euro",
    "1234567890",
    "１２５",
    "١٢٥",
    "12²",
    "",
    "€",
    "euro",
    "1" * 500,
]


@pytest.mark.parametrize(("typed", "cents"), UNDERSTOOD)
def test_an_amount_is_understood(typed: str, cents: int) -> None:
    assert read_amount(typed) == cents


@pytest.mark.parametrize("typed", REFUSED)
def test_what_is_no_amount_or_two_is_asked_about(typed: str) -> None:
    with pytest.raises(Unclear):
        read_amount(typed)


@pytest.mark.parametrize("typed", ["125.50", "1,250.00", "€ 1,250"])
def test_two_ways_to_read_an_amount_are_told_apart_from_none(typed: str) -> None:
    with pytest.raises(Unclear, match="op twee manieren"):
        read_amount(typed)


@given(cents=st.integers(0, 999_999_999))
def test_every_amount_reads_as_it_is_written_in_the_netherlands(cents: int) -> None:
    dutch = f"{cents / 100:,.2f}".translate(str.maketrans(",.", ".,"))
    assert words_of_amount(cents) == f"€ {dutch}"
    assert read_amount(dutch) == read_amount(f"€ {dutch}") == read_amount(dutch.replace(".", "")) == cents


@given(cents=st.integers(0, 999_999_999))
def test_no_amount_reads_as_it_is_written_in_england(cents: int) -> None:
    with pytest.raises(Unclear):
        read_amount(f"{cents / 100:,.2f}")


@given(typed=st.text(alphabet="0123456789.,-€ euro", max_size=14) | st.text(max_size=30))
def test_anything_typed_is_an_amount_or_a_question(typed: str) -> None:
    with suppress(Unclear):
        digits = re.sub(r"[^0-9]", "", typed)
        assert read_amount(typed) in (int(digits), int(digits) * 100)  # no digit is ever left out
