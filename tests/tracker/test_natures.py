"""A suggestion rests on words that can be shown, and never hands a complaint to whom it names."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.keywords import LONGEST_TEXT
from tracker.model import HANDLERS, TITLES, Role
from tracker.natures import DEFAULT_NATURES, Nature, natures_in_words, suggest
from tracker.people import Deputy, People, Person

NAMES = {
    Role.MANAGER_OPERATIONS: "Marga Ooms",
    Role.TEAM_LEAD_COLLECTION: "Jan de Vries",
    Role.TEAM_LEAD_RECEIVABLES: "Ria Bakker",
    Role.TEAM_LEAD_ADMINISTRATION: "Anneke Smit-Jansen",
    Role.SALES_MANAGER: "Vera Köhler",
    Role.MANAGING_DIRECTOR: "Adriaan Direk",
}
PEOPLE = People(tuple(Person(role, name, (f"{role}@example.nl",)) for role, name in NAMES.items()))

COLLECTION = Role.TEAM_LEAD_COLLECTION

TEXTS = [
    ("Uw medewerker was brutaal en onbeschoft aan de telefoon.", "treatment"),
    ("Een onbeleefde man met een brutale houding.", "treatment"),  # inflected
    ("Your employee was rude and aggressive.", "treatment"),
    ("Ik betwist deze rekening: ik heb dit nooit besteld.", "disputed_claim"),
    ("I dispute this bill. I have already paid.", "disputed_claim"),
    ("De incassokosten zijn te hoog en de rente klopt niet.", "costs"),
    ("Why do I have to pay a fee and collection costs?", "costs"),
    ("Mijn betalingsregelingen zijn zomaar stopgezet; ik wil in delen betalen.", "payment_plan"),
    ("U heeft mijn persoonsgegevens zonder toestemming gedeeld, een datalek.", "privacy"),
    ("Niemand neemt op, u bent niet bereikbaar en ik ben niet teruggebeld.", "reachability"),
    ("Mijn betaling is niet verwerkt en u schrijft naar een verkeerd adres.", "administration"),
    ("Wij als opdrachtgever missen rapportages over onze dossiers.", "client_service"),
    ("Uw medewerkster snauwde mij af en hing de hoorn op de haak.", "treatment"),  # a verb taken apart
    ("Hij schold mij uit waar mijn kinderen bij waren.", "treatment"),
    ("Ik word geïntimideerd met dreigbriefjes.", "treatment"),  # a participle, a diminutive
    ("Your agents shouted at me and keep threatening me.", "treatment"),  # inflected English
    ("Deze factuur heb ik op 3 maart al bij de winkel betaald.", "disputed_claim"),  # words between those of a keyword
    ("In uw incassokostennota staat veertig euro te veel.", "costs"),  # the beginning of a compound
    ("U rekent administratiekosten waar niemand iets van wist.", "costs"),  # and its end
    ("Uw collega belde mij vorige week weer niet terug.", "reachability"),
    ("Ik ben tot vandaag niet teruggebeld.", "reachability"),
    ("Ik betaal elke maand netjes af.", "payment_plan"),
    ("Er is twee keer van mijn rekening afgeschreven.", "administration"),
    ("Uw medewerker was niet onbeleefd, maar de rente en de kosten zijn te hoog.", "costs"),  # what is denied counts half
    ("Uw medewerker was niet onbeleefd, maar de rente klopt van geen kant.", "costs"),
    ("De kosten kloppen niet. Ik heb de rekening nog niet betaald.", "costs"),  # or between the words
    ("Ik kreeg geen betalingsregeling.", "payment_plan"),  # and counts, where nothing else does
    ("Ik ben niet blij.", "other"),
    ("", "other"),
]


@pytest.mark.parametrize(("text", "key"), TEXTS)
def test_the_nature_of_a_text(text: str, key: str) -> None:
    suggestion = suggest(text, DEFAULT_NATURES, PEOPLE)
    assert suggestion.nature.key == key
    assert suggestion.handler is suggestion.nature.handler
    assert suggestion.accused is None


def test_every_default_nature_has_a_text() -> None:
    assert {key for _, key in TEXTS} == {nature.key for nature in DEFAULT_NATURES}


def test_every_default_can_be_assigned_and_only_the_last_has_no_keywords() -> None:
    assert {nature.handler for nature in DEFAULT_NATURES} <= set(HANDLERS)
    assert [nature.key for nature in DEFAULT_NATURES if not nature.keywords] == [DEFAULT_NATURES[-1].key]
    assert len({nature.key for nature in DEFAULT_NATURES}) == len(DEFAULT_NATURES)


NAMED = [
    # a treatment goes to the team lead of collection; who is named, who gets it, who is accused
    ("Jan de Vries was onbeschoft.", Role.MANAGER_OPERATIONS, Role.TEAM_LEAD_COLLECTION),
    ("meneer DE VRIES was onbeschoft", Role.MANAGER_OPERATIONS, Role.TEAM_LEAD_COLLECTION),
    ("Uw teamleider incasso was onbeschoft.", Role.MANAGER_OPERATIONS, None),
    ("Uw Algemeen\nDirecteur was onbeschoft.", Role.TEAM_LEAD_COLLECTION, None),
    ("Mevrouw Bakker was onbeschoft.", Role.TEAM_LEAD_COLLECTION, Role.TEAM_LEAD_RECEIVABLES),
    ("De Vries en mevrouw Ooms waren onbeschoft.", Role.MANAGING_DIRECTOR, Role.TEAM_LEAD_COLLECTION),
    ("Mevrouw Ooms luistert niet.", Role.MANAGING_DIRECTOR, Role.MANAGER_OPERATIONS),  # nature other
    ("Mevrouw Kohler was onbeschoft.", Role.TEAM_LEAD_COLLECTION, Role.SALES_MANAGER),  # without the accent
    ("Mevrouw Smit-Jansen was onbeschoft.", Role.TEAM_LEAD_COLLECTION, Role.TEAM_LEAD_ADMINISTRATION),
    ("Mevrouw Bakkers was onbeschoft.", Role.TEAM_LEAD_COLLECTION, None),  # another name
    ("Uw receptie was onbeschoft.", Role.TEAM_LEAD_COLLECTION, None),
    ("De Vries' collega was onbeschoft.", Role.MANAGER_OPERATIONS, Role.TEAM_LEAD_COLLECTION),
    ("Bakker's toon was onbeschoft.", Role.TEAM_LEAD_COLLECTION, Role.TEAM_LEAD_RECEIVABLES),
    ("Uw brutale medewerker Jan hing op.", Role.MANAGER_OPERATIONS, Role.TEAM_LEAD_COLLECTION),  # a first name, behind who it is
    ("Mijn man Jan vond u onbeschoft.", Role.TEAM_LEAD_COLLECTION, None),
    ("Ik kom net bij de bakker vandaan, en uw medewerker was onbeschoft.", Role.TEAM_LEAD_COLLECTION, None),  # the word, not the name
    ("mevrouw bakker was onbeschoft", Role.TEAM_LEAD_COLLECTION, Role.TEAM_LEAD_RECEIVABLES),
    ("Geachte heer De Vries,\n\nUw medewerker was onbeschoft.", Role.MANAGER_OPERATIONS, None),  # written to is not accused
    ("Beste Jan de Vries,\nJan de Vries was onbeschoft.", Role.MANAGER_OPERATIONS, Role.TEAM_LEAD_COLLECTION),
]


@pytest.mark.parametrize(("text", "handler", "accused"), NAMED)
def test_nobody_is_suggested_who_is_named(text: str, handler: Role, accused: Role | None) -> None:
    suggestion = suggest(text, DEFAULT_NATURES, PEOPLE)
    assert (suggestion.handler, suggestion.accused) == (handler, accused)


@pytest.mark.parametrize(("address", "handler"), [("j.vries@example.nl", Role.MANAGER_OPERATIONS), ("incasso@example.nl", COLLECTION)])
def test_whose_own_address_is_named_is_passed_over_and_not_accused(address: str, handler: Role) -> None:
    others = [person for person in PEOPLE.everybody if person.role is not COLLECTION]
    people = People((*others, Person(COLLECTION, "Jan de Vries", (address,))))
    suggestion = suggest(f"Ik mailde met {address}, die brutaal was.", DEFAULT_NATURES, people)
    assert (suggestion.handler, suggestion.accused) == (handler, None)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Brutale man!", "gevonden: ‘brutale’"),
        ("Brutaal, brutale, BRUTAAL en onheus", "gevonden: ‘brutaal’, ‘onheus’"),  # each keyword once, as first written
        ("Ik heb dit nooit besteld", "gevonden: ‘nooit besteld’"),
        ("Hallo", "geen bekende woorden gevonden, dus overig"),
        ("Hij snauwde mij daarna af", "gevonden: ‘snauwde … af’"),
        ("Ze was niet brutaal", "gevonden: ‘brutaal’"),
        ("De Vries was brutaal", "gevonden: ‘brutaal’; niet naar Teamleider Incasso, want die wordt in de klacht genoemd"),
        ("Bakker was brutaal", "gevonden: ‘brutaal’; genoemd in de klacht: Teamleider Debiteurenbeheer"),
    ],
)
def test_the_reason_names_the_words(text: str, why: str) -> None:
    assert suggest(text, DEFAULT_NATURES, PEOPLE).why == why


FIRST = Nature("first", "Eerste", "First", ("appel",), Role.SALES_MANAGER)
SECOND = Nature("second", "Tweede", "Second", ("peer", "rode biet", "?"), Role.SALES_MANAGER)
LAST = Nature("last", "Laatste", "Last", (), Role.MANAGER_OPERATIONS)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("peren en appels", "first"),  # a draw: the order decides
        ("appels, appels en appels, peren, rode bieten", "second"),  # different keywords count, not repetitions
        ("een rode en heel dikke biet", "second"),  # the words of a keyword stand near each other
        ("Mijn auto is rode. Een biet lag daar.", "last"),  # in one sentence
        ("rode auto's staan niet vaak op zo'n biet", "last"),  # and not further apart
        ("appelmoes?", "last"),  # a part of a word is none
    ],
)
def test_the_most_different_keywords_win(text: str, key: str) -> None:
    assert suggest(text, (FIRST, SECOND, LAST), PEOPLE).nature.key == key


def test_only_the_first_part_of_a_long_text_counts() -> None:
    assert suggest("x " * LONGEST_TEXT + "brutaal", DEFAULT_NATURES, PEOPLE).nature.key == "other"


@given(st.text())
def test_any_text_gets_a_suggestion_that_names_nobody_falsely(text: str) -> None:
    suggestion = suggest(text, DEFAULT_NATURES, PEOPLE)
    assert suggestion.nature in DEFAULT_NATURES
    assert suggestion.handler in TITLES
    assert suggestion.handler is not suggestion.accused


def test_what_is_for_a_vacant_role_is_suggested_to_manager_operations() -> None:
    people = People(tuple(one for one in PEOPLE.everybody if one.role is not Role.TEAM_LEAD_COLLECTION))
    found = suggest("De incassokosten zijn te hoog.", DEFAULT_NATURES, people)
    assert found.handler is Role.MANAGER_OPERATIONS
    assert found.why.endswith("; de functie Teamleider Incasso is vacant")


def test_nobody_is_accused_by_what_is_quoted_and_still_passed_over() -> None:
    text = "Uw medewerker was onbeschoft.\n> Met vriendelijke groet,\n> Jan de Vries"
    found = suggest(text, DEFAULT_NATURES, PEOPLE, own_words="Uw medewerker was onbeschoft.")
    assert (found.handler, found.accused) == (Role.MANAGER_OPERATIONS, None)


def test_the_nature_is_looked_for_in_ones_own_words_first() -> None:
    text = "De kosten kloppen niet.\n> U bent brutaal, onbeschoft en onheus."
    assert suggest(text, DEFAULT_NATURES, PEOPLE, own_words="De kosten kloppen niet.").nature.key == "costs"
    assert suggest(text, DEFAULT_NATURES, PEOPLE, own_words="Zie onder.").nature.key == "treatment"


TODAY = date(2026, 4, 2)
AWAY = Deputy("Ria Bakker", TODAY, TODAY + timedelta(days=7))


@pytest.mark.parametrize(("on_date", "handler"), [(TODAY, Role.MANAGER_OPERATIONS), (TODAY + timedelta(days=8), Role.TEAM_LEAD_COLLECTION)])
def test_who_stands_in_for_the_handler_gets_no_case_of_their_own(on_date: date, handler: Role) -> None:
    people = PEOPLE.with_deputies({Role.TEAM_LEAD_COLLECTION: AWAY})
    found = suggest("Mevrouw Bakker was onbeschoft.", DEFAULT_NATURES, people, on_date=on_date)
    assert found.handler is handler
    assert ("want de vervanger wordt in de klacht genoemd" in found.why) is (handler is Role.MANAGER_OPERATIONS)


@pytest.mark.parametrize(
    ("key", "further", "words"),
    [
        ("costs", "", "Incassokosten"),
        ("costs", "privacy", "Incassokosten, ook Privacy"),
        ("costs", "privacy treatment", "Incassokosten, ook Privacy en Bejegening"),
    ],
)
def test_several_natures_in_words(key: str, further: str, words: str) -> None:
    assert natures_in_words(key, further) == words
