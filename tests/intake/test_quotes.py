"""What is new in a text is told from what is quoted, as each mail program quotes, and nothing that somebody wrote now is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.quotes import Parts, take_apart

GMAIL = "Op ma 4 aug 2025 om 09:14 schreef Bob Smit <bob@klant.example>:"
APPLE = "Op 4 aug 2025, om 09:14 heeft Bob Smit <bob@klant.example> het volgende geschreven:"
HEADERS = (
    "Van: Bob Smit <bob@klant.example>\nVerzonden: maandag 4 augustus 2025 09:14\nAan: Klachten <k@bedrijf.example>\nOnderwerp: Mijn klacht"
)
LONG = "Kunt u mij misschien vandaag nog laten weten op welke dag u langs wilt komen?"

NEW = [
    # id, text, what is new
    ("gmail", f"Akkoord.\n\n{GMAIL}\n\n> Komt u morgen?\n> Groet, Bob", "Akkoord."),
    ("gmail-broken", "Akkoord.\n\nOp ma 4 aug 2025 om 09:14 schreef Bob Smit <\nbob@klant.example>:\n\n> Komt u?", "Akkoord."),
    (
        "gmail-broken-before-the-bracket",
        "Akkoord.\n\nOp ma 4 aug 2025 om 09:14 schreef Bob <bob@klant.example\n>:\n\n> Komt u?",
        "Akkoord.",
    ),
    ("gmail-html", f"Akkoord.\n\n{GMAIL}\nKomt u morgen?\n\nGroet, Bob", "Akkoord."),
    ("on-one-line", f"Akkoord.\n\n{GMAIL}   Komt u?\nGroet, Bob", "Akkoord."),
    ("behind-the-answer", f"Akkoord {GMAIL}\n> Komt u?", "Akkoord"),
    ("behind-the-answer-without-marks", f"Dag.\nAkkoord. {APPLE}\nKomt u?\n\nBob", "Dag.\nAkkoord."),
    ("behind-the-answer-and-strokes", "Agreed--- On Wed, Apr 4, 2025 at 3:59 PM, bob@klant.example wrote:\n> Coming?", "Agreed"),
    ("apple", f"Akkoord.\n\n{APPLE}\n\nKomt u morgen?", "Akkoord."),
    ("apple-with-the-line-marked", f"Akkoord.\n\n> {APPLE}\n> \n> Komt u?", "Akkoord."),
    ("thunderbird", "Akkoord.\n\nOp 4-8-2025 om 09:14 schreef Bob Smit:\n> Komt u?\n", "Akkoord."),
    ("android-without-verb", "Akkoord.\n\n2025-08-04 9:14 GMT+02:00 Bob Smit <bob@klant.example>:\n\n> Komt u?", "Akkoord."),
    ("bars", f"Akkoord.\n\n{GMAIL}\n\n| Komt u?\n|\n| Bob", "Akkoord."),
    ("outlook", f"Akkoord.\n\n{HEADERS}\n\nKomt u?\n\nEn hoe laat?", "Akkoord."),
    ("outlook-with-rule", f"Akkoord.\n________________________________\n{HEADERS}\n\nKomt u?", "Akkoord."),
    ("outlook-old", f"Akkoord.\n\n-----Oorspronkelijk bericht-----\n{HEADERS}\n\nKomt u?", "Akkoord."),
    ("outlook-without-a-time", "Akkoord.\n\nVan: Bob\nVerzonden: maandag\nAan: Jan\nOnderwerp: x\n\nKomt u?", "Akkoord."),
    ("sender-and-time-alone", "Akkoord.\n\nVan: Bob <bob@klant.example>\nVerzonden: 4-8-2025 09:14\n\nKomt u?", "Akkoord."),
    ("banner-alone", "Gut.\n\n-----Ursprüngliche Nachricht-----\n\nKommen Sie?", "Gut."),
    (
        "android-banner",
        "Akkoord.\n\n-------- Oorspronkelijk bericht --------\nVan: Bob <bob@klant.example>\nDatum: 4-8-2025 09:14\n\nKomt u?",
        "Akkoord.",
    ),
    (
        "forward",
        "Ter info.\n\n---------- Forwarded message ---------\nVan: Bob <bob@klant.example>\nDate: ma 4 aug 2025\n\nKlacht",
        "Ter info.",
    ),
    ("apple-forward", "Ter info.\n\nBegin doorgestuurd bericht:\n\nVan: Bob <bob@klant.example>\n\nKlacht", "Ter info."),
    ("apple-forward-marked", "Ter info.\n\nBegin forwarded message:\n\n> From: Bob <bob@klant.example>\n> \n> Klacht", "Ter info."),
    ("attribution-and-headers", f"Gut.\n\nAm 04.08.25 um 09:14 schrieb Bob Smit\n{HEADERS}\n\nKommen Sie?", "Gut."),
    ("marks-alone", "Akkoord.\n> Komt u?", "Akkoord."),
    ("ticket-marker", "Akkoord.\n\n##- Typ uw antwoord boven deze regel -##\n\nBeste Bob,", "Akkoord."),
    ("ticket-marker-english", "Agreed.\n\n> -- Please reply above this line --\n\nDear Bob,", "Agreed."),
    ("answer-below", f"{GMAIL}\n\n> Komt u?\n\nJa, morgen.", "Ja, morgen."),
    ("answer-below-without-attribution", "> Komt u?\n\nJa, morgen.", "Ja, morgen."),
    ("answer-above-and-below", f"Zie onder.\n\n{GMAIL}\n> Komt u?\n\nJa, morgen om tien uur.", "Zie onder.\n\n\nJa, morgen om tien uur."),
    ("broken-marked-line", f"{GMAIL}\n> Dit is een lange regel die een ander programma te lang was en dus\nafbrak\n> Bob\n\nJa.", "Ja."),
    ("answers-between", f"{GMAIL}\n> Komt u?\nJa.\n> Hoe laat?\nOm tien uur.\n> Bob", "> Komt u?\nJa.\n> Hoe laat?\nOm tien uur."),
    (
        "answers-set-apart",
        "Dag Bob,\n\n" + GMAIL + "\n\n> Komt u?\n\nJa.\n\n> Hoe laat?\n\nOm tien.",
        "Dag Bob,\n\n> Komt u?\n\nJa.\n\n> Hoe laat?\n\nOm tien.",
    ),
    ("answers-in-small-letters", f"{GMAIL}\n> Komt u\nja\n> Hoe laat\nom tien", "> Komt u\nja\n> Hoe laat\nom tien"),
    (
        "answers-to-long-questions",
        f"{GMAIL}\n> {LONG}\nmorgen\n> En hoe laat?\nom tien",
        f"> {LONG}\nmorgen\n> En hoe laat?\nom tien",
    ),
    (
        "belgian-banner",
        "Akkoord.\n\nVan mijn Samsung verstuurd\n\n--- Originele boodschap ---\nVan: Bob <bob@klant.example>\nDatum: 4-8-25\n\nKomt u?",
        "Akkoord.",
    ),
    ("run-on", f"Ja, graag. {GMAIL} Komt u morgen?", "Ja, graag."),
    ("run-on-headers", "Ja, graag. Van: Bedrijf Verzonden: maandag 4 augustus Aan: Bob Onderwerp: Offerte Komt u?", "Ja, graag."),
    ("run-on-banner", "Ja, graag. -----Oorspronkelijk bericht----- Van: Bedrijf Onderwerp: Offerte Komt u?", "Ja, graag."),
    ("original-in-other-words", "Akkoord.\n\n----- Origineel bericht -----\n\nKomt u?", "Akkoord."),
    ("run-on-without-address", "Ja, graag. Op 4 augustus 2025 schreef Bedrijf: Komt u?", "Ja, graag."),
    ("only-quoted", f"{GMAIL}\n\n> Komt u?", ""),
    ("only-headers", f"{HEADERS}\n\nKomt u?", ""),
    ("forward-without-words", "---------- Forwarded message ---------\nVan: Bob <bob@klant.example>\nDate: ma 4 aug 2025\n\nKlacht", ""),
    (
        "headers-below-a-letter's-own-head",
        f"Van: Bob, Utrecht\nDatum: 4 aug\nAan: Bedrijf\nOnderwerp: x\n\nKomt u?\n\n{HEADERS}\n\nJa.",
        "Van: Bob, Utrecht\nDatum: 4 aug\nAan: Bedrijf\nOnderwerp: x\n\nKomt u?",
    ),
    ("only-quoted-below-a-telephone's-line", f"Verstuurd vanaf mijn iPhone\n\n{APPLE}\n\nKomt u?", ""),
]

WHOLE = [
    (
        "complaint-that-quotes",
        "Op 3 oktober schreef uw medewerker dat ik mijn geld terug zou krijgen:\nu krijgt alles terug.\n\nNiets ontvangen.",
    ),
    (
        "complaint-that-quotes-with-time",
        "Op 3 oktober 2024 om 14:30 schreef uw medewerker mij:\n\nU krijgt alles terug.\n\nNiets ontvangen.",
    ),
    ("complaint-that-quotes-a-person", "Op 3 oktober 2024 om 14:30 schreef de heer Jansen:\n\nU krijgt alles terug.\n\nNiets ontvangen."),
    (
        "complaint-that-quotes-with-quotation-marks",
        "Op 3 oktober 2024 om 14:30 schreef Jansen:\n\n'U krijgt alles terug.'\n\nNiets ontvangen.",
    ),
    ("complaint-that-quotes-with-marks", "Dit schreef u:\n\n> U krijgt alles terug.\n\nNiets ontvangen."),
    ("complaint-that-ends-in-a-quotation", "Niets ontvangen, en toch schreef uw medewerker:\n\n> U krijgt alles terug."),
    ("complaint-that-begins-with-a-quotation", "Bob Smit schreef op 4-8-2025 09:14:\nU krijgt niets.\n\nDat is geen manier van doen."),
    ("quotation-in-marks", "'Akkoord'"),
    ("run-on-quotation", 'Ik ben boos. Op 4 augustus 2025 schreef Bedrijf: "Wij komen." Niemand kwam.'),
    ("run-on-of-an-employee", "Ik ben boos. Op 4 augustus 2025 schreef uw medewerker: wij komen. Niemand kwam."),
    ("one-header", "Hier de gegevens.\n\nVan: Utrecht\n\nNaar: Zwolle"),
    ("web-form", "Nieuw bericht\n\nVan: Bob <bob@klant.example>\nDatum: 4-8-2025 09:14\nOnderwerp: Te laat\n\nBericht:\nU kwam te laat."),
    ("web-form-run-on", "Nieuw bericht. Van: Bob <bob@klant.example> Datum: 4-8-2025 09:14 Onderwerp: Te laat Bericht: U kwam te laat."),
    ("timeline", "Zo ging het:\n\n4-8-2025 09:14 gemaild naar k@bedrijf.example:\ngeen antwoord.\n5-8-2025 gebeld."),
    ("word-of-a-ticket's-line", "Er stond dat ik boven deze regel moest antwoorden.\nDat lukt niet, en niemand belt mij."),
    ("heading-between-dashes", "Dit ging er mis.\n\n--- Bericht van de monteur ---\n\nHij kwam niet."),
    ("program's-prompt", "Dit gaat mis:\n\n>>> open('x')\nfout\n\nWat nu?"),
    ("only-marks", "> Ik heb een klacht.\n> Bob"),
    ("letter's-own-head", "Van: Bob Smit, Utrecht\nAan: Bedrijf\nDatum: 4 augustus 2025\nOnderwerp: KL-2025-00012\n\nKomt u?"),
    ("nothing", ""),
]


@pytest.mark.parametrize(("text", "new"), [pytest.param(*case[1:], id=case[0]) for case in NEW])
def test_new_text(text: str, new: str) -> None:
    assert take_apart(text).new_text == new


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in WHOLE])
def test_all_is_new(text: str) -> None:
    assert take_apart(text) == Parts(text)


@pytest.mark.parametrize(
    ("text", "signature"),
    [
        pytest.param(f"Ja.\n\nGroet,\nJan\n\n{GMAIL}\n\n> Komt u?", "Groet,\nJan", id="above-the-quotation"),
        pytest.param(f"Ja.\n\n{GMAIL}\n\n> Komt u?\n\n-- \nJan", "-- \nJan", id="below-the-quotation"),
        pytest.param(f"Ja.\n\nGroet,\nJan\n\n{GMAIL}\n\n> Komt u?\n\n-- \nJan BV", "Groet,\nJan", id="above-and-below"),
        pytest.param(f"Ja.\n\nVerstuurd vanaf mijn iPhone\n\n{APPLE}\n\nKomt u?", "Verstuurd vanaf mijn iPhone", id="telephone"),
        pytest.param("Ja.", None, id="none"),
    ],
)
def test_signature(text: str, signature: str | None) -> None:
    assert take_apart(text) == Parts("Ja.", signature)


def test_what_follows_many_lines_is_as_new_as_they_are() -> None:
    letter = "\n".join(f"Regel {number}." for number in range(6_000))
    assert take_apart(letter) == Parts(letter)
    assert take_apart(f"Ja.\n\n{HEADERS}\n\n{letter}") == Parts("Ja.")
    assert take_apart("Ja.\n" + "> oud\n" * 6_000) == Parts("Ja.")


BOMBS = [
    "Op " * 333_333,
    "Op ma\n" * 160_000,
    "Op 3 okt 2024 om 10:00 a@b.nl " + "schreef " * 40 + ":\n",
    "> " * 500_000,
    "> x\ny\n" * 160_000,
    "> Op 3 okt 2024 om 10:00 schreef a@b.nl:\n\nx\n" * 20_000,
    "|\nx:\n" * 200_000,
    "\n" * 8_000 + "x",
    "x" + "\n" * 999_000 + "x",
    " " * 1_000_000,
    "Van: a\n" * 50_000,
    "a:\n" * 333_333,
    "-- \n" * 250_000,
    "-----\n" * 160_000,
    "_ " * 500_000,
    "<\n" * 500_000,
    ">:\n" * 330_000,
    "a@" * 500_000,
    ". Van: a" * 120_000,
    ("antwoord " * 20 + "\n") * 5_500,
    ("dit bericht " + "is " * 60 + "\n") * 5_000,
    "1.1.1.1.1.1.1.1:\n" * 60_000,
]


@pytest.mark.parametrize("text", [pytest.param(text, id=f"{number}-{text[:12]!r}") for number, text in enumerate(BOMBS)])
def test_bombs_are_only_text(text: str) -> None:
    parts = take_apart(text)
    assert len(parts.new_text) + len(parts.signature or "") <= len(text)


LINES = st.sampled_from(
    [GMAIL, APPLE, *HEADERS.split("\n"), "> oud", ">> ouder", "", "Groet,", "Jan", "-- ", "nieuw", "Vraag:", "> ", "____", ">:"]
)


@given(st.lists(LINES, max_size=12))
def test_nothing_is_made_up_and_order_is_kept(lines: list[str]) -> None:
    parts = take_apart("\n".join(lines))
    left = iter(lines)
    told = [*parts.new_text.split("\n"), *(parts.signature or "").split("\n")]
    assert all(any(line == one.rstrip() or line == one for one in left) for line in told if line)


@given(st.text("Op schreef>@:\n-1<.|Van", max_size=200))
def test_any_text_can_be_taken_apart(text: str) -> None:
    assert isinstance(take_apart(text), Parts)
