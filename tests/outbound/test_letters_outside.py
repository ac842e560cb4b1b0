"""What each letter to a complainant says after the first, what none of them ever says, and how they read."""

import re
from dataclasses import replace

import pytest
from letter_world import COMPOSER, HOUSE, Page, owed, parsed, part, sample, squeezed

from outbound.compose import Composer
from outbound.samples_outside import SAMPLES_OUTSIDE
from outbound.shown import written_lines
from tracker.letter_facts.outside import DECLARED
from tracker.model import TITLES, Language, Letter, Role
from tracker.told import Facts

D, E = Language.DUTCH, Language.ENGLISH
EVERY = [(letter, language, facts) for letter, facts in SAMPLES_OUTSIDE for language in Language]
NEW_DATE, CONFIRMATION, INQUIRY, REOPENED, CLOSING = (
    Letter.TARGET_DATE_CHANGED, Letter.CONFIRMATION, Letter.INQUIRY, Letter.REOPENED, Letter.CLOSING,
)  # fmt: skip
SILENT, APPEAL, ELSEWHERE, MERGED, ANSWER = Letter.CLOSING_SILENT, Letter.APPEAL, Letter.ELSEWHERE, Letter.MERGED, Letter.ANSWER


def text_of(letter: Letter, position: int, language: Language) -> str:
    return squeezed(COMPOSER.text(letter, language, sample(letter, position)))


SUBJECTS = [
    (NEW_DATE, 0, "De streefdatum voor uw klacht", "The target date for your complaint"),
    (CONFIRMATION, 0, "Onze afspraak over uw klacht", "Our agreement about your complaint"),
    (INQUIRY, 0, "Is uw klacht opgelost?", "Has your complaint been solved?"),
    (INQUIRY, 1, "Trekt u uw klacht in?", "Do you withdraw your complaint?"),
    (REOPENED, 0, "Wij gaan verder met uw klacht", "We go on with your complaint"),
    (CLOSING, 0, "Wij sluiten uw klacht af", "We are closing your complaint"),
    (SILENT, 0, "Wij sluiten uw klacht af", "We are closing your complaint"),
    (APPEAL, 0, "Ons definitieve standpunt over uw klacht", "Our final standpoint on your complaint"),
    (ELSEWHERE, 0, "Uw bericht wordt ergens anders behandeld", "Your message is handled elsewhere"),
    (MERGED, 0, "Wij behandelen uw klachten samen", "We handle your complaints together"),
    (ANSWER, 0, "Ons bericht over uw klacht", "Our message about your complaint"),
]


@pytest.mark.parametrize(("letter", "position", "dutch", "english"), SUBJECTS)
def test_the_reference_stands_at_the_end_of_the_subject(letter: Letter, position: int, dutch: str, english: str) -> None:
    for language, words in ((D, dutch), (E, english)):
        assert COMPOSER.subject(letter, language, sample(letter, position)) == f"{words} [KL-2026-00042]"


SAYS = [
    # letter, sample, Dutch, English
    (NEW_DATE, 0, "Het spijt ons", "We are sorry"),
    (NEW_DATE, 0, "uiterlijk vrijdag 8 mei 2026 hebben opgelost.", "solve your complaint by Friday 8 May 2026."),
    (NEW_DATE, 0, "Eerder noemden wij vrijdag 1 mei 2026.", "Before, we named Friday 1 May 2026."),
    (NEW_DATE, 0, "Dit is de reden: De bank heeft ons nog niet geantwoord.", "This is the reason: De bank heeft ons nog niet geantwoord."),
    (NEW_DATE, 1, "uw klacht ouder dan 8 weken. U mag nu ook naar Kifid.", "more than 8 weeks old. You may now also go to Kifid."),
    (NEW_DATE, 1, "U hoeft dan niet op ons antwoord te wachten.", "You do not have to wait for our answer."),
    (NEW_DATE, 1, "- Website: https://www.kifid.nl - E-mail: consumenten@kifid.nl - Telefoon: 070-333 8 999 - Tot wanneer: Binnen drie",
     "- Website: https://www.kifid.nl - E-mail: consumenten@kifid.nl - Telephone: 070-333 8 999 - Until when:"),
    (NEW_DATE, 2, "spijt ons dat uw klacht nog niet is opgelost. Nu is er een", "We are sorry that your complaint has not been solved"),
    (NEW_DATE, 2, "U mag nu ook naar een onafhankelijke instantie.", "You may now also go to an independent body."),
    (NEW_DATE, 3, "Wij denken uw klacht eerder op te lossen.", "We think that we can solve your complaint earlier."),
    (NEW_DATE, 4, "De streefdatum van uw klacht blijft gelijk.", "The target date of your complaint stays the same."),
    (NEW_DATE, 5, "- Post: Postbus 1234, 3500 BC Utrecht", "- Post: Postbus 1234, 3500 BC Utrecht"),
    (CONFIRMATION, 0, "Dit hebben wij afgesproken: Wij sturen u geen aanmaningen", "This is what we agreed: Wij sturen u geen aanmaningen"),
    (CONFIRMATION, 0, "Klopt dit niet? --------------- Antwoord dan op deze brief.", "Is this not right? ------------------ Then reply"),
    (CONFIRMATION, 0, "Straks vragen wij u of alles in orde is.", "Later we will ask you whether everything is in order."),
    (CONFIRMATION, 1, "Het bedrag: € 1.250,50", "The amount: €1,250.50"),
    (INQUIRY, 0, "Is uw klacht opgelost? - JA: dan sluiten wij uw klacht af.", "Has your complaint been solved? - YES: then we close"),
    (INQUIRY, 0, "- NEE: dan gaan wij verder met uw klacht.", "- NO: then we go on with your complaint."),
    (INQUIRY, 0, "U mag ook gewoon antwoorden of bellen.", "You may also just write back or call us."),
    (INQUIRY, 1, "Trekt u uw klacht in? - JA: dan sluiten", "Do you withdraw your complaint? - YES: then we close"),
    (REOPENED, 0, "Het spijt ons dat uw klacht nog niet is opgelost.", "We are sorry that your complaint has not been solved yet."),
    (REOPENED, 0, "Bas Jansen neemt contact met u op. Dat gebeurt uiterlijk maandag 11 mei 2026.",
     "Bas Jansen will contact you. This will be by Monday 11 May 2026."),
    (CLOSING, 0, "uw klacht is opgelost. Bedankt", "your complaint has been solved. Thank you"),
    (CLOSING, 0, "Op maandag 18 mei 2026 verwijderen wij uw klacht.", "On Monday 18 May 2026 we will remove your complaint."),
    (CLOSING, 0, "Bewaar daarom onze brieven.", "So please keep our letters."),
    (CLOSING, 0, "toch niet tevreden? -------------------------- Antwoord dan op deze brief. Doe dat vóór maandag 18 mei 2026.",
     "Then reply to this letter. Please do so before Monday 18 May 2026."),
    (CLOSING, 1, "U heeft uw klacht ingetrokken. Bedankt", "You have withdrawn your complaint. Thank you"),
    (CLOSING, 1, "Wilt u toch verder met uw klacht?", "Do you want to go on with your complaint after all?"),
    (CLOSING, 2, "Wij verwijderen uw klacht nu uit onze registratie.", "We are removing your complaint from our register now."),
    (CLOSING, 3, "Wij bewaren uw klacht nog een tijd.", "We will keep your complaint for some time."),
    (SILENT, 0, "Wij hebben daarop geen antwoord van u gezien. Daarom sluiten", "We have not seen an answer from you. So we are closing"),
    (SILENT, 0, "Dat betekent niet dat u het met ons eens bent.", "This does not mean that you agree with us."),
    (SILENT, 0, "Doe dat vóór maandag 18 mei 2026. Op die dag verwijderen wij", "before Monday 18 May 2026. On that day we will remove"),
    (SILENT, 0, "U kunt ook naar Kifid.", "You can also go to Kifid."),
    (SILENT, 1, "Wij bewaren uw klacht nog een tijd.", "We will keep your complaint for some time."),
    (SILENT, 1, "U kunt ook naar een onafhankelijke instantie.", "You can also go to an independent body."),
    (APPEAL, 0, "- donderdag 2 april 2026: wij ontvingen uw klacht - donderdag 2 april 2026: wij bevestigden",
     "- Thursday 2 April 2026: we received your complaint - Thursday 2 April 2026: we confirmed"),
    (APPEAL, 0, "- vrijdag 8 mei 2026: wij vroegen u of uw klacht is opgelost", "- Friday 8 May 2026: we asked you whether your complaint"),
    (APPEAL, 0, "- Wij sturen u geen aanmaningen meer", "- Wij sturen u geen aanmaningen meer"),
    (APPEAL, 0, "Dit is ons definitieve standpunt. Deze brief is van woensdag 20 mei 2026.",
     "This is our final standpoint. The date of this letter is Wednesday 20 May 2026."),
    (APPEAL, 0, "Dan kunt u met uw klacht naar Kifid.", "Then you can take your complaint to Kifid."),
    (APPEAL, 0, "- Kosten: Dit is gratis voor consumenten,", "- Costs:"),
    (APPEAL, 0, "Kifid kijkt naar hoe wij met u zijn omgegaan. Kifid beslist niet over de vordering zelf.",
     "Kifid looks at how we treated you. Kifid does not decide about the claim itself."),
    (APPEAL, 0, "U kunt ook altijd naar de rechter.", "You can also always go to court."),
    (APPEAL, 1, "Wij kunnen u niet beloven dat Geschilleninstituut", "We cannot promise that Geschilleninstituut will handle"),
    (APPEAL, 2, "volgens de klachtenregeling van de NVI.", "under the complaints procedure of the NVI."),
    (ELSEWHERE, 0, "niet als klacht behandeld, maar ergens anders.", "not handled as a complaint, but elsewhere."),
    (ELSEWHERE, 0, "dat het wel een klacht is? Antwoord dan op deze brief.", "Do you think that it is a complaint? Then reply"),
    (ELSEWHERE, 1, "Wij hebben uw bericht naar de juiste afdeling gestuurd.", "We have sent your message to the right department."),
    (MERGED, 0, "Uw kenmerk is nu KL-2026-00042. Het kenmerk KL-2026-00058 heeft u niet meer nodig.",
     "Your reference is now KL-2026-00042. You no longer need the reference KL-2026-00058."),
    (ANSWER, 0, "De bank heeft ons nog niet geantwoord.", "De bank heeft ons nog niet geantwoord."),
    (ANSWER, 1, "Wij sturen u dit mee: - overzicht.pdf (120 kB)", "We enclose: - overzicht.pdf (120 kB)"),
]  # fmt: skip


@pytest.mark.parametrize(("letter", "position", "dutch", "english"), SAYS)
def test_a_letter_says(letter: Letter, position: int, dutch: str, english: str) -> None:
    assert dutch in text_of(letter, position, D)
    assert english in text_of(letter, position, E)


SAYS_NOT = [
    (NEW_DATE, 0, r"mag nu|may now|Kifid"),
    (NEW_DATE, 1, r"de reden|the reason|beloven|promise"),
    (NEW_DATE, 2, r"Eerder noemden|Before, we named"),
    (NEW_DATE, 3, r"spijt|sorry"),
    (NEW_DATE, 4, r"Eerder noemden|Before, we named|spijt|sorry"),
    (CONFIRMATION, 0, r"bedrag|amount|€"),
    (INQUIRY, 0, r"trekt|withdraw"),
    (INQUIRY, 1, r"is opgelost|been solved"),
    (CLOSING, 0, r"ingetrokken|withdrawn|Kifid"),
    (CLOSING, 1, r"is opgelost|been solved|tevreden|satisfied"),
    (CLOSING, 2, r"vóór|before|18 mei|18 May"),
    (CLOSING, 3, r"vóór|before|18 mei|18 May"),
    (SILENT, 1, r"vóór|before|18 mei|18 May|Kifid"),
    (APPEAL, 0, r"beloven|promise"),
    (APPEAL, 1, r"Dan kunt u met uw klacht naar|you can take your complaint"),
    (ELSEWHERE, 0, r"afdeling|department"),
    (ANSWER, 0, r"Wij sturen u dit mee|We enclose"),
]


@pytest.mark.parametrize(("letter", "position", "pattern"), SAYS_NOT)
def test_a_letter_does_not_say_what_is_not_so(letter: Letter, position: int, pattern: str) -> None:
    for language in Language:
        assert not re.search(pattern, text_of(letter, position, language))


def of_ours(letter: Letter, language: Language, facts: Facts) -> str:
    """Return what we say ourselves: without what an employee wrote, and without the words of the settings about the appeal route."""
    silent = {**facts, "text": "·"} if "text" in facts else facts
    return COMPOSER.text(letter, language, silent)


NEVER = [
    ("the-director", r"directeur|director|overleg met|consent"),
    ("internal-words", r"\bMO\b|impasse|dossier|journaal|#|intern\b|ronde|round\b"),
    ("commanding", r"\bu dient\b|\bu moet\b|\byou must\b"),
    ("threatening", r"reageert u niet|antwoordt u niet|hoort.{1,20}niets van u|if you do not|otherwise"),
    ("final-discharge", r"finale kwijting|final discharge"),
    ("recognition-of-debt", r"\bschuld\b|\bdebt\b|\berken|acknowledge that you owe"),
    ("a-way-to-pay", r"\bNL\d\d|iban|rekeningnummer|ideal|bank account|overmaken|betaallink"),
    ("a-demand", r"\bbetaal\b|te betalen|\bpay\b"),
    ("no-reply", r"no-?reply|niet (op deze mail )?antwoorden|do not reply"),
    ("as-discussed", r"zoals besproken|as discussed"),
    ("a-survey", r"enqu|survey|beoordeel|rate us|cijfer"),
    ("a-closed-institute", r"kigid"),
    ("familiar", r"\bje\b|\bjij\b|\bjouw\b|\bjullie\b"),
]


@pytest.mark.parametrize("pattern", [pytest.param(row[1], id=row[0]) for row in NEVER])
def test_no_letter_ever_says(pattern: str) -> None:
    told = [(letter, language) for letter, language, facts in EVERY if re.search(pattern, of_ours(letter, language, facts), re.IGNORECASE)]
    assert told == []


@pytest.mark.parametrize(("letter", "language", "facts"), EVERY)
def test_every_letter_greets_says_who_signs_how_to_answer_and_who_we_are(letter: Letter, language: Language, facts: Facts) -> None:
    text = squeezed(COMPOSER.text(letter, language, facts))
    greeting, answer, reference, number, seat = {
        D: ("Geachte heer, mevrouw,", "Antwoord dan op deze brief, of bel ons.", "Uw kenmerk is", "Telefoon", "gevestigd te Utrecht"),
        E: (
            "Dear Sir or Madam,",
            "Then reply to this letter, or call us.",
            "Your reference is",
            "Telephone",
            "registered office in Utrecht",
        ),
    }[language]
    telephone = facts["signer_telephone"] or HOUSE.telephone
    assert text.startswith(greeting)
    assert f"{answer} " in text
    assert f"{reference} {facts['reference']}." in text
    assert f"{facts['signer_name']} {facts['signer_title']} {number} {telephone}" in text
    assert f"{HOUSE.statutory_name}, {seat}" in text
    assert HOUSE.kvk_number in text
    assert str(HOUSE.register_number) in text


@pytest.mark.parametrize(("letter", "language", "facts"), EVERY)
def test_our_sentences_are_short(letter: Letter, language: Language, facts: Facts) -> None:
    prose, _ = re.split("Met vriendelijke groet|Kind regards", of_ours(letter, language, facts))
    paragraphs = [
        squeezed(paragraph) for paragraph in re.split(r"\n\n|\n(?=- )", prose) if not re.match(r"- (Tot|Kosten|Until|Costs)", paragraph)
    ]
    sentences = [one for paragraph in paragraphs for one in re.split(r"(?<=[.?:])\s", paragraph) if "030-" not in one]
    assert [one for one in sentences if len(one.split()) > 12] == []


@pytest.mark.parametrize(("letter", "language", "facts"), EVERY)
def test_every_date_bears_the_day_of_the_week(letter: Letter, language: Language, facts: Facts) -> None:
    days = {D: r"(maan|dins|woens|donder|vrij|zater|zon)dag", E: r"(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"}[language]
    text = squeezed(of_ours(letter, language, facts))
    dates = re.findall(r"\S+ \d{1,2} [a-zA-Z]+ 2026", text)
    assert [one for one in dates if not re.match(days, one)] == []


# The letters that have links.


@pytest.mark.parametrize(("language", "yes", "no"), [(D, "JA", "NEE"), (E, "YES", "NO")])
def test_yes_and_no_each_open_a_mail_to_us_with_a_subject_and_nothing_else(language: Language, yes: str, no: str) -> None:
    page = Page(part(parsed(COMPOSER.compose(owed(INQUIRY, sample(INQUIRY), language))), "html"))
    assert page.links == {f"mailto:klachten@voorbeeld.example?subject={word}%20%5BKL-2026-00042%5D" for word in (yes, no)}


def test_an_address_with_odd_characters_ends_no_link() -> None:
    odd = Composer(replace(HOUSE, complaints_address="k+l?a&b=c>d@voorbeeld.example"))
    page = Page(part(parsed(odd.compose(owed(INQUIRY, sample(INQUIRY)))), "html"))
    assert "mailto:k%2Bl%3Fa%26b%3Dc%3Ed@voorbeeld.example?subject=JA%20%5BKL-2026-00042%5D" in page.links


# What an employee wrote.


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
    read = COMPOSER.text(letter, D, {**sample(letter), "text": "lettergreep " * 30})
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
    first, second = ({**sample(ANSWER), "text": text} for text in ("Een eerste brief.", "Een tweede brief."))
    COMPOSER.compose(owed(ANSWER, first))
    assert "eerste" not in part(parsed(COMPOSER.compose(owed(ANSWER, second))), "html")


def test_a_confirmation_names_no_role_but_that_of_who_signs() -> None:
    text = text_of(CONFIRMATION, 0, D)
    assert [title for title in TITLES.values() if title in text] == [TITLES[Role.TEAM_LEAD_RECEIVABLES]]


@pytest.mark.parametrize(
    ("cents", "dutch", "english"),
    [(5, "€ 0,05", "€0.05"), (12_500, "€ 125,00", "€125.00"), (123_456_789, "€ 1.234.567,89", "€1,234,567.89")],
)
def test_an_amount_is_written_as_the_language_writes_it(cents: int, dutch: str, english: str) -> None:
    facts = {**sample(CONFIRMATION, 1), "amount_cents": cents}
    assert f"Het bedrag: {dutch}\n" in COMPOSER.text(CONFIRMATION, D, facts)
    assert f"The amount: {english}\n" in COMPOSER.text(CONFIRMATION, E, facts)
