"""The letters to staff about one complaint, and the answers to them: what each says first, what it offers, and who reads what."""

import re

import pytest
from letter_world import COMPOSER, EVERY, Page, owed, parsed, part, sample

from outbound.samples_inside import SAMPLES_INSIDE
from tracker.letter_facts.declared import Audience
from tracker.letter_facts.inside import CASE
from tracker.letters import LETTERS
from tracker.model import Language, Letter
from tracker.told import Facts

D = Language.DUTCH
SEEN_FIRST = 90
"""Characters that a list of mails shows of each. Source: docs/procedure.md, Letters."""

MOST_BUTTONS = 3


def text(letter: Letter, position: int = 0) -> str:
    return " ".join(COMPOSER.text(letter, D, sample(letter, position)).split())


ALL = [pytest.param(letter, facts, id=f"{letter}-{number}") for number, (letter, facts) in enumerate(SAMPLES_INSIDE)]


@pytest.mark.parametrize(("letter", "facts"), ALL)
def test_a_subject_has_the_reference_in_front_and_never_a_tag(letter: Letter, facts: Facts) -> None:
    subject = COMPOSER.subject(letter, D, facts)
    assert subject.startswith(f"[{facts['reference'] or 'Klachten'}] ")
    assert "#" not in subject


@pytest.mark.parametrize(("letter", "facts"), ALL)
def test_what_to_do_is_said_before_all_else(letter: Letter, facts: Facts) -> None:
    first = " ".join(COMPOSER.text(letter, D, facts).split("\n\n")[0].split())
    assert len(first) <= SEEN_FIRST or letter is Letter.NOT_DONE
    assert re.match(VERBS, first), first


VERBS = (
    r"Bel|Behandel|Beslis|Voer|Zoek|Kies|Vraag|Neem|Bevestig|Stuur|Lees|"
    r"Gedaan|Niet gedaan|Niets nieuws|Dit was een proef|Uw mail staat|Ter informatie"
)


@pytest.mark.parametrize(("letter", "facts"), ALL)
def test_five_lines_tell_of_the_complaint_where_there_is_one(letter: Letter, facts: Facts) -> None:
    told = COMPOSER.text(letter, D, facts)
    names = [name for name in ("Klager", "Aard", "Ontvangen", "Streefdatum", "Stand") if f"\n- {name}: " in told]
    assert len(names) == (5 if facts["reference"] else 0)


@pytest.mark.parametrize(("letter", "facts"), ALL)
def test_buttons_stand_above_the_facts_and_all_else_at_the_end(letter: Letter, facts: Facts) -> None:
    offers = facts["offers"]
    assert isinstance(offers, (list, tuple))
    told = COMPOSER.text(letter, D, facts)
    for one in offers:
        assert (f"\n- {one['typed']}: " in told) is not one["minor"]
        assert one["event"] == "help" or re.search(rf"U kunt( ook)?: [^:]*{one['typed']}\b", told) or not one["minor"]
    assert sum(one["button"] for one in offers) <= MOST_BUTTONS
    if any(one["button"] for one in offers) and facts["reference"]:
        assert told.index("Wat u nu kunt doen\n") < told.index("- Klager: ")
    if any(not one["button"] for one in offers):
        assert told.rindex("Wat u nog meer kunt doen\n") > told.rfind("- Stand: ")


@pytest.mark.parametrize(("letter", "facts"), ALL)
def test_no_mark_of_markdown_is_left_in_the_page(letter: Letter, facts: Facts) -> None:
    page = Page(part(parsed(COMPOSER.compose(owed(letter, facts))), "html"))
    assert not re.search(r"\*\*|__|~~~|\]\(", page.text)


@pytest.mark.parametrize(("letter", "language", "facts"), EVERY)
def test_no_two_lists_run_into_one(letter: Letter, language: Language, facts: Facts) -> None:
    html = part(parsed(COMPOSER.compose(owed(letter, facts, language))), "html")
    assert not re.search(r"<li>\s*<p", html), "a list with an empty line in it is shown with its items far apart"


READERS = [
    ("#afspraak: ", "De klager leest uw tekst. "),
    ("#afspraak #bedrag: ", "De klager leest uw tekst zodra de Algemeen Directeur akkoord is. "),
    ("#geenafspraak: ", "De klager leest uw tekst niet. "),
]


@pytest.mark.parametrize("letter", [Letter.ASSIGNMENT, Letter.CHOICE, Letter.NOTED, Letter.NOT_DONE, Letter.TRANSCRIPT])
@pytest.mark.parametrize(("offer", "reader"), READERS)
def test_every_offer_says_who_reads_its_text(letter: Letter, offer: str, reader: str) -> None:
    told = text(letter) + " "
    assert re.search(rf"- {re.escape(offer)}[^-]*?{re.escape(reader)}", told)
    assert told.endswith("U kunt ook: #notitie, #status. De klager leest hier niets van. Wat elk woord doet, leest u met #help. ")


def test_an_offer_is_a_link_in_the_page_and_what_to_type_in_the_text() -> None:
    read = parsed(COMPOSER.compose(owed(Letter.CHOICE, sample(Letter.CHOICE))))
    page = Page(part(read, "html"))
    assert [link for link in page.links if link] == ["mailto:klachten%2Ba-k1.1@voorbeeld.example?subject=%5BKL-2026-00042%5D%20%23afspraak"]
    assert "mailto:" not in part(read, "plain")


SAYS = [
    (Letter.ASSIGNMENT, 0, "Wordt de incasso intussen stilgezet?"),
    (
        Letter.ASSIGNMENT,
        0,
        "Anna de Boer (Manager Operations) gaf u deze klacht en schreef erbij (de klager leest dit niet): > Graag vandaag bellen.",
    ),
    (Letter.ASSIGNMENT, 0, "> Dat klopt niet. Later bericht van j.voorbeeld@mail.example, ontvangen op donderdag 9 april 2026:"),
    (Letter.ASSIGNMENT, 1, "Bel vandaag. Behandel deze klacht."),
    (Letter.ASSIGNMENT, 1, "staat niet in deze brief. De beheerder haalt haar op met: klachten show KL-2026-00042 --save MAP"),
    (Letter.CONSULTATION, 0, "Beslis over € 125,00: antwoord met alleen akkoord of niet akkoord."),
    (Letter.CONSULTATION, 0, "komt in de plaats van een eerdere vraag"),
    (Letter.CONSULTATION, 0, "De klager leest uw antwoord nooit."),
    (Letter.CONSULTATION, 1, "Beslis over € 125,00: akkoord of niet akkoord. Kies hieronder."),
    (Letter.DECISION, 0, "Voer de afspraak uit: Frank Dekker (Algemeen Directeur) is akkoord met € 125,00."),
    (Letter.DECISION, 1, "Van de klager is geen mailadres bekend. Bevestig de afspraak zelf, en meld dat."),
    (Letter.DECISION, 3, "De klager heeft hierover niets van ons gekregen."),
    (Letter.DECISION, 3, "De reden (de klager leest dit niet): > Dit is te veel."),
    (Letter.CHOICE, 0, "De reden (de klager leest dit niet): > De klager belde vanmorgen."),
    (
        Letter.VERIFICATION,
        0,
        "staan de afspraak en de betaling in het incassodossier? Daar moeten ze ten minste twee jaar bewaard blijven.",
    ),
    (Letter.VERIFICATION, 0, "De afspraak, met € 125,00: > Wij sturen"),
    (Letter.VERIFICATION, 2, "Vraag de klager na of de klacht echt is ingetrokken."),
    (Letter.CONTACT, 1, "Doe dit uiterlijk maandag 11 mei 2026. Die dag staat ook in onze brief aan de klager."),
    (Letter.FORWARDED, 0, "zij is geen klacht, maar hoort bij debiteuren."),
    (Letter.DATA_REQUEST, 0, "Behandel dit verzoek over persoonsgegevens (AVG) binnen een maand."),
    (Letter.UNCONFIRMED, 0, "niet aangekomen op j.voorbeeld@mail.example: het adres bestaat niet (550 5.1.1)."),
    (Letter.UNCONFIRMED, 0, "Stuur of print deze tekst. Geachte heer, mevrouw, Wij hebben met u een afspraak gemaakt"),
    (Letter.CONFIRMATION_COPY, 0, "Dit is uw kopie."),
    (Letter.APPEAL_COPY, 0, "This is our final standpoint."),
    (Letter.TRANSCRIPT, 0, "Uw tekst. De klager leest die: > Wij sturen"),
    (Letter.TRANSCRIPT, 1, "Dit was een proef: er is niets gebeurd."),
    (Letter.TRANSCRIPT, 1, "Uw tekst. De klager leest die zodra de Algemeen Directeur akkoord is: > Wij sturen"),
    (Letter.TRANSCRIPT, 0, "Gedaan. U legde de afspraak vast."),
    (Letter.TRANSCRIPT, 1, "Gedaan: - U veranderde de streefdatum. - U legde de afspraak vast."),
    (Letter.TRANSCRIPT, 1, "Wij lazen in uw mail: #afspraak; #streefdatum: dinsdag 15 december 2026."),
    (Letter.TRANSCRIPT, 1, "#opgelost stond al in het onderwerp van de mail waarop u antwoordde. Daarom is daar nu niets mee gedaan."),
    (Letter.TRANSCRIPT, 2, "Uw tekst. De klager leest die niet: > De klager belde"),
    (Letter.NOT_DONE, 0, "Niet gedaan. Bedoelt u #afspraak?"),
    (Letter.NOT_DONE, 2, "Niet gedaan. Verander dit, en stuur uw mail opnieuw: - Bedoelt u #afspraak? - Bedoelt u #opgelost?"),
    (Letter.TRANSCRIPT, 4, "Niets nieuws. #afspraak was al gedaan op donderdag 2 april 2026 om 09:12."),
    (Letter.MONEY_NAMED, 0, "Uw tekst noemt geld: € 125,00. Over elk bedrag beslist eerst de Algemeen Directeur."),
    (Letter.LAPSED, 0, "Op donderdag 2 april 2026 stelden wij een vraag."),
    (Letter.LAPSED, 1, "Op donderdag 2 april 2026 is de klacht opgelost gemeld. De afspraak is in veertien dagen niet bevestigd."),
    (Letter.NOTED, 0, "De klager heeft dit al van u. Wij sturen het niet nog eens."),
    (Letter.NOTED, 1, "De klager heeft dit niet gekregen."),
]


def test_a_request_about_personal_data_is_named_once() -> None:
    assert "avg" in str(sample(Letter.DATA_REQUEST, 1)["hints"])
    assert text(Letter.DATA_REQUEST, 1).count("AVG") == 1


@pytest.mark.parametrize(("letter", "position", "sentence"), SAYS)
def test_a_letter_to_staff_says(letter: Letter, position: int, sentence: str) -> None:
    assert sentence in text(letter, position)


SUBJECTS = [
    (0, "[KL-2026-00042] Gedaan: afspraak vastgelegd; stand: toegewezen"),
    (1, "[KL-2026-00042] Proef: dit zou er gebeuren"),
    (2, "[Klachten] Gedaan: afspraak vastgelegd"),
    (3, "[KL-2026-00042] Lezen: zo staat het"),
    (4, "[KL-2026-00042] Was al gedaan: afspraak vastgelegd; stand: toegewezen"),
]


@pytest.mark.parametrize(("position", "subject"), SUBJECTS)
def test_the_subject_of_a_transcript_says_what_was_done(position: int, subject: str) -> None:
    assert COMPOSER.subject(Letter.TRANSCRIPT, D, sample(Letter.TRANSCRIPT, position)) == subject


def test_every_letter_about_a_complaint_has_the_same_facts_of_it() -> None:
    rooms = {letter for letter, _ in SAMPLES_INSIDE}
    assert all(LETTERS[letter].facts > CASE and LETTERS[letter].audience is Audience.STAFF for letter in rooms)
