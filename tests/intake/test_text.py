"""Whatever a stranger writes, what comes out can be kept."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.text import clean_line, clean_text, is_binary

ANY_CHARACTERS = st.text(st.characters(codec=None, categories=None), max_size=80) | st.text(
    st.sampled_from("\0\r\n\t\x0b\x85\u2028\u202e\u200b\ufeff\ud800\udfff aé€"), max_size=80
)


@pytest.mark.parametrize(
    ("value", "cleaned"),
    [
        pytest.param("een\r\ntwee\rdrie\nvier", "een\ntwee\ndrie\nvier", id="line-ends"),
        pytest.param("a\x0bb\x0cc\x85d\u2028e\u2029f", "a\nb\nc\nd\ne\nf", id="rare-line-ends"),
        pytest.param("a\0b\x07c\x1bd\x7fe\x9ff", "abcdef", id="controls"),
        pytest.param("tab\tblijft", "tab\tblijft", id="tab"),
        pytest.param("half \ud83d paar", "half \ufffd paar", id="lone-surrogate"),
        pytest.param("exe.\u202efdp", "exe.fdp", id="right-to-left-override"),
        pytest.param("a\u200bb\ufeffc\u2060d", "abcd", id="zero-width"),
        pytest.param("\U000e0041\U000e0042zichtbaar", "zichtbaar", id="tag-characters"),
        pytest.param("می\u200cخواهم \u200f!", "می\u200cخواهم \u200f!", id="persian-and-marks-stay"),
        pytest.param("👩\u200d🔧", "👩\u200d🔧", id="joined-pictogram-stays"),
    ],
)
def test_what_is_taken_away(value: str, cleaned: str) -> None:
    assert clean_text(value) == cleaned


@given(ANY_CHARACTERS)
def test_every_result_can_be_stored(value: str) -> None:
    cleaned = clean_text(value)
    assert "\0" not in cleaned
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
    register = sqlite3.connect(":memory:")
    try:
        assert register.execute("SELECT ?", (cleaned,)).fetchone() == (cleaned,)
    finally:
        register.close()


@given(ANY_CHARACTERS, st.none() | st.integers(0, 40))
def test_twice_is_once(value: str, limit: int | None) -> None:
    assert clean_text(clean_text(value, limit), limit) == clean_text(value, limit)
    assert clean_line(clean_line(value, limit), limit) == clean_line(value, limit)


@given(ANY_CHARACTERS, st.integers(0, 40))
def test_the_limit_holds(value: str, limit: int) -> None:
    assert len(clean_text(value, limit)) <= limit
    assert len(clean_line(value, limit)) <= limit


@given(ANY_CHARACTERS)
def test_a_line_is_one_line(value: str) -> None:
    line = clean_line(value)
    assert "\n" not in line
    assert "\t" not in line
    assert line == line.strip()


def test_a_line_joins_what_was_folded() -> None:
    assert clean_line("  Klacht\r\n\t over   uw\u00a0brief ") == "Klacht over uw brief"


@pytest.mark.parametrize(
    ("content", "is_so"),
    [
        pytest.param(b"%PNG\r\n\x1a\n" + bytes(range(32)) * 4, True, id="picture"),
        pytest.param(b"een\0twee\0drie", False, id="a-few-faults"),
        pytest.param("Één brief,\r\n\ttwee klachten.\f".encode("cp1252"), False, id="letter"),
        pytest.param("苦情です".encode("iso-2022-jp") * 20, False, id="escapes-of-japanese"),
        pytest.param(b"", False, id="nothing"),
    ],
)
def test_a_file_is_no_text(content: bytes, *, is_so: bool) -> None:
    assert is_binary(content) is is_so
