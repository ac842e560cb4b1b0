"""What the acknowledgement says and never says; and what holds of every letter."""

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


MOST_OCTETS = 100_000
"""Of a page: Gmail hides what is beyond 102 kB."""

OUR_TAGS = {
    "html", "head", "meta", "title", "style", "body", "table", "tbody", "tr", "td",
    "p", "strong", "br", "h1", "h2", "ul", "li", "a", "hr", "blockquote", "div", "thead", "th", "img", "wbr",
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
    ("eight-weeks", D, "Op donderdag 28 mei 2026 is uw klacht 8 weken oud. Is uw klacht dan nog niet opgelost?"),
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
    ("eight-weeks", E, "On Thursday 28 May 2026 your complaint is 8 weeks old. Is it still not solved then?"),
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


@pytest.mark.parametrize(
    ("language", "subject"),
    [(D, "Wij hebben uw klacht ontvangen [KL-2026-00042]"), (E, "We have received your complaint [KL-2026-00042]")],
)
def test_the_subject_of_the_acknowledgement_ends_in_the_reference(language: Language, subject: str) -> None:
    assert COMPOSER.subject(Letter.ACKNOWLEDGEMENT, language, sample(Letter.ACKNOWLEDGEMENT)) == subject


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


@pytest.mark.parametrize(("letter", "language", "facts"), EVERY)
def test_our_own_lines_are_at_most_72_columns(letter: Letter, language: Language, facts: Facts) -> None:
    lines = COMPOSER.text(letter, language, facts).split("\n")
    assert [line for line in lines if len(line) > 72 and not line.startswith(">") and " " in line.strip()] == []


@pytest.mark.parametrize(("letter", "language", "facts"), EVERY)
def test_the_text_has_no_marks_that_get_in_the_way(letter: Letter, language: Language, facts: Facts) -> None:
    text = COMPOSER.text(letter, language, facts)
    assert not re.search(r"\*\*|\\|~~~|None|\n\n\n|{|}", text)


@pytest.mark.parametrize(("letter", "language", "facts"), EVERY)
def test_the_page_is_whole_and_fetches_nothing(letter: Letter, language: Language, facts: Facts) -> None:
    html = part(parsed(COMPOSER.compose(owed(letter, facts, language))), "html")
    page = Page(html)
    assert page.tags <= OUR_TAGS
    assert len(html.encode()) < MOST_OCTETS
    assert [link for link in page.links if not OUR_LINK.fullmatch(str(link))] == []
    assert not re.search(r"\bsrc=|url\(|@import|<link|javascript|cid:", html, re.IGNORECASE)
    assert ("html", {"lang": str(language)}) in page.elements


HOW = (
    r"Klik op uw keuze, en verstuur de mail die opengaat\.|Zet in het onderwerp van uw mail[^#]+?met\s+het\s+hekje\."
    r"|Klik\s+op\s+JA\s+of\s+NEE,[^?]+\?\s+Antwoord dan|Antwoord(?=\s+met\s+JA)"
    r"|Click\s+YES\s+or\s+NO,[^?]+\?\s+Then\s+reply|Reply(?=\s+YES)"
)
"""How an offer is taken up, or a question answered, is told to who can click, and otherwise to who types."""


def letterhead(letter: Letter, language: Language, facts: Facts) -> str:
    """What a page says above the text of a letter to a complainant; above one to staff there is nothing."""
    if LETTERS[letter].audience is not Audience.COMPLAINANT:
        return ""
    title = COMPOSER.subject(letter, language, facts).removesuffix(f" [{facts['reference']}]")
    return f"{HOUSE.name} {title} {({D: 'Kenmerk', E: 'Reference'})[language]}: {facts['reference']}"


@pytest.mark.parametrize(("letter", "language", "facts"), EVERY)
def test_text_and_page_say_the_same(letter: Letter, language: Language, facts: Facts) -> None:
    read = parsed(COMPOSER.compose(owed(letter, facts, language)))
    shown = (re.sub(HOW, "", each) for each in (part(read, "plain"), Page(part(read, "html")).text))
    words = [re.findall(r"\w+", each) for each in shown]
    heading = re.findall(r"\w+", f"{read['Subject']} {letterhead(letter, language, facts)}")
    assert words[1] == heading + words[0]


@pytest.mark.parametrize(("letter", "language", "facts"), EVERY)
def test_no_mark_of_markdown_is_left_in_the_page(letter: Letter, language: Language, facts: Facts) -> None:
    page = Page(part(parsed(COMPOSER.compose(owed(letter, facts, language))), "html"))
    assert not re.search(r"\*\*|__|~~~|\]\(", page.text)


@pytest.mark.parametrize(("letter", "language", "facts"), EVERY)
def test_no_two_lists_run_into_one(letter: Letter, language: Language, facts: Facts) -> None:
    html = part(parsed(COMPOSER.compose(owed(letter, facts, language))), "html")
    assert not re.search(r"<li>\s*<p", html), "a list with an empty line in it is shown with its items far apart"


@pytest.mark.parametrize(("letter", "language", "facts"), EVERY)
def test_a_page_has_one_title_and_headings_below_it(letter: Letter, language: Language, facts: Facts) -> None:
    """So that who listens to it can go from heading to heading; all of it is in the one part that is the letter."""
    page = Page(part(parsed(COMPOSER.compose(owed(letter, facts, language))), "html"))
    headings = [tag for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert headings[:1] == ["h1"]
    assert set(headings[1:]) <= {"h2"}
    assert [attributes["role"] for tag, attributes in page.elements if "role" in attributes and tag != "table"] == ["main"]


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
