"""What an employee wrote to a complainant stands in the letter as they wrote it, apart from our own words."""

import pytest
from letter_world import COMPOSER, Page, owed, parsed, part, sample, squeezed

from outbound.shown import written_lines
from tracker.letter_facts.outside import DECLARED
from tracker.model import Language, Letter

WITH_TEXT = [letter for letter, declared in DECLARED.items() if "text" in declared.facts]
WRITTEN = [
    "Wij sturen geen brieven meer.\n\n- een\n- twee",
    "Zie https://www.voorbeeld.nl/a_b*c en [klik](http://x.example) <b>vet</b> {{ reference }} {% if %} &amp; ~~~~~~~~",
    "# kop\n> oud\n    ingesprongen\n--\n1. een",
]


@pytest.mark.parametrize("letter", WITH_TEXT)
@pytest.mark.parametrize("text", WRITTEN, ids=range(len(WRITTEN)))
def test_what_an_employee_wrote_is_shown_as_they_wrote_it(letter: Letter, text: str) -> None:
    read = parsed(COMPOSER.compose(owed(letter, {**sample(letter), "text": text})))
    calm = parsed(COMPOSER.compose(owed(letter, {**sample(letter), "text": "·"})))
    indented = "\n".join(("    " + line).rstrip() for line in text.split("\n"))
    page = Page(part(read, "html"))
    shown = [squeezed(line) for line in text.split("\n") if line]
    assert squeezed(indented) in squeezed(part(read, "plain"))
    assert [line for line in shown if line not in squeezed(page.text.replace("\xa0", " "))] == []
    assert page.links == Page(part(calm, "html")).links


@pytest.mark.parametrize("letter", WITH_TEXT)
def test_a_long_line_of_an_employee_is_filled_and_stays_apart(letter: Letter) -> None:
    read = COMPOSER.text(letter, Language.DUTCH, {**sample(letter), "text": "lettergreep " * 30})
    lines = [line for line in read.split("\n") if "lettergreep" in line]
    assert len(lines) > 1
    assert all(line.startswith("    lettergreep") and len(line) <= 68 for line in lines)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\r\nb", ["a", "b"]),
        ("\n\na\n\n\n\nb\n", ["a", "", "b"]),
        ("a\u202eb\u200bc\x00d", ["abcd"]),
        ("https://x.example www.x.example", ["https://x.example www.x.example"]),
        ("", [""]),
    ],
)
def test_a_text_of_ours_is_cleaned_and_keeps_its_links(text: str, lines: list[str]) -> None:
    assert written_lines(text) == lines


def test_what_an_employee_wrote_is_not_remembered_for_the_next_letter() -> None:
    """The paragraphs of a letter that are kept in memory are those in which nobody's words stand (docs/mail-rules.md, D12)."""
    first, second = ({**sample(Letter.ANSWER), "text": text} for text in ("Een eerste brief.", "Een tweede brief."))
    COMPOSER.compose(owed(Letter.ANSWER, first))
    assert "eerste" not in part(parsed(COMPOSER.compose(owed(Letter.ANSWER, second))), "html")


@pytest.mark.parametrize("letter", WITH_TEXT)
@pytest.mark.parametrize("greeting", ["Geachte mevrouw Bakker,\n\n", "Dear Ms Bakker,\n\n", ""])
def test_an_employees_own_greeting_does_not_stand_under_ours(letter: Letter, greeting: str) -> None:
    said = {**sample(letter), "text": f"{greeting}Wij bellen u maandag.\n\nMet vriendelijke groet,\nBram Smit"}
    text = COMPOSER.text(letter, Language.DUTCH, said)
    assert "    Wij bellen u maandag.\n" in text
    assert (text.count("Geachte"), text.count("Dear"), text.count("Met vriendelijke groet")) == (1, 0, 1)
    assert "Bakker" not in text
    assert "Bram Smit" not in text
