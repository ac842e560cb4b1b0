"""What each letter to a complainant says, and what none of them ever says: each row of the procedure's 'Letters', in both languages."""

import re
from dataclasses import replace

import pytest
from letter_world import COMPOSER, EVERY, HOUSE, Page, owed, parsed, part, sample, squeezed

from outbound.compose import Composer
from tracker.letters import LETTERS, Audience
from tracker.model import TITLES, Language, Letter, Role
from tracker.told import Facts

D, E = Language.DUTCH, Language.ENGLISH
OUTSIDE = [(letter, language, facts) for letter, language, facts in EVERY if LETTERS[letter].audience is Audience.COMPLAINANT]
ACKNOWLEDGEMENT, NEW_DATE, CONFIRMATION, INQUIRY, REOPENED, CLOSING = (
    Letter.ACKNOWLEDGEMENT, Letter.TARGET_DATE_CHANGED, Letter.CONFIRMATION, Letter.INQUIRY, Letter.REOPENED, Letter.CLOSING,
)  # fmt: skip
SILENT, APPEAL, ELSEWHERE, MERGED, ANSWER = Letter.CLOSING_SILENT, Letter.APPEAL, Letter.ELSEWHERE, Letter.MERGED, Letter.ANSWER


def text_of(letter: Letter, position: int, language: Language) -> str:
    return squeezed(COMPOSER.text(letter, language, sample(letter, position)))


SUBJECTS = {
    (ACKNOWLEDGEMENT, 0): ("Wij hebben uw klacht ontvangen", "We have received your complaint"),
    (NEW_DATE, 0): ("De streefdatum voor uw klacht", "The target date for your complaint"),
    (CONFIRMATION, 0): ("Onze afspraak over uw klacht", "Our agreement about your complaint"),
    (CONFIRMATION, 1): ("Onze nieuwe afspraak over uw klacht", "Our new agreement about your complaint"),
    (INQUIRY, 0): ("Is uw klacht opgelost?", "Has your complaint been solved?"),
    (INQUIRY, 1): ("Trekt u uw klacht in?", "Do you withdraw your complaint?"),
    (REOPENED, 0): ("Wij gaan verder met uw klacht", "We will continue with your complaint"),
    (CLOSING, 0): ("Wij sluiten uw klacht af", "We are closing your complaint"),
    (SILENT, 0): ("Wij sluiten uw klacht af", "We are closing your complaint"),
    (APPEAL, 0): ("Ons definitieve standpunt over uw klacht", "Our final position on your complaint"),
    (ELSEWHERE, 0): ("Uw bericht wordt ergens anders behandeld", "Your message is handled elsewhere"),
    (MERGED, 0): ("Wij behandelen uw klachten samen", "We handle your complaints together"),
    (ANSWER, 0): ("Ons bericht over uw klacht", "Our message about your complaint"),
}


@pytest.mark.parametrize(("which", "subjects"), SUBJECTS.items())
def test_the_reference_stands_at_the_end_of_the_subject(which: tuple[Letter, int], subjects: tuple[str, str]) -> None:
    for language, words in zip((D, E), subjects, strict=True):
        assert COMPOSER.subject(which[0], language, sample(*which)) == f"{words} [KL-2026-00042]"


SAYS = {
    (NEW_DATE, 0): {
        "sorry": ("Het spijt ons", "We are sorry"),
        "the-new-day": ("uiterlijk vrijdag 8 mei 2026 hebben opgelost.", "solve your complaint by Friday 8 May 2026."),
        "the-old-day": ("Eerder noemden wij vrijdag 1 mei 2026.", "Our earlier date was Friday 1 May 2026."),
        "the-reason": ("Dit is de reden: De bank heeft ons nog niet geantwoord.", "This is the reason: De bank heeft ons nog"),
    },
    (NEW_DATE, 1): {
        "past-8-weeks": ("klacht ouder dan 8 weken. U mag nu ook naar Kifid.", "more than 8 weeks old. You may now also go to Kifid."),
        "no-need-to-wait": ("U hoeft dan niet op ons antwoord te wachten.", "You do not have to wait for our answer."),
        "how-to-reach-it": (
            "- Website: https://www.kifid.nl - E-mail: consumenten@kifid.nl - Telefoon: 070-333 8 999 - Wanneer: Binnen drie",
            "- Website: https://www.kifid.nl - E-mail: consumenten@kifid.nl - Telephone: 070-333 8 999 - When:",
        ),
    },
    (NEW_DATE, 2): {
        "after-reopening": ("spijt ons dat uw klacht nog niet is opgelost. Nu is er een", "We are sorry that your complaint has not been"),
        "past-8-weeks": ("U mag nu ook naar een onafhankelijke instantie.", "You may now also go to an independent body."),
    },
    (NEW_DATE, 3): {
        "earlier": ("Wij denken dat wij uw klacht eerder kunnen oplossen.", "We think that we can solve your complaint earlier.")
    },
    (NEW_DATE, 4): {"the-same": ("De streefdatum van uw klacht blijft hetzelfde.", "The target date of your complaint stays the same.")},
    (NEW_DATE, 5): {"by-post": ("- Post: Postbus 1234, 3500 BC Utrecht", "- Post: Postbus 1234, 3500 BC Utrecht")},
    (CONFIRMATION, 0): {
        "the-agreement": ("Dit hebben wij afgesproken: Wij sturen u geen", "This is what we agreed: Wij sturen u geen"),
        "who-does-what-by-when": ("U krijgt hiervan vóór vrijdag 17 april 2026 een brief:",) * 2,
        "not-right": ("Klopt dit niet? --------------- Antwoord dan op deze brief.", "Is this not right? ------------------ Then reply"),
        "we-will-ask": ("Straks vragen wij u of alles in orde is.", "Later we will ask you whether everything is in order."),
    },
    (CONFIRMATION, 1): {
        "the-amount": ("Het bedrag: € 1.250,50", "The amount: €1,250.50"),
        "what-it-replaces": ("Deze brief vervangt onze brief van vrijdag 24 april 2026.", "replaces our letter of Friday 24 April 2026."),
    },
    (INQUIRY, 0): {
        "one-question": ("Is uw klacht opgelost? JA", "Has your complaint been solved? YES"),
        "what-yes-means": (
            "JA betekent: wij sluiten uw klacht af. Daarna verwijderen",
            "YES means: we close your complaint. After that we",
        ),
        "what-no-means": ("NEE betekent: wij gaan verder met uw klacht.", "NO means: we continue with your complaint."),
        "how-to-answer": ("Antwoord met JA of NEE op deze brief.", "Reply YES or NO to this letter."),
        "or-in-your-own-way": ("U mag ook gewoon antwoorden of bellen.", "You may also just write back or call us."),
    },
    (INQUIRY, 1): {"one-question": ("Trekt u uw klacht in? JA betekent: wij sluiten", "Do you withdraw your complaint? YES means: we")},
    (REOPENED, 0): {
        "sorry": ("Het spijt ons dat uw klacht nog niet is opgelost.", "We are sorry that your complaint has not been solved yet."),
        "who-by-when": (
            "Bas Jansen neemt contact met u op. Dat gebeurt uiterlijk maandag 11 mei 2026.",
            "Bas Jansen will contact you. This will be by Monday 11 May 2026.",
        ),
    },
    (CLOSING, 0): {
        "thanks": ("uw klacht is opgelost. Bedankt", "your complaint has been solved. Thank you"),
        "the-day-of-removal": ("Op maandag 18 mei 2026 verwijderen wij uw klacht.", "On Monday 18 May 2026 we will remove your complaint."),
        "keep-these": ("Bewaar daarom onze brieven.", "So please keep our letters."),
        "the-way-back": (
            "toch niet tevreden? -------------------------- Antwoord dan op deze brief. Doe dat vóór maandag 18 mei 2026.",
            "Then reply to this letter. Please do so before Monday 18 May 2026.",
        ),
    },
    (CLOSING, 1): {
        "withdrawn": ("U heeft uw klacht ingetrokken. Bedankt", "You have withdrawn your complaint. Thank you"),
        "the-way-back": ("Wilt u toch verder met uw klacht?", "Do you want to continue with your complaint after all?"),
    },
    (CLOSING, 2): {
        "at-once": ("Wij verwijderen uw klacht nu uit onze registratie.", "We are removing your complaint from our register now.")
    },
    (CLOSING, 3): {"kept": ("Wij bewaren uw klacht nog een tijd.", "We will keep your complaint for some time.")},
    (SILENT, 0): {
        "what-we-asked": (
            "Wij vroegen u of uw klacht is opgelost. Wij hebben",
            "We asked you whether your complaint has been solved. We have",
        ),
        "no-answer": ("geen antwoord van u gezien. Daarom sluiten", "We have not seen an answer from you. So we are closing"),
        "no-consent": ("Dat betekent niet dat u het met ons eens bent.", "This does not mean that you agree with us."),
        "the-way-back": (
            "Doe dat vóór maandag 18 mei 2026. Dan gaan wij verder met uw klacht. Op maandag 18 mei 2026 verwijderen",
            "before Monday 18 May 2026. Then we will continue with your complaint. On Monday 18 May 2026 we",
        ),
        "the-appeal": ("U kunt ook naar Kifid.", "You can also go to Kifid."),
        "a-company": ("Heeft u een bedrijf? Dan beslist Kifid zelf", "Do you have a company? Then Kifid decides"),
    },
    (SILENT, 1): {
        "not-reached": ("Wij hebben u niet kunnen bereiken. Daarom", "We have not been able to reach you. So"),
        "kept": ("Wij bewaren uw klacht nog een tijd.", "We will keep your complaint for some time."),
        "the-appeal": ("U kunt ook naar een onafhankelijke instantie.", "You can also go to an independent body."),
    },
    (SILENT, 2): {"what-we-asked": ("Wij vroegen u of u uw klacht intrekt.", "We asked you whether you withdraw your complaint.")},
    (APPEAL, 0): {
        "received-and-steps": (
            "- donderdag 2 april 2026: wij ontvingen uw klacht - donderdag 2 april 2026: wij bevestigden",
            "- Thursday 2 April 2026: we received your complaint - Thursday 2 April 2026: we confirmed",
        ),
        "the-last-steps": (
            "- vrijdag 8 mei 2026: wij vroegen u of uw klacht is",
            "- Friday 8 May 2026: we asked you whether your complaint",
        ),
        "the-standpoint": ("Wat is ons standpunt? --------------------- Wij sturen", "What is our position? --------------------- Wij"),
        "it-is-final": (
            "Dit is ons definitieve standpunt. Deze brief is van woensdag 20 mei 2026.",
            "This is our final position. The date of this letter is Wednesday 20 May 2026.",
        ),
        "where": ("Dan kunt u met uw klacht naar Kifid.", "Then you can take your complaint to Kifid."),
        "by-when": ("- Wanneer: Binnen drie maanden", "- When: Within three months"),
        "what-it-costs": ("- Kosten: Dit is gratis voor consumenten,", "- Costs: It is free for consumers,"),
        "conduct-not-claim": (
            "Kifid kijkt naar hoe wij met u zijn omgegaan. Kifid beslist niet over de vordering zelf.",
            "Kifid looks at how we treated you. Kifid does not decide about the claim itself.",
        ),
        "the-judge": ("U kunt ook altijd naar de rechter.", "You can also always go to court."),
        "a-company": ("Dan beslist Kifid zelf of het uw klacht behandelt.", "Then Kifid decides whether it handles your complaint."),
    },
    (APPEAL, 1): {
        "nothing-promised": ("Wij kunnen u niet beloven dat Geschilleninstituut", "We cannot promise that Geschilleninstituut will"),
        "who-may-ask": ("Dan kunt u aan Geschilleninstituut vragen", "Then you can ask Geschilleninstituut to handle"),
    },
    (APPEAL, 2): {
        "where": ("volgens de klachtenregeling van de NVI.", "under the complaints procedure of the NVI."),
        "conduct-not-claim": ("Het gaat niet over de vordering zelf.", "It is not about the claim itself."),
        "the-judge": ("U kunt ook altijd naar de rechter.", "You can also always go to court."),
    },
    (ELSEWHERE, 0): {
        "elsewhere": (
            "Wij behandelen het niet als klacht. Het wordt ergens anders behandeld.",
            "We do not handle it as a complaint. It is handled elsewhere.",
        ),
        "the-way-back": ("dat het wel een klacht is? Antwoord dan op deze", "Do you think that it is a complaint? Then reply"),
    },
    (ELSEWHERE, 1): {"passed-on": ("bericht naar de juiste afdeling gestuurd.", "We have sent your message to the right department.")},
    (ELSEWHERE, 2): {
        "for-whom": (
            "U treedt op voor de klager. Met 'uw klacht' bedoelen wij de klacht van die persoon.",
            "You act for the complainant. By 'your complaint' we mean the complaint of that person.",
        ),
    },
    (MERGED, 0): {
        "what-stays": (
            "Uw kenmerk is nu KL-2026-00042. Het kenmerk KL-2026-00058 heeft u niet meer nodig.",
            "Your reference is now KL-2026-00042. You no longer need the reference KL-2026-00058.",
        ),
    },
    (ANSWER, 0): {"the-text": ("De bank heeft ons nog niet geantwoord.",) * 2},
    (ANSWER, 1): {"what-goes-along": ("Wij sturen u dit mee: - overzicht.pdf (120 kB)", "We enclose: - overzicht.pdf (120 kB)")},
}
"""Of each letter, and each of its samples: what it says."""


@pytest.mark.parametrize(
    ("which", "words"),
    [pytest.param(which, words, id=f"{which[0]}-{which[1]}-{name}") for which, said in SAYS.items() for name, words in said.items()],
)
def test_a_letter_says(which: tuple[Letter, int], words: tuple[str, str]) -> None:
    for language, sentence in zip((D, E), words, strict=True):
        assert sentence in text_of(*which, language)


FINAL = {D: "<strong>Dit is ons definitieve standpunt.</strong>", E: "<strong>This is our final position.</strong>"}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("position", range(3))
def test_that_our_standpoint_is_final_stands_in_bold(language: Language, position: int) -> None:
    assert FINAL[language] in part(parsed(COMPOSER.compose(owed(APPEAL, sample(APPEAL, position), language))), "html")


SAYS_NOT = {
    (NEW_DATE, 0): r"mag nu|may now|Kifid",
    (NEW_DATE, 1): r"de reden|the reason|beloven|promise",
    (NEW_DATE, 2): r"Eerder noemden|Our earlier date",
    (NEW_DATE, 3): r"spijt|sorry",
    (NEW_DATE, 4): r"Eerder noemden|Our earlier date|spijt|sorry",
    (CONFIRMATION, 0): r"bedrag|amount|€|nieuwe|vervangt|\bnew\b|replaces",
    (INQUIRY, 0): r"trekt|withdraw",
    (INQUIRY, 1): r"is opgelost|been solved",
    (REOPENED, 0): r"omdat|want |because|due to|wegens|druk|busy",
    (CLOSING, 0): r"ingetrokken|withdrawn|Kifid",
    (CLOSING, 1): r"is opgelost|been solved|tevreden|satisfied",
    (CLOSING, 2): r"vóór|before|18 mei|18 May",
    (CLOSING, 3): r"vóór|before|18 mei|18 May",
    (SILENT, 0): r"intrekt|withdraw|bereiken|reach you\b",
    (SILENT, 1): r"vóór|before|18 mei|18 May|Kifid|vroegen|asked|antwoord van u|answer from you",
    (SILENT, 2): r"is opgelost|been solved",
    (APPEAL, 0): r"beloven|promise",
    (APPEAL, 1): r"Dan kunt u met uw klacht naar|you can take your complaint",
    (ELSEWHERE, 0): r"afdeling|department|treedt op|act for",
    (ANSWER, 0): r"Wij sturen u dit mee|We enclose",
}


@pytest.mark.parametrize(("which", "pattern"), SAYS_NOT.items())
def test_a_letter_does_not_say_what_is_not_so(which: tuple[Letter, int], pattern: str) -> None:
    for language in Language:
        assert not re.search(pattern, text_of(*which, language))


def of_ours(letter: Letter, language: Language, facts: Facts) -> str:
    """Return what we say ourselves: without what an employee wrote."""
    return COMPOSER.text(letter, language, {**facts, "text": "·"} if "text" in facts else facts)


NEVER = {
    "the-director": r"directeur|director\b(?! general)|overleg met|consent",
    "internal-words": r"\bMO\b|impasse|dossier|journaal|#|intern\b|ronde|round\b|notitie|memo\b",
    "commanding": r"\bu dient\b|\bu moet\b|\byou must\b|\byou are required",
    "threatening": r"reageert u niet|antwoordt u niet|hoort.{1,20}niets van u|if you do not|if we do not hear|otherwise|anders dan sluiten",
    "final-discharge": r"finale kwijting|final discharge|niets meer te vorderen|full and final",
    "recognition-of-debt": r"\bschuld\b|\bdebt\b(?! collection)|\berken|acknowledge that you owe|\bu bent .{0,20}verschuldigd|you owe",
    "a-way-to-pay": r"\bNL\d\d|iban|rekeningnummer|ideal|bank account|overmaken|betaallink|payment link",
    "a-demand": r"\bbetaal\b|te betalen|\bpay\b",
    "a-judgement": r"terecht|gegrond|justified|unfounded|uw fout|your fault|jammer dat u|helaas",
    "no-reply": r"no-?reply|niet (op deze mail )?antwoorden|do not reply",
    "as-discussed": r"zoals besproken|as discussed",
    "a-survey": r"enqu|survey|beoordeel|rate us|cijfer|feedback",
    "a-closed-institute": r"kigid",
    "familiar": r"\bje\b|\bjij\b|\bjouw\b|\bjullie\b",
}
MUST_I_PAY = re.compile(r"Moet u nu betalen\?|Do you have to pay now\?")
"""The question that the acknowledgement answers."""


def words_of_ours(letter: Letter, language: Language, facts: Facts) -> str:
    return MUST_I_PAY.sub("", squeezed(of_ours(letter, language, facts)))


@pytest.mark.parametrize("pattern", NEVER.values(), ids=NEVER)
def test_no_letter_ever_says(pattern: str) -> None:
    never = re.compile(pattern, re.IGNORECASE)
    assert [(letter, language) for letter, language, facts in OUTSIDE if never.search(words_of_ours(letter, language, facts))] == []


PRIVACY = {D: "Wij gebruiken uw gegevens", E: "We use your details"}


@pytest.mark.parametrize(("letter", "language", "facts"), OUTSIDE)
def test_the_privacy_lines_are_said_once_in_the_acknowledgement(letter: Letter, language: Language, facts: Facts) -> None:
    assert of_ours(letter, language, facts).count(PRIVACY[language]) == (letter is ACKNOWLEDGEMENT)


REPLY = {D: "ntwoord dan op deze brief", E: "hen reply to this letter"}


@pytest.mark.parametrize(("letter", "language", "facts"), OUTSIDE)
def test_how_to_answer_is_said_once(letter: Letter, language: Language, facts: Facts) -> None:
    ways = REPLY[language] if letter is not INQUIRY else {D: "op deze brief", E: "to this letter"}[language]
    assert squeezed(of_ours(letter, language, facts)).count(ways) == 1


@pytest.mark.parametrize(("letter", "language", "facts"), OUTSIDE)
def test_every_letter_greets_says_who_signs_how_to_call_and_who_we_are(letter: Letter, language: Language, facts: Facts) -> None:
    text = squeezed(COMPOSER.text(letter, language, facts))
    dear, number, seat = {
        D: ("Geachte heer, mevrouw,", "Telefoon", "gevestigd te Utrecht"),
        E: ("Dear Sir or Madam,", "Telephone", "registered office in Utrecht"),
    }[language]
    titles = facts["signer_title"]
    assert isinstance(titles, dict)
    assert text.startswith(dear)
    assert text.count(dear) == 1
    assert f"{facts['signer_name']} {titles[language]} {number} {facts['signer_telephone'] or HOUSE.telephone}" in text
    assert f"{HOUSE.telephone}, {HOUSE.telephone_hours[language]}." in text
    assert re.search(rf"(Uw kenmerk is|Your reference is)( nu| now)? {facts['reference']}", text)
    assert f"{HOUSE.statutory_name}, {seat}" in text
    assert HOUSE.kvk_number in text
    assert str(HOUSE.register_number) in text


@pytest.mark.parametrize(("letter", "language", "facts"), OUTSIDE)
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


@pytest.mark.parametrize("language", Language)
def test_nobody_is_told_to_click_where_nothing_can_be_clicked(language: Language) -> None:
    read = parsed(COMPOSER.compose(owed(INQUIRY, sample(INQUIRY), language)))
    on_paper = "".join(said.body for said in COMPOSER.said(INQUIRY, language, sample(INQUIRY)))
    assert re.search(r"Klik op|Click YES", Page(part(read, "html")).text)
    assert not re.search(r"[Kk]lik|[Cc]lick", part(read, "plain") + on_paper)


@pytest.mark.parametrize(
    ("language", "by_mail", "by_post"), [(D, "in het onderwerp", "Noem daarbij"), (E, "in the subject", "mention your")]
)
def test_paper_knows_no_subject(language: Language, by_mail: str, by_post: str) -> None:
    letter = Letter.ACKNOWLEDGEMENT
    mailed = squeezed(COMPOSER.text(letter, language, sample(letter)))
    printed = "".join(said.body for said in COMPOSER.said(letter, language, sample(letter)))
    assert (by_mail in mailed, by_post in mailed, by_mail in printed, by_post in printed) == (True, False, False, True)


def test_an_address_with_odd_characters_ends_no_link() -> None:
    odd = Composer(replace(HOUSE, complaints_address="k+l?a&b=c>d@voorbeeld.example"))
    page = Page(part(parsed(odd.compose(owed(INQUIRY, sample(INQUIRY)))), "html"))
    assert "mailto:k%2Bl%3Fa%26b%3Dc%3Ed@voorbeeld.example?subject=JA%20%5BKL-2026-00042%5D" in page.links


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
