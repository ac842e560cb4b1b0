"""A letter on paper, as a reader of PDFs sees it: A4, the address where a window shows it, every name in whatever script.

Source: docs/procedure.md, Letters.
"""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pypdfium2
import pytest
from letter_world import HOUSE

from outbound.compose import Composer, Said
from outbound.glyphs import DOTS
from outbound.printed import WINDOW, printed
from outbound.samples import SAMPLES
from tracker.letters import LETTERS, Audience
from tracker.model import Language, Letter

AT = datetime(2026, 4, 8, 10, 0, tzinfo=UTC)
REFERENCE = "KL-2026-00042"
ADDRESS = "Dorpsstraat 1\n3500 BC Utrecht"
COMPOSER = Composer(HOUSE)
POINTS_A_MM = 72 / 25.4
BODY = "Geachte heer, mevrouw,\n\n{}\n\nMet vriendelijke groet,\n\nBas Jansen\n\n---\n\nKvK-nummer 12345678"
OUTSIDE = [(letter, facts) for letter, facts in SAMPLES if LETTERS[letter].audience is Audience.COMPLAINANT]


def a_letter(text: str = "Wij bellen u.", *, name: str = "Truus Wolters", address: str | None = ADDRESS, at: datetime = AT) -> bytes:
    return printed(HOUSE, [Said(Language.DUTCH, "Uw klacht", BODY.format(text))], REFERENCE, name, address, at)


def pages(pdf: bytes) -> list[str]:
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(pdf)]


def boxes(pdf: bytes, words: str) -> Iterator[tuple[float, float, float, float]]:
    """Give where each sign of the words stands on the first page: left, top, right and bottom, in mm from its upper left corner."""
    page = pypdfium2.PdfDocument(pdf)[0]
    text, height = page.get_textpage(), page.get_height()
    first, count = text.search(words).get_next()
    for place in range(first, first + count):
        left, bottom, right, top = text.get_charbox(place)
        yield left / POINTS_A_MM, (height - top) / POINTS_A_MM, right / POINTS_A_MM, (height - bottom) / POINTS_A_MM


@pytest.mark.parametrize(("letter", "facts"), OUTSIDE, ids=[str(letter) for letter, _ in OUTSIDE])
@pytest.mark.parametrize("also_in", [None, Language.ENGLISH])
def test_every_letter_prints_on_a4_with_who_we_are_on_each_page(letter: Letter, facts: dict[str, object], also_in: Language | None) -> None:
    said = COMPOSER.said(letter, Language.DUTCH, facts, also_in)  # type: ignore[arg-type] # facts of a sample
    pdf = printed(HOUSE, said, REFERENCE, "Truus Wolters", ADDRESS, AT)
    for page in pypdfium2.PdfDocument(pdf):
        assert [round(side / POINTS_A_MM) for side in page.get_size()] == [210, 297]
    for text in pages(pdf):
        assert f"KvK-nummer {HOUSE.kvk_number}" in text
        assert REFERENCE in text
    first = pages(pdf)[0]
    assert f"{HOUSE.seat}, woensdag 8 april 2026" in first
    assert f"Betreft: {said[0].subject}" in first
    assert ("Subject: " in " ".join(pages(pdf))) is (also_in is not None)


ADDRESSES = [
    # id, name, address
    ("usual", "Truus Wolters", ADDRESS),
    ("parts", "Truus Wolters", "Dorpsstraat 1, 3500 BC Utrecht"),
    ("no name", "", ADDRESS),
    ("long", "Mevrouw de weduwe Van der Heijden-Broekhuizen tot Aerdt, geboren Schimmelpenninck", ADDRESS),
    ("many lines", "Truus Wolters", "t.a.v. de boekhouding\nGebouw De Linde\nDorpsstraat 1\n3500 BC Utrecht\nNederland"),
    ("one long word", "W" * 300, "W" * 300),
]


@pytest.mark.parametrize(("name", "address"), [pytest.param(*row[1:], id=row[0]) for row in ADDRESSES])
def test_the_address_stands_within_the_window(name: str, address: str) -> None:
    pdf = a_letter(name=name, address=address)
    page = pypdfium2.PdfDocument(pdf)[0]
    left, top, right, bottom = WINDOW
    area = (left, page.get_height() / POINTS_A_MM - bottom, right, page.get_height() / POINTS_A_MM - top)
    inside = " ".join(page.get_textpage().get_text_bounded(*(side * POINTS_A_MM for side in area)).split())
    for words in (name.split(",", maxsplit=1)[0][:20], *(line.strip()[:20] for line in address.replace(",", "\n").split("\n"))):
        assert words in inside
    unlike_ours = [word for word in (*name.split(), *address.replace(",", " ").split()) if word[:10] not in " ".join(HOUSE.postal_address)]
    for word in unlike_ours[:5]:
        found = list(boxes(pdf, word[:10]))
        assert min(box[0] for box in found) >= left
        assert max(box[2] for box in found) <= right
        assert min(box[1] for box in found) >= top
        assert max(box[3] for box in found) <= bottom


NAMES = [
    # id, name, what is printed
    ("polish", "Łukasz Żółć-Święcicki", "Łukasz Żółć-Święcicki"),
    ("turkish", "Ayşe Güneş İnanç", "Ayşe Güneş İnanç"),
    ("vietnamese", "Nguyễn Thị Hường", "Nguyễn Thị Hường"),
    ("greek", "Γιώργος Παπαδόπουλος", "Γιώργος Παπαδόπουλος"),
    ("cyrillic", "Щукіна Їжакевич", "Щукіна Їжакевич"),
    ("apart", "Rene\u0301 de Boe\u0308r", "René de Boër"),
    ("arabic", "محمد الأمين", DOTS),
    ("chinese, with latin", "王小明 Wang", f"{DOTS} Wang"),
    ("fullwidth", "Ｊａｎ", "Jan"),
    ("picture", "Jan 🌷 Bos", "Jan Bos"),
    ("control signs", "Jan\x00\u202eBos\r\nBcc: x", "JanBos Bcc: x"),
]


@pytest.mark.parametrize(("name", "shown"), [pytest.param(*row[1:], id=row[0]) for row in NAMES])
def test_a_name_in_whatever_script_is_printed_or_left_to_be_filled_in(name: str, shown: str) -> None:
    pdf = a_letter(f"Dit schreef {name.splitlines()[0]} ons.", name=name)
    assert shown in pages(pdf)[0]
    assert not {"□", "\ufffd", "\x00"} & set(pages(pdf)[0])


def test_a_long_letter_goes_over_pages_that_are_numbered_from_the_second() -> None:
    text = "\n\n".join(f"Alinea {number}. " + "Wij leggen u dit graag uit. " * 12 for number in range(60))
    found = pages(a_letter(text))
    assert len(found) > 3
    assert "Pagina 1" not in found[0]
    assert all(f"Pagina {number} van {len(found)}" in page for number, page in enumerate(found[1:], 2))
    assert all(f"Alinea {number}." in " ".join(found) for number in range(60))
    assert "Bas Jansen" in found[-1]


def test_the_greeting_stands_with_the_name() -> None:
    """However long the letter, no page begins with the name alone."""
    for lines in range(20, 40):
        found = pages(a_letter("\n\n".join(["Een regel."] * lines)))
        (last,) = [page for page in found if "Bas Jansen" in page]
        assert "Met vriendelijke groet" in last


def test_what_an_employee_wrote_stands_as_they_wrote_it() -> None:
    assert "1. *niet* vet" in pages(a_letter("~~~~~~~~ written \n> 1. *niet* vet\n> \n> <b>tekst</b>\n~~~~~~~~"))[0]
    assert "<b>tekst</b>" in pages(a_letter("~~~~~~~~ written \n> <b>tekst</b>\n~~~~~~~~"))[0]


def test_who_we_are_keeps_its_place_on_a_page_that_ends_amid_an_employees_words() -> None:
    long = a_letter("~~~~~~~~ written \n" + "> Een regel.\n" * 80 + "~~~~~~~~")
    assert len(pages(long)) > 1
    assert next(boxes(long, "KvK-nummer")) == next(boxes(a_letter(), "KvK-nummer"))


def test_the_same_letter_of_the_same_moment_gives_the_same_bytes() -> None:
    assert a_letter() == a_letter()
    assert a_letter() != a_letter(at=AT + timedelta(days=1))


def test_the_date_is_the_day_of_the_house() -> None:
    """Half past eleven in the evening, in Greenwich, is the next day in Utrecht."""
    late = datetime(2026, 4, 8, 23, 30, tzinfo=UTC)
    assert "donderdag 9 april 2026" in pages(a_letter(at=late))[0]


def test_a_letter_without_a_rule_prints_without_a_footer() -> None:
    """A template of the customer's own need not end as ours do."""
    said = [Said(Language.DUTCH, "Uw klacht", "Wij bellen u.\n\nGroet,\n\nBas")]
    assert "Bas" in pages(printed(HOUSE, said, REFERENCE, "", None, AT))[0]


@pytest.mark.parametrize("body", ["", "Bas", "Groet,\n\nBas", "---\n\nKvK"])
def test_a_letter_of_next_to_nothing_prints(body: str) -> None:
    assert len(pages(printed(HOUSE, [Said(Language.DUTCH, "Uw klacht", body)], REFERENCE, "", None, AT))) == 1


def test_a_house_without_a_postal_address_has_no_return_address() -> None:
    bare = replace(HOUSE, postal_address=())
    assert "Retour" not in pages(printed(bare, [Said(Language.DUTCH, "Uw klacht", BODY)], REFERENCE, "", None, AT))[0]


def test_who_prints_nothing_loads_nothing_to_print_with() -> None:
    look = "import sys, outbound.freezing; sys.exit('fpdf' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", look], check=False).returncode == 0
