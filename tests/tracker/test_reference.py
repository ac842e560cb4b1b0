"""A reference is found however a person types it, and never where there is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.reference import LONGEST_TEXT, find_references, reference

FOUND = [
    ("[KL-2026-00042]", "KL-2026-00042"),
    ("Re: Wij hebben uw klacht ontvangen [KL-2026-00042]", "KL-2026-00042"),
    ("[EXTERN] [KL-2026-00042] Re: vraag", "KL-2026-00042"),
    ("kl-2026-00042", "KL-2026-00042"),
    ("KL 2026 42", "KL-2026-00042"),
    ("kenmerk KL 2026 42, over mijn klacht", "KL-2026-00042"),
    ("KL2026-42", "KL-2026-00042"),
    ("KL – 2026 – 00042", "KL-2026-00042"),
    ("KL\u20102026\u201100042", "KL-2026-00042"),  # hyphen, non-breaking hyphen
    ("KL\u22122026\u201400042", "KL-2026-00042"),  # minus, em dash
    ("KL\u00a02026\u00a042", "KL-2026-00042"),
    ("KL_2026_00042", "KL-2026-00042"),
    ("KL/2026/00042", "KL-2026-00042"),
    ("KL-2026-\n00042", "KL-2026-00042"),  # wrapped by a mail program
    ("KL-2026- 00042", "KL-2026-00042"),  # a subject that was folded
    ("(KL-2026-00042)", "KL-2026-00042"),
    ("KL-2026-00042.", "KL-2026-00042"),
    ("KL-2026-00042, 3 mei", "KL-2026-00042"),
    ("klacht:KL-2026-00042", "KL-2026-00042"),
    ("KL-2026-000042", "KL-2026-00042"),
    ("KL-2026-123456", "KL-2026-123456"),
]

NOT_FOUND = [
    "",
    "KL",
    "KL-2026",
    "KL-2026-",
    "KL-2026-00000",  # there is no number nought
    "KL-1926-00042",
    "KL-26-42",
    "KL-202600042",
    "KL----2026-42",
    "XKL-2026-00042",
    "ÉKL-2026-00042",
    "A-KL-2026-00042",
    "KL-2026-00042a",
    "KL-2026-00042é",
    "KL-2026-00042-1",  # a longer number
    "KL-2026-00042.7",
    "KL-2026-1234567890",
    "KL-2026-00042\u0663",
    "[KL-\u0662\u0660\u0662\u0666-\u0660\u0660\u0660\u0664\u0662]",  # digits of another script
    "KL-\uff12\uff10\uff12\uff16-\uff10\uff10\uff10\uff14\uff12",  # full-width digits
    "\u212aL-2026-00042",  # the Kelvin sign
    "invoice K-2026-42",
    "KLM 2026 42",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(text: str, expected: str) -> None:
    assert find_references(text, "KL") == (expected,)


@pytest.mark.parametrize("text", NOT_FOUND)
def test_not_found(text: str) -> None:
    assert find_references(text, "KL") == ()


def test_several_come_in_order_and_each_once() -> None:
    assert find_references("KL-2026-2 en KL-2026-00001, zie kl 2026 2", "KL") == ("KL-2026-00002", "KL-2026-00001")


def test_another_prefix_is_taken_literally() -> None:
    assert find_references("K.L-2026-1 KXL-2026-2", "k.l") == ("K.L-2026-00001",)


def test_the_search_stops_after_the_longest_text() -> None:
    assert find_references(" " * LONGEST_TEXT + "KL-2026-00042", "KL") == ()


@pytest.mark.parametrize(
    ("year", "number", "expected"),
    [(2026, 42, "KL-2026-00042"), (2026, 99_999, "KL-2026-99999"), (2026, 100_000, "KL-2026-100000")],
)
def test_written(year: int, number: int, expected: str) -> None:
    assert reference("KL", year, number) == expected


@pytest.mark.parametrize(("year", "number"), [(2026, 0), (2026, -1), (26, 1), (10_000, 1)])
def test_not_written(year: int, number: int) -> None:
    with pytest.raises(ValueError, match="no reference has"):
        reference("KL", year, number)


@given(st.integers(2000, 2099), st.integers(1, 999_999_999))
def test_what_is_written_is_found_again(year: int, number: int) -> None:
    written = reference("KL", year, number)
    assert find_references(f"Re: klacht [{written}] #status", "KL") == (written,)


@given(st.text())
def test_whatever_is_found_is_in_our_own_spelling(text: str) -> None:
    for found in find_references(f"kl 2026 7 {text}", "KL"):
        assert find_references(found, "KL") == (found,)
        assert found.isascii()
