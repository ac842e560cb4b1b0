"""Whom a colleague means: by title, name or address, and never one of two."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.model import TITLES, Role
from tracker.people import People, Person
from tracker.typed.people import Deputed, read_deputy, read_role
from tracker.typed.words import LONGEST, Unclear

TODAY = date(2026, 4, 2)
COLLECTION, RECEIVABLES, SALES = Role.TEAM_LEAD_COLLECTION, Role.TEAM_LEAD_RECEIVABLES, Role.SALES_MANAGER
PEOPLE = People(
    (
        Person(Role.MANAGER_OPERATIONS, "Marga Ooms", ("m.ooms@huis.example",)),
        Person(COLLECTION, "Jan de Vries", ("j.devries@huis.example", "incasso@huis.example")),
        Person(RECEIVABLES, "Jan van den Berg", ("j.vandenberg@huis.example",)),
        Person(Role.TEAM_LEAD_ADMINISTRATION, "Anneke Admiraal", ("a.admiraal@huis.example",)),
        Person(SALES, "Vera Köhler", ("V.Kohler@huis.example",)),
        Person(Role.MANAGING_DIRECTOR, "Adriaan Direk", ("a.direk@huis.example",)),
        Person(Role.FRONT_DESK, "Fleur Balie", ("f.balie@huis.example",)),
        Person(Role.FRONT_DESK, "Pim Balie", ("p.balie@huis.example",)),
        Person(Role.FRONT_DESK, "Anneke Admiraal", ("a.admiraal@huis.example",)),
    )
)
UNDERSTOOD = [
    # typed, the role
    ("Teamleider Incasso", COLLECTION),
    ("teamleider incasso", COLLECTION),
    ("Teamleider-Incasso", COLLECTION),
    ("de teamleider incasso", COLLECTION),
    ("aan Teamleider Incasso.", COLLECTION),
    ("team_lead_collection", COLLECTION),
    ("Verkoopmanager", SALES),
    ("MO", Role.MANAGER_OPERATIONS),
    ("naar de Algemeen Directeur", Role.MANAGING_DIRECTOR),
    ("receptie", Role.FRONT_DESK),
    ("Jan de Vries", COLLECTION),
    ("jan DE vries", COLLECTION),
    ("de Vries", COLLECTION),
    ("aan de Vries", COLLECTION),
    ("Vries", COLLECTION),
    ("de heer De Vries", COLLECTION),
    ("dhr. de Vries", COLLECTION),
    ("Jan van den Berg", RECEIVABLES),
    ("Berg", RECEIVABLES),
    ("van den Berg", RECEIVABLES),
    ("mevr. Kohler", SALES),
    ("Vera", SALES),
    ("voor Köhler", SALES),
    ("j.devries@huis.example", COLLECTION),
    ("incasso@huis.example", COLLECTION),
    ("Jan de Vries <incasso@huis.example>", COLLECTION),
    ("v.kohler@huis.example", SALES),
    ("Balie", Role.FRONT_DESK),  # two people, one role
]
REFUSED = [
    # typed, part of the question
    ("Jan", "Wie bedoelt u: Jan de Vries (Teamleider Incasso) of Jan van den Berg (Teamleider Debiteurenbeheer)?"),
    ("Anneke", "Anneke Admiraal (Teamleider Administratie) of Anneke Admiraal (Receptie)?"),
    ("Kees", "Ik ken niemand"),
    ("Teamleider", "Ik ken niemand"),
    ("Teamleider Incaso", "Bedoelt u Teamleider Incasso"),
    ("Vera Koler", "Bedoelt u Vera Köhler?"),
    ("Vera en Marga", "Ik ken niemand"),
    ("niet Vera", "Ik ken niemand"),
    ("jan@huis.example", "Ik ken niemand"),
    ("", "Ik ken niemand"),
    ("@", "Ik ken niemand"),
    ("x" * (LONGEST + 1), "te lang"),
]
UNTIL = date(2026, 5, 15)
DEPUTIES = [
    # typed, what is understood
    ("Jan de Vries t/m 15 mei", Deputed(None, "Jan de Vries", UNTIL)),
    ("Vera tot en met vr 15-5-2026", Deputed(None, "Vera Köhler", UNTIL)),
    ("Teamleider Incasso Vera Köhler t/m 15 mei", Deputed(COLLECTION, "Vera Köhler", UNTIL)),
    ("teamleider incasso door Vera t/m 15 mei", Deputed(COLLECTION, "Vera Köhler", UNTIL)),
    ("MO Vera T/M 15 mei", Deputed(Role.MANAGER_OPERATIONS, "Vera Köhler", UNTIL)),
    ("Vera van 1 mei t/m 15 mei", Deputed(None, "Vera Köhler", UNTIL, date(2026, 5, 1))),
    ("Jan van den Berg vanaf 1 mei t/m 15 mei", Deputed(None, "Jan van den Berg", UNTIL, date(2026, 5, 1))),
    ("Vera van 28 december t/m 4 januari", Deputed(None, "Vera Köhler", date(2027, 1, 4), date(2026, 12, 28))),
    ("Anneke t/m 15 mei", Deputed(None, "Anneke Admiraal", UNTIL)),
]
NO_DEPUTIES = [
    "Vera",
    "Vera tot 15 mei",  # with the 15th, or without?
    "Vera t/m volgende week",
    "Jan t/m 15 mei",
    "Kees t/m 15 mei",
    "Teamleider Incasso t/m 15 mei",
    "Vera van 15 mei t/m 1 mei 2026",
    "t/m 15 mei",
    "",
    "Vera t/m 15 mei " * 20,
]


@pytest.mark.parametrize(("typed", "role"), UNDERSTOOD)
def test_a_role_is_known_by_title_name_and_address(typed: str, role: Role) -> None:
    assert read_role(typed, PEOPLE) is role


@pytest.mark.parametrize("role", TITLES)
def test_every_title_names_its_role_without_any_settings(role: Role) -> None:
    assert read_role(TITLES[role], None) is role


@pytest.mark.parametrize("person", PEOPLE.everybody, ids=lambda person: person.addresses[0])
def test_without_settings_nobody_is_known_by_name(person: Person) -> None:
    with pytest.raises(Unclear):
        read_role(person.name, None)


@pytest.mark.parametrize(("typed", "why"), REFUSED)
def test_nobody_and_two_people_are_asked_about(typed: str, why: str) -> None:
    with pytest.raises(Unclear) as unclear:
        read_role(typed, PEOPLE)
    assert why in unclear.value.why


@pytest.mark.parametrize(("typed", "deputed"), DEPUTIES)
def test_a_deputy_is_understood_with_the_last_day(typed: str, deputed: Deputed) -> None:
    assert read_deputy(typed, PEOPLE, TODAY) == deputed


@pytest.mark.parametrize("typed", NO_DEPUTIES)
def test_a_deputy_without_a_last_day_or_a_name_is_asked_about(typed: str) -> None:
    with pytest.raises(Unclear):
        read_deputy(typed, PEOPLE, TODAY)


@pytest.mark.parametrize(("typed", "people"), [
    ("Receptie Vera Köhler t/m 15-12-2026", PEOPLE),
    ("Teamleider Incasso Vera Köhler t/m 15-12-2026", People(tuple(one for one in PEOPLE.everybody if one.role is not COLLECTION))),
])  # fmt: skip
def test_nobody_stands_in_where_nobody_is_away(typed: str, people: People) -> None:
    """For the front desk, which anybody may be, and for a vacant role."""
    with pytest.raises(Unclear, match="kan nu niemand waarnemen"):
        read_deputy(typed, people, TODAY)


@given(typed=st.text(max_size=60))
def test_anything_typed_is_somebody_or_a_question(typed: str) -> None:
    with suppress(Unclear):
        assert read_role(typed, PEOPLE) in TITLES
