"""What each letter says, what it never says, and how it reads."""

import re

import pytest
from letter_world import COMPOSER, EVERY, HOUSE, Page, owed, parsed, part, sample, squeezed

from outbound.samples import SAMPLES
from tracker.appeal import KIFID
from tracker.letters import LETTERS, Audience
from tracker.model import Language, Letter
from tracker.offered import PROPOSAL_MARK
from tracker.told import Facts

D, E = Language.DUTCH, Language.ENGLISH


OUR_TAGS = {
    "html", "head", "meta", "title", "style", "body", "table", "tbody", "tr", "td",
    "p", "strong", "br", "h2", "ul", "li", "a", "hr", "blockquote", "div",
}  # fmt: skip


OUR_LINK = re.compile(
    rf"{re.escape(str(HOUSE.procedure_url))}|{re.escape(str(KIFID.url))}|mailto:klachten(%2B[\w.%-]+)?@voorbeeld\.example\?subject=[^&]+"
)
"""The customer's own page, the appeal route's, and mails to ourselves that are empty but for their subject."""


def acknowledgement(language: Language) -> str:
    return squeezed(COMPOSER.text(Letter.ACKNOWLEDGEMENT, language, sample(Letter.ACKNOWLEDGEMENT)))


SAYS = [
    ("received-on", D, "Wij hebben uw klacht ontvangen op donderdag 2 april 2026."),
    ("reference", D, "Uw kenmerk is KL-2026-00042."),
    ("target-date", D, "Wij willen uw klacht uiterlijk vrijdag 1 mei 2026 hebben opgelost."),
    ("who-contacts-you", D, "Deze behandelaar neemt zelf contact met u op."),
    ("what-you-must-do", D, "U hoeft nu niets te doen."),
    ("how-to-add", D, "Antwoord dan op deze brief."),
    ("where-to-mail", D, "klachten@voorbeeld.example"),
    ("how-to-phone", D, "030-123 45 67, op werkdagen van 9 tot 17 uur"),
    ("eight-weeks", D, "Is uw klacht na 8 weken nog niet opgelost? Dat is op donderdag 28 mei 2026."),
    ("procedure", D, "https://www.voorbeeld.example/klachten"),
    ("payment", D, "Uw behandelaar vertelt u wat uw klacht betekent voor de betaling."),
    ("privacy", D, "Wij gebruiken uw gegevens alleen om uw klacht te behandelen."),
    ("signer", D, "Anna de Boer Manager Operations Telefoon 030-123 45 67"),
    ("statutory-name-and-seat", D, "Voorbeeld Incasso B.V., gevestigd te Utrecht"),
    ("kvk", D, "KvK-nummer 12345678"),
    ("register", D, "Registernummer RI-2024-00042"),
    ("post", D, "Postbus 1234, 3500 BC Utrecht"),
    ("received-on", E, "We received your complaint on Thursday 2 April 2026."),
    ("reference", E, "Your reference is KL-2026-00042."),
    ("target-date", E, "We want to solve your complaint by Friday 1 May 2026."),
    ("who-contacts-you", E, "This handler will contact you."),
    ("what-you-must-do", E, "You do not have to do anything now."),
    ("how-to-add", E, "Then reply to this letter."),
    ("where-to-mail", E, "klachten@voorbeeld.example"),
    ("how-to-phone", E, "030-123 45 67, on working days from 9 to 5"),
    ("eight-weeks", E, "Is your complaint not solved after 8 weeks? That is on Thursday 28 May 2026."),
    ("procedure", E, "https://www.voorbeeld.example/klachten"),
    ("payment", E, "Your handler will tell you what your complaint means for the payment."),
    ("privacy", E, "We use your details only to handle your complaint."),
    ("signer", E, "Anna de Boer Manager Operations Telephone 030-123 45 67"),
    ("statutory-name-and-seat", E, "Voorbeeld Incasso B.V., registered office in Utrecht"),
    ("kvk", E, "(KvK) number 12345678"),
    ("register", E, "Register number RI-2024-00042"),
]


@pytest.mark.parametrize(("language", "sentence"), [pytest.param(*row[1:], id=f"{row[1]}-{row[0]}") for row in SAYS])
def test_the_acknowledgement_says(language: Language, sentence: str) -> None:
    assert sentence in acknowledgement(language)


def test_both_languages_say_the_same_things() -> None:
    assert {row[0] for row in SAYS if row[1] is E} == {row[0] for row in SAYS if row[1] is D} - {"post"}


NEVER = [
    ("commanding", r"\bu dient\b|\byou must\b"),
    ("threatening", r"reageert u niet|if you do not (reply|respond)"),
    ("final-discharge", r"finale kwijting|final discharge"),
    ("recognition-of-debt", r"\bschuld\b|\bdebt\b|\berken"),
    ("a-way-to-pay", r"\bNL\d\d|iban|rekeningnummer|ideal|bank account|overmaken|betaallink"),
    ("a-demand", r"\bbetaal (nu|direct|uw)|te betalen|pay (now|us)\b|€|\beuro\b"),
    ("no-reply", r"no-?reply|niet (op deze mail )?antwoorden|do not reply"),
    ("a-judgement", r"helaas|terecht|onterecht|excuses|sorry|spijt|regret|apolog"),
    ("the-name", r"J\. Voorbeeld|Alice"),
    ("the-nature", r"Betaling en aanmaning"),
]


@pytest.mark.parametrize("language", [D, E])
@pytest.mark.parametrize("pattern", [pytest.param(row[1], id=row[0]) for row in NEVER])
def test_the_acknowledgement_never_says(pattern: str, language: Language) -> None:
    text = acknowledgement(language).replace("Moet u nu betalen?", "").replace("Do you have to pay now?", "")
    assert not re.search(pattern, text, re.IGNORECASE)


@pytest.mark.parametrize("language", [D, E])
def test_the_acknowledgement_is_short_and_plain(language: Language) -> None:
    text = COMPOSER.text(Letter.ACKNOWLEDGEMENT, language, sample(Letter.ACKNOWLEDGEMENT))
    assert len(text.encode()) < 4096
    prose, _ = re.split("Met vriendelijke groet|Kind regards", text)
    paragraphs = [squeezed(paragraph) for paragraph in prose.split("\n\n")]
    sentences = [sentence for paragraph in paragraphs for sentence in re.split(r"(?<=[.?:])\s", paragraph)]
    assert max(len(sentence.split()) for sentence in sentences) <= 12


SUBJECTS = [
    (Letter.ACKNOWLEDGEMENT, 0, D, "Wij hebben uw klacht ontvangen [KL-2026-00042]"),
    (Letter.ACKNOWLEDGEMENT, 0, E, "We have received your complaint [KL-2026-00042]"),
    (Letter.NEW_COMPLAINT, 0, D, "[KL-2026-00042] Toewijzen vóór wo 8 april"),
    (Letter.NEW_COMPLAINT, 1, D, "[KL-2026-00042] Bel vandaag. Bevestigen uiterlijk di 7 april, toewijzen vóór wo 8 april"),
    (Letter.NEW_COMPLAINTS_GATHERED, 0, D, "[3 klachten] Toewijzen vóór wo 8 april"),
    (Letter.NEW_COMPLAINTS_GATHERED, 1, D, "[1 klacht] Toewijzen vóór do 9 april"),
    (Letter.FOLLOW_UP, 0, D, "[KL-2026-00042] Lezen: nieuw bericht, streefdatum vr 1 mei"),
    (Letter.FOLLOW_UP, 1, D, "[KL-2026-00042] Bel vandaag. Lezen: nieuw bericht van een ander adres"),
    (Letter.UNACKNOWLEDGED, 0, D, "[KL-2026-00042] Zelf bevestigen uiterlijk di 7 april"),
    (Letter.UNACKNOWLEDGED, 1, D, "[KL-2026-00042] Zelf bevestigen"),
    (Letter.FOLLOW_UPS_GATHERED, 0, D, "[4 berichten] Lezen: 2 klachten"),
    (Letter.FOLLOW_UPS_GATHERED, 1, D, "[1 bericht] Lezen: klacht KL-2026-00042"),
    (Letter.UNREADABLE_GATHERED, 0, D, "[Onleesbaar: 3 mails] Bekijken uiterlijk di 7 april"),
    (Letter.UNREADABLE_GATHERED, 1, D, "[Onleesbaar: 1 mail] Bekijken"),
    (Letter.UNREADABLE, 0, D, "[Onleesbaar 17] Bekijken uiterlijk di 7 april"),
    (Letter.UNREADABLE, 1, D, "[Onleesbaar 18] Bekijken"),
]


@pytest.mark.parametrize(("letter", "position", "language", "subject"), SUBJECTS)
def test_subjects(letter: Letter, position: int, language: Language, subject: str) -> None:
    assert COMPOSER.subject(letter, language, sample(letter, position)) == subject


def without_deadline(facts: Facts) -> Facts:
    return {**facts, "acknowledge_by_date": None, "acknowledge_by_why": None}


def test_a_withheld_acknowledgement_without_a_clock_is_asked_for_all_the_same() -> None:
    facts = {**without_deadline(sample(Letter.NEW_COMPLAINT, 1)), "hints": []}
    assert COMPOSER.subject(Letter.NEW_COMPLAINT, D, facts) == "[KL-2026-00042] Bevestigen, en toewijzen vóór wo 8 april"
    assert "uiterlijk di" not in COMPOSER.text(Letter.NEW_COMPLAINT, D, facts)


BEGINNINGS = [
    (Letter.NEW_COMPLAINT, 0, "Wijs deze klacht toe vóór woensdag 8 april 2026."),
    (Letter.NEW_COMPLAINT, 1, "Bel vandaag. Bevestig deze klacht zelf en wijs die toe vóór wo 8 april."),
    (Letter.NEW_COMPLAINTS_GATHERED, 0, "Wijs deze 3 nieuwe klachten toe, de eerste vóór woensdag 8 april 2026."),
    (Letter.NEW_COMPLAINTS_GATHERED, 1, "Wijs deze nieuwe klacht toe vóór donderdag 9 april 2026."),
    (Letter.FOLLOW_UP, 0, "Lees dit nieuwe bericht bij klacht KL-2026-00042."),
    (Letter.UNACKNOWLEDGED, 0, "Bevestig de ontvangst van klacht KL-2026-00042 op een andere manier."),
    (Letter.FOLLOW_UPS_GATHERED, 0, "Lees deze 4 nieuwe berichten bij 2 klachten."),
    (Letter.FOLLOW_UPS_GATHERED, 1, "Lees dit nieuwe bericht bij klacht KL-2026-00042."),
    (Letter.UNREADABLE_GATHERED, 0, "Bekijk deze 3 mails: het programma kon ze niet lezen."),
    (Letter.UNREADABLE_GATHERED, 1, "Bekijk deze mail: het programma kon haar niet lezen."),
    (Letter.UNREADABLE, 0, "Bekijk mail 17: het programma kon haar niet lezen."),
]


@pytest.mark.parametrize(("letter", "position", "beginning"), BEGINNINGS)
def test_the_first_90_characters_say_what_to_do(letter: Letter, position: int, beginning: str) -> None:
    read = parsed(COMPOSER.compose(owed(letter, sample(letter, position))))
    for shown in (squeezed(part(read, "plain")), squeezed(Page(part(read, "html")).text).removeprefix(str(read["Subject"])).strip()):
        assert shown[:90].startswith(beginning[:90])


TOLD = [
    (Letter.NEW_COMPLAINT, 0, "Voorstel: Teamleider Debiteurenbeheer (Bas Jansen). Waarom: de woorden 'aanmaning' en 'betaald'."),
    (Letter.NEW_COMPLAINT, 0, "- Klager: J. Voorbeeld <j.voorbeeld@mail.example>, debiteur"),
    (Letter.NEW_COMPLAINT, 0, "- Aard: Betaling en aanmaning"),
    (Letter.NEW_COMPLAINT, 0, "- Ontvangen: donderdag 2 april 2026 -"),
    (Letter.NEW_COMPLAINT, 0, "- Streefdatum: vrijdag 1 mei 2026"),
    (Letter.NEW_COMPLAINT, 0, "- Stand: geregistreerd, nog niet toegewezen"),
    (
        Letter.NEW_COMPLAINT,
        0,
        "gaat vanzelf naar de klager. Dat moet uiterlijk dinsdag 7 april 2026: 5 dagen na ontvangst op donderdag 2 april.",
    ),
    (Letter.NEW_COMPLAINT, 0, "- betaalbewijs.pdf (120 kB) - film.mp4 (48 MB), niet meegestuurd"),
    (Letter.NEW_COMPLAINT, 0, "klachten show KL-2026-00042 --save MAP"),
    (Letter.NEW_COMPLAINT, 0, 'met als onderwerp "Klacht over aanmaning": > Geachte heer, mevrouw,'),
    (
        Letter.NEW_COMPLAINT,
        1,
        "niet vanzelf verstuurd: de mail lijkt van een automaat te komen. Bevestigen moet uiterlijk dinsdag 7 april 2026: 5 dagen",
    ),
    (Letter.NEW_COMPLAINT, 1, "Wij willen uw klacht uiterlijk vrijdag 1 mei 2026 hebben opgelost."),
    (Letter.NEW_COMPLAINT, 1, "Deze mail is achterstand: zij lag er al."),
    (Letter.NEW_COMPLAINT, 1, "(geen mailadres) - Let op: het mailadres is niet goed te lezen"),
    (
        Letter.NEW_COMPLAINT,
        1,
        "Van dit adres staan al klachten in de registratie: - KL-2026-00017: ontvangen op donderdag 19 februari 2026 -",
    ),
    (Letter.NEW_COMPLAINT, 1, "- KL-2026-00002: ontvangen op maandag 5 januari 2026, gesloten Dit zijn de nieuwste. Er zijn er meer."),
    (
        Letter.NEW_COMPLAINT,
        1,
        "wijst naar KL-2026-00017 en KL-2026-00018, en is daarom apart geregistreerd. Bij welke klacht zij hoort, beslist u.",
    ),
    (Letter.NEW_COMPLAINT, 1, "noemt KL-2026-00003, maar komt niet van het adres van die klager."),
    (Letter.NEW_COMPLAINT, 1, "noemt KL-2026-00777. Dat kenmerk staat niet in de registratie."),
    (Letter.NEW_COMPLAINT, 1, "noemt KL-2025-00210. Die klacht is op maandag 12 januari 2026 uit de registratie verwijderd."),
    (Letter.NEW_COMPLAINT, 1, "bedreiging of op wanhoop"),
    (Letter.NEW_COMPLAINT, 1, "persoonsgegevens (AVG)"),
    (Letter.NEW_COMPLAINT, 1, "niet in het Nederlands of Engels"),
    (
        Letter.NEW_COMPLAINT,
        1,
        "De tekst is hier afgebroken. De beheerder haalt alles op met: klachten show KL-2026-00042 --save MAP",
    ),
    (Letter.NEW_COMPLAINTS_GATHERED, 0, "- KL-2026-00042: Betaling en aanmaning, vóór wo 8 april - KL"),
    (
        Letter.NEW_COMPLAINTS_GATHERED,
        0,
        "- KL-2026-00043: Bejegening, vóór wo 8 april; zelf bevestigen, uiterlijk di 7 april; zie ook KL-2026-00042",
    ),
    (Letter.NEW_COMPLAINTS_GATHERED, 0, "- KL-2026-00044: Overig, vóór do 9 april; zelf bevestigen De"),
    (Letter.FOLLOW_UP, 0, "- Stand: toegewezen; behandelaar: Teamleider Incasso (Bram Smit) Dit bericht kwam op donderdag 9 april 2026."),
    (Letter.FOLLOW_UP, 0, "> Ik heb nog niets gehoord."),
    (Letter.FOLLOW_UP, 1, "Let op: ander adres."),
    (
        Letter.FOLLOW_UP,
        1,
        "is hier weggelaten. De beheerder haalt alles op met: klachten show KL-2026-00042 --save MAP",
    ),
    (Letter.FOLLOW_UPS_GATHERED, 0, "- KL-2026-00042: 2 berichten van j.voorbeeld@mail.example, het laatste op do 2 april, 09:31 -"),
    (
        Letter.FOLLOW_UPS_GATHERED,
        0,
        "van een onbekende afzender, do 2 april, 09:31; let op: ander adres dan dat van de klager; noemt ook KL-2026-00017",
    ),
    (Letter.FOLLOW_UPS_GATHERED, 0, "- KL-2026-00043: 1 bericht van a@mail.example (dit adres is bewezen), do 2 april, 09:31"),
    (
        Letter.UNREADABLE_GATHERED,
        0,
        "- 2 mails van a@mail.example, de laatste op do 2 april, 09:31; de eerste is nummer 17. Reden: zij is te groot",
    ),
    (Letter.UNREADABLE_GATHERED, 0, "- 1 mail van een onbekende afzender, do 2 april, 09:31; nummer 18. Reden: zij heeft geen kop"),
    (Letter.FOLLOW_UP, 1, "De mail wijst ook naar KL-2026-00017. Daar is zij niet bij gevoegd."),
    (Letter.FOLLOW_UP, 1, "- Streefdatum: nog niet afgesproken - Stand: heropend"),
    (
        Letter.UNACKNOWLEDGED,
        0,
        "niet aangekomen op j.voorbeeld@mail.example: het adres bestaat niet (550 5.1.1). Bevestigen moet uiterlijk dinsdag",
    ),
    (Letter.UNACKNOWLEDGED, 0, "Dear Sir or Madam, We received your complaint on Thursday 2 April 2026."),
    (Letter.UNREADABLE, 0, "- Van: a@mail.example - Ontvangen: donderdag 2 april 2026 - Grootte: 1,2 MB - Reden: zij is te groot"),
    (Letter.UNREADABLE, 0, "klachten quarantine show 17"),
    (Letter.UNREADABLE, 1, "- Van: onbekend"),
]


@pytest.mark.parametrize(("letter", "position", "sentence"), TOLD)
def test_letters_to_staff_say(letter: Letter, position: int, sentence: str) -> None:
    assert sentence in squeezed(COMPOSER.text(letter, D, sample(letter, position)))


@pytest.mark.parametrize(("letter", "language", "facts"), EVERY)
def test_our_own_lines_are_at_most_72_columns(letter: Letter, language: Language, facts: Facts) -> None:
    lines = COMPOSER.text(letter, language, facts).split("\n")
    assert [line for line in lines if len(line) > 72 and not line.startswith(">")] == []


@pytest.mark.parametrize(("letter", "language", "facts"), EVERY)
def test_the_text_has_no_marks_that_get_in_the_way(letter: Letter, language: Language, facts: Facts) -> None:
    text = COMPOSER.text(letter, language, facts)
    assert not re.search(r"\*\*|\\|~~~|None|\n\n\n|{|}", text)


@pytest.mark.parametrize(("letter", "language", "facts"), EVERY)
def test_the_page_is_whole_and_fetches_nothing(letter: Letter, language: Language, facts: Facts) -> None:
    html = part(parsed(COMPOSER.compose(owed(letter, facts, language))), "html")
    page = Page(html)
    assert page.tags <= OUR_TAGS
    assert [link for link in page.links if not OUR_LINK.fullmatch(str(link))] == []
    assert not re.search(r"\bsrc=|url\(|@import|<link|javascript|cid:", html, re.IGNORECASE)
    assert ("html", {"lang": str(language)}) in page.elements


HOW = (
    r"Klik op uw keuze, en verstuur de mail die opengaat\.|Zet in het onderwerp van uw mail:[^#]+?met\s+het\s+hekje\."
    r"|Klik\s+op\s+JA\s+of\s+NEE,[^?]+\?\s+Antwoord dan|Antwoord(?=\s+met\s+JA)"
    r"|Click\s+YES\s+or\s+NO,[^?]+\?\s+Then\s+reply|Reply(?=\s+YES)"
)
"""How an offer is taken up, or a question answered, is told to who can click, and otherwise to who types."""


@pytest.mark.parametrize(("letter", "language", "facts"), EVERY)
def test_text_and_page_say_the_same(letter: Letter, language: Language, facts: Facts) -> None:
    read = parsed(COMPOSER.compose(owed(letter, facts, language)))
    shown = (re.sub(HOW, "", each) for each in (part(read, "plain"), Page(part(read, "html")).text))
    words = [re.findall(r"\w+", each) for each in shown]
    heading = re.findall(r"\w+", str(read["Subject"]) + (" " + HOUSE.name if LETTERS[letter].audience is Audience.COMPLAINANT else ""))
    assert words[1] == heading + words[0]


def test_a_ready_letter_in_another_language_says_so() -> None:
    html = part(parsed(COMPOSER.compose(owed(Letter.UNACKNOWLEDGED, sample(Letter.UNACKNOWLEDGED)))), "html")
    assert any(tag == "div" and attributes.get("lang") == "en" for tag, attributes in Page(html).elements)


def fails(letter: Letter, language: Language, facts: Facts) -> bool:
    try:
        COMPOSER.text(letter, language, facts)
        COMPOSER.subject(letter, language, facts)
    except Exception:  # noqa: BLE001 - whatever it is, the letter could do without the fact or not
        return True
    return False


@pytest.mark.parametrize(("letter", "language"), [(letter, language) for letter, said in LETTERS.items() for language in said.languages])
def test_every_declared_fact_is_used(letter: Letter, language: Language) -> None:
    samples = [facts for one, facts in SAMPLES if one is letter]
    assert not any(fails(letter, language, facts) for facts in samples)
    for name in LETTERS[letter].facts - {PROPOSAL_MARK}:  # no template reads that one: it is bound by the token of the Reply-To
        assert any(fails(letter, language, {key: facts[key] for key in facts if key != name}) for facts in samples), name


def test_samples_are_made_of_declared_facts() -> None:
    assert all(facts.keys() == LETTERS[letter].facts for letter, facts in SAMPLES)
    assert {letter for letter, _ in SAMPLES} == set(Letter)
