"""What a complainant answers to 'is it solved?': a yes with a reservation is none, and what contradicts itself is unclear."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.yes_or_no import LONGEST, guess
from tracker.told import Guess

SUBJECT = "Re: Is uw klacht opgelost? [KL-2026-00042]"
BY_LINK_YES, BY_LINK_NO = "JA [KL-2026-00042]", "NEE [KL-2026-00042]"

YES = [
    "ja",
    "JA",
    "Ja.",
    "Ja!",
    "*Ja*",
    "Jawel",
    "Ja hoor",
    "Ja zeker",
    "Jazeker, dank u wel!",
    "Ja, opgelost",
    "Ja, alles is opgelost.",
    "Ja, alles goed",
    "Ja, helemaal in orde.",
    "opgelost",
    "Opgelost!",
    "Het is opgelost.",
    "Mijn klacht is inmiddels opgelost, bedankt.",
    "Ik ben tevreden.",
    "Wij zijn heel tevreden, bedankt voor de snelle afhandeling.",
    "Alles is netjes geregeld.",
    "Ja, de klacht mag worden gesloten.",
    "Ja, ik trek mijn klacht in.",
    "Geachte mevrouw De Boer,\n\nJa, alles is in orde.\n\nMet vriendelijke groet,\nAlice Jansen\n030-765 43 21",
    "Beste mensen,\nJa\nGroet, Alice",
    "Ja\n\nAlice de Vries",
    "Hallo,\n\nJa hoor, dank je wel.\n\nmvg Alice",
    "yes",
    "Yes, thank you very much.",
    "Yes, everything is fine now.",
    "It has been resolved, thanks.",
    "My complaint is solved.",
    "Dear Ms de Boer,\n\nYes, all settled.\n\nKind regards,\nAlice",
]
NO = [
    "nee",
    "NEE!",
    "Neen.",
    "Nee, helaas.",
    "Nee, er is niemand die belt.",
    "Nee. Ik kreeg weer een aanmaning.",
    "niet opgelost",
    "Nog niet",
    "nog niet opgelost",
    "Niet helemaal opgelost",
    "Het is nog niet in orde.",
    "Niet alles is opgelost.",
    "Nee, ik ben niet tevreden.",
    "Ik ben ontevreden over de oplossing.",
    "Er is nog steeds niets betaald.",
    "Ik heb nog altijd geen geld gezien.",
    "Mijn klacht is absoluut niet goed afgehandeld.",
    "Geachte heer,\n\nNee, ik wacht op uw brief.\n\nMet vriendelijke groet,\nAlice",
    "no",
    "No, nobody called me.",
    "Not yet",
    "It is not solved.",
    "It still has not been resolved.",
    "The matter isn't settled.",
    "I am dissatisfied.",
]
UNCLEAR = [
    "ja maar",
    "Ja, maar ik kreeg nog een brief.",
    "Ja, alleen de brief klopt niet.",
    "Ja, alleen nog de rente.",
    "Ja, behalve de kosten.",
    "Ja, mits u het geld overmaakt.",
    "Ja, bijna.",
    "Ja, deels.",
    "Ja, deels opgelost",
    "Ja toch?",
    "Ja en nee",
    "Ja. Nee.",
    "Ja, nog steeds.",
    "Ja, als het geld er is.",
    "Ja, ik heb u al drie keer gebeld.",
    "Ja, wanneer belt u mij?",
    "Ja\nMaar de kosten niet.",
    "Ja\n\nMet vriendelijke groet,\nAlice\n\nPS Alleen de rente klopt niet.",
    "Ja\nAlice\nMaar niet de kosten",
    "opgelost?",
    "Is het opgelost?",
    "Is alles nu opgelost",
    "Kan mijn klacht worden opgelost",
    "Het is wel opgelost.",
    "Is het dan niet opgelost?",
    "Als het niet opgelost is, bel ik u.",
    "nee hoor alles goed",
    "Nee hoor, prima",
    "Nee, geen bezwaar",
    "Nee, ik heb geen klachten meer.",
    "Ik ben niet ontevreden.",
    "prima",
    "Goed.",
    "ok",
    "Dank u wel.",
    "Bedankt voor uw brief",
    "Ik bel u morgen.",
    "Wat bedoelt u?",
    "Het is wel opgelost, denk ik.",
    "yes but",
    "Yes, but not the interest.",
    "Yes, except for the letter.",
    "Solved, I hope?",
    "I am not dissatisfied.",
    "",
    "\n \n",
    "Met vriendelijke groet,\nAlice",
    "Ja " + "hoor " * LONGEST,
]


@pytest.mark.parametrize("text", YES)
def test_a_plain_yes_is_a_yes(text: str) -> None:
    assert guess(SUBJECT, text) is Guess.YES


@pytest.mark.parametrize("text", NO)
def test_a_no_is_a_no(text: str) -> None:
    assert guess(SUBJECT, text) is Guess.NO


@pytest.mark.parametrize("text", UNCLEAR)
def test_whatever_else_is_unclear(text: str) -> None:
    assert guess(SUBJECT, text) is Guess.UNCLEAR


SUBJECTS = [
    # subject, text, what is guessed
    (BY_LINK_YES, "", Guess.YES),
    ("[KL-2026-00042] JA", "", Guess.YES),
    ("ja [KL-2026-00042]", "\nAlice Jansen\n", Guess.YES),
    ("YES [KL-2026-00042]", "", Guess.YES),
    (BY_LINK_YES, "Groet, Alice", Guess.YES),
    (BY_LINK_YES, "Ja hoor, dank u.", Guess.YES),
    (BY_LINK_YES, "Bedankt.", Guess.YES),
    (BY_LINK_YES, "Thank you very much!", Guess.YES),
    (BY_LINK_YES, "Bedankt voor uw reactie.\n\nMet vriendelijke groet,\nAlice Jansen", Guess.YES),
    (BY_LINK_YES, "Bedankt voor niets.", Guess.UNCLEAR),
    (BY_LINK_YES, "Bedankt?", Guess.UNCLEAR),
    (BY_LINK_YES, "Bedankt. " * 300, Guess.UNCLEAR),
    (BY_LINK_NO, "Bedankt voor de moeite.", Guess.NO),
    (f"Re: {BY_LINK_YES}", "Bedankt.", Guess.UNCLEAR),
    (BY_LINK_YES, "maar de brief kwam niet", Guess.UNCLEAR),
    (BY_LINK_YES, "Wanneer komt het geld?", Guess.UNCLEAR),
    (BY_LINK_YES, "Nee, toch niet.", Guess.UNCLEAR),
    (BY_LINK_NO, "", Guess.NO),
    ("NO [KL-2026-00042]", "", Guess.NO),
    (BY_LINK_NO, "Ik kreeg weer een aanmaning.", Guess.NO),
    (BY_LINK_NO, "Nee.", Guess.NO),
    (BY_LINK_NO, "Ja, opgelost.", Guess.UNCLEAR),
    (BY_LINK_NO, "Ja, maar de brief niet.", Guess.UNCLEAR),
    (f"Re: {BY_LINK_YES}", "", Guess.UNCLEAR),
    (f"Re: {BY_LINK_YES}", "Nee, niet opgelost.", Guess.NO),
    ("JA, maar [KL-2026-00042]", "", Guess.UNCLEAR),
    ("JA", "", Guess.UNCLEAR),
]


@pytest.mark.parametrize(("subject", "text", "wanted"), SUBJECTS)
def test_the_links_of_the_question_fill_in_the_subject(subject: str, text: str, wanted: Guess) -> None:
    assert guess(subject, text) is wanted


@pytest.mark.parametrize("yes", ["Ja", "Ja, opgelost", "Yes", "Alles is in orde"])
@pytest.mark.parametrize("reservation", ["maar", "alleen", "behalve", "mits", "tenzij", "echter", "nog", "toch", "niet", "but", "except"])
@pytest.mark.parametrize("where", ["{yes} {reservation} de brief", "{yes}.\n\nGroet, Alice\n{reservation} de brief", "{reservation} {yes}"])
def test_a_yes_with_a_reservation_is_never_a_yes(yes: str, reservation: str, where: str) -> None:
    assert guess(SUBJECT, where.format(yes=yes, reservation=reservation)) is not Guess.YES


@given(st.text(max_size=200), st.text(max_size=200))
def test_whatever_a_mail_says_is_guessed(subject: str, text: str) -> None:
    assert guess(subject, text) in Guess
