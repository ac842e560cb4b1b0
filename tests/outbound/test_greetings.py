"""An employee's own greeting and closing are left out of a letter that has both already; nothing else of what they wrote is."""

import pytest

from outbound.greetings import without_greetings

SAID = "Wij bellen u maandag."
LEFT_OUT = [
    f"Geachte heer, mevrouw,\n\n{SAID}",
    f"Geachte mevrouw Van der Berg,\n{SAID}",
    f"Geachte heer/mevrouw,\n\n{SAID}",
    f"Zeer geachte heer Bakker,\n\n{SAID}",
    f"Beste Noor,\n\n{SAID}",
    f"Beste mevrouw Bakker\n\n{SAID}",
    f"Goedemorgen!\n\n{SAID}",
    f"Goede middag mevrouw,\n{SAID}",
    f"Goedenavond,\n\n{SAID}",
    f"Hallo\n\n{SAID}",
    f"L.S.,\n\n{SAID}",
    f"Dear Ms Bakker,\n\n{SAID}",
    f"Good afternoon,\n\n{SAID}",
    f"Geachte heer Bakker, {SAID.lower()}",
    f"Geachte heer, mevrouw, {SAID.lower()}",
    f"Dear Sir or Madam, {SAID.lower()}",
    f"{SAID}\n\nMet vriendelijke groet,\n\nBram Smit\nTeamleider Incasso",
    f"{SAID}\nMet vriendelijke groeten\nBram",
    f"{SAID}\n\nMvg, ",
    f"{SAID}\n\nMet vriendelijke groet,\nDrs. B. Smit\nTeamleider Incasso\nVoorbeeld Incasso B.V.\nTel. 030-123 45 02",
    f"{SAID}\n\nHoogachtend,\nB. Smit",
    f"{SAID}\n\nKind regards,\nBram Smit",
    f"{SAID}\n\nGroet, ",
    f"Geachte mevrouw,\n\n{SAID}\n\nMet vriendelijke groet,\nBram Smit",
    f"\n\nBeste Noor,\n\n\n{SAID}\n\n",
]


@pytest.mark.parametrize("text", LEFT_OUT)
def test_a_greeting_and_a_closing_are_left_out(text: str) -> None:
    assert without_greetings(text.split("\n")) == [SAID]


STAYS = [
    SAID,
    "Beste klanten krijgen van ons geen aparte behandeling.\n\nDat geldt ook hier.",
    "Dag en nacht bereikbaar zijn wij niet.\nWel op werkdagen.",
    "Hi-fi hoort bij uw bestelling,\nen die is geleverd.",
    "De groet aan de balie was niet vriendelijk.\nDat spijt ons.",
    "Met vriendelijke groet\n" + "Dat zei onze medewerker niet.\n" * 6,
    f"{SAID}\n\nMet vriendelijke groet,\nBram Smit\n\nPS U hoeft nu niets te betalen",
    f"{SAID}\n\nMvg, Bram\n\nP.S. Bel gerust.",
    f"{SAID}\n\nMet vriendelijke groet,\n\nHet bedrag staat morgen op uw rekening.",
    "Wij schreven u:\n\nGeachte mevrouw,\n\nDat was niet juist.",
    "Geachte heer, mevrouw,",
    "Groeten",
    "",
]


@pytest.mark.parametrize("text", STAYS)
def test_what_may_be_said_stays(text: str) -> None:
    assert "\n".join(without_greetings(text.split("\n"))).strip() == text.strip()
