"""HTML says as text what it says on a screen, and no HTML is too much."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.html import LONGEST, html_of, is_html, text_of_html, without_tags


@pytest.mark.parametrize(
    ("source", "text"),
    [
        pytest.param("<p>Beste,</p><p>Klacht &amp; meer &euro; 12</p>", "Beste,\n\nKlacht & meer € 12", id="paragraphs"),
        pytest.param("een<br>twee", "een\ntwee", id="break"),
        pytest.param("<style>p{}</style><script>x()</script><title>t</title>tekst", "tekst", id="unseen"),
        pytest.param("<div style='display:none'>weg</div>hier", "hier", id="hidden"),
        pytest.param("<div style='DISPLAY : none'>weg</div>hier", "hier", id="hidden-oddly-spelt"),
        pytest.param("<table><tr><td>Naam<td>Jan<tr><td>Bedrag<td>€ 12</table>", "Naam  Jan\nBedrag  € 12", id="table"),
        pytest.param("<ul><li>een<li>twee</ul>", "* een\n  * twee", id="list"),
        pytest.param("<pre>a\n  b</pre>", "a\n  b", id="preformatted"),
        pytest.param("<p style='margin-top:90000em;padding-left:90000em'>tekst</p>", "tekst", id="wide-margins"),
        pytest.param("geen opmaak", "geen opmaak", id="plain"),
        pytest.param("", "", id="nothing"),
        pytest.param("<?xml version='1.0' encoding='utf-8'?><html><body>x</body></html>", "x", id="xml"),
    ],
)
def test_reading(source: str, text: str) -> None:
    told, fault = text_of_html(source)
    assert told.strip() == text
    assert fault is None


@pytest.mark.parametrize("depth", [100, 254, 256, 5000, 40_000])
@pytest.mark.parametrize("tag", ["b", "div", "blockquote"])
def test_no_depth_loses_the_text(tag: str, depth: int) -> None:
    assert text_of_html(f"<{tag}>" * depth + "klacht" + f"</{tag}>" * depth)[0].strip() == "klacht"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("<" * LONGEST, id="openings"),
        pytest.param("<a" * 300_000, id="half-tags"),
        pytest.param("<b>" * 300 + "<!--" * 200_000, id="half-comments"),
        pytest.param("<b>" * 300 + "&#" + "9" * 10_000, id="endless-reference"),
        pytest.param("<table>" + "<tr><td>x" * 50_000, id="tall-table"),
        pytest.param("<table><tr>" + "<td>x" * 50_000, id="wide-table"),
        pytest.param("<table><tr><td>" + "x" * 200_000 + "<tr><td>y" * 20_000, id="wide-and-tall-table"),
        pytest.param("<p " + "a='b' " * 100_000 + ">x", id="attributes"),
        pytest.param("<ul><li>" * 70 + "x", id="lists-in-lists"),
    ],
)
def test_bombs_are_only_text(source: str) -> None:
    assert len(text_of_html(source)[0]) <= 2 * LONGEST


def test_too_long_html_is_cut_and_told() -> None:
    text, fault = text_of_html("<p>klacht</p>" * 200_000)
    assert text.startswith("klacht")
    assert fault == "the HTML is longer than is read: it was cut"


@pytest.mark.parametrize(
    ("content", "charset", "text"),
    [
        ('<meta charset="iso-8859-2">ő'.encode("iso-8859-2"), None, "ő"),
        ('<meta http-equiv=Content-Type content="text/html; charset=koi8-r">да'.encode("koi8-r"), "", "да"),
        ('<meta charset="koi8-r">é'.encode(), "utf-8", "é"),
        ("é".encode("cp1252"), None, "é"),
    ],
)
def test_the_document_names_its_charset_where_the_mail_does_not(content: bytes, charset: str | None, text: str) -> None:
    assert html_of(content, charset)[0].endswith(text)


@given(st.text("<>/!-&#;ab'= \n", max_size=200))
def test_any_text_can_be_read(source: str) -> None:
    assert isinstance(text_of_html(source)[0], str)
    assert isinstance(without_tags(source), str)


def test_without_tags_leaves_scripts_out() -> None:
    assert without_tags("een<script>var x;</script><p>twee</p><style>b{}</style> drie") == "een\ntwee\n drie"


@pytest.mark.parametrize(
    ("content", "is_so"),
    [
        (b"<!DOCTYPE html><html><body>te hoog</body></html>\r\n", True),
        (b"\r\n <p class='x'>te hoog</p>", True),
        (b"<DIV>te hoog</DIV>", True),
        (b"Mijn klacht: <b>te hoog</b>", False),
        (b"<p>te hoog</p> vind ik", False),
        (b"<jan@voorbeeld.nl> schreef <dit>", False),
        (b"<pardon>", False),
        (b"> <p>", False),
        (b"<p" * 100_000 + b">", False),
        (b"", False),
    ],
)
def test_what_is_html_whatever_it_calls_itself(content: bytes, *, is_so: bool) -> None:
    assert is_html(content) is is_so
