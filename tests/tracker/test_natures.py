"""A suggestion rests on words that can be shown, and never hands a complaint to whom it names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.model import HANDLERS, TITLES, Role
from tracker.natures import DEFAULT_NATURES, LONGEST_TEXT, Nature, suggest
from tracker.people import People, Person

NAMES = {
    Role.MANAGER_OPERATIONS: "Marga Ooms",
    Role.TEAM_LEAD_COLLECTION: "Jan de Vries",
    Role.TEAM_LEAD_RECEIVABLES: "Ria Bakker",
    Role.TEAM_LEAD_ADMINISTRATION: "Anneke Smit-Jansen",
    Role.SALES_MANAGER: "Vera Köhler",
    Role.MANAGING_DIRECTOR: "Adriaan Direk",
}
PEOPLE = People(tuple(Person(role, name, (f"{role}@example.nl",)) for role, name in NAMES.items()))

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
]


@pytest.mark.parametrize(("text", "handler", "accused"), NAMED)
def test_nobody_is_suggested_who_is_named(text: str, handler: Role, accused: Role | None) -> None:
    suggestion = suggest(text, DEFAULT_NATURES, PEOPLE)
    assert (suggestion.handler, suggestion.accused) == (handler, accused)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Brutale man!", "gevonden: ‘brutale’"),
        ("Brutaal, brutale, BRUTAAL en onheus", "gevonden: ‘brutaal’, ‘onheus’"),  # each keyword once, as first written
        ("Ik heb dit nooit besteld", "gevonden: ‘nooit besteld’"),
        ("Hallo", "geen bekende woorden gevonden, dus overig"),
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
        ("rode auto, dikke biet", "last"),  # the words of a keyword stand together
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
