"""Money that a text names is found however it is written or inflected; other numbers and words are left in peace."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.money import LONGEST_TEXT, TOO_LONG, WORDS, names_money

MONEY = [
    "Wij laten de incassokosten vervallen.",
    "De incassokosten vervallen.",
    "De kosten zijn vervallen.",
    "De rente vervalt.",
    "De boete verviel vorige week.",
    "Wij schelden de rente kwijt.",
    "De boete is kwijtgescholden.",
    "Wij zullen de kosten kwijtschelden.",
    "Wij hebben u de kosten kwijt willen schelden.",
    "U krijgt kwijtschelding van de rente.",
    "Wij geven u korting.",
    "Kortingen zijn toegestaan.",
    "U krijgt een kwantumkorting.",
    "Wij boeken het af.",
    "Wij boeken de rekening volledig af.",
    "Het is afgeboekt.",
    "Wij zullen het af boeken.",
    "De afboeking is gedaan.",
    "Wij crediteren de factuur.",
    "De factuur is gecrediteerd.",
    "U krijgt een creditnota.",
    "Twee creditnota's volgen.",
    "Wij betalen terug.",
    "Wij betalen u dit voor vrijdag terug.",
    "Het wordt terugbetaald.",
    "Dat zullen wij terug betalen.",
    "De terugbetaling volgt.",
    "Wij storten het terug.",
    "Het is teruggestort.",
    "De terugstorting volgt.",
    "Wij bieden een schikking aan.",
    "Twee schikkingen.",
    "een schikkingsvoorstel",
    "Een tegemoetkoming.",
    "Wij komen u tegemoet.",
    "Wij zijn u tegemoetgekomen.",
    "U krijgt een vergoeding.",
    "Wij vergoeden de schade.",
    "De schade wordt vergoed.",
    "Schadevergoedingen",
    "de onkostenvergoedingen",
    "uit coulance",
    "coulancehalve",
    "een coulanceregeling",
    "een betalingsregeling",
    "We will refund you.",
    "You are refunded.",
    "We waive the costs.",
    "The fee is waived.",
    "A discount.",
    "discounted",
    "compensation",
    "We compensate you.",
    "A credit note follows.",
    "Two credit notes.",
    "We write it off.",
    "It was written off.",
    "a settlement",
    "You get your money back.",
    "We reimburse you.",
    "a payment plan",
    "U hoeft de kosten niet te betalen.",
    "Wij trekken de kosten in.",
    "De rente wordt verlaagd.",
    "125,00",
    "€125",
    "€ 125",
    "125 euro",
    "EUR 125",
    "1.250,00",
    "125,-",
    "125,--",
    "125,–",
    "125,=",
    "125euro",
    "EUR125",
    "eur 1.250",
    "125 EURO's",
    "tien euro",
    "honderd euro's",
    "1.250,-",
    "€ 1.250",
    "0,50",
    "£40",
    "40 $",
    "1,250.00",
    "125.50",
    "1250.50",
    "75.50",
    "een bedrag van 125",
    "Wij laten\nde kosten\nvervallen",
    "KWIJTSCHELDING",
    "We laten ze vervallen.",
    "Laten wij deze kosten maar vervallen.",
    "De kosten, hoe hoog ook, laten wij vervallen.",
    "De kosten komen te vervallen.",
    "gecrediteerde factuur",
    "Wij stortten het terug.",
    "Wij hebben het terug laten storten",
    "De rente schold hij kwijt.",
    "De vordering komt te vervallen.",
    "Wij scholden u dat bedrag kwijt.",
    "Die kosten schelden wij u dan kwijt.",
    "U krijgt restitutie.",
    "Het geld komt terug.",
    "Wij boekten het af.",
    "Wij schrijven de vordering af.",
    "De factuur is afgeschreven.",
    "€ 1.250,50",
    "$ 12",
    "U krijgt 12,50 van ons.",
    "een bedrag 80",
    "reimbursement",
    "You were repaid.",
    "a goodwill gesture",
    "We wrote it off.",
]

NO_MONEY = [
    "Wij bellen om 10.30.",
    "15-12-2026",
    "KL-2026-00042",
    "06-12345678",
    "Bel 030-123 45 67.",
    "+31 6 1234 5678",
    "wij bellen om 10.30 uur",
    "om 10,30 uur",
    "dossier 20261234",
    "Dorpsstraat 125",
    "1234 AB",
    "125",
    "15 mei",
    "31.12",
    "31.12.2026",
    "vr 15-5",
    "Wij bellen u kort na de middag.",
    "Een geschikt moment.",
    "Schikt het u dinsdag?",
    "Wij bellen u terug.",
    "Wij komen terug op uw brief.",
    "U betaalt, en wij bellen u terug.",
    "Wij bellen u terug nadat u heeft betaald.",
    "U heeft betaald en wij bellen u terug.",
    "Europa",
    "Europese regels",
    "Een verkorting van de termijn.",
    "De crediteur.",
    "De kosten zijn terecht.",
    "De rente klopt.",
    "De afspraak vervalt.",
    "NL91ABNA0417164300",
    "kamer 3.11",
    "2026.12",
    "versie 2.0",
    "artikel 6.96",
    "Wij sturen het af.",
    "De deur is af.",
    "Bent u het kwijt?",
    "Wij zijn het dossier kwijt.",
    "Hij scheldt u uit.",
    "Wij beschikken over uw brief.",
    "3 werkdagen",
    "50 procent",
    "1,50 m",
    "week 48",
    "Note: wij bellen.",
    "Uw creditcard",
    "de boekhouding",
    "Wij boeken een zaal.",
    "Wij handelen dit af.",
    "12:30",
    "12.30-13.00",
    "(030) 123 45 67",
    "0800-1234",
    "maandag 14 december 2026",
    "ronde 1 van 2",
    "1.",
    "1.2.3",
    "0612345678",
    "KvK 12345678",
    "BTW NL001234567B01",
    "kenmerk 2026-0042-17",
]


@pytest.mark.parametrize("text", MONEY)
def test_money_is_found(text: str) -> None:
    assert names_money(f"Beste mevrouw, wij spraken u gisteren. {text} Wij wensen u een goede dag.")


@pytest.mark.parametrize("text", NO_MONEY)
def test_what_is_no_money_asks_nothing(text: str) -> None:
    assert names_money(f"Beste mevrouw, wij spraken u gisteren. {text} Wij wensen u een goede dag.") is None


SHOWN = [
    ("Wij laten alle incassokosten vervallen.", "laten alle incassokosten vervallen"),
    ("Wij betalen u het bedrag terug.", "betalen u het bedrag terug"),
    ("U krijgt 10 % Korting op € 125,50.", "€ 125,50, korting"),
    ("Wij geven u korting. Die korting geldt nu.", "korting"),
    ("1,00 2,00 3,00 4,00", "1,00, 2,00, 3,00"),
]


@pytest.mark.parametrize(("text", "shown"), SHOWN)
def test_the_question_shows_what_was_found(text: str, shown: str) -> None:
    assert shown in (names_money(text) or "")


OWN_WORDS = [
    (("cadeaubon",), "U krijgt twee cadeaubonnen.", True),
    (("cadeaubon",), "Wij geven u korting.", False),
    (("cadeaubon",), "Wij betalen 125,00.", True),
    (("inhouden",), "Wij houden dat in.", True),
    (("gratis verlenging",), "De verlenging is gratis.", True),
    (("gratis verlenging",), "Bellen is gratis.", False),
    (("bos/boeket bloemen",), "U krijgt een boeket met bloemen.", True),
    (("bos/boeket bloemen",), "Wij sturen bloemen.", False),
    ((), "Wij schelden het kwijt.", False),
    ((), "€ 5", True),
    (("/", " "), "Wij bellen.", False),
]


@pytest.mark.parametrize(("words", "text", "found"), OWN_WORDS)
def test_the_settings_replace_the_words_and_never_the_amounts(words: tuple[str, ...], text: str, found: bool) -> None:  # noqa: FBT001 - a column of the table
    assert bool(names_money(text, words)) is found


def test_every_word_of_ours_is_found_as_it_stands_there() -> None:
    silent = [word for word in WORDS if not names_money(" ".join(part.split("/")[-1] for part in word.split()), (word,))]
    assert silent == []


def test_a_text_of_which_the_end_was_not_looked_at_is_asked_about() -> None:
    assert names_money("a" * LONGEST_TEXT) is None
    assert names_money("a" * (LONGEST_TEXT + 1)) == TOO_LONG


@given(st.text(max_size=300))
def test_no_text_is_too_odd(text: str) -> None:
    found = names_money(text)
    assert found is None or found.strip()
