"""Any text, any file name: what comes out of the cleaning is kept by either database as it is, and leads nowhere.

Source: docs/mail-rules.md, A30 and A34.
"""

import unicodedata
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import JSON, Column, Integer, MetaData, Table, Text, insert, select
from steady import MANY, STEADY

from intake.filenames import LONGEST, clean_name
from intake.text import clean_line, clean_text
from tracker.store import Store

POISON = [
    "\0",
    "\ud800",
    "\udfff",
    "\ud83d",
    "\ufeff",
    "\u202e",
    "\uffff",
    "\U0010ffff",
    "\\u0000",
    "\\",
    "'",
    '"',
    "\r",
    "\n",
    "\x85",
    "\u2028",
    "%s",
    "é",
]
ANY_TEXT = st.lists(st.text(st.characters(codec=None, categories=None), max_size=20) | st.sampled_from(POISON), max_size=8).map("".join)

SAID = Table("said", MetaData(), Column("id", Integer, primary_key=True), Column("text", Text), Column("facts", JSON))
Kept = Callable[[str], tuple[str, str]]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """Give what keeps a text in a register's database, as a column and among the facts of a letter, and reads it back."""
    url = (
        request.getfixturevalue("standing_url")
        if request.param == "postgresql"
        else f"sqlite:///{tmp_path_factory.mktemp('kept') / 'said.db'}"
    )
    store = Store(url)
    SAID.create(store.engine)

    def keep(value: str) -> tuple[str, str]:
        with store.unit() as session:
            (row,) = session.execute(insert(SAID).values(text=value, facts={value: value}).returning(SAID.c.id)).scalars()
        with store.reading() as session:
            text, facts = session.execute(select(SAID.c.text, SAID.c.facts).where(SAID.c.id == row)).one()
        assert list(facts) == [value]
        return text, facts[value]

    yield keep
    SAID.drop(store.engine)
    store.close()


@STEADY
@given(value=ANY_TEXT)
@example(value="".join(POISON))
def test_either_database_gives_back_what_the_cleaning_gave(kept: Kept, value: str) -> None:
    for clean in (clean_text(value), clean_line(value), clean_text(value, 10), clean_line(value, 10)):
        assert kept(clean) == (clean, clean)


UNSEEN = {"Cc", "Cs", "Zl", "Zp"}
NAME_POISON = [
    "/",
    "\\",
    "..",
    ".",
    "C:",
    "~",
    '"',
    "'",
    "\u202e",
    "\u200b",
    "\u200f",
    "\0",
    "\r\n",
    " ",
    "con",
    ".pdf",
    "<",
    ":",
    "ﬁ",
    "\uff0e",
    "\uff0f",
    "ß",
]
ANY_NAME = st.lists(st.text(max_size=12) | st.sampled_from(NAME_POISON), max_size=10).map("".join)
TYPES = st.sampled_from(["application/pdf", "image/png", "text/html", "message/rfc822", "x/../../y", ""])


@MANY
@given(told=ANY_NAME, media_type=TYPES)
@example(told="x" * 500 + ".pdf", media_type="application/pdf")
@example(told=". " * 300, media_type="application/pdf")
@example(told="A:¸", media_type="application/pdf")
def test_any_name_is_one_that_can_be_saved_anywhere_and_leads_nowhere(told: str, media_type: str) -> None:
    name = clean_name(told, media_type)
    assert 0 < len(name) <= LONGEST
    assert name == PurePosixPath(name).name == PureWindowsPath(name).name
    assert name.strip(". ")
    assert not name.startswith(".")
    assert not set(name) & set('/\\<>"|?*')
    assert [
        sign
        for sign in name
        if unicodedata.category(sign) in UNSEEN
        or unicodedata.bidirectional(sign) in {"RLO", "LRO", "RLE", "LRE", "PDF", "RLI", "LRI", "FSI", "PDI"}
    ] == []
    assert not set(name) & set("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")


@MANY
@given(told=ANY_NAME, media_type=TYPES)
@example(told="C: .", media_type="application/pdf")
@example(told="a\u200b\u0344", media_type="application/pdf")
@example(told="''nota.pdf''", media_type="application/pdf")
def test_a_clean_name_is_not_changed_again(told: str, media_type: str) -> None:
    name = clean_name(told, media_type)
    assert clean_name(name, media_type) == name
