"""What a mail program declares in HTML as quoted bears marks in the text, and no other indented part does."""

import pytest

from intake.html import LONGEST, text_of_html


@pytest.mark.parametrize(
    ("source", "text"),
    [
        pytest.param("Ja.<blockquote type='cite'>Komt u?<br>Morgen?</blockquote>Nee.", "Ja.\n> Komt u?\n> Morgen?\nNee.", id="cite"),
        pytest.param("<blockquote style='margin:0' class=gmail_quote>a</blockquote>", "> a", id="class"),
        pytest.param(
            "<BLOCKQUOTE CITE='mid:1@a.example'>a<blockquote type=cite>b</blockquote>c</BLOCKQUOTE>", "> a\n>> b\n> c", id="nested"
        ),
        pytest.param("<blockquote type=cite>a<blockquote>b</blockquote>c</blockquote>d", "> a\n> b\n> c\nd", id="indented-within"),
        pytest.param("<blockquote style='margin:0 0 0 40px'>ingesprongen</blockquote>", "ingesprongen", id="indented"),
        pytest.param("<blockquote class='blockquote mb-0'>van een formulier</blockquote>", "van een formulier", id="class-of-a-page"),
        pytest.param("<blockquote type=cite>a", "> a", id="never-closed"),
        pytest.param("a</blockquote>b", "ab", id="never-opened"),
        pytest.param("a\ue0f0b\ue0f1c", "abc", id="our-own-characters-in-it"),
        pytest.param("<blockquote type=cite>" * 9 + "a" + "</blockquote>" * 9, ">>>>> a", id="deep"),
    ],
)
def test_reading(source: str, text: str) -> None:
    assert text_of_html(source)[0].strip() == text


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("<blockquote type=cite>x" * 45_000, id="openings"),
        pytest.param("<blockquote type=cite>" * 60 + "x<br>" * 20_000, id="many-lines-deep"),
        pytest.param(("<blockquote " + "class=clas" * 95 + ">") * 1000, id="attributes"),
        pytest.param("<blockquote " * 80_000, id="half-tags"),
    ],
)
def test_bombs_are_only_text(source: str) -> None:
    assert len(text_of_html(source)[0]) <= 2 * LONGEST
