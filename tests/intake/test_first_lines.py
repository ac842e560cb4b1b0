"""The first lines of a note: who complained, how that came in and when, as people type it; and never out of a sentence about the case."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.cards import read_card
from intake.first_lines import NOTHING_TOLD, FirstLines, read_first_lines
from intake.ways_in import read_way
from tracker.channels import Channel
from tracker.model import ComplainantRole

TODAY = date(2026, 11, 20)
TWELFTH = date(2026, 11, 12)
CASE = "\n\nDe kosten zijn te hoog. Zij wil dat iemand haar belt."
PHONE, POST, VISIT = Channel.TELEPHONE, Channel.POST, Channel.VISIT

WHO = [
    # first lines, name, address, postal
    ("Naam: K. Bakker", "K. Bakker", None, None),
    ("Klager: K. Bakker\nE-mail: k.bakker@post.example", "K. Bakker", "k.bakker@post.example", None),
    ("klager = K. Bakker", "K. Bakker", None, None),
    ("*Naam:* K. Bakker", "K. Bakker", None, None),
    ("- Naam: K. Bakker\n- Adres: Kade 3, 3511 AA Utrecht", "K. Bakker", None, "Kade 3\n3511 AA Utrecht"),
    ("Naam: K. Bakker\nAdres: Kade 3\nPostcode: 3511 AA\nPlaats: Utrecht", "K. Bakker", None, "Kade 3\n3511 AA\nUtrecht"),
    ("Klager: Mevr. K. Bakker, Kade 3, 3511 AA Utrecht, 06-11223344", "Mevr. K. Bakker", None, "Kade 3\n3511 AA Utrecht"),
    ("Mevr. K. Bakker, Kade 3, 3511 AA Utrecht", "Mevr. K. Bakker", None, "Kade 3\n3511 AA Utrecht"),
    ("Dhr. A. van der Meer - k.m@post.example", "Dhr. A. van der Meer", "k.m@post.example", None),
    ("De heer El Amrani\nPostbus 12\n3500 AA Utrecht\n030-1112233", "De heer El Amrani", None, "Postbus 12\n3500 AA Utrecht"),
    ("Karel Bakker\nLange Kade 12a\n3511AA Utrecht", "Karel Bakker", None, "Lange Kade 12a\n3511AA Utrecht"),
    ("Karel Bakker <k.bakker@post.example>", "Karel Bakker", "k.bakker@post.example", None),
    ("k.bakker@post.example", "", "k.bakker@post.example", None),
    ("Mail: k.bakker@post.example\nTel. 06 11 22 33 44", "", "k.bakker@post.example", None),
    ("Name: Kate Baker\nAddress: Quay 3, 3511 AA Utrecht", "Kate Baker", None, "Quay 3\n3511 AA Utrecht"),
    ("Mevrouw Bakker belde vanmorgen over de kosten.", "Mevrouw Bakker", None, None),
    ("Er is gebeld.", "", None, None),
    ("Karel Bakker", "", None, None),
    ("Naam: Bram Smit", "", None, None),
]


@pytest.mark.parametrize(("lines", "name", "address", "postal"), WHO)
def test_who(lines: str, name: str, address: str | None, postal: str | None) -> None:
    told = read_first_lines(lines + CASE, TODAY, ("Bram Smit",))
    assert (told.name, told.address, told.postal) == (name, address, postal)


HOW = [
    # first lines, channel, day, whether that is not certain
    ("per telefoon", PHONE, None, False),
    ("Telefonisch", PHONE, None, False),
    ("Telefonisch ontvangen op 12 november", PHONE, TWELFTH, False),
    ("Gisteren gebeld", PHONE, date(2026, 11, 19), False),
    ("Gebeld: 12-11 om 10.30 uur", PHONE, TWELFTH, False),
    ("Mevrouw Bakker heeft vandaag gebeld, zij is boos.", PHONE, TODAY, False),
    ("Kanaal: telefoon", PHONE, None, False),
    ("kwam per post op 12 november", POST, TWELFTH, False),
    ("Aangetekende brief, ontvangen do 12 november 2026", POST, TWELFTH, False),
    ("brief van 10 november, ontvangen 12 november", POST, TWELFTH, False),
    ("brief van 10 november", POST, None, True),
    ("brief d.d. 10-11-2026", POST, None, True),
    ("Binnengekomen: 12-11", None, TWELFTH, False),
    ("Ontvangen: per post, 12 november", POST, TWELFTH, False),
    ("Ontvangen op: 30 februari", None, None, True),
    ("Ontvangen 11 november of 12 november", None, None, True),
    ("Aan de balie, vrijdag 13 november", VISIT, date(2026, 11, 13), False),
    ("Langsgekomen op 12/11", VISIT, TWELFTH, False),
    ("Dhr. Bakker kwam langs aan de balie", VISIT, None, False),
    ("By phone, yesterday", PHONE, date(2026, 11, 19), False),
    ("received by letter on 2026-11-12", POST, TWELFTH, False),
    ("Dhr. K. Bakker - 06 11 22 33 44 - telefonisch 12-11", PHONE, TWELFTH, False),
    ("12-11-2026\nMevr. K. Bakker, 06-11 22 33 44", None, TWELFTH, False),
    ("Mevr. K. Bakker\n06-11 22 33 44\n2026-11-12\nper post", POST, TWELFTH, False),
    ("Mevr. K. Bakker, 06-11 22 33 44, Donderdag 12-11", None, TWELFTH, False),
    ("Ontvangen: om 10.30 uur, brief van 10 november", POST, None, True),
    ("Hij heeft een brief gestuurd en daarna drie keer gebeld.", None, None, False),
    ("Wij belden hem op 12 november terug, en toen was er niemand.", None, None, False),
]


@pytest.mark.parametrize(("lines", "channel", "day", "unclear"), HOW)
def test_how_and_when(lines: str, channel: Channel | None, day: date | None, unclear: bool) -> None:  # noqa: FBT001 - a row of the table
    told = read_first_lines(lines + CASE, TODAY)
    assert (told.channel, told.day, told.day_unclear) == (channel, day, unclear)


MORE = [
    ("Tel: 06-11223344\nDebiteur", FirstLines(role=ComplainantRole.DEBTOR)),
    ("is een debiteur", FirstLines(role=ComplainantRole.DEBTOR)),
    ("Dossiernummer: 2026-118", FirstLines(file_number="2026-118")),
    ("dossier 2026/118", FirstLines(file_number="2026/118")),
    ("Rol: opdrachtgever", FirstLines(role=ComplainantRole.CLIENT)),
    ("debiteur", FirstLines(role=ComplainantRole.DEBTOR)),
    ("Klager: K. Bakker\nVertegenwoordiger: Jan Kok, j.kok@post.example",
     FirstLines(name="K. Bakker", representative=("Jan Kok", "j.kok@post.example"))),
    ("Jan Kok, j.kok@post.example\nnamens mevrouw Bakker",
     FirstLines(name="mevrouw Bakker", representative=("Jan Kok", "j.kok@post.example"))),
    ("Jan Kok, 06-11223344\nNamens: mevrouw Bakker", FirstLines(name="mevrouw Bakker")),
    ("namens mevrouw Bakker\nj.kok@post.example", FirstLines(name="mevrouw Bakker", address_unclear=True)),
    ("E-mail: a@post.example\nE-mail: b@post.example", FirstLines(address_unclear=True)),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "told"), MORE)
def test_what_else(lines: str, told: FirstLines) -> None:
    assert read_first_lines(lines + CASE, TODAY) == told


CASES = [
    "Mevrouw vindt de kosten te hoog.\nZij wil dat iemand haar belt.",
    "Ik heb gisteren gebeld met de afdeling en niemand nam op.",
    "De heer Bakker is het niet eens met de rekening van 12 november.",
    "Van 10 tot 12 november kon niemand ons bereiken.",
    "Let op: hij belt morgen weer.",
    "Kunt u dit nakijken? Op Kade 3 woont hij niet.",
    "Dit betreft de brief van 10 november waarin staat dat hij moet betalen.",
    "",
]


@pytest.mark.parametrize("text", CASES)
def test_a_sentence_about_the_case_tells_nothing(text: str) -> None:
    assert read_first_lines(text, TODAY) == NOTHING_TOLD


def test_who_called_may_stand_below_what_was_said() -> None:
    told = read_first_lines("De kosten zijn te hoog.\n\nMevr. K. Bakker\nKade 3\n3511 AA Utrecht\n06-11223344", TODAY, ("Bram Smit",))
    assert (told.name, told.postal) == ("Mevr. K. Bakker", "Kade 3\n3511 AA Utrecht")


def test_an_employees_own_card_is_nobodys() -> None:
    assert read_first_lines("De kosten zijn te hoog.\n\nBram Smit\n030-123 45 02", TODAY, ("Bram Smit",)) == NOTHING_TOLD


PIECES = ["Aa ", "is een ", "a.", "1 ", "Kade ", "- ", "namens ", "Naam: ", "12-11 ", "@", ", Mevr. "]
HOSTILE = [piece * 20_000 for piece in PIECES]


@pytest.mark.parametrize("text", [*HOSTILE, *("\n".join(one[:190] for _ in range(2_000)) for one in HOSTILE)])
def test_long_notes_are_read_to_the_end(text: str) -> None:
    assert isinstance(read_first_lines(text, TODAY), FirstLines)


@given(st.text(max_size=300))
def test_whatever_is_typed_is_read(text: str) -> None:
    assert isinstance(read_first_lines(text, TODAY), FirstLines)
    for line in text.split("\n"):
        read_card(line)
        read_way(line, TODAY)
